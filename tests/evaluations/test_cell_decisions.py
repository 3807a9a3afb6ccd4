"""The committee's choice and decision on its cells: after their members, within the cap among similar cells."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import CellType, JournalEntry, Role, RoleAssignment
from evaluations.models import (
    Assessment,
    Campaign,
    CapException,
    CapRecord,
    CellDecision,
    CellRating,
    Decision,
    State,
)
from evaluations.selectors.cell_decisions import cell_board, decided_cell_caps, decided_cells
from evaluations.selectors.decisions import decided_caps, decision_board
from evaluations.selectors.reviews import committee_campaigns
from evaluations.services.caps import explain_choice
from evaluations.services.cell_decisions import choose_cell_levels, decide_cells
from evaluations.services.comments import require_comments
from evaluations.services.decisions import decide_campaign

from ..factories import make_cell, make_member
from .collective import ALL_MET, found, rating_proposed, rating_verified
from .meeting import review_of, verified
from .test_decisions import GOOD
from .year import adapted, make_campaign

TODAY = timezone.localdate()
API = "/api/v1"
GROUP = "CELLS:NEIGHBOURHOOD"
WEAKER = {"level": "HTTNV", "facts": ALL_MET | {"tasks_beyond": 1}}


def waive_residence(campaign, cell, by):
    """Let the cell do without the comment of the committee where its members live."""
    about = {"campaign": campaign, "unit": cell, "kind": "RESIDENCE"}
    require_comments(**about, is_due=False, reason="Không thuộc nội dung kiểm tra", by=by)


def decide_members(campaign, cast):
    """Verify and decide the members of every cell, all of them good."""
    for review in campaign.reviews.filter(proposed_at=None):
        verified(campaign, review.unit, cast.officer, **GOOD)
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)


@pytest.fixture
def campaign(cast):
    """Seven cells of one kind, one of another; everybody's members verified, nothing decided."""
    for place in range(3, 8):
        make_member(f"Nguyễn Văn Tổ {place}", make_cell(cast.committee, f"Chi bộ Khu phố {place}"))
    school = make_cell(cast.committee, "Chi bộ Trường Tiểu học", cell_type=CellType.SCHOOL)
    make_member("Nguyễn Thị Giáo", school)
    campaign = make_campaign(cast)
    waive_residence(campaign, school, cast.officer)
    for review in campaign.reviews.all():
        verified(campaign, review.unit, cast.officer, **GOOD)
    return campaign


@pytest.fixture
def ready(campaign, cast):
    """The members decided, every cell verified and eligible for the top level; the school asks for good."""
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    for review in campaign.reviews.all():
        weaker = WEAKER if review.unit.cell_type == CellType.SCHOOL else {}
        rating_verified(campaign, review.unit, cast.officer, **weaker)
    return campaign


def choose(campaign, by, choices, **more):
    return choose_cell_levels(campaign=campaign, choices=choices, by=by, **more)


def decide(campaign, by, number="46-QĐ/ĐU", signed_on=TODAY):
    return decide_cells(campaign=campaign, number=number, signed_on=signed_on, by=by)


def leave(campaign, cast, chosen=1):
    """Choose good for every neighbourhood's cell but the first `chosen`."""
    rows = CellRating.objects.filter(campaign=campaign, cell_type=CellType.NEIGHBOURHOOD)
    rest = list(rows.order_by("unit__path").values_list("unit", flat=True))[chosen:]
    choose(campaign, cast.leader, dict.fromkeys(rest, ("HTTNV", "Ngoài giới hạn tỷ lệ.")))
    if chosen:
        explain_choice(campaign=campaign, group=GROUP, reason="Giữ vững danh hiệu ba năm liền.", by=cast.leader)


def refusal(service, *args, **values) -> ValidationError:
    with pytest.raises(ValidationError) as refused:
        service(*args, **values)
    return refused.value


# the cap among cells


