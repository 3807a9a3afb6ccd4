"""What a unit registers for a year and what came of it, on paper: the page's own object between head and signature."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from emulation.models import Unit, Year
from pledges.selectors import unit_year
from pledges.unit_year import UnitYear

from ..selectors import parent_of
from .head import letterhead, signature
from .layouts import layout_of
from .shapes import Letterhead, Signature


@dataclass(frozen=True)
class Registration:
    """The document; `found` is what the page shows, so that the two cannot differ."""

    unit_name: str
    year: int
    letterhead: Letterhead
    signature: Signature
    found: UnitYear
    made_at: datetime.datetime
    made_by: str


def build_registration(reader: Any, unit: Unit, year: Year, on: datetime.date) -> Registration:
    """Return the unit's registration of the year as a document dated that day."""
    layout = layout_of(unit)
    return Registration(
        unit_name=unit.name,
        year=year.number,
        letterhead=letterhead(unit, parent_of(unit, unit), on, layout=layout),
        signature=signature(unit, on, layout),
        found=unit_year(reader, unit, year),
        made_at=timezone.now(),
        made_by=str(reader),
    )
