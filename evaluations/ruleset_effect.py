"""What a draft would change in a review that has been held: levels derived under both, from one reading of the rows.

Nothing is changed. Points stay as they were given: other criteria act only on a review to come.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import SubjectType

from .bridge import findings_by_member, inputs_of, thresholds_of
from .explain import summary
from .levels import READ_IN_CHUNKS, rated
from .models import Assessment, Campaign, CapGroups, CapScope, RuleSet
from .rules.cap import Cap, Reading, Rounding, cap
from .rules.classification import Derivation, Outcome, derive
from .rules.levels import Level
from .rules.thresholds import Thresholds
from .ruleset_checks import faults_of
from .wording import OUTCOMES

NO_POINTS = gettext_lazy("Where criteria get grades and no points no level is derived, so there is nothing to compare.")
UNUSABLE = gettext_lazy("Levels cannot be derived under this draft yet: %(faults)s")
SHOWN = (
    Outcome.EXCELLENT,
    Outcome.GOOD,
    Outcome.COMPLETED,
    Outcome.FAILED,
    Outcome.NEEDS_DECISION,
    Outcome.NEEDS_INPUT,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whose derived level differs."""

    assessment: Assessment
    before: Derivation
    after: Derivation

    @property
    def sentence_before(self) -> str:
        return summary(self.before)

    @property
    def sentence_after(self) -> str:
        return summary(self.after)


@dataclass(frozen=True, slots=True)
class Count:
    """How many have one outcome, under the review's own rules and under the draft."""

    code: str
    label: str | Promise
    before: int
    after: int

    @property
    def change(self) -> str:
        """The difference with its sign, a dash for none."""
        return f"{self.after - self.before:+d}" if self.after != self.before else "–"


@dataclass(slots=True)
class Share:
    """The eligible and the good of one group; `places` is the sum over its cells where the share is taken in each."""

    eligible: int = 0
    good: int = 0
    places: int = 0
    cells: dict[int | None, Counter] = field(default_factory=dict)

    def add(self, cell: int | None, derivation: Derivation) -> None:
        self.cells.setdefault(cell, Counter())[derivation.level] += 1

    def close(self, rule_set: RuleSet) -> None:
        """Take the share, in each cell or in all."""
        for levels in self.cells.values():
            found = _cap(levels, rule_set)
            self.eligible, self.good = self.eligible + levels[Level.EXCELLENT], self.good + levels[Level.GOOD]
            self.places += found.maximum


@dataclass(frozen=True, slots=True)
class GroupShares:
    """One group of similar position under both; None where the one does not know this group."""

    label: str
    before: Share | None
    after: Share | None


@dataclass(frozen=True, slots=True)
class Effect:
    """The levels of a review under its own rules and under the draft; `hidden` counts those the reader may not see."""

    campaign: Campaign
    rated: int
    without_points: int
    counts: tuple[Count, ...]
    groups: tuple[GroupShares, ...]
    moved: tuple[Moved, ...]
    hidden: int

    @property
    def changes_nothing(self) -> bool:
        return not (self.moved or self.hidden or any(group.before != group.after for group in self.groups))


@dataclass(slots=True)
class _Side:
    """One of the two rule sets while the rows are read."""

    rule_set: RuleSet
    thresholds: Thresholds
    outcomes: Counter = field(default_factory=Counter)
    groups: dict[str, Share] = field(default_factory=dict)

    def take(self, assessment: Assessment, findings: list) -> Derivation:
        points = "self" if assessment.cell_total is None else "cell"
        found = derive(inputs_of(assessment, self.thresholds, points, findings), self.thresholds)
        self.outcomes[found.outcome] += 1
        cell = assessment.unit_id if self.rule_set.cap_scope == CapScope.CELL else None
        self.groups.setdefault(_group(assessment, self.rule_set), Share()).add(cell, found)
        return found


def effect_of(reader, rule_set: RuleSet, campaign: Campaign) -> Effect:
    """Derive everybody of the campaign twice, in as many queries for many; ValidationError when it cannot be done."""
    own, draft = _side(campaign.rule_set), _side(rule_set)
    moved, hidden, without = [], 0, 0
    for assessment, findings in _rows(campaign):
        if assessment.self_total is None and assessment.cell_total is None:
            without += 1
            continue
        before, after = own.take(assessment, findings), draft.take(assessment, findings)
        if before.outcome != after.outcome:
            visible = reader.scope.reaches("assessment.view", assessment.unit.path)
            hidden += not visible
            moved += [Moved(assessment, before, after)] if visible else []
    counts = tuple(Count(o.value, OUTCOMES[o], own.outcomes[o], draft.outcomes[o]) for o in SHOWN)
    total = sum(own.outcomes.values())
    return Effect(campaign, total, without, counts, tuple(_groups(own, draft)), tuple(moved), hidden)


def _side(rule_set: RuleSet) -> _Side:
    if not rule_set.has_points:
        raise ValidationError(NO_POINTS, "no_points")
    try:
        return _Side(rule_set, thresholds_of(rule_set))
    except ValueError as refused:
        faults = " ".join(str(fault.text) for fault in faults_of(rule_set))
        raise ValidationError(UNUSABLE, "unusable", {"faults": faults}) from refused


def _rows(campaign: Campaign) -> Iterator[tuple[Assessment, list]]:
    """Those to be rated by cell and given name, with the findings that count for the year."""
    findings = findings_by_member(campaign.year.number)
    rows = rated(campaign).select_related("member", "unit").order_by("unit__path", "member__sort_key", "pk")
    for assessment in rows.iterator(chunk_size=READ_IN_CHUNKS):
        yield assessment, findings.get(assessment.member_id, [])


def _group(assessment: Assessment, rule_set: RuleSet) -> str:
    """Who is of similar position, by name (A-11)."""
    if rule_set.cap_groups == CapGroups.POOLED:
        return _("All together")
    position = str(SubjectType(assessment.subject_type).label)
    if rule_set.cap_groups == CapGroups.SUBJECT:
        return position
    return f"{position} – {assessment.unit.get_cell_type_display()}"


def _groups(own: _Side, draft: _Side) -> Iterator[GroupShares]:
    for side in (own, draft):
        for share in side.groups.values():
            share.close(side.rule_set)
    for label in dict.fromkeys([*sorted(own.groups), *sorted(draft.groups)]):
        yield GroupShares(label, own.groups.get(label), draft.groups.get(label))


def _cap(levels: Counter, rule_set: RuleSet) -> Cap:
    reading, rounding = Reading(rule_set.cap_reading), Rounding(rule_set.cap_rounding)
    return cap(levels[Level.EXCELLENT], levels[Level.GOOD], rule_set.cap_percent, reading, rounding)
