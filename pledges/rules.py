"""The pledge's life as a table of steps, what a complete item has, and what came of a whole pledge.

Source: practice of the yearly registration under CT 05-CT/TW and KL 01-KL/TW; no central rule fixes it.
Pure functions, standard library only.
"""

import calendar
import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Final

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
        Step("check_in", frozenset({PledgeState.CONFIRMED}), None),
        Step("report", frozenset({PledgeState.CONFIRMED}), None),
        Step("change", frozenset({PledgeState.CONFIRMED}), None),
        Step("post", frozenset({PledgeState.CONFIRMED}), None),
    )
}


class ChangeState(IntEnum):
    """States of a change to a confirmed pledge, ordered; until it is agreed the confirmed text holds."""

    DRAFT = 10
    RETURNED = 15
    SUBMITTED = 20
    AGREED = 30
    WITHDRAWN = 40


CHANGE_OPEN = frozenset({ChangeState.DRAFT, ChangeState.RETURNED})

CHANGE_STEPS = {
    step.act: step
    for step in (
        Step("write", CHANGE_OPEN, None),
        Step("submit", CHANGE_OPEN, ChangeState.SUBMITTED),
        Step("return", frozenset({ChangeState.SUBMITTED}), ChangeState.RETURNED),
        Step("agree", frozenset({ChangeState.SUBMITTED}), ChangeState.AGREED),
        Step("withdraw", CHANGE_OPEN | {ChangeState.SUBMITTED}, ChangeState.WITHDRAWN),
    )
}


class BoardAudience(IntEnum):
    """Who reads a posted pledge; what is further along reaches more people."""

    NOBODY = 0
    CELL = 10
    WARD = 20
    SIGNED_IN = 30
    OPEN = 40


SATISFIED: Final = frozenset({4, 5})  # of a rating from 1 to 5


def satisfied(counts: Mapping[int, int]) -> Fraction | None:
    """Return the share of ratings of 4 and 5 among {rating: how often}; None without a rating."""
    total = sum(counts.values())
    return Fraction(sum(number for option, number in counts.items() if option in SATISFIED), total) if total else None


class MeasureKind(StrEnum):
    """What an item is measured in; WORDS: judged by a person from what is said."""

    WORDS = "WORDS"
    YES_NO = "YES_NO"
    COUNT = "COUNT"
    PERCENT = "PERCENT"
    AMOUNT = "AMOUNT"


IN_NUMBERS: Final = frozenset({MeasureKind.COUNT, MeasureKind.PERCENT, MeasureKind.AMOUNT})


@dataclass(frozen=True)
class ItemDraft:
    """The words of one item before they are stored, and how it is measured.

    `baseline` is where it stands at the beginning, `target` what is to be reached; `counted_in` names what is counted.
    """

    group: str
    deed: str = ""
    measure: str = ""
    method: str = ""
    due_on: datetime.date | None = None
    measure_kind: str = MeasureKind.WORDS
    baseline: Decimal | None = None
    target: Decimal | None = None
    counted_in: str = ""
    shown_by: str = ""
    is_for_term: bool = False

    @property
    def is_blank(self) -> bool:
        """Say whether nothing was typed; a group or a date alone is nothing."""
        return not (self.deed or self.measure or self.method)

    @property
    def is_measured(self) -> bool:
        """Say whether it can be told from the item when it is kept."""
        return bool(self.measure) or self.measure_kind == MeasureKind.YES_NO or self.target is not None


class Lack(StrEnum):
    """What keeps a pledge from being submitted."""

    NO_ITEM = "no_item"
    NO_DEED = "no_deed"
    NO_MEASURE = "no_measure"
    NO_DUE_DATE = "no_due_date"
    DUE_OUTSIDE_YEAR = "due_outside_year"


def lacks_of(item: ItemDraft, year: int) -> tuple[Lack, ...]:
    """Return what one item lacks: a deed, a measure, a due date within the year; for the whole term it may be later."""
    found = []
    if not item.deed:
        found.append(Lack.NO_DEED)
    if not item.is_measured:
        found.append(Lack.NO_MEASURE)
    if item.due_on is None:
        found.append(Lack.NO_DUE_DATE)
    elif item.due_on.year < year or (item.due_on.year > year and not item.is_for_term):
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


class Origin(StrEnum):
    """Why an item is offered to begin with, in the order in which they are offered."""

    FAULT = "FAULT"
    TERM = "TERM"
    UNFINISHED = "UNFINISHED"
    KEPT = "KEPT"


@dataclass(frozen=True)
class Carried:
    """An item to begin with, and why it is offered."""

    item: ItemDraft
    origin: Origin


