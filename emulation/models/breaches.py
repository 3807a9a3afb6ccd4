"""Breaches of personal data: what was suspected, whom it reached, the clock to notify (Law 91/2025/QH15 Art. 23)."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .people import Member
from .units import Unit

HOURS_TO_NOTIFY = 72  # from the moment it was noticed (Art. 23.1)


class BreachQuerySet(models.QuerySet):
    """Facts about many breaches."""

    def visible_to(self, reader):
        """Keep those of the units where the reader handles breaches."""
        return self.filter(reader.scope.units_q("breach.handle", "unit__path"))


class Breach(models.Model):
    """One breach: through which account, key or address, between which days; reported when, members told when."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="+")
    account = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("account used"), null=True, blank=True, related_name="+"
    )
    key = models.CharField(_("mark of the key used"), max_length=25, blank=True)
    address = models.GenericIPAddressField(_("address used"), null=True, blank=True)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    what = models.TextField(_("what happened"), max_length=4000)
    noticed_at = models.DateTimeField(_("noticed at"))
    reported_at = models.DateTimeField(_("reported to the authority at"), null=True, blank=True)
    report_number = models.CharField(_("number of the report"), max_length=60, blank=True)
    notice = models.TextField(_("notice to the members affected"), max_length=4000, blank=True)
    notified_at = models.DateTimeField(_("members told at"), null=True, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_at", "-pk"]
        verbose_name = _("breach of personal data")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="breach_days_in_order",
                violation_error_message=_("The last day cannot come before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(key="") | Q(address__isnull=False),
                name="breach_names_a_way_in",
                violation_error_message=_("Name the account, the key or the address through which it happened."),
            ),
            models.CheckConstraint(
                condition=Q(reported_at=None) | ~Q(report_number=""), name="breach_reported_with_a_number"
            ),
            models.CheckConstraint(condition=Q(notified_at=None) | ~Q(notice=""), name="breach_told_in_words"),
        ]

    def __str__(self) -> str:
        return gettext("Breach of %(day)s") % {
            "day": date_format(timezone.localdate(self.noticed_at), "SHORT_DATE_FORMAT")
        }

    @property
    def report_by(self) -> datetime.datetime:
        """The moment by which the authority must have been told."""
        return self.noticed_at + datetime.timedelta(hours=HOURS_TO_NOTIFY)

    @property
    def is_reported(self) -> bool:
        return self.reported_at is not None

    @property
    def is_notified(self) -> bool:
        return self.notified_at is not None

    def is_late_at(self, now: datetime.datetime) -> bool:
        """Say whether the hours of the law have run out."""
        return not self.is_reported and now > self.report_by


class BreachReach(models.Model):
    """One member whom a breach reached: how often, from when to when; what was read is not repeated here."""

    breach = models.ForeignKey(Breach, models.PROTECT, verbose_name=_("breach"), related_name="reached")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    times = models.PositiveIntegerField(_("acts on my record"))
    first_at = models.DateTimeField(_("first at"))
    last_at = models.DateTimeField(_("last at"))

    class Meta:
        ordering = ["breach", "member"]
        verbose_name = _("my data reached by a breach")
        constraints = [models.UniqueConstraint(fields=["breach", "member"], name="breach_reaches_a_member_once")]

    def __str__(self) -> str:
        return f"{self.breach}: {self.member}"
