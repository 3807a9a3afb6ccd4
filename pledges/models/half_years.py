"""Half-year reviews: how each item stands in mid-year, what to adjust, the member's and the cell's word."""

from django.core.validators import MaxLengthValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account, Unit

from .check_ins import Confidence
from .pledges import Pledge, PledgeItem


class HalfYearQuerySet(models.QuerySet):
    """Facts about many half-year reviews."""

    def visible_to(self, reader):
        """Keep those of pledges the reader may see."""
        return self.filter(pledge__in=Pledge.objects.visible_to(reader))


class HalfYearReview(models.Model):
    """One pledge looked at in the middle of its year."""

    pledge = models.OneToOneField(Pledge, models.PROTECT, verbose_name=_("pledge"), related_name="half_year")
    version = models.PositiveIntegerField(default=1)
    on_behalf = models.BooleanField(_("recorded on the member's behalf"), default=False)
    recorded_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("recorded by"), null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent at"))
    word = models.TextField(_("the member's word"), blank=True, validators=[MaxLengthValidator(2000)])
    comment = models.TextField(_("the cell's comment"), blank=True, validators=[MaxLengthValidator(1000)])
    commented_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("commented by"), null=True, blank=True, related_name="+"
    )
    commented_at = models.DateTimeField(_("commented at"), null=True, blank=True)

    objects = HalfYearQuerySet.as_manager()

    class Meta:
        ordering = ["-pledge__year__number", "pledge__member__sort_key"]
        verbose_name = _("half-year review")
        constraints = [
            models.CheckConstraint(
                condition=Q(comment="", commented_at=None) | (~Q(comment="") & Q(commented_at__isnull=False)),
                name="half_year_comment_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pledge)

    @property
    def unit(self) -> Unit:
        """The cell of the pledge."""
        return self.pledge.unit

    @property
    def member_id(self) -> int:
        """Whose pledge it is."""
        return self.pledge.member_id


class HalfYearLine(models.Model):
    """How one item stands in the middle of the year, and what is to be adjusted."""

    review = models.ForeignKey(HalfYearReview, models.CASCADE, related_name="lines")
    item = models.ForeignKey(PledgeItem, models.PROTECT, verbose_name=_("item"), related_name="half_years")
    confidence = models.CharField(_("how it stands"), max_length=8, choices=Confidence)
    value = models.DecimalField(
        _("figure so far"), max_digits=14, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    done = models.TextField(_("what has been done"), blank=True, validators=[MaxLengthValidator(2000)])
    adjust = models.CharField(_("what to adjust"), max_length=500, blank=True)

    class Meta:
        ordering = ["review", "item__position"]
        verbose_name = _("item at mid-year")
        constraints = [
            models.UniqueConstraint(fields=["review", "item"], name="half_year_line_once_an_item"),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="half_year_line_confidence_known"
            ),
            models.CheckConstraint(condition=Q(value=None) | Q(value__gte=0), name="half_year_line_value_not_below_0"),
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_confidence_display()}"
