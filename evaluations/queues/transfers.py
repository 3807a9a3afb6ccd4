"""Cards about the self-reviews of transfers: the own one to write, those that wait for a comment."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.queue import QueueItem

from ..selectors.transfers import open_transfers

FRESH = datetime.timedelta(days=365)  # an older transfer waits for nobody


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the reader's cards, in one query."""
    own, waiting = open_transfers(reader)
    cards = [_own(one) for one in own[:1] if one.valid_to >= on - FRESH]
    if waiting:
        url = reverse("evaluations:transfer", args=[waiting[0].pk])
        title = _("Self-reviews of members who have moved, to comment on")
        cards.append(QueueItem("transfer-comment", title, url, _("Read and comment"), len(waiting)))
    return cards


def _own(membership) -> QueueItem:
    url = reverse("evaluations:transfer", args=[membership.pk])
    title = _("Write the self-review of your transfer")
    return QueueItem("transfer-own", title, url, _("Begin writing"), 1, is_urgent=True, is_single=True)
