"""A whole file: sheets, headers, blocks of cells, results and their doubles."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from emulation.roster.cells import cell_name
from emulation.roster.header import Header
from emulation.roster.kinds import Kind, classify, plain
from emulation.roster.problems import Notice, Problem, UnusableFile
from emulation.roster.workbook import Sheet, read_workbook

from .columns import LABELS, find_header, header_at, labels, missing
from .rows import ResultRow, Terms, read_result
from .words import Words

NO_HEADER: Final = _(
    "No header was found: the list needs a row of headings such as “Họ và tên”, “Mức xếp loại”, “Số quyết định”."
)
MISSING_COLUMNS: Final = _("The list has no column for: %(columns)s. Add the column with its heading and try again.")
NO_RESULTS: Final = _("The list has headings but no result under them.")
SHEET_SKIPPED: Final = _("The sheet “%(sheet)s” has no header of a list of results and was left out.")
ROW_SKIPPED: Final = _("Row %(row)s was not understood and was left out: “%(text)s”.")
DOUBLE_CARD: Final = _("The card number %(card)s already stands in row %(row)s: keep one of the two rows.")
DOUBLE_PERSON: Final = _("The same person is already in row %(row)s: keep one of the two rows.")


@dataclass
class ResultsReading:
    """What a file says: `rows` in the order of the sheet, accepted and rejected."""

    rows: list[ResultRow] = field(default_factory=list)
    warnings: list[Notice] = field(default_factory=list)
    headers: dict[str, Header] = field(default_factory=dict)

    @property
    def accepted(self) -> list[ResultRow]:
        return [row for row in self.rows if row.accepted]

    @property
    def rejected(self) -> list[ResultRow]:
        return [row for row in self.rows if not row.accepted]


def read_results(data: bytes, filename: str, *, words: Words, year: int, today: datetime.date) -> ResultsReading:
    """Read the results of a year from the bytes of a file, in the words of its rule set. Raises UnusableFile."""
    reading, incomplete = ResultsReading(), []
    for sheet in read_workbook(data, filename):
        header = find_header(sheet.rows, words)
        if header is None:
            _note_skipped(reading, sheet)
        elif missing(header):
            incomplete.append(header)
        else:
            reading.headers[sheet.name] = header
            _SheetReader(reading, sheet, header, Terms(words, year, today, labels(header.columns))).run()
    _refuse_useless(reading, incomplete)
    _mark_doubles(reading.rows)
    return reading


def _note_skipped(reading: ResultsReading, sheet: Sheet) -> None:
    if sheet.name and any(plain(cell) for row in sheet.rows for cell in row):
        reading.warnings.append(Notice("sheet_skipped", SHEET_SKIPPED, {"sheet": sheet.name}))


def _refuse_useless(reading: ResultsReading, incomplete: list[Header]) -> None:
    if incomplete and not reading.rows:
        columns = ", ".join(str(LABELS[name]) for name in missing(incomplete[0]))
        raise UnusableFile("missing_columns", MISSING_COLUMNS, columns=columns)
    if not reading.headers:
        raise UnusableFile("no_header", NO_HEADER)
    if not reading.rows:
        raise UnusableFile("no_results", NO_RESULTS)


class _SheetReader:
    """Walks one sheet from its header down."""

    def __init__(self, reading: ResultsReading, sheet: Sheet, header: Header, terms: Terms) -> None:
        self.reading, self.sheet, self.header, self.terms = reading, sheet, header, terms
        self.formulas: dict[int, set[int]] = {}
        for row, column in sheet.formulas:
            self.formulas.setdefault(row, set()).add(column)
        self.block, self.ended = "", False

    def run(self) -> None:
        """Read every row under the header."""
        place = self.header.last + 1
        while place < len(self.sheet.rows):
            place = self._step(place)

    def _step(self, place: int) -> int:
        """Read the row at `place`; return where to go on."""
        row, formulas = self.sheet.rows[place], self.formulas.get(place, frozenset())
        again = self._repeated_header(place, row)
        if again:
            self.header = again
            return again.last + 1
        texts = [plain(cell) for cell in row]
        kind = classify(row, texts, self.header, formulas, ended=self.ended)
        self._act(kind, place, row, texts)
        return place + 1

    def _repeated_header(self, place: int, row: Any) -> Header | None:
        """The headings again, as printed on every page."""
        if sum(isinstance(cell, str) and cell != "" for cell in row) < 3:
            return None
        header = header_at(self.sheet.rows, place, self.terms.words)
        return header if header and not missing(header) else None

    def _act(self, kind: Kind, place: int, row: Any, texts: list[str]) -> None:
        if kind is Kind.DATA:
            self.ended = False
            self._result(place, row)
        elif kind is Kind.BLOCK:
            self.block, self.ended = cell_name(next(text for text in reversed(texts) if text)), False
        elif kind is Kind.SIGNATURE:
            self.ended = True
        elif kind is Kind.OTHER:
            values = {"row": place + 1, "text": " ".join(filter(None, texts))[:80]}
            self.reading.warnings.append(Notice("row_skipped", ROW_SKIPPED, values))

    def _result(self, place: int, row: Any) -> None:
        formulas = self.formulas.get(place, frozenset())
        found = read_result(row, self.header, formulas, row=place + 1, sheet=self.sheet.name, terms=self.terms)
        found.unit = found.unit or self.block
        self.reading.rows.append(found)


def _mark_doubles(rows: Iterable[ResultRow]) -> None:
    """Reject a row about somebody an accepted row above is about; a rejected row claims nothing."""
    cards: dict[str, ResultRow] = {}
    people: dict[tuple, ResultRow] = {}
    for row in rows:
        if not row.accepted:
            continue
        person = (row.name.lower(), str(row.born or ""), row.unit)
        if row.card and row.card in cards:
            row.problems = (Problem("card", DOUBLE_CARD, {"card": row.card, "row": cards[row.card].row}),)
        elif not row.card and person in people:
            row.problems = (Problem("name", DOUBLE_PERSON, {"row": people[person].row}),)
        else:
            people.setdefault(person, row)
            cards.setdefault(row.card, row)
