"""What the cap would be under another arrangement, from one reading of the rows; nothing changes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.models import Account

from ..grouping import Arrangement, Grouping, Place, arrangement_of, larger_shares, places_of
from ..levels import rated, ratings_of
from ..models import Campaign, CapGroups, CapReading, CapRounding, CapScope, Decision, State
from ..rules.cap import Reading, Rounding
from ..rules.levels import Level
from ..tally import GroupWorking, Tallies

# Unit, kind of position, level, eligible, proposed for the top level → how many: all any arrangement counts by.
Counts = Mapping[tuple[int, str, str, bool, bool], int]
BOUND: Final = "BOUND"
CUSTOM: Final = "CUSTOM"


@dataclass(frozen=True, slots=True)
class Variant:
    """The cap under one arrangement: every group's working, and the sums."""

    code: str
    label: str | Promise
    arrangement: Arrangement
    groups: tuple[GroupWorking, ...]

    @property
    def is_bound(self) -> bool:
        return self.code == BOUND

    @property
    def maximum(self) -> int:
        """How many the groups allow together."""
        return sum(group.maximum for group in self.groups)

    @property
    def chosen(self) -> int:
        return sum(group.chosen for group in self.groups)

    @property
    def over(self) -> int:
        """How many of those chosen now would be too many."""
        return sum(group.over for group in self.groups)

    @property
    def holds(self) -> bool:
        """Whether the choice of now passes the exact check in every group."""
        return all(group.holds for group in self.groups)

    @property
    def empty_groups(self) -> int:
        """In how many groups with somebody good nobody at all could be chosen."""
        return sum(group.base > 0 and group.maximum == 0 for group in self.groups)

    @property
    def reading_label(self) -> str | Promise:
        return CapReading(self.arrangement.reading).label

    @property
    def rounding_label(self) -> str | Promise:
        return CapRounding(self.arrangement.rounding).label


@dataclass(frozen=True, slots=True)
class PerCell:
    """What rounding down inside each cell costs against one count for the committee (worked example 4)."""

    together: int
    apart: int
    cells: int
    without: int

    @property
    def lost(self) -> int:
        return self.together - self.apart


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Every arrangement side by side, the one that binds first."""

    campaign: Campaign
    variants: tuple[Variant, ...]
    per_cell: PerCell

    @property
    def bound(self) -> Variant:
        return self.variants[0]


def what_if(reader: Account, campaign: Campaign, custom: Mapping[str, Any] | None = None) -> WhatIf:
    """Return the cap under every arrangement that changes one thing, and under a combination; at most six queries."""
    bound = arrangement_of(campaign.rule_set, larger_shares(campaign))
    counts, places = _counts(reader, campaign), places_of(campaign)
    others = _others(bound, campaign.rule_set.cap_exception_percent)
    arrangements = [(BOUND, _("As the rule set has it"), bound), *others]
    if custom:
        arrangements.append((CUSTOM, _("Your combination"), replace(bound, larger={}, **custom)))
    variants = [Variant(code, label, one, _groups(one, counts, places)) for code, label, one in arrangements]
    return WhatIf(campaign, tuple(variants), _per_cell(bound, counts, places))


def _others(bound: Arrangement, larger: int) -> Iterator[tuple[str, str | Promise, Arrangement]]:
    """Yield every arrangement that differs from the bound one in one thing."""
    for reading, label in _READINGS.items():
        yield from _if_other(bound, "reading", reading, label)
    for rounding, label in _ROUNDINGS.items():
        yield from _if_other(bound, "rounding", rounding, label)
    if bound.larger or bound.percent != larger:
        yield "LARGER", _("With the larger share"), replace(bound, percent=larger, larger={})
    for groups, label in CapGroups.choices:
        yield from _if_other(bound, "groups", groups, label)
    for scope, label in CapScope.choices:
        yield from _if_other(bound, "scope", scope, label)


_READINGS: Final = {
    Reading.INCLUSIVE: _("Base with the excellent counted"),
    Reading.EXCLUSIVE: _("Base without the excellent"),
}
_ROUNDINGS: Final = {
    Rounding.FLOOR: _("Rounded down"),
    Rounding.HALF_UP: _("Rounded half up"),
    Rounding.CEILING: _("Rounded up"),
}


def _if_other(
    bound: Arrangement, name: str, value: str, label: str | Promise
) -> Iterator[tuple[str, str | Promise, Arrangement]]:
    if getattr(bound, name) != value:
        yield str(value), label, replace(bound, **{name: value})


def _groups(arrangement: Arrangement, counts: Counts, places: Mapping[int, Place]) -> tuple[GroupWorking, ...]:
    grouping, tallies = Grouping(arrangement, places), Tallies()
    for (unit, subject, level, eligible, proposed), number in counts.items():
        tallies.add(grouping.group(unit, subject), level, eligible=eligible, proposed=proposed, number=number)
    return tallies.workings(arrangement.terms)


def _per_cell(bound: Arrangement, counts: Counts, places: Mapping[int, Place]) -> PerCell:
    """Compare the share taken inside each cell with the share of the whole, both rounded down, all members together."""
    plain = replace(bound, rounding=Rounding.FLOOR, groups=CapGroups.POOLED)
    together = _groups(replace(plain, scope=CapScope.COMMITTEE), counts, places)
    apart = _groups(replace(plain, scope=CapScope.CELL), counts, places)
    return PerCell(
        together=sum(group.maximum for group in together),
        apart=sum(group.maximum for group in apart),
        cells=sum(group.base > 0 for group in apart),
        without=sum(group.base > 0 and group.maximum == 0 for group in apart),
    )


def _counts(reader: Account, campaign: Campaign) -> Counts:
    """Count those proposed whom the reader's roles reach, by the levels to be decided; the decided ones that hold."""
    rows = rated(campaign).filter(reader.scope.units_q("assessment.view", "unit__path"), state__gte=State.PROPOSED)
    decided = Decision.objects.current().filter(assessment__in=rows.values("pk")).order_by()
    held = dict(decided.values_list("assessment_id", "level"))
    found: Counter = Counter()
    for rating in ratings_of(campaign, rows):
        assessment = rating.assessment
        level = held.get(assessment.pk, rating.level)
        is_proposed = rating.proposed == Level.EXCELLENT
        found[(assessment.unit_id, assessment.subject_type, level, rating.is_eligible, is_proposed)] += 1
    return found
