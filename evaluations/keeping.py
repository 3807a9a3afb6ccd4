"""What the reviews keep for a time (HD 06-HD/BTCTW): of each member the self-reviews of the latest years.

The words go; points, levels, counts, proposals and decisions with all they rest on stay.
"""

import datetime

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.dispatch import receiver
from django.utils import timezone

from emulation.models import Membership, Unit
from emulation.models.units import below
from emulation.retention import GONE, Asked, Keeper
from emulation.signals import holding_back, retaining

from .appeals import appeal_of
from .models import Assessment, AssignedTask, Decision, Fault, Repair, State

LONGEST_OBJECTION = datetime.timedelta(days=400)  # nothing older can be objected to; how long is in the rule set


@receiver(holding_back, dispatch_uid="evaluations.open_to_objection")
def open_to_objection(unit: Unit, **_kwargs: object) -> set[int]:
    """Hold back whoever may still object to a decision, or waits for the answer to an objection."""
    today = timezone.localdate()
    recent = Decision.objects.filter(
        assessment__unit__path__range=below(unit.path), at__date__gte=today - LONGEST_OBJECTION
    ).select_related("rule_set", "assessment__campaign__year__unit")
    return {row.assessment.member_id for row in recent if _is_open(row, today)}


def _is_open(decision: Decision, today: datetime.date) -> bool:
    found = appeal_of(decision)
    return found is not None and today <= found.until + datetime.timedelta(days=2 * found.answer_days)


@receiver(retaining, dispatch_uid="evaluations.keepers")
def keepers(**_kwargs: object) -> list[Keeper]:
    """Tell how the words of reviews are thinned out."""
    return [
        Keeper("SELF_REVIEWS", _self_reviews, _thin_self_reviews),
        Keeper("FAULTS", _faults, _thin_faults),
    ]


def _self_reviews(asked: Asked) -> QuerySet:
    """Return decided reviews older than the member's latest ones, with words left; never that of a transfer."""
    year = F("campaign__year__number")
    own = Assessment.objects.filter(member=OuterRef("member"), state=State.DECIDED)
    later = own.filter(campaign__year__number__gt=OuterRef("campaign__year__number")).order_by()
    count = Subquery(later.values("member").annotate(count=Count("pk")).values("count"))
    moved = Membership.objects.filter(
        member=OuterRef("member"), unit=OuterRef("unit"), valid_to__year=OuterRef("of_year")
    )
    found = Assessment.objects.filter(unit__path__range=below(asked.unit.path), state=State.DECIDED)
    found = found.annotate(of_year=year, later=Coalesce(count, 0)).filter(later__gte=asked.years)
    named = AssignedTask.objects.filter(assessment=OuterRef("pk")).exclude(title=GONE)
    return found.filter(~Q(sections={}) | Exists(named)).exclude(Exists(moved)).exclude(member__in=asked.held)


def _thin_self_reviews(keys: list[int]) -> None:
    Assessment.objects.filter(pk__in=keys).update(sections={})
    AssignedTask.objects.filter(assessment__in=keys).update(title=GONE, product="")


def _faults(asked: Asked) -> QuerySet:
    repaired = Fault.objects.filter(noted_year__lt=asked.first_year, repair=Repair.REPAIRED).exclude(text=GONE)
    here = Membership.objects.filter(unit__path__range=below(asked.unit.path)).values("member")
    return repaired.filter(member__in=here).exclude(member__in=asked.held)


def _thin_faults(keys: list[int]) -> None:
    Fault.objects.filter(pk__in=keys).update(text=GONE, note="")
