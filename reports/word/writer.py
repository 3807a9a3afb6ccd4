"""The blocks of a document as Word has them: paragraphs of named styles, tables whose heads repeat, boxes, lines.

Written as text of XML and parsed once: cell by cell a long table would take minutes.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from ..documents.blocks import (
    Bars,
    Block,
    Boxes,
    Column,
    Document,
    Facts,
    Heading,
    Paragraph,
    Role,
    Row,
    Ruled,
    Shows,
    Signatures,
    Stacks,
    Table,
)
from ..documents.paper import Signature
from ..documents.words import words
from ..documents.written import written

ALIGNED: Final = {
    Shows.NUMBER: "center",
    Shows.CENTRED: "center",
    Shows.DAY: "center",
    Shows.MARK: "center",
    Shows.COUNT: "right",
    Shows.PERCENT: "right",
    Shows.POINTS: "right",
}
ROLES: Final = {Role.PLAIN: "body"}
BOX_FONT: Final = "MS Gothic"  # the font Word itself draws its boxes with
TICKED, EMPTY = "☒", "☐"
HIGH_ROW: Final = 500  # twentieths of a point: a row to write in by hand
LONG_CELL: Final = 1500  # characters; a row that may be higher than a page is let break
SPACE_LINES: Final = 4  # empty lines a signature is written in
BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
MARGINS: Final = '<w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'


@dataclass(frozen=True)
class Pen:
    """What the writing needs to know: the ids of the styles, how wide the text is (twentieths of a point)."""

    styles: Mapping[str, str]
    width: int

    def paragraph(self, key: str, runs: str, extra: str = "") -> str:
        """Return a paragraph of the style."""
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles[key]}"/>{extra}</w:pPr>{runs}</w:p>'

    def block(self, block: Block) -> Iterator[str]:
        """Yield what a block is made of."""
        yield from DRAWN[type(block)](self, block)


def run(text: Any, *, is_bold: bool = False, font: str = "") -> str:
    """Return the text as runs, its lines kept; whatever stands in it is text."""
    fonts = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}"/>' if font else ""
    look = f"<w:rPr>{fonts}{'<w:b/>' if is_bold else ''}</w:rPr>" if fonts or is_bold else ""
    lines = words(text).replace("\t", " ").split("\n")
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{look}{inner}</w:r>"


def _heading(pen: Pen, block: Heading) -> Iterator[str]:
    yield pen.paragraph(f"heading-{block.level}", run(block.text))


def _paragraph(pen: Pen, block: Paragraph) -> Iterator[str]:
    """Each line a paragraph: justified text with a break in it is pulled apart."""
    lead = run(f"{block.lead} ", is_bold=True) if block.lead else ""
    for line in words(block.text).split("\n"):
        yield pen.paragraph(ROLES.get(block.role, str(block.role)), lead + run(line))
        lead = ""


def _facts(pen: Pen, block: Facts) -> Iterator[str]:
    for label, value in block.rows:
        said = run(f"{label}: {value}") if value else run(f"{label}: ") + "<w:r><w:tab/></w:r>"
        yield pen.paragraph("flat", said, "" if value else _leader(pen))


def _ruled(pen: Pen, block: Ruled) -> Iterator[str]:
    for _line in range(block.lines):
        yield pen.paragraph("ruled", "<w:r><w:tab/></w:r>", _leader(pen))


def _leader(pen: Pen) -> str:
    """Return the tab that draws dots to the end of the line."""
    return f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="{pen.width}"/></w:tabs>'


def _boxes(pen: Pen, block: Boxes) -> Iterator[str]:
    for box in block.boxes:
        sign = run(TICKED if box.is_ticked else EMPTY, font=BOX_FONT)
        yield pen.paragraph("box", sign + run(f" {box.label}"), '<w:ind w:left="567"/>')


def _chart(pen: Pen, block: Bars | Stacks) -> Iterator[str]:
    """A chart as the table of its figures; what its parts stand for in a line below."""
    if block.rows:
        columns = (Column("label", block.head, 70), Column("said", _("Figure"), 30, Shows.POINTS))
        yield from _table(pen, Table("chart", columns, tuple(map(Row, block.rows)), block.title))
    else:
        yield pen.paragraph("caption", run(block.title))
    if block.key:
        yield pen.paragraph("note", run("; ".join(str(words) for _code, words in block.key)))


def _signatures(pen: Pen, block: Signatures) -> Iterator[str]:
    yield signed(pen, [list(_signature(pen, one)) for one in block.columns])


def _signature(pen: Pen, one: Signature) -> Iterator[str]:
    yield pen.paragraph("signature", run(one.on_behalf, is_bold=True)) if one.on_behalf else ""
    for text in (one.post, one.note):
        yield pen.paragraph("signature", run(text)) if text else ""
    yield pen.paragraph("signature", "") * SPACE_LINES
    yield pen.paragraph("signature", run(one.name, is_bold=True), '<w:keepNext w:val="0"/>')


def signed(pen: Pen, columns: list[list[str]]) -> str:
    """Return a row without lines around it, kept on one page: recipients and signatures side by side."""
    width = pen.width // max(len(columns), 1)
    grid = f'<w:gridCol w:w="{width}"/>' * len(columns)
    size = f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
    cells = "".join(f"<w:tc>{size}{''.join(parts) or pen.paragraph('flat', '')}</w:tc>" for parts in columns)
    look = f'<w:tblPr><w:tblW w:w="{pen.width}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{row}</w:tbl>"


def recipients(pen: Pen, document: Document) -> Iterator[str]:
    """Yield who gets the document, the file copy last with a full stop."""
    if document.recipients:
        label = f'<w:r><w:rPr><w:u w:val="single"/></w:rPr><w:t>{escape(_("Recipients:"))}</w:t></w:r>'
        yield pen.paragraph("recipients", label, "<w:keepNext/>")
    last = len(document.recipients) - 1
    for place, one in enumerate(document.recipients):
        yield pen.paragraph("recipients", run(f"- {one}{'.' if place == last else ','}"))


def ending(pen: Pen, document: Document) -> Iterator[str]:
    """Yield recipients and signatures side by side; nothing where there are none."""
    columns = [[*recipients(pen, document)]] if document.recipients else []
    columns += [[*_signature(pen, one)] for one in document.signatures]
    if columns:
        yield pen.paragraph("flat", "", "<w:keepNext/>")
        yield signed(pen, columns)


def signatures(pen: Pen, document: Document) -> Iterator[str]:
    """Yield the signatures alone."""
    if document.signatures:
        yield signed(pen, [[*_signature(pen, one)] for one in document.signatures])


def _table(pen: Pen, table: Table) -> Iterator[str]:
    """Yield a caption, the table with heads that repeat and rows that do not break, its note."""
    if table.caption:
        yield pen.paragraph("caption", run(table.caption))
    widths = _widths(table.columns, pen.width)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    title = quoteattr(" ".join(words(table.caption or table.code).split()))
    look = (
        f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{BORDERS}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{MARGINS}</w:tblCellMar>'
        f'<w:tblLook w:val="0020" w:firstRow="1"/><w:tblCaption w:val={title}/></w:tblPr>'
    )
    rows = "".join((*_heads(pen, table, widths), *_rows(pen, table, widths)))
    yield f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    yield pen.paragraph("note", run(table.note)) if table.note else pen.paragraph("flat", "")


def _widths(columns: Iterable[Column], whole: int) -> list[int]:
    return [whole * column.width // 100 for column in columns]


def _cell(width: int, inner: str, extra: str = "") -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{extra}</w:tcPr>{inner}</w:tc>'


def _heads(pen: Pen, table: Table, widths: list[int]) -> Iterator[str]:
    """Yield the head rows: wider heads above their columns, the others over both rows."""
    has_groups = any(column.group for column in table.columns)
    middle = '<w:vAlign w:val="center"/>'
    top, under, place = [], [], 0
    for group, several in groupby(table.columns, key=lambda column: str(column.group)):
        columns = list(several)
        if group:
            width = sum(widths[place : place + len(columns)])
            span = f'<w:gridSpan w:val="{len(columns)}"/>' + middle
            top.append(_cell(width, pen.paragraph("head-cell", run(group)), span))
        for column in columns:
            label, width = pen.paragraph("head-cell", run(column.label)), widths[place]
            if group:
                under.append(_cell(width, label, middle))
            else:
                top.append(_cell(width, label, ('<w:vMerge w:val="restart"/>' if has_groups else "") + middle))
                under.append(_cell(width, pen.paragraph("head-cell", ""), "<w:vMerge/>"))
            place += 1
    for cells in (top, under) if has_groups else (top,):
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _rows(pen: Pen, table: Table, widths: list[int]) -> Iterator[str]:
    style = "cell-small" if table.is_small else "cell"
    for row in table.rows:
        yield _row(pen, table, widths, row, style)
    empty = Row(("",) * len(table.columns))
    for _place in range(table.to_fill):
        yield _row(pen, table, widths, empty, style, f'<w:trHeight w:val="{HIGH_ROW}" w:hRule="atLeast"/>')
    if table.total:
        yield _row(pen, table, widths, table.total, style, is_strong=True)


def _name_place(columns: tuple[Column, ...]) -> int:
    """Return where the row's name stands, which a part is set in by."""
    return next((place for place, column in enumerate(columns) if column.shows is Shows.TEXT), 0)


