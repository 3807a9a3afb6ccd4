"""The demonstration: built at every stage, it reconciles, stands, and each of its people can work in it."""

import datetime
import stat
from collections import Counter
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from emulation.config.demo.bank import deeds_for, words
from emulation.config.demo.plan import Stage
from emulation.models import Account, CellType, JournalEntry, Member, Membership, Role, RoleAssignment, Unit
from evaluations.bridge import derive_many, findings_by_member, thresholds_of
from evaluations.cell_levels import basis_of, cap_of_cells, kind_of, standing_of, standings_of
from evaluations.completeness import missing_in, parts_of
from evaluations.content import FaultLine, TaskLine
from evaluations.decision_gaps import is_open
from evaluations.gaps import proposal_gaps
from evaluations.grouping import grouping_of
from evaluations.levels import groups_of, levels_and_cap, rated, ratings_of
from evaluations.models import (
    Assessment,
    AssignedTask,
    Campaign,
    CapRecord,
    CellDecision,
    CellRating,
    CellReview,
    Decision,
    Fault,
    Proposal,
    State,
    SuggestedIssue,
)
from evaluations.rating_gaps import rating_gaps
from evaluations.sections import sections_of
from evaluations.selectors.decisions import cap_working
from evaluations.services.assessments import save_assessment, submit_assessment
from evaluations.services.caps import explain_choice
from evaluations.services.cell_decisions import choose_cell_levels, decide_cells
from evaluations.services.decisions import choose_levels, decide_campaign
from evaluations.services.issues import explain_issue
from evaluations.services.ratings import propose_rating, verify_rating
from evaluations.services.reviews import CellRow, propose_cell, save_review, verify_cell
from pledges.hints import has_verb
from pledges.models import Group, Pledge, PledgeItem
from pledges.models import State as PledgeState
from pledges.rules import lacks
from pledges.services import confirm_pledge, confirm_pledges
from reports.documents import build_annual_report

from . import seeded
from .evaluations.collective import ALL_MET, written

MEMBERS, CELLS = 60, 3
EARLIER_JOINED = datetime.date(2024, 6, 30)
NEED_NOT_BE_TYPED = ["sections", "points", "self_points", "cell_points"]


@pytest.fixture(scope="class", params=list(Stage))
def built(request, django_db_setup, django_db_blocker):
    """A small ward at every stage, built once for all that is asked of it and then taken away."""
    with django_db_blocker.unblock(), transaction.atomic():
        done = seeded.build(request.param, MEMBERS, CELLS)
        yield request.param, done, seeded.place()
        transaction.set_rollback(True)


