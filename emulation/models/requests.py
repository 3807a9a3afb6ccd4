"""What members ask about their own data, with the clock of the law on it (Law 91/2025/QH15 Art. 4; Decree 356/2025)."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..rules import RequestState
from .accounts import Account
from .people import Member
from .units import Unit


class RequestKind(models.TextChoices):
    """What the member asks for; each has its own days to be answered in (settings, DATA_REQUEST_DAYS)."""

    CORRECT = "CORRECT", _("Correct data")
    PROVIDE = "PROVIDE", _("Give the data on paper")
    DELETE = "DELETE", _("Delete data")
    RESTRICT = "RESTRICT", _("Restrict or stop a use of data")


class RequestStep(models.IntegerChoices):
    RECEIVED = RequestState.RECEIVED, pgettext_lazy("request", "Received")
    HANDLING = RequestState.HANDLING, pgettext_lazy("request", "Being handled")
    DONE = RequestState.DONE, pgettext_lazy("request", "Done")
    REFUSED = RequestState.REFUSED, pgettext_lazy("request", "Refused")


class DataRequestQuerySet(models.QuerySet):
    """Facts about many requests."""

    def visible_to(self, reader):
        """Keep the reader's own and those the reader's roles handle."""
        handled = reader.scope.units_q("data.handle", "unit__path")
        return self.filter(Q(member_id=reader.member_id) | handled) if reader.member_id else self.filter(handled)

    def open(self):
        """Keep those that wait for an answer."""
        return self.filter(state__lt=RequestState.DONE)


class DataRequest(models.Model):
    """One request: what is wrong, what is right, the days it runs on, who handles it and the answer."""

    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="data_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="+")
    kind = models.CharField(_("what is asked"), max_length=8, choices=RequestKind, default=RequestKind.CORRECT)
    about = models.CharField(_("which data"), max_length=120)
    wrong = models.CharField(_("what stands there"), max_length=500, blank=True)
    right = models.CharField(_("what it should be"), max_length=500, blank=True)
    evidence = models.TextField(_("what shows it"), max_length=4000, blank=True)
    state = models.PositiveSmallIntegerField(_("state"), choices=RequestStep, default=RequestStep.RECEIVED)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    asked_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    asked_on = models.DateField(_("asked on"))
    acknowledge_by = models.DateField(_("to be acknowledged by"))
    due_on = models.DateField(_("to be answered by"))
    extension = models.CharField(_("why it takes longer"), max_length=500, blank=True)
    handled_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("handled by"), null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("acknowledged at"), null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering = ["state", "due_on", "pk"]
        verbose_name = _("request about data")
        indexes = [models.Index(fields=["unit", "state"], name="data_request_unit_state")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestStep.values), name="data_request_state_known"),
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="data_request_kind_known"),
            models.CheckConstraint(
                condition=Q(due_on__gte=F("asked_on"), acknowledge_by__gte=F("asked_on")),
                name="data_request_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state__lt=RequestState.DONE) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="data_request_ends_with_an_answer",
            ),
            models.CheckConstraint(
                condition=~Q(kind="CORRECT") | ~Q(right=""),
                name="data_request_says_what_is_right",
                violation_error_message=_("Write what it should be, so that it can be corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.about}"

    @property
    def is_open(self) -> bool:
        return self.state < RequestState.DONE

    @property
    def is_received(self) -> bool:
        return self.state == RequestState.RECEIVED

    @property
    def is_extended(self) -> bool:
        return bool(self.extension)

    @property
    def state_code(self) -> str:
        """The state's name, by which its badge is coloured."""
        return RequestState(self.state).name

    @property
    def clock(self) -> datetime.date:
        """The next day the law sets: to acknowledge while nobody has taken it, then to answer."""
        return self.acknowledge_by if self.is_received else self.due_on

    def is_late_on(self, day: datetime.date) -> bool:
        """Say whether the next day has passed."""
        return self.is_open and day > self.clock
