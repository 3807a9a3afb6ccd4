"""The cell's review: scores, votes, the explanation it owes, the proposal, verification, sending back."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from emulation.models import JournalEntry
from evaluations.models import Assessment, CellReview, Proposal, State
from evaluations.selectors.reviews import cell_sheet, committee_progress
from evaluations.services.assessments import settle_comment
from evaluations.services.reviews import CellRow, propose_cell, save_review, send_back_cell, verify_cell

from .meeting import hand_in, hold, meeting, proposed, review_of, row, rows_for
from .year import assessment_of, full_points, make_campaign


@pytest.fixture
def campaign(cast):
    return make_campaign(cast)


@pytest.fixture
def review(campaign, cast):
    hand_in(campaign)
    return review_of(campaign, cast.cell)


@pytest.fixture
def own(campaign, cast, review):
    return assessment_of(campaign, cast.member)


def save(review, by, rows=None, version=None, **facts):
    return save_review(review=review, meeting=facts, rows=rows or {}, version=version, by=by)


def refusal(service, **values):
    with pytest.raises(ValidationError) as refused:
        service(**values)
    return refused.value


def journal(review):
    return JournalEntry.objects.filter(subject="cellreview", subject_id=review.pk).order_by("pk")


# saving


def test_secretary_saves_totals_votes_and_level(cast, review, own):
    save(review, cast.secretary, {own.pk: row("HTTNV", votes=(1, 9, 0, 0), common="27.5", results="60")}, chair="Bình")
    own.refresh_from_db()
    assert (own.cell_common, own.cell_results, own.cell_total) == (Decimal("27.5"), Decimal(60), Decimal("87.5"))
    assert (own.votes_excellent, own.votes_good, own.cell_level) == (1, 9, "HTTNV")
    assert CellReview.objects.get(pk=review.pk).chair == "Bình"
    assert journal(review).get().data["rows"][str(own.pk)]


def test_points_by_criterion_are_added_up_exactly(cast, review, own):
    points = full_points(own, off="0.35")
    save(review, cast.secretary, {own.pk: CellRow(points=points)})
    own.refresh_from_db()
    assert own.cell_total == Decimal("99.65")
    assert Decimal(own.cell_points[next(iter(points))]) == next(iter(points.values()))


def test_points_by_criterion_stay_when_the_same_totals_are_saved_again(cast, review, own):
    save(review, cast.secretary, {own.pk: CellRow(points=full_points(own))})
    save(review, cast.secretary, {own.pk: row(common="30", results="70")})
    assert Assessment.objects.get(pk=own.pk).cell_points
    save(review, cast.secretary, {own.pk: row(common="30", results="69")})
    assert not Assessment.objects.get(pk=own.pk).cell_points


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("common", {"common": "30.01"}),
        ("common", {"common": "-1"}),
        ("common", {"common": "1.234"}),
        ("results", {"results": "70.5"}),
        ("level", {"level": "XYZ"}),
        ("votes_excellent", {"votes": (-1, 0, 0, 0)}),
    ],
)
def test_impossible_values_are_refused_by_field_and_name(cast, review, own, field, values):
    rows = {own.pk: row(**values)}
    refused = refusal(save_review, review=review, meeting={}, rows=rows, version=None, by=cast.secretary)
    assert cast.member.member.full_name in refused.message_dict[f"r{own.pk}-{field}"][0]
    assert Assessment.objects.get(pk=own.pk).cell_total is None


def test_criterion_above_its_maximum_is_refused_with_the_maximum(cast, review, own):
    points = full_points(own, off="-1")
    refused = refusal(
        save_review, review=review, meeting={}, rows={own.pk: CellRow(points=points)}, version=None, by=cast.secretary
    )
    code = max(points, key=points.get)
    assert code in refused.message_dict[f"r{own.pk}-{code}"][0]


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("present", {"summoned": 5, "present": 6}),
        ("ballots_issued", {"summoned": 5, "present": 5, "ballots_issued": 6}),
        ("ballots_returned", {"summoned": 5, "present": 5, "ballots_issued": 5, "ballots_returned": 6}),
        ("ballots_invalid", {"ballots_invalid": 1}),
        ("held_on", {"held_on": timezone.localdate() + datetime.timedelta(days=1)}),
    ],
)
def test_meeting_that_does_not_reconcile_is_refused_at_its_field(cast, review, field, facts):
    refused = refusal(save_review, review=review, meeting=facts, rows={}, version=None, by=cast.secretary)
    assert list(refused.message_dict) == [field]


def test_incomplete_rows_are_saved_as_they_are(cast, review, own):
    save(review, cast.secretary, {own.pk: CellRow(common=Decimal(20), votes=(3, None, None, None))})
    own.refresh_from_db()
    assert (own.cell_common, own.cell_total, own.votes_excellent, own.votes_good) == (20, None, 3, None)


def test_stale_sheet_is_refused(cast, review, own):
    save(review, cast.secretary, version=1, chair="Bình")
    refused = refusal(save_review, review=review, meeting={"chair": "Lan"}, rows={}, version=1, by=cast.secretary)
    assert refused.code == "stale"


def test_nothing_changed_makes_no_version_and_no_line(cast, review):
    save(review, cast.secretary, version=1)
    assert CellReview.objects.get(pk=review.pk).version == 1
    assert not journal(review).exists()


def test_row_of_another_cell_is_refused(cast, campaign, review):
    foreign = assessment_of(campaign, cast.leader)
    assert refusal(save_review, review=review, meeting={}, rows={foreign.pk: row()}, version=None, by=cast.secretary)


def test_row_not_handed_in_is_refused(cast, review, own):
    Assessment.objects.filter(pk=own.pk).update(state=State.DRAFT)
    refused = refusal(save_review, review=review, meeting={}, rows={own.pk: row()}, version=None, by=cast.secretary)
    assert refused.code == "wrong_state"


@pytest.mark.parametrize("name", ["member", "officer", "leader", "viewer", "admin", "stranger"])
def test_only_the_cell_saves_its_review(cast, review, name):
    with pytest.raises(PermissionDenied):
        save(review, getattr(cast, name))


# the explanation that is owed


def reasons(cast, review, own):
    return next(r for r in cell_sheet(cast.secretary, review).rows if r.assessment.pk == own.pk).reasons


@pytest.mark.parametrize(
    ("values", "count"),
    [
        ({"common": "28", "results": "65", "level": "HTXSNV"}, 0),
        ({"common": "28", "results": "69.99", "level": "HTXSNV"}, 0),
        ({"common": "28", "results": "70", "level": "HTXSNV"}, 1),  # 5 points more
        ({"common": "28", "results": "65", "level": "HTTNV"}, 2),  # another level than the own and the derived
        ({"common": "28", "results": "60", "level": "HTTNV"}, 2),  # 5 points less, another level than the own
    ],
)
def test_explanation_is_owed_for_five_points_or_a_level(cast, review, own, values, count):
    save(review, cast.secretary, {own.pk: row(**values)})
    assert len(reasons(cast, review, own)) == count


def test_explanation_is_owed_where_people_decide(cast, review, own):
    Assessment.objects.filter(pk=own.pk).update(tasks_on_time=2, tasks_late=0, tasks_done=3, tasks_beyond=0)
    save(review, cast.secretary, {own.pk: row("HTXSNV")})
    assert len(reasons(cast, review, own)) == 1


# proposing


def test_proposal_is_a_fact_for_every_member(cast, review):
    hold(review, by=cast.secretary)
    propose_cell(review=review, by=cast.secretary)
    proposals = Proposal.objects.filter(assessment__unit=cast.cell)
    assert proposals.count() == 3
    assert {(p.level, p.derived, p.by) for p in proposals} == {("HTXSNV", "HTXSNV", cast.secretary)}
    assert set(Assessment.objects.filter(unit=cast.cell).values_list("state", flat=True)) == {State.PROPOSED}
    line = journal(review).last()
    own = assessment_of(review.campaign, cast.secretary)
    assert (line.verb, line.data) == ("review.proposed", {"members": 3, "own": [own.pk]})


def test_proposal_names_everything_that_is_missing(cast, review, own):
    save(review, cast.secretary, rows_for(review, votes=(9, 0, 0, 0)))
    Assessment.objects.filter(pk=own.pk).update(state=State.DRAFT)
    sentences = refusal(propose_cell, review=review, by=cast.secretary).messages
    assert any(cast.member.member.full_name in text for text in sentences)
    assert any("9" in text and "0" in text and cast.colleague.member.full_name in text for text in sentences)
    assert len(sentences) == 6 + 1 + 2


def test_votes_must_add_up_to_the_valid_ballots(cast, review):
    save(review, cast.secretary, rows_for(review, votes=(4, 5, 0, 0)), **meeting())
    assert len(refusal(propose_cell, review=review, by=cast.secretary).messages) == 3


def test_missing_explanation_stops_the_proposal_and_any_words_settle_it(cast, review):
    save(review, cast.secretary, rows_for(review, level="HTTNV", votes=(0, 10, 0, 0)), **meeting())
    assert len(refusal(propose_cell, review=review, by=cast.secretary).messages) == 3
    hold(review, by=cast.secretary, level="HTTNV", votes=(0, 10, 0, 0), explanation="Tập thể thống nhất.")
    propose_cell(review=review, by=cast.secretary)
    assert Proposal.objects.first().explanation == "Tập thể thống nhất."


def test_criteria_scored_in_part_stop_the_proposal(cast, review, own):
    hold(review, by=cast.secretary)
    points = dict(list(full_points(own).items())[1:])
    save(review, cast.secretary, {own.pk: CellRow(points=points, votes=(10, 0, 0, 0), level="HTXSNV", explanation="x")})
    assert len(refusal(propose_cell, review=review, by=cast.secretary).messages) == 1


def test_awaited_comment_stops_the_proposal_until_it_is_settled(cast, review, own):
    hold(review, by=cast.secretary)
    Assessment.objects.filter(pk=own.pk).update(awaits_comment=True)
    assert len(refusal(propose_cell, review=review, by=cast.secretary).messages) == 1
    settle_comment(assessment=own, note="Đã nhận bằng văn bản.", by=cast.secretary)
    propose_cell(review=review, by=cast.secretary)


def test_cell_with_nobody_to_rate_cannot_propose(cast, review):
    Assessment.objects.filter(unit=cast.cell).update(participation="EXEMPT", state=State.DRAFT)
    assert len(refusal(propose_cell, review=review, by=cast.secretary).messages) == 1


def test_proposed_cell_is_closed_to_its_secretary(cast, campaign):
    review = proposed(campaign, cast.cell)
    assert refusal(propose_cell, review=review, by=cast.secretary).code == "wrong_state"
    values = {"review": review, "meeting": {"chair": "Khác"}, "rows": {}, "version": None, "by": cast.secretary}
    assert refusal(save_review, **values).code == "wrong_state"


@pytest.mark.parametrize("name", ["member", "officer", "leader", "viewer", "admin", "stranger"])
def test_only_the_cell_proposes(cast, review, name):
    with pytest.raises(PermissionDenied):
        propose_cell(review=review, by=getattr(cast, name))


def test_proposing_takes_a_fixed_number_of_queries(cast, campaign, django_assert_max_num_queries):
    hand_in(campaign)
    review = hold(review_of(campaign, cast.cell))
    with django_assert_max_num_queries(23):
        propose_cell(review=review, by=cast.secretary)


# verifying and sending back


def test_officer_verifies_with_name_date_and_note(cast, campaign):
    review = verify_cell(review=proposed(campaign, cast.cell), note="Đủ hồ sơ", by=cast.officer)
    assert (review.verified_by, review.verification_note) == (cast.officer, "Đủ hồ sơ")
    assert set(Assessment.objects.filter(unit=cast.cell).values_list("state", flat=True)) == {State.VERIFIED}
    assert journal(review).last().verb == "review.verified"


@pytest.mark.parametrize("name", ["member", "secretary", "leader", "viewer", "admin", "stranger"])
def test_only_the_officer_verifies(cast, campaign, name):
    review = proposed(campaign, cast.cell)
    with pytest.raises(PermissionDenied):
        verify_cell(review=review, note="", by=getattr(cast, name))


def test_cell_that_has_not_proposed_cannot_be_verified(cast, review):
    assert refusal(verify_cell, review=review, note="", by=cast.officer).error_list[0].code == "wrong_state"


def test_verified_twice_is_refused(cast, campaign):
    review = verify_cell(review=proposed(campaign, cast.cell), note="", by=cast.officer)
    assert refusal(verify_cell, review=review, note="", by=cast.officer).code == "wrong_state"


@pytest.mark.parametrize("name", ["officer", "leader"])
def test_sent_back_proposal_stays_in_the_journal_and_can_be_made_anew(cast, campaign, name):
    review = verify_cell(review=proposed(campaign, cast.cell), note="", by=cast.officer)
    Assessment.objects.filter(unit=cast.cell).update(committee_level="HTTNV", committee_reason="x")
    review = send_back_cell(review=review, reason="Thiếu biên bản", by=getattr(cast, name))
    assert (review.is_proposed, review.is_verified, review.sent_back_reason) == (False, False, "Thiếu biên bản")
    assert not Proposal.objects.exists()
    assert set(Assessment.objects.filter(unit=cast.cell).values_list("state", "committee_level")) == {(20, "")}
    kept = journal(review).last().data
    assert kept["reason"] == "Thiếu biên bản"
    assert [one["level"] for one in kept["proposals"]] == ["HTXSNV"] * 3
    propose_cell(review=review, by=cast.secretary)
    assert Proposal.objects.count() == 3


def test_sending_back_needs_a_reason(cast, campaign):
    review = proposed(campaign, cast.cell)
    assert "reason" in refusal(send_back_cell, review=review, reason="  ", by=cast.officer).message_dict


def test_only_a_proposal_goes_back(cast, review):
    assert refusal(send_back_cell, review=review, reason="x", by=cast.officer).code == "wrong_state"


@pytest.mark.parametrize("name", ["member", "secretary", "viewer", "admin", "stranger"])
def test_only_the_committee_sends_back(cast, campaign, name):
    review = proposed(campaign, cast.cell)
    with pytest.raises(PermissionDenied):
        send_back_cell(review=review, reason="x", by=getattr(cast, name))


# reading


def test_committee_sees_rows_only_once_proposed(cast, campaign, review):
    assert len(cell_sheet(cast.secretary, review).rows) == 3
    assert not cell_sheet(cast.officer, review).rows
    proposed(campaign, cast.cell)
    assert len(cell_sheet(cast.officer, review).rows) == 3


def test_sheet_lists_the_unrated_with_the_reason(cast, review, own):
    Assessment.objects.filter(pk=own.pk).update(participation="EXEMPT", state=State.DRAFT)
    sheet = cell_sheet(cast.secretary, review)
    assert (len(sheet.rows), [a.pk for a in sheet.unrated]) == (2, [own.pk])


def test_progress_counts_cells_and_members(cast, campaign, review):
    proposed(campaign, cast.cell)
    progress = committee_progress(cast.officer, campaign)
    assert (progress.members, progress.submitted, progress.proposed, progress.verified) == (5, 5, 3, 0)
    assert [cell.review.unit for cell in progress.awaiting] == [cast.cell]
    assert committee_progress(cast.secretary, campaign).members == 3
    assert committee_progress(cast.stranger, campaign).members == 0
