"""What a member is told is kept here of them: documents issued about them, files they have asked for."""

from django.dispatch import receiver

from emulation.models import Member
from emulation.personal import Holding, holding
from emulation.signals import telling

from .models import IssuedDocument, Job

BYTES = ("content", "data", "sha256", "variant")  # the file itself is the member's to take out
OF_OTHERS = ("parameters", "members", "notes", "doing", "worker")  # whom a file of a unit names


@receiver(telling, dispatch_uid="reports.told")
def told(member: Member, **_kwargs: object) -> list[Holding]:
    """Tell a member, the newest first."""
    issued = IssuedDocument.objects.filter(member=member).defer("content", "data")
    return [
        holding(issued, leave_out=BYTES),
        holding(Job.objects.filter(owner__member=member), leave_out=OF_OTHERS),
    ]
