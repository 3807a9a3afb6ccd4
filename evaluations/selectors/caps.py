"""Reads about the cap: which decisions grant a larger share, for whom one may be recorded."""

from django.db.models import QuerySet

from emulation.models import Unit

from ..models import Campaign, CapException, CapScope


def exceptions_of(campaign: Campaign) -> QuerySet[CapException]:
    """Return the recorded decisions on a larger share, of members and of cells."""
    return campaign.cap_exceptions.select_related("unit", "recorded_by", "campaign__year__unit")


def outstanding_units(campaign: Campaign) -> list[Unit]:
    """Return the units a larger share may be recorded for: the committee, and the cells where each has its own cap."""
    if campaign.rule_set.cap_scope != CapScope.CELL:
        return [campaign.unit]
    return [campaign.unit, *Unit.objects.filter(reviews__campaign=campaign).order_by("path")]
