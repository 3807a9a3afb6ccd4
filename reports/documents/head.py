"""The parts of the report that make it a Party document: head, legal bases, signature, recipients, provenance."""

import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.models import LegalBasis, Unit
from evaluations.models import Campaign

from ..reading import CampaignReading
from ..rules import body_of, day_and_month, organisation_of, place_of, toned
from ..selectors import signers
from .paper import DEFAULT_LAYOUT, NEW_TONE, Basis, Layout, Letterhead, Signature
from .shapes import Provenance


def letterhead(
    unit: Unit, parent: Unit | None, day: datetime.date, symbol: str | None = None, layout: Layout = DEFAULT_LAYOUT
) -> Letterhead:
    """Upper body, issuing body, symbol of the number, place and date (HD 05-HD/VPTW).

    An empty symbol is of a document without a number.
    """
    above = organisation_of(parent.name).upper() if parent else ""
    return Letterhead(
        upper_body=layout.upper_body or in_tone(above, layout),
        issuing_body=layout.issuing_body or in_tone(_issuer(unit).upper(), layout),
        symbol=symbol_of(unit, layout=layout) if symbol is None else symbol,
        place_and_day=day_line(unit, parent, day, layout),
    )


def in_tone(words: str, layout: Layout) -> str:
    """Our own words and names of units as the office writes them, ỦY or UỶ; never a name or a text of a person."""
    return toned(words, new=layout.tone_style == NEW_TONE)


def symbol_of(unit: Unit, kind: str = "BC", layout: Layout = DEFAULT_LAYOUT) -> str:
    """The symbol that follows the number of a document of the type: of a cell, of a committee; empty without a type."""
    return f"-{kind}/{layout.abbreviation or usual_abbreviation(unit)}" if kind else ""


def usual_abbreviation(unit: Unit) -> str:
    """The body in the symbol where the office says nothing else."""
    return "CB" if unit.is_cell else "ĐU"


def _issuer(unit: Unit) -> str:
    return unit.name if unit.is_cell else body_of(unit.name)


def day_line(unit: Unit, parent: Unit | None, day: datetime.date, layout: Layout = DEFAULT_LAYOUT) -> str:
    """The date line of the unit's document: a cell writes the place of its committee."""
    return place_and_day(layout.place or usual_place(unit, parent), day)


def usual_place(unit: Unit, parent: Unit | None) -> str:
    """The place in the date line where the office says nothing else."""
    return place_of((parent if unit.is_cell and parent else unit).name)


def place_and_day(place: str, day: datetime.date) -> str:
    """The date line, in the words and zeros of a Party document."""
    date, month = day_and_month(day)
    values = {"place": place, "day": date, "month": month, "year": day.year}
    return _("%(place)s, the %(day)s of month %(month)s, year %(year)s") % values


def bases_of(campaign: Campaign) -> tuple[Basis, ...]:
    """The legal bases of the rule set, oldest rank first as the data orders them."""
    rows: list[LegalBasis] = list(campaign.rule_set.bases.all())
    return tuple(Basis(row.number, row.issued_on, row.issuer, row.title, row.citation) for row in rows)


def signature(unit: Unit, day: datetime.date, layout: Layout = DEFAULT_LAYOUT, kind: str = "") -> Signature:
    """T/M the body; the name only where exactly one person can sign, or the office names who does.

    `kind` is the type (BC, QĐ): who signs may differ by type. Never K/T: a collective body has nobody to stand in for.
    """
    said = layout.wording(kind)
    names = () if said.signer else signers(unit, day)
    name = said.signer or (names[0] if len(names) == 1 else "")
    return Signature(said.on_behalf or usual_on_behalf(unit, layout), said.post or usual_post(), name)


def usual_on_behalf(unit: Unit, layout: Layout = DEFAULT_LAYOUT) -> str:
    """On whose behalf is signed where the office says nothing else."""
    body = pgettext("signature", "CELL") if unit.is_cell else pgettext("signature", "COMMITTEE")
    return in_tone(_("T/M %(body)s") % {"body": body}, layout)


def usual_post() -> str:
    """The post of who signs where the office says nothing else."""
    return pgettext("signature", "SECRETARY")


def recipients(unit: Unit, parent: Unit | None, layout: Layout = DEFAULT_LAYOUT, kind: str = "") -> tuple[str, ...]:
    """Who gets the document of the type; the file copy always last."""
    if said := layout.wording(kind).recipients:
        return said
    above = (_("%(body)s (to report)") % {"body": body_of(parent.name)},) if parent else ()
    if unit.is_cell:
        found = (*above, _("Filed at the cell"))
    else:
        found = (*above, _("The cells under the committee"), _("Filed at the committee's office"))
    return tuple(in_tone(str(one), layout) for one in found)


def provenance(reading: CampaignReading, reader: object, *, is_decided: bool) -> Provenance:
    """The rule set, the decisions the levels rest on, when and by whom the report is made."""
    papers = tuple(
        _("no. %(number)s of %(day)s") % {"number": number, "day": date_format(day, "SHORT_DATE_FORMAT")}
        for number, day in (reading.papers if is_decided else ())
    )
    campaign = reading.campaign
    return Provenance(campaign.rule_set.name, papers, _closings(campaign), timezone.now(), str(reader))


def _closings(campaign: Campaign) -> tuple[str, ...]:
    """When the review was closed; where it was opened again, when and why."""
    found = []
    for row in campaign.closings.all():
        found.append(_("The review was closed on %(day)s.") % {"day": _day(row.closed_at)})
        if not row.holds:
            values = {"day": _day(row.reopened_at), "reason": " ".join(row.reopen_reason.split())}
            found.append(_("It was opened again on %(day)s, because: %(reason)s") % values)
    return tuple(found)


def _day(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")
