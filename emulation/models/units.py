"""Units as a tree with validity dates, and who decides the rating of whom.

Since 1 July 2025 there is no district: province → commune or ward committee → cell.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from .periods import Period, PeriodQuerySet, in_order

STEP = 4


def below(path: str) -> tuple[str, str]:
    """Return the range of paths of a node and everything under it; indexable, unlike a prefix match."""
    return path, path + "Z" * STEP


class UnitKind(models.TextChoices):
    PROVINCE = "PROVINCE", _("Provincial committee")
    COMMITTEE = "COMMITTEE", _("Ward or commune committee")
    CELL = "CELL", _("Cell")


class CellType(models.TextChoices):
    NEIGHBOURHOOD = "NEIGHBOURHOOD", _("Neighbourhood or hamlet")
    SCHOOL = "SCHOOL", _("School")
    OFFICE = "OFFICE", _("Office")
    ARMED = "ARMED", _("Police or military")
    HEALTH = "HEALTH", _("Health station")
    ENTERPRISE = "ENTERPRISE", _("Enterprise")
    OTHER = "OTHER", _("Other")


class UnitQuerySet(MP_NodeQuerySet, PeriodQuerySet):
    """Facts about many units."""

    def within(self, unit: "Unit"):
        """Keep the unit and everything under it."""
        return self.filter(path__range=below(unit.path))

    def cells(self):
        """Keep cells."""
        return self.filter(kind=UnitKind.CELL)

    def visible_to(self, reader):
        """Keep what the reader's roles reach, and the units above for their names."""
        return self.filter(reader.scope.units_q("unit.view", "path"))


class UnitManager(MP_NodeManager.from_queryset(UnitQuerySet)):
    """The tree's manager, giving our queryset."""

    def get_queryset(self) -> UnitQuerySet:
        return UnitQuerySet(self.model, using=self._db).order_by("path")


class Unit(MP_Node, Period):
    """A Party organisation: province, committee or cell. Never deleted; closed by a last day."""

    steplen = STEP

    name = models.CharField(_("name"), max_length=200)
    code = models.CharField(_("code"), max_length=40, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=UnitKind)
    cell_type = models.CharField(_("type of cell"), max_length=16, choices=CellType, blank=True)
    search_text = models.CharField(max_length=200, editable=False, default="")
    predecessor = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("predecessor"), null=True, blank=True, related_name="successors"
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("merged into"), null=True, blank=True, related_name="merged"
    )

    objects = UnitManager()

    class Meta:
        ordering = ["path"]
        verbose_name = _("unit")
        constraints = [
            in_order("unit_period_in_order"),
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(
                condition=Q(kind=UnitKind.CELL) | Q(cell_type=""),
                name="unit_type_only_for_cells",
                violation_error_message=_("Only a cell has a type of cell."),
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | (Q(valid_to__isnull=False) & ~Q(merged_into=F("id"))),
                name="unit_merged_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_cell(self) -> bool:
        return self.kind == UnitKind.CELL

    @property
    def is_committee(self) -> bool:
        return self.kind == UnitKind.COMMITTEE

    def covers(self, other: "Unit") -> bool:
        """Say whether the other unit is this one or lies under it."""
        return other.path.startswith(self.path)


class RatingAuthority(Period):
    """Which unit decides the rating of which, from a day to a day (QĐ 366-QĐ/TW Art. 12; HD 43 section 3)."""

    decider = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("deciding unit"), related_name="decides_for")
    subject = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit decided for"), related_name="decided_by")

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["subject", "valid_from"]
        verbose_name = _("rating authority")
        constraints = [
            in_order("authority_period_in_order"),
            models.UniqueConstraint(fields=["subject", "valid_from"], name="authority_once_from_a_day"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(valid_to=None), name="authority_one_open_per_subject"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decider} → {self.subject}"
