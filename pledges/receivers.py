"""What the pledges answer when the organisation asks."""

from django.dispatch import receiver
from django.urls import reverse

from emulation.attaching import holds_files
from emulation.models import Member
from emulation.personal import Holding, holding
from emulation.signals import telling

from .models import CheckIn, Pledge, PledgeItem

# Photos and papers that show how far a pledge is.
holds_files(
    CheckIn,
    read="pledge.view",
    write="pledge.check_in",
    visible=lambda reader: CheckIn.objects.visible_to(reader).select_related("pledge__unit", "pledge__member"),
    page=lambda report: reverse("pledges:check-in", args=[report.pledge_id, report.month]),
)


@receiver(telling, dispatch_uid="pledges.told")
def told(member: Member, **_kwargs: object) -> list[Holding]:
    """Tell a member the own pledges and their items."""
    items = PledgeItem.objects.filter(pledge__member=member).order_by("-pledge__year__number", "position")
    return [holding(Pledge.objects.filter(member=member)), holding(items)]