def test_cells_of_similar_kind_have_their_own_cap(cast, ready):
    neighbourhoods, school = cell_board(cast.leader, ready).groups
    assert (neighbourhoods.group, neighbourhoods.base, neighbourhoods.product) == ("CELLS:NEIGHBOURHOOD", 7, "1,4")
    assert (neighbourhoods.maximum, neighbourhoods.chosen, neighbourhoods.over) == (1, 7, 6)
    assert (school.group, school.base, school.maximum, school.chosen) == ("CELLS:SCHOOL", 1, 0, 0)


def test_pooled_they_make_one_group(cast, ready):
    (group,) = cell_board(cast.leader, adapted(ready, cap_cell_groups="POOLED")).groups
    assert (group.group, group.base, group.maximum) == ("CELLS", 8, 1)


def test_the_larger_share_is_the_one_granted_for_cells(cast, ready):
    grant = {"campaign": ready, "unit": cast.committee, "issuer": "Thường vụ", "recorded_by": cast.officer}
    CapException.objects.create(about="PEOPLE", number="1-QĐ/TU", signed_on=TODAY, **grant)
    assert cell_board(cast.leader, ready).groups[0].percent == 20
    CapException.objects.create(about="CELLS", number="2-QĐ/TU", signed_on=TODAY, **grant)
    group = cell_board(cast.leader, ready).groups[0]
    assert (group.percent, group.product, group.maximum) == (25, "1,75", 1)
    assert "2-QĐ/TU" in group.exception
    leave(ready, cast)
    decide(ready, cast.leader)
    assert "2-QĐ/TU" in CapRecord.objects.get(group="CELLS:NEIGHBOURHOOD").exception


# choosing


def test_a_choice_is_kept_with_its_reason_and_taken_back(cast, ready):
    assert choose(ready, cast.leader, {cast.cell.pk: ("HTTNV", " Ngoài  giới hạn ")}) == 1
    row = CellRating.objects.get(unit=cast.cell)
    assert (row.committee_level, row.committee_reason) == ("HTTNV", "Ngoài giới hạn")
    line = JournalEntry.objects.get(verb="ratings.chosen")
    assert line.data == {"choices": {str(cast.cell.pk): ["HTTNV", "Ngoài giới hạn"]}}
    assert choose(ready, cast.leader, {cast.cell.pk: ("", "")}) == 1
    assert choose(ready, cast.leader, {cast.cell.pk: ("", "")}) == 0


def test_departing_needs_a_reason_and_one_bad_choice_keeps_none(cast, ready):
    choices = {cast.other_cell.pk: ("HTTNV", "Có lý do"), cast.cell.pk: ("HTNV", " ")}
    refused = refusal(choose, ready, cast.leader, choices)
    assert list(refused.message_dict) == [f"c{cast.cell.pk}-reason"]
    assert not CellRating.objects.exclude(committee_level="").exists()


def test_unknown_level_foreign_cell_and_stale_row_are_refused(cast, ready):
    assert refusal(choose, ready, cast.leader, {cast.cell.pk: ("XYZ", "x")})
    assert refusal(choose, ready, cast.leader, {cast.stranger_cell.pk: ("HTTNV", "x")})
    version = CellRating.objects.get(unit=cast.cell).version
    stale = {cast.cell.pk: version - 1}
    assert refusal(choose, ready, cast.leader, {cast.cell.pk: ("HTTNV", "Lý do")}, versions=stale)


def test_only_verified_cells_can_be_chosen(cast, campaign):
    rating_proposed(campaign, cast.cell)
    assert refusal(choose, campaign, cast.leader, {cast.cell.pk: ("HTTNV", "x")}).code == "wrong_state"


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "admin", "stranger"])
def test_only_the_leader_chooses_and_decides(cast, ready, who):
    with pytest.raises(PermissionDenied, match="Vai trò"):
        choose(ready, getattr(cast, who), {})
    with pytest.raises(PermissionDenied, match="Vai trò"):
        decide(ready, getattr(cast, who))


# deciding


