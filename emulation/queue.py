"""A card of the work queue: what waits for the reader, until when, how far it is. Each room adds its own."""

import datetime
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
