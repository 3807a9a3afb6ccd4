"""Rule sets installed from data; campaigns opened over the roster; who is rated."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from emulation.models import Circumstance, JournalEntry, Membership, Stay
from evaluations.bridge import leaves_of, thresholds_of
from evaluations.models import Assessment, Campaign, CellReview, Criterion, ParticipationStatus, RuleSet
from evaluations.rules.levels import Subject
from evaluations.rules.scoring import check_maxima
from evaluations.services.campaigns import open_campaign, refresh_campaign
from evaluations.services.rulesets import install_rule_set
from tests.factories import make_cell, make_committee, make_member, make_year

from .year import SYSTEM, assessment_of, make_campaign, make_rule_set

LEAF_COUNTS = {"LEADER": 38, "NONLEAD": 26, "OUTSIDE": 7, "COLLECTIVE": 8}


def test_installing_twice_changes_nothing(db):
    first, second = make_rule_set(), make_rule_set()
    assert first == second
    assert RuleSet.objects.count() == 1
    assert Criterion.objects.count() == sum(LEAF_COUNTS.values())
    assert {basis.number for basis in first.bases.all()} >= {"366-QĐ/TW", "43-HD/BTCTW"}
    assert JournalEntry.objects.filter(verb="ruleset.installed").count() == 1


@pytest.mark.parametrize("subject", Subject)
def test_shipped_maxima_add_exactly(db, subject):
    leaves = leaves_of(make_rule_set(), subject)
    maxima = check_maxima(leaves)
    assert (maxima.common, maxima.results, maxima.holds) == (Decimal(30), Decimal(70), True)
    assert len(leaves) == LEAF_COUNTS[subject]


def test_thresholds_come_from_the_rule_set(db):
    thresholds = thresholds_of(make_rule_set())
    assert (thresholds.excellent_from, thresholds.good_from, thresholds.completed_from) == (90, 70, 50)
    assert thresholds.beyond_percent == 30 and thresholds.no_tasks_needs_input


def test_leaves_are_read_once(db, django_assert_num_queries):
    rule_set = make_rule_set()
    rule_set = RuleSet.objects.get(pk=rule_set.pk)
    with django_assert_num_queries(1):
        for subject in Subject:
            leaves_of(rule_set, subject)


def test_unknown_rule_set_is_refused(db):
    with pytest.raises(ValidationError, match="QD999"):
        install_rule_set(code="QD999", by=SYSTEM)


def test_member_cannot_install(cast):
    with pytest.raises(PermissionDenied):
        install_rule_set(code="QD366", by=cast.member)


def test_opening_makes_one_assessment_a_member_and_one_review_a_cell(cast):
    campaign = make_campaign(cast)
    assert campaign.assessments.count() == Membership.objects.within(cast.committee).count() == 5
    assert set(campaign.reviews.values_list("unit_id", flat=True)) == {cast.cell.pk, cast.other_cell.pk}
    entry = JournalEntry.objects.get(verb="campaign.opened")
    assert entry.data == {"assessments": 5, "reviews": 2, "rule_set": "QD366"}
    assert not Assessment.objects.filter(member=cast.stranger.member).exists()


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_only_the_committee_opens(cast, who):
    with pytest.raises(PermissionDenied, match=r"."):
        open_campaign(**dates(cast), by=getattr(cast, who))
    assert not Campaign.objects.exists()


def test_a_year_is_opened_once(cast):
    make_campaign(cast)
    with pytest.raises(ValidationError) as refused:
        open_campaign(**dates(cast), by=cast.leader)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize(
    ("field", "day"),
    [("cut_off", datetime.date(2026, 6, 30)), ("cut_off", datetime.date(2027, 2, 1))],
)
def test_cut_off_must_belong_to_the_year(cast, field, day):
    with pytest.raises(ValidationError) as refused:
        open_campaign(**dates(cast, **{field: day}), by=cast.officer)
    assert list(refused.value.message_dict) == [field]


def test_due_dates_must_follow_the_steps(cast):
    with pytest.raises(ValidationError):
        open_campaign(**dates(cast, reviews_due=datetime.date(2026, 11, 1)), by=cast.officer)


def test_rule_set_must_be_in_force(cast):
    before = make_year(cast.committee, cast.officer, 2024)
    with pytest.raises(ValidationError) as refused:
        open_campaign(**dates(cast, year=before), by=cast.officer)
    assert list(refused.value.message_dict) == ["rule_set"]


def dates(cast, **changes):
    values = {
        "year": cast.year,
        "rule_set": make_rule_set(),
        "cut_off": datetime.date(2026, 12, 31),
        "assessments_due": datetime.date(2026, 11, 30),
        "reviews_due": datetime.date(2026, 12, 10),
        "decisions_due": datetime.date(2026, 12, 25),
    }
    return values | changes


def circumstance(member, kind, start="2026-01-01", end=None):
    Circumstance.objects.create(member=member, kind=kind, valid_from=start, valid_to=end)


# kind, from, to → participation, reduced basis, comment awaited
CIRCUMSTANCES = [
    ("EXEMPT", "2026-01-01", None, "EXEMPT", False, False),
    ("EXEMPT", "2026-01-01", "2026-12-30", "REQUIRED", False, False),
    ("SUSPENDED", "2026-12-31", None, "SUSPENDED", False, False),
    ("SICK", "2026-02-01", "2026-06-30", "REQUIRED", True, False),
    ("SICK", "2025-02-01", "2025-12-31", "REQUIRED", False, False),
    ("MATERNITY", "2025-10-01", "2026-01-05", "REQUIRED", True, False),
    ("AWAY", "2026-08-01", None, "REQUIRED", False, True),
    ("AWAY", "2026-03-01", "2026-05-01", "REQUIRED", False, False),
]


@pytest.mark.parametrize(("kind", "start", "end", "status", "reduced", "awaits"), CIRCUMSTANCES)
def test_circumstances_decide_participation(cast, kind, start, end, status, reduced, awaits):
    circumstance(cast.member.member, kind, start, end)
    row = assessment_of(make_campaign(cast), cast.member)
    assert (row.participation, row.reduced_basis, row.awaits_comment) == (status, reduced, awaits)


@pytest.mark.parametrize(("joined", "status"), [("2026-07-15", "NEW_UNDER_6M"), ("2026-06-30", "REQUIRED")])
def test_six_months_are_counted_to_the_cut_off(cast, joined, status):
    new = make_member("Lê Thị Mới", cast.cell, joined_on=joined, official_on=None)
    assert make_campaign(cast).assessments.get(member=new).participation == status


def test_temporary_member_is_rated_at_the_official_cell(cast):
    guest = make_member("Vũ Văn Khách", cast.cell, stay=Stay.TEMPORARY)
    assert make_campaign(cast).assessments.get(member=guest).participation == ParticipationStatus.TEMPORARY_HERE


def test_of_two_memberships_the_permanent_one_counts_and_the_comment_is_awaited(cast):
    away = make_member("Vũ Văn Xa", cast.cell)
    Membership.objects.create(member=away, unit=cast.other_cell, stay=Stay.TEMPORARY, valid_from="2026-03-01")
    row = make_campaign(cast).assessments.get(member=away)
    assert (row.unit, row.participation, row.awaits_comment) == (cast.cell, "REQUIRED", True)


def test_cells_decided_by_another_committee_are_left_out(cast):
    other = make_committee("Đảng ủy Công an")
    theirs = make_cell(cast.committee, "Chi bộ Công an phường")
    theirs.decided_by.update(decider=other)
    make_member("Bùi Văn An", theirs)
    assert not make_campaign(cast).reviews.filter(unit=theirs).exists()


def test_refresh_adds_newcomers_and_follows_the_roster(cast):
    campaign = make_campaign(cast)
    new_cell = make_cell(cast.committee, "Chi bộ Trường học")
    newcomer = make_member("Đinh Thị Đến", new_cell)
    circumstance(cast.member.member, "EXEMPT")
    Membership.objects.filter(member=cast.colleague.member).update(valid_to="2026-11-01")
    done = refresh_campaign(campaign=campaign, by=cast.officer)
    assert (done.added, done.updated, done.removed) == (1, 1, 1)
    assert campaign.assessments.get(member=newcomer).unit == new_cell
    assert CellReview.objects.filter(campaign=campaign, unit=new_cell).exists()
    assert assessment_of(campaign, cast.member).participation == "EXEMPT"
    assert JournalEntry.objects.filter(verb="campaign.refreshed").count() == 1


def test_refresh_keeps_what_somebody_has_written(cast):
    campaign = make_campaign(cast)
    campaign.assessments.filter(member=cast.colleague.member).update(version=2, recorded_by=cast.colleague)
    Membership.objects.filter(member=cast.colleague.member).update(unit=cast.other_cell)
    refresh_campaign(campaign=campaign, by=cast.officer)
    assert assessment_of(campaign, cast.colleague).unit == cast.cell


def test_refresh_of_a_settled_comment_does_not_ask_again(cast):
    circumstance(cast.member.member, "AWAY")
    campaign = make_campaign(cast)
    campaign.assessments.filter(member=cast.member.member).update(awaits_comment=False, comment_note="Đã nhận")
    refresh_campaign(campaign=campaign, by=cast.officer)
    assert not assessment_of(campaign, cast.member).awaits_comment


def test_refresh_is_for_the_committee(cast):
    campaign = make_campaign(cast)
    with pytest.raises(PermissionDenied):
        refresh_campaign(campaign=campaign, by=cast.secretary)


def test_opening_takes_as_many_queries_for_many_as_for_few(cast, django_assert_max_num_queries):
    make_rule_set()
    for number in range(60):
        make_member(f"Nguyễn Văn Số {number}", cast.cell)
    with django_assert_max_num_queries(30):
        assert make_campaign(cast).assessments.count() == 65
