"""Cards about the ratings of cells themselves: form 01 to write, cells to verify, cells to decide."""

import datetime
from collections.abc import Iterable, Mapping

from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.queue import QueueItem

from ..due_days import due_on
from ..models import Campaign, DueStep, State
from ..selectors.ratings import RatingProgress, progress_with_ratings, ratings_in
from ..selectors.reviews import Progress
from .reviews import SOON, newest_campaigns


def queue_for(
    reader, on: datetime.date, newest: list[Campaign] | None = None, known: Mapping[int, Progress] | None = None
) -> list[QueueItem]:
    """Return what the reader's roles owe the cells in the newest campaign of each committee."""
    if not reader.scope.paths("rating.view"):
        return []
    found = newest_campaigns(reader) if newest is None else newest
    if known is None:
        known = {campaign.pk: progress_with_ratings(reader, campaign) for campaign in found}
    return [card for campaign in found for card in _cards(reader, campaign, known[campaign.pk], on)]


def _cards(reader, campaign: Campaign, progress: Progress, on: datetime.date) -> Iterable[QueueItem]:
    cells, at = ratings_in(campaign, progress), campaign.unit.path
    for cell in cells:
        if cell.is_open and reader.scope.reaches("rating.write", cell.review.unit.path):
            yield _own_card(campaign, cell, on)
    waiting = [cell for cell in cells if cell.state == State.PROPOSED]
    if waiting and reader.scope.reaches("rating.verify", at):
        yield _verification_card(campaign, cells, len(waiting), on)
    is_owed = any(cell.state != State.DECIDED for cell in cells)
    if is_owed and reader.scope.reaches("rating.decide", at) and progress.decided:
        yield _decision_card(campaign, cells, on)


def _own_card(campaign: Campaign, cell: RatingProgress, on: datetime.date) -> QueueItem:
    """The secretary writes form 01, goes on with it, or changes what was sent back."""
    if cell.state == State.RETURNED:
        title, action = _("The rating of the cell was sent back – %(unit)s: %(reason)s"), _("Change and propose again")
    elif cell.state:
        title, action = _("Finish form 01 of %(year)s and propose – %(unit)s"), _("Go on writing")
    else:
        title, action = _("Write form 01 of %(year)s: the cell rates itself – %(unit)s"), _("Begin writing")
    names = {"unit": cell.review.unit, "year": campaign.year.number, "reason": cell.return_reason}
    due = due_on(campaign, DueStep.REVIEWS, cell.review.unit_id)
    return QueueItem(
        kind="rating-own",
        title=title % names,
        url=reverse("evaluations:rating", args=[cell.review.pk]),
        action=action,
        count=1,
        due=due,
        is_single=True,
        is_urgent=cell.state == State.RETURNED or on >= due - SOON,
    )


def _verification_card(
    campaign: Campaign, cells: tuple[RatingProgress, ...], waiting: int, on: datetime.date
) -> QueueItem:
    names = {"unit": campaign.unit, "year": campaign.year.number}
    return QueueItem(
        kind="rating-verify",
        title=_("Ratings of cells await verification of %(year)s – %(unit)s") % names,
        url=reverse("evaluations:ratings", args=[campaign.pk]),
        action=_("Verify the cells' ratings"),
        count=waiting,
        due=due_on(campaign, DueStep.DECISIONS),
        done=_verified(cells),
        total=len(cells),
        is_urgent=on >= due_on(campaign, DueStep.DECISIONS) - SOON,
    )


def _decision_card(campaign: Campaign, cells: tuple[RatingProgress, ...], on: datetime.date) -> QueueItem:
    """Once the members are decided the leader sees how far the cells are, and is asked when all are verified."""
    names, is_ready = {"unit": campaign.unit, "year": campaign.year.number}, _verified(cells) == len(cells)
    if is_ready:
        title, action = _("Decide the levels of the cells of %(year)s – %(unit)s"), _("Choose and decide")
    else:
        title, action = _("Cells verified for their own decision of %(year)s – %(unit)s"), _("See how far they are")
    return QueueItem(
        kind="rating-decide",
        title=title % names,
        url=reverse("evaluations:rating-decision", args=[campaign.pk]),
        action=action,
        count=len(cells) if is_ready else 0,
        due=due_on(campaign, DueStep.DECISIONS),
        done=_verified(cells),
        total=len(cells),
        is_urgent=is_ready and on >= due_on(campaign, DueStep.DECISIONS) - SOON,
    )


def _verified(cells: Iterable[RatingProgress]) -> int:
    return sum(cell.state is not None and cell.state >= State.VERIFIED for cell in cells)
