"""Supervision notes: what a cell looked at, also where nothing was wrong; what is to be put right, by when."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Account, Unit

from .pledges import Pledge


class Finding(models.TextChoices):
    NOTHING = "NOTHING", pgettext_lazy("supervision", "Nothing wrong found")
    REMINDER = "REMINDER", pgettext_lazy("supervision", "Reminded")
    CORRECT = "CORRECT", pgettext_lazy("supervision", "To be put right")


class SupervisionQuerySet(models.QuerySet):
    """Facts about many notes."""

    def visible_to(self, reader):
        """Keep those on the reader's own pledges, and those of the units where the reader reads them by role."""
        own = Q(pledge__member=reader.member_id) if reader.member_id else Q(pk__in=[])
        return self.filter(own | reader.scope.units_q("supervision.view", "unit__path"))

    def to_correct(self):
        """Keep those of which something is still to be put right."""
        return self.filter(finding=Finding.CORRECT, corrected_on=None)

    def overdue(self, on):
        """Keep those whose day of putting right has passed without its being done."""
        return self.to_correct().filter(correct_by__lt=on)


class SupervisionNote(models.Model):
    """One look of the cell at a member's pledge, or at the cell itself where no pledge is named."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="supervision_notes")
    pledge = models.ForeignKey(
        Pledge, models.PROTECT, verbose_name=_("pledge"), null=True, blank=True, related_name="supervision_notes"
    )
    seen_on = models.DateField(_("day of the supervision"))
    supervised_by = models.CharField(_("who supervised"), max_length=300)
    looked_for = models.TextField(_("what was looked for"), validators=[MaxLengthValidator(2000)])
    finding = models.CharField(_("finding"), max_length=8, choices=Finding)
    words = models.TextField(_("what was said"), blank=True, validators=[MaxLengthValidator(2000)])
    correct_by = models.DateField(_("to be put right by"), null=True, blank=True)
    corrected_on = models.DateField(_("put right on"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("recorded by"), null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    objects = SupervisionQuerySet.as_manager()

    class Meta:
        ordering = ["-seen_on", "-pk"]
        verbose_name = _("supervision note")
        constraints = [
            models.CheckConstraint(condition=Q(finding__in=Finding.values), name="supervision_finding_known"),
            models.CheckConstraint(condition=~Q(looked_for=""), name="supervision_looked_for_something"),
            models.CheckConstraint(
                condition=Q(finding=Finding.NOTHING) | ~Q(words=""), name="supervision_finding_in_words"
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.CORRECT, correct_by__isnull=False)
                | (~Q(finding=Finding.CORRECT) & Q(correct_by=None)),
                name="supervision_to_correct_has_a_day",
            ),
            models.CheckConstraint(
                condition=Q(corrected_on=None) | Q(finding=Finding.CORRECT, corrected_on__gte=models.F("seen_on")),
                name="supervision_corrected_after_it_was_found",
            ),
        ]
        indexes = [models.Index(fields=["unit", "seen_on"], name="supervision_unit_on")]

    def __str__(self) -> str:
        return f"{self.unit} – {self.seen_on:%d/%m/%Y}"

    @property
    def member_id(self) -> int | None:
        """Whose pledge was looked at; nobody's where it was the cell."""
        return self.pledge.member_id if self.pledge_id else None

    @property
    def is_to_correct(self) -> bool:
        """Say whether something is still to be put right."""
        return self.finding == Finding.CORRECT and self.corrected_on is None

    @property
    def points(self) -> list[str]:
        """What was looked for, one point each."""
        return [line for line in self.looked_for.splitlines() if line]
