"""Cards about what has come after the decision: members to be rated again, a cap that a re-rating has passed."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.queue import QueueItem

from ..models import Campaign
from ..selectors.rerating import after_decision, has_news
from ..selectors.reviews import committee_campaigns


def queue_for(reader, newest: list[Campaign], news: list[Campaign] | None = None) -> list[QueueItem]:
    """Return what the leader owes after the decision; a passed cap is shown until a newer campaign is open."""
    if not reader.scope.paths("assessment.rerate"):
        return []
    found = committee_campaigns(reader).filter(has_news()) if news is None else news
    own = [one for one in found if reader.scope.reaches("assessment.rerate", one.unit.path)]
    return [card for campaign in own for card in _cards(reader, campaign, is_newest=campaign in newest)]


def _cards(reader, campaign: Campaign, *, is_newest: bool) -> Iterable[QueueItem]:
    after, names = after_decision(reader, campaign), {"unit": campaign.unit, "year": campaign.year.number}
    shared = {"url": reverse("evaluations:decision", args=[campaign.pk]), "is_urgent": True}
    if after.waiting:
        title = _("Findings since the decision of %(year)s: members to be rated again – %(unit)s") % names
        yield QueueItem(kind="rerate", title=title, action=_("See who they are"), count=len(after.waiting), **shared)
    if after.broken and is_newest:
        title = _("The cap of %(year)s is passed after a re-rating – %(unit)s") % names
        yield QueueItem(kind="cap-passed", title=title, action=_("Look at it"), count=len(after.broken), **shared)
