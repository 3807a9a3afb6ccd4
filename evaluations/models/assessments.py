"""One member's record of a campaign: the self-assessment with its tasks and faults, then the cell's scores."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Member, SubjectType, Unit
from emulation.models.units import below

from ..rules.levels import Level
from ..rules.visibility import Part, Seer, states_of
from ..rules.workflow import AssessmentState
from .campaigns import Campaign

POINTS = {"max_digits": 5, "decimal_places": 2, "null": True, "blank": True}


class LevelChoice(models.TextChoices):
    """The four levels under their official names."""

    HTXSNV = Level.EXCELLENT.value, _("Excellent completion of duties")
    HTTNV = Level.GOOD.value, _("Good completion of duties")
    HTNV = Level.COMPLETED.value, _("Completion of duties")
    KHTNV = Level.FAILED.value, _("Non-completion of duties")


class State(models.IntegerChoices):
    DRAFT = AssessmentState.DRAFT, _("Being written")
    RETURNED = AssessmentState.RETURNED, _("Returned")
    SUBMITTED = AssessmentState.SUBMITTED, _("Awaiting the cell's review")
    PROPOSED = AssessmentState.PROPOSED, _("Proposed by the cell")
    VERIFIED = AssessmentState.VERIFIED, _("Verified")
    DECIDED = AssessmentState.DECIDED, _("Decided")


class ParticipationStatus(models.TextChoices):
    """Whether the member is rated here this year (QĐ 366-QĐ/TW Art. 5)."""

    REQUIRED = "REQUIRED", _("To be rated")
    EXEMPT = "EXEMPT", _("Exempt from work and activities")
    SUSPENDED = "SUSPENDED", _("Suspended from activities")
    NEW_UNDER_6M = "NEW_UNDER_6M", _("Admitted less than six months ago")
    TEMPORARY_HERE = "TEMPORARY_HERE", _("Here temporarily, rated at the official cell")
    GONE = "GONE", _("No longer on the list on the cut-off date")


class FiveTargets(models.TextChoices):
    NA = "NA", _("Not responsible for them")
    MET = "MET", _("Met")
    MISSED = "MISSED", _("Missed")


class AssessmentQuerySet(models.QuerySet):
    """Facts about many assessments."""

    def visible_to(self, reader):
        """Own; the secretary's whole cell; for the committee what a cell has proposed."""
        in_cells = reader.scope.units_q("assessment.review", "unit__path")
        states = states_of(Part.RECORD, Seer.COMMITTEE)
        in_committee = reader.scope.units_q("assessment.view", "unit__path") & Q(state__in=states)
        return self.filter(Q(member_id=reader.member_id) | in_cells | in_committee)

    def open_to_findings(self, reader):
        """Keep the visible ones and, in any state, those at which the reader records findings."""
        recorded = self.filter(reader.scope.units_q("finding.record", "unit__path"))
        return self.visible_to(reader) | recorded

    def within(self, unit: Unit):
        """Keep those of the unit and everything under it."""
        return self.filter(unit__path__range=below(unit.path))

    def listed(self):
        """Keep those on the list of the cut-off date; who has left it before keeps the record and counts no more."""
        return self.exclude(participation=ParticipationStatus.GONE)

    def to_rate(self):
        """Keep those who must be rated here."""
        return self.filter(participation=ParticipationStatus.REQUIRED)

    def locked(self):
        """Lock the rows, in every act in the same order: two acts then queue instead of blocking each other."""
        return self.order_by("unit__path", "member__sort_key", "pk").select_for_update(of=("self",))


