"""A year of review lived at random: anybody tries anything at any time, and what must always hold, holds.

RANDOM_YEARS in the environment sets how many years are lived.
"""

import os
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from emulation.chain import verify
from emulation.models import JournalEntry, Membership
from evaluations.models import Assessment, Campaign, CapRecord, Decision, State
from evaluations.rules.workflow import STEPS
from evaluations.services.assessments import return_assessment, save_assessment, submit_assessment
from evaluations.services.decisions import choose_levels, decide_campaign
from evaluations.services.rerating import rerate
from evaluations.services.reviews import propose_cell, save_review, send_back_cell, verify_cell
from tests.evaluations import meeting
from tests.evaluations.year import fill_in, make_campaign
from tests.people import Cast, make_cast

ANYBODY = ["member", "colleague", "secretary", "officer", "leader", "viewer", "admin", "stranger"]
PEOPLE = st.sampled_from([*ANYBODY, "secretary", "officer", "leader", "officer", "leader"])
LEVELS = st.sampled_from(["HTXSNV", "HTTNV", "HTNV", "KHTNV", "X"])
WHICH = st.integers(0, 4)
MOVES = {(source, step.target) for step in STEPS.values() for source in step.sources if step.target is not None}
FROZEN = ("level", "derived", "inputs", "conditions", "number", "signed_on", "reason", "assessment_id", "by_id", "at")


