"""Levels of a whole campaign and the cap of each group, from one reading of the rows.

Everybody who must be rated is derived anew; the cap is counted by the levels that are to be decided:
the committee's choice, else the cell's proposal, else what the regulation derives.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from .bridge import findings_by_member, inputs_of, thresholds_of
from .grouping import Grouping, grouping_of
from .models import Assessment, Campaign
from .rules.classification import Derivation, derive
from .rules.inputs import Inputs
from .rules.levels import Level
from .tally import GroupWorking, Tallies

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
class LevelsAndCap:
    """The level to be decided of every assessment by key (empty where people must decide), and the groups."""

    levels: dict[int, str]
    groups: tuple[GroupWorking, ...]


def levels_and_cap(campaign: Campaign) -> LevelsAndCap:
    """Derive every member of the campaign and count the cap; four queries at most, small memory, whatever the size."""
    levels, tallies, grouping = {}, Tallies(), grouping_of(campaign)
    for rating in ratings_of(campaign, rated(campaign)):
        levels[rating.assessment.pk] = rating.level
        _count(tallies, grouping, rating)
    return LevelsAndCap(levels, tallies.workings(grouping.arrangement.terms))


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


def groups_of(ratings: Iterable[Rating], grouping: Grouping) -> tuple[GroupWorking, ...]:
    """Return the cap's working of every group that has members, by the levels to be decided."""
    tallies = Tallies()
    for rating in ratings:
        _count(tallies, grouping, rating)
    return tallies.workings(grouping.arrangement.terms)


def _count(tallies: Tallies, grouping: Grouping, rating: Rating) -> None:
    group, is_proposed = grouping.of(rating.assessment), rating.proposed == Level.EXCELLENT
    tallies.add(group, rating.level, eligible=rating.is_eligible, proposed=is_proposed)
