"""Acts on how one signs in oneself: the own password, second factors, sessions."""

from django.db import transaction

from ..access import ensure
from ..journal import record
from ..models import Account
from ..signin.sessions import end, sessions_of

FACTOR_VERBS = {
    "added": "account.factor_added",
    "removed": "account.factor_removed",
    "redrawn": "account.codes_drawn",
}


def note_password_change(*, account: Account, session_key: str, by: Account) -> None:
    """Remember that the owner chose a password of their own; it has ended every session but this one."""
    ensure(by, "account.own", account)
    with transaction.atomic():
        account.must_change_password, account.password_expires_at = False, None
        account.save(update_fields=["must_change_password", "password_expires_at"])
        end(sessions_of(account).exclude(session_key=session_key))
        record(by, "account.password_changed", account)


def end_own_session(*, account: Account, session: int, by: Account) -> None:
    """End one of one's own sessions; one that is over already stays so."""
    ensure(by, "account.own", account)
    with transaction.atomic():
        ended = end(sessions_of(account).filter(pk=session))
        record(by, "account.sessions_ended", account, data={"sessions": ended})


def end_other_sessions(*, account: Account, session_key: str, by: Account) -> None:
    """End all of one's own sessions but this one."""
    ensure(by, "account.own", account)
    with transaction.atomic():
        ended = end(sessions_of(account).exclude(session_key=session_key))
        record(by, "account.sessions_ended", account, data={"sessions": ended})


def note_factor(*, account: Account, what: str, kind: str, by: Account) -> None:
    """Record that one's own second factor was added, removed or redrawn; django-allauth's pages did it."""
    ensure(by, "account.own", account)
    record(by, FACTOR_VERBS[what], account, data={"kind": kind})
