"""What every document of the season has alike: head, legal bases, signature, recipients, where it comes from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evaluations.models import Campaign

from ..selectors import campaigns_for, parent_of
from .asked import Asked
from .blocks import Document, Section, Text
from .head import bases_of, letterhead, recipients, signature, symbol_of

NO_CAMPAIGN = _("No review of %(year)s has been opened for %(unit)s, so there is nothing to report yet.")


def campaign_of(asked: Asked) -> Campaign:
    """Return the review that covers the unit in the year; raises ValidationError (no_campaign)."""
    found = next((one for one in campaigns_for(asked.unit) if one.year.number == asked.year), None)
    if found is None:
        raise ValidationError(NO_CAMPAIGN, "no_campaign", {"year": asked.year, "unit": asked.unit.name})
    return found


def document(
    by: Any, asked: Asked, *, title: Text, sections: tuple[Section, ...], campaign: Campaign | None = None, **parts: Any
) -> Document:
    """Return the document with head, bases, signature and recipients of its unit, where `parts` say nothing else."""
    parent = parent_of(asked.unit, asked.unit)
    given = {
        "letterhead": letterhead(asked.unit, parent, asked.on, symbol_of(asked.unit, asked.kind.symbol)),
        "bases": bases_of(campaign) if campaign else (),
        "signatures": (signature(asked.unit, asked.on),),
        "recipients": recipients(asked.unit, parent),
        "rule_set": campaign.rule_set.name if campaign else "",
    } | parts
    return Document(
        kind=asked.kind.code,
        unit_id=asked.unit.pk,
        unit_name=asked.unit.name,
        year=asked.year,
        title=title,
        sections=sections,
        made_at=timezone.now(),
        made_by=str(by),
        subject=asked.member.full_name if asked.member else "",
        is_blank=asked.is_blank,
        **given,
    )
