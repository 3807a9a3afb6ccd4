"""What a list of results would do to a committee's year, and doing it.

The service in `services/results.py` asks the permission, opens the transaction and writes the journal.
"""

import datetime
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final

import tablib
from django.utils.translation import gettext_lazy as _

from emulation.loading import MEANT_TWICE, NEW, REJECTED, STATUS_LABELS, UNCHANGED
from emulation.models import Member, Unit, Year
from emulation.roster.problems import Notice, Problem

from ..models import Assessment, Campaign, Decision, LevelChoice, RuleSet, State
from ..resources import DECISION_FIELDS, DecisionResource
from .matching import Register
from .reading import ResultsReading
from .rows import ResultRow

BATCH: Final = 1000
DUE_DATES: Final = ("assessments_due", "reviews_due", "decisions_due")

DECIDED_OTHERWISE: Final = _(
    "“%(level)s” is already recorded by decision %(number)s of %(day)s. It is not overwritten: a level that has "
    "changed since is a re-rating, with its own decision."
)
OTHER_PAPER: Final = _(
    "The same level is already recorded by decision %(number)s of %(day)s: correct the number or the date."
)
OTHER_GRADES: Final = _("The result is already recorded with other grades; what is recorded is not overwritten.")
NO_SUCH_CRITERION: Final = _("Criterion %(code)s is not among those of %(subject)s: leave the cell empty.")


@dataclass
class PlannedResult:
    """What a row does; `recorded` is the decision that is there already."""

    row: ResultRow
    status: str = REJECTED
    member: Member | None = None
    unit: Unit | None = None
    subject_type: str = ""
    recorded: Decision | None = None

    @property
    def label(self) -> str:
        return str(STATUS_LABELS[self.status])

    def as_report(self) -> dict[str, Any]:
        """The row as the report of a command or of the API gives it."""
        row = self.row
        if row.problems:
            told = {"row": row.row, "outcome": REJECTED, "name": row.name}
            return told | {"field": row.field, "message": row.reasons}
        return {
            "row": row.row,
            "outcome": self.status,
            "name": self.member.full_name,
            "member": self.member.pk,
            "unit": self.unit.name,
            "level": row.level,
            "number": row.number,
            "signed_on": row.signed_on.isoformat(),
            "grades": row.grades,
            "converted": row.converted,
        }


@dataclass
class ResultsPlan:
    """What a reading would do to a committee's year."""

    committee: Unit
    year: int
    rule_set: RuleSet
    rows: list[PlannedResult] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)

    @property
    def summary(self) -> dict[str, int]:
        """How many rows are new, recorded already, rejected."""
        counts = dict.fromkeys((NEW, UNCHANGED, REJECTED), 0)
        for planned in self.rows:
            counts[planned.status] += 1
        return {"rows": len(self.rows), "accepted": len(self.rows) - counts[REJECTED], **counts}

    @property
    def new_by_level(self) -> list[tuple[str, int]]:
        """The new results by level, in the rule set's words."""
        counts = Counter(planned.row.level for planned in self.rows if planned.status == NEW)
        return [(name, counts[code]) for code, name in self.rule_set.levels]

    @property
    def accepted(self) -> list[PlannedResult]:
        return [planned for planned in self.rows if planned.status != REJECTED]

    @property
    def changes_something(self) -> bool:
        return any(planned.status == NEW for planned in self.rows)


