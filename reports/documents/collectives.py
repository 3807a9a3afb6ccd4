"""The cells' part of the report: each rated as a collective by form 01, and the cap among cells of similar kind."""

from collections.abc import Mapping, Sequence

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from emulation.models import Unit
from evaluations.cell_levels import CellStanding, cap_of_cells, standings_of
from evaluations.grouping import type_label
from evaluations.models import CellDecision, CellRating, State
from evaluations.rules.classification import Tag
from evaluations.rules.levels import Level

from ..reading import CampaignReading
from ..selectors import WEAK, cell_decisions, cell_ratings
from .figures import decided_cap, expected_cap, level_counts
from .reasons import decided_text, proposed_text
from .shapes import CapRow, CollectiveRow, Collectives, Text


def collectives_of(
    reading: CampaignReading, cells: Sequence[Unit], names: Mapping[str, Text], *, shows_names: bool
) -> Collectives | None:
    """Build the part on the cells to be rated; nothing while none of them has proposed its own level."""
    campaign, ratings = reading.campaign, cell_ratings(reading.campaign)
    for rating in ratings:
        rating.campaign = campaign
    if not {cell.pk for cell in cells} & {rating.unit_id for rating in ratings}:
        return None
    decisions = cell_decisions(campaign) if any(rating.state == State.DECIDED for rating in ratings) else {}
    is_open = not reading.cell_caps or any(rating.unit_id not in decisions for rating in ratings)
    standings = standings_of(campaign, ratings, reading.basis) if is_open else []
    by_cell, rated_cells = {one.rating.unit_id: one for one in standings}, {one.unit_id: one for one in ratings}
    rows = [_row(cell, rated_cells.get(cell.pk), by_cell.get(cell.pk), decisions.get(cell.pk)) for cell in cells]
    rated, decided = sum(bool(row.level) for row in rows), sum(row.is_decided for row in rows)
    return Collectives(
        total=len(rows),
        rated=rated,
        unrated=len(rows) - rated,
        decided=decided,
        levels=level_counts(rows, names),
        rows=tuple(rows) if shows_names else (),
        caps=_caps(reading, standings),
        decisions=_papers(decisions.values()),
    )


def _row(
    cell: Unit, rating: CellRating | None, standing: CellStanding | None, decision: CellDecision | None
) -> CollectiveRow:
    """One cell: as decided, before that as it proposes."""
    level = decision.level if decision else standing.proposed if standing else ""
    return CollectiveRow(
        unit_id=cell.pk,
        cell=cell.name,
        kind=type_label(rating.cell_type if rating else cell.cell_type),
        points=rating.total if rating else None,
        level=level,
        is_decided=decision is not None,
        reason=_decided_reason(decision) if decision else _proposed_reason(standing) if standing else "",
    )


def _decided_reason(decision: CellDecision) -> str:
    """Why the level is a low one, or below what the points alone would give, as frozen."""
    if decision.level not in WEAK and not set(decision.tags) - {Tag.ELIGIBLE.value}:
        return decision.reason
    return decided_text(decision)


def _proposed_reason(standing: CellStanding) -> str:
    """The same as it stands before the decision."""
    derived, words = standing.derivation, standing.rating.explanation
    if standing.proposed not in WEAK and Tag.STEP_DOWN not in derived.tags:
        return words
    return proposed_text(derived, Level(standing.proposed), words)


def _caps(reading: CampaignReading, standings: list[CellStanding]) -> tuple[CapRow, ...]:
    """The working in every group of cells: frozen once decided, until then what the proposals come to."""
    if records := reading.cell_caps:
        return tuple(map(decided_cap, records))
    groups = cap_of_cells(reading.campaign, standings, larger=reading.larger_for_cells)
    return tuple(map(expected_cap, groups))


def _papers(decisions) -> tuple[str, ...]:
    """Number and date of every decision the cells' levels rest on."""
    found = sorted({(row.signed_on, row.number) for row in decisions})
    text = _("no. %(number)s of %(day)s")
    return tuple(text % {"number": number, "day": date_format(day, "SHORT_DATE_FORMAT")} for day, number in found)
