"""Keeping rows up with the roll call: who is rated, in which cell, on which form."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from .models import Assessment, Campaign, ParticipationStatus, State
from .rollcall import Listed, roll_call

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
