"""Models (mô hình) that units register: who takes part, by which indicators they are measured, what was read when."""

from django.core.validators import MaxLengthValidator, MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from emulation.models import Account, Member, Unit, Year
from emulation.models.units import below

from ..indicator_rules import Direction, Exactness, IndicatorKind, InitiativeState


class InitiativeStanding(models.IntegerChoices):
    REGISTERED = InitiativeState.REGISTERED, _("Registered, to be confirmed")
    CONFIRMED = InitiativeState.CONFIRMED, pgettext_lazy("model of a unit", "Confirmed")
    RUNNING = InitiativeState.RUNNING, _("Running")
    ENDED = InitiativeState.ENDED, pgettext_lazy("model of a unit", "Ended")


class FigureKind(models.TextChoices):
    COUNT = IndicatorKind.COUNT, _("A number")
    PERCENT = IndicatorKind.PERCENT, _("A percentage")
    AMOUNT = IndicatorKind.AMOUNT, _("An amount of money")
    RATIO = IndicatorKind.RATIO, _("A whole with its parts")


class Better(models.TextChoices):
    HIGHER = Direction.HIGHER, _("The higher the better")
    LOWER = Direction.LOWER, _("The lower the better")


class Wanted(models.TextChoices):
    """Which way is better, of an indicator; a target of a drive is always one or the other."""

    HIGHER = Direction.HIGHER, _("The higher the better")
    LOWER = Direction.LOWER, _("The lower the better")
    FOLLOW = Direction.FOLLOW, _("Only followed, neither is better")


class SaidAs(models.TextChoices):
    EXACT = Exactness.EXACT, _("Exactly")
    ABOUT = Exactness.ABOUT, pgettext_lazy("figure", "About")
    OVER = Exactness.OVER, pgettext_lazy("figure", "More than")


def figure_field(label, **more) -> models.DecimalField:
    """Return a figure that is not below nought."""
    return models.DecimalField(label, max_digits=14, decimal_places=2, validators=[MinValueValidator(0)], **more)


class InitiativeQuerySet(models.QuerySet):
    """Facts about many models."""

    def visible_to(self, reader):
        """Keep those of the units the reader's roles reach."""
        return self.filter(reader.scope.units_q("initiative.view", "unit__path"))

    def within(self, unit: Unit):
        """Keep those of the unit and everything under it."""
        return self.filter(unit__path__range=below(unit.path))

    def in_year(self, number: int):
        """Keep those that are registered for the year, in it or in an earlier one."""
        return self.filter(year__number__lte=number, last_year__gte=number)


class Initiative(models.Model):
    """A model that a unit registers for one year or several."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="initiatives")
    year = models.ForeignKey(
        Year, models.PROTECT, verbose_name=pgettext_lazy("model of a unit", "first year"), related_name="initiatives"
    )
    last_year = models.PositiveSmallIntegerField(
        pgettext_lazy("model of a unit", "last year"), validators=[MinValueValidator(2016), MaxValueValidator(2100)]
    )
    name = models.CharField(_("name"), max_length=200)
    purpose = models.TextField(_("purpose"), validators=[MaxLengthValidator(2000)])
    owner = models.ForeignKey(
        Member, models.PROTECT, verbose_name=_("in charge"), null=True, blank=True, related_name="initiatives_led"
    )
    owner_text = models.CharField(_("in charge, in words"), max_length=200, blank=True)
    state = models.PositiveSmallIntegerField(
        _("state"), choices=InitiativeStanding, default=InitiativeStanding.REGISTERED
    )
    version = models.PositiveIntegerField(default=1)
    return_reason = models.TextField(_("reason for returning"), blank=True, validators=[MaxLengthValidator(1000)])
    result = models.TextField(_("result at the end"), blank=True, validators=[MaxLengthValidator(2000)])
    registered_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("registered by"), related_name="+")
    registered_at = models.DateTimeField(_("registered at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("confirmed by"), null=True, blank=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    objects = InitiativeQuerySet.as_manager()

    class Meta:
        ordering = ["unit__path", "pk"]
        verbose_name = _("model of a unit")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "name"],
                name="initiative_name_once_a_year",
                violation_error_message=_("The unit has already registered a model of this name for the year."),
            ),
            models.CheckConstraint(condition=Q(state__in=InitiativeStanding.values), name="initiative_state_known"),
            models.CheckConstraint(
                condition=Q(state=InitiativeStanding.REGISTERED) | Q(confirmed_at__isnull=False),
                name="initiative_confirmed_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=InitiativeStanding.ENDED) | ~Q(result=""), name="initiative_ends_with_a_result"
            ),
            models.CheckConstraint(condition=Q(owner=None) | Q(owner_text=""), name="initiative_has_one_owner"),
            models.CheckConstraint(
                condition=Q(last_year__gte=2016, last_year__lte=2100), name="initiative_last_year_plausible"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state_code(self) -> str:
        """Return the state's name, by which badges are coloured."""
        return InitiativeState(self.state).name

    @property
    def is_registered(self) -> bool:
        return self.state == InitiativeState.REGISTERED

    @property
    def is_confirmed(self) -> bool:
        return self.state == InitiativeState.CONFIRMED

    @property
    def is_running(self) -> bool:
        return self.state == InitiativeState.RUNNING

    @property
    def is_ended(self) -> bool:
        return self.state == InitiativeState.ENDED

    @property
    def is_alive(self) -> bool:
        return not self.is_ended

    @property
    def in_charge(self) -> str:
        """Return who is in charge, a member or somebody in words."""
        return self.owner.full_name if self.owner_id else self.owner_text

    @property
    def span(self) -> str:
        """Return the year, or the first and the last."""
        first = self.year.number
        return str(first) if first == self.last_year else f"{first}–{self.last_year}"


