"""What stands between a committee and its decision on the cells, as sentences; pages show them, services insist."""

import datetime
from collections.abc import Iterable

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from .cell_levels import CellStanding
from .cell_members import members_first
from .decision_gaps import needs_own_reason, numbers_taken
from .head_limit import heads_of, is_refused
from .models import Campaign, CellRating, Decision, State


def is_open(standing: CellStanding) -> bool:
    """Say whether the committee still owes this cell a choice or a reason.

    Where it follows the cell, the cell's explanation is its reason; not where the rules leave the level to people.
    """
    rating, derivation = standing.rating, standing.derivation
    if rating.committee_level:
        return not rating.committee_reason and needs_own_reason(derivation, standing.proposed, standing.level)
    if derivation.level is None:
        return True
    explained = bool(rating.explanation.strip())
    return not explained and needs_own_reason(derivation, standing.proposed, standing.level)


def open_cells(standings: Iterable[CellStanding]) -> list[str]:
    """Return one sentence for each cell whose level still needs the committee's choice or reason."""
    clause = _("the committee must choose the level and give its reason")
    return [by_cell(standing.rating, clause) for standing in standings if is_open(standing)]


def by_cell(rating: CellRating, clause: str) -> str:
    """Return one sentence on one cell."""
    return _("%(name)s: %(clauses)s.") % {"name": rating.unit, "clauses": clause}


def unverified_cells(campaign: Campaign) -> list[str]:
    """Return the names of the cells to be rated whose own level is not verified yet, in the order of the tree."""
    verified = CellRating.objects.filter(campaign=campaign, state__gte=State.VERIFIED).values("unit")
    rated = campaign.assessments.to_rate().values("unit")
    cells = campaign.reviews.filter(unit__in=rated).exclude(unit__in=verified)
    return list(cells.order_by("unit__path").values_list("unit__name", flat=True))


def before_cells(campaign: Campaign) -> list[str]:
    """Return what must come before the cells are decided: their members, their own verification."""
    found, names = members_first(campaign, State.DECIDED), unverified_cells(campaign)
    if names:
        found.append(_("Cells not verified yet: %(cells)s. Verify them first.") % {"cells": ", ".join(names)})
    return found


def heads_above_cells(campaign: Campaign, standings: Iterable[CellStanding]) -> list[str]:
    """Return one sentence on each head above the cell, where the rule set refuses that (A-14)."""
    if not is_refused(campaign):
        return []
    levels = {standing.rating.unit_id: standing.level for standing in standings}
    return [text for head in heads_of(campaign) if (text := head.above(levels.get(head.cell_id, "")))]


def cell_signature_gaps(campaign: Campaign, number: str, signed_on: datetime.date) -> dict[str, str]:
    """Return what is wrong with number and date, by field; the paper that decided the members may decide the cells."""
    members = Decision.objects.current().filter(assessment__campaign=campaign)
    paper = members.values_list("number", "signed_on").first() or ("", None)
    is_same = (number.casefold(), signed_on) == (paper[0].casefold(), paper[1])
    found = {}
    if not number:
        found["number"] = _("Type the number of the decision.")
    elif not is_same and number.casefold() in numbers_taken(campaign, signed_on.year):
        values = {"number": number, "year": signed_on.year}
        found["number"] = _("The committee has already signed a decision number %(number)s in %(year)s.") % values
    if signed_on > timezone.localdate():
        found["signed_on"] = _("The decision cannot have been signed after today. Correct the date.")
    last = members.filter(replaces=None).aggregate(last=Max("signed_on"))["last"]
    if last and signed_on < last:
        day = {"day": f"{last:%d/%m/%Y}"}
        found["signed_on"] = _("The members were decided after this day, on %(day)s. Correct the date.") % day
    return found
