"""The three kinds of cases as plain values, and a case that cannot be one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final

from evaluations.rules.cap import Reading, Rounding
from evaluations.rules.classification import Outcome, Tag
from evaluations.rules.inputs import Inputs
from evaluations.rules.participation import Participation, Standing

NOT_RATED_HERE: Final = "NOT_RATED_HERE"  # the file's word for TEMPORARY_HERE


class Kind(StrEnum):
    """The lists of a table, by their keys; FILE is the table itself."""

    LEVEL = "cases"
    PARTICIPATION = "participation"
    CAP = "caps"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class LevelCase:
    """One subject's year and the level that is expected of it."""

    kind: ClassVar[Kind] = Kind.LEVEL

    id: str
    place: int  # in its list, from 1
    inputs: Inputs
    outcome: Outcome
    tags: frozenset[Tag]


@dataclass(frozen=True, slots=True)
class ParticipationCase:
    """One member on a cut-off date, and whether a rating is expected."""

    kind: ClassVar[Kind] = Kind.PARTICIPATION

    id: str
    place: int
    standing: Standing
    cut_off: date
    status: Participation


@dataclass(frozen=True, slots=True)
class CapCase:
    """One group, and how many may get the top level; what is None is as the rule set has it."""

    kind: ClassVar[Kind] = Kind.CAP

    id: str
    place: int
    eligible: int
    good: int
    percent: int | None
    reading: Reading | None
    rounding: Rounding | None
    maximum: int
    selected: int


Case = LevelCase | ParticipationCase | CapCase


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case that cannot be run: where it stands, why by a code, and the words of the file that are meant."""

    kind: Kind
    id: str  # empty where the case has none
    place: int  # in its list, from 1; 0 for the list or the file itself
    code: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Table:
    """Everything read from one file; `rule_set` is the code it was written for, empty where it names none."""

    rule_set: str
    cases: tuple[Case, ...]
    refused: tuple[Refusal, ...]
