"""A document of invented figures, for trying a template: every kind of block, an annex that lies across the page."""

from decimal import Decimal

from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.models import Unit

from ..documents.blocks import (
    Box,
    Boxes,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Role,
    Row,
    Ruled,
    Section,
    Shows,
    Table,
)
from ..documents.head import letterhead, recipients
from ..documents.paper import Signature
from ..layout import LANGUAGE


def sample_document(unit: Unit) -> Document:
    """Return the document for the unit's head; every figure in it is invented, and it says so."""
    with translation.override(LANGUAGE):
        day = timezone.localdate()
        behalf = _("T/M %(body)s") % {"body": pgettext("signature", "COMMITTEE")}
        return Document(
            kind="sample",
            unit_id=unit.pk,
            unit_name=unit.name,
            year=day.year,
            title=str(_("SAMPLE")),
            summary=_("for looking at a template; every figure is invented"),
            sections=(Section(_blocks()), Section((_table(),), _("ANNEX"), _("An annex across the page"), True)),
            made_at=timezone.now(),
            made_by=unit.name,
            letterhead=letterhead(unit, None, day),
            signatures=(Signature(behalf, pgettext("signature", "SECRETARY"), "Nguyễn Văn A"),),
            recipients=recipients(unit, None),
            rule_set=_("An invented rule set"),
        )


def _blocks() -> tuple:
    return (
        Heading("I- " + _("A PART")),
        Paragraph(_("A paragraph as a report has them, long enough to show how its lines are set on the page.")),
        Heading("1. " + _("A smaller part"), 3),
        Paragraph(_("Words after a lead."), lead=_("A lead.")),
        _table(),
        Facts(((_("Full name"), "Nguyễn Văn A"), (_("Position"), ""))),
        Boxes((Box(_("A box that is ticked"), is_ticked=True), Box(_("A box that is not")))),
        Ruled(2),
        Paragraph(_("The last words before the signature."), Role.CLOSING),
    )


def _table() -> Table:
    columns = (
        Column("number", pgettext("row number", "No."), 10, Shows.NUMBER),
        Column("name", _("Full name"), 50),
        Column("count", _("How many"), 20, Shows.COUNT, adds=True),
        Column("share", "%", 20, Shows.PERCENT),
    )
    rows = (
        Row((1, "Nguyễn Văn A", 1, Decimal("25.00"))),
        Row((2, "Trần Thị Bích B", 3, Decimal("75.00"))),
    )
    return Table("sample", columns, rows, _("A table"), Row(("", _("Total"), 4, Decimal("100.00"))))
