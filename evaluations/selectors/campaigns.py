"""Campaigns as pages and the API list them."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from emulation.models import Unit, Year

from ..models import Assessment, Campaign, CellReview, ParticipationStatus, RuleSet, ScoringMethod, State

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


def campaigns_for(reader) -> QuerySet[Campaign]:
    """Campaigns of committees above or below the reader, newest first."""
    return Campaign.objects.visible_to(reader).select_related("year__unit", "rule_set")


def years_to_open(reader) -> QuerySet[Year]:
    """Years of committees where the reader may open the review and nobody has yet."""
    at = reader.scope.units_q("campaign.open", "unit__path")
    return Year.objects.filter(at, campaign=None).select_related("unit").order_by("-number", "unit__path")


def rule_sets_to_open(year: Year) -> QuerySet[RuleSet]:
    """Rule sets a review of the year may be held under: in force, with points, own or inherited; the nearest first."""
    found = RuleSet.objects.for_unit(year.unit).in_force(year.number).filter(method=ScoringMethod.POINTS)
    return found.select_related("unit")


def campaign_progress(reader, campaign: Campaign) -> list[CellProgress]:
    """The cells the reader's roles reach, in the order of the tree, with their counts."""
    reviews = CellReview.objects.visible_to(reader).filter(campaign=campaign).select_related("unit")
    counts = {
        row.pop("unit_id"): row
        for row in Assessment.objects.filter(campaign=campaign)
        .listed()
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
