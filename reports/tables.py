"""The annual report as a workbook: five sheets, real numbers and dates, nothing ever read as a formula."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from .documents import AnnualReport
from .documents.shapes import CapRow, CellRow, CollectiveRow, Collectives, LevelCount, Line

SAFE: Final = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
FONT: Final = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
BOXED: Final = FONT | {"border": 1}
STYLES: Final = {
    "title": FONT | {"bold": True, "font_size": 14},
    "plain": FONT,
    "heading": FONT | {"bold": True},
    "head": BOXED | {"bold": True, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#F3ECDF"},
    "text": BOXED | {"text_wrap": True},
    "part": BOXED | {"text_wrap": True, "indent": 2},
    "number": BOXED | {"num_format": "#,##0"},
    "percent": BOXED | {"num_format": "0.00"},
    "day": FONT | {"num_format": "dd/mm/yyyy", "align": "left"},
    "total": BOXED | {"bold": True, "num_format": "#,##0"},
    "total_percent": BOXED | {"bold": True, "num_format": "0.00"},
}
Row = Sequence[tuple[Any, str]]  # values with the name of their style


class _Sheet:
    """One sheet, written from the top down."""

    def __init__(self, book: Workbook, styles: dict[str, Format], name: str, widths: Sequence[int]) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.styles, self.line, self.columns = styles, 0, len(widths)
        self.sheet.set_paper(9)  # A4
        self.sheet.set_margins(left=0.79, right=0.59, top=0.79, bottom=0.79)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C&P/&N")
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def put(self, *values: tuple[Any, str]) -> None:
        """Write one row of (value, style); None stays an empty cell."""
        for column, (value, style) in enumerate(values):
            if value is None:
                self.sheet.write_blank(self.line, column, None, self.styles[style])
            elif isinstance(value, str):
                self.sheet.write_string(self.line, column, value, self.styles[style])
            elif hasattr(value, "year"):
                self.sheet.write_datetime(self.line, column, value, self.styles[style])
            else:
                self.sheet.write_number(self.line, column, value, self.styles[style])
        self.line += 1

    def table(self, heads: Iterable[object], rows: Iterable[Row], *, frozen: bool = False) -> None:
        """Write a head row and its rows; a frozen one stays in sight and is printed on every page."""
        self.put(*((str(head), "head") for head in heads))
        if frozen:
            self.sheet.freeze_panes(self.line, 2)
            self.sheet.repeat_rows(self.line - 1)
        for row in rows:
            self.put(*row)

    def gap(self) -> None:
        """Leave a line free."""
        self.line += 1


def annual_workbook(report: AnnualReport) -> bytes:
    """Return the workbook of the report."""
    buffer = BytesIO()
    with Workbook(buffer, SAFE) as book:
        book.set_properties({"title": _title(report), "author": report.unit_name})
        styles = {name: book.add_format(values) for name, values in STYLES.items()}
        _summary(_Sheet(book, styles, pgettext("sheet", "Summary"), (46, 14, 12, 12, 12, 12, 12)), report)
        _by_cell(_Sheet(book, styles, pgettext("sheet", "By cell"), (6, 36, *[11] * 13)), report)
        _members(_Sheet(book, styles, pgettext("sheet", "List"), (6, 30, 30, 13, 9, 12, 8, 12, 16, 44, 70)), report)
        _caps(_Sheet(book, styles, pgettext("sheet", "Cap"), (44, 10, 10, 10, 12, 12, 70, 36, 50, 60)), report)
        if report.reratings.count:
            _reratings(_Sheet(book, styles, pgettext("sheet", "Re-ratings"), (6, 30, 36, 12, 12, 26, 60)), report)
        if report.waived:
            _waived(_Sheet(book, styles, pgettext("sheet", "Order waived"), (44, 40, 12, 60, 36)), report)
        _unrated(_Sheet(book, styles, pgettext("sheet", "Not rated"), (6, 30, 36, 50)), report)
        if report.collectives:
            sheet = _Sheet(book, styles, pgettext("sheet", "Cells rated"), (44, 20, 10, 12, 16, 70))
            _collectives(sheet, report, report.collectives)
    return buffer.getvalue()


def _title(report: AnnualReport) -> str:
    return _("Results of rating the quality of Party members, year %(year)s") % {"year": report.year}


def _opening(sheet: _Sheet, report: AnnualReport, title: str) -> None:
    """Whose sheet it is, of which year, and whether anything is decided."""
    sheet.put((title, "title"))
    sheet.put((f"{report.unit_name} – {_title(report)}", "plain"))
    if report.is_draft:
        sheet.put((_("DRAFT: %(count)s not decided yet; proposed levels") % {"count": report.undecided}, "heading"))
    sheet.gap()


def _summary(sheet: _Sheet, report: AnnualReport) -> None:
    """The roster, the levels, their splits, the pledges, where it all comes from."""
    _opening(sheet, report, _("Summary"))
    sheet.put((_("Cut-off date"), "plain"), (report.cut_off, "day"))
    reasons = (Line(part.label, part.count, True) for part in report.unrated)
    _lines(sheet, _("Roster"), (*report.roster.lines, *reasons))
    _levels(sheet, report)
    _splits(sheet, report)
    if report.has_pledges:
        _lines(sheet, _("Pledges"), report.pledges.lines)
    _source(sheet, report)


def _levels(sheet: _Sheet, report: AnnualReport) -> None:
    heads = (_("Level"), _("How many"), _("Share of those rated (per cent)"))
    rows = [((str(row.label), "text"), (row.count, "number"), (row.percent, "percent")) for row in report.levels]
    rated = report.roster.rated
    rows.append(((_("Total rated"), "total"), (rated, "total"), (100 if rated else None, "total_percent")))
    sheet.table(heads, rows)
    sheet.gap()


def _splits(sheet: _Sheet, report: AnnualReport) -> None:
    for split in report.splits:
        heads = (split.label, _("Rated"), *(level.code for level in report.levels))
        rows = [
            ((str(row.label), "text"), (row.rated, "number"), *((level.count, "number") for level in row.levels))
            for row in split.rows
        ]
        sheet.table(heads, rows)
        sheet.gap()


def _lines(sheet: _Sheet, head: str, lines: Iterable[Line]) -> None:
    rows = [((str(line.label), "part" if line.is_part else "text"), (line.count, "number")) for line in lines]
    sheet.table((head, _("How many")), rows)
    sheet.gap()


def _source(sheet: _Sheet, report: AnnualReport) -> None:
    source = report.provenance
    sheet.put((_("Rule set: %(name)s") % {"name": source.rule_set}, "plain"))
    if report.from_paper:
        sheet.put((_("The results are taken from paper."), "plain"))
    for paper in source.decisions:
        sheet.put((_("Decision %(paper)s") % {"paper": paper}, "plain"))
    values = {"time": f"{source.made_at:%H:%M %d/%m/%Y}", "name": source.made_by}
    sheet.put((_("Made at %(time)s by %(name)s") % values, "plain"))


def _by_cell(sheet: _Sheet, report: AnnualReport) -> None:
    """One row a cell and the total; a cell's own report has its one row."""
    _opening(sheet, report, _("By cell"))
    levels = [head for level in report.levels for head in (level.code, _("%(code)s (%%)") % {"code": level.code})]
    counts = (_("Listed"), _("To review"), _("Reviewed"), _("Rated"), _("Not rated"))
    heads = (pgettext("row number", "No."), _("Cell"), *counts, *levels)
    roster = report.roster
    whole = (roster.total, roster.to_review, roster.reviewed, roster.rated, roster.unrated)
    rows = [_cell_line(number, row) for number, row in enumerate(report.cells, start=1)]
    total = ((None, "total"), (_("Total"), "total"), *((count, "total") for count in whole))
    rows.append((*total, *_shares(report.levels, "total", "total_percent")))
    sheet.table(heads, rows, frozen=True)


