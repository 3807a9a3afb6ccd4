"""The committee's board of progress on paper: its cells side by side, what is worth a look, how pledges are made up.

Counts alone, no names of members.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import Year
from pledges.selectors import Aspect, Comparison, Distribution, cells_compared, distribution, year_for
from pledges.wording import compared_chart, counted_chart, groups_chart

from .annual_parts import number_column
from .asked import Asked
from .blocks import Bars, Block, Column, Document, Heading, Paragraph, Row, Section, Shows, Table
from .common import document

NO_YEAR = gettext_lazy("%(unit)s has no working year %(year)s, so there is no progress to report.")


def build_progress(by: Any, asked: Asked) -> Document:
    """Build the document from what the reader's own board shows; raises ValidationError (no_year)."""
    year = year_for(by, asked.unit, asked.year)
    if year is None:
        raise ValidationError(NO_YEAR, "no_year", {"unit": asked.unit.name, "year": str(asked.year)})
    compared = cells_compared(by, asked.unit, year, asked.on)
    values = {"year": year.number, "day": f"{asked.on:%d/%m/%Y}"}
    blocks = (*_side_by_side(compared, year), *_remarks(compared), *_made_up(distribution(by, asked.unit, year)))
    return document(
        by,
        asked,
        title=_("REPORT"),
        summary=_("on the progress of the pledges of %(year)s, as of %(day)s") % values,
        sections=(Section(blocks),),
    )


def _side_by_side(compared: Comparison, year: Year) -> Iterator[Block]:
    yield Heading(_("I- THE CELLS SIDE BY SIDE"))
    if compared.period:
        text = _("Silent: no report for %(period)s, the last period that is over.")
        yield Paragraph(text % {"period": compared.period.name})
    yield _table(compared)
    for aspect in Aspect:
        yield Bars(compared_chart(aspect, compared.cells, year, links=False), _("Cell"))


def _table(compared: Comparison) -> Table:
    """One row a cell: so many of so many, said as on the board; the members add to those of all cells."""
    columns = (
        number_column(5),
        Column("cell", _("Cell"), 20),
        Column("members", _("Members"), 7, Shows.COUNT, adds=True),
        Column("confirmed", _("Confirmed"), 17, Shows.CENTRED),
        Column("on_track", _("Items on track"), 17, Shows.CENTRED),
        Column("silent", _("Silent"), 17, Shows.CENTRED),
        Column("trouble", _("Pledges in trouble"), 17, Shows.CENTRED),
    )
    shown = (Aspect.CONFIRMED, Aspect.ON_TRACK, Aspect.SILENT, Aspect.TROUBLE)
    rows = tuple(
        Row((number, cell.unit.name, cell.progress.members, *(cell.parts[aspect].said for aspect in shown)))
        for number, cell in enumerate(compared.cells, start=1)
    )
    whole = compared.total
    total = (None, _("Total"), whole[Aspect.CONFIRMED].whole, *(whole[aspect].said for aspect in shown))
    return Table("cells", columns, rows, total=Row(total), is_small=True)


def _remarks(compared: Comparison) -> Iterator[Block]:
    yield Heading(_("II- WORTH A LOOK"))
    for remark in compared.remarks:
        yield Paragraph(f"- {remark.unit}: {remark.kind.label}. {remark.sentence}")
    if not compared.remarks:
        yield Paragraph(_("No cell stands apart from the others."))


def _made_up(found: Distribution) -> Iterator[Block]:
    yield Heading(_("III- HOW THE PLEDGES ARE MADE UP"))
    text = _("%(pledges)s confirmed pledges with %(items)s items; progress has been reported on %(reported)s of them.")
    yield Paragraph(text % {"pledges": found.pledges, "items": found.items, "reported": found.reported})
    if not found.pledges:
        return
    yield Bars(counted_chart(_("Pledges by number of items"), found.by_items), _("Items in the pledge"))
    yield Bars(counted_chart(_("Items by result"), found.outcomes), _("Result"))
    if found.reported:
        yield Bars(groups_chart(found.groups), _("Group"))
