"""The committee's choice of the cells' levels and its decision on them, within the cap among cells (Art. 11.1.5)."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.access import ensure
from emulation.acts import WRONG_STATE, locked, take_step
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean, clean_lines

from ..cell_decision_gaps import before_cells, by_cell, cell_signature_gaps, heads_above_cells, open_cells
from ..cell_levels import CellStanding, basis_of, cap_of_cells, standings_of
from ..closed import refuse_closed
from ..decision_gaps import cap_breaches, needs_own_reason, unexplained_choices
from ..from_paper import refuse_from_paper
from ..gaps import refuse
from ..models import Campaign, CapRecord, CellDecision, CellRating, LevelChoice, State
from ..rules.workflow import CELL_STEPS
from ..rulings import cap_record, frozen
from ..tally import GroupWorking, choice_reasons

Choice = tuple[str, str]  # level and reason; an empty level takes an earlier choice back


def choose_cell_levels(
    *, campaign: Campaign, choices: Mapping[int, Choice], by: Account, versions: Mapping[int, int] | None = None
) -> int:
    """Keep the committee's working choices by unit of the cell; return how many changed.

    A reason is needed for a level that departs from the proposal or from the derived one. `versions` are those the
    caller has read; a row that somebody else has changed since is refused.
    """
    ensure(by, "rating.choose", campaign)
    refuse_from_paper(campaign)
    with transaction.atomic():
        standings = {found.rating.unit_id: found for found in _standings(campaign, choices)}
        refuse_closed(campaign)
        _refuse_changed(standings, versions or {})
        changed = _apply(standings, choices)
        CellRating.objects.bulk_update(changed, ["committee_level", "committee_reason", "version"])
        if changed:
            data = {str(row.unit_id): [row.committee_level, row.committee_reason] for row in changed}
            record(by, "ratings.chosen", campaign, unit=campaign.unit, data={"choices": data})
    return len(changed)


def _standings(campaign: Campaign, cells: Iterable[int] | None = None) -> list[CellStanding]:
    """Read and lock the cells' rows, always in the order of the tree; derive them."""
    rated = campaign.assessments.to_rate().order_by().values("unit")
    rows = CellRating.objects.filter(campaign=campaign, unit__in=rated).select_related("unit")
    rows = rows if cells is None else rows.filter(unit__in=cells)
    ratings = list(rows.locked())
    for rating in ratings:
        rating.campaign = campaign
    return standings_of(campaign, ratings, basis_of(campaign, cells))


def _refuse_changed(standings: Mapping[int, CellStanding], versions: Mapping[int, int]) -> None:
    """Refuse all when somebody else has chosen meanwhile, keyed as in `_apply`."""
    rows = [standing.rating for standing in standings.values()]
    changed = [row for row in rows if versions.get(row.unit_id, row.version) != row.version]
    clause = _("somebody else has changed this level since you opened the page; look at it and save again")
    if changed:
        raise ValidationError({f"c{row.unit_id}-reason": by_cell(row, clause) for row in changed})


def _apply(standings: Mapping[int, CellStanding], choices: Mapping[int, Choice]) -> list[CellRating]:
    """Set each choice on its row; refuses all when one cannot stand, keyed by "c<unit>-reason"."""
    changed, errors = [], {}
    for unit, (level, typed) in choices.items():
        if unit not in standings:
            raise ValidationError(_("Unit %(id)s is not among the cells this committee rates.") % {"id": unit})
        row, reason = standings[unit].rating, clean_lines(typed) if level else ""
        take_step(CELL_STEPS, "choose", row)
        fault = _choice_fault(standings[unit], level, reason)
        if fault:
            errors[f"c{unit}-reason"] = by_cell(row, fault)
        elif (row.committee_level, row.committee_reason) != (level, reason):
            row.committee_level, row.committee_reason = level, reason
            row.version += 1
            changed.append(row)
    if errors:
        raise ValidationError(errors)
    return changed


def _choice_fault(standing: CellStanding, level: str, reason: str) -> str:
    """Return why the choice cannot stand, empty when it can."""
    if level and level not in LevelChoice.values:
        return _("choose one of the four levels")
    if level and not reason and needs_own_reason(standing.derivation, standing.proposed, level):
        return _("give the committee's reason: the level differs from the cell's proposal or from the regulation")
    return ""


def decide_cells(*, campaign: Campaign, number: str, signed_on: datetime.date, by: Account) -> list[CellDecision]:
    """Decide all cells of the campaign under one number, after all their members (Art. 12.2) and within the cap.

    Each row is frozen with its inputs, conditions and rule set, and the cap of each group of cells as it was.
    """
    ensure(by, "rating.decide", campaign)
    refuse_from_paper(campaign)
    with transaction.atomic():
        campaign = locked(campaign)
        refuse_closed(campaign)
        standings = _standings(campaign)
        number = _signature(campaign, standings, clean(number), signed_on)
        groups = cap_of_cells(campaign, standings, choice_reasons(campaign))
        state = _guard(campaign, standings, groups)
        decisions = _decisions(campaign, standings, {"number": number, "signed_on": signed_on, "by": by})
        CellDecision.objects.bulk_create(decisions)
        CapRecord.objects.bulk_create(cap_record(campaign, group) for group in groups)
        rows = CellRating.objects.filter(pk__in=[found.rating.pk for found in standings])
        rows.order_by().update(state=state, version=F("version") + 1)
        record(by, "ratings.decided", campaign, unit=campaign.unit, data=_as_data(decisions, groups))
    return decisions


def _signature(campaign: Campaign, standings: list[CellStanding], number: str, signed_on: datetime.date) -> str:
    """Return the number; refuses a number or a date that cannot stand, and a second decision."""
    if any(standing.rating.is_decided for standing in standings):
        raise ValidationError(WRONG_STATE, "wrong_state", {"state": State.DECIDED.label})
    faults = cell_signature_gaps(campaign, number, signed_on)
    if faults:
        raise ValidationError(faults)
    return number


def _guard(campaign: Campaign, standings: list[CellStanding], groups: Iterable[GroupWorking]) -> int:
    """Return the state that deciding leads to, or refuse with everything that stands against it."""
    refuse(before_cells(campaign), "out_of_order")
    if not standings:
        raise ValidationError(
            _("No cell of this campaign is to be rated, so there is nothing to decide."), "incomplete"
        )
    refuse(open_cells(standings))
    refuse(heads_above_cells(campaign, standings), "head_limit")
    refuse(cap_breaches(groups), "cap_exceeded")
    refuse(unexplained_choices(groups))
    return {take_step(CELL_STEPS, "decide", standing.rating) for standing in standings}.pop()


def _decisions(campaign: Campaign, standings: list[CellStanding], signature: Mapping[str, Any]) -> list[CellDecision]:
    """Return the frozen rows, not yet saved."""
    now = timezone.now()
    return [
        CellDecision(
            rating=standing.rating,
            reason=standing.rating.committee_reason or standing.rating.explanation,
            rule_set=campaign.rule_set,
            at=now,
            **frozen(standing),
            **signature,
        )
        for standing in standings
    ]


def _as_data(decisions: list[CellDecision], groups: Iterable[GroupWorking]) -> dict[str, Any]:
    """Return what the journal keeps of the decision."""
    return {
        "number": decisions[0].number,
        "signed_on": decisions[0].signed_on.isoformat(),
        "cells": len(decisions),
        "caps": {group.group: [group.base, group.maximum, group.proposed, group.chosen] for group in groups},
    }
