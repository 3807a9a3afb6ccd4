"""Accounts for many members at once, each with a password for one use on a slip of paper."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..journal import record
from ..models import Account, Key, Membership, Role, RoleAssignment, Unit
from ..selectors import accounts_not_begun, members_without_account
from ..signin.passwords import draw_password, hashed, lasts_until
from ..signin.sessions import end, sessions_of_many
from ..usernames import Usernames

MOST = 1_000
NOBODY = _("Nobody is left to draw a password for: somebody may have done it meanwhile. Reload the page and look.")
TOO_MANY = _("These are more than %(most)s people at once. Do it cell by cell.")


@dataclass(frozen=True)
class Slip:
    """What one person is handed on paper; the password is stored nowhere in the clear."""

    name: str
    cell: str
    username: str
    password: str


def create_member_accounts(*, unit: Unit, by: Account) -> list[Slip]:
    """Create an account for every member of the unit who has none, each with the role of a member at the cell."""
    ensure(by, "account.manage", unit)
    memberships = _some(members_without_account(by, unit))
    slips = _slips_for(memberships)
    now = timezone.now()
    accounts = [_account_of(m, s, now) for m, s in zip(memberships, slips, strict=True)]
    with transaction.atomic():
        Account.objects.bulk_create(accounts)
        RoleAssignment.objects.bulk_create(
            RoleAssignment(
                account=account,
                role=Role.MEMBER,
                unit=membership.unit,
                valid_from=timezone.localdate(now),
                granted_by_id=by.pk,
            )
            for account, membership in zip(accounts, memberships, strict=True)
        )
        _record(by, "account.created_many", unit, accounts)
    return slips


def renew_first_passwords(
    *, unit: Unit, accounts: Collection[int], drawn_before: datetime.datetime, by: Account
) -> list[Slip]:
    """Draw new passwords for those of the accounts whose owners have not begun; the old slips stop working.

    Only where the password was drawn before the time given: sending a page twice must not spoil what was printed.
    """
    ensure(by, "account.manage", unit)
    with transaction.atomic():
        since = lasts_until(min(drawn_before, timezone.now()))
        older = Q(password_expires_at=None) | Q(password_expires_at__lt=since)
        waiting = accounts_not_begun(by, unit).filter(older, pk__in=accounts)
        found = _some(waiting.select_for_update(of=("self",)))
        cells = _cells_of(found)
        found.sort(key=lambda account: cells.get(account.pk, unit).path)
        slips = [Slip(a.display_name, cells.get(a.pk, unit).name, a.username, draw_password()) for a in found]
        for account, slip in zip(found, slips, strict=True):
            account.password, account.password_expires_at = hashed(slip.password), lasts_until(timezone.now())
        Account.objects.bulk_update(found, ["password", "password_expires_at"])
        Key.objects.filter(user__in=found).delete()
        end(sessions_of_many(found))
        _record(by, "account.passwords_renewed", unit, found)
    return slips


def _record(by: Account, verb: str, unit: Unit, accounts: list[Account]) -> None:
    members = [account.member_id for account in accounts if account.member_id]
    record(by, verb, unit, unit=unit, data={"accounts": [account.pk for account in accounts]}, members=members)


def _some(rows) -> list:
    """Return the rows, or refuse when there are none or too many to print at once."""
    found = list(rows[: MOST + 1])
    if not found:
        raise ValidationError(NOBODY, "nobody")
    if len(found) > MOST:
        raise ValidationError(TOO_MANY, "too_many", {"most": MOST})
    return found


def _slips_for(memberships: list[Membership]) -> list[Slip]:
    names = Usernames(Account.objects.values_list("username", flat=True).iterator())
    people = [(membership.member.full_name, membership.unit.name) for membership in memberships]
    return [Slip(person, cell, names.draw(person), draw_password()) for person, cell in people]


def _account_of(membership: Membership, slip: Slip, now: datetime.datetime) -> Account:
    return Account(
        username=slip.username,
        display_name=slip.name,
        member=membership.member,
        password=hashed(slip.password),
        must_change_password=True,
        password_expires_at=lasts_until(now),
    )


def _cells_of(accounts: list[Account]) -> dict[int, Unit]:
    """Return each account's cell, where it holds the role of a member."""
    held = RoleAssignment.objects.filter(account__in=accounts, role=Role.MEMBER).select_related("unit")
    return {role.account_id: role.unit for role in held.order_by("valid_from", "pk")}
