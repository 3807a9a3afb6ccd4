"""Reading the reviews of a cell on one page leaves a line, as reading one does; once a day for the same page."""

from emulation.access import ensure
from emulation.journal import record_reading
from emulation.models import Account

from ..models import Assessment, CellReview


def note_sheet_reading(*, review: CellReview, by: Account) -> None:
    """Note that somebody read what a cell's members gave themselves, or what the cell gave them; never one's own."""
    ensure(by, "assessment.view", review)
    rows = Assessment.objects.filter(campaign=review.campaign_id, unit=review.unit_id).visible_to(by).to_rate()
    others = rows.exclude(member=by.member_id).order_by().values_list("member", flat=True)
    record_reading(by, "review.read", review, unit=review.unit, members=others)
