"""Points for the pledge, where a rule set marks a criterion for them: the share of what was kept (A-20).

No central rule gives points for the pledge; a committee may. What comes out is a proposal: people give the points.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from evaluations.rules.scoring import Leaf, allowed_points


@dataclass(frozen=True, slots=True)
class Results:
    """How many items of a pledge came out how; `unknown` ones have no result yet."""

    kept: int
    partly: int
    not_kept: int
    unknown: int = 0

    @property
    def items(self) -> int:
        """Every item of the pledge."""
        return self.kept + self.partly + self.not_kept + self.unknown


@dataclass(frozen=True, slots=True)
class PledgePoints:
    """The exact share kept, and the points it proposes for the leaf."""

    share: Fraction
    points: Decimal


def pledge_points(leaf: Leaf, results: Results, partly_percent: int) -> PledgePoints | None:
    """Return what the results propose; None without items or while one has no result.

    An item kept counts whole, one kept in part `partly_percent` per cent, one not kept nothing.
    """
    if not results.items or results.unknown:
        return None
    share = Fraction(100 * results.kept + partly_percent * results.partly, 100 * results.items)
    return PledgePoints(share, _as_scored(leaf, share * Fraction(leaf.maximum)))


def _as_scored(leaf: Leaf, exact: Fraction) -> Decimal:
    """Round to hundredths, halves up; where only some points may stand, down to the nearest of them."""
    allowed = allowed_points(leaf)
    if allowed is None:
        return Decimal((200 * exact + 1) // 2).scaleb(-2)
    return max(points for points in allowed if Fraction(points) <= exact)