class TestEveryStage:
    """What holds however far the year has come."""

    def test_everybody_is_there_at_every_stage(self, built):
        stage, done, at = built
        assert (Member.objects.count(), Unit.objects.within(at.ward).cells().count()) == (MEMBERS, CELLS)
        assert Membership.objects.within(at.ward).count() == MEMBERS
        assert [account.username for account in done.accounts] == list(seeded.EVERYBODY)
        secretaries = RoleAssignment.objects.filter(role=Role.SECRETARY)
        assert set(secretaries.values_list("unit", flat=True)) == set(Unit.objects.cells().values_list("pk", flat=True))
        assert JournalEntry.objects.get(verb="demo.seeded").data["stage"] == stage
        assert (at.campaign is not None) == stage.reaches(Stage.ASSESSED)

    def test_every_row_stands_by_its_own_rules(self, built):
        for model in (
            Unit,
            Member,
            Membership,
            Account,
            Pledge,
            PledgeItem,
            Fault,
            Assessment,
            AssignedTask,
            Proposal,
            CellRating,
        ):
            for row in model.objects.all():
                row.clean_fields(exclude=NEED_NOT_BE_TYPED)  # the database itself refuses what constraints forbid

    def test_nothing_happens_in_the_future(self, built):
        now = timezone.now()
        for model, name in (
            (Pledge, "submitted_at"),
            (Pledge, "confirmed_at"),
            (PledgeItem, "reported_at"),
            (Assessment, "submitted_at"),
            (Proposal, "at"),
            (Decision, "at"),
            (CellRating, "proposed_at"),
            (CellRating, "verified_at"),
        ):
            assert not model.objects.filter(**{f"{name}__gt": now}).exists()

    def test_pledges_are_complete_and_last_year_has_results(self, built):
        stage, _done, at = built
        number = at.year.number
        for pledge in Pledge.objects.prefetch_related("items"):
            assert not lacks(
                [item.draft for item in pledge.items.all()], at.year.number - (pledge.year_id != at.year.pk)
            )
        assert Pledge.objects.filter(year__number=number - 1).count() > MEMBERS * 3 // 4
        assert not PledgeItem.objects.filter(pledge__year__number=number - 1, outcome="").exists()
        assert Pledge.objects.filter(year=at.year).exists() == stage.reaches(Stage.PLEDGED)

    def test_submitted_assessments_lack_nothing(self, built):
        for assessment in Assessment.objects.filter(state__gte=State.SUBMITTED, campaign__from_paper=False):
            assert [str(gap) for gap in missing_in(assessment)] == []

    def test_proposed_cells_lack_nothing_and_levels_follow_the_rules(self, built):
        _stage, _done, at = built
        if at.campaign is None:
            return
        thresholds = thresholds_of(at.campaign.rule_set)
        for review in at.campaign.reviews.exclude(proposed_at=None):
            rows = list(at.campaign.assessments.to_rate().filter(unit=review.unit).select_related("member"))
            derivations = derive_many(rows, thresholds, findings_by_member(at.year.number))
            assert proposal_gaps(review, rows, derivations) == []
            assert all(derivations[row.pk].level in (row.cell_level, None) for row in rows)

    def test_the_levels_lie_inside_the_cap_once_decided(self, built):
        stage, _done, at = built
        decided = Decision.objects.filter(assessment__campaign__from_paper=False)
        if stage is not Stage.DECIDED:
            assert not decided.exists()
            return
        rated = at.campaign.assessments.to_rate().count()
        assert decided.count() == Proposal.objects.count() == rated
        assert CapRecord.objects.of_members().count() == 3
        assert JournalEntry.objects.filter(verb="campaign.decided").count() == 1

    def test_the_cells_are_rated_as_far_as_the_year_has_come(self, built):
        stage, _done, _at = built
        states = Counter(CellRating.objects.values_list("state", flat=True))
        if stage not in (Stage.LIVE, Stage.DECIDED):
            assert not states
            return
        decided = stage is Stage.DECIDED
        assert states == ({State.DECIDED: CELLS} if decided else {State.DRAFT: 1, State.PROPOSED: 1, State.VERIFIED: 1})
        assert CellDecision.objects.count() == (CELLS if decided else 0)
        assert CapRecord.objects.of_cells().exists() == decided
        for rating in CellRating.objects.filter(state__gte=State.PROPOSED):
            assert rating_gaps(rating, standing_of(rating).derivation) == []

    def test_an_earlier_year_was_taken_over_from_paper(self, built):
        _stage, _done, at = built
        campaign = Campaign.objects.get(from_paper=True)
        old = Member.objects.filter(joined_on__lte=EARLIER_JOINED).exclude(circumstances__kind="EXEMPT")
        assert (campaign.year.number, campaign.rule_set.code) == (2024, "QD124")
        assert campaign.assessments.filter(state=State.DECIDED).count() == old.exclude(card_number="").count()
        decided = Decision.objects.filter(assessment__campaign=campaign)
        assert decided.count() == campaign.assessments.count()
        assert not decided.exclude(derived="", inputs={}, conditions=[]).exists()
        assert set(campaign.assessments.exclude(cell_points={}).values_list("unit", flat=True)) == {at.cell.pk}
        assert JournalEntry.objects.filter(verb="results.taken_over").count() == 1

    def test_every_page_of_every_person_opens(self, built, client):
        _stage, _done, at = built
        for username in seeded.EVERYBODY:
            client.force_login(seeded.account(username))
            for name, address in seeded.pages_of(username, at):
                answer = client.get(address, follow=True)
                assert answer.status_code == 200, f"{username}: {name} {address}"


@pytest.mark.parametrize("stage", [Stage.PROPOSED, Stage.LIVE, Stage.DECIDED])
def test_the_report_reconciles(db, stage):
    seeded.build(stage, MEMBERS, CELLS)
    at = seeded.place()
    reader = seeded.account(seeded.LEADER)
    assert build_annual_report(reader, at.ward, at.year.number, timezone.localdate())


