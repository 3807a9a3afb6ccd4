"""What the organisation keeps for a time: notes on circumstances, answered requests, closed accounts, old keys."""

import datetime
from operator import attrgetter

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.contrib.auth.hashers import make_password
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.dispatch import receiver
from django.utils import timezone

from .models import (
    Account,
    Attachment,
    AttachmentContent,
    Circumstance,
    DataRequest,
    JournalEntry,
    Key,
    Member,
    Membership,
    StudyAttendance,
    Unit,
)
from .models.units import below
from .retention import GONE, Asked, Keeper
from .rules import RequestState
from .signals import holding_back, retaining
from .signin.sessions import end, sessions_of_many


@receiver(holding_back, dispatch_uid="emulation.open_requests")
def open_requests(unit: Unit, **_kwargs: object) -> set[int]:
    """Hold back whoever has asked about the own data and waits for the answer."""
    waiting = DataRequest.objects.open().filter(unit__path__range=below(unit.path))
    return set(waiting.values_list("member", flat=True))


@receiver(retaining, dispatch_uid="emulation.keepers")
def keepers(**_kwargs: object) -> list[Keeper]:
    """Tell how the organisation's own documents are thinned out."""
    return [
        Keeper("CIRCUMSTANCES", _circumstances, lambda keys: _of(Circumstance, keys).update(note="")),
        Keeper("REQUESTS", _requests, _thin_requests),
        Keeper("FILES", _files, _drop_files, lambda file: None),
        Keeper("ACCOUNTS", _accounts, _thin_accounts),
        Keeper("STUDIES", _absences, lambda keys: _of(StudyAttendance, keys).update(reason=GONE)),
        Keeper("KEYS", _keys, _end_keys, attrgetter("user.member_id")),
    ]


def _of(model, keys: list) -> QuerySet:
    return model.objects.filter(pk__in=keys)


def _circumstances(asked: Asked) -> QuerySet:
    here = Membership.objects.filter(unit__path__range=below(asked.unit.path)).values("member")
    over = Circumstance.objects.filter(member__in=here, valid_to__lt=asked.before).exclude(note="")
    return over.exclude(member__in=asked.held)


def _absences(asked: Asked) -> QuerySet:
    there = StudyAttendance.objects.filter(session__unit__path__range=below(asked.unit.path), is_present=False)
    old = there.filter(session__held_on__lt=asked.before).exclude(reason=GONE)
    return old.exclude(member__in=asked.held)


def _requests(asked: Asked) -> QuerySet:
    answered = DataRequest.objects.filter(
        unit__path__range=below(asked.unit.path), state__gte=RequestState.DONE, answered_at__lt=_midnight(asked.before)
    )
    return answered.exclude(answer=GONE).exclude(member__in=asked.held)


def _thin_requests(keys: list[int]) -> None:
    rows = _of(DataRequest, keys)
    rows.update(about=GONE, wrong="", evidence="", answer=GONE)
    rows.exclude(right="").update(right=GONE)
    rows.exclude(extension="").update(extension=GONE)


def _files(asked: Asked) -> QuerySet:
    withdrawn = Attachment.objects.filter(unit__path__range=below(asked.unit.path), content__isnull=False)
    return withdrawn.filter(withdrawn_at__lt=_midnight(asked.before))


def _drop_files(keys: list[int]) -> None:
    AttachmentContent.objects.filter(attachment__in=keys).delete()


def _accounts(asked: Asked) -> QuerySet:
    """Return accounts closed long enough, of members who belong nowhere any more or of nobody, with something to go."""
    closed = JournalEntry.objects.filter(subject="account", subject_id=OuterRef("pk"), verb="account.closed")
    still = Membership.objects.on(asked.today).filter(member=OuterRef("member"))
    factors = Authenticator.objects.filter(user=OuterRef("pk"))
    linked = SocialAccount.objects.filter(user=OuterRef("pk"))
    something = ~Q(email="") | Exists(factors) | Exists(linked) | Exists(Key.objects.filter(user=OuterRef("pk")))
    within = Account.objects.filter(roles__unit__path__range=below(asked.unit.path)).values("pk")
    found = Account.objects.filter(pk__in=within, is_active=False).exclude(member__in=asked.held)
    when = Subquery(closed.order_by("-pk").values("at")[:1])
    return found.annotate(closed_at=when).filter(~Exists(still), something, closed_at__lt=_midnight(asked.before))


def _thin_accounts(keys: list[int]) -> None:
    rows = _of(Account, keys)
    Authenticator.objects.filter(user__in=keys).delete()
    SocialAccount.objects.filter(user__in=keys).delete()
    Key.objects.filter(user__in=keys).delete()
    end(sessions_of_many(list(rows)))
    rows.update(email="", password=make_password(None))


def _keys(asked: Asked) -> QuerySet:
    within = Account.objects.filter(roles__unit__path__range=below(asked.unit.path)).values("pk")
    found = Key.objects.filter(user__in=within, expiry__lt=_midnight(asked.before)).select_related("user")
    held = Member.objects.filter(pk__in=asked.held).values("pk")
    return found.exclude(user__member__in=held)


def _end_keys(keys: list) -> None:
    _of(Key, keys).delete()


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))
