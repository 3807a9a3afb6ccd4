"""Study sessions of a theme in a cell, and who of the cell was there."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .people import Member
from .units import Unit
from .years import Theme


class StudySessionQuerySet(models.QuerySet):
    """Facts about many study sessions."""

    def visible_to(self, reader):
        """Keep those of the reader's own cell, or of the units the reader's roles reach."""
        return self.filter(reader.scope.units_q("study.view", "unit__path"))

    def standing(self):
        """Keep those that have not been taken back."""
        return self.filter(withdrawn_at=None)


class StudySession(models.Model):
    """A cell's meeting on a theme: planned with its day, held once attendance is recorded."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="studies")
    theme = models.ForeignKey(Theme, models.PROTECT, verbose_name=_("theme"), related_name="studies")
    held_on = models.DateField(_("day of the session"))
    subject = models.CharField(_("subject of study"), max_length=300)
    presenter = models.CharField(_("presented by"), max_length=120)
    minutes = models.TextField(_("minutes"), blank=True, validators=[MaxLengthValidator(20_000)])
    version = models.PositiveIntegerField(default=1)
    recorded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    recorded_at = models.DateTimeField(_("attendance recorded at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken back at"), null=True, blank=True)
    withdraw_reason = models.CharField(_("why it was taken back"), max_length=300, blank=True)

    objects = StudySessionQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-pk"]
        verbose_name = _("study session")
        indexes = [models.Index(fields=["unit", "held_on"], name="study_unit_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(subject=""), name="study_has_a_subject"),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdraw_reason="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdraw_reason="")),
                name="study_taken_back_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def is_held(self) -> bool:
        return self.recorded_at is not None

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class StudyAttendance(models.Model):
    """One member of the cell at a study session: present, or absent with a reason."""

    session = models.ForeignKey(
        StudySession, models.PROTECT, verbose_name=_("study session"), related_name="attendance"
    )
    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="studies")
    is_present = models.BooleanField(_("present"))
    reason = models.CharField(_("reason of absence"), max_length=200, blank=True)

    class Meta:
        ordering = ["session", "member__sort_key", "member"]
        verbose_name = _("attendance at a study session")
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="study_attendance_once"),
            models.CheckConstraint(
                condition=Q(is_present=True, reason="") | (Q(is_present=False) & ~Q(reason="")),
                name="study_absent_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.member}"
