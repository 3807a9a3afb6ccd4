"""Pledges of a year, their items with the result of each, and templates to start from."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Member, Role, RoleAssignment, Theme, Unit, Year
from emulation.models.units import below

from .rules import ItemDraft, PledgeState, day_of_year


class Kind(models.TextChoices):
    REGISTRATION = "REGISTRATION", _("Registration")
    COMMITMENT = "COMMITMENT", _("Commitment")
    BOTH = "BOTH", _("Registration and commitment")


class Group(models.TextChoices):
    THOUGHT = "THOUGHT", _("Political thought")
    MORALITY = "MORALITY", _("Morality and lifestyle")
    STYLE = "STYLE", _("Style and duties")
    DISCIPLINE = "DISCIPLINE", _("Discipline and setting an example")
    REPAIR = "REPAIR", _("Repairing faults")


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
        posts = RoleAssignment.objects.on(on).filter(
            role=Role.SECRETARY, unit=OuterRef("unit"), account__member=OuterRef("member")
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
        indexes = [models.Index(fields=["unit", "year", "state"], name="pledge_unit_year_state")]

    def __str__(self) -> str:
        return f"{self.member} – {self.year}"

    @cached_property
    def is_of_secretary(self) -> bool:
        """Say whether the member is today the secretary of the cell; read with the row by `with_secretaries()`."""
        posts = RoleAssignment.objects.on(timezone.localdate())
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


class ItemText(models.Model):
    """The words of one item, of a pledge or of a template."""

    position = models.PositiveSmallIntegerField()
    group = models.CharField(_("group"), max_length=10, choices=Group)
    deed = models.CharField(_("concrete deed"), max_length=500, blank=True)
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    method = models.CharField(_("how"), max_length=500, blank=True)

    class Meta:
        abstract = True
        ordering = ["position"]

    def __str__(self) -> str:
        return self.deed


class PledgeItem(ItemText):
    """One deed: what, how measured, how done, by when; and in the year what came of it."""

    pledge = models.ForeignKey(Pledge, models.CASCADE, related_name="items")
    due_on = models.DateField(_("by when"), null=True, blank=True)
    outcome = models.CharField(_("result"), max_length=8, choices=Outcome, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    reported_at = models.DateTimeField(_("reported at"), null=True, blank=True)

    class Meta(ItemText.Meta):
        verbose_name = _("item of the pledge")
        constraints = [
            models.UniqueConstraint(fields=["pledge", "position"], name="item_position_once"),
            models.CheckConstraint(condition=Q(group__in=Group.values), name="item_group_known"),
            models.CheckConstraint(condition=Q(outcome__in=["", *Outcome.values]), name="item_outcome_known"),
            # Saved as typed: a measure may come before its deed. Submitting asks for all.
            models.CheckConstraint(condition=~Q(deed="") | ~Q(measure="") | ~Q(method=""), name="item_says_something"),
        ]

    @property
    def draft(self) -> ItemDraft:
        """Return the words alone."""
        return ItemDraft(self.group, self.deed, self.measure, self.method, self.due_on)


class PledgeTemplateQuerySet(models.QuerySet):
    """Facts about many templates."""

    def visible_to(self, reader):
        """Keep those of units above, at or below the reader's."""
        return self.filter(reader.scope.related_units_q("unit.view", "unit__path"))


class PledgeTemplate(models.Model):
    """A set of items to start from, for a group of people."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="pledge_templates")
    name = models.CharField(_("name"), max_length=200)
    is_active = models.BooleanField(_("in use"), default=True)

    objects = PledgeTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("pledge template")
        constraints = [models.UniqueConstraint(fields=["unit", "name"], name="template_name_once_per_unit")]

    def __str__(self) -> str:
        return self.name


class TemplateItem(ItemText):
    """One item of a template; the due date is a day of the year, such as 31 December."""

    template = models.ForeignKey(PledgeTemplate, models.CASCADE, related_name="items")
    due_month = models.PositiveSmallIntegerField(_("month due"), default=12)
    due_day = models.PositiveSmallIntegerField(_("day due"), default=31)

    class Meta(ItemText.Meta):
        verbose_name = _("item of the template")
        constraints = [
            models.CheckConstraint(
                condition=Q(due_month__gte=1, due_month__lte=12, due_day__gte=1, due_day__lte=31),
                name="template_item_due_plausible",
            ),
            models.CheckConstraint(condition=~Q(deed=""), name="template_item_has_a_deed"),
        ]

    def draft(self, year: int) -> ItemDraft:
        """Return the words with the due date in the year."""
        return ItemDraft(
            self.group, self.deed, self.measure, self.method, day_of_year(year, self.due_month, self.due_day)
        )
