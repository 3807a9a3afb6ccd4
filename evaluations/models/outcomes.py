"""What the cell and the committee conclude: the meeting, findings, the proposal, the decision, the cap as it was."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Member, Unit

from .assessments import Assessment, LevelChoice
from .campaigns import Campaign
from .choices import CELLS, CapReading, CapRounding
from .rulesets import RuleSet


class CellReviewQuerySet(models.QuerySet):
    """Facts about many meetings."""

    def visible_to(self, reader):
        """Keep those of the cells the reader's roles reach."""
        return self.filter(reader.scope.units_q("assessment.view", "unit__path"))


class CellReview(models.Model):
    """The review meeting of one cell in one campaign: attendance, ballots, and the officer's verification."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="reviews")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="reviews")
    held_on = models.DateField(_("date of the meeting"), null=True, blank=True)
    chair = models.CharField(_("chair"), max_length=120, blank=True)
    recorder = models.CharField(_("recorder"), max_length=120, blank=True)
    summoned = models.PositiveSmallIntegerField(_("official members summoned"), default=0)
    present = models.PositiveSmallIntegerField(_("official members present"), default=0)
    ballots_issued = models.PositiveSmallIntegerField(_("ballots issued"), default=0)
    ballots_returned = models.PositiveSmallIntegerField(_("ballots returned"), default=0)
    ballots_invalid = models.PositiveSmallIntegerField(_("invalid ballots"), default=0)
    version = models.PositiveIntegerField(default=1)
    proposed_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed at"), null=True, blank=True)
    verified_by = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="+")
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verification_note = models.TextField(_("the officer's note"), blank=True)
    sent_back_reason = models.TextField(_("reason for sending back"), blank=True)

    objects = CellReviewQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path"]
        verbose_name = _("cell review")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit"], name="review_once_per_cell"),
            models.CheckConstraint(
                condition=Q(
                    present__lte=F("summoned"),
                    ballots_returned__lte=F("ballots_issued"),
                    ballots_invalid__lte=F("ballots_returned"),
                    ballots_issued__lte=F("present"),
                ),
                name="review_counts_agree",
                violation_error_message=_(
                    "The counts do not agree: invalid ≤ returned ≤ issued ≤ present ≤ summoned must hold."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.campaign.year}"

    @property
    def ballots_valid(self) -> int:
        return self.ballots_returned - self.ballots_invalid

    @property
    def is_proposed(self) -> bool:
        return self.proposed_at is not None

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class FindingQuerySet(models.QuerySet):
    """Facts about many findings."""

    def on_cell(self, unit: Unit, year: int):
        """Keep those that stand against the cell itself, as a collective, in the year."""
        return self.filter(member=None, unit=unit, year=year)


class Finding(models.Model):
    """A conclusion or discipline on a member, or without a member on the cell itself, by document.

    `unit` and `year` are those it counts for: a fault at a former unit counts there, one of an earlier year that is
    decided or aggravated this year counts for this one (QĐ 366-QĐ/TW Art. 11, three notes on discipline).
    """

    class Escape(models.TextChoices):
        NONE = "NONE", _("None")
        CLAIMED = "CLAIMED", _("Claimed, not decided")
        ACCEPTED = "ACCEPTED", _("Accepted by decision")

    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="findings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit it counts for"))
    year = models.PositiveSmallIntegerField(_("year it counts for"))
    code = models.CharField(_("code"), max_length=12)
    document_number = models.CharField(_("document number"), max_length=60)
    document_date = models.DateField(_("document date"))
    issuer = models.CharField(_("issuer"), max_length=160)
    act_on = models.DateField(_("date of the act"), null=True, blank=True)
    attribution = models.CharField(_("why it counts for this unit and year"), max_length=500, blank=True)
    escape = models.CharField(_("escape clause"), max_length=8, choices=Escape, default=Escape.NONE)
    escape_level = models.CharField(_("level by decision"), max_length=6, choices=LevelChoice, blank=True)
    escape_decision = models.CharField(_("decision on the escape clause"), max_length=100, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["member", "year", "code"]
        verbose_name = _("finding")
        indexes = [models.Index(fields=["year", "unit"], name="finding_year_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["member", "year", "code", "document_number"],
                name="finding_once",
                violation_error_message=_("This finding with this document is already recorded."),
            ),
            models.UniqueConstraint(
                fields=["unit", "year", "code", "document_number"],
                condition=Q(member=None),
                name="finding_once_on_a_cell",
                violation_error_message=_("This finding with this document is already recorded."),
            ),
            models.CheckConstraint(
                condition=Q(escape__in=["NONE", "CLAIMED", "ACCEPTED"]), name="finding_escape_known"
            ),
            models.CheckConstraint(
                condition=~Q(escape="ACCEPTED") | (~Q(escape_level="") & ~Q(escape_decision="")),
                name="finding_escape_has_decision",
                violation_error_message=_("An accepted escape clause needs the level and the decision."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} – {self.document_number}"


class Proposal(models.Model):
    """What the cell proposes for one member: a fact with its own name and date."""

    assessment = models.OneToOneField(Assessment, models.PROTECT, related_name="proposal")
    level = models.CharField(_("proposed level"), max_length=6, choices=LevelChoice)
    derived = models.CharField(_("derived"), max_length=14)
    explanation = models.TextField(_("explanation"), blank=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("proposal")
        constraints = [models.CheckConstraint(condition=Q(level__in=LevelChoice.values), name="proposal_level_known")]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.level}"


class Ruling(models.Model):
    """What a committee decides; frozen with its inputs, reasons and rule set.

    A later one names the one it replaces (form 03); `is_current` marks the one that holds and is all that may change.
    """

    level = models.CharField(_("decided level"), max_length=6, choices=LevelChoice)
    derived = models.CharField(_("derived"), max_length=14, blank=True)
    tags = models.JSONField(default=list)
    inputs = models.JSONField(_("inputs"), default=dict)
    conditions = models.JSONField(_("conditions"), default=list)
    reason = models.TextField(_("reason"), blank=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    number = models.CharField(_("decision number"), max_length=60)
    signed_on = models.DateField(_("signed on"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("replaces"), null=True, blank=True, related_name="replacement"
    )
    is_current = models.BooleanField(_("holds"), default=True)
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField(_("at"))

    class Meta:
        abstract = True

    @property
    def is_rerating(self) -> bool:
        return self.replaces_id is not None


class DecisionQuerySet(models.QuerySet):
    """Facts about many decisions."""

    def current(self):
        """Keep those that hold: of each member or cell the last."""
        return self.filter(is_current=True)


class Decision(Ruling):
    """What the committee decides for one member."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="decisions")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["assessment", "at", "pk"]
        verbose_name = _("decision")
        constraints = [
            models.CheckConstraint(condition=Q(level__in=LevelChoice.values), name="decision_level_known"),
            models.CheckConstraint(condition=~Q(number=""), name="decision_has_number"),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(is_current=True), name="decision_one_holds_per_member"
            ),
            models.UniqueConstraint(
                fields=["assessment"], condition=Q(replaces=None), name="decision_one_first_per_member"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment}: {self.level}"

    @property
    def subject(self) -> str:
        """The kind of subject that was rated."""
        return self.assessment.subject_type

    @property
    def is_suspended(self) -> bool:
        """Whether an open complaint suspends its effect: it is neither made public nor commended until the answer.

        Lists annotate it as `has_suspension`.
        """
        if hasattr(self, "has_suspension"):
            return self.has_suspension
        return self.appeals.open().filter(suspends=True).exists()


