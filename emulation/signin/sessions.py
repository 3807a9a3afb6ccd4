"""Open sessions: django-allauth keeps where and when, Django the session itself; both end together."""

import time

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

SEEN_AT = "seen_at"  # in the session: when its use was last noted
NOTED_EVERY = 600  # seconds: every note is a write


def sessions_of(account) -> QuerySet[UserSession]:
    """Return the account's open sessions, the latest used first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    found = UserSession.objects.filter(user=account, session_key__in=alive.values("session_key"))
    return found.order_by("-last_seen_at", "-pk")


def sessions_of_many(accounts: list) -> QuerySet[UserSession]:
    """Return all that is kept of the accounts' sessions, open or over."""
    return UserSession.objects.filter(user__in=accounts)


def note_use(request: HttpRequest) -> None:
    """Note that the session is in use, from where and by what, unless that was noted a little while ago."""
    if time.time() - request.session.get(SEEN_AT, 0) > NOTED_EVERY:
        note_now(request)


def note_now(request: HttpRequest) -> None:
    """Note that the session is in use."""
    request.session[SEEN_AT] = time.time()
    UserSession.objects.create_from_request(request)


def end(sessions: QuerySet[UserSession]) -> int:
    """End the sessions and return how many; whoever uses one must sign in again."""
    keys = list(sessions.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return len(keys)
