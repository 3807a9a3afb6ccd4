"""Levels of a whole campaign and the cap of each group, from one reading of the rows.

Everybody who must be rated is derived anew; the cap is counted by the levels that are to be decided:
the committee's choice, else the cell's proposal, else what the regulation derives.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from .bridge import findings_by_member, inputs_of, thresholds_of
from .grouping import Arrangement, Grouping, grouping_of
from .models import Assessment, Campaign
from .rules.classification import Derivation, derive
from .rules.inputs import Inputs
from .rules.levels import Level
from .rules.ranking import Contender
from .tally import Group, GroupWorking, Tallies, weighed

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
        yield Rating(assessment, inputs, derivation, proposed, level_to_decide(assessment, proposed, derivation))


def level_to_decide(assessment: Assessment, proposed: str, derivation: Derivation) -> str:
    """Return the committee's choice, else what the cell proposed or wrote, else what the regulation derives."""
    return str(assessment.committee_level or proposed or assessment.cell_level or derivation.level or "")


def groups_of(
    ratings: Iterable[Rating], grouping: Grouping, reasons: Mapping[str, str] | None = None
) -> tuple[GroupWorking, ...]:
    """Return the cap's working of every group that has members, by the levels to be decided.

    Whoever stands equal or better and is not chosen is named, so the members should have been read with the rows.
    """
    tallies, contenders = Tallies(), defaultdict(list)
    for rating in ratings:
        _count(tallies, grouping, rating)
        if rating.is_eligible or rating.is_excellent:
            contenders[grouping.of(rating.assessment).code].append(_contender(rating))
    workings = tallies.workings(grouping.arrangement.terms)
    return weighed(workings, contenders, reasons or {}, lambda assessment: assessment.member.full_name)


def _count(tallies: Tallies, grouping: Grouping, rating: Rating) -> None:
    group, is_proposed = grouping.of(rating.assessment), rating.proposed == Level.EXCELLENT
    tallies.add(group, rating.level, eligible=rating.is_eligible, proposed=is_proposed)


def shares_of_cells(ratings: Iterable[Rating], arrangement: Arrangement) -> tuple[GroupWorking, ...]:
    """Return each cell's own working, rounded down: a hint for the cell, never a limit (A-10). Cells must be read."""
    tallies = Tallies()
    for rating in ratings:
        cell, is_proposed = rating.assessment.unit, rating.proposed == Level.EXCELLENT
        group = Group(str(cell.pk), cell.name, (cell.path,), cell.pk)
        tallies.add(group, rating.level, eligible=rating.is_eligible, proposed=is_proposed)
    return tallies.workings(arrangement.indicative_terms)


def _contender(rating: Rating) -> Contender:
    """Return the member as one of those among whom the committee chooses."""
    inputs = rating.inputs
    chances = {"eligible": rating.is_eligible, "chosen": rating.is_excellent}
    return Contender(rating.assessment, inputs.score, inputs.exceeded, inputs.assigned, **chances)
