"""The board: members × state of the pledge, and how far each cell is."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from emulation.models import Member, Membership, Unit, UnitKind, Year

from ..models import Pledge, State
from ..rules import percent
from .roster import roster

NONE = "none"
FILTERS = {
    "open": (State.DRAFT, State.RETURNED),
    "submitted": (State.SUBMITTED,),
    "confirmed": (State.CONFIRMED,),
}


@dataclass(frozen=True)
class Progress:
    """How far a unit is: each number counts members, and contains those further along."""

    members: int
    written: int
    submitted: int
    confirmed: int

    @property
    def missing(self) -> int:
        return self.members - self.written

    @property
    def waiting(self) -> int:
        return self.submitted - self.confirmed

    @property
    def percent(self) -> int:
        """Return the confirmed share in whole percent."""
        return percent(self.confirmed, self.members)


@dataclass(frozen=True)
class CellProgress:
    """One cell's line of the committee's table."""

    unit: Unit
    progress: Progress


def board_units(reader) -> list[Unit]:
    """Return the units at which the reader holds the right to see pledges; what lies below is reached from there."""
    held = set(reader.scope.unit_ids("pledge.view"))
    found = {role.unit_id: role.unit for role in reader.roles_today if role.unit_id in held}
    return sorted(found.values(), key=lambda unit: unit.path)


def board_members(
    reader, unit: Unit, year: Year, on: datetime.date, state: str = "", words: str = ""
) -> QuerySet[Membership]:
    """Return the unit's memberships by cell and given name, narrowed to a state of the pledge and to words."""
    found = _seen(reader, unit, year, on)
    pledges = Pledge.objects.filter(member=OuterRef("member_id"), year__number=year.number)
    if state == NONE:
        found = found.filter(~Exists(pledges))
    elif state in FILTERS:
        found = found.filter(Exists(pledges.filter(state__in=FILTERS[state])))
    if words:
        found = found.filter(member__in=Member.objects.matching(words))
    return found.select_related("member", "unit", "work_unit").order_by("unit__path", "member__sort_key", "pk")


def pledges_of(reader, memberships: Iterable[Membership], year: Year, on: datetime.date) -> dict[int, Pledge]:
    """Return the pledges of these members the reader may open, by member."""
    members = [membership.member_id for membership in memberships]
    found = Pledge.objects.visible_to(reader).filter(member__in=members, year__number=year.number)
    items = Count("items", filter=Q(items__removed_in=None))
    found = found.with_secretaries(on).select_related("unit", "member", "year").annotate(item_count=items)
    return {pledge.member_id: pledge for pledge in found}


def state_counts(reader, unit: Unit, year: Year, on: datetime.date) -> Progress:
    """Return how far the whole unit is, in one query."""
    return _progress(sum(_states_by_cell(reader, unit, year, on).values(), Counter()))


def cell_progress(reader, unit: Unit, year: Year, on: datetime.date) -> list[CellProgress]:
    """Return how far each cell under the unit is, in two queries; cells without members too."""
    states = _states_by_cell(reader, unit, year, on)
    cells = Unit.objects.within(unit).filter(kind=UnitKind.CELL).filter(reader.scope.units_q("pledge.view", "path"))
    return [CellProgress(cell, _progress(states[cell.pk])) for cell in cells]


def secretaries_waiting(reader, unit: Unit, year: Year, on: datetime.date) -> QuerySet[Pledge]:
    """Return the submitted pledges of cell secretaries, which only the committee confirms."""
    found = Pledge.objects.visible_to(reader).within(unit).filter(year__number=year.number, state=State.SUBMITTED)
    found = found.with_secretaries(on).filter(is_of_secretary=True)
    return found.select_related("member", "unit", "year").order_by("unit__path", "member__sort_key")


def _seen(reader, unit: Unit, year: Year, on: datetime.date) -> QuerySet[Membership]:
    return roster(unit, year, on).filter(reader.scope.units_q("pledge.view", "unit__path"))


def _states_by_cell(reader, unit: Unit, year: Year, on: datetime.date) -> dict[int, Counter]:
    own = Pledge.objects.filter(member=OuterRef("member_id"), year__number=year.number).order_by("-state")
    rows = (
        _seen(reader, unit, year, on)
        .annotate(pledge_state=Subquery(own.values("state")[:1]))
        .order_by()
        .values_list("unit_id", "pledge_state")
        .annotate(Count("pk"))
    )
    found = defaultdict(Counter)
    for cell, state, number in rows:
        found[cell][state or 0] += number
    return found


def _progress(states: Counter) -> Progress:
    def reached(least: int) -> int:
        return sum(number for state, number in states.items() if state >= least)

    return Progress(reached(0), reached(State.DRAFT), reached(State.SUBMITTED), reached(State.CONFIRMED))
