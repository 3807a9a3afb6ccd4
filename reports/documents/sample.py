"""A page of no content, to look at how a unit's documents are set."""

import datetime
from typing import Any

from django.utils.translation import gettext as _

from emulation.models import Unit

from ..selectors import parent_of
from .blocks import Column, Document, Heading, Paragraph, Row, Section, Shows, Table
from .head import in_tone, letterhead, recipients, signature, symbol_of
from .paper import Layout

KIND = "BC"


def sample_document(by: Any, unit: Unit, layout: Layout, at: datetime.datetime) -> Document:
    """Return a report of two short parts and one table, set and worded by the layout."""
    parent, day = parent_of(unit, unit), at.date()
    words = _("This is how a paragraph is set: justified, its first line set in, the lines at an exact distance.")
    columns = (
        Column("number", _("No."), 12, Shows.NUMBER),
        Column("what", _("What"), 58),
        Column("count", _("Number"), 30, Shows.COUNT, adds=True),
    )
    rows = (Row((1, _("The first line of a table"), 12)), Row((2, _("The second line of a table"), 8)))
    blocks = (
        Heading(_("I- A HEADING")),
        Paragraph(f"{words} {words}"),
        Table("sample", columns, rows, total=Row(("", _("Total"), 20))),
        Heading(_("II- ANOTHER HEADING")),
        Paragraph(words),
    )
    return Document(
        kind="sample",
        unit_id=unit.pk,
        unit_name=unit.name,
        year=day.year,
        title=_("REPORT"),
        summary=in_tone(_("a sample to look at the layout"), layout),
        sections=(Section(blocks),),
        made_at=at,
        made_by=str(by),
        letterhead=letterhead(unit, parent, day, symbol_of(unit, KIND, layout), layout),
        signatures=(signature(unit, day, layout, KIND),),
        recipients=recipients(unit, parent, layout, KIND),
        look=layout.look,
    )
