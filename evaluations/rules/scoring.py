"""Adding points: 30 for the common criteria, 70 for results (QĐ 366-QĐ/TW Art. 11 and its appendices)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from evaluations.rules.levels import Level
from evaluations.rules.thresholds import Thresholds

COMMON_TOTAL: Final = Decimal(30)
RESULTS_TOTAL: Final = Decimal(70)
EXPLAIN_FROM: Final = Decimal(5)  # points; a rule set may say otherwise
GRADES: Final = (100, 70, 50, 0)  # per cent of the maximum
CENT: Final = Decimal("0.01")


class Group(StrEnum):
    """The two top groups of criteria."""

    COMMON = "COMMON"
    RESULTS = "RESULTS"


class Mode(StrEnum):
    """How a leaf may be scored."""

    FREE = "FREE"
    GRADED = "GRADED"
    ALL_OR_NOTHING = "ALL_OR_NOTHING"


class PointsFault(StrEnum):
    """Why points cannot stand."""

    NOT_A_NUMBER = "points_not_a_number"
    OUT_OF_RANGE = "points_out_of_range"
    DECIMALS = "points_too_many_decimals"
    NOT_A_GRADE = "points_not_a_grade"
    NOT_ALL_OR_NOTHING = "points_not_all_or_nothing"
    UNKNOWN_LEAF = "points_unknown_leaf"


@dataclass(frozen=True, slots=True)
class Leaf:
    """One criterion that gets points, from 0 to its maximum."""

    code: str
    maximum: Decimal
    group: Group
    mode: Mode = Mode.FREE


@dataclass(frozen=True, slots=True)
class Score:
    """Sums of what may stand; `missing` leaves have no points, `invalid` ones have points that cannot stand."""

    common: Decimal
    results: Decimal
    total: Decimal
    missing: tuple[str, ...]
    invalid: tuple[tuple[str, PointsFault], ...]

    @property
    def is_complete(self) -> bool:
        """Whether every leaf has points that can stand."""
        return not self.missing and not self.invalid


@dataclass(frozen=True, slots=True)
class Maxima:
    """The sums of the maxima of a criteria set, and the codes of leaves that cannot be used."""

    common: Decimal
    results: Decimal
    faulty: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the set may be published: exactly 30 and 70, and every leaf usable."""
        return self.common == COMMON_TOTAL and self.results == RESULTS_TOTAL and not self.faulty


def total(leaves: Iterable[Leaf], points: Mapping[str, Decimal | None]) -> Score:
    """Add the points per group; what is missing or cannot stand is named and not counted."""
    sums = {Group.COMMON: Decimal(0), Group.RESULTS: Decimal(0)}
    missing, invalid, known = [], [], set()
    for leaf in leaves:
        known.add(leaf.code)
        given = points.get(leaf.code)
        if given is None:
            missing.append(leaf.code)
        elif fault := points_fault(leaf, given):
            invalid.append((leaf.code, fault))
        else:
            sums[leaf.group] += given
    invalid += [(code, PointsFault.UNKNOWN_LEAF) for code in points if code not in known]
    common, results = sums[Group.COMMON], sums[Group.RESULTS]
    return Score(common, results, common + results, tuple(missing), tuple(invalid))


def points_fault(leaf: Leaf, points: Decimal) -> PointsFault | None:
    """Why these points cannot stand for the leaf, or None when they can."""
    if not points.is_finite():
        return PointsFault.NOT_A_NUMBER
    if not 0 <= points <= leaf.maximum:
        return PointsFault.OUT_OF_RANGE
    if not _has_two_decimals(points):
        return PointsFault.DECIMALS
    allowed = allowed_points(leaf)
    if allowed is None or points in allowed:
        return None
    return PointsFault.NOT_A_GRADE if leaf.mode == Mode.GRADED else PointsFault.NOT_ALL_OR_NOTHING


def allowed_points(leaf: Leaf) -> tuple[Decimal, ...] | None:
    """The only points a leaf may get, highest first; None when any up to the maximum will do."""
    if leaf.mode == Mode.FREE:
        return None
    if leaf.mode == Mode.ALL_OR_NOTHING:
        return (leaf.maximum, Decimal(0))
    return tuple(leaf.maximum * grade * CENT for grade in GRADES)


def check_maxima(leaves: Iterable[Leaf]) -> Maxima:
    """Add the maxima of a criteria set and name the leaves that cannot be used."""
    leaves = tuple(leaves)
    times = Counter(leaf.code for leaf in leaves)
    faulty = {leaf.code: None for leaf in leaves if times[leaf.code] > 1 or not _is_usable(leaf)}
    common, results = (_sum_of(leaves, group) for group in Group)
    return Maxima(common, results, tuple(faulty))


def _is_usable(leaf: Leaf) -> bool:
    """A positive maximum within its group, and every grade a number of at most two decimals."""
    if not leaf.maximum.is_finite() or not 0 < leaf.maximum <= RESULTS_TOTAL:
        return False
    return all(_has_two_decimals(value) for value in allowed_points(leaf) or (leaf.maximum,))


def _sum_of(leaves: Iterable[Leaf], group: Group) -> Decimal:
    return sum((leaf.maximum for leaf in leaves if leaf.group == group), Decimal(0))


def _has_two_decimals(value: Decimal) -> bool:
    return value == value.quantize(CENT)


def band(points: Decimal, thresholds: Thresholds) -> Level:
    """The level the unrounded points alone would give."""
    if points >= thresholds.excellent_from:
        return Level.EXCELLENT
    if points >= thresholds.good_from:
        return Level.GOOD
    return Level.COMPLETED if points >= thresholds.completed_from else Level.FAILED


def explanation_required(
    self_total: Decimal,
    cell_total: Decimal,
    self_level: Level | None,
    cell_level: Level | None,
    explain_from: Decimal = EXPLAIN_FROM,
) -> bool:
    """Whether the cell must say why it differs: by so many points or more, or by a level that both have set."""
    levels_differ = bool(self_level and cell_level) and self_level != cell_level
    return levels_differ or abs(self_total - cell_total) >= explain_from
