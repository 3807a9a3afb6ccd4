"""The regulation as data: a rule set with its choices and its criteria."""

from django.core.validators import MaxValueValidator, MinValueValidator, validate_slug
from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Account, LegalBasis, Unit

from ..rules.levels import Level, Subject
from .choices import (
    CHOSEN,
    SHARES,
    Ballot,
    CapGroups,
    CapReading,
    CapRounding,
    CapScope,
    CellGroups,
    CriterionGroup,
    CutOffRule,
    Limit,
    RuleSetState,
    ScoringMethod,
    ScoringMode,
    TransferRule,
    VoteThreshold,
    band,
    day_of_year,
    percent,
)

STATE_LABELS = {
    RuleSetState.DRAFT: pgettext_lazy("rule set", "Draft"),
    RuleSetState.PUBLISHED: pgettext_lazy("rule set", "In force"),
    RuleSetState.SUPERSEDED: pgettext_lazy("rule set", "Superseded"),
}


class RuleSetQuerySet(models.QuerySet):
    """Facts about many rule sets."""

    def visible_to(self, reader):
        """Keep what is published: everyone may know the rules they are rated by; drafts where they may be edited."""
        if not reader.is_authenticated:
            return self.none()
        return self.filter(Q(state__gt=RuleSetState.DRAFT) | reader.scope.units_q("ruleset.edit", "unit__path"))

    def in_force(self, year: int):
        """Keep those in force in the year; a superseded one was until the first year of what replaced it."""
        in_years = self.filter(Q(last_year=None) | Q(last_year__gte=year), first_year__lte=year)
        return in_years.filter(
            Q(state=RuleSetState.PUBLISHED) | Q(state=RuleSetState.SUPERSEDED, replacement__first_year__gt=year)
        )

    def for_unit(self, unit: Unit):
        """Keep the unit's own and those it inherits, the nearest owner's first, the application's last."""
        above = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
        found = self.filter(Q(unit=None) | Q(unit__path__in=above))
        return found.order_by(F("unit__depth").desc(nulls_last=True), "-first_year", "code")


