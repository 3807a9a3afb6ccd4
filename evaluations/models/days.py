"""The days of one cell in a campaign, where they differ from the campaign's own."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit

from .campaigns import Campaign


class DueStep(models.TextChoices):
    """The steps that have a day of their own; the last is the committee's and the same for every cell."""

    ASSESSMENTS = "ASSESSMENTS", _("Self-assessments")
    REVIEWS = "REVIEWS", _("Cell reviews")
    DECISIONS = "DECISIONS", _("Decisions")


OF_CELLS = (DueStep.ASSESSMENTS, DueStep.REVIEWS)


class StepDate(models.Model):
    """By which day one step is due in one cell, in place of the campaign's own day."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="step_dates")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="+")
    step = models.CharField(_("step"), max_length=11, choices=[(step.value, step.label) for step in OF_CELLS])
    due_on = models.DateField(_("due on"))
    set_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("set by"), related_name="+")

    class Meta:
        ordering = ["campaign", "unit__path", "step"]
        verbose_name = _("day of one cell")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit", "step"], name="step_date_once"),
            models.CheckConstraint(condition=Q(step__in=OF_CELLS), name="step_date_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_step_display()}"
