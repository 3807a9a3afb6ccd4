"""Running a table of cases through the numbers of a rule set: what came out other than expected, what cannot be run."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from evaluations.rules.cap import Cap, Reading, Rounding, cap
from evaluations.rules.cases.fields import shown
from evaluations.rules.cases.kinds import (
    NOT_RATED_HERE,
    CapCase,
    Case,
    Kind,
    LevelCase,
    ParticipationCase,
    Refusal,
    Table,
)
from evaluations.rules.classification import Derivation, Inconsistent, derive
from evaluations.rules.conditions import Condition
from evaluations.rules.inputs import Inputs
from evaluations.rules.participation import Participation, ParticipationResult, participation
from evaluations.rules.thresholds import Thresholds

Answer = Mapping[str, object] | str  # as the file writes what it expects
_LISTS: Final = (Kind.FILE, Kind.LEVEL, Kind.PARTICIPATION, Kind.CAP)
_SAID: Final = (
    "subject", "score", "assigned", "done", "on_time", "exceeded", "late", "faults_noted", "faults_repaired",
    "areas_led", "areas_failed", "confidence_cast", "confidence_low", "members_rated", "members_good",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What of a rule set the cases are run through."""

    thresholds: Thresholds
    new_member_months: int
    cap_percent: int
    cap_reading: Reading
    cap_rounding: Rounding


@dataclass(frozen=True, slots=True)
class Difference:
    """A case that came out other than expected, with the working."""

    case: Case
    expected: Answer
    found: Answer
    working: Derivation | ParticipationResult | Cap

    @property
    def failed(self) -> tuple[Condition, ...]:
        """Of a level, the conditions that speak against more: findings that hold, everything else that does not."""
        if not isinstance(self.working, Derivation):
            return ()
        return tuple(c for c in self.working.conditions if c.held is c.is_trigger)


@dataclass(frozen=True, slots=True)
class Report:
    """How many cases were run, which came out otherwise, which cannot be run."""

    run: int
    differences: tuple[Difference, ...]
    refused: tuple[Refusal, ...]

    @property
    def as_expected(self) -> int:
        """Cases that came out as expected."""
        return self.run - len(self.differences)

    @property
    def holds(self) -> bool:
        """Whether every case of the table was run and came out as expected."""
        return not self.differences and not self.refused


def run(table: Table, standard: Standard) -> Report:
    """Run every case; one that contradicts itself or the rule set is refused, and the others go on."""
    differences, refused = [], list(table.refused)
    for case in table.cases:
        try:
            difference = _difference(case, standard)
        except Inconsistent as fault:
            values = _values(case.inputs, standard.thresholds)
            refused.append(Refusal(case.kind, case.id, case.place, fault.code, values))
        else:
            differences += [difference] if difference else []
    count = len(table.cases) - (len(refused) - len(table.refused))
    return Report(count, tuple(differences), tuple(sorted(refused, key=_standing_at)))


def _standing_at(refusal: Refusal) -> tuple[int, int]:
    """Where in the file the case stands."""
    return _LISTS.index(refusal.kind), refusal.place


def _values(inputs: Inputs, thresholds: Thresholds) -> dict[str, str]:
    """The words of a case that contradicts itself, for the sentence that says so."""
    foreign = (code for code in inputs.findings if code not in thresholds.findings[inputs.subject])
    return {name: str(getattr(inputs, name)) for name in _SAID} | {"findings": ", ".join(map(shown, foreign))}


def _difference(case: Case, standard: Standard) -> Difference | None:
    if isinstance(case, LevelCase):
        return _level(case, standard)
    return _participation(case, standard) if isinstance(case, ParticipationCase) else _cap(case, standard)


def _level(case: LevelCase, standard: Standard) -> Difference | None:
    """The level and its tags, in whatever order."""
    found = derive(case.inputs, standard.thresholds)
    if (found.outcome, set(found.tags)) == (case.outcome, case.tags):
        return None
    expected, came = _level_answer(case.outcome, case.tags), _level_answer(found.outcome, found.tags)
    return Difference(case, expected, came, found)


def _level_answer(outcome: str, tags: object) -> Answer:
    return {"result": str(outcome), "tags": sorted(map(str, tags))}


def _participation(case: ParticipationCase, standard: Standard) -> Difference | None:
    found = participation(case.standing, case.cut_off, standard.new_member_months)
    if found.status is case.status:
        return None
    return Difference(case, _status(case.status), _status(found.status), found)


def _status(status: Participation) -> str:
    """The word of the file."""
    return NOT_RATED_HERE if status is Participation.TEMPORARY_HERE else str(status)


def _cap(case: CapCase, standard: Standard) -> Difference | None:
    percent = standard.cap_percent if case.percent is None else case.percent
    reading, rounding = case.reading or standard.cap_reading, case.rounding or standard.cap_rounding
    found = cap(case.eligible, case.good, percent, reading, rounding)
    if (found.maximum, found.selected) == (case.maximum, case.selected):
        return None
    expected, came = _cap_answer(case.maximum, case.selected), _cap_answer(found.maximum, found.selected)
    return Difference(case, expected, came, found)


def _cap_answer(maximum: int, selected: int) -> Answer:
    return {"max": maximum, "selected": selected}