class RuleSet(models.Model):
    """A regulation for some years: bands, conditions, findings, cap. Every number is a field, none a constant."""

    code = models.CharField(_("code"), max_length=20, unique=True, validators=[validate_slug])
    name = models.CharField(_("name"), max_length=200)
    unit = models.ForeignKey(
        Unit, models.PROTECT, verbose_name=_("owner"), null=True, blank=True, related_name="rule_sets"
    )
    base = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("adapts"), null=True, blank=True, related_name="adaptations"
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("replaces"), null=True, blank=True, related_name="replacement"
    )
    bases = models.ManyToManyField(LegalBasis, verbose_name=_("legal bases"), related_name="rule_sets")
    first_year = models.PositiveSmallIntegerField(_("first year"))
    last_year = models.PositiveSmallIntegerField(_("last year"), null=True, blank=True)
    method = models.CharField(
        _("way of judging criteria"), max_length=6, choices=ScoringMethod, default=ScoringMethod.POINTS
    )

    excellent_from = band(_("excellent from (points)"), 90)
    good_from = band(_("good from (points)"), 70)
    completed_from = band(_("completed from (points)"), 50)
    beyond_percent = percent(_("tasks beyond requirement, at least (%)"), 30)
    late_percent = percent(_("late tasks, at most (%)"), 20)
    failed_percent = percent(_("unfinished tasks, more than (%)"), 50)
    done_percent = percent(_("leaders' finished tasks, at least (%)"), 70)
    areas_failed_percent = percent(_("areas led that failed, more than (%)"), 50)
    low_votes_percent = percent(_("low-confidence votes, more than (%)"), 50)
    good_members_percent = percent(_("members rated good or better for a cell's top level, at least (%)"), 0)
    leader_on_time = models.BooleanField(_("leaders' top level needs everything on time (A-2)"), default=True)
    no_tasks_needs_input = models.BooleanField(_("without any task no level is derived (A-5)"), default=True)
    leadership_discipline_blocks = models.BooleanField(
        _("any discipline of its leadership bars a collective's top level (A-8)"), default=True
    )
    other_discipline_bars = models.BooleanField(
        _("discipline that matches no finding bars a member's top level (A-27)"), default=False
    )
    findings = models.JSONField(_("findings that force the lowest level, and which may be weighed"), default=dict)
    articles = models.JSONField(_("articles the conditions rest on"), default=dict)
    level_names = models.JSONField(_("names of the levels"), default=dict)
    grade_names = models.JSONField(_("names of the grades"), default=dict, blank=True)

    new_member_months = models.PositiveSmallIntegerField(
        _("members admitted less than so many months ago are not rated"), default=6, validators=[MaxValueValidator(24)]
    )
    cut_off_rule = models.CharField(
        _("cut-off date (A-15)"), max_length=8, choices=CutOffRule, default=CutOffRule.CAMPAIGN
    )
    transfer_rule = models.CharField(
        _("transfer within the year (A-16)"), max_length=8, choices=TransferRule, default=TransferRule.CUT_OFF
    )

    cap_percent = percent(_("cap on the top level (%)"), 20)
    cap_exception_percent = percent(_("cap for an outstanding unit, by a recorded decision (%) (A-12)"), 25)
    cap_reading = models.CharField(
        _("base of the cap (A-4)"), max_length=10, choices=CapReading, default=CapReading.INCLUSIVE
    )
    cap_rounding = models.CharField(
        _("rounding of the cap (A-9)"), max_length=10, choices=CapRounding, default=CapRounding.FLOOR
    )
    cap_scope = models.CharField(
        _("scope of the cap (A-10)"), max_length=10, choices=CapScope, default=CapScope.COMMITTEE
    )
    cap_groups = models.CharField(
        _("groups of similar position (A-11)"), max_length=16, choices=CapGroups, default=CapGroups.SUBJECT
    )
    cap_cell_groups = models.CharField(
        _("groups of similar cells (A-11)"), max_length=16, choices=CellGroups, default=CellGroups.TYPE
    )
    employee_limit = models.CharField(
        _("member's level above the employee's (A-13)"), max_length=5, choices=Limit, default=Limit.WARN
    )
    head_limit = models.CharField(
        _("head's level above the cell's (A-14)"), max_length=5, choices=Limit, default=Limit.WARN
    )

    explain_from = models.DecimalField(
        _("explain a difference of (points)"),
        max_digits=5,
        decimal_places=2,
        default=5,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    pledge_partly_percent = percent(_("an item of the pledge kept in part counts (%) (A-20)"), 50)
    ballot = models.CharField(_("ballot (A-17)"), max_length=6, choices=Ballot, default=Ballot.SECRET)
    vote_threshold = models.CharField(
        _("votes a level needs (A-17)"), max_length=10, choices=VoteThreshold, default=VoteThreshold.HALF
    )
    appeal_days = models.PositiveSmallIntegerField(_("working days to object (A-18)"), default=5)
    answer_days = models.PositiveSmallIntegerField(_("working days to answer an objection (A-18)"), default=10)
    appeal_suspends = models.BooleanField(_("an objection suspends the decision's effect (A-18)"), default=False)
    pledges_due = day_of_year(_("pledges due (A-22)"), "31/03")
    assessments_due = day_of_year(_("self-assessments due"), "30/11")
    reviews_due = day_of_year(_("cell reviews due"), "10/12")
    decisions_due = day_of_year(_("decisions due"), "25/12")

    state = models.PositiveSmallIntegerField(_("state"), choices=RuleSetState, default=RuleSetState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    departure_reason = models.TextField(_("why it departs from what it adapts"), blank=True)
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["-first_year", "code"]
        verbose_name = _("rule set")
        constraints = [
            models.CheckConstraint(
                condition=Q(excellent_from__gt=F("good_from"), good_from__gt=F("completed_from"))
                & Q(excellent_from__lte=100, completed_from__gte=0),
                name="ruleset_bands_in_order",
                violation_error_message=_("The bands must go down: excellent, good, completed."),
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__lte": 100 for name in SHARES}),
                name="ruleset_shares_up_to_hundred",
                violation_error_message=_("A share is a whole number from 0 to 100 %."),
            ),
            models.CheckConstraint(
                condition=Q(cap_exception_percent__gte=F("cap_percent")),
                name="ruleset_exception_not_below_cap",
                violation_error_message=_("The cap for an outstanding unit cannot be below the ordinary one."),
            ),
            models.CheckConstraint(
                condition=Q(**{f"{name}__in": choices.values for name, choices in CHOSEN.items()}),
                name="ruleset_choices_known",
            ),
            models.CheckConstraint(
                condition=Q(last_year=None) | Q(last_year__gte=F("first_year")),
                name="ruleset_years_in_order",
                violation_error_message=_("The last year cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(first_year__gte=2016, first_year__lte=2100), name="ruleset_year_plausible"
            ),
            models.CheckConstraint(
                condition=Q(state=RuleSetState.DRAFT) | Q(published_at__isnull=False),
                name="ruleset_published_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["unit", "first_year"],
                condition=Q(state=RuleSetState.PUBLISHED),
                name="ruleset_one_from_a_year",
                violation_error_message=_("The owner already has a published rule set from this year."),
            ),
            models.UniqueConstraint(
                fields=["first_year"],
                condition=Q(state=RuleSetState.PUBLISHED, unit=None),
                name="ruleset_one_of_ours_from_a_year",
            ),
            models.UniqueConstraint(
                fields=["unit"],
                condition=Q(state=RuleSetState.PUBLISHED, last_year=None),
                name="ruleset_one_without_end",
                violation_error_message=_("The owner already has a published rule set without a last year."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_draft(self) -> bool:
        return self.state == RuleSetState.DRAFT

    @property
    def is_published(self) -> bool:
        return self.state == RuleSetState.PUBLISHED

    @property
    def is_superseded(self) -> bool:
        return self.state == RuleSetState.SUPERSEDED

    @property
    def compared_with(self) -> "RuleSet | None":
        """What its differences are told against: what it adapts, else what it replaces."""
        return self.base or self.replaces

    @property
    def has_points(self) -> bool:
        return self.method == ScoringMethod.POINTS

    @property
    def levels(self) -> list[tuple[str, str]]:
        """Code and name of the levels, best first; a name that is missing is the code."""
        return [(level.value, self.level_names.get(level) or level.value) for level in Level]

    @property
    def grades(self) -> list[tuple[str, str]]:
        """Code and name of the grades, best first: their codes are letters in the order of the alphabet."""
        return sorted(self.grade_names.items())

    @property
    def state_label(self) -> Promise:
        """The state's name as documents call it: a draft of a rule set is not one of a pledge."""
        return STATE_LABELS[RuleSetState(self.state)]

    @property
    def state_code(self) -> str:
        """The state's name, for its badge."""
        return RuleSetState(self.state).name

    @cached_property
    def criteria_by_subject(self) -> dict[str, tuple["Criterion", ...]]:
        """The leaves of every subject type, read once for the life of this object."""
        found: dict[str, list[Criterion]] = {}
        for criterion in self.criteria.order_by("position"):
            found.setdefault(criterion.subject_type, []).append(criterion)
        return {subject: tuple(leaves) for subject, leaves in found.items()}


class Criterion(models.Model):
    """A leaf of the criteria of one subject type; leaves of a group add to exactly 30 or 70.

    A rule set with grades has no maxima. `is_pledge` marks the leaf whose points are for the pledge (A-20).
    """

    rule_set = models.ForeignKey(RuleSet, models.PROTECT, verbose_name=_("rule set"), related_name="criteria")
    subject_type = models.CharField(_("subject type"), max_length=10)
    group = models.CharField(_("group"), max_length=8, choices=CriterionGroup)
    heading = models.CharField(_("heading"), max_length=200)
    code = models.CharField(_("code"), max_length=12)
    label = models.CharField(_("criterion"), max_length=300)
    maximum = models.DecimalField(_("maximum"), max_digits=5, decimal_places=2, null=True, blank=True)
    mode = models.CharField(_("way of scoring"), max_length=14, choices=ScoringMode, default=ScoringMode.FREE)
    is_pledge = models.BooleanField(_("points for the pledge"), default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["rule_set", "subject_type", "position"]
        verbose_name = _("criterion")
        constraints = [
            models.UniqueConstraint(fields=["rule_set", "subject_type", "code"], name="criterion_code_once"),
            models.CheckConstraint(
                condition=Q(maximum=None) | Q(maximum__gt=0, maximum__lte=70), name="criterion_maximum_positive"
            ),
            models.CheckConstraint(
                condition=Q(subject_type__in=[subject.value for subject in Subject]), name="criterion_subject_known"
            ),
            models.CheckConstraint(condition=Q(group__in=CriterionGroup.values), name="criterion_group_known"),
            models.CheckConstraint(condition=Q(mode__in=ScoringMode.values), name="criterion_mode_known"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