class CapRecordQuerySet(models.QuerySet):
    """Facts about many workings."""

    def of_members(self):
        """Keep the caps on members."""
        return self.exclude(group__startswith=CELLS)

    def of_cells(self):
        """Keep the caps on cells."""
        return self.filter(group__startswith=CELLS)


class CapRecord(models.Model):
    """The cap's working for one group as it stood when the committee decided (QĐ 366-QĐ/TW Art. 11.1.5).

    `exception` cites the decision on the larger share; `choice_reason` says why these and not others were chosen.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="caps")
    group = models.CharField(_("group"), max_length=40)
    label = models.CharField(_("group"), max_length=200, blank=True)
    base = models.PositiveIntegerField(_("base"))
    percent = models.PositiveSmallIntegerField(_("percent"))
    reading = models.CharField(_("base of the cap"), max_length=10, choices=CapReading)
    rounding = models.CharField(_("rounding"), max_length=10, choices=CapRounding)
    maximum = models.PositiveIntegerField(_("maximum"))
    eligible = models.PositiveIntegerField(_("eligible"), default=0)
    proposed = models.PositiveIntegerField(_("proposed"))
    chosen = models.PositiveIntegerField(_("chosen"))
    exception = models.CharField(_("decision on the larger share"), max_length=300, blank=True)
    choice_reason = models.TextField(_("reason for the choice"), blank=True)

    objects = CapRecordQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("cap")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "group"], name="cap_once_per_group"),
            models.CheckConstraint(condition=Q(chosen__lte=F("maximum")), name="cap_not_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.group}: {self.chosen}/{self.maximum}"

    @property
    def is_of_cells(self) -> bool:
        """Whether it is a cap among cells, not among members."""
        return self.group.startswith(CELLS)
