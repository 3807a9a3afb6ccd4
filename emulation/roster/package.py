"""Zip-based workbooks (.xlsx, .ods) looked at before they are opened: size, password, extent, formulas."""

import io
import lzma
import posixpath
import re
import struct
import zipfile
import zlib
from xml.parsers import expat

from defusedxml import ElementTree
from django.utils.translation import gettext_lazy as _

from .problems import UnusableFile

MAX_ENTRIES = 2_000
MAX_UNPACKED = 300 * 1024 * 1024
MAX_RATIO = 150
SMALL_ENOUGH = 20 * 1024 * 1024  # below this no ratio is suspicious: spreadsheets of empty cells pack very well

NOT_A_WORKBOOK = _(
    "The file is not a workbook: save it as .xlsx, .xls, .ods or .csv from the spreadsheet program and try again."
)
TOO_BIG = _("The file unpacks to far more than a roster needs; it was not opened. Save the list in a new workbook.")
ENCRYPTED = _("The file is protected by a password: remove the password in the spreadsheet program and try again.")

# What Python raises for an archive that is damaged in one of many ways.
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,  # NotImplementedError too
    ValueError,
)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^>/])>(\s*<(?:\w+:)?f\b)?")
_ADDRESS = re.compile(rb"""\br=["']([A-Z]{1,3})([0-9]{1,7})["']""")
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "


def open_package(data):
    """The archive, once it is known to be harmless."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        _check_sizes(archive.infolist())
        return archive
    except DAMAGED as error:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK) from error


def _check_sizes(entries):
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnusableFile("encrypted", ENCRYPTED)
    packed = sum(entry.compress_size for entry in entries) or 1
    unpacked = sum(entry.file_size for entry in entries)
    suspicious = unpacked > SMALL_ENOUGH and unpacked > MAX_RATIO * packed
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or suspicious:
        raise UnusableFile("too_big", TOO_BIG)


def read_part(archive, name):
    """One part in bytes. Python stops at the size that was checked and fails if the archive lied about it."""
    try:
        return archive.read(name)
    except DAMAGED as error:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK) from error


def verify_rest(archive, read):
    """Unpack what was not read yet, so that no part is longer than it says when the workbook is opened."""
    for name in set(archive.namelist()) - set(read):
        read_part(archive, name)


def xlsx_cells(archive):
    """For each sheet name: the formula cells and the last filled cell, as (row, column) from 0."""
    found, read = {}, []
    for name, part in _xlsx_sheets(archive):
        if part in archive.namelist():
            found[name] = _scan_sheet(read_part(archive, part))
            read.append(part)
    verify_rest(archive, read)
    return found


def _xlsx_sheets(archive):
    links = _parse(read_part(archive, "xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for sheet in _parse(read_part(archive, "xl/workbook.xml")).iter():
        if sheet.tag.endswith("}sheet"):
            link = next((value for key, value in sheet.items() if key.endswith("}id")), None)
            yield sheet.get("name"), posixpath.normpath(posixpath.join("/xl", targets.get(link, ""))).lstrip("/")


def _parse(data):
    try:
        return ElementTree.fromstring(data, forbid_dtd=True)
    except (ElementTree.ParseError, *DAMAGED) as error:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK) from error


def _scan_sheet(data):
    formulas, last_row, last_column = set(), -1, -1
    for attributes, formula in _CELL.findall(data):
        address = _ADDRESS.search(attributes)
        if address is None:
            continue
        row, column = int(address[2]) - 1, _column_number(address[1])
        last_row, last_column = max(last_row, row), max(last_column, column)
        if formula:
            formulas.add((row, column))
    return formulas, (last_row, last_column)


def _column_number(letters):
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def ods_cells(archive):
    """For each sheet name: the formula cells and the last filled cell, as (row, column) from 0."""
    if b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
        raise UnusableFile("encrypted", ENCRYPTED)
    scan = _OdsScan()
    try:
        scan.run(read_part(archive, "content.xml"))
    except (expat.ExpatError, *DAMAGED) as error:
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK) from error
    verify_rest(archive, ["content.xml", "META-INF/manifest.xml"])
    return scan.sheets


class _OdsScan:
    """Cells have no address in .ods: rows and columns are counted, with their repetitions."""

    def __init__(self):
        self.sheets, self.name, self.row, self.column, self.repeat = {}, None, 0, 0, 1

    def run(self, data):
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.StartDoctypeDeclHandler = self._refuse
        parser.Parse(data, True)

    def _refuse(self, *declaration):
        raise UnusableFile("not_a_workbook", NOT_A_WORKBOOK)

    def _start(self, tag, attributes):
        if tag == _TABLE + "table":
            self.row, self.name = 0, attributes.get(_TABLE + "name", "")
            self.sheets[self.name] = set(), (-1, -1)
        elif tag == _TABLE + "table-row":
            self.column, self.repeat = 0, int(attributes.get(_TABLE + "number-rows-repeated", 1))
        elif tag in (_TABLE + "table-cell", _TABLE + "covered-table-cell"):
            self._cell(attributes)

    def _cell(self, attributes):
        width = int(attributes.get(_TABLE + "number-columns-repeated", 1))
        if self.name is not None and any(key.endswith("value-type") for key in attributes):
            formulas, (last_row, last_column) = self.sheets[self.name]
            last = max(last_row, self.row + self.repeat - 1), max(last_column, self.column + width - 1)
            self.sheets[self.name] = formulas, last
            if _TABLE + "formula" in attributes:
                formulas.update((self.row, self.column + more) for more in range(min(width, 256)))
        self.column += width

    def _end(self, tag):
        if tag == _TABLE + "table-row":
            self.row += self.repeat
