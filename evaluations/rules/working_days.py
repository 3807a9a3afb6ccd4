"""Deadlines in working days (A-18). Monday to Friday count; public holidays are not known here and count too."""

from datetime import date, timedelta
from typing import Final

SATURDAY: Final = 5  # date.weekday()


def add_working_days(day: date, count: int) -> date:
    """The last of so many working days after the day; with none the day itself."""
    while count > 0:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
