"""What every document is made of, whatever it is shown on: page, paper, Word, workbook, data.

A document is sections of blocks around the head and the signature of a Party document. A renderer knows the blocks and
nothing of the kinds; a kind knows the blocks and nothing of the renderers. A table adds up, or there is no document.
"""

import datetime
import enum
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.charts import BarChart

from .paper import USUAL_LOOK, Basis, Letterhead, Look, Signature, Stamp

Text = str | Promise
Cell = str | Promise | int | Decimal | datetime.date | bool | None
MISMATCH = _(
    "The report of %(unit)s does not reconcile and is not made: %(what)s is %(total)s, but its parts add to %(parts)s. "
    "Tell the person who looks after the system."
)
WHOLE = 100  # the columns of a table share its width in per cent


class DoesNotReconcile(ValidationError):
    """A total that is not the sum of its parts; never printed."""

    def __init__(self, unit: str, what: object, total: object, parts: object) -> None:
        values = {"unit": unit, "what": what, "total": total, "parts": parts}
        super().__init__(MISMATCH, "does_not_reconcile", values)


class Shows(enum.StrEnum):
    """What a column holds, and so how it is written and where it stands."""

    TEXT = "text"
    CENTRED = "centred"  # a code, a day of birth, a form
    NUMBER = "number"  # the number of the row
    COUNT = "count"  # int
    PERCENT = "percent"  # Decimal of two places, None where there is no base
    POINTS = "points"  # Decimal
    DAY = "day"  # date
    MARK = "mark"  # bool, an X or nothing


FIGURES = (Shows.COUNT, Shows.PERCENT, Shows.POINTS)


@dataclass(frozen=True)
class Column:
    """One column: its stable name in data, its head, its share of the width in per cent.

    Neighbours of the same `group` stand under one wider head. Where it `adds`, its total is the sum of its rows.
    """

    code: str
    label: Text
    width: int
    shows: Shows = Shows.TEXT
    group: Text = ""
    adds: bool = False


@dataclass(frozen=True)
class Row:
    """One row; `depth` sets it in as a part of the row above, and what is set in is not added once more.

    A `band` is a row of one text across the table.
    """

    cells: tuple[Cell, ...] = ()
    depth: int = 0
    is_strong: bool = False
    band: Text = ""


@dataclass(frozen=True)
class Table:
    """Rows under columns; `total` is checked against the columns that add. `to_fill` are empty rows to write in."""

    code: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: Text = ""
    total: Row | None = None
    to_fill: int = 0
    note: Text = ""
    is_small: bool = False
    is_tall: bool = False  # room in each row to sign or to mark

    def __post_init__(self) -> None:
        """Refuse a table no renderer could draw: a mistake of ours, never of the data."""
        if sum(column.width for column in self.columns) != WHOLE:
            raise ValueError(f"the columns of {self.code} do not share {WHOLE} per cent")
        for row in (*self.rows, *([self.total] if self.total else [])):
            if not row.band and len(row.cells) != len(self.columns):
                raise ValueError(f"a row of {self.code} has {len(row.cells)} cells for {len(self.columns)} columns")

    @property
    def sums(self) -> Iterator[tuple[Column, Cell, Cell]]:
        """Yield each column that adds, its total, and what its rows add to."""
        if self.total is None:
            return
        for place, column in enumerate(self.columns):
            if column.adds:
                parts = (row.cells[place] or 0 for row in self.rows if not row.depth and not row.band)
                yield column, self.total.cells[place] or 0, sum(parts)  # type: ignore[arg-type]


class Role(enum.StrEnum):
    """What a paragraph is for."""

    PLAIN = "plain"
    LEAD = "lead"  # a part's opening words, in bold
    NOTE = "note"  # small, in italics
    BASIS = "basis"  # a legal basis
    CLOSING = "closing"  # the last words before a signature
    CENTRED = "centred"
    FORM = "form"  # the number of the form, at the right of the head
    WARNING = "warning"  # a draft, a correction


@dataclass(frozen=True)
class Heading:
    """A heading; level 2 is `I- …`, level 3 is `1. …`."""

    text: Text
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """Words; lines of a longer text are kept. `lead` stands before them in bold."""

    text: Text
    role: Role = Role.PLAIN
    lead: Text = ""