class Assessment(models.Model):
    """One member in one campaign. Points are decimals of two places, kept by criterion code as text."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="assessments")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="assessments")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="assessments")
    subject_type = models.CharField(_("subject type"), max_length=8, choices=SubjectType)
    participation = models.CharField(
        _("participation"), max_length=14, choices=ParticipationStatus, default=ParticipationStatus.REQUIRED
    )
    reduced_basis = models.BooleanField(_("on actual work of a shortened year"), default=False)
    awaits_comment = models.BooleanField(_("comment of the temporary cell awaited"), default=False)
    comment_note = models.CharField(_("comment of the temporary cell, or why it is waived"), max_length=500, blank=True)
    state = models.PositiveSmallIntegerField(_("state"), choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)

    sections = models.JSONField(_("sections of the form"), default=dict)
    self_points = models.JSONField(_("own points"), default=dict)
    self_common = models.DecimalField(_("own points, common criteria"), **POINTS)
    self_results = models.DecimalField(_("own points, results"), **POINTS)
    self_total = models.DecimalField(_("own total"), **POINTS)
    self_level = models.CharField(_("own proposed level"), max_length=6, choices=LevelChoice, blank=True)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("recorded by"), null=True, blank=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    return_reason = models.TextField(_("reason for returning"), blank=True)

    # Counted from the tasks and faults by the one service that saves them, so that lists and rules need no joins.
    tasks_assigned = models.PositiveSmallIntegerField(default=0)
    tasks_done = models.PositiveSmallIntegerField(default=0)
    tasks_on_time = models.PositiveSmallIntegerField(default=0)
    tasks_beyond = models.PositiveSmallIntegerField(default=0)
    tasks_late = models.PositiveSmallIntegerField(default=0)
    faults_noted = models.PositiveSmallIntegerField(default=0)
    faults_repaired = models.PositiveSmallIntegerField(default=0)

    areas_led = models.PositiveSmallIntegerField(_("areas or units led"), default=0)
    areas_failed = models.PositiveSmallIntegerField(_("of these rated as not completing"), default=0)
    confidence_cast = models.PositiveSmallIntegerField(_("confidence votes cast"), default=0)
    confidence_low = models.PositiveSmallIntegerField(_("low-confidence votes"), default=0)
    five_targets = models.CharField(_("five basic targets"), max_length=6, choices=FiveTargets, default=FiveTargets.NA)

    cell_points = models.JSONField(_("the cell's points"), default=dict)
    cell_common = models.DecimalField(_("the cell's points, common criteria"), **POINTS)
    cell_results = models.DecimalField(_("the cell's points, results"), **POINTS)
    cell_total = models.DecimalField(_("the cell's total"), **POINTS)
    cell_level = models.CharField(_("level the cell proposes"), max_length=6, choices=LevelChoice, blank=True)
    cell_explanation = models.TextField(_("the cell's explanation"), blank=True)
    votes_excellent = models.PositiveSmallIntegerField(_("votes for excellent"), null=True, blank=True)
    votes_good = models.PositiveSmallIntegerField(_("votes for good"), null=True, blank=True)
    votes_completed = models.PositiveSmallIntegerField(_("votes for completed"), null=True, blank=True)
    votes_failed = models.PositiveSmallIntegerField(_("votes for not completed"), null=True, blank=True)

    # What the member was rated as an employee, where there is such a rating.
    employee_level = models.CharField(_("level as an employee"), max_length=6, choices=LevelChoice, blank=True)
    employee_rated_on = models.DateField(_("rated as an employee on"), null=True, blank=True)
    employee_issuer = models.CharField(_("rated as an employee by"), max_length=160, blank=True)

    committee_level = models.CharField(_("level the committee chooses"), max_length=6, choices=LevelChoice, blank=True)
    committee_reason = models.TextField(_("the committee's reason"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "member__sort_key"]
        verbose_name = _("assessment")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "member"], name="assessment_once_per_member"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="assessment_state_known"),
            models.CheckConstraint(
                condition=Q(participation__in=ParticipationStatus.values), name="assessment_participation_known"
            ),
            models.CheckConstraint(
                condition=Q(self_level__in=["", *LevelChoice.values])
                & Q(cell_level__in=["", *LevelChoice.values])
                & Q(committee_level__in=["", *LevelChoice.values])
                & Q(employee_level__in=["", *LevelChoice.values]),
                name="assessment_levels_known",
            ),
            models.CheckConstraint(
                condition=(Q(self_common=None) | Q(self_common__gte=0, self_common__lte=30))
                & (Q(self_results=None) | Q(self_results__gte=0, self_results__lte=70))
                & (Q(cell_common=None) | Q(cell_common__gte=0, cell_common__lte=30))
                & (Q(cell_results=None) | Q(cell_results__gte=0, cell_results__lte=70)),
                name="assessment_points_in_range",
            ),
            models.CheckConstraint(
                condition=Q(
                    tasks_done__lte=models.F("tasks_assigned"),
                    tasks_on_time__lte=models.F("tasks_done"),
                    tasks_beyond__lte=models.F("tasks_done"),
                    tasks_done__gte=models.F("tasks_on_time") + models.F("tasks_late"),
                    faults_repaired__lte=models.F("faults_noted"),
                    areas_failed__lte=models.F("areas_led"),
                    confidence_low__lte=models.F("confidence_cast"),
                ),
                name="assessment_counts_agree",
            ),
            models.CheckConstraint(
                condition=Q(participation=ParticipationStatus.REQUIRED) | Q(state=State.DRAFT),
                name="assessment_unrated_stay_draft",
            ),
        ]
        indexes = [models.Index(fields=["campaign", "unit", "state"], name="assessment_campaign_unit")]

    def __str__(self) -> str:
        return f"{self.member} – {self.campaign.year}"

    @property
    def is_required(self) -> bool:
        return self.participation == ParticipationStatus.REQUIRED

    @property
    def is_open(self) -> bool:
        return self.state in (State.DRAFT, State.RETURNED)

    @property
    def is_untouched(self) -> bool:
        """Whether nobody has saved anything since the campaign made the row."""
        return self.state == State.DRAFT and self.recorded_by_id is None and self.version == 1

    @property
    def is_returned(self) -> bool:
        return self.state == State.RETURNED

    @property
    def is_submitted(self) -> bool:
        return self.state == State.SUBMITTED

    @property
    def is_proposed(self) -> bool:
        return self.state == State.PROPOSED

    @property
    def is_verified(self) -> bool:
        return self.state == State.VERIFIED

    @property
    def is_decided(self) -> bool:
        return self.state == State.DECIDED

    @property
    def state_code(self) -> str:
        """The state's name, for its badge."""
        return State(self.state).name

    @property
    def decision(self) -> models.Model | None:
        """The decision that holds: the first, or the last re-rating."""
        return self.decisions.current().first()

    @property
    def findings(self):
        """What stands against the member in the campaign's year."""
        return self.member.findings.filter(year=self.campaign.year.number)

    @property
    def form_code(self) -> str:
        """The form of HD 43-HD/BTCTW that applies."""
        return {"LEADER": "2A", "NONLEAD": "2B", "OUTSIDE": "2C"}[self.subject_type]


