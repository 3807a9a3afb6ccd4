"""What units register beside models: pairs of what to build and what to fight, and emulation drives with targets."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit, Year

from .initiatives import Better, figure_field


class OfUnitQuerySet(models.QuerySet):
    """Facts about many rows of units."""

    def visible_to(self, reader):
        """Keep those of the units the reader's roles reach."""
        return self.filter(reader.scope.units_q("initiative.view", "unit__path"))


class PairList(models.Model):
    """A unit's list of pairs “build and fight” of a year."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="pair_lists")
    year = models.ForeignKey(Year, models.PROTECT, verbose_name=_("year"), related_name="pair_lists")
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        ordering = ["-year__number", "unit__path"]
        verbose_name = _("list of what to build and what to fight")
        constraints = [models.UniqueConstraint(fields=["unit", "year"], name="pair_list_once_a_year")]

    def __str__(self) -> str:
        return f"{self.unit} – {self.year}"


class Pair(models.Model):
    """What to build, and what to fight against it."""

    list = models.ForeignKey(PairList, models.CASCADE, related_name="pairs")
    position = models.PositiveSmallIntegerField()
    build = models.CharField(_("build"), max_length=300)
    fight = models.CharField(_("fight"), max_length=300)

    class Meta:
        ordering = ["list", "position"]
        verbose_name = _("pair of what to build and what to fight")
        constraints = [
            models.UniqueConstraint(fields=["list", "position"], name="pair_position_once"),
            models.CheckConstraint(condition=~Q(build="") & ~Q(fight=""), name="pair_has_both_sides"),
        ]

    def __str__(self) -> str:
        return f"{self.build} – {self.fight}"


class Drive(models.Model):
    """An emulation drive of a unit, from a day to a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="drives")
    year = models.ForeignKey(Year, models.PROTECT, verbose_name=_("year"), related_name="drives")
    name = models.CharField(_("name of the drive"), max_length=200)
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    objects = OfUnitQuerySet.as_manager()

    class Meta:
        ordering = ["first_day", "pk"]
        verbose_name = _("emulation drive")
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "name"],
                name="drive_name_once_a_year",
                violation_error_message=_("The unit already has a drive of this name in the year."),
            ),
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="drive_days_in_order",
                violation_error_message=_("The last day comes before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class DriveTarget(models.Model):
    """One target of a drive: what, the figure to reach, and the figure reached once it is known."""

    drive = models.ForeignKey(Drive, models.CASCADE, related_name="targets")
    position = models.PositiveSmallIntegerField()
    what = models.CharField(_("what is to be reached"), max_length=300)
    counted_in = models.CharField(_("counted in"), max_length=40, blank=True)
    better = models.CharField(_("which way is better"), max_length=6, choices=Better, default=Better.HIGHER)
    target = figure_field(_("figure to reach"))
    reached = figure_field(_("figure reached"), null=True, blank=True)

    class Meta:
        ordering = ["drive", "position"]
        verbose_name = _("target of a drive")
        constraints = [
            models.UniqueConstraint(fields=["drive", "position"], name="drive_target_position_once"),
            models.CheckConstraint(condition=Q(better__in=Better.values), name="drive_target_direction_known"),
            models.CheckConstraint(condition=Q(target__gte=0), name="drive_target_not_below_0"),
            models.CheckConstraint(
                condition=Q(reached=None) | Q(reached__gte=0), name="drive_target_reached_not_below_0"
            ),
        ]

    def __str__(self) -> str:
        return self.what
