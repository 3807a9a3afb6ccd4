"""What the pledges answer when the organisation asks."""

from django.dispatch import receiver

from emulation.models import Member
from emulation.personal import Holding, holding
from emulation.signals import telling

from .models import Pledge, PledgeItem


@receiver(telling, dispatch_uid="pledges.told")
def told(member: Member, **_kwargs: object) -> list[Holding]:
    """Tell a member the own pledges and their items."""
    items = PledgeItem.objects.filter(pledge__member=member).order_by("-pledge__year__number", "position")
    return [holding(Pledge.objects.filter(member=member)), holding(items)]
