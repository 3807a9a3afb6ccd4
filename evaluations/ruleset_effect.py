"""What a draft would change in a review that has been held: levels derived under both, from one reading of the rows.

Nothing is changed. Points stay as they were given: other criteria act only on a review to come.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from emulation.models import SubjectType

from .bridge import findings_by_member, inputs_of, thresholds_of
from .explain import summary
from .grouping import EVERYBODY, Grouping, Larger, arrangement_of, grouping_of, larger_shares
from .levels import READ_IN_CHUNKS, rated
from .models import Assessment, Campaign, CapScope, RuleSet
from .rules.classification import Derivation, Outcome, derive
from .rules.thresholds import Thresholds
from .ruleset_checks import faults_of
from .tally import GroupWorking, Tallies
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

    def add(self, working: GroupWorking) -> None:
        self.eligible += working.eligible
        self.good += working.good
        self.places += working.maximum


@dataclass(frozen=True, slots=True)
class GroupShares:
    """One group of similar position under both; None where the one does not know this group."""

    label: str | Promise
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
    def members(self) -> list[int]:
        """Those who are named, by key."""
        return [person.assessment.member_id for person in self.moved]

    @property
    def changes_nothing(self) -> bool:
        return not (self.moved or self.hidden or any(group.before != group.after for group in self.groups))


@dataclass(slots=True)
class _Side:
    """One of the two rule sets while the rows are read."""

    thresholds: Thresholds
    grouping: Grouping
    outcomes: Counter = field(default_factory=Counter)
    tallies: Tallies = field(default_factory=Tallies)

    def take(self, assessment: Assessment, findings: list) -> Derivation:
        points = "self" if assessment.cell_total is None else "cell"
        found = derive(inputs_of(assessment, self.thresholds, points, findings), self.thresholds)
        self.outcomes[found.outcome] += 1
        level = str(found.level or "")
        self.tallies.add(self.grouping.of(assessment), level, eligible=found.eligible, proposed=False)
        return found

    def shares(self) -> dict[str, Share]:
        """The shares of every group; those of its cells added up where the share is taken in each."""
        found: dict[str, Share] = {}
        inside = self.grouping.arrangement.scope == CapScope.CELL
        for working in self.tallies.workings(self.grouping.arrangement.terms):
            code = working.group.partition(":")[2] if inside else working.group
            found.setdefault(code, Share()).add(working)
        return found

    def labels(self) -> dict[str, str | Promise]:
        """The groups' names; one that is counted cell by cell is called by its position."""
        inside = self.grouping.arrangement.scope == CapScope.CELL
        workings = self.tallies.workings(self.grouping.arrangement.terms)
        positions = {EVERYBODY.code: EVERYBODY.label, **dict(SubjectType.choices)}
        return positions if inside else {working.group: working.label for working in workings}


def effect_of(reader, rule_set: RuleSet, campaign: Campaign) -> Effect:
    """Derive everybody of the campaign twice, in as many queries for many; ValidationError when it cannot be done."""
    own, draft = _side(campaign, campaign.rule_set), _side(campaign, rule_set)
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


def _side(campaign: Campaign, rule_set: RuleSet) -> _Side:
    """The larger shares that decisions grant hold under both, each with the percent of its own rules."""
    if not rule_set.has_points:
        raise ValidationError(NO_POINTS, "no_points")
    percent = rule_set.cap_exception_percent
    larger = {unit: Larger(percent, share.citation) for unit, share in larger_shares(campaign).items()}
    try:
        return _Side(thresholds_of(rule_set), grouping_of(campaign, arrangement_of(rule_set, larger)))
    except ValueError as refused:
        faults = " ".join(str(fault.text) for fault in faults_of(rule_set))
        raise ValidationError(UNUSABLE, "unusable", {"faults": faults}) from refused


def _rows(campaign: Campaign) -> Iterator[tuple[Assessment, list]]:
    """Those to be rated by cell and given name, with the findings that count for the year."""
    findings = findings_by_member(campaign.year.number)
    rows = rated(campaign).select_related("member", "unit").order_by("unit__path", "member__sort_key", "pk")
    for assessment in rows.iterator(chunk_size=READ_IN_CHUNKS):
        yield assessment, findings.get(assessment.member_id, [])


def _groups(own: _Side, draft: _Side) -> Iterator[GroupShares]:
    before, after = own.shares(), draft.shares()
    labels = {**draft.labels(), **own.labels()}
    for code in dict.fromkeys([*before, *after]):
        yield GroupShares(labels[code], before.get(code), after.get(code))
