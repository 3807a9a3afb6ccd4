"""Reading a derivation: what each condition says, what the next level still lacks; one read back as it was frozen.

Nothing here is evaluated again: every answer follows from the conditions and the numbers they carry.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final

from evaluations.rules.classification import (
    COMPLETED_NEEDS,
    EXCELLENT_NEEDS,
    EXCELLENT_ROW,
    GOOD_NEEDS,
    Derivation,
    Outcome,
    Tag,
)
from evaluations.rules.conditions import Code, Condition, Value
from evaluations.rules.inputs import Escape, Targets
from evaluations.rules.levels import Level, Subject, levels_from


class Mark(StrEnum):
    """What a condition says about the level."""

    MET = "MET"
    NOT_MET = "NOT_MET"
    FORCES = "FORCES"  # the lowest level
    CLEAR = "CLEAR"  # a trigger that does not hold
    WARNS = "WARNS"  # changes nothing by itself
    BARS = "BARS"  # the top level
    WEIGHED = "WEIGHED"  # may be weighed under the escape clause
    NOT_WEIGHED = "NOT_WEIGHED"
    NOT_RATED = "NOT_RATED"


def mark_of(condition: Condition) -> Mark:
    """What the condition says about the level."""
    if condition.is_trigger:
        return Mark.FORCES if condition.held else Mark.CLEAR
    if condition.code == Code.PARTICIPATION:
        return Mark.NOT_RATED
    if condition.code == Code.ESCAPE:
        return Mark.WEIGHED if condition.held else Mark.NOT_WEIGHED
    if condition.code == Code.DISCIPLINE and not condition.held:
        return Mark.BARS if condition.numbers["bars"] else Mark.WARNS
    return Mark.MET if condition.held else Mark.NOT_MET


# What a level asks besides its points; what is not asked of everybody is evaluated only where it is.
_NEEDS: Final = {
    Level.EXCELLENT: frozenset((*EXCELLENT_NEEDS[Subject.COLLECTIVE], Code.DISCIPLINE)),
    Level.GOOD: frozenset(GOOD_NEEDS),
    Level.COMPLETED: frozenset(COMPLETED_NEEDS),
}
_OF_TASKS: Final = frozenset((Code.T_ALL, Code.T_OK, Code.T_EXC, Code.T_LATE))


def goal_of(derivation: Derivation, decided: Level | None = None) -> Level | None:
    """The next level above the one decided, else derived; None where there is none, or where people must decide."""
    if decided is not None:
        return None if decided is Level.EXCELLENT else decided.next_above
    if derivation.row == "R11":
        return Level.COMPLETED
    if derivation.level is None or derivation.level is Level.EXCELLENT or Tag.ESCAPE in derivation.tags:
        return None
    return derivation.level.next_above


def lacking_for(derivation: Derivation, goal: Level) -> tuple[Condition, ...]:
    """The conditions that stand between the subject and the level, in the order of the decision rows."""
    has_tasks = all(c.held for c in derivation.conditions if c.code == Code.TASKS)
    needs = _NEEDS[goal] if has_tasks else (_NEEDS[goal] - _OF_TASKS) | {Code.TASKS}
    return tuple(c for c in derivation.conditions if _stands_between(c, goal, needs))


def _stands_between(condition: Condition, goal: Level, needs: frozenset[str]) -> bool:
    if condition.code == Code.SCORE:
        return goal.is_above(Level(condition.numbers["band"]))
    if condition.is_trigger:
        return condition.held and not _is_told_by_tasks(condition)
    return not condition.held and condition.code in needs and mark_of(condition) is not Mark.WARNS


def _is_told_by_tasks(trigger: Condition) -> bool:
    """Whether the tasks that are not finished say the same: K5, and K6 unless the targets were missed."""
    return "assigned" in trigger.numbers and trigger.numbers.get("five_targets") != Targets.MISSED


# Which number a condition counts, of which whole it is a part.
_COUNTED: Final = {
    Code.T_ALL: ("done", "assigned"),
    Code.T_OK: ("on_time", "assigned"),
    Code.T_EXC: ("exceeded", "assigned"),
    Code.FIXED: ("repaired", "noted"),
    Code.MEMBERS: ("good", "rated"),
}


def shortfall(condition: Condition) -> dict[str, Value]:
    """How much is missing until the condition holds, how much would be enough, and of how many."""
    numbers = condition.numbers
    if condition.code == Code.SCORE:
        return {"lack": numbers["below"] - numbers["score"], "needed": numbers["below"], "whole": None}
    if condition.code == Code.T_LATE:
        allowed = numbers["percent"] * numbers["assigned"] // 100
        return {"lack": numbers["late"] - allowed, "needed": allowed, "whole": numbers["assigned"]}
    part, whole = (numbers[name] for name in _COUNTED[condition.code])
    needed = -(-numbers.get("percent", 100) * whole // 100)
    return {"lack": needed - part, "needed": needed, "whole": whole}


def restored(
    subject: Subject, outcome: Outcome, conditions: Iterable[Condition], remarks: Iterable[str] = ()
) -> Derivation:
    """A derivation as it was frozen: the row, the tags and the choices are read off its outcome and conditions.

    A step down that was remarked when it was frozen stands, whatever the points say now.
    """
    found = tuple(conditions)
    level = Level(outcome) if outcome in set(Level) else None
    row = _row(subject, outcome, found)
    tags = (Tag.STEP_DOWN,) if Tag.STEP_DOWN in set(remarks) else _tags(row, level, found)
    choices = _choices(row, outcome, found)
    return Derivation(outcome, level, level is Level.EXCELLENT, tags, row, found, choices)


def _row(subject: Subject, outcome: Outcome, conditions: tuple[Condition, ...]) -> str:
    """The row that must have matched first."""
    held = {condition.code: condition.held for condition in conditions}
    if outcome == Outcome.NOT_RATED:
        return "R0"
    if not held.get(Code.SCORE, True):
        return "R1"
    if any(condition.is_trigger and condition.held for condition in conditions):
        return _trigger_row(outcome, conditions)
    if not held.get(Code.TASKS, True):
        return "R5"
    rows = {Outcome.EXCELLENT: EXCELLENT_ROW[subject], Outcome.GOOD: "R9", Outcome.COMPLETED: "R10"}
    return rows.get(outcome, "R11")


def _trigger_row(outcome: Outcome, conditions: tuple[Condition, ...]) -> str:
    if outcome == Outcome.NEEDS_DECISION:
        return "R3"
    escape = next((c for c in conditions if c.code == Code.ESCAPE), None)
    accepted = escape is not None and escape.held and escape.numbers["state"] == Escape.ACCEPTED
    return "R2" if accepted else "R4"


def _tags(row: str, level: Level | None, conditions: tuple[Condition, ...]) -> tuple[Tag, ...]:
    if row in EXCELLENT_ROW.values():
        return (Tag.ELIGIBLE,)
    if row == "R2":
        return (Tag.ESCAPE,)
    if row in ("R9", "R10") and level and _band(conditions).is_above(level):
        return (Tag.STEP_DOWN,)
    return ()


def _choices(row: str, outcome: Outcome, conditions: tuple[Condition, ...]) -> tuple[Level, ...]:
    if outcome != Outcome.NEEDS_DECISION:
        return ()
    return {"R3": tuple(Level), "R11": levels_from(Level.COMPLETED)}.get(row) or levels_from(_band(conditions))


def _band(conditions: tuple[Condition, ...]) -> Level:
    return Level(next(c for c in conditions if c.code == Code.SCORE).numbers["band"])
