"""Check-ins: what a member says in each period of how far the pledge is, and what the cell answers."""

from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit

from .items import Confidence
from .pledges import Pledge, PledgeItem


class CheckInQuerySet(models.QuerySet):
    """Facts about many check-ins."""

    def visible_to(self, reader):
        """Keep those of pledges the reader may see."""
        return self.filter(pledge__in=Pledge.objects.visible_to(reader))


class CheckIn(models.Model):
    """One period of one pledge; `month` is the last of the period."""

    pledge = models.ForeignKey(Pledge, models.PROTECT, verbose_name=_("pledge"), related_name="check_ins")
    month = models.PositiveSmallIntegerField(_("month"))
    version = models.PositiveIntegerField(default=1)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("recorded by"), null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))
    comment = models.TextField(_("the cell's comment"), blank=True, validators=[MaxLengthValidator(1000)])
    commented_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("commented by"), null=True, blank=True, related_name="+"
    )
    commented_at = models.DateTimeField(_("commented at"), null=True, blank=True)
    is_returned = models.BooleanField(_("returned to be completed"), default=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        ordering = ["pledge", "month"]
        verbose_name = _("progress report")
        constraints = [
            models.UniqueConstraint(fields=["pledge", "month"], name="check_in_once_a_period"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="check_in_month_plausible"),
            models.CheckConstraint(
                condition=Q(comment="", commented_at=None) | (~Q(comment="") & Q(commented_at__isnull=False)),
                name="check_in_comment_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(is_returned=False) | ~Q(comment=""), name="check_in_returned_with_a_comment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pledge} – {self.month:02d}"

    @property
    def unit(self) -> Unit:
        """The cell of the pledge."""
        return self.pledge.unit

    @property
    def member_id(self) -> int:
        """Whose pledge it is."""
        return self.pledge.member_id


class CheckInLine(models.Model):
    """How far one item is: a figure, how sure, what has been done, what comes next."""

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="lines")
    item = models.ForeignKey(PledgeItem, models.PROTECT, verbose_name=_("item"), related_name="check_ins")
    confidence = models.CharField(_("how it stands"), max_length=8, choices=Confidence)
    value = models.DecimalField(
        _("figure so far"),
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    done = models.TextField(_("what has been done"), blank=True, validators=[MaxLengthValidator(2000)])
    link = models.URLField(_("link to the evidence"), max_length=500, blank=True)
    next_step = models.CharField(_("next step"), max_length=500, blank=True)

    class Meta:
        ordering = ["check_in", "item__position"]
        verbose_name = _("progress of an item")
        constraints = [
            models.UniqueConstraint(fields=["check_in", "item"], name="check_in_line_once_an_item"),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="check_in_line_confidence_known"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="check_in_line_value_not_below_0"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_confidence_display()}"
