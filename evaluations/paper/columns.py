"""Which column of a list of results holds what: found by its heading, in any order."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.roster.header import (
    SEARCHED_ROWS,
    WANTED,
    Header,
    heading_field,
    heading_texts,
    labels_of,
    skip_numbering,
)
from emulation.text import clean

from .words import Words

Row = Sequence[Any]

GRADE: Final = "grade:"  # the field of a column with grades is this and the criterion's code
TAKEN: Final = (
    "ordinal",
    "name",
    "born",
    "card",
    "unit",
    "note",
    "reason",
)  # headings that mean what they do in rosters
VARIANTS: Final = {
    "level": (
        "muc xep loai",
        "xep loai",
        "ket qua",
        "ket qua xep loai",
        "xep loai chat luong",
        "muc xep loai chat luong",
        "muc chat luong",
        "ket qua danh gia xep loai",
        "ket qua danh gia xep loai chat luong",
        "xep loai dang vien",
        "danh gia xep loai",
        "level",
    ),
    "number": ("so quyet dinh", "quyet dinh so", "so qd", "so hieu quyet dinh", "decision number"),
    "signed_on": (
        "ngay quyet dinh",
        "quyet dinh ngay",
        "quyet dinh ngay ky",
        "ngay ky",
        "ngay ky quyet dinh",
        "ngay qd",
        "ngay ban hanh quyet dinh",
        "decision date",
    ),
}
FIELD_OF: Final = {heading: name for name, headings in VARIANTS.items() for heading in headings}
LABELS: Final[dict[str, str | Promise]] = {
    "card": _("Member card number"),
    "name": _("Full name"),
    "born": _("Date of birth"),
    "unit": _("Cell"),
    "level": _("Level"),
    "number": _("Decision number"),
    "signed_on": _("Decision date"),
    "note": _("Note"),
}
NEEDED: Final = ("name", "level", "number", "signed_on")


def find_header(rows: Sequence[Row], words: Words) -> Header | None:
    """Return the first header of a sheet, None when no row has the headings of a list of results."""
    places = range(min(len(rows), SEARCHED_ROWS))
    return next((header for place in places if (header := header_at(rows, place, words))), None)


def header_at(rows: Sequence[Row], place: int, words: Words) -> Header | None:
    """Return the header that begins at this row, in one row or two ("Quyết định" over "Số" and "Ngày"), or None."""
    columns, last = _columns(rows[place], words), place
    if "name" in columns and place + 1 < len(rows):
        both = _columns(_joined(rows[place], rows[place + 1]), words)
        if len(both) > len(columns):
            columns, last = both, place + 1
    if "name" not in columns or len(columns) < WANTED:
        return None
    return Header(place, skip_numbering(rows, last), columns, labels_of(rows, place, last))


def missing(header: Header) -> list[str]:
    """Return the fields without which no row can be read."""
    return [name for name in NEEDED if name not in header.columns]


def labels(columns: Iterable[str]) -> dict[str, str | Promise]:
    """Return what the columns are called in messages; a column of grades by its criterion."""
    return LABELS | {name: name.removeprefix(GRADE) for name in columns if name.startswith(GRADE)}


def _columns(row: Row, words: Words) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        name = _field(cell, words) if isinstance(cell, str) and cell else None
        if name:
            found.setdefault(name, place)
    return found


def _field(cell: str, words: Words) -> str | None:
    own = next((FIELD_OF[text] for text in heading_texts(cell) if text in FIELD_OF), None)
    shared = heading_field(cell)
    criterion = words.criterion_of(cell)
    return own or (shared if shared in TAKEN else None) or (f"{GRADE}{criterion}" if criterion else None)


def _joined(upper: Row, lower: Row) -> list[str]:
    """The headings of two rows as one: a merged heading stands at its left end and holds for those under it."""
    found, above = [], ""
    for place in range(max(len(upper), len(lower))):
        own = clean(upper[place]) if place < len(upper) else ""
        below = clean(lower[place]) if place < len(lower) else ""
        above = own or (above if below else "")
        found.append(f"{above} {below}".strip())
    return found
