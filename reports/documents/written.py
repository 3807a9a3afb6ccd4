"""A cell in words, as Vietnamese writes it: the one way for page, paper and Word."""

import datetime
from decimal import Decimal

from django.utils.formats import date_format, number_format

from emulation.text import figure

from .blocks import Cell, Shows

NO_BASE = "–"
MARKED = "X"


def written(cell: Cell, shows: Shows) -> str:
    """Return the cell as text; empty for None but for a share without a base."""
    if cell is None:
        return NO_BASE if shows is Shows.PERCENT else ""
    if isinstance(cell, bool):
        return MARKED if cell else ""
    if isinstance(cell, datetime.date):
        return date_format(cell, "SHORT_DATE_FORMAT")
    if isinstance(cell, Decimal):
        return number_format(cell) if shows is Shows.PERCENT else figure(cell)
    return figure(cell) if isinstance(cell, int) else str(cell)
