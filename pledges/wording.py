"""The charts of the boards: rows with their figures in words, and where each leads."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from emulation.charts import BarChart, bar_chart
from emulation.models import Year

from .models import Confidence
from .selectors.comparison import Aspect, CellStanding
from .selectors.distribution import Counted, GroupConfidence

WHOLE = Decimal(100)
CODES = {
    Aspect.ON_TRACK: "ON_TRACK",
    Aspect.CONFIRMED: "CONFIRMED",
    Aspect.SILENT: "MISSING",
    Aspect.TROUBLE: "AT_RISK",
}


def compared_chart(aspect: Aspect, cells: Sequence[CellStanding], year: Year, *, links: bool = True) -> BarChart:
    """Return the cells' shares of one aspect in whole percent, each leading to the cell's own board."""
    rows = []
    for cell in cells:
        part = cell.parts[aspect]
        url = board_of(cell.unit.pk, year) if links else ""
        rows.append((cell.unit.name, Decimal(part.percent), part.said, url, CODES[aspect]))
    return bar_chart(title_of(aspect), rows, whole=WHOLE)


def title_of(aspect: Aspect) -> str:
    """Return what the bars of an aspect show."""
    return {
        Aspect.ON_TRACK: _("Items on track, of those reported on"),
        Aspect.CONFIRMED: _("Pledges confirmed, of the members"),
        Aspect.SILENT: _("Reports missing, of those expected"),
        Aspect.TROUBLE: _("Pledges with an item in trouble, of those reported on"),
    }[aspect]


def counted_chart(title: str | Promise, rows: Iterable[Counted]) -> BarChart:
    """Return counts of kinds as bars of the whole."""
    lines = [(str(row.label), Decimal(row.part.percent), row.part.said, "", row.code) for row in rows]
    return bar_chart(title, lines, whole=WHOLE)


def groups_chart(groups: Iterable[GroupConfidence]) -> BarChart:
    """Return by group of deeds the share of items that are on track."""
    rows = [
        (str(group.label), Decimal(group.on_track.percent), group.on_track.said, "", Confidence.ON_TRACK.value)
        for group in groups
        if group.on_track.whole
    ]
    return bar_chart(_("Items on track by group of deeds"), rows, whole=WHOLE)


def board_of(unit: int, year: Year) -> str:
    """Return the address of a unit's board of progress."""
    return f"{reverse('pledges:check-in-board')}?unit={unit}&year={year.number}"
