"""Who is rated before whom (QĐ 366-QĐ/TW Art. 12.2): five guards, each held between two bodies.

A unit's path is its parent's with a step of fixed length added, so that whatever lies below starts with it.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Final


class Kind(StrEnum):
    """What is rated at a unit."""

    LEADERSHIP = "LEADERSHIP"  # the collective that leads it
    HEAD = "HEAD"  # the person who leads it
    LEADER = "LEADER"  # another member of its leadership
    MEMBER = "MEMBER"  # any other member
    AGENCY = "AGENCY"  # the office, school or company itself
    ORGANISATION = "ORGANISATION"  # its Party organisation: a cell, a committee


class Guard(IntEnum):
    """The guards in the order of the article."""

    LEADERSHIP_FIRST = 1  # a leadership before its individual members
    HEAD_AFTER_COLLECTIVE = 2  # the collective before its head
    MEMBERS_FIRST = 3  # leaderships and members before the organisation they stand under
    AGENCY_FIRST = 4  # the agency or unit before its Party organisation
    LOWER_FIRST = 5  # the lower level before the upper


@dataclass(frozen=True, slots=True)
class Body:
    """Somebody or something that is rated; `name` tells apart those of one kind at one unit."""

    kind: Kind
    path: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Breach:
    """What must come first, and the guard that says so."""

    guard: Guard
    first: Body


_PERSONS: Final = frozenset({Kind.HEAD, Kind.LEADER, Kind.MEMBER})
_COLLECTIVES: Final = frozenset({Kind.LEADERSHIP, Kind.AGENCY, Kind.ORGANISATION})


def breaches(then: Body, everybody: Iterable[Body], done: Collection[Body]) -> tuple[Breach, ...]:
    """What of everybody must be rated before `then` and is not yet done; in their order, empty when it may go on."""
    finished = frozenset(done)
    found = ((guard_between(first, then), first) for first in everybody if first not in finished)
    return tuple(Breach(guard, first) for guard, first in found if guard)


def guard_between(first: Body, then: Body) -> Guard | None:
    """The guard by which the one comes before the other; None when either may come first."""
    if not first.path.startswith(then.path):
        return None
    return _at_one_unit(first.kind, then.kind) if first.path == then.path else _from_below(first.kind, then.kind)


def _at_one_unit(first: Kind, then: Kind) -> Guard | None:
    """Guards 1 to 4 inside a unit."""
    if then is Kind.LEADER and first is Kind.LEADERSHIP:
        return Guard.LEADERSHIP_FIRST
    if then is Kind.HEAD and first in (Kind.LEADERSHIP, Kind.AGENCY):
        return Guard.HEAD_AFTER_COLLECTIVE
    if then is not Kind.ORGANISATION or first is Kind.ORGANISATION:
        return None
    return Guard.AGENCY_FIRST if first is Kind.AGENCY else Guard.MEMBERS_FIRST


def _from_below(first: Kind, then: Kind) -> Guard | None:
    """Guards 3 and 5: an organisation waits for everybody under it, a collective for those of the units below."""
    if then is Kind.ORGANISATION and (first in _PERSONS or first is Kind.LEADERSHIP):
        return Guard.MEMBERS_FIRST
    return Guard.LOWER_FIRST if then in _COLLECTIVES and first in _COLLECTIVES else None
