"""The half of the year: what the reports have said so far, one pledge's review, a cell's sheet with its totals."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q

from emulation.models import Membership, Unit, Year

from ..models import CheckInLine, Confidence, HalfYearLine, HalfYearReview, Pledge, State
from ..rules import half_year_begins
from .check_ins import GIVEN_UP_LAST, period_name
from .roster import roster

HALF = 6  # the last month of the half


@dataclass(frozen=True)
class SoFar:
    """What the reports of the first half say of one item: the newest word on it, and all that was done."""

    confidence: str
    value: object
    done: str


@dataclass(frozen=True)
class HalfYearRow:
    """One member's line of a cell's sheet."""

    membership: Membership
    pledge: Pledge | None
    review: HalfYearReview | None

    @property
    def is_owed(self) -> bool:
        """Say whether a review is asked for and not there."""
        return self.review is None and self.pledge is not None and self.pledge.is_confirmed

    @property
    def in_force(self) -> list[HalfYearLine]:
        """What the review says of the items no later version has given up."""
        lines = self.review.lines.all() if self.review else ()
        return [line for line in lines if line.item.removed_in_id is None]

    @property
    def trouble(self) -> list[HalfYearLine]:
        """The items that do not stand as they should, with what is to be adjusted."""
        return [line for line in self.in_force if line.confidence != Confidence.ON_TRACK]


@dataclass(frozen=True)
class HalfYearTotals:
    """A cell's half-year in numbers; `items` are those of the reviews that were written."""

    members: int
    expected: int
    written: int
    items: int
    on_track: int
    at_risk: int
    off: int

    @property
    def missing(self) -> int:
        return max(self.expected - self.written, 0)


@dataclass(frozen=True)
class HalfYearSheet:
    """A cell's members with their reviews, and the totals."""

    rows: tuple[HalfYearRow, ...]
    totals: HalfYearTotals
    first: datetime.date
    has_begun: bool


@dataclass(frozen=True)
class CellHalfYear:
    """One cell's line of the committee's table."""

    unit: Unit
    expected: int
    written: int


def half_year_of(reader, pledge: Pledge) -> HalfYearReview | None:
    """Return the review of a pledge the reader sees, with its lines, in two queries."""
    return _with_lines(HalfYearReview.objects.visible_to(reader).filter(pledge=pledge)).first()


def so_far(pledge: Pledge) -> dict[int, SoFar]:
    """Return by item what the reports of the first half have said, in one query; items never reported on are out."""
    lines = CheckInLine.objects.filter(check_in__pledge=pledge, check_in__month__lte=HALF).select_related("check_in")
    told: dict[int, list[CheckInLine]] = {}
    for line in lines.order_by("check_in__month"):
        told.setdefault(line.item_id, []).append(line)
    return {item: _so_far(pledge.year, found) for item, found in told.items()}


def half_year_sheet(reader, unit: Unit, year: Year, on: datetime.date) -> HalfYearSheet:
    """Return a cell's members with their reviews in four queries, whatever their number."""
    members = roster(unit, year, on).filter(reader.scope.units_q("pledge.view", "unit__path"))
    memberships = list(members.select_related("member").order_by("member__sort_key", "pk"))
    seen = Pledge.objects.visible_to(reader).filter(year__number=year.number).select_related("year")
    pledges = {one.member_id: one for one in seen.filter(member__in=[m.member_id for m in memberships])}
    reviews = {
        one.pledge_id: one for one in _with_lines(HalfYearReview.objects.filter(pledge__in=list(pledges.values())))
    }
    rows = tuple(_row(one, pledges.get(one.member_id), reviews) for one in memberships)
    first = half_year_begins(year.number)
    return HalfYearSheet(rows, _totals(rows), first, first <= on)


def cells_half_year(reader, unit: Unit, year: Year) -> list[CellHalfYear]:
    """Return each cell under the unit with the reviews expected and written, in two queries."""
    cells = Unit.objects.within(unit).cells().filter(reader.scope.units_q("pledge.view", "path")).order_by("path")
    pledges = Pledge.objects.visible_to(reader).within(unit).filter(year__number=year.number, state=State.CONFIRMED)
    counts = (
        pledges.order_by()
        .values("unit")
        .annotate(expected=Count("pk"), written=Count("pk", filter=Q(half_year__isnull=False)))
    )
    found = {row["unit"]: row for row in counts}
    none = {"expected": 0, "written": 0}
    return [CellHalfYear(cell, **_numbers(found.get(cell.pk, none))) for cell in cells]


def _numbers(row: dict) -> dict[str, int]:
    return {"expected": row["expected"], "written": row["written"]}


def _with_lines(reviews):
    lines = HalfYearLine.objects.select_related("item").order_by(*GIVEN_UP_LAST)
    return reviews.select_related("recorded_by", "commented_by").prefetch_related(Prefetch("lines", lines))


def _so_far(year: Year, lines: list[CheckInLine]) -> SoFar:
    values = [line.value for line in lines if line.value is not None]
    done = "\n".join(f"{period_name(year, line.check_in.month)}: {line.done}" for line in lines if line.done)
    return SoFar(lines[-1].confidence, values[-1] if values else None, done)


def _row(membership: Membership, pledge: Pledge | None, reviews: dict[int, HalfYearReview]) -> HalfYearRow:
    return HalfYearRow(membership, pledge, reviews.get(pledge.pk) if pledge else None)


def _totals(rows: Iterable[HalfYearRow]) -> HalfYearTotals:
    rows = list(rows)
    said = Counter(line.confidence for row in rows for line in row.in_force)
    return HalfYearTotals(
        members=len(rows),
        expected=sum(1 for row in rows if row.pledge and row.pledge.is_confirmed),
        written=sum(1 for row in rows if row.review),
        items=said.total(),
        on_track=said[Confidence.ON_TRACK],
        at_risk=said[Confidence.AT_RISK],
        off=said[Confidence.OFF],
    )
