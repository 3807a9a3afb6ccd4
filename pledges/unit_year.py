"""What a unit registers for a year as plain values: one object that the page, the paper and the API take."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from emulation.charts import LineChart

from .indicator_rules import REACHED, Movement, TargetStanding, Way

PALETTE = ("#1d6137", "#c79a3a", "#1d4c74", "#8a111b", "#6b5a8a", "#7a6a58", "#3f7f86", "#a5602d")
REST_FILL = "#d9cdbd"


@dataclass(frozen=True)
class PartFigure:
    """One part of a whole, or what is left: its figure and percentage in words, and its place in the bar."""

    name: str
    value: Decimal
    said: str
    percent: Decimal | None
    percent_said: str
    fill: str
    x: int = 0
    width: int = 0
    is_rest: bool = False


@dataclass(frozen=True)
class Stack:
    """A whole as one bar of its parts."""

    title: str
    description: str
    parts: tuple[PartFigure, ...]


@dataclass(frozen=True)
class Correction:
    """What stood there before: by whom it was entered, and why the one after it took its place."""

    said: str
    on: datetime.date
    entered_by: str
    reason: str
    corrected_by: str
    corrected_at: datetime.datetime


@dataclass(frozen=True)
class ReadingFigures:
    """One reading that holds: `followed` is the figure that is compared, of a rate its percentage."""

    pk: int
    on: datetime.date
    value: Decimal
    said: str
    followed: Decimal | None
    followed_said: str
    parts: tuple[PartFigure, ...]
    note: str
    source: str
    entered_by: str
    corrections: tuple[Correction, ...]


@dataclass(frozen=True)
class Moved:
    """How an indicator moved, in words; `code` colours it."""

    movement: Movement | None
    first_said: str
    last_said: str
    delta_said: str
    way: Way
    way_said: str
    target_said: str
    standing: TargetStanding
    standing_said: str

    @property
    def is_judged(self) -> bool:
        """Say whether the movement is one for the better or the worse, or there was none."""
        return self.movement is not None and self.way != Way.NONE


@dataclass(frozen=True)
class PartName:
    """A part of a whole by its key, for who enters readings."""

    pk: int
    name: str
    counts: bool


@dataclass(frozen=True)
class IndicatorSheet:
    """One indicator with all that was read."""

    pk: int
    name: str
    kind: str
    kind_said: str
    counted_in: str
    better: str
    better_said: str
    must_add_up: bool
    baseline: Decimal | None
    baseline_said: str
    baseline_on: datetime.date | None
    target: Decimal | None
    target_said: str
    target_on: datetime.date | None
    is_ratio: bool
    is_rate: bool
    parts: tuple[PartName, ...]
    readings: tuple[ReadingFigures, ...]
    moved: Moved
    line: LineChart | None
    stack: Stack | None


@dataclass(frozen=True)
class InitiativeSheet:
    """One model with its people and indicators."""

    pk: int
    unit_id: int
    unit_name: str
    name: str
    purpose: str
    in_charge: str
    people: tuple[str, ...]
    member_ids: tuple[int, ...]
    version: int
    span: str
    state_code: str
    state_said: str
    result: str
    indicators: tuple[IndicatorSheet, ...]


@dataclass(frozen=True)
class PairSheet:
    """What to build and what to fight."""

    build: str
    fight: str


@dataclass(frozen=True)
class TargetSheet:
    """One target of a drive and what came of it."""

    what: str
    target: Decimal
    target_said: str
    reached: Decimal | None
    reached_said: str
    standing: TargetStanding
    standing_said: str

    @property
    def is_reached(self) -> bool:
        return self.standing in REACHED


@dataclass(frozen=True)
class DriveSheet:
    """One drive with its targets."""

    pk: int
    version: int
    name: str
    first_day: datetime.date
    last_day: datetime.date
    targets: tuple[TargetSheet, ...]

    @property
    def met(self) -> int:
        return sum(one.is_reached for one in self.targets)

    @property
    def total(self) -> int:
        return len(self.targets)


@dataclass(frozen=True)
class UnitYear:
    """Everything a unit registers of itself for a year."""

    unit_id: int
    unit_name: str
    year: int
    initiatives: tuple[InitiativeSheet, ...]
    pairs: tuple[PairSheet, ...]
    pairs_version: int
    drives: tuple[DriveSheet, ...]

    @property
    def drives_said(self) -> str:
        """Return “3 drives, 17 of 17 targets met or beaten”."""
        return say_drives(len(self.drives), sum(one.met for one in self.drives), sum(one.total for one in self.drives))

    @property
    def is_empty(self) -> bool:
        return not (self.initiatives or self.pairs or self.drives)


def say_drives(drives: int, met: int, total: int) -> str:
    """Return how many drives there were, and how many of their targets were met or beaten."""
    first = ngettext("%(count)d drive", "%(count)d drives", drives) % {"count": drives}
    return _("%(drives)s, %(met)d of %(total)d targets met or beaten") % {"drives": first, "met": met, "total": total}
