"""The committee's board of progress on paper: its cells side by side, what is worth a look, how pledges are made up."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from emulation.charts import BarChart
from emulation.models import Unit, Year
from pledges.selectors import Aspect, Comparison, Distribution, cells_compared, distribution
from pledges.statistics import Part
from pledges.wording import compared_chart, counted_chart, groups_chart

from ..selectors import parent_of
from .head import letterhead, recipients, signature
from .shapes import Letterhead, Signature, Text


@dataclass(frozen=True)
class ProgressReport:
    """Counts of a committee's cells on one day; no names of members."""

    unit_name: str
    year: int
    on: datetime.date
    letterhead: Letterhead
    compared: Comparison
    total: dict[str, Part]
    charts: tuple[BarChart, ...]
    made_up: Distribution
    made_up_charts: tuple[tuple[Text, BarChart], ...]
    signature: Signature
    recipients: tuple[str, ...]
    made_by: str
    made_at: datetime.datetime


def build_progress_report(reader: Any, unit: Unit, year: Year, at: datetime.datetime) -> ProgressReport:
    """Build the document from what the reader's own board shows."""
    compared = cells_compared(reader, unit, year, at.date())
    made_up, parent = distribution(reader, unit, year), parent_of(unit, unit)
    return ProgressReport(
        unit_name=unit.name,
        year=year.number,
        on=at.date(),
        letterhead=letterhead(unit, parent, at.date()),
        compared=compared,
        total=compared.total,
        charts=tuple(compared_chart(aspect, compared.cells, year, links=False) for aspect in Aspect),
        made_up=made_up,
        made_up_charts=_made_up(made_up),
        signature=signature(unit, at.date()),
        recipients=recipients(unit, parent),
        made_by=str(reader),
        made_at=at,
    )


def _made_up(found: Distribution) -> tuple[tuple[Text, BarChart], ...]:
    """The charts of the make-up, each with what its rows are."""
    if not found.pledges:
        return ()
    charts = [
        (_("Items in the pledge"), counted_chart(_("Pledges by number of items"), found.by_items)),
        (_("Result"), counted_chart(_("Items by result"), found.outcomes)),
    ]
    return (*charts, (_("Group"), groups_chart(found.groups))) if found.reported else tuple(charts)
