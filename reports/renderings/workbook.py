"""A document as a workbook: its words on one sheet, each table on its own, real numbers and days, no live formula.

Written from the top down in constant memory, so that a province's hundred thousand rows take no more than a cell's.
"""

import datetime
import re
from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from ..documents.blocks import (
    Bars,
    Block,
    Boxes,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Row,
    Ruled,
    Shows,
    Signatures,
    Stacks,
    Table,
)
from ..documents.paper import Signature
from ..documents.said import head_lines, said_sources
from ..documents.words import one_line, words
from ..documents.written import MARKED, NO_BASE
from ..layout import LANGUAGE
from .grouped import Grouped, Part, grouped

SAFE: Final = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
FONT: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
BOXED: Final = FONT | {"border": 1}
HEAD: Final = BOXED | {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#F3ECDF"}
WRAPPED: Final = FONT | {"text_wrap": True}
STYLES: Final = {
    "title": WRAPPED | {"bold": True, "font_size": 14},
    "plain": WRAPPED,
    "strong": WRAPPED | {"bold": True},
    "note": WRAPPED | {"italic": True},
    "head": HEAD,
    "head_over": HEAD | {"bottom": 0},
    "head_under": HEAD | {"top": 0},
    "band": BOXED | {"bold": True, "bg_color": "#F7F3EA"},
}
# What a cell looks like by what its column shows; `strong` and `depth` are added to it.
CELLS: Final = {
    Shows.TEXT: {"text_wrap": True},
    Shows.CENTRED: {"text_wrap": True, "align": "center"},
    Shows.NUMBER: {"align": "center", "num_format": "0"},
    Shows.COUNT: {"align": "right", "num_format": "#,##0"},
    Shows.PERCENT: {"align": "right", "num_format": "0.00"},
    Shows.POINTS: {"align": "right"},
    Shows.DAY: {"align": "center", "num_format": "dd/mm/yyyy"},
    Shows.MARK: {"align": "center"},
}
A4, WIDE_FROM = 9, 9  # a table of so many columns lies across the page
UPRIGHT_WIDTH, LYING_WIDTH, LEAST_WIDTH = 95, 140, 6  # characters that share the page's width
LABEL_WIDTH, VALUE_WIDTH = 36, 60
LINE_HEIGHT, HIGHEST = 16, 409  # points; no row of a workbook is higher
LONGEST, NAME_LENGTH = 32_767, 31  # characters of a cell, of a sheet's name
NO_NAME: Final = re.compile(r"[\[\]:*?/\\]")
CUT: Final = "…"


def render(document: Document) -> bytes:
    """Return the document as a workbook."""
    buffer = BytesIO()
    with translation.override(LANGUAGE), Workbook(buffer, SAFE) as book:
        author = {"title": one_line(document.title), "author": one_line(document.unit_name), "company": ""}
        book.set_properties(author)
        pen = _Pen(book)
        tables = grouped(document)
        if len(tables) != 1 or has_words(document):
            _words_sheet(pen, document)
        for place, one in enumerate(tables):
            _table_sheet(pen, document, one, is_last=place == len(tables) - 1)
    return buffer.getvalue()


def has_words(document: Document) -> bool:
    """Say whether the document has more to say than tables."""
    blocks = (block for section in document.sections for block in section.blocks)
    return any(not isinstance(block, Table) for block in blocks)


class _Pen:
    """The workbook being written: its formats made once, its sheets' names used once."""

    def __init__(self, book: Workbook) -> None:
        self.book, self.formats, self.names = book, {}, set()

    def style(self, name: str) -> Format:
        """Return the format of the name."""
        return self._format(name, STYLES[name])

    def cell(self, shows: Shows, *, depth: int, is_strong: bool) -> Format:
        """Return the format of a cell: set in as a part, in bold."""
        more = ({"indent": 2 * depth} if depth else {}) | ({"bold": True} if is_strong else {})
        return self._format((shows, depth, is_strong), BOXED | CELLS[shows] | more)

    def _format(self, key: Any, values: dict[str, Any]) -> Format:
        if key not in self.formats:
            self.formats[key] = self.book.add_format(values)
        return self.formats[key]

    def sheet(self, wish: str, *, is_lying: bool) -> "_Sheet":
        """Begin a sheet, A4 and one page wide, with page numbers."""
        sheet = self.book.add_worksheet(self._name(wish))
        sheet.set_paper(A4)
        sheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&C&P/&N")
        if is_lying:
            sheet.set_landscape()
        return _Sheet(self, sheet)

    def _name(self, wish: str) -> str:
        """Return a name a sheet may have, not used yet: 31 characters, none of []:*?/\\."""
        plain = " ".join(NO_NAME.sub(" ", one_line(wish)).split()).strip("' ") or pgettext("sheet", "Table")
        for number in range(1, len(self.names) + 3):
            ending = "" if number == 1 else f" ({number})"
            name = _in_units(plain, NAME_LENGTH - len(ending)).strip("' ") + ending
            if name.casefold() not in self.names | {"history"}:
                break
        self.names.add(name.casefold())
        return name


class _Sheet:
    """One sheet, written from the top down."""

    def __init__(self, pen: _Pen, sheet: Worksheet) -> None:
        self.pen, self.sheet, self.line = pen, sheet, 0
        self.known: dict[tuple[int, int, bool], list[tuple[Shows, Format]]] = {}

    def widths(self, widths: list[int]) -> None:
        """Say how wide the columns are, in characters."""
        self.last = len(widths) - 1
        self.wide = sum(widths)
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    def across(self, text: Any, style: str = "plain") -> None:
        """Write one text across all columns, as high as its lines; nothing for none."""
        said, look = words(text), self.pen.style(style)
        if not said:
            return
        self.sheet.set_row(self.line, _height(said, self.wide))
        if self.last:
            self.sheet.merge_range(self.line, 0, self.line, self.last, "", look)
        self.sheet.write_string(self.line, 0, _fitting(said), look)
        self.line += 1

    def put(self, place: int, value: Cell, look: Format) -> None:
        """Write one cell as what it is; a text stays a text whatever it begins with."""
        if value is None or value is False or value == "":
            self.sheet.write_blank(self.line, place, None, look)
        elif value is True:
            self.sheet.write_string(self.line, place, MARKED, look)
        elif isinstance(value, int | Decimal):
            self.sheet.write_number(self.line, place, value, look)
        elif isinstance(value, datetime.date):
            self.sheet.write_datetime(self.line, place, value, look)
        else:
            self.sheet.write_string(self.line, place, _fitting(words(value)), look)

    def row(self, row: Row, columns: tuple[Column, ...], before: str | None = None, *, is_total: bool = False) -> None:
        """Write a row of a table; `before` is the section it is from."""
        is_strong, start = row.is_strong or is_total, 0 if before is None else 1
        text = self.pen.cell(Shows.TEXT, depth=0, is_strong=is_strong)
        if start:
            self.put(0, before, text)
        if row.band:
            look = self.pen.style("band")
            for place in range(start, start + len(columns)):
                self.put(place, row.band if place == start else None, look)
        looks = self.looks(columns, row.depth, is_strong=is_strong)
        for place, (cell, (shows, look)) in enumerate(zip(row.cells, looks, strict=False), start=start):
            self.put(place, NO_BASE if cell is None and shows is Shows.PERCENT else cell, look)
        self.line += 1

    def looks(self, columns: tuple[Column, ...], depth: int, *, is_strong: bool) -> list[tuple[Shows, Format]]:
        """Return what the columns of a row show and how; told once for all rows of the depth."""
        key = (id(columns), depth, is_strong)
        if key not in self.known:
            name = next((column for column in columns if column.shows is Shows.TEXT), None)
            depths = (depth if column is name else 0 for column in columns)
            pairs = zip(columns, depths, strict=True)
            self.known[key] = [
                (one.shows, self.pen.cell(one.shows, depth=deep, is_strong=is_strong)) for one, deep in pairs
            ]
        return self.known[key]

    def gap(self) -> None:
        """Leave a line free."""
        self.line += 1


def _in_units(text: str, most: int) -> str:
    """Return the beginning of a text that a workbook counts as so many signs: those beyond the first plane are two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _height(text: str, wide: int) -> int:
    lines = sum(-(-len(line) // wide) or 1 for line in text.split("\n"))
    return min(lines * LINE_HEIGHT + 2, HIGHEST)


def _fitting(text: str) -> str:
    """Return the text, cut where no cell could hold it; the other renderings have all of it."""
    return text if len(text) <= LONGEST // 2 else _cut(text)


def _cut(text: str) -> str:
    short = _in_units(text, LONGEST - 1)
    return text if short == text else short + CUT


def _words_sheet(pen: _Pen, document: Document) -> None:
    """Head, words and signatures; a table is named where it stands and has its own sheet."""
    sheet = pen.sheet(pgettext("sheet", "Document"), is_lying=False)
    sheet.widths([LABEL_WIDTH, VALUE_WIDTH])
    _opening(sheet, document)
    for section in document.sections:
        if section.title:
            sheet.gap()
            sheet.across(section.title, "strong")
            sheet.across(section.summary, "strong")
        for block in section.blocks:
            _word(sheet, block)
    sheet.gap()
    _closing(sheet, document)


def _opening(sheet: _Sheet, document: Document) -> None:
    sheet.across(document.title, "title")
    sheet.across(document.summary, "strong")
    for line in head_lines(document):
        sheet.across(line)
    sheet.gap()


def _closing(sheet: _Sheet, document: Document) -> None:
    for one in document.signatures:
        _signature(sheet, one)
    if document.recipients:
        sheet.across(_("Recipients:"), "strong")
        for recipient in document.recipients:
            sheet.across(f"- {recipient}")
    for sentence in said_sources(document):
        sheet.across(sentence, "note")


def _signature(sheet: _Sheet, one: Signature) -> None:
    sheet.across(one.on_behalf, "strong")
    for text in (one.post, one.note):
        sheet.across(text)
    sheet.across(one.name, "strong")


def _word(sheet: _Sheet, block: Block) -> None:
    """Write a block that is no table."""
    if isinstance(block, Heading):
        sheet.across(block.text, "strong")
    elif isinstance(block, Paragraph):
        sheet.across(f"{block.lead} {block.text}" if block.lead else block.text)
    elif isinstance(block, Boxes):
        for box in block.boxes:
            sheet.across(f"{'☒' if box.is_ticked else '☐'} {box.label}")
    elif isinstance(block, Ruled):
        sheet.line += block.lines
    elif isinstance(block, Signatures):
        for one in block.columns:
            _signature(sheet, one)
    elif isinstance(block, Table):
        _named(sheet, block)
    elif isinstance(block, Facts | Bars | Stacks):
        _pairs(sheet, block)


def _named(sheet: _Sheet, table: Table) -> None:
    """Say that a table stands here; its sheet has the figures."""
    if table.caption:
        sheet.across(_("Table: %(name)s (on a sheet of its own)") % {"name": table.caption}, "note")


def _pairs(sheet: _Sheet, block: Facts | Bars | Stacks) -> None:
    """Write names with values in two columns: facts, or a chart's figures."""
    if not isinstance(block, Facts):
        sheet.across(block.title, "strong")
    label, value = sheet.pen.style("plain"), sheet.pen.style("strong")
    for name, said in block.rows:
        sheet.put(0, str(name), label)
        sheet.put(1, str(said), value)
        sheet.line += 1
    for _code, words_of_part in () if isinstance(block, Facts) else block.key:
        sheet.across(str(words_of_part), "note")


def _table_sheet(pen: _Pen, document: Document, tables: Grouped, *, is_last: bool) -> None:
    """Write the tables of one code under one head, which stays in sight and is printed on every page."""
    first = tables.parts[0]
    lying = first.section.is_landscape or len(tables.columns) + tables.is_joined >= WIDE_FROM
    sheet = pen.sheet(_sheet_name(document, tables), is_lying=lying)
    sheet.widths(list(_widths(tables, LYING_WIDTH if lying else UPRIGHT_WIDTH)))
    _opening(sheet, document)
    if not tables.is_joined:
        sheet.across(first.title, "strong")
    sheet.across(first.table.caption, "strong")
    _heads(sheet, tables)
    for part in tables.parts:
        _rows(sheet, part, is_joined=tables.is_joined)
    sheet.gap()
    for note in dict.fromkeys(str(part.table.note) for part in tables.parts):
        sheet.across(note, "note")
    if is_last and len(pen.names) == 1:
        _closing(sheet, document)


def _sheet_name(document: Document, tables: Grouped) -> str:
    part = tables.parts[0]
    title = "" if tables.is_joined else part.section.title
    return str(part.table.caption or title or document.title)


def _widths(tables: Grouped, whole: int) -> Iterator[int]:
    if tables.is_joined:
        yield LABEL_WIDTH
    for column in tables.columns:
        yield max(whole * column.width // 100, LEAST_WIDTH)


def _heads(sheet: _Sheet, tables: Grouped) -> None:
    """Write the heads: wider ones above, each column's own below, so that one row can be filtered by."""
    labels = [*([pgettext("column", "Part")] if tables.is_joined else []), *(one.label for one in tables.columns)]
    groups = [*([""] if tables.is_joined else []), *(str(one.group) for one in tables.columns)]
    top, has_groups = sheet.line, any(groups)
    if has_groups:
        _group_heads(sheet, groups)
    for place, label in enumerate(labels):
        under = has_groups and not groups[place]
        sheet.put(place, str(label), sheet.pen.style("head_under" if under else "head"))
    sheet.line += 1
    sheet.sheet.repeat_rows(top, sheet.line - 1)
    sheet.sheet.freeze_panes(sheet.line, _held(tables))


def _group_heads(sheet: _Sheet, groups: list[str]) -> None:
    place = 0
    while place < len(groups):
        end = place
        while groups[place] and end + 1 < len(groups) and groups[end + 1] == groups[place]:
            end += 1
        look = sheet.pen.style("head" if groups[place] else "head_over")
        if end > place:
            sheet.sheet.merge_range(sheet.line, place, sheet.line, end, "", look)
        sheet.put(place, groups[place], look)
        place = end + 1
    sheet.line += 1


def _held(tables: Grouped) -> int:
    """Return how many columns stay in sight: up to the name of the row."""
    texts = [place for place, column in enumerate(tables.columns) if column.shows is Shows.TEXT]
    return (texts[0] if texts and texts[0] < 2 else 0) + 1 + tables.is_joined


def _rows(sheet: _Sheet, part: Part, *, is_joined: bool) -> None:
    table, before = part.table, part.title if is_joined else None
    for row in table.rows:
        sheet.row(row, table.columns, before)
    for _place in range(table.to_fill):
        sheet.row(Row(("",) * len(table.columns)), table.columns, before)
    if table.total:
        sheet.row(table.total, table.columns, before, is_total=True)
