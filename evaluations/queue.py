"""What waits for the reader in the yearly review: cards of the home page."""

import datetime

from emulation.queue import QueueItem

from .queues import assessments, ratings, reviews


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the reader's cards: self-assessments first, then the cell's and the committee's work, last the cells."""
    return [*assessments.queue_for(reader, on), *reviews.queue_for(reader, on), *ratings.queue_for(reader, on)]