def test_the_decision_freezes_every_cell_and_the_caps(cast, ready):
    leave(ready, cast)
    decisions = decide(ready, cast.leader)
    assert len(decisions) == 8
    assert set(CellRating.objects.values_list("state", flat=True)) == {State.DECIDED}
    top = CellDecision.objects.get(level="HTXSNV")
    assert (top.rating.unit, top.derived, top.tags, top.rule_set) == (
        cast.cell,
        "HTXSNV",
        ["ELIGIBLE"],
        ready.rule_set,
    )
    assert (top.inputs["score"], top.inputs["members_rated"], top.inputs["members_good"]) == ("94.00", 3, 3)
    assert {condition["code"] for condition in top.conditions} >= {"SCORE", "SUBORDINATES", "LEADERSHIP"}
    left_out = CellDecision.objects.filter(tags=["CAP"])
    assert left_out.count() == 6 and {row.reason for row in left_out} == {"Ngoài giới hạn tỷ lệ."}
    record = CapRecord.objects.get(group="CELLS:NEIGHBOURHOOD")
    assert (record.base, record.maximum, record.proposed, record.chosen) == (7, 1, 7, 1)
    assert record.choice_reason == "Giữ vững danh hiệu ba năm liền."
    line = JournalEntry.objects.get(verb="ratings.decided")
    assert (line.data["number"], line.data["cells"]) == ("46-QĐ/ĐU", 8)
    assert refusal(decide, ready, cast.leader, "47-QĐ/ĐU").code == "wrong_state"


def test_the_members_caps_and_the_cells_stand_side_by_side(cast, ready):
    leave(ready, cast)
    decide(ready, cast.leader)
    assert {cap.record.group for cap in decided_caps(ready)} == {"NONLEAD"}
    assert {cap.record.group for cap in decided_cell_caps(ready)} == {"CELLS:NEIGHBOURHOOD", "CELLS:SCHOOL"}


def test_members_are_decided_before_their_cells(cast, campaign):
    """Guard 3 of Art. 12.2."""
    for review in campaign.reviews.all():
        rating_verified(campaign, review.unit, cast.officer, level="HTTNV", explanation="Chi bộ tự nhận.")
    refused = refusal(decide, campaign, cast.leader)
    assert refused.error_list[0].code == "out_of_order"
    assert "Chi bộ Khu phố 1 (3)" in refused.messages[0] and "Điều 12" in refused.messages[0]
    Assessment.objects.exclude(unit=cast.cell).update(state=State.DECIDED)
    (sentence,) = refusal(decide, campaign, cast.leader).messages
    assert "Trần Thị Lan" in sentence and "Chi bộ Khu phố 1" in sentence
    Assessment.objects.update(state=State.VERIFIED)
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    assert len(decide(campaign, cast.leader)) == 8


def test_a_cell_that_is_not_verified_is_named(cast, ready):
    leave(ready, cast)
    CellRating.objects.filter(unit=cast.cell).update(state=State.PROPOSED)
    CellRating.objects.filter(unit=cast.other_cell).delete()
    (sentence,) = refusal(decide, ready, cast.leader).messages
    assert "Chi bộ Khu phố 1, Chi bộ Khu phố 2" in sentence


def test_a_cell_with_nobody_to_rate_holds_nobody_up(cast, ready):
    leave(ready, cast)
    CellRating.objects.filter(unit=cast.other_cell).update(state=State.DRAFT)
    Assessment.objects.filter(unit=cast.other_cell).update(participation="EXEMPT", state=State.DRAFT)
    assert len(decide(ready, cast.leader)) == 7


def test_above_the_cap_nothing_is_decided(cast, ready):
    refused = refusal(decide, ready, cast.leader)
    assert refused.error_list[0].code == "cap_exceeded" and "7 × 20 % = 1,4 → 1" in refused.messages[0]
    assert not CellDecision.objects.exists()


def test_a_level_left_to_people_waits_for_the_committee(cast, ready):
    leave(ready, cast)
    facts = {"tasks_done": 9, "tasks_on_time": 9, "total": 75, "level": "HTNV", "explanation": "Do thiên tai."}
    CellRating.objects.filter(unit=cast.cell).update(**facts)
    assert "Chi bộ Khu phố 1" in refusal(decide, ready, cast.leader).messages[0]
    choose(ready, cast.leader, {cast.cell.pk: ("HTNV", "Thống nhất với chi bộ.")})
    assert len(decide(ready, cast.leader)) == 8


