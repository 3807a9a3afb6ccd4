"""The cap on the top level: a share of those rated good, inside a group of similar position (Art. 11.1.5)."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Final


class Reading(StrEnum):
    """Whether the excellent ones are counted among the "good" of whom the share is taken (A-4)."""

    INCLUSIVE = "INCLUSIVE"
    EXCLUSIVE = "EXCLUSIVE"


class Rounding(StrEnum):
    """How the product becomes a number of people (A-9); only FLOOR can never pass the cap."""

    FLOOR = "FLOOR"
    HALF_UP = "HALF_UP"
    CEILING = "CEILING"


_ROUND: Final = {
    Rounding.FLOOR: floor,
    Rounding.HALF_UP: lambda product: floor(product + Fraction(1, 2)),
    Rounding.CEILING: ceil,
}


@dataclass(frozen=True, slots=True)
class Working:
    """The numbers of the sentence that shows a cap and a choice: base times percent by divisor."""

    base: int
    percent: int
    divisor: int
    product: Fraction
    maximum: int
    chosen: int
    over: int  # people chosen above the maximum
    holds: bool  # the exact check of the choice


@dataclass(frozen=True, slots=True)
class Cap:
    """How many of a group may get the top level; `base` is everybody good or better."""

    eligible: int
    good: int
    base: int
    percent: int
    reading: Reading
    rounding: Rounding
    product: Fraction
    maximum: int
    selected: int

    @property
    def holds(self) -> bool:
        """Whether choosing as many as possible passes the exact check; rounding up may not."""
        return holds(self.selected, self.base, self.percent, self.reading)

    def working(self, chosen: int) -> Working:
        """Show the arithmetic for a number of people chosen."""
        return Working(
            base=self.base,
            percent=self.percent,
            divisor=divisor(self.percent, self.reading),
            product=self.product,
            maximum=self.maximum,
            chosen=chosen,
            over=max(0, chosen - self.maximum),
            holds=holds(chosen, self.base, self.percent, self.reading),
        )


def cap(eligible: int, good: int, percent: int, reading: Reading, rounding: Rounding) -> Cap:
    """Compute the cap for a group of `eligible` and `good` people; raises ValueError below zero or above 100 %."""
    if eligible < 0 or good < 0:
        raise ValueError("count_below_zero")
    if not 0 <= percent <= 100:
        raise ValueError("percent_out_of_range")
    base = eligible + good
    product = Fraction(percent * base, divisor(percent, reading))
    maximum = _ROUND[rounding](product)
    return Cap(eligible, good, base, percent, reading, rounding, product, maximum, min(eligible, maximum))


def divisor(percent: int, reading: Reading) -> int:
    """100, or 100 + percent when the excellent ones are not part of the base."""
    return 100 if reading == Reading.INCLUSIVE else 100 + percent


def holds(selected: int, base_total: int, percent: int, reading: Reading) -> bool:
    """Check exactly that the selected stay inside the share; for use after every change of the group."""
    counted = base_total if reading == Reading.INCLUSIVE else base_total - selected
    return 0 <= selected <= base_total and 100 * selected <= percent * counted
