"""What waits for the reader in the yearly review: cards of the home page."""

import datetime

from emulation.queue import QueueItem

from .queues import appeals, assessments, commendations, guests, ratings, rerating, reviews, transfers
from .selectors.ratings import progress_with_ratings


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the reader's cards: self-assessments, the work of cell and committee, the cells, what came after."""
    found = reviews.working_campaigns(reader) if reader.scope.paths("assessment.view") else []
    newest = reviews.newest_of(found)
    progress = {campaign.pk: progress_with_ratings(reader, campaign) for campaign in newest}
    return [
        *assessments.queue_for(reader, on),
        *reviews.queue_for(reader, on, newest, progress),
        *guests.queue_for(reader, on),
        *transfers.queue_for(reader, on),
        *ratings.queue_for(reader, on, newest, progress),
        *rerating.queue_for(reader, newest, [campaign for campaign in found if campaign.has_news]),
        *commendations.queue_for(reader),
        *appeals.queue_for(reader, on, newest),
    ]