def carried_over(last_year: Iterable[tuple[ItemDraft, str]], year: int) -> tuple[Carried, ...]:
    """Return last year's items for this year: the whole-term part as it is, those not kept in full, then the rest.

    Each is due on the same day of this year; what the whole-term part is due on later stays.
    """
    found = [Carried(_moved(item, year), _origin(item, outcome)) for item, outcome in last_year]
    return tuple(sorted(found, key=lambda one: tuple(Origin).index(one.origin)))


def _origin(item: ItemDraft, outcome: str) -> Origin:
    if item.is_for_term:
        return Origin.TERM
    return Origin.KEPT if outcome == "KEPT" else Origin.UNFINISHED


def _moved(item: ItemDraft, year: int) -> ItemDraft:
    if item.due_on is None or (item.is_for_term and item.due_on.year >= year):
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


class Confidence(StrEnum):
    """How sure somebody is of keeping an item, best first."""

    ON_TRACK = "ON_TRACK"
    AT_RISK = "AT_RISK"
    OFF = "OFF"


PERIODS: Final = {"MONTH": tuple(range(1, 13)), "QUARTER": (3, 6, 9, 12), "NEVER": ()}
LENGTH: Final = {"MONTH": 1, "QUARTER": 3}


def period_days(every: str, year: int, month: int) -> tuple[datetime.date, datetime.date]:
    """Return the first and the last day of the period that ends with the month."""
    return datetime.date(year, month - LENGTH[every] + 1, 1), day_of_year(year, month, 31)


def periods_begun(every: str, year: int, on: datetime.date) -> tuple[int, ...]:
    """Return the periods, by their last month, that have begun on the day: the last of them may be running still."""
    return tuple(month for month in PERIODS[every] if period_days(every, year, month)[0] <= on)


def periods_over(every: str, year: int, on: datetime.date) -> tuple[int, ...]:
    """Return the periods, by their last month, that are over on the day."""
    return tuple(month for month in PERIODS[every] if period_days(every, year, month)[1] < on)


def half_year_begins(year: int) -> datetime.date:
    """Return the day from which the half of the year is looked back on: the first of June."""
    return datetime.date(year, 6, 1)


class Impossible(StrEnum):
    """Why a figure cannot be one of its measure."""

    ABOVE_100 = "above_100"
    NEITHER = "neither"


def impossible(kind: str, value: Decimal | None) -> Impossible | None:
    """Tell why a figure cannot be: a percentage above 100, neither 0 nor 1 for done or not done; None when it can."""
    if value is None:
        return None
    if kind == MeasureKind.PERCENT and value > 100:
        return Impossible.ABOVE_100
    return Impossible.NEITHER if kind == MeasureKind.YES_NO and value not in (0, 1) else None


@dataclass(frozen=True)
class Proposed:
    """What the figures say came of an item, in codes; `value` is the last one reported."""

    outcome: str
    value: Decimal


def proposed_outcome(item: ItemDraft, value: Decimal | None) -> Proposed | None:
    """Tell from the last figure whether an item is kept, in part or not; None where figures cannot tell.

    The way from the baseline to the target may lead up or down; without a baseline it leads up from nothing.
    """
    if value is None:
        return None
    if item.measure_kind == MeasureKind.YES_NO:
        return Proposed("KEPT" if value else "NOT_KEPT", value)
    if item.target is None or item.measure_kind not in IN_NUMBERS:
        return None
    start = item.baseline or Decimal(0)
    sign = -1 if item.baseline is not None and item.target < item.baseline else 1
    if sign * (value - item.target) >= 0:
        return Proposed("KEPT", value)
    return Proposed("PARTLY" if sign * (value - start) > 0 else "NOT_KEPT", value)


@dataclass(frozen=True)
class Compared:
    """One item in two versions: None where it is not yet there or no longer; `changed` names the fields that differ."""

    before: ItemDraft | None
    after: ItemDraft | None
    changed: tuple[str, ...] = ()


Texts = Sequence[tuple[int | None, ItemDraft]]  # the words of a pledge, each with the key of its item


def compare(before: Texts, after: Texts) -> tuple[Compared, ...]:
    """Return each item of two versions side by side, matched by key: those of the later one, then those left out."""
    old, kept = dict(before), {key for key, _item in after}
    pairs = [Compared(found, item, _differing(found, item)) for key, item in after for found in [old.get(key)]]
    return tuple(pairs) + tuple(Compared(item, None) for key, item in before if key not in kept)


def _differing(before: ItemDraft | None, after: ItemDraft) -> tuple[str, ...]:
    if before is None:
        return ()
    return tuple(one.name for one in fields(after) if getattr(before, one.name) != getattr(after, one.name))
