"""Keeping rows up with the roll call: who is rated, in which cell, on which form."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, Final

from emulation.models import Unit
from emulation.moving import Moved

from .models import Assessment, Campaign, CellReview, ParticipationStatus, State, TransferRule
from .rollcall import Listed, cells_of, roll_call

FOLLOWED: Final = ("unit", "subject_type", "participation", "reduced_basis", "awaits_comment", "state")


def facts_of(entry: Listed) -> dict[str, Any]:
    """Return what the roster says about a row."""
    return {
        "unit_id": entry.membership.unit_id,
        "subject_type": entry.membership.subject_type,
        "participation": entry.result.status.value,
        "reduced_basis": entry.result.reduced_basis,
        "awaits_comment": entry.result.awaits_comment,
    }


def roll_call_of(campaign: Campaign, rows: Iterable[Assessment]) -> dict[int, Listed]:
    """Return who is listed, knowing whose comments are in or waived by their rows."""
    return roll_call(campaign, frozenset(row.member_id for row in rows if row.comment_note))


def follow(rows: Iterable[Assessment], listed: Mapping[int, Listed]) -> int:
    """Take over what has changed; return how many rows did. A row somebody has written in keeps its cell and form.

    One that has been handed in changes only when the member is no longer to be rated: it becomes a draft again.
    """
    changed = [row for row in rows if row.member_id in listed and _take_over(row, facts_of(listed[row.member_id]))]
    Assessment.objects.bulk_update(changed, FOLLOWED, batch_size=500)
    return len(changed)


def retire(rows: Iterable[Assessment], listed: Mapping[int, Listed]) -> int:
    """Let the records of those who have left the list count no more, as far as the cell has not proposed them."""
    gone = [row for row in rows if row.member_id not in listed and _counts(row)]
    for row in gone:
        row.participation, row.state, row.awaits_comment = ParticipationStatus.GONE, State.DRAFT, False
    Assessment.objects.bulk_update(gone, FOLLOWED, batch_size=500)
    return len(gone)


def _counts(row: Assessment) -> bool:
    return row.state < State.PROPOSED and row.participation != ParticipationStatus.GONE


def _take_over(row: Assessment, facts: dict[str, Any]) -> bool:
    """Set what differs; say whether anything did."""
    if row.state != State.DRAFT:
        if facts["participation"] == ParticipationStatus.REQUIRED or row.state >= State.PROPOSED:
            return False
        facts = facts | {"state": State.DRAFT}
    if not row.is_untouched:
        facts = {name: value for name, value in facts.items() if name not in ("unit_id", "subject_type")}
    different = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    return bool(different)


def follow_move(move: Moved, on: datetime.date) -> None:
    """Take a member's open record along to the cell that rates the member on the cut-off date (A-16)."""
    if move.source is None or move.target is None:
        return
    rows = Assessment.objects.filter(member=move.member, unit=move.source, campaign__cut_off__gte=on)
    for row in rows.filter(state__lt=State.PROPOSED).select_related("campaign__rule_set", "campaign__year__unit"):
        if _goes_along(row.campaign, move.source, move.target):
            CellReview.objects.get_or_create(campaign=row.campaign, unit=move.target)
            row.unit = move.target
            row.save(update_fields=["unit", "updated_at"])


def _goes_along(campaign: Campaign, source: Unit, target: Unit) -> bool:
    """Where the longest stay counts the list is made anew; a cell that is closed can rate nobody."""
    stays_open = campaign.rule_set.transfer_rule == TransferRule.LONGEST and source.holds_on(campaign.cut_off)
    return not stays_open and cells_of(campaign).filter(pk=target.pk).exists()
