"""The one table of `make bench`: what was measured, what was promised, and what a peer takes for the like."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection

NOT_COUNTED: Final = ("SAVEPOINT", "RELEASE SAVEPOINT", "ROLLBACK TO SAVEPOINT")
MOST_QUERIES, MOST_BYTES = 20, 200 * 1024
PAGE_SECONDS: Final = 0.150


@dataclass(frozen=True)
class Peer:
    """What Horilla 1.0 took for the like page on 1,000 people (SQLite, two cores), in the same way measured."""

    seconds: float
    queries: int = 0
    note: str = ""

    def __str__(self) -> str:
        return self.note or f"{spell(self.seconds)}, {self.queries} q"


@dataclass(frozen=True)
class Taken:
    """What an act took: seconds on the clock, seconds of this process's own work, queries; and what it returned."""

    seconds: float
    work: float
    queries: int | None = None
    result: Any = None


@dataclass(frozen=True)
class Line:
    """One measurement in the table; `target` in the unit of `measured`. Much less work than time: a busy machine."""

    what: str
    measured: float
    target: float
    unit: str = "s"
    work: float | None = None
    queries: int | None = None
    kilobytes: float | None = None
    peer: Peer | None = None


class Table:
    """Collects the lines and prints them at the end of the session."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, line: Line) -> None:
        self.lines.append(line)

    def add_taken(self, what: str, taken: Taken, target: float, kilobytes: float | None = None, peer=None) -> None:
        """Add what an act took."""
        self.add(Line(what, taken.seconds, target, "s", taken.work, taken.queries, kilobytes, peer))

    def __str__(self) -> str:
        head = ("what", "measured", "own work", "target", "margin", "queries", "KB", "peer", "peer/ours")
        rows = [head, *(_cells(line) for line in self.lines)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        return "\n".join(_aligned(row, widths) for row in rows)


def _aligned(row: tuple[str, ...], widths: list[int]) -> str:
    """The name to the left, figures to the right."""
    first, *others = zip(row, widths, strict=True)
    return "  ".join([first[0].ljust(first[1]), *(text.rjust(width) for text, width in others)]).rstrip()


def _cells(line: Line) -> tuple[str, ...]:
    margin = f"{line.target / line.measured:.1f}×"
    has_peer = line.peer and line.peer.seconds and line.unit == "s"
    over_peer = f"{line.peer.seconds / line.measured:.0f}×" if has_peer else ""
    return (
        line.what,
        _amount(line.measured, line.unit),
        "" if line.work is None else spell(line.work),
        f"≤ {_amount(line.target, line.unit)}",
        margin if line.target >= line.measured else f"{margin} MISSED",
        "" if line.queries is None else str(line.queries),
        "" if line.kilobytes is None else f"{line.kilobytes:.0f}",
        str(line.peer or ""),
        over_peer,
    )


def _amount(value: float, unit: str) -> str:
    return spell(value) if unit == "s" else f"{value:.0f} {unit}"


def spell(seconds: float) -> str:
    """Milliseconds below one second."""
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def timed(act: Callable[[], Any]) -> Taken:
    """Do it once."""
    count = QueryCount()
    with connection.execute_wrapper(count):
        start, work = time.perf_counter(), time.process_time()
        result = act()
        return Taken(time.perf_counter() - start, time.process_time() - work, count.queries, result)


class QueryCount:
    """Counts statements without keeping them: Django's own capture writes every parameter out and takes longer."""

    def __init__(self) -> None:
        self.queries = 0

    def __call__(self, execute, sql, params, many, context):
        self.queries += not sql.startswith(NOT_COUNTED)
        return execute(sql, params, many, context)


def median_of_three(act: Callable[[], Any]) -> Taken:
    """Do it three times after one warm-up; return the one in the middle."""
    act()
    return sorted((timed(act) for _ in range(3)), key=lambda taken: taken.seconds)[1]