def _row(
    pen: Pen, table: Table, widths: list[int], row: Row, style: str, height: str = "", *, is_strong: bool = False
) -> str:
    if row.band:
        span = f'<w:gridSpan w:val="{len(widths)}"/>'
        inner = pen.paragraph(style, run(row.band, is_bold=True), "<w:keepNext/>")
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(sum(widths), inner, span)}</w:tr>"
    texts = [written(cell, column.shows) for cell, column in zip(row.cells, table.columns, strict=True)]
    cells, name = [], _name_place(table.columns)
    for place, (text, column) in enumerate(zip(texts, table.columns, strict=True)):
        side = f'<w:jc w:val="{ALIGNED[column.shows]}"/>' if column.shows in ALIGNED else ""
        set_in = f'<w:ind w:left="{320 * row.depth}"/>' if row.depth and place == name else ""
        bold = is_strong or row.is_strong
        cells.append(_cell(widths[place], pen.paragraph(style, run(text, is_bold=bold), set_in + side)))
    whole = "" if max(map(len, texts)) > LONG_CELL else "<w:cantSplit/>"
    return f"<w:tr><w:trPr>{whole}{height}</w:trPr>{''.join(cells)}</w:tr>"


DRAWN: Final = {
    Heading: _heading,
    Paragraph: _paragraph,
    Facts: _facts,
    Ruled: _ruled,
    Boxes: _boxes,
    Bars: _chart,
    Stacks: _chart,
    Signatures: _signatures,
    Table: _table,
}
