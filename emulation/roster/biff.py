"""Where the formulas are in an old .xls file, and whether it is encrypted.

The reader of workbooks gives the result of a formula, not that there is one. This walks the records of the
"Workbook" stream inside the compound file, without reading any value.
"""

import struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN = 0xFFFFFFFA  # this and above are markers, not sectors
_FORMULA, _FILE_PASS, _BOUND_SHEET, _BEGIN, _END = 0x06, 0x2F, 0x85, 0x0809, 0x0A
_CELLS = {_FORMULA, 0x0203, 0x00FD, 0x027E, 0x00BD, 0x0204, 0x0205}


class Broken(Exception):
    """The compound file is damaged or is not one."""


def streams(data):
    """The names of the streams, with a function that reads one, in bytes."""
    try:
        return _Compound(data)
    except (struct.error, IndexError, ValueError) as error:
        raise Broken from error


class _Compound:
    def __init__(self, data):
        self.data = data
        sector_shift, self.mini_shift = struct.unpack_from("<HH", data, 30)
        first_dir, self.mini_cutoff, first_mini = struct.unpack_from("<I4xII", data, 48)
        self.size = 1 << sector_shift
        self.fat = self._read_fat()
        self.entries = self._read_directory(first_dir)
        self.mini_fat = self._numbers(self._chain(first_mini))

    def _sector(self, number):
        start = (number + 1) * self.size
        return self.data[start : start + self.size]

    def _numbers(self, data):
        return struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4])

    def _read_fat(self):
        sectors = list(struct.unpack_from("<109I", self.data, 76))
        following, count = struct.unpack_from("<II", self.data, 68)
        for _ in range(min(count, len(self.data) // self.size)):
            if following >= _END_OF_CHAIN:
                break
            *more, following = self._numbers(self._sector(following))
            sectors.extend(more)
        return self._numbers(b"".join(self._sector(n) for n in sectors if n < _END_OF_CHAIN))

    def _chain(self, first):
        parts, seen = [], 0
        while first < _END_OF_CHAIN and seen <= len(self.fat):
            parts.append(self._sector(first))
            first, seen = self.fat[first], seen + 1
        return b"".join(parts)

    def _read_directory(self, first):
        raw, entries = self._chain(first), {}
        for at in range(0, len(raw) - 127, 128):
            (length,) = struct.unpack_from("<H", raw, at + 64)
            name = raw[at : at + max(length - 2, 0)].decode("utf-16-le", "replace")
            entries[name] = struct.unpack_from("<II", raw, at + 116)
        return entries

    def read(self, name):
        start, size = self.entries[name]
        if size >= self.mini_cutoff:
            return self._chain(start)[:size]
        return self._read_mini(start)[:size]

    def _read_mini(self, number):
        container = self._chain(self.entries["Root Entry"][0])
        width, parts = 1 << self.mini_shift, []
        while number < _END_OF_CHAIN and len(parts) <= len(self.mini_fat):
            parts.append(container[number * width : (number + 1) * width])
            number = self.mini_fat[number]
        return b"".join(parts)


def is_encrypted(compound, book):
    """True when the package or the workbook stream asks for a password."""
    return "EncryptedPackage" in compound.entries or any(kind == _FILE_PASS for kind, _ in _records(book, 0))


def sheet_cells(book):
    """For each sheet, in order: its formula cells and its last cell as (row, column), counted from 0."""
    starts = [struct.unpack_from("<I", body)[0] for kind, body in _records(book, 0) if kind == _BOUND_SHEET]
    return [_cells_from(book, start) for start in starts]


def _cells_from(book, start):
    formulas, last_row, last_column = set(), -1, -1
    for kind, body in _records(book, start):
        if kind in _CELLS:
            row, column = struct.unpack_from("<HH", body)
            last_row, last_column = max(last_row, row), max(last_column, column)
            if kind == _FORMULA:
                formulas.add((row, column))
    return formulas, (last_row, last_column)


def _records(book, at):
    """The records of one substream: (kind, body), to its end; charts inside are passed over."""
    depth = 0
    while at + 4 <= len(book):
        kind, size = struct.unpack_from("<HH", book, at)
        depth += (kind == _BEGIN) - (kind == _END)
        if depth <= 0 and kind == _END:
            return
        if depth <= 1:
            yield kind, book[at + 4 : at + 4 + size]
        at += 4 + size
