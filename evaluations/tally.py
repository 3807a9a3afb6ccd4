"""The cap's working, group by group, for whatever has a level: members of a committee, its cells."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils.functional import Promise

from .explain import cap_sentence, number
from .rules.cap import Cap, Reading, Rounding, cap
from .rules.levels import Level

LONGEST_CODE = 40


@dataclass(frozen=True, slots=True)
class Group:
    """A group of similar position: its code, its name, its place among the others; `unit_id` where it is one cell's."""

    code: str
    label: str | Promise
    order: tuple = ()
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """How the cap of a group is counted; `exception` cites the decision on the larger share, empty without one."""

    percent: int
    reading: Reading
    rounding: Rounding
    exception: str = ""


@dataclass(frozen=True, slots=True)
class GroupWorking:
    """The cap of one group as it stands; `eligible` by the regulation, `proposed` by cells, `chosen` to be decided."""

    group: str
    label: str | Promise
    eligible: int
    good: int
    base: int
    percent: int
    product: str
    maximum: int
    proposed: int
    chosen: int
    over: int
    holds: bool
    exception: str
    sentence: str
    cap: Cap

    @property
    def is_over(self) -> bool:
        return self.over > 0

    @property
    def free(self) -> int:
        """How many more may be chosen."""
        return max(0, self.maximum - self.chosen)


@dataclass(slots=True)
class _Tally:
    """Counts of one group while it is read."""

    group: Group
    levels: Counter = field(default_factory=Counter)
    eligible: int = 0
    proposed: int = 0


class Tallies:
    """Counts of every group while rows are read; a group is there from its first row."""

    def __init__(self) -> None:
        self._by_code: dict[str, _Tally] = {}

    def add(self, group: Group, level: str, *, eligible: bool, proposed: bool, number: int = 1) -> None:
        """Count so many at a level; `eligible` for the top level by the regulation, `proposed` for it."""
        tally = self._by_code.get(group.code)
        if tally is None:
            tally = self._by_code[group.code] = _Tally(group)
        tally.levels[level] += number
        tally.eligible += number * eligible
        tally.proposed += number * proposed

    def workings(self, terms: Callable[[Group], Terms]) -> tuple[GroupWorking, ...]:
        """Return the working of every group in their order."""
        tallies = sorted(self._by_code.values(), key=lambda tally: (tally.group.order, tally.group.code))
        return tuple(_working(tally, terms(tally.group)) for tally in tallies)


def _working(tally: _Tally, terms: Terms) -> GroupWorking:
    chosen, good = tally.levels[Level.EXCELLENT], tally.levels[Level.GOOD]
    found = cap(chosen, good, terms.percent, terms.reading, terms.rounding)
    working = found.working(chosen)
    return GroupWorking(
        group=tally.group.code,
        label=tally.group.label,
        eligible=tally.eligible,
        good=good,
        base=found.base,
        percent=found.percent,
        product=number(found.product),
        maximum=found.maximum,
        proposed=tally.proposed,
        chosen=chosen,
        over=working.over,
        holds=working.holds,
        exception=terms.exception,
        sentence=cap_sentence(found, chosen),
        cap=found,
    )
