"""What the figures of a unit's own registration say: parts of a whole, the way a figure moves, a target met or beaten.

Source: practice of units that register models and emulation drives under CT 05-CT/TW and KL 01-KL/TW; no central rule
fixes it. Pure functions, exact arithmetic, standard library only.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction

from emulation.rules import Step

HUNDREDTH = Decimal("0.01")


class InitiativeState(IntEnum):
    """Ordered: what is further along is greater."""

    REGISTERED = 10
    CONFIRMED = 20
    RUNNING = 30
    ENDED = 40


ALIVE = frozenset({InitiativeState.REGISTERED, InitiativeState.CONFIRMED, InitiativeState.RUNNING})

INITIATIVE_STEPS = {
    step.act: step
    for step in (
        Step("edit", frozenset({InitiativeState.REGISTERED}), None),
        Step("confirm", frozenset({InitiativeState.REGISTERED}), InitiativeState.CONFIRMED),
        Step("return", ALIVE, InitiativeState.REGISTERED),
        Step("start", frozenset({InitiativeState.CONFIRMED}), InitiativeState.RUNNING),
        Step("read", frozenset({InitiativeState.RUNNING}), None),
        Step("correct", frozenset({InitiativeState.RUNNING, InitiativeState.ENDED}), None),
        Step("end", frozenset({InitiativeState.RUNNING}), InitiativeState.ENDED),
    )
}


class IndicatorKind(StrEnum):
    """What the figure is; RATIO: a whole with named parts."""

    COUNT = "COUNT"
    PERCENT = "PERCENT"
    AMOUNT = "AMOUNT"
    RATIO = "RATIO"


class Direction(StrEnum):
    """Which way is better; FOLLOW: neither, the figure is only followed, such as how many petitions came."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"
    FOLLOW = "FOLLOW"


class Exactness(StrEnum):
    """How the figure was given: exactly, about, or more than."""

    EXACT = "EXACT"
    ABOUT = "ABOUT"
    OVER = "OVER"


class Way(StrEnum):
    """Which way the readings have moved."""

    TOWARD = "TOWARD"
    AWAY = "AWAY"
    STILL = "STILL"
    NONE = "NONE"


class TargetStanding(StrEnum):
    """What came of a target."""

    BEATEN = "BEATEN"
    MET = "MET"
    MISSED = "MISSED"
    OPEN = "OPEN"


REACHED = frozenset({TargetStanding.MET, TargetStanding.BEATEN})


@dataclass(frozen=True)
class Mismatch:
    """Parts that do not fit their whole: what they come to, by how much they differ."""

    whole: Decimal
    total: Decimal

    @property
    def is_over(self) -> bool:
        return self.total > self.whole

    @property
    def difference(self) -> Decimal:
        return abs(self.total - self.whole)


@dataclass(frozen=True)
class Share:
    """One part: its figure and its percentage of the whole, to two decimals; None of a whole of nought."""

    value: Decimal
    percent: Decimal | None


@dataclass(frozen=True)
class Breakdown:
    """A whole in its parts; `rest` is what no part names yet."""

    whole: Decimal
    shares: tuple[Share, ...]
    rest: Share


@dataclass(frozen=True)
class Movement:
    """From the first figure, the baseline where there is one, to the last reading."""

    first: Decimal
    first_on: datetime.date | None
    last: Decimal
    last_on: datetime.date
    way: Way

    @property
    def delta(self) -> Decimal:
        return self.last - self.first


def percent_of(part: Decimal, whole: Decimal) -> Decimal | None:
    """Return the part's percentage of the whole to two decimals, a half rounded up; None of a whole of nought."""
    if not whole:
        return None
    exact = Fraction(part) * 10_000 / Fraction(whole)
    hundredths = (exact.numerator * 2 + exact.denominator) // (exact.denominator * 2)
    return Decimal(hundredths) * HUNDREDTH


def mismatch(whole: Decimal, parts: Sequence[Decimal], *, must_add_up: bool) -> Mismatch | None:
    """Return how the parts fail: more than the whole, or another sum where they must make the whole; else None."""
    found = Mismatch(whole, sum(parts, Decimal(0)))
    wrong = found.total != whole if must_add_up else found.is_over
    return found if wrong else None


def breakdown(whole: Decimal, parts: Sequence[Decimal]) -> Breakdown:
    """Return the parts with their percentages and the rest."""
    rest = whole - sum(parts, Decimal(0))
    return Breakdown(
        whole, tuple(Share(part, percent_of(part, whole)) for part in parts), Share(rest, percent_of(rest, whole))
    )


def way_of(first: Decimal, last: Decimal, direction: str) -> Way:
    """Return which way the figure went, by the direction that is better."""
    if direction == Direction.FOLLOW:
        return Way.NONE
    if first == last:
        return Way.STILL
    return Way.TOWARD if (last > first) == (direction == Direction.HIGHER) else Way.AWAY


def standing_of(target: Decimal | None, reached: Decimal | None, direction: str) -> TargetStanding:
    """Return whether the figure meets the target or goes beyond it; OPEN while one of them is not known."""
    if target is None or reached is None or direction == Direction.FOLLOW:
        return TargetStanding.OPEN
    if reached == target:
        return TargetStanding.MET
    return TargetStanding.BEATEN if (reached > target) == (direction == Direction.HIGHER) else TargetStanding.MISSED


def to_hundredths(value: Decimal) -> Decimal:
    """Return the figure to two decimals, as it is stored."""
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def slices(whole: Decimal, parts: Sequence[Decimal], length: int) -> tuple[tuple[int, int], ...]:
    """Return (where it begins, how long it is) of each part in a bar of whole units; together at most the length."""
    found, passed = [], Decimal(0)
    for part in parts:
        begin, passed = _place(passed, whole, length), passed + part
        found.append((begin, _place(passed, whole, length) - begin))
    return tuple(found)


def _place(passed: Decimal, whole: Decimal, length: int) -> int:
    return int(Fraction(passed) * length // Fraction(whole)) if whole else 0
