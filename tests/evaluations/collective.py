"""What the tests of cells' own ratings share: form 01 filled in, proposed, verified; findings on a cell."""

import datetime
from decimal import Decimal

from emulation.models import Account, Unit
from evaluations.cell_levels import CellStanding, standing_of
from evaluations.models import Campaign, CellRating, CellReview, Finding
from evaluations.rating_gaps import COLLECTIVE, criteria_of
from evaluations.sections import sections_of
from evaluations.services.findings import record_cell_finding
from evaluations.services.ratings import propose_rating, save_rating, verify_rating

from .meeting import review_of, secretary_of
from .year import SYSTEM

TEXTS = {section.code: "Đã thực hiện đầy đủ." for section in sections_of(COLLECTIVE)}
ALL_MET = {
    "tasks_assigned": 10,
    "tasks_done": 10,
    "tasks_on_time": 10,
    "tasks_beyond": 3,
    "tasks_late": 0,
    "faults_noted": 1,
    "faults_repaired": 1,
}
DOCUMENT = {
    "document_number": "05-QĐ/UBKT",
    "document_date": datetime.date(2026, 6, 1),
    "issuer": "Ủy ban Kiểm tra Đảng ủy",
    "escape": "NONE",
    "escape_level": "",
    "escape_decision": "",
}


def points_of(campaign: Campaign, total: str = "94") -> dict[str, str]:
    """Return points for every criterion of appendix 1 that make the total, the largest criterion giving way."""
    criteria = criteria_of(campaign.rule_set)
    points = {criterion.code: criterion.maximum for criterion in criteria}
    largest = max(criteria, key=lambda criterion: criterion.maximum).code
    points[largest] -= 100 - Decimal(total)
    return {code: str(value) for code, value in points.items()}


def written(review: CellReview, by=SYSTEM, *, total: str = "94", **changes) -> CellRating:
    """Save a complete form 01: 94 points, everything met, the top level."""
    content = {
        "sections": TEXTS,
        "points": points_of(review.campaign, total),
        "facts": ALL_MET,
        "level": "HTXSNV",
        "explanation": "",
    }
    return save_rating(review=review, by=by, **(content | changes))


def rating_proposed(campaign: Campaign, cell: Unit, **changes) -> CellRating:
    """Write and propose; the members must be proposed before."""
    review = review_of(campaign, cell)
    written(review, **changes)
    return propose_rating(review=review, by=secretary_of(cell))


def rating_verified(campaign: Campaign, cell: Unit, officer, **changes) -> CellRating:
    """Write, propose and verify."""
    rating_proposed(campaign, cell, **changes)
    return verify_rating(review=review_of(campaign, cell), by=officer)


def found(review: CellReview, code: str, by: Account, **changes) -> Finding:
    """Record a finding on the cell."""
    return record_cell_finding(review=review, values={"code": code} | DOCUMENT | changes, by=by)


def standing(campaign: Campaign, cell: Unit) -> CellStanding:
    """Return the cell as the rules see it now."""
    return standing_of(CellRating.objects.get(campaign=campaign, unit=cell))