def test_the_report_of_the_year_on_paper_reconciles(db):
    seeded.build(Stage.EMPTY, MEMBERS, CELLS)
    at = seeded.place()
    report = build_annual_report(seeded.account(seeded.LEADER), at.ward, 2024, timezone.localdate())
    assert report.from_paper and not report.is_draft and report.roster.rated > MEMBERS // 2


# ── the live stage ──


@pytest.fixture(scope="class")
def shown(django_db_setup, django_db_blocker):
    """The shipped roster, live: what `make run` shows."""
    with django_db_blocker.unblock(), transaction.atomic():
        seeded.build(Stage.LIVE)
        yield seeded.place()
        transaction.set_rollback(True)


class TestLive:
    """Something waits for everybody."""

    def test_the_roster_is_loaded_whole(self, shown):
        assert Member.objects.count() == 600
        assert Unit.objects.cells().count() == 24
        assert JournalEntry.objects.filter(verb="roster.imported").count() == 1
        assert shown.cell.name == "Chi bộ Khu phố 1"

    def test_each_of_the_five_finds_something_waiting(self, shown):
        own = Assessment.objects.get(campaign=shown.campaign, member__account__username="dangvien")
        assert own.state == State.DRAFT and own.self_common and not own.self_level and missing_in(own)
        assert Pledge.objects.get(year=shown.year, member=own.member).is_confirmed
        pledges = Pledge.objects.filter(year=shown.year, unit=shown.cell)
        states = Counter(pledges.values_list("state", flat=True))
        assert states[PledgeState.SUBMITTED] == 3 and states[PledgeState.RETURNED] == 1
        assert pledges.get(member__account__username="bithu").is_submitted  # the officer confirms it
        cells = Counter(
            "verified" if review.is_verified else "proposed" if review.is_proposed else "at work"
            for review in shown.campaign.reviews.all()
        )
        assert cells == {"verified": 18, "proposed": 5, "at work": 1}

    def test_the_leader_has_to_choose(self, shown):
        over = {group.group: group.over for group in levels_and_cap(shown.campaign).groups}
        assert over == {"LEADER": 1, "NONLEAD": 0, "OUTSIDE": 0}

    def test_shares_of_the_earlier_year_are_believable(self, shown):
        decided = Decision.objects.filter(assessment__campaign__from_paper=True)
        levels = Counter(decided.values_list("level", flat=True))
        assert decided.count() > 500 and levels["KHTNV"]
        assert 5 * levels["HTXSNV"] <= levels["HTXSNV"] + levels["HTTNV"]

    def test_shares_are_as_published(self, shown):
        count = Counter(Membership.objects.values_list("subject_type", flat=True))
        assert (count["LEADER"], count["OUTSIDE"]) == (72, 168)
        levels = Counter(levels_and_cap(shown.campaign).levels.values())
        rated = sum(levels.values())
        assert 13 <= 100 * levels["HTXSNV"] / rated <= 17
        assert 5 <= 100 * levels["HTNV"] / rated <= 9 and levels["KHTNV"]


def test_the_same_wish_gives_the_same_ward(db):
    assert _built_and_taken_back() == _built_and_taken_back()


def _built_and_taken_back() -> list[tuple]:
    with transaction.atomic():
        seeded.build(Stage.PROPOSED, MEMBERS, CELLS)
        rows = Proposal.objects.order_by("assessment__member__sort_key", "assessment__member__born_on")
        found = list(rows.values_list("assessment__member__full_name", "level", "explanation"))
        transaction.set_rollback(True)
    return found


@pytest.fixture
def live(db):
    """The same, to be changed."""
    seeded.build(Stage.LIVE)
    return seeded.place()


