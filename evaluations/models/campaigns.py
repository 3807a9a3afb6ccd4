"""The campaign that binds a committee's year to one rule set, and what is recorded about its cap."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit, Year

from .rulesets import RuleSet


class CampaignQuerySet(models.QuerySet):
    """Facts about many campaigns."""

    def visible_to(self, reader):
        """Keep those of committees above or below the reader's units."""
        return self.filter(reader.scope.related_units_q("unit.view", "year__unit__path"))


class Campaign(models.Model):
    """The yearly review of a committee's tree: a year bound to one rule set, with its dates."""

    year = models.OneToOneField(Year, models.PROTECT, verbose_name=_("year"), related_name="campaign")
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, verbose_name=_("rule set"), related_name="campaigns")
    cut_off = models.DateField(_("cut-off date"))
    assessments_due = models.DateField(_("self-assessments due"))
    reviews_due = models.DateField(_("cell reviews due"))
    decisions_due = models.DateField(_("decisions due"))
    from_paper = models.BooleanField(_("results taken over from paper"), default=False)
    has_cell_days = models.BooleanField(_("some cells have days of their own"), default=False, editable=False)
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-year__number"]
        verbose_name = _("review campaign")
        constraints = [
            models.CheckConstraint(
                condition=Q(assessments_due__lte=F("reviews_due"), reviews_due__lte=F("decisions_due")),
                name="campaign_dates_in_order",
                violation_error_message=_("The due dates must follow the steps: self-assessment, review, decision."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.year} – {self.unit}"

    @property
    def unit(self) -> Unit:
        """The deciding committee."""
        return self.year.unit

    @cached_property
    def days_of_cells(self) -> dict[tuple[int, str], datetime.date]:
        """The days of cells that differ from the campaign's own, by cell and step; one query, none where none do."""
        if not self.has_cell_days:
            return {}
        rows = self.step_dates.order_by().values_list("unit_id", "step", "due_on")
        return {(unit, step): day for unit, step, day in rows}


class CapException(models.Model):
    """The decision that lets an outstanding unit have the larger share (QĐ 366-QĐ/TW Art. 11.1.5; A-12).

    `unit` is the campaign's committee, or one cell where the rule set takes the share inside each cell.
    """

    class About(models.TextChoices):
        PEOPLE = "PEOPLE", _("Members")
        CELLS = "CELLS", _("Cells")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="cap_exceptions")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("outstanding unit"), related_name="+")
    about = models.CharField(_("for the cap on"), max_length=6, choices=About, default=About.PEOPLE)
    number = models.CharField(_("decision number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    issuer = models.CharField(_("issuer"), max_length=160)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["campaign", "unit__path"]
        verbose_name = _("decision on the larger share")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit", "about"],
                name="cap_exception_once",
                violation_error_message=_("The decision on the larger share is already recorded for this unit."),
            ),
            models.CheckConstraint(condition=~Q(number="") & ~Q(issuer=""), name="cap_exception_has_a_decision"),
            models.CheckConstraint(condition=Q(about__in=["PEOPLE", "CELLS"]), name="cap_exception_about_known"),
        ]

    def __str__(self) -> str:
        return f"{self.number} – {self.unit}"


class CapChoice(models.Model):
    """Why, in one group, these were chosen and not others of equal or better standing: the tie-break's reason."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="cap_choices")
    group = models.CharField(_("group"), max_length=40)
    reason = models.TextField(_("reason for the choice"))
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"), auto_now=True)

    class Meta:
        ordering = ["campaign", "group"]
        verbose_name = _("reason for the choice")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "group"], name="cap_choice_once_per_group"),
            models.CheckConstraint(condition=~Q(reason=""), name="cap_choice_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.group}"
