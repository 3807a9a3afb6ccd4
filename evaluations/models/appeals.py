"""Complaints about a decision, and checks that the committee above orders before one (QĐ 366-QĐ/TW Art. 12, 15, 17)."""

import datetime

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Account

from ..rules.appeals import AppealState
from .assessments import Assessment
from .outcomes import Decision

LONGEST = 4000


def words(label, **options):
    """Return a field for some paragraphs."""
    return models.TextField(label, max_length=LONGEST, validators=[MaxLengthValidator(LONGEST)], **options)


class AppealKind(models.TextChoices):
    COMPLAINT = "COMPLAINT", _("Complaint")
    REQUEST = "REQUEST", pgettext_lazy("complaint", "Request")


class AppealStep(models.IntegerChoices):
    FILED = AppealState.FILED, pgettext_lazy("complaint", "Received")
    TAKEN = AppealState.TAKEN, pgettext_lazy("complaint", "Being considered")
    UPHELD = AppealState.UPHELD, pgettext_lazy("complaint", "Level kept")
    CHANGED = AppealState.CHANGED, pgettext_lazy("complaint", "Level changed")
    WITHDRAWN = AppealState.WITHDRAWN, pgettext_lazy("complaint", "Withdrawn")


class AppealQuerySet(models.QuerySet):
    """Facts about many complaints."""

    def visible_to(self, reader):
        """Keep one's own, those one has recorded, the committee's; never from the person complained of."""
        own = Q(decision__assessment__member_id=reader.member_id) if reader.member_id else Q(pk__in=[])
        at = reader.scope.units_q("appeal.view", "decision__assessment__campaign__year__unit__path")
        return self.filter(own | Q(filed_by=reader.pk) | (at & ~Q(against=reader.pk, against__isnull=False)))

    def open(self):
        """Keep those that wait for an answer."""
        return self.filter(state__lt=AppealStep.UPHELD)


class Appeal(models.Model):
    """What a member brings against a decision: text and days, who takes it up, the answer, the new decision if any."""

    decision = models.ForeignKey(Decision, models.PROTECT, verbose_name=_("decision"), related_name="appeals")
    kind = models.CharField(_("kind"), max_length=9, choices=AppealKind, default=AppealKind.COMPLAINT)
    text = words(_("what is objected to, and why"))
    against = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("person complained of"), null=True, blank=True, related_name="+"
    )
    filed_on = models.DateField(_("filed on"))
    last_day = models.DateField(_("could be filed until"))
    late_reason = models.CharField(_("why it is accepted late"), max_length=500, blank=True)
    answer_due = models.DateField(_("to be answered by"))
    suspends = models.BooleanField(_("suspends the decision's effect"), default=False)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    filed_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    filed_at = models.DateTimeField(_("recorded at"))
    state = models.PositiveSmallIntegerField(_("state"), choices=AppealStep, default=AppealStep.FILED)
    taken_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("considered by"), null=True, blank=True, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken up at"), null=True, blank=True)
    answer = words(_("answer"), blank=True)
    ended_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("ended by"), null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    outcome = models.OneToOneField(
        Decision, models.PROTECT, verbose_name=_("new decision"), null=True, blank=True, related_name="answers"
    )

    objects = AppealQuerySet.as_manager()

    class Meta:
        ordering = ["state", "answer_due", "pk"]
        verbose_name = _("complaint")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AppealStep.values), name="appeal_state_known"),
            models.CheckConstraint(condition=Q(kind__in=AppealKind.values), name="appeal_kind_known"),
            models.CheckConstraint(condition=~Q(text=""), name="appeal_says_something"),
            models.CheckConstraint(
                condition=Q(filed_on__lte=F("last_day")) | ~Q(late_reason=""), name="appeal_late_has_a_reason"
            ),
            models.CheckConstraint(condition=Q(answer_due__gte=F("filed_on")), name="appeal_days_in_order"),
            models.CheckConstraint(
                condition=Q(state__lt=AppealStep.UPHELD) | Q(ended_at__isnull=False), name="appeal_ended_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[AppealStep.UPHELD, AppealStep.CHANGED])
                | (~Q(answer="") & Q(taken_at__isnull=False)),
                name="appeal_ends_with_an_answer",
            ),
            models.CheckConstraint(
                condition=Q(state=AppealStep.CHANGED, outcome__isnull=False)
                | (~Q(state=AppealStep.CHANGED) & Q(outcome=None)),
                name="appeal_changed_by_a_decision",
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(state__lt=AppealStep.UPHELD),
                name="appeal_one_open_per_decision",
                violation_error_message=_("A complaint about this decision is already being considered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.decision.assessment}"

    @property
    def assessment(self) -> Assessment:
        return self.decision.assessment

    @property
    def committee(self):
        """The committee whose decision it is about."""
        return self.decision.assessment.campaign.unit

    @property
    def is_open(self) -> bool:
        return self.state < AppealStep.UPHELD

    @property
    def is_filed(self) -> bool:
        return self.state == AppealStep.FILED

    @property
    def is_taken(self) -> bool:
        return self.state == AppealStep.TAKEN

    @property
    def is_late(self) -> bool:
        """Whether it came after the last day and was accepted all the same."""
        return self.filed_on > self.last_day

    @property
    def state_code(self) -> str:
        """The state's name, for its badge."""
        return AppealState(self.state).name

    def is_overdue_on(self, day: datetime.date) -> bool:
        """Say whether the day to answer has passed."""
        return self.is_open and day > self.answer_due


class CheckKind(models.TextChoices):
    """What has to be checked before the final decision (QĐ 366-QĐ/TW Art. 12.1 step 3)."""

    COMPLAINT = "COMPLAINT", _("Complaint")
    DENUNCIATION = "ACCUSED", _("Denunciation")
    REPORT = "REPORT", _("Negative report")
    DISUNITY = "DISUNITY", _("Sign of disunity")


class PendingCheckQuerySet(models.QuerySet):
    """Facts about many checks."""

    def visible_to(self, reader):
        """Keep the committee's; never those about oneself: who denounces is not betrayed."""
        at = self.filter(reader.scope.units_q("check.view", "assessment__campaign__year__unit__path"))
        return at.exclude(assessment__member_id=reader.member_id) if reader.member_id else at

    def pending(self):
        """Keep those without an outcome yet."""
        return self.filter(concluded_at=None)


class PendingCheck(models.Model):
    """A check ordered before the decision; while it has no outcome, the level is not decided."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="checks")
    kind = models.CharField(_("what has come in"), max_length=9, choices=CheckKind, default=CheckKind.COMPLAINT)
    about = words(_("what is to be checked"))
    received_on = models.DateField(_("received on"))
    ordered_by = models.CharField(_("committee that orders the check"), max_length=200)
    recorded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"))
    outcome = words(_("outcome"), blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True)
    document_date = models.DateField(_("document date"), null=True, blank=True)
    concluded_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("outcome recorded by"), null=True, blank=True, related_name="+"
    )
    concluded_at = models.DateTimeField(_("outcome recorded at"), null=True, blank=True)

    objects = PendingCheckQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "recorded_at", "pk"]
        verbose_name = _("check before the decision")
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CheckKind.values), name="check_kind_known"),
            models.CheckConstraint(condition=~Q(about="") & ~Q(ordered_by=""), name="check_says_what_and_by_whom"),
            models.CheckConstraint(
                condition=Q(concluded_at=None)
                | (~Q(outcome="") & ~Q(document_number="") & Q(document_date__isnull=False)),
                name="check_ends_with_a_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.assessment}"

    @property
    def is_pending(self) -> bool:
        return self.concluded_at is None
