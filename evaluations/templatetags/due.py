"""The day a step is due, as pages show it."""

import datetime

from django import template

from ..due_days import due_on
from ..models import Campaign, DueStep

register = template.Library()


@register.simple_tag
def due_day(campaign: Campaign, step: str, cell: int | None = None) -> datetime.date:
    """Return the day the step is due, in the cell if one is given."""
    return due_on(campaign, DueStep(step), cell)
