"""Acts on accounts and their roles. Passwords are drawn, shown once and then changed."""

import datetime

from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..journal import record
from ..models import Account, Key, Member, Role, RoleAssignment, Unit
from ..signin.office import OFFICE
from ..signin.passwords import draw_password, lasts_until
from ..signin.sessions import end, sessions_of
from ..text import clean

OWN_ROLE = _("You cannot give yourself a role; another administrator does that.")
WIDER = _("This account also holds a role outside the units you look after. An administrator above them does this.")


def create_account(
    *,
    unit: Unit,
    username: str,
    display_name: str,
    role: str,
    by: Account,
    member: Member | None = None,
    email: str = "",
) -> tuple[Account, str]:
    """Create an account with its first role at the unit; return it with the password to hand over once."""
    ensure(by, "account.manage", unit)
    password = draw_password()
    account = Account(
        username=clean(username).lower(),
        display_name=clean(display_name),
        email=email,
        member=member,
        must_change_password=True,
        password_expires_at=lasts_until(timezone.now()),
    )
    account.set_password(password)
    account.full_clean()
    with transaction.atomic():
        account.save()
        _hold(account, role, unit, timezone.localdate(), by)
        record(by, "account.created", account, unit=unit, data={"role": role})
    return account, password


def reset_password(*, account: Account, unit: Unit, by: Account) -> str:
    """Draw a new password and return it; the old one and every session end."""
    ensure(by, "account.manage", unit)
    password = draw_password()
    with transaction.atomic():
        account = locked(account)
        _ensure_of(account, unit, by)
        account.set_password(password)
        account.must_change_password, account.password_expires_at = True, lasts_until(timezone.now())
        account.save(update_fields=["password", "must_change_password", "password_expires_at"])
        Key.objects.filter(user=account).delete()
        end(sessions_of(account))
        record(by, "account.password_reset", account, unit=unit)
    return password


def set_active(*, account: Account, unit: Unit, is_active: bool, by: Account) -> Account:
    """Close an account, or open it again; nobody closes their own."""
    ensure(by, "account.manage", unit)
    if account.pk == by.pk:
        raise ValidationError(_("You cannot close your own account."), "own_account")
    with transaction.atomic():
        account = locked(account)
        _ensure_of(account, unit, by)
        account.is_active = is_active
        account.save(update_fields=["is_active"])
        Key.objects.filter(user=account).delete()
        end(sessions_of(account))
        record(by, "account.opened" if is_active else "account.closed", account, unit=unit)
    return account


def end_sessions(*, account: Account, unit: Unit, by: Account) -> int:
    """End every session of an account and return how many there were."""
    ensure(by, "account.manage", unit)
    with transaction.atomic():
        account = locked(account)
        _ensure_of(account, unit, by)
        ended = end(sessions_of(account))
        record(by, "account.sessions_ended", account, unit=unit, data={"sessions": ended})
    return ended


def clear_factors(*, account: Account, unit: Unit, by: Account) -> None:
    """Take away the second factors of who has lost them, with every session; they are set up anew at sign-in."""
    ensure(by, "account.manage", unit)
    if account.pk == by.pk:
        raise ValidationError(_("You remove your own second factors on the page “Second factor”."), "own_account")
    with transaction.atomic():
        account = locked(account)
        _ensure_of(account, unit, by)
        kinds = sorted(set(account.authenticator_set.values_list("type", flat=True)))
        account.authenticator_set.all().delete()
        end(sessions_of(account))
        record(by, "account.factors_cleared", account, unit=unit, data={"kinds": kinds})


def link_office(*, account: Account, subject: str, unit: Unit, by: Account) -> None:
    """Let the office account of this subject sign in as the account; an empty subject ends that."""
    ensure(by, "account.manage", unit)
    subject = clean(subject)
    with transaction.atomic():
        account = locked(account)
        _ensure_of(account, unit, by)
        others = SocialAccount.objects.filter(provider=OFFICE, uid=subject).exclude(user=account)
        if others.exists():
            raise ValidationError(_("This office account is linked to another account already."), "linked_elsewhere")
        account.socialaccount_set.all().delete()
        if subject:
            account.socialaccount_set.create(provider=OFFICE, uid=subject)
        verb = "account.office_linked" if subject else "account.office_unlinked"
        record(by, verb, account, unit=unit, data={"subject": subject})


def grant_role(*, account: Account, role: str, unit: Unit, on: datetime.date, by: Account) -> RoleAssignment:
    """Give an account a role at a unit from a day; nobody gives themselves one (the administrator sees no content)."""
    ensure(by, "role.grant", unit)
    if account.pk == by.pk:
        raise ValidationError(OWN_ROLE, "own_account")
    with transaction.atomic():
        assignment = _hold(account, role, unit, on, by)
        record(by, "role.granted", account, unit=unit, data={"role": role, "from": on.isoformat()})
    return assignment


def end_role(*, assignment: RoleAssignment, last_day: datetime.date, by: Account) -> RoleAssignment:
    """End a role on a day."""
    ensure(by, "role.grant", assignment.unit)
    with transaction.atomic():
        assignment = locked(assignment)
        assignment.valid_to = last_day
        assignment.full_clean()
        assignment.save(update_fields=["valid_to"])
        data = {"role": assignment.role, "to": last_day.isoformat()}
        record(by, "role.ended", assignment.account, unit=assignment.unit, data=data)
    return assignment


def _hold(account: Account, role: str, unit: Unit, on: datetime.date, by: Account) -> RoleAssignment:
    if role not in Role.values:
        raise ValidationError(_("There is no such role."), "unknown_role")
    assignment = RoleAssignment(account=account, role=role, unit=unit, valid_from=on, granted_by_id=by.pk)
    assignment.full_clean(exclude=["granted_by"])
    assignment.save()
    return assignment


def _ensure_of(account: Account, unit: Unit, by: Account) -> None:
    """Refuse an account that has nothing to do with the unit, or that reaches further than the caller does.

    Without the second, whoever hands out roles could give one to a stranger's account and then take it over.
    """
    if not account.roles.filter(unit__path__startswith=unit.path).exists():
        raise ValidationError(_("This account holds no role at this unit or below it."), "other_unit")
    held = account.roles.exclude(valid_to__lt=timezone.localdate()).values_list("unit__path", flat=True)
    if not all(by.scope.reaches("account.manage", path) for path in held):
        raise ValidationError(WIDER, "wider_reach")
