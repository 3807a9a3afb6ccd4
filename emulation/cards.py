"""What waits for the reader in the organisation: data requests, lists of study sessions. Cards of the home page."""

import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import DataRequest, StudySession
from .queue import QueueItem

SOON = datetime.timedelta(days=3)
MOST_SESSIONS = 50  # are counted on a card
NEWS = datetime.timedelta(days=14)  # so long an answer stands on the member's first page


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the requests to answer, with the nearest day of the law, and answers to the reader's own."""
    own = Q(member_id=reader.member_id) if reader.member_id else Q(pk__in=[])
    news = own & Q(answered_at__gte=timezone.now() - NEWS)
    waiting = Q(pk__in=DataRequest.objects.open().values("pk")) & ~own
    found = list(DataRequest.objects.visible_to(reader).filter(news | waiting))
    open_ones = [request for request in found if request.is_open]
    answered = [request for request in found if not request.is_open]
    cards = [*(_answered(request) for request in answered), *([_waiting(open_ones, on)] if open_ones else [])]
    return cards + _unrecorded(reader, on)


def _waiting(requests: list[DataRequest], on: datetime.date) -> QueueItem:
    due = min(request.clock for request in requests)
    one = requests[0] if len(requests) == 1 else None
    return QueueItem(
        kind="data-requests",
        title=_("Members ask about their data"),
        url=reverse("emulation:request", args=[one.pk]) if one else reverse("emulation:request-list"),
        action=_("See and answer"),
        count=len(requests),
        due=due,
        is_urgent=on >= due - SOON,
    )


def _unrecorded(reader, on: datetime.date) -> list[QueueItem]:
    """Return the study sessions that are over in the reader's cells without a list of who was there."""
    own = StudySession.objects.filter(reader.scope.units_q("study.record", "unit__path"))
    found = list(own.standing().filter(recorded_at=None, held_on__lte=on).order_by("held_on")[:MOST_SESSIONS])
    if not found:
        return []
    return [
        QueueItem(
            kind="studies",
            title=_("Study sessions without a list of who was there"),
            url=reverse("emulation:study-attendance", args=[found[0].pk]),
            action=_("Record who was there"),
            count=len(found),
        )
    ]


def _answered(request: DataRequest) -> QueueItem:
    return QueueItem(
        kind="data-answered",
        title=_("Your request about your data has been answered: %(about)s") % {"about": request.about},
        url=reverse("emulation:request", args=[request.pk]),
        action=_("Read the answer"),
        count=1,
        is_single=True,
    )
