"""When a campaign was closed, by whom; when it was opened again and why. The rows stay, whatever comes after."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from emulation.models import Account

from .campaigns import Campaign


class ClosingQuerySet(models.QuerySet):
    """Facts about many closings."""

    def holding(self):
        """Keep those that nobody has undone."""
        return self.filter(reopened_at=None)


class Closing(models.Model):
    """One closing of a campaign; while it holds, nothing of the campaign changes, which the database sees to."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, verbose_name=_("campaign"), related_name="closings")
    closed_by = models.ForeignKey(Account, models.PROTECT, verbose_name=_("closed by"), related_name="+")
    closed_at = models.DateTimeField(_("closed at"))
    reopened_by = models.ForeignKey(
        Account, models.PROTECT, verbose_name=_("opened again by"), null=True, blank=True, related_name="+"
    )
    reopened_at = models.DateTimeField(_("opened again at"), null=True, blank=True)
    reopen_reason = models.TextField(_("reason for opening again"), max_length=2000, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Meta:
        ordering = ["campaign", "closed_at", "pk"]
        verbose_name = _("closing of a review")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign"], condition=Q(reopened_at=None), name="closing_one_holds_per_campaign"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None, reopened_by=None, reopen_reason="")
                | (Q(reopened_at__isnull=False, reopened_by__isnull=False) & ~Q(reopen_reason="")),
                name="closing_reopened_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.closed_at:%d/%m/%Y}"

    @property
    def holds(self) -> bool:
        return self.reopened_at is None
