"""What holds from a day to a day. `valid_to` is the last day it holds, empty while it goes on."""

import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class PeriodQuerySet(models.QuerySet):
    """Rows that hold on a day."""

    def on(self, day: datetime.date):
        """Keep what holds on the day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class Period(models.Model):
    """Base of everything that is true for a time."""

    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        abstract = True

    def holds_on(self, day: datetime.date) -> bool:
        """Say whether the row holds on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


def in_order(name: str) -> models.CheckConstraint:
    """Return the constraint that a period does not end before it begins."""
    return models.CheckConstraint(
        condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
        name=name,
        violation_error_message=_("The last day cannot come before the first day."),
    )
