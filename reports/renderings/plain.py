"""A document as data: what the API answers, what goes along inside the PDF."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from ..documents.blocks import Document
from .grouped import Grouped, grouped

FORMULA = ("=", "+", "-", "@", "\t", "\r")
LEFT_OUT = ("members",)  # keys of the database are nobody's business outside


def as_data(document: Document) -> dict[str, Any]:
    """Return the document as plain data: exact figures as text, days in ISO, every word in the language that is on."""
    return json.loads(json_text(document))


def json_text(document: Document) -> str:
    """Return the document as JSON text."""
    data = {name: value for name, value in asdict(document).items() if name not in LEFT_OUT}
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def render(document: Document) -> bytes:
    """Return the document as a JSON file."""
    return json_text(document).encode()


def files(document: Document) -> dict[str, str]:
    """Return what goes along inside the PDF, in the order of names, as a PDF wants them: JSON, one CSV a code."""
    tables = {f"{one.name}.csv": _csv(one) for one in grouped(document)}
    return dict(sorted(({"document.json": json_text(document)} | tables).items()))


def _csv(tables: Grouped) -> str:
    """Return the tables as CSV; where several sections have one, its first column says whose the row is."""
    out = io.StringIO()
    before = ["section"] if tables.is_joined else []
    rows = [[*before, *(column.code for column in tables.columns)]]
    for part in tables.parts:
        title = [as_text(part.title)] if tables.is_joined else []
        rows += [[*title, *map(as_text, row.cells)] for row in part.table.rows if not row.band]
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def as_text(cell: Any) -> Any:
    """Return the cell for a CSV file: a text that a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if str(cell).startswith(FORMULA) and not isinstance(cell, int) else cell