@dataclass(frozen=True)
class Facts:
    """Names with their values, as a form's head has them; an empty value leaves a dotted line to write on."""

    rows: tuple[tuple[Text, Text], ...]


@dataclass(frozen=True)
class Ruled:
    """So many ruled lines to write on."""

    lines: int


@dataclass(frozen=True)
class Box:
    """A box with its words, ticked or not."""

    label: Text
    is_ticked: bool = False


@dataclass(frozen=True)
class Boxes:
    """Boxes one under another."""

    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Bars:
    """A chart of bars with its figures beside; `head` says what its rows are."""

    chart: BarChart
    head: Text = ""
    key: ClassVar = ()  # its bars are all of one kind

    @property
    def title(self) -> Text:
        return self.chart.title

    @property
    def rows(self) -> tuple[tuple[Text, Text], ...]:
        """Return each bar's name with its figure in words."""
        return tuple((bar.label, bar.said) for bar in self.chart.bars)


@dataclass(frozen=True)
class Stack:
    """A whole as one bar of 1000: its parts by code (a level's), start and width; `said` is its figure in words."""

    label: Text
    parts: tuple[tuple[str, int, int], ...]
    said: Text = ""


@dataclass(frozen=True)
class Stacks:
    """A chart of wholes divided into parts; `key` tells what the codes stand for. Its figures stand in a table too."""

    title: Text
    stacks: tuple[Stack, ...]
    key: tuple[tuple[str, Text], ...] = ()
    head: ClassVar = ""

    @property
    def rows(self) -> tuple[tuple[Text, Text], ...]:
        """Return the name and the figure of each whole that has a name."""
        return tuple((one.label, one.said) for one in self.stacks if one.label)


@dataclass(frozen=True)
class Signatures:
    """Who signs, side by side, kept together with what stands before them."""

    columns: tuple[Signature, ...]


Block = Heading | Paragraph | Table | Facts | Ruled | Boxes | Bars | Stacks | Signatures


@dataclass(frozen=True)
class Section:
    """A run of blocks that begins on a page of its own; a title makes it an annex."""

    blocks: tuple[Block, ...]
    title: Text = ""
    summary: Text = ""
    is_landscape: bool = False

    @property
    def tables(self) -> Iterator[Table]:
        return (block for block in self.blocks if isinstance(block, Table))


@dataclass(frozen=True)
class Document:
    """One document. The first section stands under the head and above signature and recipients; the others follow.

    `kind` is its code in `reports.kinds`; `form` the number of the official form, empty where there is none.
    `signatures` side by side: the last one signs for the body. `members` are whom it names, for the journal alone.
    With `copies` it is a ballot: so many alike on paper, none of which can be told from another.
    `own_number` and `signed_on`: of what has been signed on paper, such as a decision: 15-QĐ/ĐU and its day.
    """

    kind: str
    unit_id: int
    unit_name: str
    year: int
    title: Text
    sections: tuple[Section, ...]
    made_at: datetime.datetime
    made_by: str
    summary: Text = ""
    form: str = ""
    subject: str = ""
    letterhead: Letterhead | None = None
    bases: tuple[Basis, ...] = ()
    signatures: tuple[Signature, ...] = ()
    recipients: tuple[Text, ...] = ()
    rule_set: str = ""
    sources: tuple[Text, ...] = ()
    is_draft: bool = False
    draft_note: Text = ""
    is_blank: bool = False
    stamp: Stamp | None = None
    members: tuple[int, ...] = ()
    copies: int = 0
    look: Look = USUAL_LOOK
    own_number: str = ""
    signed_on: datetime.date | None = None

    def __post_init__(self) -> None:
        """Refuse a document with a total its rows do not add to."""
        for table in self.tables:
            for column, total, parts in table.sums:
                if total != parts:
                    what = f"{table.caption or table.code} – {column.label}"
                    raise DoesNotReconcile(self.unit_name, what, total, parts)

    @property
    def tables(self) -> Iterator[Table]:
        return (table for section in self.sections for table in section.tables)
