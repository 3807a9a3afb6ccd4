"""What a reader may ask for, and one document asked for, as addresses, programs and commands name it."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from emulation.access import can
from emulation.models import Member, Membership, Unit, UnitKind, Year

from ..documents.asked import About, Asked, Kind
from ..selectors import campaigns_for

NO_MEMBER: Final = _("“%(document)s” of %(year)s is not made for this member at %(unit)s; choose a name of the list.")
MOST_UNITS: Final = 300


def units_for(reader: Any, kind: Kind | None, on: datetime.date) -> QuerySet[Unit]:
    """Return the units for which the reader may ask for a kind, or for any: by role, or the cell the reader is in."""
    own = Membership.objects.on(on).filter(member_id=reader.member_id).values("unit")
    by_role = reader.scope.units_q("report.view", "path")
    about = kind.about if kind else About.MEMBER
    reached = Unit.objects.filter(by_role | Q(pk__in=own) if about is About.MEMBER else by_role)
    fitting = {About.CELL: reached.cells(), About.COMMITTEE: reached.exclude(kind=UnitKind.CELL)}
    return fitting.get(about, reached).distinct().order_by("path")


def years_for_documents(unit: Unit) -> list[int]:
    """Return the years anything can be told of the unit, newest first: reviews and working years alike."""
    above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    working = Year.objects.filter(unit__path__in=above).values_list("number", flat=True)
    return sorted({campaign.year.number for campaign in campaigns_for(unit)} | set(working), reverse=True)


def members_for(reader: Any, kind: Kind, unit: Unit, year: int) -> Sequence[Member]:
    """Return whose document of the kind the reader may ask for at the unit: all of them by role, else the own one."""
    if kind.members is None:
        return ()
    found = kind.members(reader, unit, year)
    if can(reader, "report.export", unit):
        return found
    return [member for member in found if member.pk == reader.member_id]


@dataclass(frozen=True)
class Wish:
    """One document as it is named outside: the member by its key, choices by name."""

    year: int
    on: datetime.date
    member: int | None = None
    is_blank: bool = False
    options: tuple[tuple[str, str], ...] = ()


def asked_for(reader: Any, kind: Kind, unit: Unit, wish: Wish) -> Asked:
    """Return what is asked for; raises ValidationError (no_member) for a member it is not made for or not shown."""
    member = None
    if wish.member is not None:
        found = (one for one in members_for(reader, kind, unit, wish.year) if one.pk == wish.member)
        member = next(found, None)
        if member is None:
            values = {"document": kind.label, "year": wish.year, "unit": unit.name}
            raise ValidationError(NO_MEMBER, "no_member", values)
    return Asked(kind, unit, wish.year, wish.on, member, wish.is_blank, wish.options)


def query_of(asked: Asked) -> dict[str, Any]:
    """Return the query that asks for the same document once more."""
    query = {"unit": asked.unit.pk, "year": asked.year} | dict(asked.options)
    if asked.member:
        query["member"] = asked.member.pk
    return query | ({"blank": 1} if asked.is_blank else {})


def options_in(kind: Kind, values: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return the choices of the kind that the values name; what it does not know is left alone."""
    return tuple((one.name, str(values[one.name])) for one in kind.options if values.get(one.name))
