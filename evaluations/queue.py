"""What waits for the reader in the yearly review: cards of the home page."""

import datetime

from emulation.queue import QueueItem

from .queues import assessments, ratings, rerating, reviews


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the reader's cards: self-assessments, the cell's and the committee's work, the cells, what came after."""
    rooms = (assessments, reviews, ratings, rerating)
    return [card for room in rooms for card in room.queue_for(reader, on)]
