"""Data as plain JSON, and texts that no spreadsheet takes for a formula."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_plain(data: Any) -> Any:
    """Return the data with every figure, day and translated word as JSON holds them."""
    return json.loads(as_json(data))


def as_json(data: Any) -> str:
    """Return the data as JSON, exact figures as text, in the words of the language that is on."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def as_text(cell: Any) -> Any:
    """Return the cell for a CSV file: a text that a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if str(cell).startswith(FORMULA) and not isinstance(cell, int) else cell
