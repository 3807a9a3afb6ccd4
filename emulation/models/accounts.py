"""Accounts, and the roles they hold at units for a time. A post grants nothing; a role does."""

import datetime

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from ..scope import Scope
from .people import Member
from .periods import Period, PeriodQuerySet, in_order
from .units import Unit


class Role(models.TextChoices):
    MEMBER = "MEMBER", _("Member")
    SECRETARY = "SECRETARY", _("Cell secretary")
    DEPUTY = "DEPUTY", _("Deputy cell secretary")
    OFFICER = "OFFICER", _("Committee officer")
    LEADER = "LEADER", _("Committee leader")
    VIEWER = "VIEWER", _("Viewer")
    ADMIN = "ADMIN", _("System administrator")


class AccountManager(UserManager):
    """Creates accounts; there is no superuser, only roles."""

    use_in_migrations = False

    def create_user(self, username, password=None, **fields):
        account = self.model(username=self.model.normalize_username(username), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def with_perm(self, *args, **kwargs):
        raise NotImplementedError("permissions come from roles, see emulation/access.py")


class Account(AbstractBaseUser):
    """A login: of a member, or of somebody who is none. What it may do is in its roles."""

    username = models.CharField(
        _("user name"),
        max_length=60,
        unique=True,
        validators=[UnicodeUsernameValidator()],
        error_messages={"unique": _("This user name is taken.")},
    )
    display_name = models.CharField(_("display name"), max_length=120)
    email = models.EmailField(_("e-mail"), blank=True)
    member = models.OneToOneField(
        Member, models.PROTECT, verbose_name=_("member"), null=True, blank=True, related_name="account"
    )
    is_active = models.BooleanField(_("active"), default=True)
    must_change_password = models.BooleanField(_("must change the password"), default=False)
    password_expires_at = models.DateTimeField(
        _("password handed over lets in until"), null=True, blank=True, editable=False
    )
    unread = models.PositiveIntegerField(_("notices not read"), default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["display_name"]

    objects = AccountManager()

    class Meta:
        ordering = ["username"]
        verbose_name = _("account")

    def __str__(self) -> str:
        return self.display_name

    def get_full_name(self) -> str:
        return self.display_name

    def has_stale_password(self, on: datetime.date) -> bool:
        """Say whether the password is one that was handed over and lay about past its last day."""
        return self.password_expires_at is not None and timezone.localdate(self.password_expires_at) < on

    @cached_property
    def roles_today(self) -> "tuple[RoleAssignment, ...]":
        """The roles in force today with their units, in the order of the tree; read once per request."""
        if not self.is_active:
            return ()
        found = self.roles.in_force(timezone.localdate())
        return tuple(found.select_related("unit", "delegated_from__account"))

    @cached_property
    def scope(self) -> Scope:
        """What the account's roles of today reach."""
        held = [((one.role, one.unit.path, one.unit_id), one.delegated_by) for one in self.roles_today]
        lent = ((role, lender.pk, lender.display_name) for role, lender in held if lender)
        return Scope(tuple(role for role, _ in held), tuple(lent))

    def forget_scope(self) -> None:
        """Read the roles again at the next question; for use after they have changed."""
        self.__dict__.pop("scope", None)
        self.__dict__.pop("roles_today", None)


class RoleQuerySet(PeriodQuerySet):
    """Facts about many roles."""

    def in_force(self, day: datetime.date):
        """Keep what holds on the day; what is delegated, while its holder still holds it and has an open account."""
        source = Q(delegated_from__valid_from__lte=day, delegated_from__account__is_active=True)
        source &= Q(delegated_from__valid_to=None) | Q(delegated_from__valid_to__gte=day)
        return self.on(day).filter(Q(delegated_from=None) | source)

    def own(self):
        """Keep those held for oneself, not by delegation."""
        return self.filter(delegated_from=None)


class RoleAssignment(Period):
    """A role held at a unit from a day to a day; reaches everything under the unit.

    One that is `delegated_from` another is held for its holder, for a time.
    """

    account = models.ForeignKey(Account, models.PROTECT, verbose_name=_("account"), related_name="roles")
    role = models.CharField(_("role"), max_length=10, choices=Role)
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="role_assignments")
    granted_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("granted by"), null=True, blank=True, related_name="+"
    )
    delegated_from = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("delegated from"), null=True, blank=True, related_name="delegations"
    )

    objects = RoleQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "role", "valid_from"]
        verbose_name = _("role")
        constraints = [
            in_order("role_period_in_order"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="role_known"),
            models.CheckConstraint(
                condition=Q(delegated_from=None)
                | Q(valid_to__isnull=False, role__in=["SECRETARY", "DEPUTY", "OFFICER", "LEADER"]),
                name="role_delegated_for_a_time",
            ),
            models.UniqueConstraint(
                fields=["account", "role", "unit"],
                condition=Q(valid_to=None),
                name="role_held_once",
                violation_error_message=_("The account already holds this role at this unit."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_role_display()} – {self.unit}"

    @property
    def delegated_by(self) -> Account | None:
        """For whom it is held."""
        return self.delegated_from.account if self.delegated_from_id else None
