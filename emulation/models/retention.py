"""How long a kind of document is kept where a committee departs from what we ship (Law 91/2025/QH15 Art. 3)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .accounts import Account
from .units import Unit

LONGEST = 70  # years


class RetentionPeriod(models.Model):
    """From a moment on: so many years, and why; a later row takes its place, and the history stays."""

    unit = models.ForeignKey(Unit, models.PROTECT, verbose_name=_("unit"), related_name="retention_periods")
    kind = models.CharField(_("kind of document"), max_length=20)
    years = models.PositiveSmallIntegerField(_("years"))
    reason = models.CharField(_("reason"), max_length=500)
    set_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("time of keeping")
        constraints = [
            models.CheckConstraint(
                condition=Q(years__gte=1, years__lte=LONGEST),
                name="retention_years_plausible",
                violation_error_message=_("Documents are kept between 1 and 70 years."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="retention_has_reason"),
        ]

    def __str__(self) -> str:
        return self.kind
