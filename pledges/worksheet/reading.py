"""A worksheet that comes back: its marks and what was written beside them; nothing is looked up and nothing changed."""

import datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.fields import LONGEST_FIGURE
from emulation.roster.problems import UnusableFile
from emulation.roster.workbook import Sheet, read_workbook
from emulation.text import clean, clean_lines, read_figure, search_text

from .marks import BadMark, FileMark, RowMark, is_mark, read_mark
from .shapes import FileRow, ReadWorksheet, Said
from .writing import DONE, HEADINGS, NEXT, STANDS, VALUE, done_or_not, standings

MOST_BYTES = 2 * 1024 * 1024
TOO_BIG = gettext_lazy("The file is larger than 2 MB, which no worksheet is. Choose the file that was downloaded here.")
NOT_OURS = gettext_lazy(
    "This is not a worksheet of this application, or its hidden column has been removed. "
    "Download the worksheet again and fill it in there."
)
FOREIGN = gettext_lazy(
    "The hidden marks of this worksheet were made elsewhere or have been changed. "
    "Download the worksheet here again and fill it in there."
)
NO_HEADINGS = gettext_lazy(
    "The row of headings is not as it was. Download the worksheet again and copy what you wrote into it."
)
OTHER_CELL = gettext_lazy("This is the worksheet of another cell. Choose that cell first, or choose another file.")
OTHER_YEAR = gettext_lazy("This is the worksheet of another year. Choose that year first, or choose another file.")
WRITABLE = (STANDS, VALUE, DONE, NEXT)


def read_worksheet(data: bytes, filename: str) -> ReadWorksheet:
    """Return what the file says; raises UnusableFile with what to do when it is no worksheet of ours."""
    if len(data) > MOST_BYTES:
        raise UnusableFile("too_big", TOO_BIG)
    for sheet in read_workbook(data, filename):
        mark = _file_mark(sheet)
        if mark is not None:
            return _Reader(sheet, mark).read()
    raise UnusableFile("not_ours", NOT_OURS)


def demand_place(read: ReadWorksheet, unit: int, year: int) -> None:
    """Raise UnusableFile when the file is of another cell or year than the page."""
    if read.unit != unit:
        raise UnusableFile("other_cell", OTHER_CELL)
    if read.year != year:
        raise UnusableFile("other_year", OTHER_YEAR)


def _file_mark(sheet: Sheet) -> FileMark | None:
    """Return the file's mark; None where the sheet has no mark at all."""
    marks = [cell for row in sheet.rows for cell in row if is_mark(cell)]
    if not marks:
        return None
    for text in marks:
        try:
            mark = read_mark(text)
        except BadMark:
            continue
        if isinstance(mark, FileMark):
            return mark
    raise UnusableFile("foreign", FOREIGN)


class _Reader:
    """Reads the rows under the headings."""

    def __init__(self, sheet: Sheet, mark: FileMark) -> None:
        self.sheet, self.mark, self.words = sheet, mark, standings()
        self.top, self.columns = self._headings()
        self.problems: list[str] = []
        self.found: dict[int, FileRow] = {}

    def read(self) -> ReadWorksheet:
        """Return every row that is ours, and a sentence for every one that is missing, new or twice there."""
        for at in range(self.top + 1, len(self.sheet.rows)):
            self._take(at, self.sheet.rows[at])
        gone = [place + 1 for place in range(self.mark.rows) if place not in self.found]
        if gone:
            sentence = _("Rows were removed (No. %(numbers)s). Put them back, or download the worksheet again.")
            self.problems.append(sentence % {"numbers": ", ".join(map(str, gone[:20]))})
        rows = tuple(self.found[place] for place in sorted(self.found))
        return ReadWorksheet(self.mark.unit, self.mark.year, self.mark.month, rows, tuple(self.problems))

    def _headings(self) -> tuple[int, dict[int, int]]:
        wanted = {search_text(HEADINGS[column][0]): column for column in WRITABLE}
        for at, row in enumerate(self.sheet.rows[:20]):
            labels = [search_text(str(cell or "")) for cell in row]
            if set(wanted) <= set(labels):
                return at, {wanted[label]: place for place, label in enumerate(labels) if label in wanted}
        raise UnusableFile("no_headings", NO_HEADINGS)

    def _take(self, at: int, cells: list) -> None:
        number, texts = at + 1, [cell for cell in cells if is_mark(cell)]
        if not texts:
            if any(cell not in ("", None) for cell in cells):
                self._say(_("Row %(row)s was added. People and items are added in the application."), number)
            return
        try:
            mark = read_mark(texts[0])
        except BadMark:
            return self._say(_("Row %(row)s: its hidden mark was changed. Download the worksheet again."), number)
        if not isinstance(mark, RowMark) or mark.nonce != self.mark.nonce:
            return self._say(_("Row %(row)s comes from another worksheet. Take it out of this one."), number)
        if mark.place in self.found:
            return self._say(_("Row %(row)s is there twice. Take one of them out."), number)
        self.found[mark.place] = self._row(at, cells, mark)

    def _say(self, sentence: str, number: int) -> None:
        self.problems.append(sentence % {"row": number})

    def _row(self, at: int, cells: list, mark: RowMark) -> FileRow:
        problems = []
        texts = {column: _text(cells[place]) if place < len(cells) else "" for column, place in self.columns.items()}
        if any((at, place) in self.sheet.formulas for place in self.columns.values()):
            problems.append(_("a formula stands there; write its value instead"))
        confidence = self._standing(texts[STANDS], problems)
        value = _value(texts[VALUE], problems)
        said = Said(confidence, value, clean_lines(texts[DONE]), clean(texts[NEXT]))
        sentence = _("Row %(row)s: %(problem)s.")
        told = tuple(sentence % {"row": at + 1, "problem": problem} for problem in problems)
        return FileRow(at + 1, mark.pledge, mark.item, mark.version, mark.mark, mark.words, said, told)

    def _standing(self, text: str, problems: list[str]) -> str:
        text = clean(text)
        if not text:
            return ""
        for label, code in self.words.items():
            if search_text(label) == search_text(text):
                return code
        choices = ", ".join(f"“{label}”" for label in self.words)
        problems.append(_("how it stands is one of %(choices)s") % {"choices": choices})
        return ""


def _value(text: str, problems: list[str]) -> Decimal | None:
    """Return a figure; done is 1 and not done 0, and whether the item has a figure the plan asks."""
    text = clean(text)
    if not text:
        return None
    done = {search_text(label): Decimal(1 - at) for at, label in enumerate(done_or_not())}
    if search_text(text) in done:
        return done[search_text(text)]
    try:
        number = read_figure(text) if len(text) <= LONGEST_FIGURE else Decimal("nan")
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or number < 0:
        problems.append(_("“%(text)s” is not a figure; write a number such as 12 or 76,7") % {"text": text[:40]})
        return None
    return number


def _text(cell: object) -> str:
    """Return a cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(int(cell))
    if isinstance(cell, int | float):
        exact = Decimal(repr(cell))
        return f"{exact.normalize():f}".replace(".", ",") if exact.is_finite() else "?"
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.strftime("%d/%m/%Y")
    return str(cell)