def test_the_year_can_be_lived_to_its_end(live):
    """By the services alone, as the five would do it on the pages."""
    member, secretary, officer, leader = (seeded.account(name) for name in seeded.EVERYBODY[:4])
    waiting = Pledge.objects.filter(year=live.year, unit=live.cell, state=PledgeState.SUBMITTED)
    own = waiting.get(member=secretary.member)
    assert (
        len(confirm_pledges(unit=live.cell, pledges=list(waiting.values_list("pk", flat=True)), by=secretary).done) == 2
    )
    confirm_pledge(pledge=own, by=officer)
    for issue in SuggestedIssue.objects.filter(assessment__campaign=live.campaign, explained_at=None):
        by = member if issue.member_id == member.member_id else secretary
        explain_issue(issue=issue, text="Đã nhận thấy và sửa.", by=by)
    for assessment in live.campaign.assessments.to_rate().filter(unit=live.cell, state__lt=State.SUBMITTED):
        _finish(assessment, by=getattr(assessment.member, "account", secretary))  # a draft one has begun is one's own
    _review_the_rest(live.campaign.reviews.get(unit=live.cell), secretary)
    for review in live.campaign.reviews.filter(verified_at=None):
        verify_cell(review=review, note="", by=officer)
    choose_levels(campaign=live.campaign, choices=_within_the_cap(live.campaign), by=leader)
    with pytest.raises(ValidationError, match="lý do lựa chọn"):
        decide_campaign(campaign=live.campaign, number="01-QĐ/ĐU", signed_on=timezone.localdate(), by=leader)
    for group in cap_working(leader, live.campaign):
        if group.lacks_reason:
            explain_choice(campaign=live.campaign, group=group.group, reason="Đảng ủy biểu quyết.", by=leader)
    decide_campaign(campaign=live.campaign, number="01-QĐ/ĐU", signed_on=timezone.localdate(), by=leader)
    _rate_the_rest(live.campaign, officer)
    choose_cell_levels(campaign=live.campaign, choices=_cells_within_the_cap(live.campaign), by=leader)
    assert len(decide_cells(campaign=live.campaign, number="02-QĐ/ĐU", signed_on=timezone.localdate(), by=leader)) == 24
    report = build_annual_report(leader, live.ward, live.year.number, timezone.localdate())
    assert not report.is_draft and report.roster.total == 600


def _finish(assessment: Assessment, by: Account) -> None:
    """Write what is still missing, on a member's behalf where the member has not."""
    parts = parts_of(assessment)
    items = parts.pledge_items if parts.pledge and parts.pledge.is_confirmed else []
    save_assessment(
        assessment=assessment,
        sections={s.code: "Đã thực hiện đầy đủ." for s in sections_of(assessment.subject_type) if s.is_required},
        self_points={criterion.code: str(criterion.maximum) for criterion in parts.criteria},
        tasks=[TaskLine("Việc được giao", "Báo cáo", None, "ON_TIME")],
        faults={fault.pk: FaultLine("REPAIRED", "Đã sửa") for fault in parts.faults},
        pledge_results={item.pk: ("KEPT", "Có biên bản", "Tổ dân phố xác nhận") for item in items},
        self_level="HTTNV",
        by=by,
    )
    submit_assessment(assessment=assessment, by=by)


def _review_the_rest(review: CellReview, secretary: Account) -> None:
    """Give those the cell has not scored yet their points and votes, then propose."""
    unscored = review.campaign.assessments.to_rate().filter(unit=review.unit, cell_level="")
    assert unscored.count() == 8
    votes = (0, review.ballots_valid, 0, 0)
    explanation = "Hội nghị thống nhất."
    rows = {
        row.pk: CellRow(row.self_common, row.self_results, votes=votes, level="HTTNV", explanation=explanation)
        for row in unscored
    }
    save_review(review=review, meeting={}, rows=rows, version=None, by=secretary)
    propose_cell(review=review, by=secretary)


def _rate_the_rest(campaign: Campaign, officer: Account) -> None:
    """Every cell that has not proposed its own level writes form 01 and proposes; the officer verifies all."""
    done = CellRating.objects.filter(campaign=campaign, state__gte=State.PROPOSED).values("unit")
    for review in campaign.reviews.exclude(unit__in=done):
        written(review, total="85", level="HTTNV", facts=ALL_MET)
        propose_rating(review=review, by=RoleAssignment.objects.get(unit=review.unit, role=Role.SECRETARY).account)
    for rating in CellRating.objects.filter(campaign=campaign, state=State.PROPOSED):
        verify_rating(review=campaign.reviews.get(unit=rating.unit_id), by=officer)


