"""Acts on one's own notices: marking as read, choosing how to be told."""

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from ..access import ensure
from ..journal import record
from ..models import Account, Notice, NoticeSettings
from ..noticing import count_unread


def read_notices(*, account: Account, notices: Collection[int] | None = None, by: Account) -> int:
    """Mark one's own notices as read, all of them when none are named; return how many were not."""
    ensure(by, "account.own", account)
    with transaction.atomic():
        unread = Notice.objects.unread().filter(account=account.pk)
        found = unread if notices is None else unread.filter(pk__in=notices)
        count = found.update(read_at=timezone.now())
        count_unread([account.pk])
    return count


def set_notices(*, account: Account, by_email: bool, email: str = "", by: Account) -> NoticeSettings:
    """Choose whether a summary comes by e-mail, and to which address."""
    ensure(by, "account.own", account)
    with transaction.atomic():
        held, _created = NoticeSettings.objects.get_or_create(account=account)
        held.by_email = by_email
        held.save(update_fields=["by_email"])
        account.email = email
        account.clean_fields(exclude=[field.name for field in account._meta.fields if field.name != "email"])
        account.save(update_fields=["email"])
        record(by, "account.notices_set", account, data={"by_email": by_email, "has_address": bool(email)})
    return held
