"""What follows a decision: the notice of it to the member and the direct manager, the published list; waived order."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit

from ..rules.order import Guard
from .assessments import Assessment, State
from .campaigns import Campaign
from .outcomes import Decision


class NoticeTo(models.TextChoices):
    MEMBER = "MEMBER", _("The member")
    MANAGER = "MANAGER", _("The direct manager")


class NoticeQuerySet(models.QuerySet):
    """Facts about many notices."""

    def visible_to(self, reader):
        """One's own; by role at the member's cell."""
        own = Q(decision__assessment__member_id=reader.member_id) if reader.member_id else Q(pk__in=[])
        return self.filter(own | reader.scope.units_q("result.view", "decision__assessment__unit__path"))


class ResultNotice(models.Model):
    """That a decision was told: to whom, when, by whom; that it was read here, or handed over on paper (Art. 15.2).

    A re-rating is a decision of its own and is told anew.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, verbose_name=_("decision"), related_name="notices")
    to = models.CharField(_("told to"), max_length=7, choices=NoticeTo)
    name = models.CharField(_("name and post of the manager"), max_length=200, blank=True)
    sent_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("told by"), related_name="+")
    sent_at = models.DateTimeField(_("told at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)
    handed_on = models.DateField(_("handed over on paper on"), null=True, blank=True)
    handed_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("hand-over recorded by"), null=True, blank=True, related_name="+"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["decision", "to", "pk"]
        verbose_name = _("notice of a result")
        constraints = [
            models.UniqueConstraint(fields=["decision", "to"], name="notice_once_per_decision"),
            models.CheckConstraint(
                condition=Q(to=NoticeTo.MEMBER, name="") | (Q(to=NoticeTo.MANAGER) & ~Q(name="")),
                name="notice_names_the_manager",
            ),
            models.CheckConstraint(
                condition=Q(handed_on=None) | Q(handed_by__isnull=False), name="notice_handed_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_to_display()}"

    @property
    def assessment(self) -> Assessment:
        return self.decision.assessment

    @property
    def unit(self) -> Unit:
        return self.assessment.unit

    @property
    def member_id(self) -> int:
        return self.assessment.member_id

    @property
    def is_received(self) -> bool:
        """Whether it is known to have arrived."""
        return bool(self.read_at or self.handed_on)


class PublicationQuerySet(models.QuerySet):
    """Facts about many published lists."""

    def held(self):
        """Keep those that have not been withdrawn."""
        return self.filter(withdrawn_at=None)

    def visible_to(self, reader):
        """A cell's to that cell; a ward's to all its cells; withdrawn ones to whoever publishes."""
        in_cell = reader.scope.units_q("publication.view", "unit__path")
        below = reader.scope.upward_q("publication.view", "unit__path")
        own = reader.scope.units_q("result.publish", "unit__path")
        return self.filter(own | (Q(withdrawn_at=None) & (in_cell | below)))


class Publication(models.Model):
    """A list of levels made public in a cell or in the whole ward: the level's word only, never points (A-24)."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="publications")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("published in"), related_name="+")
    published_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("published by"), related_name="+")
    published_at = models.DateTimeField(_("published at"))
    withdrawn_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("withdrawn by"), null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)
    withdraw_reason = models.CharField(_("why it was withdrawn"), max_length=300, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ["-campaign__year__number", "unit__path", "pk"]
        verbose_name = _("published list")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "unit"],
                condition=Q(withdrawn_at=None),
                name="publication_one_holds_per_unit",
                violation_error_message=_("The levels are published here already."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None) | (~Q(withdraw_reason="") & Q(withdrawn_by__isnull=False)),
                name="publication_withdrawn_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.campaign.year}"

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None


class OrderWaiver(models.Model):
    """That the committee's leader let a cell go before what comes first, by name and with a reason (Art. 12.2)."""

    class Step(models.IntegerChoices):
        PROPOSE = State.PROPOSED, _("The cell proposes its own level")
        DECIDE = State.DECIDED, _("The committee decides the cells’ levels")

    GUARDS = [(Guard.MEMBERS_FIRST.value, _("Members before the organisation they stand under"))]

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="order_waivers")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell, or the committee for all"), related_name="+")
    step = models.PositiveSmallIntegerField(_("step"), choices=Step)
    guard = models.PositiveSmallIntegerField(_("order"), choices=GUARDS, default=Guard.MEMBERS_FIRST.value)
    open_members = models.PositiveSmallIntegerField(_("members still open then"))
    reason = models.CharField(_("reason"), max_length=500)
    waived_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("waived by"), related_name="+")
    waived_at = models.DateTimeField(_("waived at"), auto_now_add=True)

    class Meta:
        ordering = ["campaign", "unit__path", "step"]
        verbose_name = _("waived order")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "unit", "step"], name="order_waived_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="order_waived_with_a_reason"),
            models.CheckConstraint(condition=Q(step__in=[30, 50]), name="order_waived_step_known"),
            models.CheckConstraint(condition=Q(guard=Guard.MEMBERS_FIRST.value), name="order_waived_guard_known"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.get_guard_display()}"
