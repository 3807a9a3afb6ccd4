"""What a member is told is kept here of them: pledges and all that was said of them, models led or taken part in."""

from django.db.models import Q, QuerySet
from django.dispatch import receiver

from emulation.models import Member
from emulation.personal import Holding, holding
from emulation.signals import telling

from .models import (
    BoardComment,
    BoardMember,
    CheckIn,
    CheckInLine,
    HalfYearLine,
    HalfYearReview,
    Initiative,
    Participant,
    Pledge,
    PledgeItem,
    PledgeVersion,
    Posting,
    SupervisionNote,
)


@receiver(telling, dispatch_uid="pledges.told")
def told(member: Member, **_kwargs: object) -> list[Holding]:
    """Tell a member, the newest year first."""
    return [holding(rows) for rows in (*_pledged(member), *_said_of_them(member), *_posted(member), *_models(member))]


def _pledged(member: Member) -> tuple[QuerySet, ...]:
    """The own pledges, their items, also those given up since, and their versions."""
    return (
        Pledge.objects.filter(member=member),
        PledgeItem.everything.filter(pledge__member=member).order_by("-pledge__year__number", "position"),
        PledgeVersion.objects.filter(pledge__member=member).order_by("-pledge__year__number", "number"),
    )


def _said_of_them(member: Member) -> tuple[QuerySet, ...]:
    """Progress reports, half-year reviews, notes of supervision."""
    reports = CheckIn.objects.filter(pledge__member=member).order_by("-pledge__year__number", "month")
    halves = HalfYearReview.objects.filter(pledge__member=member)
    return (
        reports,
        CheckInLine.objects.filter(check_in__in=reports).order_by("check_in", "item__position"),
        halves,
        HalfYearLine.objects.filter(review__in=halves).order_by("review", "item__position"),
        SupervisionNote.objects.filter(pledge__member=member),
    )


def _posted(member: Member) -> tuple[QuerySet, ...]:
    """What the member has agreed to post, and what was said of it or by the member."""
    said = BoardComment.objects.filter(Q(posting__pledge__member=member) | Q(author__member=member))
    return (
        Posting.objects.filter(pledge__member=member),
        said.order_by("written_at"),
        BoardMember.objects.filter(member=member),
    )


def _models(member: Member) -> tuple[QuerySet, ...]:
    """Models of units that the member leads or takes part in."""
    return (
        Initiative.objects.filter(owner=member).order_by("-year__number", "pk"),
        Participant.objects.filter(member=member).order_by("-initiative__year__number", "pk"),
    )
