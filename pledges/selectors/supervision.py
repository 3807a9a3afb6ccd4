"""Reads of supervision notes: of a place, on one pledge, on the reader's own pledges, those whose day has passed."""

import datetime

from django.db.models import QuerySet

from emulation.models import Unit, Year
from emulation.models.units import below

from ..models import Pledge, SupervisionNote


def supervision_notes(reader, unit: Unit, year: Year) -> QuerySet[SupervisionNote]:
    """Return the notes of the unit and everything under it that were made in the year, newest first."""
    seen = SupervisionNote.objects.visible_to(reader).filter(unit__path__range=below(unit.path))
    return _whole(seen.filter(seen_on__year=year.number))


def notes_on(reader, pledge: Pledge) -> QuerySet[SupervisionNote]:
    """Return the notes on one pledge."""
    return _whole(SupervisionNote.objects.visible_to(reader).filter(pledge=pledge))


def own_overdue(reader, on: datetime.date) -> QuerySet[SupervisionNote]:
    """Return what the reader was to put right by a day that has passed."""
    own = SupervisionNote.objects.visible_to(reader).filter(pledge__member=reader.member_id)
    return own.overdue(on) if reader.member_id else SupervisionNote.objects.none()


def overdue_at(reader, unit: Unit, on: datetime.date) -> QuerySet[SupervisionNote]:
    """Return the notes of a unit and everything under it whose day of putting right has passed; others' alone."""
    seen = SupervisionNote.objects.visible_to(reader).filter(unit__path__range=below(unit.path)).overdue(on)
    return seen.exclude(pledge__member=reader.member_id) if reader.member_id else seen


def _whole(notes: QuerySet[SupervisionNote]) -> QuerySet[SupervisionNote]:
    return notes.select_related("unit", "pledge__member", "pledge__year", "pledge__unit", "recorded_by")
