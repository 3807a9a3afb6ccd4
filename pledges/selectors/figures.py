"""Figures of the pledges for the annual report: members, items, what came of them; counts only, no names."""

import datetime
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from emulation.models import Membership, Unit, UnitKind, Year

from ..models import Outcome, State
from ..rules import Fulfilment, fulfilment, percent
from .board import Progress
from .roster import roster

MAY_COUNT = ("pledge.view", "report.view", "figures.view")
PLEDGE = "member__pledges"


@dataclass(frozen=True)
class Numbers:
    """Counts of one cell or of many; items and members counted are those of confirmed pledges."""

    members: int = 0
    registered: int = 0
    submitted: int = 0
    confirmed: int = 0
    items: int = 0
    items_kept: int = 0
    items_partly: int = 0
    items_not_kept: int = 0
    items_no_result: int = 0
    members_all: int = 0
    members_partly: int = 0
    members_not: int = 0
    members_no_result: int = 0

    @property
    def progress(self) -> Progress:
        """Return the four numbers of the work queue and the board."""
        return Progress(self.members, self.registered, self.submitted, self.confirmed)

    @property
    def percent_confirmed(self) -> int:
        """Return the confirmed share of the members in whole percent."""
        return percent(self.confirmed, self.members)


@dataclass(frozen=True)
class CellFigures:
    """One cell's figures."""

    unit: Unit
    numbers: Numbers


@dataclass(frozen=True)
class PledgeFigures:
    """A unit's figures of a year with a row for each cell; `total` is the sum of the rows."""

    unit: Unit
    year: int
    on: datetime.date
    total: Numbers
    cells: tuple[CellFigures, ...] = field(default=())


def pledge_figures(reader, unit: Unit, year: Year, on: datetime.date | None = None) -> PledgeFigures:
    """Count the pledges of the members the year counts, in three queries; nothing outside the reader's reach."""
    on = on or timezone.localdate()
    sums = _sums(reader, unit, year, on)
    cells = Unit.objects.within(unit).filter(Q(kind=UnitKind.CELL) | Q(pk__in=list(sums)))
    rows = tuple(CellFigures(cell, Numbers(**sums[cell.pk])) for cell in cells if cell.pk in sums)
    return PledgeFigures(unit, year.number, on, Numbers(**sum(sums.values(), Counter())), rows)


def pledge_total(reader, unit: Unit, year: Year, on: datetime.date) -> Numbers:
    """Return the same figures of the whole unit alone, in two queries."""
    return Numbers(**sum(_sums(reader, unit, year, on).values(), Counter()))


def _sums(reader, unit: Unit, year: Year, on: datetime.date) -> dict[int, Counter]:
    reach = Q(pk__in=[])
    for name in MAY_COUNT:
        reach |= reader.scope.units_q(name, "unit__path")
    counted = roster(unit, year, on).filter(reach)
    sums = _members(counted)
    for cell, found in _pledges(counted, year).items():
        sums[cell].update(found)
    return sums


def _members(counted: QuerySet[Membership]) -> dict[int, Counter]:
    found = defaultdict(Counter)
    for cell, number in counted.order_by().values_list("unit_id").annotate(Count("member", distinct=True)):
        found[cell]["members"] = number
    return found


def _pledges(counted: QuerySet[Membership], year: Year) -> dict[int, Counter]:
    def items(**narrowed) -> Count:
        chosen = {f"{PLEDGE}__items__{name}": value for name, value in narrowed.items()}
        return Count(f"{PLEDGE}__items", filter=Q(**chosen, **{f"{PLEDGE}__items__removed_in": None}))

    rows = (
        counted.filter(**{f"{PLEDGE}__year__number": year.number})
        .order_by()
        .values_list("unit_id", f"{PLEDGE}__pk", f"{PLEDGE}__state")
        .annotate(
            written=items(),
            kept=items(outcome=Outcome.KEPT),
            partly=items(outcome=Outcome.PARTLY),
            not_kept=items(outcome=Outcome.NOT_KEPT),
        )
    )
    found = defaultdict(Counter)
    for cell, _pledge, state, *numbers in rows:
        _count_pledge(found[cell], state, *numbers)
    return found


def _count_pledge(into: Counter, state: int, items: int, kept: int, partly: int, not_kept: int) -> None:
    into["registered"] += 1
    into["submitted"] += state >= State.SUBMITTED
    if state < State.CONFIRMED:
        return
    reported = kept + partly + not_kept
    into.update(
        confirmed=1,
        items=items,
        items_kept=kept,
        items_partly=partly,
        items_not_kept=not_kept,
        items_no_result=items - reported,
    )
    into[MEMBERS_BY[fulfilment(items, kept, not_kept, reported)]] += 1


MEMBERS_BY = {
    Fulfilment.ALL: "members_all",
    Fulfilment.PARTLY: "members_partly",
    Fulfilment.NOT: "members_not",
    Fulfilment.NO_RESULT: "members_no_result",
}
