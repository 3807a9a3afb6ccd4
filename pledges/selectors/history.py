"""What happened to a pledge, as its member may read it, and the reader's own pledges of all years."""

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.models import JournalEntry

from ..models import Outcome, Pledge
from .roster import paths_to

VERBS = {
    "pledge.started": _("started the pledge"),
    "pledge.written": _("wrote the pledge"),
    "pledge.submitted": _("submitted the pledge"),
    "pledge.returned": _("returned the pledge"),
    "pledge.confirmed": _("confirmed the pledge"),
    "pledge.change_opened": _("began a change of the confirmed pledge"),
    "pledge.change_written": _("wrote the change"),
    "pledge.change_submitted": _("submitted the change"),
    "pledge.change_returned": _("returned the change"),
    "pledge.change_withdrawn": _("withdrew the change"),
    "pledge.change_agreed": _("agreed to the change"),
    "pledge.checked_in": _("reported progress"),
    "pledge.check_in_commented": _("commented on the progress"),
    "pledge.check_in_returned": _("returned a progress report"),
    "pledge.half_year_written": _("wrote the half-year review"),
    "pledge.half_year_commented": _("commented on the half-year review"),
    "sheet.exported": _("took a sheet of it out to be printed"),
    "pledge.reported": _("reported results"),
    "pledge.recorded_many": _("recorded the pledge together with others of the cell"),
    "pledge.written_many": _("changed the pledge together with others of the cell"),
    "pledge.submitted_many": _("submitted the pledge together with others of the cell"),
    "pledge.confirmed_many": _("confirmed the pledge together with others"),
}
MANY = [verb for verb in VERBS if verb.endswith("_many")]


@dataclass(frozen=True)
class Fact:
    """One line of the timeline: when, who, what, and the reason where one was given."""

    when: datetime.datetime
    who: str
    what: str | Promise
    note: str = ""


def timeline_of(reader, pledge: Pledge) -> list[Fact]:
    """Return the acts on a pledge the reader already sees, oldest first; acts on many are found by the pledge's id."""
    own = Q(subject="pledge", subject_id=pledge.pk)
    many = Q(verb__in=MANY, unit__path__in=paths_to(pledge.unit.path), data__year=pledge.year.number)
    entries = JournalEntry.objects.filter(own | many, verb__in=VERBS).order_by("pk")
    return [
        Fact(entry.at, entry.actor_name, VERBS[entry.verb], entry.data.get("reason", ""))
        for entry in entries
        if entry.subject == "pledge" or pledge.pk in entry.data.get("pledges", ())
    ]


def own_pledges(reader) -> QuerySet[Pledge]:
    """Return the reader's own pledges of all years, newest first, with the counts of their items."""
    in_force = Q(items__removed_in=None)
    kept = Count("items", filter=in_force & Q(items__outcome=Outcome.KEPT))
    own = Pledge.objects.filter(member_id=reader.member_id).select_related("year", "unit", "theme")
    return own.annotate(item_count=Count("items", filter=in_force), kept_count=kept).order_by("-year__number")
