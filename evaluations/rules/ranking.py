"""Who stands before whom when the cap leaves room for some only, and whether a choice must be explained (Art. 11.1.5).

People choose; the regulation sets no order among the eligible. The order here is the one they are shown in: more
points first, then the larger share of tasks beyond requirement. A choice that follows it explains itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class ContestKind(StrEnum):
    """How somebody eligible and not chosen stands to somebody chosen."""

    TIE = "TIE"  # equal
    PASSED_OVER = "PASSED_OVER"  # better


@dataclass(frozen=True, slots=True)
class Contender:
    """One of a group, with what the order rests on; `who` is the caller's own."""

    who: object
    score: Decimal
    exceeded: int
    assigned: int
    eligible: bool
    chosen: bool

    @property
    def standing(self) -> tuple[Decimal, Fraction]:
        """What is compared; without tasks the share is nothing."""
        return self.score, Fraction(self.exceeded, self.assigned) if self.assigned else Fraction(0)


@dataclass(frozen=True, slots=True)
class Contest:
    """The chosen one who stands lowest, and those eligible and not chosen who stand equal or better, best first."""

    kind: ContestKind
    chosen: Contender
    left_out: tuple[Contender, ...]


def contest(contenders: Iterable[Contender]) -> Contest | None:
    """Return what must be explained about the choice in one group; None where it follows the order."""
    everybody = list(contenders)
    lowest = min((one for one in everybody if one.chosen), key=lambda one: one.standing, default=None)
    if lowest is None:
        return None
    rivals = [one for one in everybody if one.eligible and not one.chosen and one.standing >= lowest.standing]
    if not rivals:
        return None
    rivals.sort(key=lambda one: one.standing, reverse=True)
    kind = ContestKind.PASSED_OVER if rivals[0].standing > lowest.standing else ContestKind.TIE
    return Contest(kind, lowest, tuple(rivals))
