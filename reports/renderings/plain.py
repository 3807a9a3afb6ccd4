"""A document as data: what the API answers, what goes along inside the PDF."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from ..documents.blocks import Document, Table
from ..snapshot import as_text

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
    """Return what goes along inside the PDF, in the order of names, as a PDF wants them: JSON, each table as CSV."""
    tables = {f"{table.code}.csv": _csv(table) for table in document.tables}
    return dict(sorted(({"document.json": json_text(document)} | tables).items()))


def _csv(table: Table) -> str:
    out = io.StringIO()
    rows = [[as_text(cell) for cell in row.cells] for row in table.rows if not row.band]
    csv.writer(out, lineterminator="\r\n").writerows([[column.code for column in table.columns], *rows])
    return out.getvalue()
