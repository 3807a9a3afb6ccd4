"""Form 01 of a cell: saved as typed, complete before it is proposed, after its members; verified or sent back."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from emulation.models import JournalEntry
from evaluations.cell_members import members_rated
from evaluations.models import Assessment, Campaign, CellRating, Finding, State
from evaluations.selectors.ratings import cell_lines, rating_sheet
from evaluations.selectors.reviews import committee_campaigns
from evaluations.services.findings import record_cell_finding, withdraw_cell_finding
from evaluations.services.ratings import propose_rating, save_rating, send_back_rating, verify_rating
from evaluations.services.reviews import propose_cell, send_back_cell

from .collective import ALL_MET, DOCUMENT, found, rating_proposed, rating_verified, standing, written
from .meeting import crowd, hand_in, hold, proposed, review_of
from .test_decisions import GOOD
from .year import adapted, assessment_of, make_campaign


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def review(campaign, cast):
    return review_of(campaign, cast.cell)


@pytest.fixture
def ready(campaign, cast):
    """The members of the cell are proposed."""
    proposed(campaign, cast.cell, **GOOD)
    return review_of(campaign, cast.cell)


def refusal(service, **values) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        service(**values)
    return refused.value


# saving


def test_the_first_save_makes_the_row_and_leaves_one_line(cast, review):
    assert not CellRating.objects.exists()
    save_rating(review=review, sections={"LIMITS": " Còn  chậm "}, by=cast.secretary)
    row = save_rating(review=review, facts={"tasks_assigned": "7"}, by=cast.secretary)
    assert (row.unit, row.cell_type, row.sections, row.tasks_assigned) == (
        cast.cell,
        "NEIGHBOURHOOD",
        {"LIMITS": "Còn chậm"},
        7,
    )
    assert (row.version, row.total, row.recorded_by) == (3, None, cast.secretary)
    assert JournalEntry.objects.filter(verb="rating.saved").count() == 1


def test_points_are_added_exactly(cast, campaign, review):
    row = save_rating(review=review, points={"1.1": "4,55", "1.R1": "49.05"}, by=cast.secretary)
    assert (str(row.common), str(row.results), str(row.total)) == ("4.55", "49.05", "53.60")
    assert row.points == {"1.1": "4.55", "1.R1": "49.05"}
    row = save_rating(review=review, points={"1.1": "", "1.R1": ""}, by=cast.secretary)
    assert (row.points, row.total) == ({}, None)


BAD = [
    ({"points": {"1.1": "5.01"}}, "points_1.1"),
    ({"points": {"4.1.1": "1"}}, "points_4.1.1"),
    ({"sections": {"QUALITIES": "x"}}, "section_QUALITIES"),
    ({"sections": {"LIMITS": "x" * 10_001}}, "section_LIMITS"),
    ({"explanation": "x" * 10_001}, "explanation"),
    ({"level": "TOP"}, "level"),
    ({"facts": {"areas_led": "1"}}, "areas_led"),
    ({"facts": {"tasks_assigned": "-1"}}, "tasks_assigned"),
    ({"facts": {"tasks_assigned": "3", "tasks_done": "4"}}, "tasks_done"),
    ({"facts": ALL_MET | {"tasks_beyond": 11}}, "tasks_beyond"),
    ({"facts": ALL_MET | {"tasks_late": 1}}, "tasks_late"),
    ({"facts": ALL_MET | {"faults_repaired": 2}}, "faults_repaired"),
    ({"facts": {"five_targets": "PERHAPS"}}, "five_targets"),
]


@pytest.mark.parametrize(("content", "field"), BAD)
def test_what_cannot_stand_is_refused_by_field(cast, review, content, field):
    assert list(refusal(save_rating, review=review, by=cast.secretary, **content).message_dict) == [field]
    assert not CellRating.objects.exists()


def test_two_writers_are_told(cast, review):
    written(review, cast.secretary, version=1)
    assert refusal(save_rating, review=review, level="HTTNV", version=1, by=cast.secretary).code == "stale"


@pytest.mark.parametrize("who", ["member", "colleague", "officer", "leader", "viewer", "admin", "stranger"])
def test_only_the_cell_writes_and_proposes(cast, review, who):
    with pytest.raises(PermissionDenied, match="Vai trò"):
        save_rating(review=review, sections={}, by=getattr(cast, who))
    with pytest.raises(PermissionDenied, match="Vai trò"):
        propose_rating(review=review, by=getattr(cast, who))


def test_a_cell_without_anybody_to_rate_is_not_rated(cast, campaign, review):
    Assessment.objects.filter(unit=cast.cell).update(participation="EXEMPT")
    assert refusal(save_rating, review=review, sections={}, by=cast.secretary).code == "wrong_state"


# proposing


def test_a_complete_form_is_proposed(cast, ready):
    written(ready, cast.secretary)
    row = propose_rating(review=ready, by=cast.secretary)
    assert (row.state, row.proposed_by, row.level) == (State.PROPOSED, cast.secretary, "HTXSNV")
    assert JournalEntry.objects.get(verb="rating.proposed").data == {
        "level": "HTXSNV",
        "derived": "HTXSNV",
        "total": "94.00",
    }
    assert refusal(save_rating, review=ready, level="HTTNV", by=cast.secretary).code == "wrong_state"
    assert refusal(propose_rating, review=ready, by=cast.secretary).code == "wrong_state"


def test_everything_missing_is_said_at_once(cast, ready):
    sentences = refusal(propose_rating, review=ready, by=cast.secretary).messages
    assert len(sentences) == 8 + 1 + 8 + 1  # required texts, tasks, criteria, the level
    assert any("I.1" in text for text in sentences) and any("1.R2" in text for text in sentences)


def test_another_level_than_the_derived_one_needs_an_explanation(cast, ready):
    written(ready, level="HTTNV")
    (sentence,) = refusal(propose_rating, review=ready, by=cast.secretary).messages
    assert "giải trình" in sentence
    written(ready, level="HTTNV", explanation="Chi bộ tự nhận thấy còn việc chưa vững chắc.")
    assert propose_rating(review=ready, by=cast.secretary).level == "HTTNV"


def test_a_level_left_to_people_needs_an_explanation(cast, ready):
    facts = ALL_MET | {"tasks_done": 9, "tasks_on_time": 9}
    written(ready, total="75", facts=facts, level="HTNV")
    assert standing(ready.campaign, cast.cell).derivation.row == "R11"
    assert len(refusal(propose_rating, review=ready, by=cast.secretary).messages) == 1
    written(ready, total="75", facts=facts, level="HTNV", explanation="Việc dở dang do thiên tai.")
    assert propose_rating(review=ready, by=cast.secretary).state == State.PROPOSED


def test_without_a_task_a_level_may_be_left_to_people_by_the_rule_set(cast, ready):
    none = dict.fromkeys(ALL_MET, 0)
    written(ready, facts=none, explanation="Chi bộ mới thành lập.")
    assert len(refusal(propose_rating, review=ready, by=cast.secretary).messages) == 1
    adapted(ready.campaign, no_tasks_needs_input=False)
    ready.refresh_from_db()
    assert propose_rating(review=ready, by=cast.secretary).state == State.PROPOSED


def test_members_come_before_their_cell(cast, campaign, review):
    """Guard 3 of Art. 12.2: whoever is not proposed yet is named."""
    written(review)
    hand_in(campaign, cast.cell)
    refused = refusal(propose_rating, review=review, by=cast.secretary)
    (sentence,) = refused.messages
    assert refused.error_list[0].code == "out_of_order"
    assert "Trần Thị Lan" in sentence and "Lê Văn Bình" in sentence and "Điều 12" in sentence
    assert "Phạm Thị Cúc" not in sentence  # of the other cell
    propose_cell(review=hold(review, **GOOD), by=cast.secretary)
    assert propose_rating(review=review, by=cast.secretary).state == State.PROPOSED


def test_of_many_open_members_the_first_are_named_and_the_rest_counted(cast):
    crowd(cast.cell, 20)
    campaign = make_campaign(cast)
    review = review_of(campaign, cast.cell)
    written(review)
    (sentence,) = refusal(propose_rating, review=review, by=cast.secretary).messages
    assert "và 11 đồng chí khác" in sentence and sentence.count(", ") == 11


def test_whoever_is_not_rated_holds_nobody_up(cast, campaign, ready):
    Assessment.objects.filter(member=cast.member.member).update(participation="EXEMPT", state=State.DRAFT)
    written(ready)
    assert propose_rating(review=ready, by=cast.secretary).state == State.PROPOSED


# verifying, sending back


def test_the_officer_verifies(cast, ready):
    rating_proposed(ready.campaign, cast.cell)
    row = verify_rating(review=ready, by=cast.officer)
    assert (row.state, row.verified_by) == (State.VERIFIED, cast.officer)
    assert JournalEntry.objects.filter(verb="rating.verified").count() == 1
    assert refusal(verify_rating, review=ready, by=cast.officer).code == "wrong_state"


@pytest.mark.parametrize("who", ["officer", "leader"])
def test_sending_back_keeps_the_proposal_in_the_journal(cast, ready, who):
    rating_verified(ready.campaign, cast.cell, cast.officer)
    CellRating.objects.update(committee_level="HTTNV", committee_reason="Tạm chọn.")
    row = send_back_rating(review=ready, reason=" Bổ sung số liệu ", by=getattr(cast, who))
    assert (row.state, row.return_reason, row.committee_level) == (State.RETURNED, "Bổ sung số liệu", "")
    assert (row.proposed_at, row.verified_at) == (None, None)
    assert JournalEntry.objects.get(verb="rating.sent_back").data["level"] == "HTXSNV"
    assert propose_rating(review=ready, by=cast.secretary).return_reason == ""


def test_sending_back_needs_a_reason_and_a_proposal(cast, ready):
    rating_proposed(ready.campaign, cast.cell)
    assert list(refusal(send_back_rating, review=ready, reason=" ", by=cast.officer).message_dict) == ["reason"]
    CellRating.objects.update(state=State.DRAFT)
    assert refusal(send_back_rating, review=ready, reason="Sửa", by=cast.officer).code == "wrong_state"


@pytest.mark.parametrize("who", ["member", "secretary", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_verifies(cast, ready, who):
    rating_proposed(ready.campaign, cast.cell)
    with pytest.raises(PermissionDenied, match="Vai trò"):
        verify_rating(review=ready, by=getattr(cast, who))


# what the level rests on: vectors 24 to 26 of the regulation's cases, by the real path


def test_vector_24_discipline_in_the_leadership_bars_the_top_level(cast, ready):
    written(ready)
    assert standing(ready.campaign, cast.cell).derivation.row == "R8"
    found(ready, "LEADERSHIP", cast.officer)
    derived = standing(ready.campaign, cast.cell).derivation
    assert (derived.outcome, derived.tags, derived.row) == ("HTTNV", ("STEP_DOWN",), "R9")


def test_vector_25_for_a_violation_on_duty_in_this_unit_the_lowest_level_is_forced(cast, ready):
    written(ready)
    found(ready, "K11", cast.officer)
    assert standing(ready.campaign, cast.cell).derivation.row == "R4"
    weighed = {"escape": "ACCEPTED", "escape_level": "HTNV", "escape_decision": "12-KL/ĐU"}
    Finding.objects.update(**weighed)
    assert standing(ready.campaign, cast.cell).derivation.outcome == "HTNV"


def test_vector_26_of_a_former_unit_it_bars_by_a_8_and_only_by_a_8(cast, ready):
    written(ready)
    found(ready, "LEADERSHIP", cast.officer, attribution="Vi phạm tại đơn vị cũ")
    assert standing(ready.campaign, cast.cell).derivation.row == "R9"
    adapted(ready.campaign, leadership_discipline_blocks=False)
    campaign = Campaign.objects.get(pk=ready.campaign_id)
    assert standing(campaign, cast.cell).derivation.row == "R8"


@pytest.mark.parametrize(("code", "row"), [("SUBORDINATES", "R9"), ("K10", "R4"), ("K12", "R4"), ("K6", "R4")])
def test_every_other_finding_weighs(cast, ready, code, row):
    written(ready)
    found(ready, code, cast.officer, escape="CLAIMED" if code in ("K10", "K12") else "NONE")
    assert standing(ready.campaign, cast.cell).derivation.row == row


def test_a_finding_on_a_member_is_none_on_the_cell(cast, ready):
    written(ready)
    year, rest = ready.campaign.year.number, DOCUMENT | {"code": "K2", "recorded_by": cast.officer}
    Finding.objects.create(member=cast.secretary.member, unit=cast.cell, year=year, **rest)
    Finding.objects.create(unit=cast.other_cell, year=year, **(rest | {"code": "K10"}))
    assert standing(ready.campaign, cast.cell).derivation.row == "R8"


@pytest.mark.parametrize(("good", "row"), [(3, "R8"), (2, "R9")])
def test_the_share_of_members_rated_well_both_sides(cast, ready, good, row):
    """67 % of three members are asked: all three pass, two of three do not."""
    written(ready)
    campaign = adapted(ready.campaign, good_members_percent=67)
    last = assessment_of(campaign, cast.colleague)
    last.proposal.level = "HTTNV" if good == 3 else "HTNV"
    last.proposal.save()
    members = members_rated(campaign)[cast.cell.pk]
    assert (members.to_rate, members.rated, members.good) == (3, 3, good)
    assert standing(campaign, cast.cell).derivation.row == row


@pytest.mark.parametrize(("percent", "row"), [(66, "R8"), (67, "R9")])
def test_the_share_is_compared_exactly(cast, ready, percent, row):
    """Two of three are 66,6… %."""
    written(ready)
    campaign = adapted(ready.campaign, good_members_percent=percent)
    last = assessment_of(campaign, cast.colleague)
    last.proposal.level = "HTNV"
    last.proposal.save()
    assert standing(campaign, cast.cell).derivation.row == row


def test_members_not_proposed_yet_count_for_nothing(cast, campaign, review):
    members = members_rated(campaign)[cast.cell.pk]
    assert (members.to_rate, members.rated, members.good) == (3, 0, 0)


# findings on a cell


def test_findings_freeze_with_the_decision(cast, ready):
    rating_proposed(ready.campaign, cast.cell)
    finding = found(ready, "K10", cast.officer)
    line = JournalEntry.objects.get(verb="finding.recorded")
    assert (line.unit, line.data["member"], line.data["code"]) == (cast.cell, None, "K10")
    CellRating.objects.update(state=State.DECIDED)
    assert refusal(withdraw_cell_finding, review=ready, finding=finding, by=cast.officer).code == "frozen"
    values = DOCUMENT | {"code": "K12"}
    assert refusal(record_cell_finding, review=ready, values=values, by=cast.officer).code == "frozen"


def test_a_finding_is_withdrawn(cast, review):
    withdraw_cell_finding(review=review, finding=found(review, "K11", cast.officer), by=cast.officer)
    assert not Finding.objects.exists()
    assert JournalEntry.objects.filter(verb="finding.withdrawn").count() == 1


def test_the_same_document_stands_once_and_codes_of_members_do_not_stand(cast, review):
    found(review, "K11", cast.officer)
    assert refusal(record_cell_finding, review=review, values=DOCUMENT | {"code": "K11"}, by=cast.officer)
    refused = refusal(record_cell_finding, review=review, values=DOCUMENT | {"code": "K2"}, by=cast.officer)
    assert refused.error_dict["code"][0].code == "other_subject"


@pytest.mark.parametrize("who", ["secretary", "member", "leader", "viewer", "admin", "stranger"])
def test_only_the_committee_records_findings(cast, review, who):
    with pytest.raises(PermissionDenied, match="Vai trò"):
        record_cell_finding(review=review, values=DOCUMENT | {"code": "K11"}, by=getattr(cast, who))
    finding = found(review, "K11", cast.officer)
    with pytest.raises(PermissionDenied, match="Vai trò"):
        withdraw_cell_finding(review=review, finding=finding, by=getattr(cast, who))


# reading


def test_the_committee_sees_a_cell_once_it_has_proposed(cast, ready):
    written(ready)
    assert not rating_sheet(cast.officer, ready).is_shown
    assert rating_sheet(cast.secretary, ready).is_shown
    (line,) = [line for line in cell_lines(cast.officer, ready.campaign) if line.review == ready]
    assert (line.state, line.standing, line.total) == (State.DRAFT, None, None)
    propose_rating(review=ready, by=cast.secretary)
    (line,) = [line for line in cell_lines(cast.officer, ready.campaign) if line.review == ready]
    assert (line.is_awaiting, str(line.total), line.standing.proposed, line.derived) == (
        True,
        "94.00",
        "HTXSNV",
        "HTXSNV",
    )
    assert rating_sheet(cast.officer, ready).is_shown


def test_lists_take_the_same_queries_whatever_the_cells(cast, ready, django_assert_num_queries):
    rating_proposed(ready.campaign, cast.cell)
    campaign = committee_campaigns(cast.officer).get()
    with django_assert_num_queries(5):
        cell_lines(cast.officer, campaign)
    proposed(ready.campaign, cast.other_cell, **GOOD)
    rating_proposed(ready.campaign, cast.other_cell)
    with django_assert_num_queries(5):
        assert len(cell_lines(cast.officer, campaign)) == 2


def test_members_sent_back_after_the_cell_has_proposed_count_no_more(cast, ready):
    rating_proposed(ready.campaign, cast.cell)
    send_back_cell(review=ready, reason="Rà soát lại", by=cast.officer)
    assert standing(ready.campaign, cast.cell).members.rated == 0
