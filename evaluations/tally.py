"""The cap's working, group by group, for whatever has a level: members of a committee, its cells."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .explain import cap_sentence, check_sentence, number
from .models import Campaign
from .rules.cap import Cap, Reading, Rounding, cap
from .rules.levels import Level
from .rules.ranking import Contender, Contest, ContestKind, contest

LONGEST_CODE = 40
NAMED = 3  # of those left out, named in a sentence; the others are counted


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
    check: str
    cap: Cap
    contest: Contest | None = None
    contest_sentence: str = ""
    choice_reason: str = ""

    @property
    def contest_kind(self) -> str:
        """TIE or PASSED_OVER where the choice must be explained, else empty."""
        return self.contest.kind.value if self.contest else ""

    @property
    def lacks_reason(self) -> bool:
        """Whether the committee owes the reason of its choice."""
        return self.contest is not None and not self.choice_reason

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
        check=check_sentence(found, chosen),
        cap=found,
    )


def choice_reasons(campaign: Campaign) -> dict[str, str]:
    """Return why these and not others were chosen, by group; one query."""
    return dict(campaign.cap_choices.order_by().values_list("group", "reason"))


def weighed(
    groups: Iterable[GroupWorking],
    contenders: Mapping[str, list[Contender]],
    reasons: Mapping[str, str],
    name_of: Callable[[object], str],
) -> tuple[GroupWorking, ...]:
    """Say of every group whether its choice must be explained, and how the committee has explained it."""
    return tuple(_weighed(group, contest(contenders.get(group.group, ())), reasons, name_of) for group in groups)


def _weighed(
    group: GroupWorking, found: Contest | None, reasons: Mapping[str, str], name_of: Callable[[object], str]
) -> GroupWorking:
    sentence = _contest_sentence(found, name_of) if found else ""
    return replace(group, contest=found, contest_sentence=sentence, choice_reason=reasons.get(group.group, ""))


def _contest_sentence(found: Contest, name_of: Callable[[object], str]) -> str:
    """Who stands equal or better and is not chosen, beside the chosen one who stands lowest."""
    names = ", ".join(_named(one, name_of) for one in found.left_out[:NAMED])
    more = len(found.left_out) - NAMED
    if more > 0:
        names = _("%(names)s and %(count)s others") % {"names": names, "count": more}
    values = {"names": names, "chosen": _named(found.chosen, name_of)}
    if found.kind == ContestKind.TIE:
        return _("Not chosen, though equal to %(chosen)s who is: %(names)s.") % values
    return _("Not chosen, though equal to or higher than %(chosen)s who is: %(names)s.") % values


def _named(one: Contender, name_of: Callable[[object], str]) -> str:
    """The name with what the order rests on."""
    values = {"name": name_of(one.who), "points": number(one.score), "share": f"{one.exceeded}/{one.assigned}"}
    return _("%(name)s (%(points)s points; %(share)s beyond requirement)") % values
