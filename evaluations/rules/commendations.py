"""Commendation: the steps of a proposal, and how many years in a row somebody has stood at the top level.

Source: practice of Party cells (a yearly commendation for those rated at the top level; five years in a row go to the
levels above). A year that was not rated breaks the row, as does a year at any other level: nothing was shown for it.
"""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from emulation.rules import Step

from .levels import Level


class CommendationState(IntEnum):
    """Ordered: what is further along is greater."""

    PROPOSED = 10
    GRANTED = 20
    REFUSED = 25


_OPEN: Final = frozenset({CommendationState.PROPOSED})

COMMENDATION_STEPS: Final = {
    step.act: step
    for step in (
        Step("grant", _OPEN, CommendationState.GRANTED),
        Step("refuse", _OPEN, CommendationState.REFUSED),
    )
}


def years_in_a_row(levels: Mapping[int, str], until: int) -> tuple[int, ...]:
    """Return the years at the top level that lead up to `until` without a gap, the oldest first; none, an empty row."""
    found, year = [], until
    while levels.get(year) == Level.EXCELLENT:
        found.append(year)
        year -= 1
    return tuple(reversed(found))
