"""Who is reviewed and rated at a cell on the cut-off date (QĐ 366-QĐ/TW Art. 5; rows P1 to P7)."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

NEW_MEMBER_MONTHS: Final = 6  # Art. 5: admitted less than six months before the review


class Participation(StrEnum):
    """Whether a member is rated at this cell this year."""

    REQUIRED = "REQUIRED"
    EXEMPT = "EXEMPT"
    SUSPENDED = "SUSPENDED"
    NEW_UNDER_6M = "NEW_UNDER_6M"
    TEMPORARY_HERE = "TEMPORARY_HERE"
    GONE = "GONE"  # no row decides it: who has left the list before the cut-off date is not looked at


class Reason(StrEnum):
    """The row that decided; NO_DATE is P7 for a member whose admission date is not on file."""

    EXEMPT = "P1"
    SUSPENDED = "P2"
    NEW = "P3"
    TEMPORARY_HERE = "P4"
    AWAY = "P5"
    REDUCED = "P6"
    ORDINARY = "P7"
    NO_DATE = "NO_DATE"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` to `end`, both included; without an end it still runs."""

    start: date
    end: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day and (self.end is None or day <= self.end)

    def days_within(self, first: date, last: date) -> int:
        """How many of its days lie between the two, both included."""
        start, end = max(self.start, first), last if self.end is None else min(self.end, last)
        return max((end - start).days + 1, 0)


@dataclass(frozen=True, slots=True)
class CellStay:
    """A permanent membership: in which cell, for how long."""

    cell: int
    period: Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The facts about one member at one cell that decide participation."""

    admitted: date | None
    exempt: tuple[Period, ...] = ()
    suspended: tuple[Period, ...] = ()
    temporary_here: bool = False
    away: bool = False
    comment_received: bool = False
    comment_waived: bool = False
    long_sick: bool = False  # three months or more in the year, added up
    maternity: bool = False


@dataclass(frozen=True, slots=True)
class ParticipationResult:
    """The outcome, and what the cell must still mind: a reduced basis, a comment that is missing."""

    status: Participation
    reduced_basis: bool
    awaits_comment: bool
    reason_code: Reason

    @property
    def is_rated(self) -> bool:
        """Whether the member gets a level at this cell."""
        return self.status is Participation.REQUIRED


def looked_at_on(cut_off: date, held_on: date | None, *, at_the_meeting: bool) -> date:
    """A-15: the day on which rows P1 to P3 are looked at: the cut-off date, or the cell's meeting once it is known."""
    return held_on if at_the_meeting and held_on else cut_off


def longest_cell(stays: Iterable[CellStay], first: date, cut_off: date) -> int | None:
    """A-16: the cell with most days from the first to the cut-off date; of equals the later one. None without any."""
    days: dict[int, int] = {}
    for stay in sorted(stays, key=lambda stay: stay.period.start, reverse=True):
        days[stay.cell] = days.get(stay.cell, 0) + stay.period.days_within(first, cut_off)
    return max(days, key=days.__getitem__, default=None)


def participation(facts: Standing, cut_off: date, new_member_months: int = NEW_MEMBER_MONTHS) -> ParticipationResult:
    """Decide who is rated here on the cut-off date; the first row that matches wins."""
    for status, reason, holds in _exclusions(facts, cut_off, new_member_months):
        if holds:
            owes_comment = status is Participation.TEMPORARY_HERE and not _comment_settled(facts)
            return ParticipationResult(status, False, owes_comment, reason)
    reduced = facts.long_sick or facts.maternity
    awaits = facts.away and not _comment_settled(facts)
    return ParticipationResult(Participation.REQUIRED, reduced, awaits, _required_reason(facts, reduced))


def _exclusions(
    facts: Standing, cut_off: date, new_member_months: int
) -> tuple[tuple[Participation, Reason, bool], ...]:
    """Rows P1 to P4 with whether each holds."""
    return (
        (Participation.EXEMPT, Reason.EXEMPT, _any_covers(facts.exempt, cut_off)),
        (Participation.SUSPENDED, Reason.SUSPENDED, _any_covers(facts.suspended, cut_off)),
        (Participation.NEW_UNDER_6M, Reason.NEW, is_new(facts.admitted, cut_off, new_member_months)),
        (Participation.TEMPORARY_HERE, Reason.TEMPORARY_HERE, facts.temporary_here),
    )


def _required_reason(facts: Standing, reduced: bool) -> Reason:
    """Rows P5 to P7."""
    if facts.away:
        return Reason.AWAY
    if reduced:
        return Reason.REDUCED
    return Reason.NO_DATE if facts.admitted is None else Reason.ORDINARY


def is_new(admitted: date | None, cut_off: date, months: int = NEW_MEMBER_MONTHS) -> bool:
    """Whether so many calendar months have not yet passed; an unknown date never excludes anybody."""
    return admitted is not None and add_months(admitted, months) > cut_off


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _any_covers(periods: Iterable[Period], day: date) -> bool:
    return any(period.covers(day) for period in periods)


def _comment_settled(facts: Standing) -> bool:
    return facts.comment_received or facts.comment_waived
