"""The days by which things are due: as a rule set proposes them, and as they hold for one step in one cell."""

import datetime
from typing import Final

from .models import Campaign, DueStep, RuleSet

DUE: Final = {
    DueStep.ASSESSMENTS: "assessments_due",
    DueStep.REVIEWS: "reviews_due",
    DueStep.DECISIONS: "decisions_due",
}


def day_of(text: str, year: int) -> datetime.date:
    """Return a day written 31/03 in a year."""
    day, month = text.split("/")
    return datetime.date(year, int(month), int(day))


def due_dates(rule_set: RuleSet, year: int) -> dict[str, datetime.date]:
    """Return the dates a review is usually opened with; the cut-off is the last day of the year (A-15)."""
    dates = {name: day_of(getattr(rule_set, name), year) for name in DUE.values()}
    return {"cut_off": datetime.date(year, 12, 31), **dates}


def due_on(campaign: Campaign, step: DueStep, cell: int | None = None) -> datetime.date:
    """Return the day a step is due, in the cell if one is given: its own where it has one, the campaign's else."""
    own = campaign.days_of_cells.get((cell, step.value)) if cell is not None else None
    return own or getattr(campaign, DUE[step])
