"""The short code at the corner of a sheet of paper: what kind of record, its number, and a letter that finds a typo.

Nothing in it says anything about a person. Standard library only.

The letter is the weighted sum of what stands before it, modulo 23: one digit typed wrongly, or two beside each other
exchanged, always give another letter.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

LETTERS: Final = "ABCDEFGHJKMNPQRSTUVWXYZ"  # 23, without those that are taken for a digit
PERIODS: Final = 12
YEARS: Final = 200  # from 2000
FIRST_YEAR: Final = 2000
LONGEST: Final = 15  # digits: what any column of keys can hold, with the month or the year beside it
_WRITTEN: Final = re.compile(r"([A-Z])([0-9]{1,15})([A-Z])")


class CodeKind(StrEnum):
    """What a sheet is about; the letter stands first in its code."""

    PLEDGE = "K"
    CHECK_IN = "T"
    HALF_YEAR = "S"
    START = "D"


class BadCode(ValueError):
    """The code was mistyped, or is none of ours."""


@dataclass(frozen=True)
class Target:
    """Where a code leads: the key of a pledge, or of a membership for a pledge to start; the month or the year with it.

    `more` is the last month of the period of a progress report, the year of a pledge to start, otherwise 0.
    """

    kind: CodeKind
    key: int
    more: int = 0


def write_code(target: Target) -> str:
    """Return the code as it is printed: K-1234-R."""
    number = _number(target)
    return f"{target.kind}-{number}-{_letter(target.kind, str(number))}"


def read_code(text: str) -> Target:
    """Return where a typed code leads, whatever stands between its parts; raises BadCode."""
    found = _WRITTEN.fullmatch(re.sub(r"[\s.\-–]", "", text[:60]).upper())
    if not found or found[1] not in set(CodeKind) or _letter(found[1], found[2]) != found[3]:
        raise BadCode(text)
    return _target(CodeKind(found[1]), int(found[2]))


def _number(target: Target) -> int:
    if target.kind == CodeKind.CHECK_IN:
        return target.key * PERIODS + target.more - 1
    if target.kind == CodeKind.START:
        return target.key * YEARS + target.more - FIRST_YEAR
    return target.key


def _target(kind: CodeKind, number: int) -> Target:
    if kind == CodeKind.CHECK_IN:
        key, month = divmod(number, PERIODS)
        return Target(kind, key, month + 1)
    if kind == CodeKind.START:
        key, year = divmod(number, YEARS)
        return Target(kind, key, year + FIRST_YEAR)
    return Target(kind, number)


def _letter(kind: str, digits: str) -> str:
    """Weights are powers of two counted from the end: no two beside each other are alike, and 23 has no part in any."""
    total = LETTERS.index(kind) * pow(2, len(digits) + 1, len(LETTERS))
    total += sum(int(digit) * pow(2, place, len(LETTERS)) for place, digit in enumerate(reversed(digits), start=1))
    return LETTERS[total % len(LETTERS)]
