"""The movement of a unit's roster in a year, and what keeps it from reconciling; read off memberships alone."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy

from .models import Membership, Stay, Unit
from .movement_rules import Fault, FaultCode, Movement, Spell, faults, movement

DAY = datetime.timedelta(days=1)
COLUMNS = (
    "pk", "member_id", "unit_id", "valid_from", "valid_to", "arrival", "departure", "member__joined_on",
    "member__official_on", "member__sex", "unit__valid_to",
)  # fmt: skip
SENTENCES = {
    FaultCode.NO_ARRIVAL: gettext_lazy(
        "It is not recorded how the membership that began on %(begins)s came about: newly admitted, transferred in, "
        "restored. Say it under “Correct a move”."
    ),
    FaultCode.NO_DEPARTURE: gettext_lazy(
        "It is not recorded why the membership ended on %(ends)s. Say it under “Correct a move”."
    ),
    FaultCode.OVERLAP: gettext_lazy(
        "The member is on the lists of two cells at once since %(begins)s, so that one person would be counted twice. "
        "Correct the day on which one of the two memberships begins or ends."
    ),
    FaultCode.BEFORE_ADMISSION: gettext_lazy(
        "The membership begins on %(begins)s, before the day of admission %(admitted)s. Correct one of the two days."
    ),
    FaultCode.CELL_CLOSED: gettext_lazy(
        "The cell was closed on %(until)s and the member is still on its list. Record to which cell the member went."
    ),
}


@dataclass(frozen=True)
class RosterProblem:
    """One row of the roster that keeps it from reconciling, and in a sentence why and how to cure it."""

    code: str
    membership: int
    member_id: int
    member: str
    cell: str
    sentence: str

    @property
    def url(self) -> str:
        return reverse("emulation:member-detail", args=[self.membership])

    def __str__(self) -> str:
        return f"{self.member} ({self.cell}): {self.sentence}"


def days_of(year: int) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of the year."""
    return datetime.date(year, 1, 1), datetime.date(year, 12, 31)


def movement_of(unit: Unit, first: datetime.date, last: datetime.date) -> Movement:
    """Return parts A to D of form 1-BTCTW for the unit's tree, both days included."""
    return movement(spells_of(unit, first, last), first, last)


def roster_problems(unit: Unit, year: int, last: datetime.date | None = None) -> list[RosterProblem]:
    """Return what keeps the roster of the unit's tree from reconciling in the year, up to the last day."""
    first, end = days_of(year)
    end = last or end
    return problems_of(faults(spells_of(unit, first, end), first, end))


def problems_of(found: Iterable[Fault]) -> list[RosterProblem]:
    """Put faults into sentences, by cell and given name."""
    found = list(found)
    rows = Membership.objects.filter(pk__in=[fault.spell.membership for fault in found])
    named = {row.pk: row for row in rows.select_related("member", "unit")} if found else {}
    found.sort(key=lambda fault: _place(named[fault.spell.membership]))
    return [_problem(fault, named[fault.spell.membership]) for fault in found]


def spells_of(unit: Unit, first: datetime.date, last: datetime.date) -> list[Spell]:
    """Return the memberships for good in the unit's tree that touch the period or end the day before it."""
    touching = Q(valid_to=None) | Q(valid_to__gte=first - DAY)
    found = Membership.objects.within(unit).filter(touching, valid_from__lte=last, stay=Stay.PERMANENT)
    return [_spell(*row) for row in found.order_by().values_list(*COLUMNS)]


def _spell(membership, member, cell, begins, ends, arrival, departure, admitted, official, sex, until) -> Spell:
    return Spell(
        membership=membership,
        member=member,
        cell=cell,
        begins=begins,
        ends=ends,
        arrival=arrival,
        departure=departure,
        admitted=admitted,
        official=official,
        is_woman=sex == "F",
        cell_until=until,
    )


def _place(row: Membership) -> tuple[str, str, int]:
    return row.unit.path, row.member.sort_key, row.pk


def _problem(fault: Fault, row: Membership) -> RosterProblem:
    spell = fault.spell
    days = {"begins": spell.begins, "ends": spell.ends, "admitted": spell.admitted, "until": spell.cell_until}
    values = {name: f"{day:%d/%m/%Y}" for name, day in days.items() if day}
    named = row.pk, row.member_id, row.member.full_name, row.unit.name
    return RosterProblem(fault.code.value, *named, SENTENCES[fault.code] % values)