class Year(RuleBasedStateMachine):
    """One ward with its people from the first self-assessment to the decision and after."""

    cast: Cast
    secretaries: dict
    campaign: Campaign
    reached: set[int] = set()

    def __init__(self) -> None:
        super().__init__()
        self.taken_back = transaction.atomic()
        self.taken_back.__enter__()
        self.states = self._states()
        self.decided: dict[int, dict[str, Any]] = {}
        self.lines = JournalEntry.objects.count()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.taken_back.__exit__(None, None, None)

    def _states(self) -> dict[int, int]:
        return dict(Assessment.objects.filter(campaign=self.campaign).values_list("pk", "state"))

    def _row(self, which: int) -> Assessment:
        rows = Assessment.objects.filter(campaign=self.campaign)
        return rows.select_related("unit", "campaign__year__unit", "member").order_by("pk")[which % len(self.states)]

    def _review(self, which: int):
        return self.campaign.reviews.select_related("unit", "campaign__year__unit").order_by("pk")[which % 2]

    def _try(self, act, who: str, **given: Any) -> None:
        """Do the act or be refused; a refusal leaves nothing."""
        self._attempt(act, getattr(self.cast, who), **given)

    def _attempt(self, act, person, **given: Any) -> None:
        person.forget_scope()
        try:
            with transaction.atomic():
                act(by=person, **given)
        except (PermissionDenied, ValidationError) as refused:
            assert str(refused)

    @rule(which=WHICH, who=PEOPLE, text=st.text(max_size=20), version=st.sampled_from([None, 1, 2]))
    def save(self, which, who, text, version):
        self._try(save_assessment, who, assessment=self._row(which), sections={"QUALITIES": text}, version=version)

    @rule(which=WHICH)
    def fill(self, which):
        row = self._row(which)
        self._try(lambda by: fill_in(row, by), "secretary")

    @rule(which=WHICH, who=PEOPLE)
    def submit(self, which, who):
        self._try(submit_assessment, who, assessment=self._row(which))

    @rule(which=WHICH, who=PEOPLE, reason=st.sampled_from(["", "Bổ sung"]))
    def give_back(self, which, who, reason):
        self._try(return_assessment, who, assessment=self._row(which), reason=reason)

    @rule()
    def hand_in_all(self):
        """Everybody has handed in: what random acts would seldom reach."""
        open_ones = Assessment.objects.to_rate().filter(campaign=self.campaign, state__lt=State.SUBMITTED)
        open_ones.update(state=State.SUBMITTED, submitted_at=timezone.now(), **meeting.ELIGIBLE)
        self.states = self._states()

    @rule(which=WHICH)
    def give_one_back(self, which):
        """The cell's secretary returns one: what random acts would seldom reach."""
        row = self._row(which)
        secretary = self.secretaries[row.unit_id]
        self._attempt(return_assessment, secretary, assessment=row, reason="Bổ sung")

    @rule(which=WHICH, who=PEOPLE, valid=st.integers(0, 12), level=LEVELS)
    def hold(self, which, who, valid, level):
        review = self._review(which)
        rows = meeting.rows_for(review, level=level, explanation="Tập thể thống nhất")
        self._try(save_review, who, review=review, meeting=meeting.meeting(valid), rows=rows, version=None)

    @rule(which=WHICH, who=PEOPLE)
    def propose(self, which, who):
        self._try(propose_cell, who, review=self._review(which))

    @rule(which=WHICH, who=PEOPLE)
    def check(self, which, who):
        self._try(verify_cell, who, review=self._review(which), note="")

    @rule(which=WHICH)
    def meet_whole(self, which):
        """The cell meets, proposes and is verified: what random acts would seldom reach."""
        review = self._review(which)
        good = {"level": "HTTNV", "votes": (0, 10, 0, 0), "explanation": "Tập thể thống nhất"}
        given = {"meeting": meeting.meeting(), "rows": meeting.rows_for(review, **good), "version": None}
        secretary = self.secretaries[review.unit_id]
        for act, by, more in (
            (save_review, secretary, given),
            (propose_cell, secretary, {}),
            (verify_cell, self.cast.officer, {"note": ""}),
        ):
            self._attempt(act, by, review=self._review(which), **more)
            self.states_move_along_the_table()

    @rule(which=WHICH, who=PEOPLE, reason=st.sampled_from(["", "Chưa rõ"]))
    def send_back(self, which, who, reason):
        self._try(send_back_cell, who, review=self._review(which), reason=reason)

    @rule(which=WHICH, who=PEOPLE, level=LEVELS)
    def choose(self, which, who, level):
        choices = {self._row(which).pk: (level, "Tập thể thống nhất")}
        self._try(choose_levels, who, campaign=self.campaign, choices=choices)

    @rule(who=PEOPLE, number=st.sampled_from(["", "1-QĐ/ĐU"]))
    def decide(self, who, number):
        self._try(decide_campaign, who, campaign=self.campaign, number=number, signed_on=timezone.localdate())

    @rule(which=WHICH, who=PEOPLE, level=LEVELS)
    def rate_again(self, which, who, level):
        row = self._row(which)
        held = row.decision.pk if row.decision else 0
        given = {"number": "9-QĐ/ĐU", "signed_on": timezone.localdate(), "reason": "Phát hiện vi phạm"}
        self._try(rerate, who, assessment=row, replaces=held, level=level, **given)

    @invariant()
    def states_move_along_the_table(self):
        now = self._states()
        for pk, state in now.items():
            before = self.states[pk]
            assert before == state or (before, state) in MOVES, (before, state)
        self.states = now
        self.reached.update(now.values())

    @invariant()
    def decided_rows_never_change(self):
        for row in Decision.objects.filter(assessment__campaign=self.campaign):
            kept = {name: getattr(row, name) for name in FROZEN}
            assert self.decided.setdefault(row.pk, kept) == kept
        assert set(self.decided) == set(
            Decision.objects.filter(assessment__campaign=self.campaign).values_list("pk", flat=True)
        )

    @invariant()
    def totals_reconcile(self):
        here = Membership.objects.within(self.campaign.unit).filter(valid_to=None).count()
        assert len(self.states) == here
        decided = sum(state == State.DECIDED for state in self.states.values())
        current = Decision.objects.filter(assessment__campaign=self.campaign, is_current=True).count()
        assert decided == current

    @invariant()
    def the_cap_is_never_passed_silently(self):
        first = Decision.objects.filter(assessment__campaign=self.campaign, replaces=None, level="HTXSNV").count()
        caps = list(CapRecord.objects.of_members().filter(campaign=self.campaign))
        assert first == sum(cap.chosen for cap in caps)
        assert all(cap.chosen <= cap.maximum for cap in caps)

    @invariant()
    def the_journal_verifies_and_only_grows(self):
        count = JournalEntry.objects.count()
        assert count >= self.lines and verify().holds
        self.lines = count


def live_by_the_book() -> None:
    """One year in order, whatever chance has drawn, with everything asked after each act."""
    year = Year()
    try:
        for act in (year.hand_in_all, lambda: year.give_one_back(0), year.hand_in_all, lambda: year.meet_whole(0)):
            act()
            year.states_move_along_the_table()
            year.decided_rows_never_change()
            year.totals_reconcile()
            year.the_cap_is_never_passed_silently()
            year.the_journal_verifies_and_only_grows()
    finally:
        year.teardown()


@pytest.mark.slow
@pytest.mark.django_db
def test_what_must_hold_holds_whatever_anybody_tries():
    Year.cast = make_cast()
    Year.campaign = make_campaign(Year.cast)
    cells = (Year.cast.cell, Year.cast.other_cell)
    Year.secretaries = {cell.pk: meeting.secretary_of(cell) for cell in cells}
    years = int(os.environ.get("RANDOM_YEARS", "20"))
    lived = settings(
        max_examples=years, stateful_step_count=30, deadline=None, database=None,
        derandomize="RANDOM_YEARS" not in os.environ, suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(Year, settings=lived)
    live_by_the_book()
    assert Year.reached >= {State.RETURNED, State.SUBMITTED, State.PROPOSED}, Year.reached
