"""Charts drawn on the server: where each point and bar stands in the chart's own box, and the same in words.

Exact: places are whole units of the box, counted from fractions. The templates `components/_chart_line.html` and
`components/_chart_bars.html` draw them, on the screen and on paper, with the table of the same figures beside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .text import figure

WIDTH, HEIGHT = 480, 260  # the box of a line chart
LEFT, RIGHT, TOP, BOTTOM = 72, 16, 28, 40  # room for the words around it
BAR = 1000  # the longest bar
STEPS = (1, 2, 5)
GRID_LINES = 4


@dataclass(frozen=True)
class Point:
    """One reading: what stands under it (a day, a month) and its figure."""

    label: str
    value: Decimal


@dataclass(frozen=True)
class Mark:
    """A point, a line of the grid or a reference where it stands; `said` is its figure in words."""

    x: int
    y: int
    label: str
    said: str


@dataclass(frozen=True)
class LineChart:
    """A line through dated readings, with the lines of where it began and what is to be reached."""

    title: str
    description: str
    points: str
    marks: tuple[Mark, ...]
    grid: tuple[Mark, ...]
    references: tuple[Mark, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    floor: int = HEIGHT - BOTTOM


@dataclass(frozen=True)
class Bar:
    """One bar: whose, how long of 1000, its figure in words; where a click leads; a state's code for its colour."""

    label: str
    width: int
    said: str
    url: str = ""
    code: str = ""


@dataclass(frozen=True)
class BarChart:
    """Bars of the same scale, one under another."""

    title: str
    description: str
    bars: tuple[Bar, ...]


def line_chart(
    title: str | Promise,
    readings: Sequence[Point],
    *,
    references: Sequence[Point] = (),
    unit: str = "",
) -> LineChart | None:
    """Draw readings in their order, with `references` (baseline, target) as level lines; None without a reading."""
    if not readings:
        return None
    low, high, step = _scale([point.value for point in (*readings, *references)])
    marks = tuple(
        Mark(_across(at, len(readings)), _up(point.value, low, high), point.label, _said(point.value, unit))
        for at, point in enumerate(readings)
    )
    level = [_level(one, _up(one.value, low, high), marks, unit) for one in references]
    grid = [Mark(LEFT, _up(value, low, high), "", figure(value)) for value in _ladder(low, high, step)]
    line = " ".join(f"{mark.x},{mark.y}" for mark in marks)
    return LineChart(str(title), _described(marks, level), line, marks, tuple(grid), tuple(level))


def bar_chart(
    title: str | Promise, rows: Sequence[tuple[str, Decimal, str, str, str]], *, whole: Decimal | None = None
) -> BarChart:
    """Draw rows of (label, value, value in words, address or "", code or ""); `whole` is the full length, else the
    largest value. A value below nought has no bar."""
    full = Fraction(whole if whole is not None else max((row[1] for row in rows), default=0))
    bars = tuple(Bar(label, _long(value, full), said, url, code) for label, value, said, url, code in rows)
    return BarChart(str(title), "; ".join(f"{bar.label}: {bar.said}" for bar in bars) + ".", bars)


def _level(one: Point, y: int, marks: Sequence[Mark], unit: str) -> Mark:
    """Return a level line with its words at the end from which the readings are farther."""
    at_left = abs(y - marks[0].y) > abs(y - marks[-1].y)
    return Mark(LEFT if at_left else WIDTH - RIGHT, y, one.label, _said(one.value, unit))


def _long(value: Decimal, full: Fraction) -> int:
    return min(BAR, max(0, round(Fraction(value) * BAR / full))) if full > 0 else 0


def _said(value: Decimal, unit: str) -> str:
    return f"{figure(value)} {unit}".strip()


def _described(marks: Sequence[Mark], references: Sequence[Mark]) -> str:
    parts = [f"{mark.label}: {mark.said}" for mark in (*marks, *references)]
    return _("Readings: %(count)d. %(parts)s.") % {"count": len(marks), "parts": "; ".join(parts)}


def _scale(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """Return the lowest and highest line of the grid and the step between, in round figures around the values."""
    low, high = min(values), max(values)
    step = _round_step((high - low) / GRID_LINES)
    bottom = (low // step) * step if low >= 0 else -((-low // step) + 1) * step
    top = bottom
    while top < high or top == bottom:
        top += step
    return bottom, top, step


def _round_step(least: Decimal) -> Decimal:
    """Return the first of 1, 2, 5, 10, … (or of their tenths) that is not below `least`; 1 for no distance."""
    if least <= 0:
        return Decimal(1)
    power = Decimal(1).scaleb(least.adjusted())
    return next(power * step for step in (*STEPS, 10) if power * step >= least)


def _ladder(low: Decimal, high: Decimal, step: Decimal) -> list[Decimal]:
    return [low + step * at for at in range(int((high - low) / step) + 1)]


def _across(at: int, count: int) -> int:
    room = WIDTH - LEFT - RIGHT
    return LEFT + (room // 2 if count == 1 else round(Fraction(room * at, count - 1)))


def _up(value: Decimal, low: Decimal, high: Decimal) -> int:
    room = HEIGHT - TOP - BOTTOM
    return HEIGHT - BOTTOM - round(Fraction(value - low) * room / Fraction(high - low))