def test_a_finding_after_verification_weighs_in_the_decision(cast, ready):
    leave(ready, cast)
    found(review_of(ready, cast.cell), "K11", cast.officer)
    assert "Chi bộ Khu phố 1" in refusal(decide, ready, cast.leader).messages[0]
    choose(ready, cast.leader, {cast.cell.pk: ("KHTNV", "Có thành viên cấp ủy bị kỷ luật.")})
    decide(ready, cast.leader)
    row = CellDecision.objects.get(rating__unit=cast.cell)
    assert (row.level, row.derived, row.inputs["findings"]) == ("KHTNV", "KHTNV", ["K11"])


def test_a_choice_among_equal_cells_is_explained(cast, ready):
    leave(ready, cast)
    explain_choice(campaign=ready, group=GROUP, reason="", by=cast.leader)
    board = cell_board(cast.leader, ready)
    assert board.lacks_reason and not board.can_decide_now
    assert "Chi bộ Khu phố 2" in board.groups[0].contest_sentence
    assert "Chi bộ Khu phố 1" in refusal(decide, ready, cast.leader).messages[0]
    CellRating.objects.exclude(unit=cast.cell).update(total=91, results=61)
    assert not cell_board(cast.leader, ready).lacks_reason
    assert len(decide(ready, cast.leader)) == 8


# number and date


def test_the_paper_that_decided_the_members_may_decide_the_cells(cast, ready):
    leave(ready, cast)
    assert decide(ready, cast.leader, number="45-qđ/đu")


@pytest.mark.parametrize(
    ("number", "signed_on", "field"),
    [
        (" ", TODAY, "number"),
        ("46-QĐ/ĐU", TODAY + datetime.timedelta(days=1), "signed_on"),
        ("46-QĐ/ĐU", TODAY - datetime.timedelta(days=1), "signed_on"),
        ("7-QĐ/ĐU", TODAY, "number"),
    ],
)
def test_number_and_date_must_stand(cast, ready, number, signed_on, field):
    """The day before is before the members' decision; 7-QĐ/ĐU has decided somebody of last year's."""
    leave(ready, cast)
    other = Decision.objects.filter(assessment__campaign=ready).last()
    Decision.objects.filter(pk=other.pk).update(number="7-QĐ/ĐU")
    assert list(refusal(decide, ready, cast.leader, number, signed_on).message_dict) == [field]


# the head of a cell


@pytest.fixture
def headed(ready, cast):
    """The secretary of the first cell was rated above what the committee chooses for the cell."""
    leave(ready, cast, chosen=0)
    Decision.objects.filter(assessment__member=cast.secretary.member).update(level="HTXSNV")
    return ready


def test_a_head_above_the_cell_is_a_warning(cast, headed):
    board = cell_board(cast.leader, headed)
    (cell,) = board.warned
    assert cell.rating.unit == cast.cell and "Lê Văn Bình" in cell.warnings[0]
    assert board.can_decide_now and len(decide(headed, cast.leader)) == 8


def test_it_is_refused_or_not_compared_by_the_rule_set(cast, headed):
    campaign = adapted(headed, head_limit="BLOCK")
    assert not cell_board(cast.leader, campaign).can_decide_now
    refused = refusal(decide, campaign, cast.leader)
    assert refused.error_list[0].code == "head_limit" and "Lê Văn Bình" in refused.messages[0]
    campaign = adapted(headed, head_limit="OFF")
    assert not cell_board(cast.leader, campaign).warned
    assert len(decide(campaign, cast.leader)) == 8


@pytest.mark.parametrize("level", ["HTTNV", "HTNV", "KHTNV"])
def test_a_head_not_above_the_cell_is_no_matter(cast, headed, level):
    Decision.objects.filter(assessment__member=cast.secretary.member).update(level=level)
    assert not cell_board(cast.leader, headed).warned


