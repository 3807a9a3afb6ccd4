"""The cells as collectives: form 01 of each, proposed, verified, decided, as far as the year has come."""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from random import Random
from typing import Final

from emulation.models import Unit
from evaluations.cell_decision_gaps import is_open
from evaluations.cell_levels import CellStanding, basis_of, cap_of_cells, kind_of, standings_of
from evaluations.models import Campaign, CellRating, Finding, State
from evaluations.rating_gaps import COLLECTIVE
from evaluations.rules.levels import Level
from evaluations.rules.scoring import Group
from evaluations.sections import sections_of
from evaluations.services.caps import explain_choice
from evaluations.services.cell_decisions import choose_cell_levels, decide_cells

from .accounts import Staff
from .bank import words
from .courses import COMPLETED, EXCELLENT, GOOD, GOOD_STEP_DOWN, Course, PointsBank
from .people import BATCH, Ward
from .plan import Times

FIRST_WORDS: Final = ("PRINCIPLES", "TARGETS", "BUILDING")  # what a draft has so far
DECISION: Final = "{number}-QĐ/ĐU"
TO_PROPOSE: Final = 3  # of every so many cells that wait for the officer, one has not written form 01


class Collectives:
    """Rates one ward's cells, in bulk up to the verification, by the services from there."""

    def __init__(self, ward: Ward, staff: Staff, campaign: Campaign, times: Times) -> None:
        self.ward, self.staff, self.campaign, self.times = ward, staff, campaign, times
        self.rng: Random = ward.rng
        self.points = PointsBank(campaign.rule_set.criteria_by_subject, self.rng)
        rated = set(campaign.assessments.to_rate().values_list("unit", flat=True))
        self.cells = [cell for cell in ward.cells if cell.pk in rated]
        self.courses = self._courses()

    def _courses(self) -> dict[int, Course]:
        """A fifth of the cells of each kind excellent; of the largest kind two more, for a finding and for the cap."""
        kinds: dict[str, list[Unit]] = {}
        for cell in self.cells:
            kinds.setdefault(cell.cell_type, []).append(cell)
        found = {}
        largest = max(kinds.values(), key=len, default=[])
        for kind in kinds.values():
            best = len(kind) // 5 + 2 * (kind is largest and len(kind) >= 5)
            spread = [EXCELLENT] * best + [GOOD_STEP_DOWN] * (len(kind) > 4) + [COMPLETED] * (len(kind) > 7)
            spread += [GOOD] * (len(kind) - len(spread))
            self.rng.shuffle(spread)
            found |= {cell.pk: course for cell, course in zip(kind, spread, strict=True)}
        return found

    def write(self, states: Mapping[int, State]) -> None:
        """Write form 01 of these cells, each as far as its state says; one finding bars one cell's top level."""
        written = [cell for cell in self.cells if cell.pk in states]
        self._find(written)
        ratings = [self._rating(cell, states[cell.pk]) for cell in written]
        for standing in standings_of(self.campaign, ratings, basis_of(self.campaign)):
            self._propose(standing)
        CellRating.objects.bulk_create(ratings, batch_size=BATCH)

    def _find(self, cells: list[Unit]) -> None:
        """In the leadership of an excellent cell somebody was disciplined for a matter of a former unit."""
        excellent = [cell for cell in cells if self.courses[cell.pk] is EXCELLENT][1:2]
        Finding.objects.bulk_create(
            Finding(
                unit=cell,
                year=self.times.year,
                code="LEADERSHIP",
                document_number="31-QĐ/UBKT",
                document_date=min(datetime.date(self.times.year, 8, 20), self.times.today),
                issuer="Ủy ban Kiểm tra Đảng ủy phường",
                recorded_by=self.staff.officer,
            )
            for cell in excellent
        )

    def _rating(self, cell: Unit, state: State) -> CellRating:
        course = self.courses[cell.pk]
        points, bank = self.points.draw(COLLECTIVE, course), words("collective")
        texts = {s.code: " ".join(self.rng.sample(bank[s.code], 2)) for s in sections_of(COLLECTIVE) if s.code in bank}
        rating = CellRating(
            campaign=self.campaign,
            unit=cell,
            cell_type=cell.cell_type,
            state=state,
            version=3,
            sections=texts,
            points=points.by_code,
            common=points.common,
            results=points.results,
            total=points.total,
            recorded_by=self.staff.secretaries[cell.pk],
            **self._counts(course),
        )
        if state == State.DRAFT:
            self._half(rating)
        return rating

    def _counts(self, course: Course) -> dict[str, int]:
        """Tasks and faults of the cell's year that belong to the course."""
        tasks, faults = self.rng.randint(9, 14), self.rng.randint(0, 2)
        late = int(course is COMPLETED)
        beyond = tasks * 4 // 10 if course is EXCELLENT else tasks * 2 // 10
        repaired = faults if course is EXCELLENT else max(0, faults - self.rng.randrange(2))
        return {
            "tasks_assigned": tasks,
            "tasks_done": tasks,
            "tasks_on_time": tasks - late,
            "tasks_beyond": beyond,
            "tasks_late": late,
            "faults_noted": faults,
            "faults_repaired": repaired,
        }

    def _half(self, rating: CellRating) -> None:
        """The first texts and the common criteria are written; results, counts and level still to come."""
        criteria = self.campaign.rule_set.criteria_by_subject[COLLECTIVE]
        common = {criterion.code for criterion in criteria if criterion.group == Group.COMMON}
        rating.sections = {code: text for code, text in rating.sections.items() if code in FIRST_WORDS}
        rating.points = {code: text for code, text in rating.points.items() if code in common}
        rating.results, rating.total = Decimal(0), rating.common
        for name in self._counts(GOOD):
            setattr(rating, name, 0)

    def _propose(self, standing: CellStanding) -> None:
        """Propose what follows from the regulation; sign as far as the state says."""
        rating = standing.rating
        if rating.state == State.DRAFT:
            return
        rating.level = standing.derivation.level or Level.COMPLETED
        if rating.state == State.RETURNED:
            rating.return_reason = words("collective")["returned"]
            return
        rating.proposed_by, rating.proposed_at = rating.recorded_by, self.times.ago(self.rng, 2, 3)
        if rating.state == State.VERIFIED:
            rating.verified_by, rating.verified_at = self.staff.officer, self.times.ago(self.rng, 1, 1)

    def decide(self) -> None:
        """Choose within the cap and decide, by the services."""
        choices = self._choices()
        if choices:
            choose_cell_levels(campaign=self.campaign, choices=choices, by=self.staff.leader)
        self._explain()
        number = DECISION.format(number=320 + self.campaign.pk)
        signed_on = min(self.times.today, datetime.date(self.times.year + 1, 1, 12))
        decide_cells(campaign=self.campaign, number=number, signed_on=signed_on, by=self.staff.leader)

    def _explain(self) -> None:
        """Write the reason of the choice wherever a cell that stands equal or better is left out."""
        for group in cap_of_cells(self.campaign, self._standings()):
            if group.lacks_reason:
                reason = words("texts")["choice_reason"]
                explain_choice(campaign=self.campaign, group=group.group, reason=reason, by=self.staff.leader)

    def _standings(self) -> list[CellStanding]:
        ratings = list(CellRating.objects.filter(campaign=self.campaign).select_related("unit"))
        for rating in ratings:
            rating.campaign = self.campaign
        return standings_of(self.campaign, ratings, basis_of(self.campaign))

    def _choices(self) -> dict[int, tuple[str, str]]:
        """Those over the cap, lowest points first, come down to good."""
        standings = self._standings()
        reason = words("collective")["cap_reason"]
        choices = {found.rating.unit_id: (found.level, reason) for found in standings if is_open(found)}
        for group in cap_of_cells(self.campaign, standings):
            best = [found for found in standings if kind_of(found).code == group.group and found.is_excellent]
            best.sort(key=lambda found: (found.inputs.score, found.rating.unit.path))
            choices |= {found.rating.unit_id: (Level.GOOD.value, reason) for found in best[: group.over]}
        return choices


def live_states(ward: Ward, at_work: int, to_verify: set[int]) -> dict[int, State]:
    """Of the live stage: the demonstration's cell half written, those that wait for the officer partly proposed."""
    states = {}
    for place, cell in enumerate(ward.cells):
        if cell.pk == at_work:
            states[cell.pk] = State.DRAFT
        elif cell.pk not in to_verify:
            states[cell.pk] = State.VERIFIED
        elif place % TO_PROPOSE:
            states[cell.pk] = State.PROPOSED
    returned = next((cell for cell in reversed(ward.cells) if states.get(cell.pk) == State.VERIFIED), None)
    if returned and len(ward.cells) > TO_PROPOSE:
        states[returned.pk] = State.RETURNED
    return states
