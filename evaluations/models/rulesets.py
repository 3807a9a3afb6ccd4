"""The regulation as data: a rule set with its criteria, and the campaign that binds a year to one rule set."""

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, LegalBasis, Unit, Year


class CriterionGroup(models.TextChoices):
    """The two groups whose sums are fixed: 30 and 70 points (QĐ 366-QĐ/TW appendices)."""

    COMMON = "COMMON", _("Common criteria")
    RESULTS = "RESULTS", _("Results of duties")


class ScoringMode(models.TextChoices):
    FREE = "FREE", _("Any points up to the maximum")
    GRADED = "GRADED", _("100, 70, 50 or 0 % of the maximum")
    ALL_OR_NOTHING = "ALL_OR_NOTHING", _("All or nothing")


class CapReading(models.TextChoices):
    """The two readings of "20 % of those rated good" (A-4)."""

    INCLUSIVE = "INCLUSIVE", _("Of those rated good or better")
    EXCLUSIVE = "EXCLUSIVE", _("Of those rated good, the excellent not counted")


class CapRounding(models.TextChoices):
    FLOOR = "FLOOR", _("Down")
    HALF_UP = "HALF_UP", _("Half up")
    CEILING = "CEILING", _("Up")


class RuleSetQuerySet(models.QuerySet):
    """Facts about many rule sets."""

    def visible_to(self, reader):
        """Rule sets are public inside the application: everyone may know the rules they are rated by."""
        return self if reader.is_authenticated else self.none()

    def for_year(self, number: int):
        """Keep the published ones in force for the year."""
        return self.filter(Q(last_year=None) | Q(last_year__gte=number), first_year__lte=number, is_published=True)


class RuleSet(models.Model):
    """A regulation for some years: bands, conditions, cap. Every number is a field, none a constant."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("owner"), null=True, blank=True, related_name="rule_sets"
    )
    bases = models.ManyToManyField(LegalBasis, verbose_name=_("legal bases"), related_name="rule_sets")
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    is_published = models.BooleanField(_("published"), default=False)

    excellent_from = models.DecimalField(_("excellent from (points)"), max_digits=5, decimal_places=2, default=90)
    good_from = models.DecimalField(_("good from (points)"), max_digits=5, decimal_places=2, default=70)
    completed_from = models.DecimalField(_("completed from (points)"), max_digits=5, decimal_places=2, default=50)
    beyond_percent = models.PositiveSmallIntegerField(_("tasks beyond requirement, at least (%)"), default=30)
    late_percent = models.PositiveSmallIntegerField(_("late tasks, at most (%)"), default=20)
    failed_percent = models.PositiveSmallIntegerField(_("unfinished tasks, more than (%)"), default=50)
    done_percent = models.PositiveSmallIntegerField(_("leaders' finished tasks, at least (%)"), default=70)
    leader_on_time = models.BooleanField(_("leaders' top level needs everything on time (A-2)"), default=True)
    no_tasks_needs_input = models.BooleanField(_("without any task no level is derived (A-5)"), default=True)
    leader_escape_for_all = models.BooleanField(
        _("the escape clause covers every finding on a leader (A-7)"), default=True
    )
    leadership_discipline_blocks = models.BooleanField(
        _("any discipline of its leadership bars a collective's top level (A-8)"), default=True
    )
    collective_triggers = models.BooleanField(
        _("what forces a leadership collective down counts for a cell too (A-26)"), default=True
    )
    cap_percent = models.PositiveSmallIntegerField(_("cap on the top level (%)"), default=20)
    cap_reading = models.CharField(
        _("base of the cap (A-4)"), max_length=10, choices=CapReading, default=CapReading.INCLUSIVE
    )
    cap_rounding = models.CharField(
        _("rounding of the cap (A-9)"), max_length=10, choices=CapRounding, default=CapRounding.FLOOR
    )
    explain_from = models.DecimalField(_("explain a difference of (points)"), max_digits=5, decimal_places=2, default=5)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["-first_year", "code"]
        verbose_name = _("rule set")
        constraints = [
            models.CheckConstraint(
                condition=Q(excellent_from__gt=models.F("good_from"), good_from__gt=models.F("completed_from")),
                name="ruleset_bands_in_order",
                violation_error_message=_("The bands must go down: excellent, good, completed."),
            ),
            models.CheckConstraint(condition=Q(cap_percent__gte=0, cap_percent__lte=100), name="ruleset_cap_percent"),
            models.CheckConstraint(condition=Q(cap_reading__in=CapReading.values), name="ruleset_cap_reading_known"),
            models.CheckConstraint(condition=Q(cap_rounding__in=CapRounding.values), name="ruleset_cap_rounding_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def criteria_by_subject(self) -> dict[str, tuple["Criterion", ...]]:
        """The leaves of every subject type, read once for the life of this object."""
        found: dict[str, list[Criterion]] = {}
        for criterion in self.criteria.order_by("position"):
            found.setdefault(criterion.subject_type, []).append(criterion)
        return {subject: tuple(leaves) for subject, leaves in found.items()}


class Criterion(models.Model):
    """A leaf of the criteria of one subject type; leaves of a group add to exactly 30 or 70."""

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, verbose_name=_("rule set"), related_name="criteria")
    subject_type = models.CharField(_("subject type"), max_length=10)
    group = models.CharField(_("group"), max_length=8, choices=CriterionGroup)
    heading = models.CharField(_("heading"), max_length=200)
    code = models.CharField(_("code"), max_length=12)
    label = models.CharField(_("criterion"), max_length=300)
    maximum = models.DecimalField(_("maximum"), max_digits=5, decimal_places=2)
    mode = models.CharField(_("way of scoring"), max_length=14, choices=ScoringMode, default=ScoringMode.FREE)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rule_set", "subject_type", "position"]
        verbose_name = _("criterion")
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "subject_type", "code"], name="criterion_code_once"),
            models.CheckConstraint(condition=Q(maximum__gt=0), name="criterion_maximum_positive"),
            models.CheckConstraint(condition=Q(group__in=CriterionGroup.values), name="criterion_group_known"),
            models.CheckConstraint(condition=Q(mode__in=ScoringMode.values), name="criterion_mode_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"


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
    opened_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-year__number"]
        verbose_name = _("review campaign")
        constraints = [
            models.CheckConstraint(
                condition=Q(assessments_due__lte=models.F("reviews_due"), reviews_due__lte=models.F("decisions_due")),
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
