"""How levels and points are spread over the cells of a campaign, and which cells are far from the others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from django.db.models import Count, F, FilteredRelation, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext

from emulation.charts import BarChart, bar_chart
from emulation.models import Account, Unit
from pledges.rules import percent
from pledges.statistics import ENOUGH, Far, Part, outliers

from ..explain import number
from ..models import Campaign, LevelChoice, State
from ..rules.levels import Level

LEAST_POINTS: Final = Fraction(5)  # a mean nearer than five points to the median is never far


@dataclass(frozen=True)
class CellSpread:
    """One cell: members by level (decided, else proposed), and the exact mean of the points the cell gave."""

    unit: Unit
    review_id: int | None
    levels: Mapping[str, int]
    points: Decimal
    pointed: int

    @property
    def rated(self) -> int:
        return sum(self.levels.values())

    @property
    def counts(self) -> tuple[tuple[str, str | Promise, int], ...]:
        """Return the four levels with their counts, best first."""
        return tuple((level.value, level.label, self.levels.get(level.value, 0)) for level in LevelChoice)

    @property
    def excellent(self) -> Part:
        """Return how many stand at the top level, of those rated."""
        return Part(self.levels.get(Level.EXCELLENT.value, 0), self.rated)

    @property
    def mean(self) -> Fraction | None:
        """Return the mean of the points, None where there are none."""
        return Fraction(self.points) / self.pointed if self.pointed else None

    @property
    def mean_said(self) -> str:
        """Return the mean to two places, halves up, as it is written; a dash where there is none."""
        return "–" if self.mean is None else rounded(self.mean)


@dataclass(frozen=True)
class SpreadRemark:
    """A cell worth a look, and why; it names no person."""

    unit: Unit
    review_id: int | None
    sentence: str


@dataclass(frozen=True)
class Spread:
    """The cells of a campaign, those far from the others, and the bars of the top level."""

    cells: tuple[CellSpread, ...]
    remarks: tuple[SpreadRemark, ...]
    chart: BarChart

    @property
    def total(self) -> CellSpread:
        """Return all cells as one."""
        levels = sum((Counter(cell.levels) for cell in self.cells), Counter())
        points = sum((cell.points for cell in self.cells), Decimal(0))
        return CellSpread(Unit(), None, levels, points, sum(cell.pointed for cell in self.cells))


def spread_of(reader: Account, campaign: Campaign) -> Spread:
    """Return the spread over the cells the reader's roles reach, in three queries whatever their number."""
    levels, points = _levels_and_points(reader, campaign)
    reviews = dict(campaign.reviews.order_by().values_list("unit_id", "pk"))
    units = Unit.objects.filter(pk__in=list(levels)).order_by("path")
    cells = tuple(CellSpread(unit, reviews.get(unit.pk), levels[unit.pk], *points[unit.pk]) for unit in units)
    return Spread(cells, tuple(_remarks(cells)), _chart(cells))


def _levels_and_points(reader: Account, campaign: Campaign) -> tuple[dict[int, Counter], dict[int, tuple]]:
    """Return counts by cell and level, and sum and number of points by cell; the level is the decided one, if any."""
    holds = FilteredRelation("decisions", condition=Q(decisions__is_current=True))
    reach = reader.scope.units_q("assessment.view", "unit__path")
    rows = campaign.assessments.to_rate().filter(reach, state__gte=State.PROPOSED).order_by()
    rows = rows.annotate(holds=holds).annotate(at=Coalesce(F("holds__level"), F("proposal__level")))
    counted = rows.exclude(at=None).values_list("unit_id", "at")
    levels, points = {}, {}
    for unit, at, people, total, pointed in counted.annotate(
        people=Count("pk"), total=Sum("cell_total"), pointed=Count("cell_total")
    ):
        levels.setdefault(unit, Counter())[at] += people
        before, so_far = points.get(unit, (Decimal(0), 0))
        points[unit] = (before + (total or Decimal(0)), so_far + pointed)
    return levels, points


def _remarks(cells: Iterable[CellSpread]) -> Iterable[SpreadRemark]:
    by_unit = {cell.unit.pk: cell for cell in cells}
    shares = outliers({pk: cell.excellent.telling for pk, cell in by_unit.items()})
    means = {pk: cell.mean if cell.pointed >= ENOUGH else None for pk, cell in by_unit.items()}
    found = [(one.key, _share_sentence(one)) for one in shares]
    found += [(one.key, _mean_sentence(one)) for one in outliers(means, LEAST_POINTS)]
    return [SpreadRemark(by_unit[pk].unit, by_unit[pk].review_id, sentence) for pk, sentence in found]


def _share_sentence(far: Far) -> str:
    values = {
        "share": percent(far.value.numerator, far.value.denominator),
        "median": percent(far.median.numerator, far.median.denominator),
        "usual": percent(far.usual.numerator, far.usual.denominator),
    }
    sentence = gettext(
        "%(share)d %% at the top level; in the middle of the cells %(median)d %%, up to %(usual)d points away is usual."
    )
    return sentence % values


def _mean_sentence(far: Far) -> str:
    values = {"mean": rounded(far.value), "median": rounded(far.median), "usual": rounded(far.usual)}
    sentence = gettext(
        "Mean of the points %(mean)s; in the middle of the cells %(median)s, up to %(usual)s away is usual."
    )
    return sentence % values


def _chart(cells: Iterable[CellSpread]) -> BarChart:
    rows = [
        (cell.unit.name, Decimal(cell.excellent.percent), cell.excellent.said, "", Level.EXCELLENT.value)
        for cell in cells
    ]
    return bar_chart(gettext("Members at the top level, of those rated"), rows, whole=Decimal(100))


def rounded(value: Fraction) -> str:
    """Return an exact number to two places, halves up, as the reader writes it."""
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    return number(Decimal(hundredths).scaleb(-2))
