"""Pledges of a year, and their items with the result of each."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Member, Role, RoleAssignment, Theme, Unit, Year
from emulation.models.units import below

from ..rules import ItemDraft, PledgeState
from .items import DRAFTED, Confidence, Group, ItemText


class Kind(models.TextChoices):
    REGISTRATION = "REGISTRATION", _("Registration")
    COMMITMENT = "COMMITMENT", _("Commitment")
    BOTH = "BOTH", _("Registration and commitment")


class Outcome(models.TextChoices):
    KEPT = "KEPT", _("Kept")
    PARTLY = "PARTLY", _("Kept in part")
    NOT_KEPT = "NOT_KEPT", _("Not kept")


class State(models.IntegerChoices):
    DRAFT = PledgeState.DRAFT, _("Draft")
    RETURNED = PledgeState.RETURNED, _("Returned")
    SUBMITTED = PledgeState.SUBMITTED, _("Awaiting confirmation")
    CONFIRMED = PledgeState.CONFIRMED, _("Confirmed")


class PledgeQuerySet(models.QuerySet):
    """Facts about many pledges."""

    def visible_to(self, reader):
        """Keep the reader's own and those of the units the reader's roles reach."""
        return self.filter(Q(member_id=reader.member_id) | reader.scope.units_q("pledge.view", "unit__path"))

    def within(self, unit: Unit):
        """Keep those of the unit and everything under it."""
        return self.filter(unit__path__range=below(unit.path))

    def with_secretaries(self, on):
        """Mark with `is_of_secretary` the pledges of those who on the day are secretary of the cell itself."""
        posts = (
            RoleAssignment.objects.own()
            .on(on)
            .filter(role=Role.SECRETARY, unit=OuterRef("unit"), account__member=OuterRef("member"))
        )
        return self.annotate(is_of_secretary=Exists(posts))


class Pledge(models.Model):
    """What one member pledges for one year, in the cell of that time."""

    year = models.ForeignKey(Year, models.PROTECT, verbose_name=_("year"), related_name="pledges")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="pledges")
    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("cell"), related_name="pledges")
    theme = models.ForeignKey(
        Theme, models.PROTECT, verbose_name=_("theme"), null=True, blank=True, related_name="pledges"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.BOTH)
    state = models.PositiveSmallIntegerField(_("state"), choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("recorded by"), null=True, blank=True, related_name="+"
    )
    return_reason = models.TextField(_("reason for returning"), blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("confirmed by"), null=True, blank=True, related_name="+"
    )
    updated_at = models.DateTimeField(auto_now=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        ordering = ["-year__number", "member__sort_key"]
        verbose_name = _("pledge")
        constraints = [
            models.UniqueConstraint(
                fields=["year", "member"],
                name="pledge_once_per_member_and_year",
                violation_error_message=_("The member already has a pledge for this year; open that one."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="pledge_state_known"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="pledge_kind_known"),
            models.CheckConstraint(
                condition=~Q(state=State.RETURNED) | ~Q(return_reason=""), name="pledge_returned_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state=State.CONFIRMED) | Q(confirmed_at__isnull=False),
                name="pledge_confirmed_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "year", "state"], name="pledge_unit_year_state"),
            models.Index(fields=["state", "unit", "theme", "year"], name="pledge_roll_up"),
        ]

    def __str__(self) -> str:
        return f"{self.member} – {self.year}"

    @cached_property
    def is_of_secretary(self) -> bool:
        """Say whether the member is today the secretary of the cell; read with the row by `with_secretaries()`."""
        posts = RoleAssignment.objects.own().on(timezone.localdate())
        return posts.filter(role=Role.SECRETARY, unit=self.unit_id, account__member=self.member_id).exists()

    @property
    def is_open(self) -> bool:
        return self.state in (PledgeState.DRAFT, PledgeState.RETURNED)

    @property
    def is_submitted(self) -> bool:
        return self.state == PledgeState.SUBMITTED

    @property
    def is_returned(self) -> bool:
        return self.state == PledgeState.RETURNED

    @property
    def is_confirmed(self) -> bool:
        return self.state == PledgeState.CONFIRMED

    @property
    def state_code(self) -> str:
        """Return the state's name, by which badges are coloured."""
        return PledgeState(self.state).name


class CurrentItems(models.Manager):
    """Leaves out the items a later version of the pledge has given up: they are history, and count nowhere."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_in=None)


class PledgeItem(ItemText):
    """One deed: what, how measured, how done, by when; and in the year what came of it.

    `proposed_outcome` is what the figures said when the result was reported; who says otherwise gives the reason.
    `objects` and `pledge.items` hold the items in force; a join must leave out those with `removed_in` itself.
    """

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="items")
    due_on = models.DateField(_("by when"), null=True, blank=True)
    outcome = models.CharField(_("result"), max_length=8, choices=Outcome, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    proposed_outcome = models.CharField(_("result by the figures"), max_length=8, choices=Outcome, blank=True)
    outcome_reason = models.TextField(
        _("why the result differs from the figures"), blank=True, validators=[MaxLengthValidator(500)]
    )
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)
    # What the newest progress report says, kept by `standing.renew` in the transaction of the report.
    last_confidence = models.CharField(
        _("how it stands"), max_length=8, choices=Confidence, blank=True, editable=False, default=""
    )
    removed_in = models.ForeignKey(
        "pledges.PledgeVersion",
        models.PROTECT,
        verbose_name=_("given up in version"),
        null=True,
        blank=True,
        related_name="removed_items",
    )

    objects = CurrentItems()
    everything = models.Manager()

    class Meta(ItemText.Meta):
        verbose_name = _("item of the pledge")
        # Rolling up reads this alone: hundreds of thousands of items without their words.
        indexes = [models.Index(fields=["pledge", "removed_in", "outcome", "last_confidence"], name="item_standing")]
        constraints = [
            *ItemText.Meta.constraints,
            models.UniqueConstraint(
                fields=["pledge", "position"], condition=Q(removed_in=None), name="item_position_once"
            ),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="item_group_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="item_outcome_known"),
            models.CheckConstraint(
                condition=Q(last_confidence__in=["", *Confidence.values]), name="item_last_confidence_known"
            ),
            models.CheckConstraint(
                condition=Q(proposed_outcome__in=["", *Outcome.values]), name="item_proposed_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome_reason="") | ~Q(proposed_outcome=""), name="item_reason_answers_a_proposal"
            ),
            # Saved as typed: a measure may come before its deed. Submitting asks for all.
            models.CheckConstraint(condition=~Q(deed="") | ~Q(measure="") | ~Q(method=""), name="item_says_something"),
        ]

    @property
    def says_otherwise(self) -> bool:
        """Say whether a person has set another result than the figures proposed."""
        return bool(self.outcome and self.proposed_outcome) and self.outcome != self.proposed_outcome

    @property
    def draft(self) -> ItemDraft:
        """Return the words alone."""
        return ItemDraft(**{name: getattr(self, name) for name in DRAFTED})
