"""A campaign that has been closed: nothing of it changes any more. Every service that writes on one asks here."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from .models import Campaign, Closing

CLOSED: Final = _(
    "The review of %(year)s has been closed: nothing of it changes any more. If something must, the committee’s leader "
    "opens it again with a reason."
)


def is_closed(campaign_id: int) -> bool:
    """Say whether a closing of the campaign holds."""
    return Closing.objects.holding().filter(campaign=campaign_id).exists()


def hold_open(row: Any) -> Campaign:
    """Give a locked row its campaign, with what acts ask of one, in a single query; refuse a closed one as below."""
    holding = Closing.objects.holding().filter(campaign=OuterRef("pk"))
    campaigns = Campaign.objects.select_related("year__unit", "rule_set").annotate(has_closed=Exists(holding))
    row.campaign = campaigns.get(pk=row.campaign_id)
    if row.campaign.has_closed:
        raise ValidationError(CLOSED, "frozen", {"year": row.campaign.year.number})
    return row.campaign


def refuse_closed(campaign: Campaign) -> None:
    """Raise ValidationError(code="frozen") for a closed campaign; call with the row locked, as closing waits for it."""
    if is_closed(campaign.pk):
        raise ValidationError(CLOSED, "frozen", {"year": campaign.year.number})
