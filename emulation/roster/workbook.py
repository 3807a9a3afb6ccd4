"""A file as an office sends it, as sheets of raw cells; or one sentence on why it cannot be read."""

import csv
import io
from collections import Counter
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from . import apart, biff, package
from .package import ENCRYPTED, NOT_A_WORKBOOK
from .problems import UnusableFile

MAX_BYTES = 30 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 1_000
MAX_CELLS = 10_000_000
DELIMITERS = (",", ";", "\t")


@dataclass(frozen=True)
class Sheet:
    """Rows of cells from the first row and column; `formulas` and `merged` are counted from 0."""

    name: str
    rows: list
    formulas: frozenset = frozenset()
    merged: tuple = field(default=())


def read_workbook(data, filename):
    """The visible sheets of .xlsx, .xls, .ods or .csv bytes. Raises UnusableFile."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnusableFile("empty", _("The file is empty: choose the file that holds the list."))
    if len(data) > MAX_BYTES:
        raise UnusableFile("too_big", _("The file is larger than 30 MB: save only the sheet with the list."))
    sheets = _sheets(data, filename)
    if not any(any(cell not in ("", None) for cell in row) for sheet in sheets for row in sheet.rows):
        raise UnusableFile("empty", _("The workbook has no filled cell: choose the file that holds the list."))
    return sheets


def _sheets(data, filename):
    if data.startswith(b"PK"):
        return _read_zip(data)
    if data.startswith(biff.MAGIC):
        return _read_old(data)
    if filename.lower().endswith((".csv", ".txt")):
        return [_read_csv(data)]
    raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK)


def _read_zip(data):
    archive = package.open_package(data)
    names = set(archive.namelist())
    if "xl/workbook.xml" in names:
        return _read_cells(data, package.xlsx_cells(archive))
    if "content.xml" in names and _is_spreadsheet(archive):
        return _read_cells(data, package.ods_cells(archive))
    raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK)


def _is_spreadsheet(archive):
    return "mimetype" in archive.namelist() and b"spreadsheet" in package.read_part(archive, "mimetype")


def _read_old(data):
    try:
        compound = biff.streams(data)
        book = next((compound.read(name) for name in ("Workbook", "Book") if name in compound.entries), b"")
        encrypted, cells = biff.is_encrypted(compound, book), biff.sheet_cells(book)
    except (biff.Broken, biff.struct.error, IndexError, KeyError) as error:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK) from error
    if encrypted:
        raise UnusableFile("encrypted", ENCRYPTED)
    return _read_cells(data, cells)


def _read_cells(data, scanned):
    """`scanned`: by sheet name, or in sheet order, what was found before opening."""
    found = scanned.values() if isinstance(scanned, dict) else scanned
    for _formulas, last in found:
        _check_extent(*last)
    try:
        sheets = apart.call(_opened, data, scanned)
    except apart.Lost as error:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK) from error
    if isinstance(sheets, str):
        raise UnusableFile(sheets, ENCRYPTED if sheets == "encrypted" else NOT_A_WORKBOOK)
    return sheets


def _check_extent(row, column):
    if row >= MAX_ROWS:
        raise UnusableFile(
            "too_many_rows",
            _("The sheet has more than %(limit)s rows: divide the list into several files."),
            limit=MAX_ROWS,
        )
    if column >= MAX_COLUMNS or (row + 1) * (column + 1) > MAX_CELLS:
        raise UnusableFile("too_big", package.TOO_BIG)


def _opened(data, scanned):
    """The sheets, or the code of what is wrong with the file."""
    try:
        return _open(data, scanned)
    except PasswordError:
        return "encrypted"
    except (CalamineError, MemoryError, *package.DAMAGED):
        return "not_a_workbook"
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of the Rust reader: no Exception
            raise
        return "not_a_workbook"


def _open(data, scanned):
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    sheets = []
    for place, meta in enumerate(workbook.sheets_metadata):
        if meta.typ == SheetTypeEnum.WorkSheet and meta.visible == SheetVisibleEnum.Visible:
            sheets.append(_open_sheet(workbook.get_sheet_by_index(place), _scan_of(scanned, meta.name, place)))
    return sheets


def _scan_of(scanned, name, place):
    if isinstance(scanned, dict):
        return scanned.get(name, (set(), None))[0]
    return scanned[place][0] if place < len(scanned) else set()


def _open_sheet(sheet, formulas):
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(sheet.name, rows, frozenset(formulas), tuple(sheet.merged_cell_ranges or ()))


def _read_csv(data):
    text = _decode(data)
    delimiter = max(DELIMITERS, key=lambda mark: _usual_width(text, mark))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK) from error
    _check_extent(len(rows) - 1, max(map(len, rows), default=0) - 1)
    formulas = {(r, c) for r, row in enumerate(rows) for c, cell in enumerate(row) if cell.startswith("=")}
    return Sheet("", rows, frozenset(formulas))


def _decode(data):
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16")
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnusableFile(
            "not_utf8",
            _("The text of the file is not in Unicode: save it as “CSV UTF-8” or as .xlsx and try again."),
        ) from error
    if "\x00" in text:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK)
    return text


def _usual_width(text, delimiter):
    """How many columns most lines have with this delimiter; titles and signatures are few."""
    try:
        sample = list(csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter))
    except csv.Error:
        return 0
    widths = Counter(len(row) for row in sample if row)
    return widths.most_common(1)[0][0] if widths else 0
