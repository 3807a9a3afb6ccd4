"""On which day, and in which cell, a member is looked at, as the rule set chooses (A-15, A-16)."""

import datetime

import pytest
from django.utils import timezone

from emulation.models import Circumstance, JournalEntry, Membership, Stay
from evaluations.models import Assessment, CutOffRule, State, TransferRule
from evaluations.services.campaigns import refresh_campaign
from evaluations.services.reviews import save_review
from tests.factories import make_member

from .meeting import hand_in, meeting, review_of, rows_for
from .year import SYSTEM, adapted, assessment_of, make_campaign

LONG = datetime.date(2025, 8, 1)
HELD = min(timezone.localdate(), datetime.date(2026, 12, 20)) - datetime.timedelta(days=10)


def ruled(cast, **choices):
    """Open the campaign under a rule set that chooses otherwise, its list following the roster."""
    campaign = adapted(make_campaign(cast), **choices)
    refresh_campaign(campaign=campaign, by=cast.officer)
    return campaign


@pytest.fixture
def by_meeting(cast):
    return ruled(cast, cut_off_rule=CutOffRule.MEETING)


def hold_on(campaign, cell, day, rows=None):
    facts = meeting() | {"held_on": day}
    return save_review(review=review_of(campaign, cell), meeting=facts, rows=rows or {}, version=None, by=SYSTEM)


def exempt(member, start, end):
    Circumstance.objects.create(member=member, kind="EXEMPT", valid_from=start, valid_to=end)


def test_before_the_meeting_is_known_the_cut_off_date_counts(cast, by_meeting):
    exempt(cast.member.member, LONG, by_meeting.cut_off)
    refresh_campaign(campaign=by_meeting, by=cast.officer)
    assert assessment_of(by_meeting, cast.member).participation == "EXEMPT"


@pytest.mark.parametrize(("last", "status"), [(0, "EXEMPT"), (1, "REQUIRED")])
def test_an_exemption_counts_on_the_day_of_the_meeting(cast, by_meeting, last, status):
    exempt(cast.member.member, LONG, HELD - datetime.timedelta(days=last))
    hold_on(by_meeting, cast.cell, HELD)
    assert assessment_of(by_meeting, cast.member).participation == status


def test_the_six_months_end_on_the_day_of_the_meeting(cast):
    new = make_member("Lê Thị Mới", cast.cell, joined_on=HELD - datetime.timedelta(days=100), official_on=None)
    campaign = ruled(cast, cut_off_rule=CutOffRule.MEETING)
    hold_on(campaign, cast.cell, HELD)
    assert campaign.assessments.get(member=new).participation == "NEW_UNDER_6M"


def test_by_the_cut_off_date_the_meeting_changes_nothing(cast):
    campaign = make_campaign(cast)
    exempt(cast.member.member, LONG, HELD)
    hold_on(campaign, cast.cell, HELD)
    refresh_campaign(campaign=campaign, by=cast.officer)
    assert assessment_of(campaign, cast.member).participation == "REQUIRED"


def test_what_was_handed_in_becomes_a_draft_when_its_member_is_not_rated(cast, by_meeting):
    hand_in(by_meeting)
    exempt(cast.member.member, LONG, HELD)
    review = review_of(by_meeting, cast.cell)
    hold_on(by_meeting, cast.cell, HELD, rows_for(review))
    row = assessment_of(by_meeting, cast.member)
    assert (row.participation, row.state, str(row.self_total)) == ("EXEMPT", State.DRAFT, "93.00")
    others = Assessment.objects.filter(campaign=by_meeting, unit=cast.cell).exclude(pk=row.pk)
    assert set(others.values_list("state", flat=True)) == {State.SUBMITTED}
    assert JournalEntry.objects.filter(verb="review.saved").latest("pk").data["followed"] == 1


def test_the_same_day_saved_again_reads_no_roster(cast, by_meeting, django_assert_max_num_queries):
    hold_on(by_meeting, cast.cell, HELD)
    with django_assert_max_num_queries(8):
        hold_on(by_meeting, cast.cell, HELD)


def test_what_is_proposed_stays(cast, by_meeting):
    Assessment.objects.filter(campaign=by_meeting).update(state=State.PROPOSED)
    exempt(cast.member.member, LONG, None)
    refresh_campaign(campaign=by_meeting, by=cast.officer)
    assert assessment_of(by_meeting, cast.member).participation == "REQUIRED"


def test_the_months_of_a_new_member_are_those_of_the_rule_set(cast):
    new = make_member("Lê Thị Mới", cast.cell, joined_on=datetime.date(2026, 1, 15), official_on=None)
    assert ruled(cast, new_member_months=12).assessments.get(member=new).participation == "NEW_UNDER_6M"


def moved(cast, on, **second):
    """A member who left the cell for the other one on a day."""
    member = make_member("Vũ Văn Chuyển", cast.cell)
    Membership.objects.filter(member=member).update(valid_to=on - datetime.timedelta(days=1), subject_type="LEADER")
    Membership.objects.create(member=member, unit=cast.other_cell, valid_from=on, subject_type="OUTSIDE", **second)
    return member


# moved on, rule, cell that rates
MOVES = [
    ("2026-07-03", TransferRule.LONGEST, "cell", "LEADER"),
    ("2026-07-02", TransferRule.LONGEST, "other_cell", "OUTSIDE"),
    ("2026-07-03", TransferRule.CUT_OFF, "other_cell", "OUTSIDE"),
]


@pytest.mark.parametrize(("on", "rule", "cell", "form"), MOVES)
def test_who_changed_cell_is_rated_where_the_rule_says(cast, on, rule, cell, form):
    member = moved(cast, datetime.date.fromisoformat(on))
    row = ruled(cast, transfer_rule=rule).assessments.get(member=member)
    assert (row.unit, row.subject_type) == (getattr(cast, cell), form)


def test_only_cells_of_the_committee_are_compared(cast):
    member = make_member("Vũ Văn Đến", cast.stranger_cell)
    Membership.objects.filter(member=member).update(valid_to="2026-10-31")
    Membership.objects.create(member=member, unit=cast.cell, valid_from="2026-11-01", arrival="FROM_NEAR")
    campaign = ruled(cast, transfer_rule=TransferRule.LONGEST)
    assert campaign.assessments.get(member=member).unit == cast.cell


def test_who_has_left_the_committee_is_not_listed(cast):
    member = make_member("Vũ Văn Đi", cast.cell)
    Membership.objects.filter(member=member).update(valid_to="2026-10-31", departure="TO_NEAR")
    Membership.objects.create(member=member, unit=cast.stranger_cell, valid_from="2026-11-01")
    campaign = ruled(cast, transfer_rule=TransferRule.LONGEST)
    assert not campaign.assessments.filter(member=member).exists()


def test_a_temporary_stay_is_never_the_longest(cast):
    guest = make_member("Vũ Văn Khách", cast.cell, stay=Stay.TEMPORARY)
    Membership.objects.create(member=guest, unit=cast.other_cell, valid_from="2026-11-01", arrival="FROM_FAR")
    row = ruled(cast, transfer_rule=TransferRule.LONGEST).assessments.get(member=guest)
    assert (row.unit, row.awaits_comment) == (cast.other_cell, True)


def test_the_roll_is_called_in_as_many_queries_for_many(cast, django_assert_max_num_queries):
    for _number in range(40):
        moved(cast, datetime.date(2026, 7, 3))
    campaign = ruled(cast, transfer_rule=TransferRule.LONGEST, cut_off_rule=CutOffRule.MEETING)
    with django_assert_max_num_queries(25):
        refresh_campaign(campaign=campaign, by=cast.officer)
