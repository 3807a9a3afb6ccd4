"""Closing a campaign once nothing hangs, and opening it again with a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean_lines

from ..closed import refuse_closed
from ..from_paper import refuse_from_paper
from ..hanging import hanging
from ..models import Campaign, CellRating, Closing

NOT_CLOSED = _("The review of %(year)s is not closed, so there is nothing to open again.")
REASON_NEEDED = _("Write why the review is opened again; the reason stands on its page and in the report.")
REASON_TOO_LONG = _("The reason is too long: at most %(most)s characters.")
MOST = 2000


def close_campaign(*, campaign: Campaign, by: Account) -> Closing:
    """Close the campaign; refuses while anything hangs, with a sentence for each thing."""
    ensure(by, "campaign.close", campaign)
    with transaction.atomic():
        campaign = _held(campaign)
        refuse_closed(campaign)
        refuse_from_paper(campaign)
        found = hanging(campaign)
        if found:
            raise ValidationError([ValidationError(one.text, "hanging") for one in found])
        closing = Closing.objects.create(campaign=campaign, closed_by_id=by.pk, closed_at=timezone.now())
        record(by, "campaign.closed", campaign, unit=campaign.unit, data={"closing": closing.pk})
    return closing


def _held(campaign: Campaign) -> Campaign:
    """Hold the campaign and every row of it, so that whoever is writing one comes first and nobody after."""
    campaign = locked(campaign)
    list(campaign.assessments.all().locked().values_list("pk", flat=True))
    list(CellRating.objects.filter(campaign=campaign).locked().values_list("pk", flat=True))
    for review in campaign.reviews.order_by("unit__path"):
        locked(review)
    return campaign


def reopen_campaign(*, campaign: Campaign, reason: str, by: Account) -> Closing:
    """Open a closed campaign again; the reason is kept with the closing it undoes."""
    ensure(by, "campaign.reopen", campaign)
    reason = clean_lines(reason)
    if not reason:
        raise ValidationError({"reason": [REASON_NEEDED]})
    if len(reason) > MOST:
        raise ValidationError({"reason": [ValidationError(REASON_TOO_LONG, "too_long", {"most": MOST})]})
    with transaction.atomic():
        campaign = locked(campaign)
        closing = campaign.closings.holding().first()
        if closing is None:
            raise ValidationError(NOT_CLOSED, "wrong_state", {"year": campaign.year.number})
        closing.reopened_by_id, closing.reopened_at, closing.reopen_reason = by.pk, timezone.now(), reason
        closing.save(update_fields=["reopened_by", "reopened_at", "reopen_reason"])
        record(by, "campaign.reopened", campaign, unit=campaign.unit, data={"closing": closing.pk, "reason": reason})
    return closing
