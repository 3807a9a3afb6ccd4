"""The movement of a roster over a period: opening + increase - decrease = closing (form 1-BTCTW, parts A-D).

Pure, standard library only. Everything is read off memberships for good; guests are on no roster but their own cell's.
"""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

DAY = datetime.timedelta(days=1)
LISTED = "LISTED"  # here when the cell's list began: part of the opening, no increase
ARRIVALS = ("ADMITTED", "FROM_FAR", "FROM_NEAR", "MOVED", "RESTORED", "REORGANISED")
DEPARTURES = ("DIED", "EXPELLED", "REMOVED", "LEFT", "TO_FAR", "TO_NEAR", "MOVED", "REORGANISED")


class FaultCode(StrEnum):
    """Why a roster cannot be reconciled."""

    NO_ARRIVAL = "NO_ARRIVAL"
    NO_DEPARTURE = "NO_DEPARTURE"
    OVERLAP = "OVERLAP"
    BEFORE_ADMISSION = "BEFORE_ADMISSION"
    CELL_CLOSED = "CELL_CLOSED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spell:
    """One membership for good; `cell_until` is the last day of its cell, where that has been closed."""

    membership: int
    member: int
    cell: int
    begins: datetime.date
    ends: datetime.date | None = None
    arrival: str = ""
    departure: str = ""
    admitted: datetime.date | None = None
    official: datetime.date | None = None
    is_woman: bool = False
    cell_until: datetime.date | None = None

    def is_official_on(self, day: datetime.date) -> bool:
        return self.official is not None and self.official <= day

    def holds_on(self, day: datetime.date) -> bool:
        return self.begins <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many, and how many of them are official, provisional, women."""

    total: int = 0
    official: int = 0
    provisional: int = 0
    women: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(mine + theirs for mine, theirs in zip(self.numbers, other.numbers, strict=True)))

    def __sub__(self, other: "Tally") -> "Tally":
        return Tally(*(mine - theirs for mine, theirs in zip(self.numbers, other.numbers, strict=True)))

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        return self.total, self.official, self.provisional, self.women


NONE = Tally()


@dataclass(frozen=True, slots=True)
class Fault:
    """One row of the roster that keeps it from reconciling; `other` is the second row of an overlap."""

    code: FaultCode
    spell: Spell
    other: Spell | None = None


@dataclass(frozen=True, slots=True)
class Movement:
    """Parts A to D of the form; `made_official` moves from one column to the other without changing a total."""

    opening: Tally = NONE
    increases: Mapping[str, Tally] = field(default_factory=dict)
    decreases: Mapping[str, Tally] = field(default_factory=dict)
    closing: Tally = NONE
    made_official: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def increase(self) -> Tally:
        return sum(self.increases.values(), NONE)

    @property
    def decrease(self) -> Tally:
        return sum(self.decreases.values(), NONE)

    @property
    def difference(self) -> Tally:
        """What of the closing the form does not explain: D - (A + B - C), those made official counted over."""
        confirmed = Tally(0, self.made_official, -self.made_official, 0)
        return self.closing - (self.opening + self.increase - self.decrease + confirmed)

    @property
    def reconciles(self) -> bool:
        return self.difference == NONE


@dataclass(frozen=True, slots=True)
class _Presence:
    """Memberships without a day between: within the unit looked at nothing happened where one follows another."""

    spells: tuple[Spell, ...]
    is_return: bool

    @property
    def begins(self) -> datetime.date:
        return self.spells[0].begins

    @property
    def ends(self) -> datetime.date | None:
        return self.spells[-1].ends

    @property
    def arrival(self) -> str:
        """How it began; a list cannot begin with somebody who had left."""
        arrival = self.spells[0].arrival
        return "" if self.is_return and arrival == LISTED else arrival

    @property
    def departure(self) -> str:
        return self.spells[-1].departure

    def came_in(self, first: datetime.date, last: datetime.date) -> bool:
        return first <= self.begins <= last

    def went_in(self, first: datetime.date, last: datetime.date) -> bool:
        """Whoever leaves at the end of a day is still on that day's list, and gone the day after."""
        return self.ends is not None and first - DAY <= self.ends < last


