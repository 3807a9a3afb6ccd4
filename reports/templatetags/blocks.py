"""How the blocks of a document are drawn as HTML, on the screen and on paper alike."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from django import template
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..documents.blocks import Block, Column, Row, Shows, Table
from ..documents.written import written

register = template.Library()

MOST_ROWS = 500  # of a table on the page
CLASSES = {
    Shows.TEXT: "",
    Shows.DAY: "c",
    Shows.CENTRED: "c",
    Shows.NUMBER: "c",
    Shows.MARK: "c",
    Shows.COUNT: "n",
    Shows.PERCENT: "n",
    Shows.POINTS: "n",
}


@register.filter
def drawn(block: Block) -> SafeString:
    """Return a block as HTML: each kind of block has one template of its name."""
    return SafeString(render_to_string(f"reports/blocks/_{type(block).__name__.lower()}.html", {"block": block}))


@register.filter
def on_screen(block: Block) -> SafeString:
    """Return a block for the page: a table in a box of its own, cut where it is too long to be read there."""
    if not isinstance(block, Table):
        return drawn(block)
    rows, shown = len(block.rows), MOST_ROWS
    table = replace(block, rows=block.rows[:shown]) if rows > shown else block
    label = str(block.caption) or ", ".join(str(column.label) for column in block.columns)
    given = {"table": drawn(table), "label": label, "cut": rows > shown, "rows": rows, "shown": shown}
    return SafeString(render_to_string("reports/blocks/_scrolled.html", given))


@register.filter
def heads(table: Table) -> list[tuple[str, int, bool]]:
    """Return the first head row: the words, how many columns they span, whether they stand over a second row."""
    found = []
    for group, columns in groupby(table.columns, key=lambda column: str(column.group)):
        several = list(columns)
        found += [(group, len(several), True)] if group else [(str(one.label), 1, False) for one in several]
    return found


@register.filter
def under(table: Table) -> list[str]:
    """Return the second head row: the columns that stand under a wider head; empty where there is none."""
    return [str(column.label) for column in table.columns if column.group]


@register.filter
def body(table: Table) -> SafeString:
    """Return the rows of a table as HTML. Drawn here, not by a template: a province has a hundred thousand."""
    empty = Row(("",) * len(table.columns))
    rows = [_row(row, table.columns) for row in table.rows]
    rows += [_row(empty, table.columns, "blank") for _place in range(table.to_fill)]
    if table.total:
        rows.append(_row(table.total, table.columns, "total"))
    return mark_safe("\n".join(rows))  # noqa: S308 - every text in it has been escaped


def _row(row: Row, columns: tuple[Column, ...], extra: str = "") -> str:
    names = " ".join(
        filter(None, (extra, "strong" if row.is_strong else "", f"depth-{row.depth}" if row.depth else ""))
    )
    opening = f'<tr class="{names}">' if names else "<tr>"
    if row.band:
        return f'<tr class="band"><td colspan="{len(columns)}">{escape(row.band)}</td></tr>'
    return f"{opening}{''.join(_cells(row, columns))}</tr>"


def _cells(row: Row, columns: tuple[Column, ...]) -> Iterator[str]:
    for cell, column in zip(row.cells, columns, strict=True):
        name, text = CLASSES[column.shows], escape(written(cell, column.shows)).replace("\n", "<br>")
        yield f'<td class="{name}">{text}</td>' if name else f"<td>{text}</td>"
