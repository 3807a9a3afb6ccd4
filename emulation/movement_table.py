"""Form 1-BTCTW of a unit and year as plain data; page, workbook, API and command render the same one."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .models import Arrival, Departure, Unit
from .movement import DAY, RosterProblem, days_of, problems_of, spells_of
from .movement_rules import ARRIVALS, DEPARTURES, NONE, Movement, Spell, Tally, movement


@dataclass(frozen=True)
class Line:
    """One row: its part of the form, what it counts, this year's numbers, last year's total."""

    part: str
    label: str | Promise
    tally: Tally
    before: int
    is_total: bool = False

    @property
    def percent(self) -> Decimal | None:
        """This year's total as a share of last year's, in percent; None where there is nothing to compare with."""
        return (Decimal(self.tally.total * 100) / self.before).quantize(Decimal("0.01")) if self.before else None


@dataclass(frozen=True)
class CellLine:
    """One cell's A to D."""

    unit: Unit
    movement: Movement


@dataclass(frozen=True)
class MovementTable:
    """The table of a unit for a year, up to a day, with its cells and what keeps it from reconciling."""

    unit: Unit
    year: int
    first: datetime.date
    last: datetime.date
    whole: Movement
    lines: tuple[Line, ...]
    cells: tuple[CellLine, ...]
    problems: tuple[RosterProblem, ...]

    @property
    def reconciles(self) -> bool:
        """The year's sums agree, and the cells' closing lists add to the unit's."""
        return self.whole.reconciles and not self.problems and self.closing_of_cells == self.whole.closing

    @property
    def closing_of_cells(self) -> Tally:
        if not self.cells:
            return self.whole.closing
        return sum((row.movement.closing for row in self.cells), NONE)

    @property
    def unexplained(self) -> int:
        return self.whole.difference.total


def movement_table(unit: Unit, year: int, last: datetime.date | None = None) -> MovementTable:
    """Return the table; everything from one reading of the memberships of two years."""
    first, end = days_of(year)
    end = last or end
    spells = spells_of(unit, datetime.date(year - 1, 1, 1), end)
    now = movement(_touching(spells, first, end), first, end)
    before = movement(_touching(spells, *days_of(year - 1)), *days_of(year - 1))
    cells = () if unit.is_cell else tuple(_cells(unit, spells, first, end))
    return MovementTable(unit, year, first, end, now, tuple(_lines(now, before)), cells, tuple(problems_of(now.faults)))


def _touching(spells: Iterable[Spell], first: datetime.date, last: datetime.date) -> list[Spell]:
    return [one for one in spells if one.begins <= last and (one.ends is None or one.ends >= first - DAY)]


def _lines(now: Movement, before: Movement) -> Iterator[Line]:
    yield Line("A", _("On the list at the beginning"), now.opening, before.opening.total, is_total=True)
    yield Line("B", _("Increase"), now.increase, before.increase.total, is_total=True)
    for kind in ARRIVALS:
        yield Line("", Arrival(kind).label, now.increases.get(kind, NONE), before.increases.get(kind, NONE).total)
    yield Line("C", _("Decrease"), now.decrease, before.decrease.total, is_total=True)
    for kind in DEPARTURES:
        yield Line("", Departure(kind).label, now.decreases.get(kind, NONE), before.decreases.get(kind, NONE).total)
    yield Line("D", _("On the list at the end"), now.closing, before.closing.total, is_total=True)


def _cells(unit: Unit, spells: list[Spell], first: datetime.date, last: datetime.date) -> Iterator[CellLine]:
    """Every cell with somebody on its list in the period, in the order of the tree."""
    of: dict[int, list[Spell]] = {}
    for one in _touching(spells, first, last):
        of.setdefault(one.cell, []).append(one)
    for cell in Unit.objects.filter(pk__in=of):
        yield CellLine(cell, movement(of[cell.pk], first, last))
