"""What a worksheet carries of each item, how a row of the file is known again, and what bringing it back would do."""

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from emulation.models import Unit, Year

from ..models import Confidence, Pledge, PledgeItem


@dataclass(frozen=True)
class Said:
    """What is said of one item in a worksheet; its link is no part of it."""

    confidence: str = ""
    value: Decimal | None = None
    done: str = ""
    next_step: str = ""

    @property
    def mark(self) -> str:
        """Return what two alike have in common, to know whether one was changed."""
        value = "" if self.value is None else f"{self.value.normalize():f}"
        return _mark([self.confidence, value, self.done, self.next_step])

    @property
    def is_blank(self) -> bool:
        return self == NOTHING_SAID

    @property
    def label(self) -> str:
        """Return how it stands, in words."""
        return str(Confidence(self.confidence).label) if self.confidence else ""


NOTHING_SAID = Said()


def words_mark(item: PledgeItem) -> str:
    """Return what an item has in common with itself while nobody changes what is pledged by it."""
    return _mark([str(value) for value in vars(item.draft).values()])


def _mark(parts: list[str]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class FileRow:
    """A row of the file: its number as the spreadsheet counts, whose it is, what stood there and what stands now."""

    number: int
    pledge: int
    item: int
    version: int
    mark: str
    words: str
    said: Said
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadWorksheet:
    """A file as it was read; `problems` concern rows that were taken out or put in."""

    unit: int
    year: int
    month: int
    rows: tuple[FileRow, ...]
    problems: tuple[str, ...] = ()


class Fate(StrEnum):
    """What becomes of a row."""

    SAME = "same"
    CHANGED = "changed"
    CONFLICT = "conflict"
    WRONG = "wrong"


@dataclass(frozen=True)
class PlannedRow:
    """A row beside what stands on the server now."""

    row: FileRow
    pledge: Pledge | None
    item: PledgeItem | None
    fate: Fate
    server: Said = NOTHING_SAID
    version: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class WorksheetPlan:
    """What bringing a worksheet back would do; nothing is done while there is a problem."""

    unit: Unit
    year: Year
    month: int
    period: str
    rows: tuple[PlannedRow, ...]
    problems: tuple[str, ...] = field(default=())

    @property
    def changed(self) -> list[PlannedRow]:
        return self._of(Fate.CHANGED)

    @property
    def conflicts(self) -> list[PlannedRow]:
        return self._of(Fate.CONFLICT)

    @property
    def wrong(self) -> list[PlannedRow]:
        return self._of(Fate.WRONG)

    @property
    def same(self) -> int:
        return len(self._of(Fate.SAME))

    @property
    def is_sound(self) -> bool:
        """Say whether it can be saved."""
        return not self.problems and not self.wrong

    @property
    def all_problems(self) -> list[str]:
        """Return every sentence: of the file, then row by row."""
        return [*self.problems, *(problem for one in self.wrong for problem in one.problems)]

    @property
    def seen(self) -> str:
        """Return a mark of what stands on the server in these rows, to know whether it is still so when saving."""
        state = [[one.row.number, one.fate, one.server.mark, one.version] for one in self.rows]
        return hashlib.sha256(json.dumps(state).encode()).hexdigest()[:24]

    def _of(self, fate: Fate) -> list[PlannedRow]:
        return [one for one in self.rows if one.fate == fate]
