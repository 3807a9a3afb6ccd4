"""The days of a year by which things are due, as a rule set proposes them."""

import datetime
from typing import Final

from .models import RuleSet

DUE: Final = ("assessments_due", "reviews_due", "decisions_due")


def day_of(text: str, year: int) -> datetime.date:
    """Return a day written 31/03 in a year."""
    day, month = text.split("/")
    return datetime.date(year, int(month), int(day))


def due_dates(rule_set: RuleSet, year: int) -> dict[str, datetime.date]:
    """Return the dates a review is usually opened with; the cut-off is the last day of the year (A-15)."""
    dates = {name: day_of(getattr(rule_set, name), year) for name in DUE}
    return {"cut_off": datetime.date(year, 12, 31), **dates}