def test_the_head_is_who_holds_the_role_on_the_cut_off_date(cast, headed):
    RoleAssignment.objects.filter(account=cast.secretary).update(valid_to=headed.cut_off - datetime.timedelta(days=1))
    assert not cell_board(cast.leader, headed).warned
    RoleAssignment.objects.filter(account=cast.secretary).update(valid_to=headed.cut_off, role=Role.DEPUTY)
    assert not cell_board(cast.leader, headed).warned
    RoleAssignment.objects.filter(account=cast.secretary).update(role=Role.SECRETARY)
    assert cell_board(cast.leader, headed).warned


def test_the_members_board_names_a_head_above_what_the_cell_asks_for(cast, campaign, as_):
    CellRating.objects.all().delete()
    rating_proposed(campaign, cast.cell, level="HTNV", explanation="Chi bộ tự nhận mức thấp hơn.")
    (head,) = [person for person in decision_board(cast.leader, campaign).people if person.head_warning]
    assert head.assessment.member == cast.secretary.member
    page_text = as_(cast.leader).get(page("decision", campaign.pk)).content.decode()
    assert "Lê Văn Bình, người đứng đầu chi bộ" in page_text
    assert decision_board(cast.leader, campaign).can_decide_now
    assert not decision_board(cast.leader, adapted(campaign, head_limit="BLOCK")).can_decide_now
    assert not [p for p in decision_board(cast.leader, adapted(campaign, head_limit="OFF")).people if p.head_warning]


def test_the_members_decision_is_refused_where_the_cell_asks_for_less(cast, campaign):
    campaign = adapted(campaign, head_limit="BLOCK")
    weaker = {"level": "HTNV", "explanation": "Chi bộ tự nhận mức thấp hơn."}
    rating_proposed(campaign, cast.cell, **weaker)
    refused = refusal(decide_campaign, campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    assert refused.error_list[0].code == "head_limit" and "Lê Văn Bình" in refused.messages[0]
    CellRating.objects.update(level="HTTNV")
    assert decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)


# pages and API


@pytest.fixture
def as_(client):
    def sign_in(account):
        client.force_login(account)
        return client

    return sign_in


def page(name, *args):
    return reverse(f"evaluations:{name}", args=args)


def typed(campaign, chosen):
    """Return what the page sends: the top level for `chosen`, good for the others."""
    data = {}
    for row in CellRating.objects.filter(campaign=campaign):
        data[f"c{row.unit_id}-version"] = row.version
        data[f"c{row.unit_id}-level"] = "HTXSNV" if row.unit_id in chosen else "HTTNV"
        data[f"c{row.unit_id}-reason"] = "" if row.unit_id in chosen else "Ngoài giới hạn tỷ lệ."
    return data | {f"{GROUP}-reason": "Giữ vững danh hiệu ba năm liền."}


def test_leader_chooses_and_decides_on_the_page(cast, as_, ready):
    client, here = as_(cast.leader), page("rating-decision", ready.pk)
    assert "7 × 20 % = 1,4 → 1" in client.get(here).content.decode()
    answer = client.post(page("rating-choose", ready.pk), typed(ready, {cast.cell.pk}), follow=True)
    assert "Đã lưu" in answer.content.decode() and CellRating.objects.exclude(committee_level="").count() == 7
    paper = {"number": "46-QĐ/ĐU", "signed_on": TODAY.strftime("%d/%m/%Y")}
    assert client.post(page("rating-decide", ready.pk), {"number": "46-QĐ/ĐU"}).status_code == 200
    text = client.post(page("rating-decide", ready.pk), paper, follow=True).content.decode()
    assert "46-QĐ/ĐU" in text and "Ngoài giới hạn tỷ lệ." in text
    assert CellDecision.objects.count() == 8
    cell = as_(cast.secretary).get(page("rating", review_of(ready, cast.cell).pk)).content.decode()
    assert "46-QĐ/ĐU" in cell


def test_the_larger_share_among_cells_is_recorded_on_their_page(cast, as_, ready):
    client, here = as_(cast.officer), page("rating-decision", ready.pk)
    assert 'name="about" value="CELLS"' in client.get(here).content.decode()
    paper = {"number": "2-QĐ/TU", "signed_on": TODAY.strftime("%d/%m/%Y"), "issuer": "Thường vụ"}
    data = paper | {"about": "CELLS", "unit": cast.committee.pk}
    assert client.post(page("cap-exceptions", ready.pk), data).url == here
    assert cell_board(cast.leader, ready).groups[0].percent == 25
    exception = CapException.objects.get()
    assert client.post(page("cap-exception-withdraw", ready.pk, exception.pk)).url == here


