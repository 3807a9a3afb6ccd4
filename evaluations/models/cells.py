"""The rating of a cell itself: form 01 by appendix 1, what the committee chooses, what it decides."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, CellType, Unit

from ..rules.levels import Subject
from .assessments import POINTS, FiveTargets, LevelChoice, State
from .campaigns import Campaign
from .outcomes import DecisionQuerySet, Ruling

CELL_STATES = [state.value for state in State if state != State.SUBMITTED]  # the cell itself proposes


class CellRatingQuerySet(models.QuerySet):
    """Facts about many cells' ratings."""

    def visible_to(self, reader):
        """Keep the cell's own from its first word, for the committee what a cell has proposed."""
        in_cells = reader.scope.units_q("rating.write", "unit__path")
        in_committee = reader.scope.units_q("rating.view", "unit__path") & Q(state__gte=State.PROPOSED)
        return self.filter(in_cells | in_committee)

    def locked(self):
        """Lock the rows, in every act in the same order."""
        return self.order_by("unit__path", "pk").select_for_update(of=("self",))


class CellRating(models.Model):
    """One cell in one campaign, rated as a collective: form 01, points by criterion, tasks of the cell's year."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="cell_ratings")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="ratings")
    cell_type = models.CharField(_("type of cell"), max_length=16, choices=CellType, blank=True)
    state = models.PositiveSmallIntegerField(_("state"), choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)

    sections = models.JSONField(_("sections of the form"), default=dict)
    points = models.JSONField(_("points"), default=dict)
    common = models.DecimalField(_("points, common criteria"), **POINTS)
    results = models.DecimalField(_("points, results"), **POINTS)
    total = models.DecimalField(_("total"), **POINTS)
    level = models.CharField(_("level the cell proposes for itself"), max_length=6, choices=LevelChoice, blank=True)
    explanation = models.TextField(_("why it differs from what follows from the regulation"), blank=True)

    tasks_assigned = models.PositiveSmallIntegerField(_("tasks of the year"), default=0)
    tasks_done = models.PositiveSmallIntegerField(_("finished"), default=0)
    tasks_on_time = models.PositiveSmallIntegerField(_("finished on time and with quality"), default=0)
    tasks_beyond = models.PositiveSmallIntegerField(_("beyond requirement"), default=0)
    tasks_late = models.PositiveSmallIntegerField(_("finished late"), default=0)
    faults_noted = models.PositiveSmallIntegerField(_("faults noted at the previous review"), default=0)
    faults_repaired = models.PositiveSmallIntegerField(_("of these repaired"), default=0)
    five_targets = models.CharField(_("five basic targets"), max_length=6, choices=FiveTargets, default=FiveTargets.NA)

    recorded_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    return_reason = models.TextField(_("reason for sending back"), blank=True)
    committee_level = models.CharField(_("level the committee chooses"), max_length=6, choices=LevelChoice, blank=True)
    committee_reason = models.TextField(_("the committee's reason"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CellRatingQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        verbose_name = _("rating of a cell")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="cell_rating_once_per_cell"),
            models.CheckConstraint(condition=Q(state__in=CELL_STATES), name="cell_rating_state_known"),
            models.CheckConstraint(
                condition=Q(level__in=["", *LevelChoice.values]) & Q(committee_level__in=["", *LevelChoice.values]),
                name="cell_rating_levels_known",
            ),
            models.CheckConstraint(
                condition=(Q(common=None) | Q(common__gte=0, common__lte=30))
                & (Q(results=None) | Q(results__gte=0, results__lte=70)),
                name="cell_rating_points_in_range",
            ),
            models.CheckConstraint(
                condition=Q(
                    tasks_done__lte=F("tasks_assigned"),
                    tasks_beyond__lte=F("tasks_done"),
                    tasks_done__gte=F("tasks_on_time") + F("tasks_late"),
                    faults_repaired__lte=F("faults_noted"),
                ),
                name="cell_rating_counts_agree",
                violation_error_message=_(
                    "The counts do not agree: on time and late together are at most those finished, these at most the "
                    "tasks of the year; faults repaired are at most those noted."
                ),
            ),
            models.CheckConstraint(condition=Q(five_targets__in=FiveTargets.values), name="cell_rating_targets_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.campaign.year}"

    @property
    def is_open(self) -> bool:
        return self.state in (State.DRAFT, State.RETURNED)

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
    def decision(self) -> "CellDecision | None":
        """The decision that holds: the first, or the last re-rating."""
        return self.decisions.current().first()


class CellDecision(Ruling):
    """What the committee decides for one cell."""

    rating = models.ForeignKey(CellRating, models.PROTECT, related_name="decisions")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["rating", "at", "pk"]
        verbose_name = _("decision on a cell")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LevelChoice.values), name="cell_decision_level_known"),
            models.CheckConstraint(condition=~Q(number=""), name="cell_decision_has_number"),
            models.UniqueConstraint(
                fields=["rating"], condition=Q(is_current=True), name="cell_decision_one_holds_per_cell"
            ),
            models.UniqueConstraint(fields=["rating"], condition=Q(replaces=None), name="cell_decision_one_first"),
        ]

    def __str__(self) -> str:
        return f"{self.rating}: {self.level}"

    @property
    def subject(self) -> str:
        """The kind of subject that was rated."""
        return Subject.COLLECTIVE.value
