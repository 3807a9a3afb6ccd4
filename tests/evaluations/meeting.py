"""What the tests of review and decision share: assessments handed in, meetings held, cells proposed and verified."""

import datetime
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone

from emulation.models import Account, Role, SubjectType, Unit
from evaluations.models import Assessment, Campaign, CellReview, Proposal, State
from evaluations.services.reviews import CellRow, propose_cell, save_review, verify_cell

from ..factories import give_role, make_account, make_member
from .year import SYSTEM

ELIGIBLE = {
    "self_common": Decimal("28"),
    "self_results": Decimal("65"),
    "self_total": Decimal("93"),
    "self_level": "HTXSNV",
    "tasks_assigned": 4,
    "tasks_done": 4,
    "tasks_on_time": 4,
    "tasks_beyond": 2,
}


def crowd(cell: Unit, size: int, subject_type: str = SubjectType.NONLEAD) -> None:
    """Put more members into a cell; call before the campaign is opened."""
    for place in range(size):
        make_member(f"Nguyễn Văn Đảng viên {place}", cell, subject_type=subject_type)


def review_of(campaign: Campaign, cell: Unit) -> CellReview:
    """Return the cell's review."""
    return CellReview.objects.get(campaign=campaign, unit=cell)


def hand_in(campaign: Campaign, cell: Unit | None = None, **facts) -> None:
    """Make everybody's self-assessment submitted, eligible for the top level unless told otherwise."""
    rows = Assessment.objects.to_rate().filter(campaign=campaign)
    rows = rows.filter(unit=cell) if cell else rows
    rows.update(state=State.SUBMITTED, submitted_at=timezone.now(), **(ELIGIBLE | facts))


def meeting(valid: int = 10, **facts) -> dict:
    """Return complete facts of a meeting with so many valid ballots."""
    return {
        "held_on": timezone.localdate() - datetime.timedelta(days=1),
        "chair": "Lê Văn Bình",
        "recorder": "Trần Thị Lan",
        "summoned": valid + 3,
        "present": valid + 2,
        "ballots_issued": valid + 1,
        "ballots_returned": valid + 1,
        "ballots_invalid": 1,
    } | facts


def row(level: str = "HTXSNV", votes=(10, 0, 0, 0), common="28", results="65", explanation="", **more) -> CellRow:
    """Return a complete row that agrees with the member's own."""
    return CellRow(Decimal(common), Decimal(results), more.get("points"), votes, level, explanation)


def rows_for(review: CellReview, **values) -> dict[int, CellRow]:
    """Return the same row for everybody in the cell."""
    found = Assessment.objects.to_rate().filter(campaign=review.campaign, unit=review.unit)
    return {pk: row(**values) for pk in found.values_list("pk", flat=True)}


def hold(review: CellReview, by=SYSTEM, **values) -> CellReview:
    """Hold the meeting: complete facts and the same row for everybody."""
    return save_review(review=review, meeting=meeting(), rows=rows_for(review, **values), version=None, by=by)


def secretary_of(cell: Unit) -> Account:
    """Return a secretary of the cell who is no member there."""
    return give_role(make_account(f"Bí thư {cell}"), Role.SECRETARY, cell)


def proposed(campaign: Campaign, cell: Unit, facts=None, **values) -> CellReview:
    """Hand in, hold the meeting, propose; `facts` are of the self-assessments, the rest of the cell's rows."""
    hand_in(campaign, cell, **(facts or {}))
    return propose_cell(review=hold(review_of(campaign, cell), **values), by=secretary_of(cell))


def verified(campaign: Campaign, cell: Unit, officer: Account, facts=None, **values) -> CellReview:
    """Propose and verify."""
    return verify_cell(review=proposed(campaign, cell, facts, **values), note="", by=officer)


POINTS = {"HTXSNV": Decimal("93"), "HTTNV": Decimal("80"), "HTNV": Decimal("60")}


def lived(campaign: Campaign, officer: Account, levels: Sequence[str], cells: Sequence[Unit]) -> list[int]:
    """Verify the cells, and give everybody in turn one of the levels, derived and proposed alike; return the keys."""
    for cell in cells:
        verified(campaign, cell, officer, level="HTTNV", votes=(0, 10, 0, 0), explanation="Tập thể thống nhất.")
    keys = list(campaign.assessments.to_rate().order_by("pk").values_list("pk", flat=True))
    assert len(keys) == len(levels), (len(keys), len(levels))
    for level, total in POINTS.items():
        mine = [key for key, found in zip(keys, levels, strict=True) if found == level]
        points = {"cell_total": total, "cell_common": 25, "cell_results": total - 25}
        Assessment.objects.filter(pk__in=mine).update(cell_level=level, **points)
        Proposal.objects.filter(assessment__in=mine).update(level=level, derived=level)
    return keys
