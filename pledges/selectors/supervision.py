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


def overdue_for(reader, on: datetime.date) -> list[SupervisionNote]:
    """Return the notes the reader may see whose day of putting right has passed, the oldest day first."""
    seen = SupervisionNote.objects.visible_to(reader).overdue(on).order_by("correct_by", "pk")
    return list(seen.select_related("unit", "pledge").only("correct_by", "seen_on", "unit__path", "pledge__member"))


def _whole(notes: QuerySet[SupervisionNote]) -> QuerySet[SupervisionNote]:
    return notes.select_related("unit", "pledge__member", "pledge__year", "pledge__unit", "recorded_by")
