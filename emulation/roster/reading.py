"""A whole file: sheets, headers, blocks, subtotals, members and their doubles."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from .cells import cell_in_title, cell_name, loose
from .header import LABELS, find_header, header_at, heading_field
from .kinds import Kind, classify, counted, plain
from .problems import Notice, Problem, UnusableFile
from .rows import read_row
from .workbook import read_workbook

NO_HEADER = _(
    "No header was found: the list needs a row of headings such as “Họ và tên”, “Ngày sinh”, “Ngày vào Đảng”."
)
MISSING_COLUMNS = _("The list has no column for: %(columns)s. Add the column with its heading and try again.")
NO_MEMBERS = _("The list has headings but no member under them.")
NO_CELL = _("The list does not say which cell the members belong to: choose the cell or add a column “Chi bộ”.")
ROW_WITHOUT_CELL = _("The row comes before the name of any cell: write its cell in a column “Chi bộ”.")
DOUBLE_CARD = _("The card number %(card)s is already that of %(name)s in row %(row)s: one of them is wrong.")
DOUBLE_PERSON = _("The same person is already in row %(row)s: keep one of the two rows.")

SHEET_SKIPPED = _("The sheet “%(sheet)s” has no header of a roster and was left out.")
ROW_SKIPPED = _("Row %(row)s was not understood and was left out: “%(text)s”.")
COUNT_DIFFERS = _("Row %(row)s states %(stated)s members; %(counted)s rows stand above it.")
NAMESAKE = _("Rows %(first)s and %(row)s have the same name, birth and admission but different card numbers.")
MAY_HAVE_LEFT = _("Row %(row)s: the note “%(note)s” says the member may have left; check before loading.")
OTHER_CELLS = _("The list names %(count)s cells; all its members go to “%(unit)s” as asked.")
CELL_FROM_TITLE = _("The cell “%(unit)s” was read from the title of the list.")
CELL_FROM_SHEET = _("The cell “%(unit)s” was read from the name of the sheet.")
CELL_FROM_ABOVE = _("%(column)s: empty, taken from the row above.")


@dataclass
class RosterReading:
    """What a file says. `rows` in the order of the sheet, accepted and rejected; `units` in order of appearance."""

    rows: list = field(default_factory=list)
    warnings: list = field(default_factory=list)
    headers: dict = field(default_factory=dict)
    unit_name: str | None = None

    @property
    def accepted(self):
        return [row for row in self.rows if row.accepted]

    @property
    def rejected(self):
        return [row for row in self.rows if not row.accepted]

    @property
    def units(self):
        return list(dict.fromkeys(row.unit for row in self.rows if row.unit))


def read_roster(data, filename, *, unit_name=None, today):
    """Read a roster from the bytes of a file. `unit_name`: the cell of every row. Raises UnusableFile."""
    reading = RosterReading(unit_name=unit_name)
    incomplete = []
    for sheet in read_workbook(data, filename):
        header = find_header(sheet.rows)
        if header is None:
            _note_skipped(reading, sheet)
        elif header.missing():
            incomplete.append(header)
        else:
            _SheetReader(reading, sheet, header, today).run()
    _refuse_useless(reading, incomplete)
    _mark_doubles(reading)
    return reading


def _note_skipped(reading, sheet):
    if sheet.name and any(plain(cell) for row in sheet.rows for cell in row):
        reading.warnings.append(Notice("sheet_skipped", SHEET_SKIPPED, {"sheet": sheet.name}))


def _refuse_useless(reading, incomplete):
    if incomplete and not reading.rows:
        columns = ", ".join(str(LABELS[name]) for name in incomplete[0].missing())
        raise UnusableFile("missing_columns", MISSING_COLUMNS, columns=columns)
    if not reading.headers:
        raise UnusableFile("no_header", NO_HEADER)
    if not reading.rows:
        raise UnusableFile("no_members", NO_MEMBERS)
    if not reading.units:
        raise UnusableFile("no_unit", NO_CELL)


class _SheetReader:
    """Walks one sheet from its header down."""

    def __init__(self, reading, sheet, header, today):
        self.reading, self.sheet, self.header, self.today = reading, sheet, header, today
        self.formulas = {}
        for row, column in sheet.formulas:
            self.formulas.setdefault(row, set()).add(column)
        self.block, self.above, self.ended = "", "", False
        self.counted = self.total = 0
        self.blocks = set()

    def run(self):
        self.reading.headers[self.sheet.name] = self.header
        self.default = self._default_cell()
        place = self.header.last + 1
        while place < len(self.sheet.rows):
            place = self._step(place)
        if self.reading.unit_name and len(self.blocks - {loose(self.reading.unit_name)}) > 1:
            self._warn("other_cells", OTHER_CELLS, count=len(self.blocks), unit=self.reading.unit_name)

    def _default_cell(self):
        """The cell of rows that name none: what the title says, or the sheet, or nothing."""
        if self.reading.unit_name:
            return self.reading.unit_name
        if "unit" in self.header.columns or self._has_blocks():
            return ""
        title = cell_in_title(self.sheet.rows[: self.header.first])
        if title:
            self._warn("cell_from_title", CELL_FROM_TITLE, unit=title)
            return title
        return self._cell_from_sheet()

    def _cell_from_sheet(self):
        if not plain(self.sheet.name).lower().startswith("chi bộ "):
            return ""
        name = cell_name(self.sheet.name)
        self._warn("cell_from_sheet", CELL_FROM_SHEET, unit=name)
        return name

    def _has_blocks(self):
        rows = self.sheet.rows[self.header.last + 1 :]
        return any(self._is_block(row) for row in rows if sum(cell not in ("", None) for cell in row) <= 2)

    def _is_block(self, row):
        texts = [plain(cell) for cell in row]
        return classify(row, texts, self.header, ()) is Kind.BLOCK

    def _warn(self, code, message, **values):
        notice = Notice(code, message, values)
        if notice not in self.reading.warnings:  # two sheets of one cell say it once
            self.reading.warnings.append(notice)

    def _step(self, place):
        """Read the row at `place`; return where to go on."""
        row = self.sheet.rows[place]
        texts, formulas = [plain(cell) for cell in row], self.formulas.get(place, ())
        again = self._repeated_header(place, row)
        if again:
            self.header = again
            return again.last + 1
        kind = classify(row, texts, self.header, formulas, ended=self.ended)
        self._act(kind, place, row, texts)
        return place + 1

    def _repeated_header(self, place, row):
        """The headings again, as printed on every page or over every block; columns may differ."""
        texts = [cell for cell in row if isinstance(cell, str) and cell]
        if len(texts) < 3 or any(not isinstance(cell, str) and cell is not None for cell in row):
            return None
        if not any(heading_field(cell) == "name" for cell in texts):
            return None
        header = header_at(self.sheet.rows, place)
        return header if header and not header.missing() else None

    def _act(self, kind, place, row, texts):
        if kind is Kind.DATA:
            self.ended = False
            self._member(place, row)
        elif kind is Kind.BLOCK:
            self._open_block(texts)
        elif kind is Kind.TOTAL:
            self._compare(place, texts)
        elif kind is Kind.SIGNATURE:
            self.ended = True
        elif kind is Kind.OTHER:
            self._warn("row_skipped", ROW_SKIPPED, row=place + 1, text=" ".join(filter(None, texts))[:80])

    def _open_block(self, texts):
        filled = [text for text in texts if text]
        self.block, self.ended, self.counted = cell_name(filled[-1]), False, 0
        self.blocks.add(loose(self.block))

    def _compare(self, place, texts):
        stated = counted(texts)
        if stated is not None and stated not in (self.counted, self.total):
            self._warn("count_differs", COUNT_DIFFERS, row=place + 1, stated=stated, counted=self.counted)

    def _member(self, place, row):
        formulas = self.formulas.get(place, frozenset())
        found = read_row(row, self.header, formulas, row=place + 1, sheet=self.sheet.name, today=self.today)
        self.counted, self.total = self.counted + 1, self.total + 1
        self._place_in_cell(found)
        if "LEFT" in found.flags:
            self._warn("may_have_left", MAY_HAVE_LEFT, row=found.row, note=found.note)
        self.reading.rows.append(found)

    def _place_in_cell(self, found):
        """The cell: the one asked for, the row's own column, its block, or the title's."""
        own = cell_name(plain(self.header.value(found.cells, "unit"))) if "unit" in self.header.columns else ""
        if own:
            self.blocks.add(loose(own))
        if own or not self.above:
            self.above = own
        elif not self.reading.unit_name and not self.block:
            found.conversions += (Notice("cell_above", CELL_FROM_ABOVE, {"column": LABELS["unit"]}),)
        found.unit = self.reading.unit_name or own or self.block or self.above or self.default
        if not found.unit:
            found.problems += (Problem("unit", ROW_WITHOUT_CELL),)


def _mark_doubles(reading):
    """Reject a row whose card or person an accepted row above already has; a rejected row claims nothing."""
    cards, people = {}, {}
    for row in reading.rows:
        if not row.accepted:
            continue
        person = (row.name.lower(), row.born, row.joined)
        problem = _double_card(row, cards) or _double_person(reading, row, people.get(person))
        if problem:
            row.problems = (problem,)
            continue
        people.setdefault(person, row)
        if row.card:
            cards[row.card] = row


def _double_card(row, cards):
    first = cards.get(row.card) if row.card else None
    return first and Problem("card", DOUBLE_CARD, {"card": row.card, "name": first.name, "row": first.row})


def _double_person(reading, row, first):
    if first is None:
        return None
    if row.card and first.card:
        values = {"first": first.row, "row": row.row}
        reading.warnings.append(Notice("namesake", NAMESAKE, values))
        return None
    return Problem("name", DOUBLE_PERSON, {"row": first.row})
