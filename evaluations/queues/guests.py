"""The card of a cell with members here for a time: it owes the official cell a comment (QĐ 366-QĐ/TW Art. 5, P4)."""

import datetime
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.models import Membership, Stay
from emulation.queue import QueueItem

from ..models import Assessment


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return one card for each of the reader's cells that owes comments; one query."""
    if not reader.scope.paths("assessment.review"):
        return []
    found: dict[int, list[Membership]] = {}
    for row in _owed(reader, on):
        found.setdefault(row.unit_id, []).append(row)
    return list(_cards(found))


def _owed(reader, on: datetime.date):
    """Guests of the day whose official cell, in a review that goes on, still waits for what this cell says."""
    waiting = Assessment.objects.filter(member=OuterRef("member"), awaits_comment=True).exclude(unit=OuterRef("unit"))
    rows = Membership.objects.on(on).filter(reader.scope.units_q("assessment.review", "unit__path"))
    rows = rows.filter(Q(stay=Stay.TEMPORARY) & Exists(waiting)).select_related("unit", "member")
    return rows.order_by("unit__path", "member__sort_key")


def _cards(found: dict[int, list[Membership]]) -> Iterable[QueueItem]:
    for unit, rows in found.items():
        title = _("Comments owed to the official cells of members here for a time – %(unit)s") % {"unit": rows[0].unit}
        page = reverse("emulation:unit-detail", args=[unit])
        yield QueueItem(kind="guest-comments", title=title, url=page, action=_("See who they are"), count=len(rows))
