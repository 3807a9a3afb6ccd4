"""A document's data as plain JSON: what an issued one is kept with, and what goes along inside its PDF."""

import csv
import io
import json
from dataclasses import asdict
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from .documents import AnnualReport

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_plain(data: Any) -> Any:
    """Return the data with every figure, day and translated word as JSON holds them."""
    return json.loads(as_json(data))


def as_json(data: Any) -> str:
    """Return the data as JSON, exact figures as text, in the words of the language that is on."""
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def inside(report: AnnualReport) -> dict[str, str]:
    """Return the files that go along inside an issued report: all of it as JSON, its cells and members as CSV."""
    return {"report.json": as_json(asdict(report)), "cells.csv": _cells(report), "members.csv": _members(report)}


def _cells(report: AnnualReport) -> str:
    head = ["cell", "listed", "rated", *(level.code for level in report.levels), "unrated"]
    rows = [[row.name, row.listed, row.rated, *(one.count for one in row.levels), row.unrated] for row in report.cells]
    return _csv([head, *rows])


def _members(report: AnnualReport) -> str:
    rows = [
        [section.cell, row.number, row.name, row.level or row.unrated]
        for section in report.sections
        for row in section.members
    ]
    return _csv([["cell", "number", "name", "level"], *rows])


def _csv(rows: list[list[Any]]) -> str:
    """Return rows as CSV; a text that a spreadsheet would take for a formula is marked as text."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows([[as_text(cell) for cell in row] for row in rows])
    return out.getvalue()


def as_text(cell: Any) -> Any:
    """Return the cell for a CSV file: a text that a spreadsheet would take for a formula is marked as text."""
    return f"'{cell}" if str(cell).startswith(FORMULA) and not isinstance(cell, int) else cell
