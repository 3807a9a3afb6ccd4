"""Arithmetic and naming of documents: exact shares, bars, and how a Party body is named on paper.

Layout of documents: QĐ 399-QĐ/TW and HD 05-HD/VPTW. Standard library only.
"""

import datetime
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import IntEnum
from itertools import pairwise
from typing import Final

from emulation.rules import Step

TERM: Final = 5  # years, from the congress of the base organisations (2020, 2025, 2030 …)
CODE_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O, U: read aloud and typed from paper
CODE_LENGTH: Final = 10  # fifty bits of chance, said nowhere but on the document
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1"})
BAR: Final = 1000  # a bar is this many units wide, whatever it shows

# How the organisation of a committee is called where the committee gives its name ("ủy" comes spelled both ways).
_ORGANISATIONS: Final = (
    (re.compile(r"^đảng (ủy|uỷ)\b", re.I), "Đảng bộ"),
    (re.compile(r"^tỉnh (ủy|uỷ)\b", re.I), "Đảng bộ tỉnh"),
    (re.compile(r"^thành (ủy|uỷ)\b", re.I), "Đảng bộ thành phố"),
)
_TONED: Final = re.compile(r"\b(ủy|uỷ)\b", re.I)
_OLD_TONE: Final = str.maketrans({"U": "Ủ", "u": "ủ", "Ỷ": "Y", "ỷ": "y"})
_NEW_TONE: Final = str.maketrans({"Ủ": "U", "ủ": "u", "Y": "Ỷ", "y": "ỷ"})
_NUMBERED: Final = re.compile(r"^(?:số\s*)?0*([1-9]\d{0,4})\s*(-\s*[^\W\d_]{1,8}\s*/\s*[\w.\-]{1,20})$", re.I)
_IN_PLACE: Final = re.compile(r"^\s*K\s*[./]?\s*T\b", re.I)
ON_BEHALF: Final = "T/M "
# What an office may choose on paper: mm and pt, both borders allowed (HD 05-HD/VPTW; HD 36-HD/VPTW before it).
LIMITS: Final = {
    "margin_top": (10, 35),
    "margin_bottom": (10, 35),
    "margin_left": (20, 40),
    "margin_right": (10, 25),
    "head_size": (12, 14),
    "title_size": (13, 18),
    "body_size": (12, 16),
    "first_line": (0, 20),
    "line_spacing": (15, 24),
    "recipients_size": (10, 14),
    "page_number_size": (10, 14),
}
LEADING: Final = 2  # pt at least between the size of the text and its exact line spacing

_ORGANISATION: Final = re.compile(r"^đảng bộ\b", re.I)
_BODY: Final = re.compile(r"^(đảng (ủy|uỷ|bộ)|tỉnh (ủy|uỷ)|thành (ủy|uỷ))\s+", re.I)
_RANK: Final = re.compile(r"^(phường|xã|thị trấn|đặc khu|thành phố|tỉnh)\s+", re.I)


def percent(part: int, whole: int) -> Decimal | None:
    """The share in per cent, two decimals, halves up; None where there is no base."""
    if not whole:
        return None
    hundredths = (2 * 10_000 * part + whole) // (2 * whole)
    return Decimal(hundredths).scaleb(-2)


def adds_to_hundred(shares: Iterable[Decimal | None]) -> bool:
    """Whether the rounded shares still add to exactly 100,00."""
    return sum((share or Decimal(0) for share in shares), Decimal(0)) == 100


def bars(counts: Sequence[int], width: int = BAR) -> list[tuple[int, int]]:
    """Start and width of each part of a stacked bar in whole units; together exactly the width, or empty."""
    total, edges, so_far = sum(counts), [0], 0
    for count in counts:
        so_far += count
        edges.append((2 * width * so_far + total) // (2 * total) if total else 0)
    return [(left, right - left) for left, right in pairwise(edges)]


def organisation_of(committee: str) -> str:
    """The organisation a committee leads: 'Đảng ủy phường An Hải' → 'Đảng bộ phường An Hải'."""
    for pattern, name in _ORGANISATIONS:
        if pattern.match(committee):
            return pattern.sub(name, committee, count=1)
    return committee


def body_of(unit: str) -> str:
    """The body that signs: 'Đảng bộ phường An Hải' → 'Đảng ủy phường An Hải'; other names stay."""
    return _ORGANISATION.sub("Đảng ủy", unit, count=1)


def place_of(committee: str) -> str:
    """The place in the date line: 'Đảng ủy phường An Hải' → 'An Hải'."""
    return _RANK.sub("", _BODY.sub("", committee))


def day_and_month(day: datetime.date) -> tuple[str, str]:
    """Day and month of the date line: days below ten and the months one and two with a leading zero."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}", month


def term_of(day: datetime.date) -> int:
    """The first year of the term a document of the day is numbered in: 2026 → 2025."""
    return day.year - day.year % TERM


def term_ends(first: int) -> int:
    """The year in which the term that begins in `first` ends: 2025 → 2030."""
    return first + TERM


def written_number(number: int, symbol: str) -> str:
    """The number as a Party document carries it, below ten with a leading zero: 5, "-BC/ĐU" → "05-BC/ĐU"."""
    return f"{number:02d}{symbol}"


def read_number(written: str) -> tuple[int, str] | None:
    """The number and symbol of what an office wrote: "Số 05 - QĐ/ĐU" → (5, "-QĐ/ĐU"); None where it is no such."""
    found = _NUMBERED.match(written.strip())
    return (int(found[1]), re.sub(r"\s", "", found[2])) if found else None


def toned(words: str, *, new: bool) -> str:
    """Our own words with ỦY or UỶ as the office writes it: the syllable alone, every other word as it stands."""
    table = _NEW_TONE if new else _OLD_TONE
    return _TONED.sub(lambda found: found[0].translate(table), words)


def is_in_place(words: str) -> bool:
    """Whether a signature is K/T, in place of another: a collective body has nobody to stand in for."""
    return bool(_IN_PLACE.match(words))


def read_code(typed: str) -> str:
    """The code as typed from paper: spaces, dashes and small letters are forgiven, and letters taken for digits."""
    return re.sub(r"[\s.\-–]", "", typed).upper().translate(_MISREAD)


class JobState(IntEnum):
    """States of a job, ordered; from DONE on it has ended."""

    QUEUED = 10
    RUNNING = 20
    DONE = 30
    FAILED = 40
    CANCELLED = 50


_J = JobState
MOST_ATTEMPTS: Final = 3  # a job that has taken so many workers down with it is not tried again
# The owner cancels, asks to stop and retries; the others are steps of whoever runs it.
JOB_STEPS: Final[Mapping[str, Step]] = {
    step.act: step
    for step in (
        Step("claim", frozenset({_J.QUEUED}), _J.RUNNING),
        Step("finish", frozenset({_J.RUNNING}), _J.DONE),
        Step("fail", frozenset({_J.RUNNING}), _J.FAILED),
        Step("release", frozenset({_J.RUNNING}), _J.QUEUED),
        Step("stop", frozenset({_J.RUNNING}), _J.CANCELLED),
        Step("cancel", frozenset({_J.QUEUED}), _J.CANCELLED),
        Step("ask_to_stop", frozenset({_J.RUNNING}), None),
        Step("retry", frozenset({_J.FAILED, _J.CANCELLED}), _J.QUEUED),
    )
}


def abandoned(attempts: int, *, is_cancelled: bool) -> str:
    """Name the step of a job whose worker is gone: stopped if that was asked for, tried again, or given up."""
    if is_cancelled:
        return "stop"
    return "fail" if attempts >= MOST_ATTEMPTS else "release"
