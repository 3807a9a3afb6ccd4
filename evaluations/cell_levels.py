"""Cells as the rules see them: the rating's row, its members, its findings, and the level that follows."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .bridge import findings_on_cells, inputs_of_cell, thresholds_of
from .cell_members import NOBODY, MembersRated, members_rated
from .grouping import Larger, arrangement_of, group_of_cell, larger_shares
from .models import Campaign, CapException, CellRating, CellReview, Finding, State
from .rules.classification import Derivation, derive
from .rules.inputs import Inputs
from .rules.levels import Level
from .rules.ranking import Contender
from .rules.thresholds import Thresholds
from .tally import Group, GroupWorking, Tallies, weighed


@dataclass(frozen=True, slots=True)
class CellStanding:
    """One cell's rating with all it rests on; without points they count as zero, so ask for completeness first."""

    rating: CellRating
    members: MembersRated
    findings: tuple[Finding, ...]
    inputs: Inputs
    derivation: Derivation

    @property
    def proposed(self) -> str:
        """The level the cell proposes for itself, empty before it does."""
        return self.rating.level if self.rating.state >= State.PROPOSED else ""

    @property
    def level(self) -> str:
        """The level to be decided: the committee's choice, else the cell's proposal, else what is derived."""
        return str(self.rating.committee_level or self.proposed or self.derivation.level or "")

    @property
    def is_eligible(self) -> bool:
        return self.derivation.eligible

    @property
    def is_excellent(self) -> bool:
        return self.level == Level.EXCELLENT


def rating_of(review: CellReview) -> CellRating:
    """Return a row for the cell that nobody has written in yet, not saved."""
    return CellRating(campaign=review.campaign, unit=review.unit, cell_type=review.unit.cell_type)


def cap_of_cells(
    campaign: Campaign,
    standings: Iterable[CellStanding],
    reasons: Mapping[str, str] | None = None,
    larger: Mapping[int | None, Larger] | None = None,
) -> tuple[GroupWorking, ...]:
    """Return the cap's working among cells of similar kind, by the levels to be decided.

    A cell that stands equal or better and is not chosen is named; `reasons` are why, by group; `larger` the
    shares that decisions grant, where the caller has read them.
    """
    tallies, contenders = Tallies(), defaultdict(list)
    for standing in standings:
        group, is_proposed = kind_of(standing), standing.proposed == Level.EXCELLENT
        tallies.add(group, standing.level, eligible=standing.is_eligible, proposed=is_proposed)
        if standing.is_eligible or standing.is_excellent:
            contenders[group.code].append(_contender(standing))
    larger = larger_shares(campaign, CapException.About.CELLS) if larger is None else larger
    workings = tallies.workings(arrangement_of(campaign.rule_set, larger).terms)
    return weighed(workings, contenders, reasons or {}, lambda rating: rating.unit.name)


def _contender(standing: CellStanding) -> Contender:
    """Return the cell as one of those among which the committee chooses."""
    inputs = standing.inputs
    chances = {"eligible": standing.is_eligible, "chosen": standing.is_excellent}
    return Contender(standing.rating, inputs.score, inputs.exceeded, inputs.assigned, **chances)


def kind_of(standing: CellStanding) -> Group:
    """Return the group of cells of similar kind this one belongs to."""
    rating = standing.rating
    return group_of_cell(rating.campaign.rule_set.cap_cell_groups, rating.cell_type)


@dataclass(frozen=True, slots=True)
class Basis:
    """What stands beside the rows of a campaign's cells: their members' levels and the findings on them, by cell."""

    members: Mapping[int, MembersRated]
    findings: Mapping[int, list[Finding]]


def basis_of(campaign: Campaign, cells: Iterable[int] | None = None) -> Basis:
    """Read what the ratings of these cells rest on, of all when none are given; two queries."""
    return Basis(members_rated(campaign, cells), findings_on_cells(campaign, cells))


def standing_of(rating: CellRating) -> CellStanding:
    """Derive one cell."""
    basis = basis_of(rating.campaign, [rating.unit_id])
    return standings_of(rating.campaign, [rating], basis)[0]


def standings_of(campaign: Campaign, ratings: Iterable[CellRating], basis: Basis) -> list[CellStanding]:
    """Derive many cells of one campaign."""
    thresholds = thresholds_of(campaign.rule_set)
    return [_standing(rating, thresholds, basis) for rating in ratings]


def _standing(rating: CellRating, thresholds: Thresholds, basis: Basis) -> CellStanding:
    members = basis.members.get(rating.unit_id, NOBODY)
    findings = basis.findings.get(rating.unit_id, [])
    inputs = inputs_of_cell(rating, thresholds, findings, members.rated, members.good)
    return CellStanding(rating, members, tuple(findings), inputs, derive(inputs, thresholds))
