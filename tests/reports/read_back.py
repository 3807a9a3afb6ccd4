"""A rendering read back: its tables as rows of what each cell says, its words in one string."""

import io
import json
import re
import subprocess
import unicodedata
from collections.abc import Iterator
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from docx import Document as open_document
from docx.oxml.ns import qn
from lxml import html
from openpyxl import load_workbook

from reports.documents.blocks import Bars, Document, Row, Shows, Stacks, Table
from reports.documents.written import written
from reports.renderings import plain as as_json
from reports.renderings.grouped import grouped

FIGURES = (Shows.NUMBER, Shows.COUNT, Shows.PERCENT, Shows.POINTS, Shows.DAY)
UNSEEN = re.compile("[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")


def plain(text: Any) -> str:
    """Return the text in NFC, without spaces and what takes no room: so lines and pages make no difference."""
    return UNSEEN.sub("", re.sub(r"[\s\u00a0]+", "", unicodedata.normalize("NFC", str(text))))


def rows_of(table: Table) -> list[Row]:
    rows = [row for row in table.rows if not row.band]
    rows += [Row(("",) * len(table.columns))] * table.to_fill
    return rows + ([table.total] if table.total else [])


def expected(document: Document) -> list[list[list[str]]]:
    """Return every table as rows of what its cells say."""
    with translation.override("vi"):
        return [
            [
                [plain(written(cell, column.shows)) for cell, column in zip(row.cells, table.columns, strict=True)]
                for row in rows_of(table)
            ]
            for table in document.tables
        ]


def texts_of(document: Document) -> list[str]:
    """Return every text of the blocks, tables' own too."""
    with translation.override("vi"):
        return [text for text in map(plain, _texts(json_of(document)["sections"])) if text]


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name not in ("code", "role", "shows", "url", "description") and not (name == "group" and not value):
                yield from _texts(value)
    elif isinstance(data, list):
        for one in data:
            yield from _texts(one)
    elif isinstance(data, str) and not re.fullmatch(r"[\d.-]+", data):
        yield data


def json_of(document: Document) -> dict[str, Any]:
    return json.loads(as_json.render(document))


def page_of(document: Document) -> str:
    with translation.override("vi"):
        return render_to_string("reports/_document.html", {"document": document})


def on_page(text: str) -> list[list[list[str]]]:
    tables = html.fromstring(text).xpath("//table[contains(@class,'figures')]")
    return [
        [
            [plain(cell.text_content()) for cell in row.xpath("td")]
            for row in table.xpath("tbody/tr")
            if "band" not in row.get("class", "")
        ]
        for table in tables
    ]


def in_word(content: bytes, document: Document) -> list[list[list[str]]]:
    """Return the tables whose heads repeat; a chart's own is no table of the document."""
    found = []
    every = [block for section in document.sections for block in section.blocks]
    blocks = [one for one in every if isinstance(one, Table | Bars) or (isinstance(one, Stacks) and one.rows)]
    elements = open_document(io.BytesIO(content)).element.iter(qn("w:tbl"))
    elements = [one for one in elements if next(one.iter(qn("w:tblHeader")), None) is not None]
    assert len(elements) == len(blocks)
    for element, block in zip(elements, blocks, strict=True):
        if isinstance(block, Table):
            rows = [row for row in element.iter(qn("w:tr")) if next(row.iter(qn("w:tblHeader")), None) is None]
            cells = [[plain(_said(cell)) for cell in row.iter(qn("w:tc"))] for row in rows]
            found.append([row for row in cells if len(row) > 1 or len(block.columns) == 1])
    return found


def _said(element: Any) -> str:
    return "".join("\n" if one.tag == qn("w:br") else one.text or "" for one in element.iter(qn("w:t"), qn("w:br")))


def words_of_word(content: bytes) -> str:
    return plain("".join(_said(one) for one in open_document(io.BytesIO(content)).element.iter(qn("w:p"))))


def in_workbook(content: bytes, document: Document) -> list[list[list[Any]]]:
    """Return each table's rows as the workbook holds them, in the order of the groups; types as they are."""
    sheets = load_workbook(io.BytesIO(content)).worksheets
    groups = grouped(document)
    found = []
    for sheet, group in zip(sheets[len(sheets) - len(groups) :], groups, strict=True):
        start = int(re.sub(r"\D", "", sheet.freeze_panes))
        rows = list(sheet.iter_rows(min_row=start, values_only=True))
        for part in group.parts:
            bands = [place for place, row in enumerate((*part.table.rows,)) if row.band]
            size = len(rows_of(part.table)) + len(bands)
            own, rows = rows[:size], rows[size:]
            cut = 1 if group.is_joined else 0
            found.append([list(row[cut : cut + len(group.columns)]) for at, row in enumerate(own) if at not in bands])
    return found


def in_pdf(content: bytes, *options: str) -> str:
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=content, capture_output=True, check=True)
    return done.stdout.decode()
