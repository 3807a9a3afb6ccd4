"""Reads of the committee's decision on its cells: the cap among cells of similar kind, each cell, the frozen list."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.functional import Promise

from emulation.models import Account

from ..cell_decision_gaps import before_cells, is_open
from ..cell_levels import CellStanding, basis_of, cap_of_cells, kind_of, standings_of
from ..explain import summary
from ..head_limit import heads_of, is_refused
from ..models import Campaign, CellDecision, CellRating, CellReview, LevelChoice, State
from ..rules.levels import Level
from ..tally import GroupWorking, choice_reasons
from .decisions import DecidedCap, decided_cap
from .ratings import proposed_ratings


@dataclass(frozen=True, slots=True)
class RankedCell:
    """One cell as the committee weighs it; `warnings` are about those who head it."""

    review_id: int
    standing: CellStanding
    group: str
    warnings: tuple[str, ...]

    @property
    def rating(self) -> CellRating:
        return self.standing.rating

    @property
    def level(self) -> str:
        return self.standing.level

    @property
    def proposed(self) -> str:
        return self.standing.proposed

    @property
    def score(self) -> Decimal:
        return self.standing.inputs.score

    @property
    def summary(self) -> str:
        return summary(self.standing.derivation)

    @property
    def derived(self) -> str:
        return str(self.standing.derivation.outcome)

    @property
    def is_by_people(self) -> bool:
        """Whether the regulation leaves the level to people."""
        return self.standing.derivation.level is None

    @property
    def is_changed(self) -> bool:
        """Whether the committee departs from the proposal."""
        return self.level != self.proposed

    @property
    def is_open(self) -> bool:
        """Whether the committee still owes a choice or a reason."""
        return is_open(self.standing)


@dataclass(frozen=True, slots=True)
class CellBoard:
    """The page before the decision: groups, cells with the best points first, what must come before."""

    campaign: Campaign
    reasons: Mapping[str, str]
    groups: tuple[GroupWorking, ...]
    cells: tuple[RankedCell, ...]
    before: tuple[str, ...]

    @property
    def open(self) -> tuple[RankedCell, ...]:
        """The cells for which the committee still owes a choice or a reason."""
        return tuple(cell for cell in self.cells if cell.is_open)

    @property
    def warned(self) -> tuple[RankedCell, ...]:
        return tuple(cell for cell in self.cells if cell.warnings)

    @property
    def is_held_by_heads(self) -> bool:
        """Whether a head above the cell stands against the decision."""
        return bool(self.warned) and is_refused(self.campaign)

    @property
    def is_over(self) -> bool:
        return any(group.is_over for group in self.groups)

    @property
    def can_decide_now(self) -> bool:
        """Whether nothing stands against the decision."""
        against = (self.before, self.open, self.is_over, self.lacks_reason, self.is_held_by_heads)
        return bool(self.cells) and not any(against)

    @property
    def lacks_reason(self) -> bool:
        """Whether the committee owes the reason of its choice in some group."""
        return any(group.lacks_reason for group in self.groups)

    def of_group(self, group: str) -> tuple[RankedCell, ...]:
        """Return the cells of one group."""
        return tuple(cell for cell in self.cells if cell.group == group)

    @property
    def by_level(self) -> tuple[tuple[str, str | Promise, int], ...]:
        """The four levels with their counts."""
        counts = Counter(cell.level for cell in self.cells)
        return tuple((level.value, level.label, counts[level.value]) for level in LevelChoice)


def cell_board(reader: Account, campaign: Campaign) -> CellBoard:
    """Return the committee's working on its cells, in a fixed number of queries."""
    ratings = list(proposed_ratings(reader, campaign))
    for rating in ratings:
        rating.campaign = campaign
    standings = standings_of(campaign, ratings, basis_of(campaign))
    reviews = dict(campaign.reviews.order_by().values_list("unit", "pk"))
    warnings = _warnings(campaign, standings)
    cells = [
        RankedCell(
            reviews[found.rating.unit_id], found, kind_of(found).code, tuple(warnings.get(found.rating.unit_id, ()))
        )
        for found in standings
    ]
    cells.sort(key=lambda cell: (-cell.score, cell.rating.unit.path))
    reasons = choice_reasons(campaign)
    groups = cap_of_cells(campaign, standings, reasons)
    return CellBoard(campaign, reasons, groups, tuple(cells), tuple(before_cells(campaign)))


def _warnings(campaign: Campaign, standings: list[CellStanding]) -> dict[int, list[str]]:
    """Return by cell what is remarkable about those who head it (A-14)."""
    levels = {standing.rating.unit_id: standing.level for standing in standings}
    found: dict[int, list[str]] = {}
    for head in heads_of(campaign):
        if sentence := head.above(levels.get(head.cell_id, "")):
            found.setdefault(head.cell_id, []).append(sentence)
    return found


def are_cells_decided(campaign: Campaign) -> bool:
    """Say whether the committee has decided the cells of the campaign."""
    return CellRating.objects.filter(campaign=campaign, state=State.DECIDED).exists()


def decided_cell_caps(campaign: Campaign) -> list[DecidedCap]:
    """Return the frozen workings among cells with their sentences."""
    return [decided_cap(record) for record in campaign.caps.of_cells()]


def cell_decisions_in_full(reader: Account) -> QuerySet[CellDecision]:
    """Return the frozen decisions on cells the reader may see, in the order of the tree."""
    seen = CellRating.objects.visible_to(reader)
    found = CellDecision.objects.current().filter(rating__in=seen).order_by("rating__unit__path", "pk")
    return found.select_related("rating__unit", "by", "rule_set")


@dataclass(frozen=True, slots=True)
class DecidedCell:
    """One frozen decision with the number of the cell's review, where its page is."""

    decision: CellDecision
    review_id: int

    @property
    def is_changed(self) -> bool:
        return self.decision.level != self.decision.rating.level


def decided_cells(reader: Account, campaign: Campaign) -> list[DecidedCell]:
    """Return the frozen decisions of a campaign, best level first."""
    reviews = dict(CellReview.objects.filter(campaign=campaign).order_by().values_list("unit", "pk"))
    found = cell_decisions_in_full(reader).filter(rating__campaign=campaign)
    rows = sorted(found, key=lambda decision: Level(decision.level).rank)
    return [DecidedCell(row, reviews[row.rating.unit_id]) for row in rows]