class TakingOver:
    """One reading on its way into one committee's year; the campaign is None until there is one."""

    def __init__(
        self, reading: ResultsReading, committee: Unit, year: int, rule_set: RuleSet, campaign: Campaign | None
    ) -> None:
        self.reading, self.committee, self.year, self.rule_set = reading, committee, year, rule_set
        self.campaign = campaign
        self.register = Register(committee, year)
        self.recorded = self._recorded()
        self.meant: set[int] = set()

    def _recorded(self) -> dict[int, Decision]:
        """The first decision on each member: a re-rating later does not make the paper wrong."""
        if self.campaign is None:
            return {}
        found = Decision.objects.filter(assessment__campaign=self.campaign, replaces=None)
        return {decision.assessment.member_id: decision for decision in found.select_related("assessment")}

    def plan(self) -> ResultsPlan:
        """Judge every row; nothing is written. A row that cannot be taken over is rejected in the reading."""
        plan = ResultsPlan(self.committee, self.year, self.rule_set, warnings=self.reading.warnings)
        plan.rows = [self._planned(row) for row in self.reading.rows]
        return plan

    def _planned(self, row: ResultRow) -> PlannedResult:
        planned = PlannedResult(row)
        if not row.accepted:
            return planned
        problem = self._match(planned) or self._disagreement(planned)
        if problem:
            row.problems = (problem,)
        else:
            planned.status = UNCHANGED if planned.recorded else NEW
        return planned

    def _match(self, planned: PlannedResult) -> Problem | None:
        planned.member, problem = self.register.member_of(planned.row)
        if problem:
            return problem
        planned.unit, planned.subject_type, problem = self.register.place_of(planned.row, planned.member)
        if problem:
            return problem
        if planned.member.pk in self.meant:
            return Problem("name", MEANT_TWICE)
        self.meant.add(planned.member.pk)
        return self._unknown_criterion(planned)

    def _unknown_criterion(self, planned: PlannedResult) -> Problem | None:
        known = {criterion.code for criterion in self.rule_set.criteria_by_subject.get(planned.subject_type, ())}
        strange = next((code for code in planned.row.grades if code not in known), None)
        if strange is None:
            return None
        subject = Assessment(subject_type=planned.subject_type).get_subject_type_display()
        return Problem("level", NO_SUCH_CRITERION, {"code": strange, "subject": subject})

    def _disagreement(self, planned: PlannedResult) -> Problem | None:
        """Why what is recorded contradicts the row, None when it agrees or nothing is recorded."""
        planned.recorded, row = self.recorded.get(planned.member.pk), planned.row
        if planned.recorded is None:
            return None
        recorded = planned.recorded
        paper = {"number": recorded.number, "day": f"{recorded.signed_on:%d/%m/%Y}"}
        if recorded.level != row.level:
            name = self.rule_set.level_names.get(recorded.level) or LevelChoice(recorded.level).label
            return Problem("level", DECIDED_OTHERWISE, paper | {"level": name})
        if (recorded.number, recorded.signed_on) != (row.number, row.signed_on):
            return Problem("number", OTHER_PAPER, paper)
        return None if recorded.assessment.cell_points == row.grades else Problem("level", OTHER_GRADES)

    def write(self, plan: ResultsPlan, by: Any) -> None:
        """Write the new results: the year and its campaign where there are none, assessments, decisions."""
        new = [planned for planned in plan.rows if planned.status == NEW]
        self.campaign = self.campaign or self._open(by)
        assessments = Assessment.objects.bulk_create([self._assessment(one, by) for one in new], batch_size=BATCH)
        data = tablib.Dataset(headers=DECISION_FIELDS)
        for planned, assessment in zip(new, assessments, strict=True):
            row = planned.row
            data.append([assessment, row.level, row.number, row.signed_on, row.note])
        resource = DecisionResource(self.rule_set, by)
        resource.import_data(data, dry_run=False, raise_errors=True, use_transactions=False)

    def _open(self, by: Any) -> Campaign:
        due = _day_of(self.year, self.rule_set.pledges_due)
        defaults = {"pledges_due": due, "created_by_id": by.pk}
        year, _created = Year.objects.get_or_create(unit=self.committee, number=self.year, defaults=defaults)
        dates = {name: _day_of(self.year, getattr(self.rule_set, name)) for name in DUE_DATES}
        values = {"cut_off": self.register.day, "from_paper": True, "opened_by_id": by.pk}
        return Campaign.objects.create(year=year, rule_set=self.rule_set, **values, **dates)

    def _assessment(self, planned: PlannedResult, by: Any) -> Assessment:
        return Assessment(
            campaign=self.campaign,
            member=planned.member,
            unit=planned.unit,
            subject_type=planned.subject_type,
            state=State.DECIDED,
            cell_points=planned.row.grades,
            recorded_by_id=by.pk,
        )


def _day_of(year: int, day: str) -> datetime.date:
    """The day of a year that is written 31/03."""
    number, month = day.split("/")
    return datetime.date(year, int(month), int(number))
