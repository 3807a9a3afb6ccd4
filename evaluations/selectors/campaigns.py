"""Campaigns and rule sets as pages and the API list them."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet

from emulation.models import SubjectType, Unit, Year

from ..models import Assessment, Campaign, CellReview, Criterion, CriterionGroup, ParticipationStatus, RuleSet, State
from ..shipped import shipped_rule_sets

COLLECTIVE = "COLLECTIVE"
SUBJECTS = (*SubjectType.values, COLLECTIVE)
_RATED = Q(participation=ParticipationStatus.REQUIRED)


@dataclass(frozen=True)
class CellProgress:
    """How far one cell is; every number counts people, each one a part of `to_rate` but `listed`."""

    unit: Unit
    review_id: int
    listed: int = 0
    to_rate: int = 0
    submitted: int = 0
    proposed: int = 0
    verified: int = 0
    decided: int = 0


@dataclass(frozen=True)
class CriteriaBlock:
    """The criteria of one group of one subject type, under their headings."""

    group: str
    maximum: Decimal
    headings: tuple[tuple[str, tuple[Criterion, ...]], ...]


def campaigns_for(reader) -> QuerySet[Campaign]:
    """Campaigns of committees above or below the reader, newest first."""
    return Campaign.objects.visible_to(reader).select_related("year__unit", "rule_set")


def years_to_open(reader) -> QuerySet[Year]:
    """Years of committees where the reader may open the review and nobody has yet."""
    at = reader.scope.units_q("campaign.open", "unit__path")
    return Year.objects.filter(at, campaign=None).select_related("unit").order_by("-number", "unit__path")


def campaign_progress(reader, campaign: Campaign) -> list[CellProgress]:
    """The cells the reader's roles reach, in the order of the tree, with their counts."""
    reviews = CellReview.objects.visible_to(reader).filter(campaign=campaign).select_related("unit")
    counts = {
        row.pop("unit_id"): row
        for row in Assessment.objects.filter(campaign=campaign)
        .order_by()
        .values("unit_id")
        .annotate(
            listed=Count("pk"),
            to_rate=Count("pk", filter=_RATED),
            submitted=_reached(State.SUBMITTED),
            proposed=_reached(State.PROPOSED),
            verified=_reached(State.VERIFIED),
            decided=_reached(State.DECIDED),
        )
    }
    return [CellProgress(unit=review.unit, review_id=review.pk, **counts.get(review.unit_id, {})) for review in reviews]


def _reached(state: int) -> Count:
    return Count("pk", filter=_RATED & Q(state__gte=state))


def rule_sets_for(reader) -> QuerySet[RuleSet]:
    """Every rule set; everyone may know the rules they are rated by."""
    return RuleSet.objects.visible_to(reader)


def not_installed(reader) -> list[tuple[str, str]]:
    """Code and name of the rule sets we ship that have no rows yet."""
    known = set(rule_sets_for(reader).values_list("code", flat=True))
    return [(code, data["name"]) for code, data in shipped_rule_sets().items() if code not in known]


def criteria_blocks(rule_set: RuleSet) -> dict[str, tuple[CriteriaBlock, ...]]:
    """The criteria by subject type and group, under their headings."""
    return {
        subject: tuple(_block(rule_set.criteria_by_subject.get(subject, ()), group) for group in CriterionGroup)
        for subject in SUBJECTS
    }


def _block(criteria: tuple[Criterion, ...], group: CriterionGroup) -> CriteriaBlock:
    own = [criterion for criterion in criteria if criterion.group == group]
    headings: dict[str, list[Criterion]] = {}
    for criterion in own:
        headings.setdefault(criterion.heading, []).append(criterion)
    total = sum((criterion.maximum or Decimal(0) for criterion in own), Decimal(0))
    return CriteriaBlock(str(group.label), total, tuple((name, tuple(rows)) for name, rows in headings.items()))
