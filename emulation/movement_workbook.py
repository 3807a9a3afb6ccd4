"""Form 1-BTCTW as a workbook: the table, its cells, and the rows that keep it from reconciling."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook

from .movement_rules import Tally
from .movement_table import MovementTable
from .roster.workbooks import PLAIN

FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
STYLES = {
    "title": FONT | {"bold": True, "font_size": 14},
    "plain": FONT,
    "head": FONT | {"bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#F3ECDF"},
    "cell": FONT | {"border": 1, "text_wrap": True, "num_format": "#,##0"},
    "total": FONT | {"border": 1, "bold": True, "num_format": "#,##0"},
    "percent": FONT | {"border": 1, "num_format": "0.00"},
}


def movement_workbook(table: MovementTable, *, with_names: bool) -> bytes:
    """Return the workbook; names only for a reader who may see them."""
    buffer = BytesIO()
    with Workbook(buffer, PLAIN) as book:
        styles = {name: book.add_format(values) for name, values in STYLES.items()}
        _form(book.add_worksheet(pgettext("sheet", "Movement")), styles, table)
        if table.cells:
            _cells(book.add_worksheet(pgettext("sheet", "By cell")), styles, table)
        if table.problems and with_names:
            _problems(book.add_worksheet(pgettext("sheet", "To correct")), styles, table)
    return buffer.getvalue()


def _numbers(tally: Tally) -> Sequence[int]:
    return tally.numbers


def heads() -> list[str]:
    """Return the heads of the columns of the form."""
    return [
        _("Part"), _("Content"), _("Total"), _("Official"), _("Provisional"), _("Women"), _("Year before"),
        _("Compared (%)"),
    ]  # fmt: skip


def _form(sheet: Any, styles: dict, table: MovementTable) -> None:
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for column, width in enumerate((7, 52, 10, 12, 10, 8, 12, 12)):
        sheet.set_column(column, column, width)
    values = {"unit": table.unit.name, "year": table.year}
    sheet.write_string(0, 0, _("Movement of members in %(year)s – %(unit)s") % values, styles["title"])
    days = {"first": f"{table.first:%d/%m/%Y}", "last": f"{table.last:%d/%m/%Y}"}
    sheet.write_string(1, 0, _("From %(first)s to %(last)s (form 1-BTCTW)") % days, styles["plain"])
    _row(sheet, styles["head"], 3, heads())
    for at, line in enumerate(table.lines, start=4):
        style = styles["total" if line.is_total else "cell"]
        _row(sheet, style, at, [line.part, str(line.label), *_numbers(line.tally), line.before])
        if line.percent is None:
            sheet.write_blank(at, 7, None, styles["percent"])
        else:
            sheet.write_number(at, 7, line.percent, styles["percent"])
    end = 5 + len(table.lines)
    sheet.write_string(end, 0, made_official(table), styles["plain"])
    sheet.write_string(end + 1, 0, verdict(table), styles["plain"])


def _cells(sheet: Any, styles: dict, table: MovementTable) -> None:
    sheet.set_column(0, 0, 44)
    _row(sheet, styles["head"], 0, [_("Cell"), "A", "B", "C", "D", _("Official"), _("Provisional"), _("Women")])
    for at, row in enumerate(table.cells, start=1):
        one = row.movement
        counts = [one.opening.total, one.increase.total, one.decrease.total, *one.closing.numbers]
        _row(sheet, styles["cell"], at, [row.unit.name, *counts])


def _problems(sheet: Any, styles: dict, table: MovementTable) -> None:
    for column, width in enumerate((30, 36, 90)):
        sheet.set_column(column, column, width)
    _row(sheet, styles["head"], 0, [_("Full name"), _("Cell"), _("What to correct")])
    for at, row in enumerate(table.problems, start=1):
        _row(sheet, styles["cell"], at, [row.member, row.cell, row.sentence])


def made_official(table: MovementTable) -> str:
    """Return the line below the table on those who changed column."""
    return _("Made official in the period: %(count)s") % {"count": table.whole.made_official}


def verdict(table: MovementTable) -> str:
    """Say whether A + B - C = D."""
    if table.reconciles:
        return _("A + B - C = D: the roster reconciles.")
    values = {"count": table.unexplained, "rows": len(table.problems)}
    return _("The roster does not reconcile: difference %(count)s, %(rows)s records to correct.") % values


def _row(sheet: Any, style: Any, line: int, values: Iterable[Any]) -> None:
    for column, value in enumerate(values):
        if isinstance(value, str):
            sheet.write_string(line, column, value, style)
        else:
            sheet.write_number(line, column, value, style)
