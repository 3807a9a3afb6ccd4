"""Whether somebody who heads a cell stands above it: a member's level and the cell's, compared (A-14)."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, NullIf
from django.utils.translation import gettext as _

from emulation.models import Role

from .models import Assessment, Campaign, CellRating, LevelChoice, Limit, State
from .rules.levels import Level


@dataclass(frozen=True, slots=True)
class Head:
    """The secretary of a cell on the cut-off date, and the cell: levels as decided, before that chosen or proposed."""

    assessment_id: int
    cell_id: int
    name: str
    level: str
    cell_level: str

    def warning(self, level: str) -> str:
        """Say that such a level of the head would be above the cell's as it is known; empty where it would not."""
        return self.above(self.cell_level, level)

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
    leads &= Q(**{f"{roles}__delegated_from": None})
    holds = FilteredRelation("decisions", condition=Q(decisions__is_current=True))
    own = Coalesce("holds__level", NullIf("committee_level", Value("")), "proposal__level", Value(""))
    rows = Assessment.objects.to_rate().filter(in_office, leads, campaign=campaign).annotate(holds=holds)
    rows = rows.annotate(reached=own, cell=F(f"{roles}__unit"), cell_reached=_cell_level(campaign, f"{roles}__unit"))
    values = rows.order_by("unit__path", "member__sort_key")
    values = values.values_list("pk", "cell", "member__full_name", "reached", "cell_reached")
    return [Head(*row[:4], row[4] or "") for row in values.distinct()]


def _cell_level(campaign: Campaign, unit: str) -> Subquery:
    """The level of the cell at the unit as chosen or proposed so far."""
    rows = CellRating.objects.filter(campaign=campaign, unit=OuterRef(unit), state__gte=State.PROPOSED)
    return Subquery(rows.values(known=Coalesce(NullIf("committee_level", Value("")), "level"))[:1])


def heads_by_assessment(campaign: Campaign) -> dict[int, Head]:
    """Return the heads of cells by their assessments."""
    return {head.assessment_id: head for head in heads_of(campaign)}


def is_refused(campaign: Campaign) -> bool:
    """Whether the rule set refuses a head above the cell, instead of warning."""
    return campaign.rule_set.head_limit == Limit.BLOCK


def heads_refused(campaign: Campaign, levels: Mapping[int, str]) -> list[str]:
    """Return a sentence on each head above the cell where the rule set refuses that; `levels` by assessment."""
    if not is_refused(campaign):
        return []
    heads = heads_by_assessment(campaign).items()
    return [text for pk, head in heads if (text := head.warning(levels.get(pk, "")))]
