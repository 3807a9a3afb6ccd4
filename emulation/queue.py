"""A card of the work queue: what waits for the reader, until when, how far it is. Each room adds its own."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class QueueItem:
    """One card; `done` of `total` is the progress behind it, `count` what waits, `action` the words of its button."""

    kind: str
    title: str | Promise
    url: str
    action: str | Promise
    count: int = 0
    due: datetime.date | None = None
    done: int | None = None
    total: int | None = None
    is_urgent: bool = False
    is_single: bool = False  # one thing to do, whose number would say nothing
    note: str = ""
    is_reminded: bool = True  # when it is due; False where its room reminds of it by itself


CardsOf = Callable[..., list[QueueItem]]
_rooms: list[CardsOf] = []


def gather_from(*rooms: CardsOf) -> None:
    """Name the rooms whose cards make up the queue, once, when all rooms are there."""
    _rooms[:] = rooms


def cards_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return what waits for the reader in all rooms, the most urgent first."""
    cards = [card for cards_of in _rooms for card in cards_of(reader, on)]
    cards.sort(key=lambda card: (not card.is_urgent, not card.count, card.due is None, card.due))
    return cards
