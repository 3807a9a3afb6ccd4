"""Cards about the cell's review, its verification and the committee's decision."""

import datetime
from collections.abc import Iterable, Mapping

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.queue import QueueItem

from ..due_days import due_on
from ..models import Campaign, DueStep
from ..selectors.rerating import has_news
from ..selectors.reviews import CellProgress, Progress, campaigns_of, committee_progress

SOON = datetime.timedelta(days=7)


def queue_for(
    reader, on: datetime.date, newest: list[Campaign] | None = None, known: Mapping[int, Progress] | None = None
) -> list[QueueItem]:
    """Return what the reader's roles owe in the newest campaign of each committee; nothing once it is decided."""
    if not reader.scope.paths("assessment.view"):
        return []
    cards = []
    for campaign in newest_campaigns(reader) if newest is None else newest:
        progress = known[campaign.pk] if known else committee_progress(reader, campaign)
        if progress.decided < progress.members:
            cards += _cards(reader, campaign, progress, on)
    return cards


def newest_campaigns(reader) -> list[Campaign]:
    """Return the newest campaign of each committee."""
    return newest_of(campaigns_of(reader))


def newest_of(campaigns: Iterable[Campaign]) -> list[Campaign]:
    """Keep the first of each committee; they come newest first."""
    found: dict[int, Campaign] = {}
    for campaign in campaigns:
        found.setdefault(campaign.year.unit_id, campaign)
    return list(found.values())


def working_campaigns(reader) -> list[Campaign]:
    """Return the reader's campaigns, newest first; `has_news` of what came after the decision, for who rates again."""
    found = campaigns_of(reader)
    asks = bool(reader.scope.paths("assessment.rerate"))
    return list(found.annotate(has_news=has_news() if asks else Value(False)))


def _cards(reader, campaign: Campaign, progress: Progress, on: datetime.date) -> list[QueueItem]:
    cards = [
        _cell_card(campaign, cell, on)
        for cell in progress.to_rate
        if cell.proposed < cell.members and reader.scope.reaches("assessment.propose", cell.review.unit.path)
    ]
    if progress.awaiting and reader.scope.reaches("assessment.verify", campaign.unit.path):
        cards.append(_verification_card(campaign, progress, on))
    if reader.scope.reaches("assessment.decide", campaign.unit.path):
        cards.append(_decision_card(campaign, progress, on))
    return cards


def _cell_card(campaign: Campaign, cell: CellProgress, on: datetime.date) -> QueueItem:
    """Either some self-assessments are still out, or the meeting's result waits to be written down and proposed."""
    names = {"unit": cell.review.unit, "year": campaign.year.number}
    waiting = cell.members - cell.submitted
    if waiting:
        title, action = _("Self-assessments of %(year)s not submitted yet – %(unit)s"), _("See who they are")
    elif cell.review.sent_back_reason:
        title, action = _("The committee has sent back the proposal of %(year)s – %(unit)s"), _("Change the proposal")
    else:
        title, action = _("Write down the review of %(year)s and propose – %(unit)s"), _("Write it down")
    due = due_on(campaign, DueStep.ASSESSMENTS if waiting else DueStep.REVIEWS, cell.review.unit_id)
    return QueueItem(
        kind="review-cell",
        title=title % names,
        url=reverse("evaluations:review", args=[cell.review.pk]),
        action=action,
        count=waiting or cell.members,
        due=due,
        done=cell.submitted,
        total=cell.members,
        is_urgent=on >= due - SOON or bool(cell.review.sent_back_reason),
    )


def _verification_card(campaign: Campaign, progress: Progress, on: datetime.date) -> QueueItem:
    names = {"unit": campaign.unit, "year": campaign.year.number}
    return QueueItem(
        kind="review-verify",
        title=_("Cells await verification of %(year)s – %(unit)s") % names,
        url=reverse("evaluations:verification", args=[campaign.pk]),
        action=_("Verify the cells"),
        count=len(progress.awaiting),
        due=due_on(campaign, DueStep.DECISIONS),
        done=progress.ready,
        total=len(progress.to_rate),
        is_urgent=on >= due_on(campaign, DueStep.DECISIONS) - SOON,
    )


def _decision_card(campaign: Campaign, progress: Progress, on: datetime.date) -> QueueItem:
    """The leader sees how far the cells are, and is asked once all are verified."""
    names = {"unit": campaign.unit, "year": campaign.year.number}
    if progress.is_ready:
        title, action = _("Decide the levels of %(year)s – %(unit)s"), _("Choose and decide")
    else:
        title, action = _("Cells verified for the decision of %(year)s – %(unit)s"), _("See how far they are")
    return QueueItem(
        kind="review-decide",
        title=title % names,
        url=reverse("evaluations:decision", args=[campaign.pk]),
        action=action,
        count=progress.members if progress.is_ready else 0,
        due=due_on(campaign, DueStep.DECISIONS),
        done=progress.ready,
        total=len(progress.to_rate),
        is_urgent=progress.is_ready and on >= due_on(campaign, DueStep.DECISIONS) - SOON,
    )
