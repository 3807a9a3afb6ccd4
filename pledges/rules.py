"""The pledge's life as a table of steps, what a complete item has, and what came of a whole pledge.

Source: practice of the yearly registration under CT 05-CT/TW and KL 01-KL/TW; no central rule fixes it.
Pure functions, standard library only.
"""

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from emulation.rules import Step


class PledgeState(IntEnum):
    """Ordered: what is further along is greater."""

    DRAFT = 10
    RETURNED = 15
    SUBMITTED = 20
    CONFIRMED = 30


OPEN = frozenset({PledgeState.DRAFT, PledgeState.RETURNED})

STEPS = {
    step.act: step
    for step in (
        Step("write", OPEN, None),
        Step("submit", OPEN, PledgeState.SUBMITTED),
        Step("return", frozenset({PledgeState.SUBMITTED}), PledgeState.RETURNED),
        Step("confirm", frozenset({PledgeState.SUBMITTED}), PledgeState.CONFIRMED),
        Step("report", frozenset({PledgeState.CONFIRMED}), None),
    )
}


@dataclass(frozen=True)
class ItemDraft:
    """The words of one item before they are stored."""

    group: str
    deed: str = ""
    measure: str = ""
    method: str = ""
    due_on: datetime.date | None = None

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed; a group or a date alone is nothing."""
        return not (self.deed or self.measure or self.method)


class Lack(StrEnum):
    """What keeps a pledge from being submitted."""

    NO_ITEM = "no_item"
    NO_DEED = "no_deed"
    NO_MEASURE = "no_measure"
    NO_DUE_DATE = "no_due_date"
    DUE_OUTSIDE_YEAR = "due_outside_year"


def lacks_of(item: ItemDraft, year: int) -> tuple[Lack, ...]:
    """Return what one item lacks: a deed, a measure, a due date within the year."""
    found = []
    if not item.deed:
        found.append(Lack.NO_DEED)
    if not item.measure:
        found.append(Lack.NO_MEASURE)
    if item.due_on is None:
        found.append(Lack.NO_DUE_DATE)
    elif item.due_on.year != year:
        found.append(Lack.DUE_OUTSIDE_YEAR)
    return tuple(found)


def lacks(items: Sequence[ItemDraft], year: int) -> tuple[tuple[int, Lack], ...]:
    """Return (number from 1, what it lacks) for a whole pledge; (0, NO_ITEM) when there is no item."""
    if not items:
        return ((0, Lack.NO_ITEM),)
    return tuple((number, lack) for number, item in enumerate(items, start=1) for lack in lacks_of(item, year))


def counting_day(year: int, on: datetime.date) -> datetime.date:
    """Return the day whose membership counts for a year: today, or the year's nearest end when today lies outside."""
    return min(max(on, datetime.date(year, 1, 1)), datetime.date(year, 12, 31))


def day_of_year(year: int, month: int, day: int) -> datetime.date:
    """Return the day in the year; the month's last day where the month is shorter."""
    return datetime.date(year, month, min(day, calendar.monthrange(year, month)[1]))


def carried_over(last_year: Iterable[tuple[ItemDraft, str]], year: int) -> tuple[ItemDraft, ...]:
    """Return last year's items for this year: those not kept in full first; each due on the same day of this year."""
    ordered = sorted(last_year, key=lambda pair: pair[1] == "KEPT")
    return tuple(_moved(item, year) for item, _outcome in ordered)


def _moved(item: ItemDraft, year: int) -> ItemDraft:
    if item.due_on is None:
        return item
    return replace(item, due_on=day_of_year(year, item.due_on.month, item.due_on.day))


class Fulfilment(StrEnum):
    """What came of a whole pledge."""

    ALL = "all"
    PARTLY = "partly"
    NOT = "not"
    NO_RESULT = "no_result"


def fulfilment(items: int, kept: int, not_kept: int, reported: int) -> Fulfilment:
    """Judge a confirmed pledge by its items: all kept, none kept, something between, or a result still missing."""
    if items == 0 or reported < items:
        return Fulfilment.NO_RESULT
    if kept == items:
        return Fulfilment.ALL
    return Fulfilment.NOT if not_kept == items else Fulfilment.PARTLY


def percent(part: int, whole: int) -> int:
    """Return the share in whole percent, halves up; 0 of 0 is 0."""
    return (200 * part + whole) // (2 * whole) if whole else 0
