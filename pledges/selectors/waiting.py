"""What waits for the reader at a unit: pledges and changes to confirm, models to confirm, in one query together."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Exists, IntegerField, Min, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from emulation.models import Unit, Year

from ..models import Pledge, State
from .board import secretaries_waiting
from .changes import changes_to_agree
from .initiatives import models_to_confirm
from .roster import roster


@dataclass(frozen=True)
class Waiting:
    """Counts; `change` is the key of one of the changes."""

    pledges: int
    changes: int
    change: int | None
    models: int


def waiting_at(reader, unit: Unit, year: Year, on: datetime.date) -> Waiting:
    """Count what the reader may confirm: in a cell what is not its secretary's, above it the secretaries' alone."""
    changes = changes_to_agree(reader, unit, year, on)
    row = Unit.objects.filter(pk=unit.pk).values_list(
        _counted(_confirmable(reader, unit, year, on)),
        _counted(changes),
        _only(changes, Min("pk")),
        _counted(models_to_confirm(reader, unit, year)),
    )
    return Waiting(*row.get())


def _confirmable(reader, unit: Unit, year: Year, on: datetime.date) -> QuerySet[Pledge]:
    if not reader.scope.reaches("pledge.confirm", unit.path):
        return Pledge.objects.none()
    if not unit.is_cell:
        return secretaries_waiting(reader, unit, year, on).exclude(member=reader.member_id)
    here = roster(unit, year, on).filter(member=OuterRef("member"))
    found = Pledge.objects.visible_to(reader).within(unit).filter(year__number=year.number, state=State.SUBMITTED)
    others = found.with_secretaries(on).filter(Exists(here), is_of_secretary=False)
    return others.exclude(member=reader.member_id)


def _counted(rows: QuerySet) -> Coalesce:
    return Coalesce(_only(rows, Count("pk")), 0)


def _only(rows: QuerySet, figure: Count | Min) -> Subquery:
    """Return one figure over all rows, as part of another query."""
    whole = rows.select_related(None).order_by().annotate(whole=Value(1)).values("whole")
    return Subquery(whole.annotate(figure=figure).values("figure"), output_field=IntegerField())
