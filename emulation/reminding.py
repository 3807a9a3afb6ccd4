"""Reminders of what is soon due or overdue, told once; and the daily summary: how many things wait, by e-mail."""

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import Account, Notice, NoticeKind, NoticeSettings
from .noticing import notify
from .queue import QueueItem, cards_for
from .signals import reminding

DAYS_BEFORE = (7, 3, 1, 0)
EVERY_DAYS_AFTER = 3  # overdue work is told of on the first day, then on every third


def remind(on: datetime.date) -> int:
    """Give every open account notice of what is soon due or overdue, once a day; return how many notices."""
    before = Notice.objects.count()
    reminding.send(sender=Notice, on=on)
    for account in _accounts():
        for card in cards_for(account, on):
            kind = reminder_of(card, on)
            if kind:
                values = {"action": card.action, "day": f"{card.due:%d/%m/%Y}"}
                notify([account.pk], kind, _("%(action)s, due on %(day)s") % values, card.url)
    return Notice.objects.count() - before


def reminder_of(card: QueueItem, on: datetime.date) -> NoticeKind | None:
    """Return which reminder the card needs on the day, if any."""
    if card.due is None or not card.count or not card.is_reminded:
        return None
    left = (card.due - on).days
    if left in DAYS_BEFORE:
        return NoticeKind.DUE
    return NoticeKind.OVERDUE if left < 0 and (-left - 1) % EVERY_DAYS_AFTER == 0 else None


def _accounts() -> QuerySet[Account]:
    """Return the accounts that may sign in."""
    return Account.objects.filter(is_active=True).order_by("pk")


def send_digests(on: datetime.date) -> Iterator[tuple[Account, str]]:
    """Send each account that wants it one summary for the day; yield account and problem, empty where it was sent."""
    wanted = Q(notice_settings=None) | Q(notice_settings__by_email=True)
    fresh = Q(notice_settings=None) | Q(notice_settings__digested_on=None) | ~Q(notice_settings__digested_on=on)
    for account in _accounts().filter(wanted, fresh).exclude(email=""):
        waiting = [card for card in cards_for(account, on) if card.count]
        if waiting or account.unread:
            yield account, _send(account, len(waiting), on)


def _send(account: Account, waiting: int, on: datetime.date) -> str:
    """Send one summary and note its day, both or neither; return the problem, if any."""
    try:
        with transaction.atomic():
            NoticeSettings.objects.update_or_create(account=account, defaults={"digested_on": on})
            send_mail(subject_of(waiting), body_of(account, waiting), None, [account.email])
    except OSError as problem:  # smtplib's errors among them; whoever comes after still gets theirs
        return str(problem) or type(problem).__name__
    return ""


def subject_of(waiting: int) -> str:
    """Return the subject: a number."""
    text = ngettext("Nêu Gương: %(count)s thing waits for you", "Nêu Gương: %(count)s things wait for you", waiting)
    return text % {"count": waiting}


def body_of(account: Account, waiting: int) -> str:
    """Return the letter: two numbers and the way in; no name of anybody else, no fault, no level, no points."""
    values = {"name": account.display_name, "waiting": waiting, "unread": account.unread, "url": settings.SITE_URL}
    text = _(
        "Dear %(name)s,\n\nThings that wait for you: %(waiting)s\nNotices you have not read: %(unread)s\n\n"
        "Sign in to see them: %(url)s\n\nYou get this summary at most once a day. To stop it, open “Notices” after "
        "signing in.\n"
    )
    return text % values


def today() -> datetime.date:
    """Return the day on which the commands run."""
    return timezone.localdate()
