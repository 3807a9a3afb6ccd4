"""The card of what cells have proposed for commendation and the committee's leader has not answered."""

from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.queue import QueueItem

from ..models import Commendation, CommendationState


def queue_for(reader) -> list[QueueItem]:
    """Return the leader's card, never of the own commendation; one query."""
    if not reader.scope.paths("commendation.decide"):
        return []
    at = reader.scope.units_q("commendation.decide", "title__unit__path")
    found = Commendation.objects.filter(at, state=CommendationState.PROPOSED)
    found = found.exclude(member=reader.member_id) if reader.member_id else found
    rows = list(found.order_by("year", "pk").values_list("pk", "year", "title__unit"))
    if not rows:
        return []
    pk, year, unit = rows[0]
    one = reverse("evaluations:commendation", args=[pk])
    url = one if len(rows) == 1 else f"{reverse('evaluations:commendations')}?unit={unit}&year={year}"
    title = _("Commendations that cells propose")
    return [QueueItem("commendations", title, url, _("Grant or refuse"), len(rows))]