class TaskResult(models.TextChoices):
    """What came of a task; beyond requirement is a part of on time and with quality."""

    NOT_DONE = "NOT_DONE", _("Not finished")
    LATE = "LATE", _("Finished late")
    POOR = "POOR", _("Finished on time, quality not met")
    ON_TIME = "ON_TIME", _("Finished on time and with quality")
    BEYOND = "BEYOND", _("Beyond requirement")


class AssignedTask(models.Model):
    """A task of the year: product, progress, quality (HD 38-HD/BTCTW part IV; annex of form 2B)."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="tasks")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("task"), max_length=400)
    product = models.CharField(_("product or standard"), max_length=300, blank=True)
    due_on = models.DateField(_("due"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=8, choices=TaskResult, blank=True)

    class Meta:
        ordering = ["assessment", "position"]
        verbose_name = _("task of the year")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "position"], name="task_position_once"),
            models.CheckConstraint(condition=Q(result__in=["", *TaskResult.values]), name="task_result_known"),
        ]

    def __str__(self) -> str:
        return self.title


class Repair(models.TextChoices):
    REPAIRED = "REPAIRED", _("Repaired")
    REPAIRING = "REPAIRING", _("Being repaired")
    NOT_REPAIRED = "NOT_REPAIRED", _("Not repaired")


class Fault(models.Model):
    """A limit or fault noted at the review of one year, and at the next what became of it (form item III)."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="faults")
    noted_year = models.PositiveSmallIntegerField(_("noted in the review of"))
    text = models.CharField(_("fault"), max_length=500)
    repair = models.CharField(_("repair"), max_length=12, choices=Repair, blank=True)
    note = models.CharField(_("how far, difficulty, responsibility"), max_length=500, blank=True)

    class Meta:
        ordering = ["member", "noted_year", "pk"]
        verbose_name = _("fault")
        indexes = [models.Index(fields=["member", "noted_year"], name="fault_member_year")]
        constraints = [
            models.CheckConstraint(condition=Q(repair__in=["", *Repair.values]), name="fault_repair_known"),
        ]

    def __str__(self) -> str:
        return self.text
