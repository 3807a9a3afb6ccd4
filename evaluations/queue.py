"""What waits for the reader in the yearly review: cards of the home page."""

import datetime

from emulation.queue import QueueItem

from .queues import appeals, assessments, guests, ratings, rerating, reviews, transfers


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the reader's cards: self-assessments, the work of cell and committee, the cells, what came after."""
    newest = reviews.newest_campaigns(reader) if reader.scope.paths("assessment.view") else []
    return [
        *assessments.queue_for(reader, on),
        *reviews.queue_for(reader, on, newest),
        *guests.queue_for(reader, on),
        *transfers.queue_for(reader, on),
        *ratings.queue_for(reader, on, newest),
        *rerating.queue_for(reader, newest),
        *appeals.queue_for(reader, on, newest),
    ]
