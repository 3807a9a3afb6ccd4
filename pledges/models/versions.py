"""Versions of a confirmed pledge: each text that was confirmed, frozen, and the change that is being asked for."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit

from ..rules import CHANGE_OPEN, ChangeState
from .pledges import Pledge


class VersionState(models.IntegerChoices):
    DRAFT = ChangeState.DRAFT, _("Being written")
    RETURNED = ChangeState.RETURNED, _("Returned")
    SUBMITTED = ChangeState.SUBMITTED, _("Awaiting agreement")
    AGREED = ChangeState.AGREED, _("Agreed")
    WITHDRAWN = ChangeState.WITHDRAWN, _("Withdrawn")


RUNNING = (VersionState.DRAFT, VersionState.RETURNED, VersionState.SUBMITTED)


class PledgeVersionQuerySet(models.QuerySet):
    """Facts about many versions."""

    def visible_to(self, reader):
        """Keep those of pledges the reader may see."""
        return self.filter(pledge__in=Pledge.objects.visible_to(reader))

    def running(self):
        """Keep the changes nobody has agreed to or withdrawn yet."""
        return self.filter(state__in=RUNNING)

    def in_force(self):
        """Keep the texts that are or were in force."""
        return self.filter(state=VersionState.AGREED)


class PledgeVersion(models.Model):
    """One text of a pledge: the first as it was confirmed, each later one with its reason.

    `items` holds the words as data, each with the key of its PledgeItem under "item", None for one that is new.
    """

    pledge = models.ForeignKey(Pledge, models.PROTECT, verbose_name=_("pledge"), related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    state = models.PositiveSmallIntegerField(_("state"), choices=VersionState, default=VersionState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    reason = models.TextField(_("reason for the change"), blank=True, validators=[MaxLengthValidator(1000)])
    items = models.JSONField(_("items"), default=list)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    asked_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("asked by"), null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked at"), null=True, blank=True)
    return_reason = models.TextField(_("reason for returning"), blank=True, validators=[MaxLengthValidator(1000)])
    agreed_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("agreed by"), null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = PledgeVersionQuerySet.as_manager()

    class Meta:
        ordering = ["pledge", "number"]
        verbose_name = _("version of a pledge")
        constraints = [
            models.UniqueConstraint(fields=["pledge", "number"], name="pledge_version_number_once"),
            models.UniqueConstraint(
                fields=["pledge"],
                condition=Q(state__in=RUNNING),
                name="pledge_version_one_change_at_a_time",
                violation_error_message=_("A change of this pledge is open already; finish or withdraw that one."),
            ),
            models.CheckConstraint(condition=Q(state__in=VersionState.values), name="pledge_version_state_known"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="pledge_version_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(number=1) | Q(state=VersionState.AGREED), name="pledge_version_first_is_confirmed"
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.RETURNED) | ~Q(return_reason=""),
                name="pledge_version_returned_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.AGREED) | Q(agreed_at__isnull=False),
                name="pledge_version_agreed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge} – {self.number}"

    @property
    def unit(self) -> Unit:
        """The cell of the pledge."""
        return self.pledge.unit

    @property
    def is_open(self) -> bool:
        return self.state in CHANGE_OPEN

    @property
    def is_submitted(self) -> bool:
        return self.state == ChangeState.SUBMITTED

    @property
    def is_returned(self) -> bool:
        return self.state == ChangeState.RETURNED

    @property
    def is_agreed(self) -> bool:
        return self.state == ChangeState.AGREED

    @property
    def is_running(self) -> bool:
        return self.state in RUNNING

    @property
    def state_code(self) -> str:
        """Return the state's name, by which badges are coloured."""
        return ChangeState(self.state).name