def _cells_within_the_cap(campaign: Campaign) -> dict[int, tuple[str, str]]:
    ratings = list(CellRating.objects.filter(campaign=campaign))
    standings, chosen = standings_of(campaign, ratings, basis_of(campaign)), {}
    for group in cap_of_cells(campaign, standings):
        best = [s for s in standings if s.is_excellent and kind_of(s).code == group.group]
        weakest = sorted(best, key=lambda standing: standing.rating.total)[: group.over]
        chosen |= {found.rating.unit_id: ("HTTNV", "Vượt giới hạn tỷ lệ.") for found in weakest}
    return chosen


def _within_the_cap(campaign: Campaign) -> dict[int, tuple[str, str]]:
    ratings = list(ratings_of(campaign, rated(campaign)))
    chosen = {rating.assessment.pk: (rating.level, "Đảng ủy thống nhất.") for rating in ratings if is_open(rating)}
    for group in groups_of(ratings, grouping_of(campaign)):
        best = [r for r in ratings if r.is_excellent and r.assessment.subject_type == group.group]
        chosen |= {rating.assessment.pk: ("HTTNV", "Vượt giới hạn tỷ lệ.") for rating in best[: group.over]}
    return chosen


# ── the command ──


@pytest.fixture
def command(db, tmp_path, capsys):
    """Run the command; return what it prints."""

    def run(*arguments: str) -> str:
        call_command("seed_demo", *arguments, "--password-file", str(tmp_path / "accounts.txt"))
        return capsys.readouterr().out

    return run


SMALL = ("--members", str(MEMBERS), "--cells", str(CELLS))


def test_passwords_are_printed_once_and_kept_for_the_owner(command, tmp_path, client):
    printed = command(*SMALL)
    kept = tmp_path / "accounts.txt"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.read_text().strip() in printed
    password = next(line.split()[1] for line in printed.splitlines() if line.startswith("bithu"))
    assert client.login(username="bithu", password=password)
    assert not Account.objects.filter(must_change_password=True).exists()


def test_other_accounts_cannot_be_signed_in_to(command):
    command(*SMALL)
    usable = [account.username for account in Account.objects.all() if account.has_usable_password()]
    assert sorted(usable) == sorted(seeded.EVERYBODY)


def test_a_second_run_changes_nothing(command):
    command(*SMALL)
    before = JournalEntry.objects.count()
    assert "bithu" not in command("--if-empty")
    assert JournalEntry.objects.count() == before
    with pytest.raises(CommandError):
        command()


NONSENSE = [
    ("--year", "2019"),
    ("--year", "2099"),
    ("--year", "0"),
    ("--members", "5", "--cells", "3"),
    ("--members", "0"),
    ("--members", "-5"),
    ("--cells", "0"),
    ("--members", "9" * 20),
]


@pytest.mark.parametrize("arguments", NONSENSE)
def test_what_cannot_be_built_is_refused(command, arguments):
    with pytest.raises(CommandError):
        command(*arguments)
    assert not Unit.objects.exists()


def test_without_a_place_for_the_passwords_nothing_is_built(db, tmp_path):
    with pytest.raises(CommandError, match="ghi được"):
        call_command("seed_demo", *SMALL, "--password-file", str(tmp_path))
    assert not Unit.objects.exists()


def test_many_members_are_spread_over_wards(db):
    seeded.build(Stage.EMPTY, 3_200, 130)
    wards = Unit.objects.filter(depth=2)
    assert [Membership.objects.within(ward).count() for ward in wards] == [1_600, 1_600]
    assert Member.objects.filter(card_number="").count() < 3_200 * 10 // 100


# ── the bank of words ──


@pytest.mark.parametrize("cell_type", CellType.values)
def test_deeds_are_concrete(cell_type):
    deeds = deeds_for(cell_type)
    assert len(deeds) >= 8
    for deed in deeds:
        assert has_verb(deed.deed), deed.deed
        assert len(deed.deed) <= 200 and deed.measure and deed.method and deed.kept
        assert deed.group in Group.values
    assert all(first.group != second.group for first, second in pairwise(deeds[:4]))


def test_every_text_is_there():
    assert set(words("tasks")) == {*CellType.values, "LEADING"}
    assert {"QUALITIES", "DUTIES", "LIMITS", "DIRECTIONS"} <= set(words("texts")["sections"])
