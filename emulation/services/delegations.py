"""Delegating a role for a time: what one holds oneself, to another account of the committee, revocable on any day."""

import datetime

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..journal import record
from ..models import Account, RoleAssignment, Unit
from ..roles import DELEGABLE

FURTHER = _("This role has been delegated to you; it is not delegated further.")
NOT_HELD = _("You no longer hold this role, so you cannot delegate it.")
NOT_THIS = _("This role is not delegated.")
TO_ONESELF = _("You hold this role yourself; choose somebody else.")
STRANGER = _("This account has no role in your committee or its cells. Ask the administrator to give it one first.")
HOLDS_IT = _("This account already holds the role in these days.")
PAST = _("A delegation cannot begin before today.")
BACKWARDS = _("The last day cannot come before the first day.")
TOO_LONG = _("A role is delegated for at most %(days)s days. Choose an earlier last day; it can be renewed.")
OUTLIVES = _("You hold this role until %(day)s only. Choose an earlier last day.")
OVER = _("This delegation is over already.")


def delegate_role(
    *, role: RoleAssignment, account: Account, first_day: datetime.date, last_day: datetime.date, by: Account
) -> RoleAssignment:
    """Let another account hold one's role from a day to a day; every act by it is journaled as done for the holder."""
    ensure(by, "account.own", role.account)
    with transaction.atomic():
        role = locked(role)
        _refuse_role(role)
        _refuse_account(role, account)
        _refuse_days(role, first_day, last_day)
        if _overlapping(role, account, first_day, last_day):
            raise ValidationError({"account": [HOLDS_IT]})
        lent = RoleAssignment(account=account, role=role.role, unit_id=role.unit_id, delegated_from=role)
        lent.valid_from, lent.valid_to, lent.granted_by_id = first_day, last_day, by.pk
        lent.full_clean(exclude=["granted_by"])
        lent.save()
        data = {"role": role.role, "from": first_day.isoformat(), "to": last_day.isoformat()}
        record(by, "role.delegated", account, unit=role.unit, data=data)
    account.forget_scope()
    return lent


def end_delegation(*, role: RoleAssignment, by: Account) -> RoleAssignment:
    """End a delegation at once: by who delegated it, or by whom it was delegated to."""
    ensure(by, "account.own", role.account if by.pk == role.account_id else role.delegated_by or role.account)
    with transaction.atomic():
        row, today = locked(role), timezone.localdate()
        if row.delegated_from_id is None or row.valid_to < today:
            raise ValidationError(OVER, "wrong_state")
        row.valid_to = today - datetime.timedelta(days=1)
        row.valid_from = min(row.valid_from, row.valid_to)
        row.save(update_fields=["valid_from", "valid_to"])
        data = {"role": row.role, "to": row.valid_to.isoformat()}
        record(by, "role.delegation_ended", role.account, unit=role.unit, data=data)
    role.account.forget_scope()
    return row


def _refuse_role(role: RoleAssignment) -> None:
    """Refuse what is delegated to oneself, no longer held, or never delegated."""
    if role.delegated_from_id is not None:
        raise ValidationError(FURTHER, "delegated")
    if not role.holds_on(timezone.localdate()):
        raise ValidationError(NOT_HELD, "wrong_state")
    if role.role not in DELEGABLE:
        raise ValidationError(NOT_THIS, "not_delegable")


def _refuse_account(role: RoleAssignment, account: Account) -> None:
    """Refuse oneself, a closed account, and one that has nothing to do with the committee."""
    if account.pk == role.account_id:
        raise ValidationError({"account": [TO_ONESELF]})
    unit = role.unit
    base = unit.path if unit.is_committee else unit.path[: -Unit.steplen] or unit.path
    known = account.roles.own().on(timezone.localdate()).filter(unit__path__startswith=base)
    if not account.is_active or not known.exists():
        raise ValidationError({"account": [STRANGER]})


def _refuse_days(role: RoleAssignment, first_day: datetime.date, last_day: datetime.date) -> None:
    """Refuse days that are past, out of order, too many, or beyond the role itself."""
    most = settings.DELEGATION_MOST_DAYS
    if first_day < timezone.localdate():
        raise ValidationError({"first_day": [PAST]})
    if last_day < first_day:
        raise ValidationError({"last_day": [BACKWARDS]})
    if (last_day - first_day).days >= most:
        raise ValidationError({"last_day": [TOO_LONG % {"days": most}]})
    if role.valid_to is not None and last_day > role.valid_to:
        raise ValidationError({"last_day": [OUTLIVES % {"day": f"{role.valid_to:%d/%m/%Y}"}]})


def _overlapping(role: RoleAssignment, account: Account, first_day: datetime.date, last_day: datetime.date) -> bool:
    """Say whether the account holds the role there in any of the days, for itself or from anybody."""
    same = account.roles.filter(role=role.role, unit=role.unit_id, valid_from__lte=last_day)
    return same.exclude(valid_to__lt=first_day).exists()
