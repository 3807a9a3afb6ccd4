"""Whose pledge is expected where, and for which year."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from emulation.models import Circumstance, Membership, Stay, Unit, Year
from emulation.models.units import below

from ..models import Pledge, PledgeVersion
from ..rules import CHANGE_OPEN, counting_day

STEP = Unit.steplen


def paths_to(path: str) -> list[str]:
    """Return the paths of a unit and of those above it."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def roster(unit: Unit, year: Year, on: datetime.date) -> QuerySet[Membership]:
    """Return the permanent memberships of the unit that count for the year; the caller adds the lens.

    Nobody waits for the pledge of a member exempt from work and activities; one who writes it all the same counts.
    """
    day = counting_day(year.number, on)
    exempt = Circumstance.objects.on(day).filter(member=OuterRef("member"), kind=Circumstance.Kind.EXEMPT)
    written = Pledge.objects.filter(member=OuterRef("member"), year__number=year.number)
    permanent = Membership.objects.within(unit).on(day).filter(stay=Stay.PERMANENT)
    return permanent.filter(~Exists(exempt) | Exists(written))


def years_for(reader, unit: Unit) -> QuerySet[Year]:
    """Return the years a unit works in, newest first: its committee's, or those of the committees below it."""
    related = Q(unit__path__in=paths_to(unit.path)) | Q(unit__path__range=below(unit.path))
    return Year.objects.visible_to(reader).filter(related).select_related("unit").order_by("-number", "-unit__path")


def year_for(reader, unit: Unit, number: int | None = None) -> Year | None:
    """Return the unit's year of that number, the latest one when none is asked for."""
    years = years_for(reader, unit)
    return (years.filter(number=number) if number else years).first()


def newest_years(reader, units: Iterable[Unit], since: int) -> dict[int, Year]:
    """Return the latest year each of the units works in, none before `since`, by unit; one query."""
    found, related = list(units), Q(pk__in=[])
    for unit in found:
        related |= Q(unit__path__in=paths_to(unit.path)) | Q(unit__path__range=below(unit.path))
    years = Year.objects.visible_to(reader).filter(related, number__gte=since).select_related("unit")
    ordered = list(years.order_by("-number", "-unit__path"))
    latest = {unit.pk: next((year for year in ordered if _concerns(year, unit)), None) for unit in found}
    return {unit: year for unit, year in latest.items() if year}


def _concerns(year: Year, unit: Unit) -> bool:
    """Say whether the year is that of a committee above the unit, below it, or its own."""
    return unit.path.startswith(year.unit.path) or year.unit.path.startswith(unit.path)


def membership_on(reader, member_id: int, on: datetime.date) -> Membership | None:
    """Return the member's permanent membership of the day, if the reader may see it."""
    found = Membership.objects.visible_to(reader).filter(member_id=member_id, stay=Stay.PERMANENT)
    return found.on(on).select_related("member", "unit").first()


def own_membership(reader, on: datetime.date) -> Membership | None:
    """Return the reader's own permanent membership of the day."""
    return membership_on(reader, reader.member_id, on) if reader.member_id else None


def own_pledge(reader, year: Year) -> Pledge | None:
    """Return the own pledge of the year, whichever committee opened it; `open_change` is a change to finish."""
    change = PledgeVersion.objects.filter(pledge=OuterRef("pk"), state__in=CHANGE_OPEN).values("pk")[:1]
    own = Pledge.objects.filter(member_id=reader.member_id, year__number=year.number)
    own = own.annotate(open_change=Subquery(change))
    return own.select_related("member", "unit", "year", "theme", "recorded_by", "confirmed_by").first()
