"""Acts on one's own keys to the API: each says what it is for, how far it opens and until when; shown once."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..journal import record
from ..models import Account, Key, KeyScope
from ..rooms import rooms
from ..text import clean

DAYS = (30, 90, 365)
YEAR = 365
MOST = 20  # keys of one account
TOO_MANY = _("You have %(most)s keys already. End one that is no longer needed first.")


def create_key(
    *, account: Account, by: Account, name: str = "", scope: str = KeyScope.WRITE, room: str = "", days: int = YEAR
) -> str:
    """Make a key to the API for one's own account and return it; it is shown once, and stored as a hash."""
    ensure(by, "account.own", account)
    if days not in DAYS:
        raise ValidationError(_("A key lasts 30, 90 or 365 days."), "unknown_days")
    if scope not in KeyScope.values or room not in dict(rooms()) | {"": ""}:
        raise ValidationError(_("There is no such kind of key."), "unknown_scope")
    with transaction.atomic():
        if Key.objects.filter(user=account, expiry__gt=timezone.now()).count() >= MOST:
            raise ValidationError(TOO_MANY, "too_many", {"most": MOST})
        facts = {"name": clean(name), "scope": scope, "room": room}
        _key, secret = Key.objects.create(user=account, expiry=datetime.timedelta(days=days), **facts)
        record(by, "key.created", account, data=facts | {"days": days})
    return secret


def revoke_key(*, account: Account, digest: str, by: Account) -> None:
    """End one of one's own keys."""
    ensure(by, "account.own", account)
    with transaction.atomic():
        found = Key.objects.filter(user=account, digest=digest)
        names = list(found.values_list("name", flat=True))
        found.delete()
        record(by, "key.revoked", account, data={"names": names})
