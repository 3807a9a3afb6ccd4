"""A cell's indicative number: its own share rounded down. A hint, never a limit (A-10)."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Count

from emulation.models import Account

from ..grouping import Arrangement, arrangement_of, larger_shares
from ..models import Campaign, CellReview, LevelChoice, State
from ..rules.levels import Level
from ..tally import Group, GroupWorking, Tallies
from .reviews import Progress, SheetRow


def hint_of(review: CellReview, rows: Iterable[SheetRow]) -> GroupWorking | None:
    """Return the cell's own working by the levels it has written, else those derived; None before there are any."""
    tallies, cell = Tallies(), Group(str(review.unit_id), review.unit.name, (), review.unit_id)
    for row in rows:
        derived = row.derivation.level if row.derivation else None
        level, is_able = row.assessment.cell_level or derived or "", bool(row.derivation and row.derivation.eligible)
        tallies.add(cell, level, eligible=is_able, proposed=level == Level.EXCELLENT)
    return next(iter(tallies.workings(_arrangement(review.campaign).indicative_terms)), None)


def with_hints(reader: Account, campaign: Campaign, progress: Progress) -> Progress:
    """Return the cells with their own workings by what they have proposed; two queries."""
    tallies = Tallies()
    rows = (
        campaign.assessments.to_rate()
        .filter(reader.scope.units_q("assessment.view", "unit__path"), state__gte=State.PROPOSED)
        .values_list("unit_id", "cell_level")
        .annotate(members=Count("pk"))
        .order_by()
    )
    for unit, level, members in rows:
        is_best = level == LevelChoice.HTXSNV
        tallies.add(Group(str(unit), "", (), unit), level, eligible=is_best, proposed=is_best, number=members)
    found = {int(hint.group): hint for hint in tallies.workings(_arrangement(campaign).indicative_terms)}
    return replace(progress, cells=tuple(replace(cell, hint=found.get(cell.review.unit_id)) for cell in progress.cells))


def _arrangement(campaign: Campaign) -> Arrangement:
    return arrangement_of(campaign.rule_set, larger_shares(campaign))
