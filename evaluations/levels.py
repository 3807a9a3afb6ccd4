"""Levels of a whole campaign and the cap of each group, from one reading of the rows.

Everybody who must be rated is derived anew; the cap is counted by the levels that are to be decided:
the committee's choice, else the cell's proposal, else what the regulation derives.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from emulation.models import SubjectType

from .bridge import findings_by_member, inputs_of, thresholds_of
from .explain import cap_sentence, number
from .models import Assessment, Campaign, RuleSet
from .rules.cap import Cap, Reading, Rounding, cap
from .rules.classification import Derivation, derive
from .rules.inputs import Inputs
from .rules.levels import Level

READ_IN_CHUNKS = 2_000
# Long texts that no level depends on; left in the database when a whole campaign is read.
NOT_NEEDED = ("sections", "self_points", "cell_points", "return_reason")


@dataclass(frozen=True, slots=True)
class Rating:
    """One member's derivation, the level proposed (empty before), and the level to be decided."""

    assessment: Assessment
    inputs: Inputs
    derivation: Derivation
    proposed: str
    level: str

    @property
    def is_eligible(self) -> bool:
        return self.derivation.eligible

    @property
    def is_excellent(self) -> bool:
        return self.level == Level.EXCELLENT

    @property
    def is_candidate(self) -> bool:
        """Whether the member stands in the committee's choice of the top level."""
        return self.is_eligible or Level.EXCELLENT in (self.level, self.proposed)


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
    sentence: str
    cap: Cap

    @property
    def is_over(self) -> bool:
        return self.over > 0


@dataclass(frozen=True, slots=True)
class LevelsAndCap:
    """The level to be decided of every assessment by key (empty where people must decide), and the groups."""

    levels: dict[int, str]
    groups: tuple[GroupWorking, ...]


@dataclass(slots=True)
class _Tally:
    """Counts of one group while it is read."""

    levels: Counter
    eligible: int = 0
    proposed: int = 0

    def add(self, rating: Rating) -> None:
        self.levels[rating.level] += 1
        self.eligible += rating.is_eligible
        self.proposed += rating.proposed == Level.EXCELLENT


def levels_and_cap(campaign: Campaign) -> LevelsAndCap:
    """Derive every member of the campaign and count the cap; two queries, small memory, whatever the size."""
    levels, tallies = {}, _tallies()
    for rating in ratings_of(campaign, rated(campaign)):
        levels[rating.assessment.pk] = rating.level
        tallies[rating.assessment.subject_type].add(rating)
    return LevelsAndCap(levels, _workings(tallies, campaign.rule_set))


def rated(campaign: Campaign) -> QuerySet[Assessment]:
    """Return those to be rated, with their proposals, without the long texts."""
    return campaign.assessments.to_rate().select_related("proposal").defer(*NOT_NEEDED).order_by()


def ratings_of(campaign: Campaign, assessments: QuerySet[Assessment]) -> Iterator[Rating]:
    """Yield a rating for each; the cell's points count where it has given any, else the member's own."""
    thresholds = thresholds_of(campaign.rule_set)
    findings = findings_by_member(campaign.year.number)
    for assessment in assessments.iterator(chunk_size=READ_IN_CHUNKS):
        points = "self" if assessment.cell_total is None else "cell"
        inputs = inputs_of(assessment, thresholds, points, findings.get(assessment.member_id, ()))
        derivation = derive(inputs, thresholds)
        proposal = getattr(assessment, "proposal", None)
        proposed = proposal.level if proposal else ""
        level = assessment.committee_level or proposed or assessment.cell_level or derivation.level or ""
        yield Rating(assessment, inputs, derivation, proposed, str(level))


def groups_of(ratings: Iterable[Rating], rule_set: RuleSet) -> tuple[GroupWorking, ...]:
    """Return the cap's working of every group that has members, by the levels to be decided."""
    tallies = _tallies()
    for rating in ratings:
        tallies[rating.assessment.subject_type].add(rating)
    return _workings(tallies, rule_set)


def _tallies() -> dict[str, _Tally]:
    return {group: _Tally(Counter()) for group in SubjectType.values}


def _workings(tallies: dict[str, _Tally], rule_set: RuleSet) -> tuple[GroupWorking, ...]:
    return tuple(_working(group, tally, rule_set) for group, tally in tallies.items() if tally.levels)


def _working(group: str, tally: _Tally, rule_set: RuleSet) -> GroupWorking:
    chosen, good = tally.levels[Level.EXCELLENT], tally.levels[Level.GOOD]
    found = cap(chosen, good, rule_set.cap_percent, Reading(rule_set.cap_reading), Rounding(rule_set.cap_rounding))
    return GroupWorking(
        group=group,
        label=SubjectType(group).label,
        eligible=tally.eligible,
        good=good,
        base=found.base,
        percent=found.percent,
        product=number(found.product),
        maximum=found.maximum,
        proposed=tally.proposed,
        chosen=chosen,
        over=found.working(chosen).over,
        sentence=cap_sentence(found, chosen),
        cap=found,
    )