def test_a_refused_choice_stays_on_the_page(cast, as_, ready):
    data = typed(ready, set()) | {f"c{cast.cell.pk}-reason": "", f"c{cast.cell.pk}-level": "HTNV"}
    text = as_(cast.leader).post(page("rating-choose", ready.pk), data).content.decode()
    assert "nêu lý do của cấp ủy" in text or "lý do của cấp ủy" in text
    assert not CellRating.objects.exclude(committee_level="").exists()


@pytest.mark.parametrize("who", ["secretary", "member", "viewer", "stranger"])
def test_others_do_not_find_the_page(cast, as_, ready, who):
    assert as_(getattr(cast, who)).get(page("rating-decision", ready.pk)).status_code == 404


def test_the_officer_sees_why_the_buttons_are_not_there(cast, as_, ready):
    text = as_(cast.officer).get(page("rating-decision", ready.pk)).content.decode()
    assert "why-not" in text and f"c{cast.cell.pk}-level" not in text
    assert as_(cast.officer).post(page("rating-choose", ready.pk), {}).status_code == 403


def test_the_same_through_the_api(cast, ready):
    client = APIClient()
    client.force_authenticate(cast.leader)
    board = client.get(f"{API}/campaigns/{ready.pk}/cells/").json()
    assert not board["can_decide_now"] and board["groups"][0]["over"] == 6 and board["before"] == []
    rest = [cell for cell in board["cells"] if cell["unit"] != cast.cell.pk and cell["group"] != "CELLS:SCHOOL"]
    keep = ("unit", "version")
    choices = [{name: cell[name] for name in keep} | {"level": "HTTNV", "reason": "Giới hạn"} for cell in rest]
    board = client.post(f"{API}/campaigns/{ready.pk}/cells/choose/", {"choices": choices}, format="json").json()
    assert not board["can_decide_now"] and board["groups"][0]["contest_sentence"]
    why = {"group": GROUP, "reason": "Giữ vững danh hiệu ba năm liền."}
    assert client.post(f"{API}/campaigns/{ready.pk}/explain/", why, format="json").status_code == 200
    assert client.get(f"{API}/campaigns/{ready.pk}/cells/").json()["can_decide_now"]
    body = {"number": "46-QĐ/ĐU", "signed_on": TODAY.isoformat()}
    assert client.post(f"{API}/campaigns/{ready.pk}/cells/decide/", body, format="json").json()["cells"] == 8
    rows = client.get(f"{API}/cell-decisions/?campaign={ready.pk}").json()["results"]
    assert len(rows) == 8 and rows[0]["cell"] == cast.cell.name
    client.force_authenticate(cast.stranger)
    assert client.get(f"{API}/campaigns/{ready.pk}/cells/").status_code == 404
    assert client.get(f"{API}/cell-decisions/").json()["results"] == []


def test_the_board_takes_the_same_queries_whatever_the_cells(cast, ready, django_assert_num_queries):
    campaign = committee_campaigns(cast.leader).get()
    assert cast.leader.scope
    CellRating.objects.exclude(unit=cast.cell).update(state=State.DRAFT)
    with django_assert_num_queries(9):
        assert len(cell_board(cast.leader, campaign).cells) == 1
    CellRating.objects.update(state=State.VERIFIED)
    with django_assert_num_queries(9):
        assert len(cell_board(cast.leader, campaign).cells) == 8


def test_everybody_is_listed_best_first_after_the_decision(cast, ready):
    leave(ready, cast)
    decide(ready, cast.leader)
    levels = [cell.decision.level for cell in decided_cells(cast.leader, ready)]
    assert levels == ["HTXSNV"] + ["HTTNV"] * 7
    assert Campaign.objects.get(pk=ready.pk).caps.count() == 3
    assert decision_board(cast.leader, ready)
