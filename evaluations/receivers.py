"""What the reviews answer when the pledges ask: faults to carry over, and results that may no longer change."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from pledges.models import Group, Pledge
from pledges.rules import ItemDraft
from pledges.signals import carrying_over, reporting

from .models import Assessment, Fault, Repair, State

FROZEN = _("The results are part of the self-assessment that has been submitted; they change only when it is returned.")


@receiver(carrying_over, dispatch_uid="evaluations.faults_to_repair")
def faults_to_repair(members: Collection[int], year: int, **_kwargs: object) -> dict[int, list[ItemDraft]]:
    """Return faults noted at the last two reviews and not repaired, as items to repair them."""
    open_faults = Fault.objects.filter(member__in=members, noted_year__in=(year - 2, year - 1))
    found: dict[int, list[ItemDraft]] = {}
    for fault in open_faults.exclude(repair=Repair.REPAIRED):
        found.setdefault(fault.member_id, []).append(ItemDraft(group=Group.REPAIR, deed=fault.text))
    return found


@receiver(reporting, dispatch_uid="evaluations.refuse_frozen_results")
def refuse_frozen_results(pledge: Pledge, **_kwargs: object) -> None:
    """Refuse to change the results once the self-assessment they belong to has been handed in."""
    handed_in = Assessment.objects.filter(member_id=pledge.member_id, campaign__year_id=pledge.year_id)
    if handed_in.filter(state__gte=State.SUBMITTED).exists():
        raise ValidationError(FROZEN, "frozen")
