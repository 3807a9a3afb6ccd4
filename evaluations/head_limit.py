"""Whether somebody who heads a cell stands above it: a member's level and the cell's, compared (A-14)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, Q, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from emulation.models import Role

from .models import Assessment, Campaign, CellRating, LevelChoice, Limit, State
from .rules.levels import Level


@dataclass(frozen=True, slots=True)
class Head:
    """The secretary of a cell on the cut-off date, with the level decided, before that chosen or proposed."""

    assessment_id: int
    cell_id: int
    name: str
    level: str

    def above(self, cell_level: str, level: str = "") -> str:
        """Say that the head's level is above the cell's; empty where it is not, or one of the two is open."""
        own = level or self.level
        if not own or not cell_level or not Level(own).is_above(Level(cell_level)):
            return ""
        names = {"name": self.name, "own": LevelChoice(own).label, "cell": LevelChoice(cell_level).label}
        return _("%(name)s, who heads the cell, is rated “%(own)s”, above the cell: “%(cell)s”.") % names


def heads_of(campaign: Campaign) -> list[Head]:
    """Return the heads of the campaign's cells who are rated in it; one query, none where nothing is compared."""
    if campaign.rule_set.head_limit == Limit.OFF:
        return []
    roles, day = "member__account__roles", campaign.cut_off
    in_office = Q(**{f"{roles}__valid_to": None}) | Q(**{f"{roles}__valid_to__gte": day})
    leads = Q(**{f"{roles}__role": Role.SECRETARY, f"{roles}__valid_from__lte": day, f"{roles}__unit__kind": "CELL"})
    holds = FilteredRelation("decisions", condition=Q(decisions__is_current=True))
    chosen = NullIf("committee_level", Value(""))
    rows = Assessment.objects.to_rate().filter(in_office, leads, campaign=campaign).annotate(holds=holds)
    rows = rows.annotate(reached=Coalesce("holds__level", chosen, "proposal__level"), cell=F(f"{roles}__unit"))
    values = rows.order_by("unit__path", "member__sort_key").values_list("pk", "cell", "member__full_name", "reached")
    return [Head(pk, cell, name, level or "") for pk, cell, name, level in values.distinct()]


def cell_levels(campaign: Campaign) -> dict[int, str]:
    """Return the levels of the cells as chosen or proposed so far; one query."""
    rows = CellRating.objects.filter(campaign=campaign, state__gte=State.PROPOSED).order_by()
    return {unit: chosen or level for unit, chosen, level in rows.values_list("unit", "committee_level", "level")}


@dataclass(frozen=True, slots=True)
class HeadOfCell:
    """A head beside the level of the cell, as far as the cell's own level is known."""

    head: Head
    cell_level: str

    def warning(self, level: str) -> str:
        """Say that the level would be above the cell's; empty where it would not."""
        return self.head.above(self.cell_level, level)


def heads_by_assessment(campaign: Campaign) -> dict[int, HeadOfCell]:
    """Return the heads of cells by their assessments; two queries at most."""
    heads = heads_of(campaign)
    cells = cell_levels(campaign) if heads else {}
    return {head.assessment_id: HeadOfCell(head, cells.get(head.cell_id, "")) for head in heads}


def is_refused(campaign: Campaign) -> bool:
    """Whether the rule set refuses a head above the cell, instead of warning."""
    return campaign.rule_set.head_limit == Limit.BLOCK


def heads_refused(campaign: Campaign, levels: Mapping[int, str]) -> list[str]:
    """Return a sentence on each head above the cell where the rule set refuses that; `levels` by assessment."""
    if not is_refused(campaign):
        return []
    heads = heads_by_assessment(campaign).items()
    return [text for pk, head in heads if (text := head.warning(levels.get(pk, "")))]
