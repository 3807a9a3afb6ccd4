"""The signed marks in the hidden column: of which cell, year and period the file is, and of which item each row.

A mark that was typed, changed or made elsewhere does not read; nothing in it is secret, and nothing is believed twice:
whose an item is, the plan asks the database again.
"""

import secrets
from dataclasses import astuple, dataclass

from django.core.signing import BadSignature, dumps, loads

SALT = "pledges.worksheet"
FILE, ROW = "NGF:", "NGR:"


class BadMark(ValueError):
    """A mark that is none of ours."""


@dataclass(frozen=True)
class FileMark:
    """Of a whole file; `rows` is how many there were, `nonce` what its rows share."""

    unit: int
    year: int
    month: int
    rows: int
    nonce: str


@dataclass(frozen=True)
class RowMark:
    """Of one row: its place in the file, the item with its words, the version of the report and what stood there."""

    nonce: str
    place: int
    pledge: int
    item: int
    version: int
    mark: str
    words: str


def new_nonce() -> str:
    """Return what the rows of one file share."""
    return secrets.token_hex(4)


def write_mark(mark: FileMark | RowMark) -> str:
    """Return the mark as it stands in a cell."""
    return (FILE if isinstance(mark, FileMark) else ROW) + dumps(astuple(mark), salt=SALT)


def read_mark(text: str) -> FileMark | RowMark:
    """Return the mark of a cell; raises BadMark."""
    kind = {FILE: FileMark, ROW: RowMark}.get(text[:4])
    try:
        return kind(*loads(text[4:], salt=SALT)) if kind else _refuse(text)
    except (BadSignature, TypeError, ValueError) as refused:
        raise BadMark(text[:20]) from refused


def is_mark(cell: object) -> bool:
    """Say whether a cell means to be a mark."""
    return isinstance(cell, str) and cell.startswith((FILE, ROW))


def _refuse(text: str):
    raise BadMark(text[:20])
