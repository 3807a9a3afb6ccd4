"""What stands out among units: shares far from the others by a robust rule, and shares too smooth to be passed over.

A robust rule, so that one odd cell does not hide another: the distance from the median is measured by the median of
all distances (MAD). Units are compared, never persons. Exact arithmetic, standard library only.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Generic, TypeVar

from .rules import percent

Key = TypeVar("Key", bound=Hashable)

FEWEST: Final = 5  # units; among fewer nothing is usual, so nothing is unusual
TIMES: Final = 3  # how many spreads from the median are far
TO_DEVIATION: Final = Fraction(14826, 10000)  # makes a MAD comparable with a standard deviation
LEAST_SHARE: Final = Fraction(1, 10)  # a share nearer than ten points of a hundred to the median is never far
ENOUGH: Final = 5  # pledges or reports; fewer say nothing of a cell's habits
OWN_WORDS: Final = Fraction(5, 4)  # deeds told apart for each item of a pledge, below which all say the same


@dataclass(frozen=True)
class Far(Generic[Key]):
    """One unit that stands far from the others: its value, the median of all, how far is still usual."""

    key: Key
    value: Fraction
    median: Fraction
    usual: Fraction

    @property
    def is_above(self) -> bool:
        return self.value > self.median


def share(part: int, whole: int) -> Fraction | None:
    """Return the exact share; None of nothing, which is not a share of 0."""
    return Fraction(part, whole) if whole else None


@dataclass(frozen=True)
class Part:
    """So many of so many."""

    part: int
    whole: int

    @property
    def percent(self) -> int:
        """Return the share in whole percent."""
        return percent(self.part, self.whole)

    @property
    def telling(self) -> Fraction | None:
        """Return the share where it is one of enough to say something."""
        return share(self.part, self.whole) if self.whole >= ENOUGH else None

    @property
    def said(self) -> str:
        """Return the share in words, with what it is counted from."""
        return f"{self.percent} % ({self.part}/{self.whole})" if self.whole else "–"


def median(values: Sequence[Fraction]) -> Fraction:
    """Return the middle value, of an even number the mean of the two in the middle; refuses an empty list."""
    if not values:
        raise ValueError("nothing has no median")
    ordered, half = sorted(values), len(values) // 2
    if len(values) % 2:
        return ordered[half]
    return Fraction(ordered[half - 1] + ordered[half], 2)


def spread(values: Sequence[Fraction]) -> Fraction:
    """Return the median of the distances from the median (MAD)."""
    middle = median(values)
    return median([abs(value - middle) for value in values])


def outliers(values: Mapping[Key, Fraction | None], least: Fraction = LEAST_SHARE) -> list[Far[Key]]:
    """Return the units more than three spreads, and more than `least`, from the median; the farthest first.

    A unit without a value is left out; of fewer than five with one, none is far.
    """
    known = {key: value for key, value in values.items() if value is not None}
    if len(known) < FEWEST:
        return []
    middle = median(list(known.values()))
    usual = max(least, TIMES * TO_DEVIATION * spread(list(known.values())))
    far = [Far(key, value, middle, usual) for key, value in known.items() if abs(value - middle) > usual]
    return sorted(far, key=lambda one: -abs(one.value - middle))


def is_all_on_track(reports: int, lines: int, trouble: int, periods: int) -> bool:
    """Say whether nothing was ever at risk: over two periods or more, in enough reports to expect something."""
    return periods >= 2 and reports >= ENOUGH and lines > 0 and trouble == 0


def is_same_text(pledges: int, items: int, deeds: int) -> bool:
    """Say whether the pledges of a cell use the same words: hardly more different deeds than one pledge has items."""
    return pledges >= ENOUGH and items > 0 and deeds * pledges <= OWN_WORDS * items