def movement(spells: Iterable[Spell], first: datetime.date, last: datetime.date) -> Movement:
    """Count the roster of a unit from the first to the last day, both included; the spells are those of its tree."""
    spells = list(spells)
    present, before = list(_presences(spells)), first - DAY
    came: dict[str, Tally] = {}
    went: dict[str, Tally] = {}
    listed = NONE
    for one in present:
        if one.came_in(first, last) and one.arrival == LISTED:
            listed += _one(one, one.begins)
        elif one.came_in(first, last):
            _count(came, ARRIVALS, one.arrival, _one(one, one.begins))
        if one.went_in(first, last):
            _count(went, DEPARTURES, one.departure, _one(one, one.ends))
    confirmed = sum(_was_confirmed(one, before, last) for one in present)
    found = tuple(faults(spells, first, last))
    return Movement(_on(present, before) + listed, came, went, _on(present, last), confirmed, found)


def faults(spells: Iterable[Spell], first: datetime.date, last: datetime.date) -> Iterator[Fault]:
    """Name the memberships that touch the period and cannot be right, or do not say how they began or ended."""
    for own in _by_member(spells):
        yield from _overlaps(own, first, last)
        yield from _contradictions(own, first, last)
    for one in _presences(spells):
        if one.came_in(first, last) and one.arrival not in (LISTED, *ARRIVALS):
            yield Fault(FaultCode.NO_ARRIVAL, one.spells[0])
        if one.went_in(first, last) and one.departure not in DEPARTURES:
            yield Fault(FaultCode.NO_DEPARTURE, one.spells[-1])


def _presences(spells: Iterable[Spell]) -> Iterator[_Presence]:
    for own in _by_member(spells):
        run: list[Spell] = []
        is_return = False
        for spell in own:
            if run and not _follows(run, spell):
                yield _Presence(tuple(run), is_return)
                run, is_return = [], True
            if not run or _last_day(spell) >= _last_day(run[-1]):
                run.append(spell)
        yield _Presence(tuple(run), is_return)


def _by_member(spells: Iterable[Spell]) -> list[list[Spell]]:
    """The spells of each member, in their order."""
    found: dict[int, list[Spell]] = {}
    for spell in sorted(spells, key=lambda one: (one.begins, one.membership)):
        found.setdefault(spell.member, []).append(spell)
    return list(found.values())


def _last_day(spell: Spell) -> datetime.date:
    return spell.ends or datetime.date.max


def _follows(run: list[Spell], spell: Spell) -> bool:
    """Whether no day lies between; what overlaps follows too, so that nobody is counted twice."""
    return run[-1].ends is None or spell.begins <= run[-1].ends + DAY


def _one(one: _Presence, day: datetime.date) -> Tally:
    official = one.spells[0].is_official_on(day)
    return Tally(1, int(official), int(not official), int(one.spells[0].is_woman))


def _on(present: Iterable[_Presence], day: datetime.date) -> Tally:
    here = (one for one in present if one.begins <= day and (one.ends is None or day <= one.ends))
    return sum((_one(one, day) for one in here), NONE)


def _was_confirmed(one: _Presence, before: datetime.date, last: datetime.date) -> int:
    """One when the member was made official while here within the period."""
    begin, end = max(one.begins, before), min(one.ends or last, last)
    who = one.spells[0]
    return int(begin <= end and not who.is_official_on(begin) and who.is_official_on(end))


def _count(counted: dict[str, Tally], known: tuple[str, ...], kind: str, tally: Tally) -> None:
    """Add to the kind; what no kind explains stays out, so that the form does not reconcile."""
    if kind in known:
        counted[kind] = counted.get(kind, NONE) + tally


def _overlaps(own: list[Spell], first: datetime.date, last: datetime.date) -> Iterator[Fault]:
    for one, two in pairwise(own):
        shared = max(two.begins, first), min(_last_day(one), _last_day(two), last)
        if shared[0] <= shared[1]:
            yield Fault(FaultCode.OVERLAP, two, one)


def _contradictions(own: list[Spell], first: datetime.date, last: datetime.date) -> Iterator[Fault]:
    for spell in own:
        if spell.begins > last or _last_day(spell) < first:
            continue
        if spell.admitted and spell.begins < spell.admitted and spell.admitted >= first:
            yield Fault(FaultCode.BEFORE_ADMISSION, spell)
        if spell.cell_until and spell.cell_until < min(_last_day(spell), last):
            yield Fault(FaultCode.CELL_CLOSED, spell)