def _cell_line(number: int, row: CellRow) -> Row:
    counts = (row.listed, row.to_review, row.reviewed, row.rated, row.unrated)
    numbers = ((count, "number") for count in counts)
    return ((number, "number"), (row.name, "text"), *numbers, *_shares(row.levels, "number", "percent"))


def _shares(levels: Iterable[LevelCount], number: str, percent: str) -> Iterable[tuple[Any, str]]:
    for level in levels:
        yield level.count, number
        yield level.percent, percent


def _members(sheet: _Sheet, report: AnnualReport) -> None:
    """Everybody, cell by cell, by given name."""
    _opening(sheet, report, _("List of members"))
    person = (
        pgettext("row number", "No."),
        _("Full name"),
        _("Cell"),
        _("Born"),
        _("Sex"),
        _("Official or provisional"),
    )
    heads = (*person, pgettext("column", "Form"), _("Level"), _("Status"), _("Why not rated"), _("Reason"))
    sheet.table(heads, _member_lines(report), frozen=True)


def _member_lines(report: AnnualReport) -> Iterable[Row]:
    standing = {True: pgettext("standing", "Official"), False: pgettext("standing", "Provisional")}
    status = {True: _("Decided level"), False: _("Proposed level")}
    for section in report.sections:
        for row in section.members:
            words = (row.name, section.cell, row.born, str(row.sex), standing[row.is_official], row.form, row.level)
            rest = (status[row.is_decided] if row.level else "", str(row.unrated), row.reason)
            yield ((row.number, "number"), *((word, "text") for word in (*words, *rest)))


