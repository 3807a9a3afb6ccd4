"""Giving notice: called where acts are recorded, in the same transaction; a notice more than once a day is one."""

import datetime
from collections.abc import Iterable

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from .models import Account, Notice, NoticeKind, RoleAssignment, Unit
from .roles import GRANTS
from .scope import STEP

LONGEST = 200
BATCH = 1000  # rows at a time


def notify(accounts: Iterable[int], kind: NoticeKind, about: str, url: str) -> None:
    """Give notice to accounts; the counts that pages show follow."""
    keys, day = sorted(set(accounts)), timezone.localdate()
    rows = [Notice(account_id=key, kind=kind, about=about[:LONGEST], url=url[:LONGEST], day=day) for key in keys]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        count_unread(keys)


def notify_once(kind: NoticeKind, wanted: Iterable[tuple[int, str, str]], since: datetime.date) -> None:
    """Give notices (account, about, address), each only where the account was not told the same since the day."""
    told = set(Notice.objects.filter(kind=kind, day__gte=since).values_list("account_id", "url"))
    day, rows = timezone.localdate(), []
    for account, about, url in wanted:
        if (account, url[:LONGEST]) not in told:
            rows.append(Notice(account_id=account, kind=kind, about=about[:LONGEST], url=url[:LONGEST], day=day))
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True, batch_size=BATCH)
        for first in range(0, len(rows), BATCH):
            count_unread({row.account_id for row in rows[first : first + BATCH]})


def count_unread(accounts: Iterable[int]) -> None:
    """Let the number on the account follow its notices: every page shows it, and asks nothing more for it."""
    unread = Notice.objects.unread().filter(account=OuterRef("pk")).order_by().values("account")
    count = Subquery(unread.annotate(count=Count("pk")).values("count"), output_field=IntegerField())
    Account.objects.filter(pk__in=accounts).update(unread=Coalesce(count, 0))


def accounts_of(members: Iterable[int]) -> list[int]:
    """Return the open accounts of members."""
    return list(Account.objects.filter(member__in=members, is_active=True).values_list("pk", flat=True))


def accounts_with(permission: str, unit: Unit) -> list[int]:
    """Return the open accounts that hold the permission at the unit itself, or else at the nearest unit above."""
    roles = [role for role, names in GRANTS.items() if permission in names]
    above = [unit.path[:end] for end in range(STEP, len(unit.path) + 1, STEP)]
    held = RoleAssignment.objects.on(timezone.localdate()).filter(role__in=roles, unit__path__in=above)
    rows = list(held.filter(account__is_active=True).values_list("unit__path", "account_id"))
    nearest = max((path for path, _account in rows), key=len, default="")
    return [account for path, account in rows if path == nearest]