class Participant(models.Model):
    """A member who takes part in a model."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, verbose_name=_("model"), related_name="participants")
    member = models.ForeignKey(Member, models.PROTECT, verbose_name=_("member"), related_name="initiatives")

    class Meta:
        ordering = ["initiative", "member__sort_key"]
        verbose_name = _("taking part in a model")
        constraints = [models.UniqueConstraint(fields=["initiative", "member"], name="participant_once_a_model")]

    def __str__(self) -> str:
        return f"{self.initiative} – {self.member}"


class Indicator(models.Model):
    """What a model is measured by: from a figure on a day to a figure by a day."""

    initiative = models.ForeignKey(Initiative, models.CASCADE, related_name="indicators")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name of the indicator"), max_length=200)
    kind = models.CharField(_("kind of figure"), max_length=7, choices=FigureKind, default=FigureKind.COUNT)
    counted_in = models.CharField(_("counted in"), max_length=40, blank=True)
    better = models.CharField(_("which way is better"), max_length=6, choices=Wanted, default=Wanted.HIGHER)
    must_add_up = models.BooleanField(_("the parts must make the whole"), default=False)
    baseline = figure_field(_("baseline"), null=True, blank=True)
    baseline_on = models.DateField(_("day of the baseline"), null=True, blank=True)
    target = figure_field(_("target"), null=True, blank=True)
    target_on = models.DateField(_("to be reached by"), null=True, blank=True)

    class Meta:
        ordering = ["initiative", "position"]
        verbose_name = _("indicator")
        constraints = [
            models.UniqueConstraint(fields=["initiative", "position"], name="indicator_position_once"),
            models.CheckConstraint(condition=Q(kind__in=FigureKind.values), name="indicator_kind_known"),
            models.CheckConstraint(condition=Q(better__in=Wanted.values), name="indicator_direction_known"),
            models.CheckConstraint(
                condition=Q(baseline=None) | Q(baseline__gte=0), name="indicator_baseline_not_below_0"
            ),
            models.CheckConstraint(condition=Q(target=None) | Q(target__gte=0), name="indicator_target_not_below_0"),
            models.CheckConstraint(
                condition=~Q(kind=FigureKind.PERCENT)
                | ((Q(baseline=None) | Q(baseline__lte=100)) & (Q(target=None) | Q(target__lte=100))),
                name="indicator_percent_up_to_100",
                violation_error_message=_("A percentage lies between 0 and 100."),
            ),
            models.CheckConstraint(
                condition=~Q(better=Wanted.FOLLOW) | Q(target=None),
                name="indicator_followed_without_target",
                violation_error_message=_("A figure that is only followed has no target. Say which way is better."),
            ),
            models.CheckConstraint(
                condition=Q(must_add_up=False) | Q(kind=FigureKind.RATIO), name="indicator_only_parts_add_up"
            ),
            models.CheckConstraint(
                condition=Q(baseline=None, baseline_on=None) | Q(baseline__isnull=False, baseline_on__isnull=False),
                name="indicator_baseline_on_a_day",
                violation_error_message=_("Give the baseline with its day, or leave both out."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ratio(self) -> bool:
        return self.kind == IndicatorKind.RATIO

    @property
    def is_percent(self) -> bool:
        return self.kind == IndicatorKind.PERCENT


class IndicatorPart(models.Model):
    """A named part of a whole; those that count make the rate that is followed."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="parts")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name of the part"), max_length=80)
    counts = models.BooleanField(_("counts for the rate"), default=False)

    class Meta:
        ordering = ["indicator", "position"]
        verbose_name = _("part of a whole")
        constraints = [models.UniqueConstraint(fields=["indicator", "position"], name="part_position_once")]

    def __str__(self) -> str:
        return self.name


class Reading(models.Model):
    """What an indicator stood at on a day; corrected by a later row that names the one it replaces."""

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="readings")
    on = models.DateField(_("day"))
    value = figure_field(_("figure"))
    said_as = models.CharField(_("how the figure was given"), max_length=5, choices=SaidAs, default=SaidAs.EXACT)
    note = models.CharField(_("note"), max_length=500, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_current = models.BooleanField(_("holds"), default=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("replaces"), null=True, blank=True, related_name="replaced_by"
    )
    reason = models.CharField(_("reason of the correction"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("recorded by"), related_name="+")
    recorded_at = models.DateTimeField(_("recorded at"), auto_now_add=True)

    class Meta:
        ordering = ["indicator", "on", "pk"]
        verbose_name = _("reading")
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "on"],
                condition=Q(is_current=True),
                name="reading_once_a_day",
                violation_error_message=_("There is a reading of this day already; correct that one."),
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="reading_not_below_0"),
            models.CheckConstraint(condition=Q(said_as__in=SaidAs.values), name="reading_said_as_known"),
            models.CheckConstraint(
                condition=Q(replaces=None, reason="") | (Q(replaces__isnull=False) & ~Q(reason="")),
                name="reading_corrected_with_a_reason",
            ),
            models.CheckConstraint(condition=Q(replaces=None) | ~Q(replaces=F("id")), name="reading_replaces_another"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} – {self.on:%d/%m/%Y}"


class PartReading(models.Model):
    """How much of the whole one part was."""

    reading = models.ForeignKey(Reading, models.CASCADE, related_name="parts")
    part = models.ForeignKey(IndicatorPart, models.PROTECT, related_name="readings")
    value = figure_field(_("figure"))

    class Meta:
        ordering = ["reading", "part__position"]
        verbose_name = _("reading of a part")
        constraints = [
            models.UniqueConstraint(fields=["reading", "part"], name="part_read_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="part_not_below_0"),
        ]

    def __str__(self) -> str:
        return f"{self.part}: {self.value}"
