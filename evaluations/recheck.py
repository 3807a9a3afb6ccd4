"""The cap counted again from the decisions that hold, as after a re-rating: it flags, and demotes nobody."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .explain import number
from .grouping import Grouping, grouping_of
from .models import Campaign, CapRecord, Decision
from .rules.cap import Reading, Rounding, holds
from .rules.levels import Level
from .tally import Group, GroupWorking, Tallies, Terms

# Unit, kind of position, level → how many decisions that hold.
Held = Mapping[tuple[int, str, str], int]


@dataclass(frozen=True, slots=True)
class CapNow:
    """The cap of one group now, beside the working the committee decided on."""

    working: GroupWorking
    record: CapRecord | None

    @property
    def label(self) -> str | Promise:
        return self.record.label if self.record else self.working.label

    @property
    def is_changed(self) -> bool:
        """Whether a re-rating has moved the base or those who have the top level."""
        now = (self.working.base, self.working.chosen)
        return self.record is None or now != (self.record.base, self.record.chosen)

    @property
    def is_broken(self) -> bool:
        """Whether a share that held when it was decided holds no more."""
        return self.is_changed and not self.working.holds and self._held_before

    @property
    def _held_before(self) -> bool:
        record = self.record
        return record is None or holds(record.chosen, record.base, record.percent, Reading(record.reading))

    @property
    def sentence(self) -> str:
        """How the group stands now: 6 of 29 pass 20 %, or hold."""
        values = {
            "chosen": number(self.working.chosen),
            "base": number(self.working.base),
            "percent": self.working.percent,
            "check": self.working.check,
        }
        if self.working.holds:
            return _("%(chosen)s of %(base)s, within %(percent)s %% (%(check)s)") % values
        return _("%(chosen)s of %(base)s, past %(percent)s %% (%(check)s)") % values


class Recheck:
    """The decisions of a campaign that hold, counted once; `moved` counts them as if one were other."""

    def __init__(self, campaign: Campaign) -> None:
        self.records = {record.group: record for record in campaign.caps.of_members()}
        self.grouping: Grouping = grouping_of(campaign)
        self.held = _held(campaign)

    def now(self) -> tuple[CapNow, ...]:
        """Return the cap of every group as it stands."""
        return self._count(self.held)

    def moved(self, unit_id: int, subject_type: str, before: str, after: str) -> CapNow:
        """Return the cap of one member's group as if the member had another level."""
        held = Counter(self.held)
        held[(unit_id, subject_type, before)] -= 1
        held[(unit_id, subject_type, after)] += 1
        code = self.grouping.group(unit_id, subject_type).code
        return next(cap for cap in self._count(held) if cap.working.group == code)

    def _count(self, held: Held) -> tuple[CapNow, ...]:
        tallies = Tallies()
        for (unit, subject, level), members in held.items():
            is_best = level == Level.EXCELLENT
            group = self.grouping.group(unit, subject)
            tallies.add(group, level, eligible=is_best, proposed=is_best, number=members)
        return tuple(CapNow(working, self.records.get(working.group)) for working in tallies.workings(self._terms))

    def _terms(self, group: Group) -> Terms:
        """Count on by the terms that were decided on."""
        record = self.records.get(group.code)
        if record is None:
            return self.grouping.arrangement.terms(group)
        return Terms(record.percent, Reading(record.reading), Rounding(record.rounding), record.exception)


def _held(campaign: Campaign) -> Counter:
    """Count the decisions that hold; one query."""
    rows = Decision.objects.current().filter(assessment__campaign=campaign).order_by()
    keys = rows.values_list("assessment__unit_id", "assessment__subject_type", "level")
    return Counter({(unit, subject, level): members for unit, subject, level, members in keys.annotate(Count("pk"))})
