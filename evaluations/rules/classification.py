"""Deriving a level from a year's facts: rows R0 to R12, first match wins (QĐ 366-QĐ/TW Art. 5, 11, 12).

The program derives and explains; the cell proposes and the committee decides.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from evaluations.rules.conditions import Code, Condition, evaluate, participation_condition
from evaluations.rules.inputs import Escape, Inconsistent, Inputs, Targets, check
from evaluations.rules.levels import Level, Subject, levels_from
from evaluations.rules.participation import Participation
from evaluations.rules.scoring import band
from evaluations.rules.thresholds import Thresholds

__all__ = [
    "Code",
    "Condition",
    "Derivation",
    "Escape",
    "Inconsistent",
    "Inputs",
    "Outcome",
    "Tag",
    "Targets",
    "Thresholds",
    "derive",
    "not_selected",
]


class Outcome(StrEnum):
    """What the rules say: one of the four levels, or that people must say more."""

    EXCELLENT = "HTXSNV"
    GOOD = "HTTNV"
    COMPLETED = "HTNV"
    FAILED = "KHTNV"
    NEEDS_DECISION = "NEEDS_DECISION"
    NEEDS_INPUT = "NEEDS_INPUT"
    NOT_RATED = "NOT_RATED"


class Tag(StrEnum):
    """Remarks on an outcome."""

    ELIGIBLE = "ELIGIBLE"  # for the top level, if the cap allows
    STEP_DOWN = "STEP_DOWN"  # the points alone would give more
    CAP = "CAP"  # eligible, not selected
    ESCAPE = "ESCAPE"  # the level of a recorded decision


@dataclass(frozen=True, slots=True)
class Derivation:
    """The outcome with its row and all conditions evaluated; `choices` are the levels people may decide between."""

    outcome: Outcome
    level: Level | None
    eligible: bool
    tags: tuple[Tag, ...]
    row: str
    conditions: tuple[Condition, ...]
    choices: tuple[Level, ...] = ()

    @property
    def because(self) -> tuple[Condition, ...]:
        """The conditions that kept the subject from more."""
        if self.row in _LEVEL_ROWS and Tag.STEP_DOWN not in self.tags:
            return ()
        if self.row in _TRIGGER_ROWS:
            return tuple(c for c in self.conditions if c.is_trigger and c.held)
        asked = _BECAUSE.get(self.row, ())
        return tuple(c for c in self.conditions if not c.held and c.code in asked and c.numbers.get("bars", 1))


GOOD_NEEDS: Final = (Code.T_OK,)
COMPLETED_NEEDS: Final = (Code.T_ALL, Code.T_LATE)
_MEMBER_NEEDS: Final = (Code.T_ALL, Code.T_OK, Code.T_EXC, Code.FIXED)
EXCELLENT_NEEDS: Final = {
    Subject.NONLEAD: _MEMBER_NEEDS,
    Subject.OUTSIDE: _MEMBER_NEEDS,
    Subject.LEADER: _MEMBER_NEEDS,
    Subject.COLLECTIVE: (*_MEMBER_NEEDS, Code.SUBORDINATES, Code.LEADERSHIP, Code.MEMBERS),
}
EXCELLENT_ROW: Final = {
    Subject.NONLEAD: "R6",
    Subject.OUTSIDE: "R6",
    Subject.LEADER: "R7",
    Subject.COLLECTIVE: "R8",
}
_BECAUSE: Final = {
    "R0": (Code.PARTICIPATION,),
    "R1": (Code.SCORE,),
    "R5": (Code.TASKS,),
    "R9": (*EXCELLENT_NEEDS[Subject.COLLECTIVE], Code.DISCIPLINE),
    "R10": GOOD_NEEDS,
    "R11": COMPLETED_NEEDS,
}
_OUTCOMES: Final = {level: Outcome(level) for level in Level}
_TRIGGER_ROWS: Final = ("R2", "R3", "R4")
_LEVEL_ROWS: Final = ("R9", "R10")


def derive(inputs: Inputs, thresholds: Thresholds) -> Derivation:
    """Derive the outcome; raises Inconsistent when the inputs contradict each other."""
    check(inputs, thresholds)
    if inputs.participation != Participation.REQUIRED:
        return Derivation(Outcome.NOT_RATED, None, False, (), "R0", (participation_condition(inputs, thresholds),))
    conditions = tuple(evaluate(inputs, thresholds))
    held = {c.code: c.held for c in conditions}
    if not held[Code.SCORE]:
        return _level(Level.FAILED, "R1", conditions)
    if any(held.get(code) for code in thresholds.findings[inputs.subject]):
        return _triggered(inputs, held.get(Code.ESCAPE, False), conditions)
    if not held[Code.TASKS]:
        return _without_tasks(inputs, thresholds, conditions)
    return _by_tasks(inputs, thresholds, held, conditions)


def _triggered(inputs: Inputs, may_escape: bool, conditions: tuple[Condition, ...]) -> Derivation:
    """Rows R2 to R4: a trigger holds."""
    if may_escape and inputs.escape == Escape.ACCEPTED and inputs.escape_level:
        return _level(Level(inputs.escape_level), "R2", conditions, Tag.ESCAPE)
    if may_escape and inputs.escape == Escape.CLAIMED:
        return _undecided("R3", conditions, tuple(Level))
    return _level(Level.FAILED, "R4", conditions)


def _without_tasks(inputs: Inputs, thresholds: Thresholds, conditions: tuple[Condition, ...]) -> Derivation:
    """Row R5: ask for a task, or under A-5 leave it to people within what the points allow."""
    if thresholds.no_tasks_needs_input:
        return Derivation(Outcome.NEEDS_INPUT, None, False, (), "R5", conditions)
    return _undecided("R5", conditions, levels_from(band(inputs.score, thresholds)))


def _by_tasks(
    inputs: Inputs, thresholds: Thresholds, held: dict[str, bool], conditions: tuple[Condition, ...]
) -> Derivation:
    """Rows R6 to R11: from the top level down, the first whose points and conditions hold."""
    reached = band(inputs.score, thresholds)
    needs = _excellent_needs(inputs.subject, thresholds)
    if reached is Level.EXCELLENT and all(held.get(code, True) for code in needs):
        return _level(Level.EXCELLENT, EXCELLENT_ROW[inputs.subject], conditions, Tag.ELIGIBLE)
    if reached in (Level.EXCELLENT, Level.GOOD) and held[Code.T_OK]:
        return _level(Level.GOOD, "R9", conditions, *_step_down(reached, Level.GOOD))
    if held[Code.T_ALL] and held[Code.T_LATE]:
        return _level(Level.COMPLETED, "R10", conditions, *_step_down(reached, Level.COMPLETED))
    return _undecided("R11", conditions, levels_from(Level.COMPLETED))


def _excellent_needs(subject: Subject, thresholds: Thresholds) -> tuple[str, ...]:
    """The conditions of the top level; those that are not asked of everybody are evaluated where they are."""
    needs = EXCELLENT_NEEDS[subject]
    if subject == Subject.LEADER and not thresholds.leader_on_time:
        needs = tuple(code for code in needs if code is not Code.T_OK)
    return (*needs, Code.DISCIPLINE) if thresholds.other_discipline_bars else needs


def _step_down(reached: Level, given: Level) -> tuple[Tag, ...]:
    return (Tag.STEP_DOWN,) if reached is not given else ()


def _level(level: Level, row: str, conditions: tuple[Condition, ...], *tags: Tag) -> Derivation:
    """A derived level; the top one is always subject to the cap."""
    return Derivation(_OUTCOMES[level], level, level == Level.EXCELLENT, tags, row, conditions)


def _undecided(row: str, conditions: tuple[Condition, ...], choices: tuple[Level, ...]) -> Derivation:
    return Derivation(Outcome.NEEDS_DECISION, None, False, (), row, conditions, choices)


def not_selected(derivation: Derivation) -> Derivation:
    """Row R12: eligible, but not chosen inside the cap; raises ValueError for anybody else."""
    if not derivation.eligible:
        raise ValueError("not_eligible")
    return replace(derivation, outcome=Outcome.GOOD, level=Level.GOOD, eligible=False, tags=(Tag.CAP,), row="R12")
