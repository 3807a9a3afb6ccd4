"""Acts on how one signs in oneself: the own password, second factors."""

from django.db import transaction

from ..access import ensure
from ..journal import record
from ..models import Account

FACTOR_VERBS = {
    "added": "account.factor_added",
    "removed": "account.factor_removed",
    "redrawn": "account.codes_drawn",
}


def note_password_change(*, account: Account, by: Account) -> None:
    """Remember that the owner chose a password of their own."""
    ensure(by, "account.own", account)
    with transaction.atomic():
        account.must_change_password = False
        account.save(update_fields=["must_change_password"])
        record(by, "account.password_changed", account)


def note_factor(*, account: Account, what: str, kind: str, by: Account) -> None:
    """Record that one's own second factor was added, removed or redrawn; django-allauth's pages did it."""
    ensure(by, "account.own", account)
    record(by, FACTOR_VERBS[what], account, data={"kind": kind})
