"""The pledges' part of the report, from the pledges' own selector."""

import datetime
from typing import Any

from emulation.models import Unit, Year
from pledges.selectors import pledge_total

from .shapes import PledgeResults


def pledge_results(reader: Any, unit: Unit, year: Year, on: datetime.date) -> PledgeResults:
    """Members and items of confirmed pledges by what came of them."""
    found = pledge_total(reader, unit, year, on)
    return PledgeResults(
        members=found.members,
        registered=found.registered,
        confirmed=found.confirmed,
        fulfilled=found.members_all,
        partly=found.members_partly,
        not_fulfilled=found.members_not,
        no_result=found.members_no_result,
        items=found.items,
        items_kept=found.items_kept,
        items_partly=found.items_partly,
        items_not_kept=found.items_not_kept,
        items_no_result=found.items_no_result,
    )
