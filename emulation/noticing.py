"""Giving notice: called where acts are recorded, in the same transaction; a notice more than once a day is one."""

from collections.abc import Iterable

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from .models import Account, Notice, NoticeKind, RoleAssignment, Unit
from .roles import GRANTS
from .scope import STEP

LONGEST = 200


def notify(accounts: Iterable[int], kind: NoticeKind, about: str, url: str) -> None:
    """Give notice to accounts; the counts that pages show follow."""
    keys, day = sorted(set(accounts)), timezone.localdate()
    rows = [Notice(account_id=key, kind=kind, about=about[:LONGEST], url=url[:LONGEST], day=day) for key in keys]
    if rows:
        Notice.objects.bulk_create(rows, ignore_conflicts=True)
        count_unread(keys)


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
