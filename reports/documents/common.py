"""What every document of the season has alike: head, legal bases, signature, recipients, where it comes from."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import Campaign

from ..selectors import parent_of, review_of
from .asked import Asked
from .blocks import Document, Section, Text
from .head import bases_of, in_tone, letterhead, recipients, signature, symbol_of
from .layouts import layout_of
from .paper import Layout

NO_CAMPAIGN = gettext_lazy("No review of %(year)s has been opened for %(unit)s, so there is nothing to report yet.")


def campaign_of(asked: Asked) -> Campaign:
    """Return the review that covers the unit in the year; raises ValidationError (no_campaign)."""
    found = review_of(asked.unit, asked.year)
    if found is None:
        raise ValidationError(NO_CAMPAIGN, "no_campaign", {"year": asked.year, "unit": asked.unit.name})
    return found


def document(
    by: Any, asked: Asked, *, title: Text, sections: tuple[Section, ...], campaign: Campaign | None = None, **parts: Any
) -> Document:
    """Return the document with head, bases, signature and recipients of who issues it, where `parts` say nothing else.

    One that rests on no review names, at its foot, the rule set and the legal bases its year stands on all the same.
    """
    unit, symbol = asked.issuer, asked.kind.symbol
    parent, layout = parent_of(unit, unit), layout_of(unit)
    given = {
        "letterhead": letterhead(unit, parent, asked.on, symbol_of(unit, symbol, layout), layout),
        "bases": bases_of(campaign) if campaign else (),
        "recipients": recipients(unit, parent, layout, symbol),
        "rule_set": campaign.rule_set.name if campaign else "",
        "look": layout.look,
    } | _in_tone(parts, layout, asked.member.full_name if asked.member else "")
    if campaign is None and (known := review_of(asked.unit, asked.year)):
        given["rule_set"] = known.rule_set.name
        given["sources"] = (*given.get("sources", ()), *_cited(known))
    if "signatures" not in given:
        given["signatures"] = (signature(unit, asked.on, layout, symbol),)
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


def _cited(campaign: Campaign) -> tuple[str, ...]:
    cited = "; ".join(one.citation for one in bases_of(campaign))
    return (_("On the basis of: %(bases)s.") % {"bases": cited},) if cited else ()


def _in_tone(parts: Mapping[str, Any], layout: Layout, name: str) -> dict[str, Any]:
    """Return what a kind says of its own with our words as the office writes them; names of people stay."""
    found = dict(parts)
    if signatures := parts.get("signatures"):
        found["signatures"] = tuple(replace(one, on_behalf=in_tone(str(one.on_behalf), layout)) for one in signatures)
    if recipients_ := parts.get("recipients"):
        found["recipients"] = tuple(one if one == name else in_tone(str(one), layout) for one in recipients_)
    if head := parts.get("letterhead"):
        bodies = {name: in_tone(getattr(head, name), layout) for name in ("upper_body", "issuing_body")}
        found["letterhead"] = replace(head, **bodies)
    return found