def _caps(sheet: _Sheet, report: AnnualReport) -> None:
    """The working of every group of the deciding committee."""
    _opening(sheet, report, _("Cap on the top level"))
    if report.from_paper:
        sheet.put((_("No cap is counted: the results are taken from paper."), "plain"))
        return
    counted = (_("Base of the cap"), _("Percent"), _("At most"), _("Proposed by cells"), _("By decision"))
    named = (_("Base of the cap read as"), _("Decision on the larger share"), _("Reason of the choice"))
    heads = (*counted, _("Working of the cap"), *named)
    sheet.table((_("Group of similar position"), *heads), map(_cap_line, report.caps), frozen=True)
    if report.collectives:
        sheet.gap()
        sheet.table((_("Cells of similar kind"), *heads), map(_cap_line, report.collectives.caps))


def _cap_line(row: CapRow) -> Row:
    counts = (row.base, row.percent, row.maximum, row.proposed, row.chosen)
    working = row.working if row.is_decided else _("Expected: %(working)s") % {"working": row.working}
    words = (row.label, working, row.reading, row.exception, row.choice_reason)
    label, *texts = ((str(word), "text") for word in words)
    return (label, *((count, "number") for count in counts), *texts)


def _reratings(sheet: _Sheet, report: AnnualReport) -> None:
    """Those rated again after the decision, with both levels."""
    _opening(sheet, report, _("Re-ratings: %(count)s") % {"count": report.reratings.count})
    rows = [
        ((number, "number"), *((text, "text") for text in vars(row).values()))
        for number, row in enumerate(report.reratings.people, start=1)
    ]
    heads = (_("Full name"), _("Cell"), _("Before"), _("Rated again"), _("By decision"), _("Reason"))
    sheet.table((pgettext("row number", "No."), *heads), rows, frozen=True)


def _waived(sheet: _Sheet, report: AnnualReport) -> None:
    """The orders of rating that were waived, with who waived them and why."""
    _opening(sheet, report, _("Order of rating waived"))
    rows = [
        (
            (row.unit, "text"),
            (row.step, "text"),
            (row.open_members, "number"),
            (row.reason, "text"),
            (row.waived, "text"),
        )
        for row in report.waived
    ]
    heads = (_("Unit"), _("Step"), _("Members open"), _("Reason"), _("Waived by"))
    sheet.table(heads, rows, frozen=True)


def _unrated(sheet: _Sheet, report: AnnualReport) -> None:
    """Everybody without a level, with the reason."""
    _opening(sheet, report, _("Members not rated"))
    people = [(person, part.label) for part in report.unrated for person in part.people]
    rows = [
        ((number, "number"), (person.name, "text"), (person.cell, "text"), (str(reason), "text"))
        for number, (person, reason) in enumerate(people, start=1)
    ]
    sheet.table((pgettext("row number", "No."), _("Full name"), _("Cell"), _("Reason")), rows, frozen=True)


def _collectives(sheet: _Sheet, report: AnnualReport, part: Collectives) -> None:
    """The cells rated as collectives, then their numbers."""
    _opening(sheet, report, _("Rating of the cells"))
    heads = (_("Cell"), _("Type of cell"), _("Points"), _("Level"), _("Status"), _("Reason"))
    sheet.table(heads, map(_collective_line, part.rows), frozen=True)
    sheet.gap()
    _lines(sheet, _("Cells"), part.lines)
    heads = (_("Level"), _("How many"), "%")
    sheet.table(heads, (((str(x.label), "text"), (x.count, "number"), (x.percent, "percent")) for x in part.levels))
    for paper in part.decisions:
        sheet.put((_("Decision %(paper)s") % {"paper": paper}, "plain"))


def _collective_line(row: CollectiveRow) -> Row:
    status = _("Decided level") if row.is_decided else _("Proposed level")
    texts = (row.level, status if row.level else "", row.reason)
    return ((row.cell, "text"), (str(row.kind), "text"), (row.points, "percent"), *((text, "text") for text in texts))
