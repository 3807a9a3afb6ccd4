"""The words of one item, of a pledge or of a template, and how it is measured."""

from dataclasses import fields

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .. import rules
from ..rules import IN_NUMBERS, ItemDraft, MeasureKind

COUNTED = sorted(kind.value for kind in IN_NUMBERS)
DRAFTED = tuple(field.name for field in fields(ItemDraft))


class Group(models.TextChoices):
    THOUGHT = "THOUGHT", _("Political thought")
    MORALITY = "MORALITY", _("Morality and lifestyle")
    STYLE = "STYLE", _("Style and duties")
    DISCIPLINE = "DISCIPLINE", _("Discipline and setting an example")
    REPAIR = "REPAIR", _("Repairing faults")


class Measure(models.TextChoices):
    WORDS = MeasureKind.WORDS, _("In words")
    YES_NO = MeasureKind.YES_NO, _("Done or not done")
    COUNT = MeasureKind.COUNT, _("A number")
    PERCENT = MeasureKind.PERCENT, _("A percentage")
    AMOUNT = MeasureKind.AMOUNT, _("An amount of money")


class Confidence(models.TextChoices):
    ON_TRACK = rules.Confidence.ON_TRACK, _("On track")
    AT_RISK = rules.Confidence.AT_RISK, _("At risk")
    OFF = rules.Confidence.OFF, _("Will not be kept")


def _figure(label, **more) -> models.DecimalField:
    return models.DecimalField(
        label, max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)], **more
    )


def _up_to(name: str, most: int) -> Q:
    return Q(**{name: None}) | Q(**{f"{name}__lte": most})


class ItemText(models.Model):
    """The words of one item, of a pledge or of a template, and how it is measured."""

    position = models.PositiveSmallIntegerField()
    group = models.CharField(_("group"), max_length=10, choices=Group)
    deed = models.CharField(_("concrete deed"), max_length=500, blank=True)
    measure = models.CharField(_("measure"), max_length=300, blank=True)
    measure_kind = models.CharField(_("measured in"), max_length=7, choices=Measure, default=Measure.WORDS)
    baseline = _figure(_("at the beginning"))
    target = _figure(_("to be reached"))
    counted_in = models.CharField(_("counted in"), max_length=40, blank=True)
    method = models.CharField(_("how"), max_length=500, blank=True)
    shown_by = models.CharField(_("evidence expected"), max_length=300, blank=True)
    is_for_term = models.BooleanField(_("for the whole term"), default=False)

    class Meta:
        abstract = True
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(condition=Q(measure_kind__in=Measure.values), name="%(class)s_measure_known"),
            models.CheckConstraint(
                condition=Q(baseline=None, target=None) | Q(measure_kind__in=COUNTED),
                name="%(class)s_figures_are_counted",
            ),
            models.CheckConstraint(
                condition=~Q(measure_kind=Measure.PERCENT) | (_up_to("baseline", 100) & _up_to("target", 100)),
                name="%(class)s_percent_up_to_100",
                violation_error_message=_("A percentage lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return self.deed

    @property
    def is_in_numbers(self) -> bool:
        return self.measure_kind in IN_NUMBERS

    @property
    def is_yes_no(self) -> bool:
        return self.measure_kind == Measure.YES_NO
