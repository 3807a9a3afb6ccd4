"""Reading the reviews of a cell on one page, or a complaint, leaves a line, as reading one does; once a day."""

from collections.abc import Iterable

from emulation.access import ensure
from emulation.journal import record_reading
from emulation.models import Account

from ..models import Appeal, Assessment, CellReview, TransferReview


def note_sheet_reading(*, review: CellReview, by: Account, shown: Iterable[Assessment] | None = None) -> None:
    """Note that somebody read what a cell's members gave themselves, or what the cell gave them; never one's own.

    `shown` are the records on the page where the caller has them; else those the reader may see.
    """
    ensure(by, "assessment.view", review)
    if shown is None:
        shown = (
            Assessment.objects.filter(campaign=review.campaign_id, unit=review.unit_id)
            .visible_to(by)
            .to_rate()
            .only("member_id")
        )
    others = [row.member_id for row in shown if row.member_id != by.member_id]
    record_reading(by, "review.read", review, unit=review.unit, members=others)


def note_appeal_reading(*, appeal: Appeal, by: Account) -> None:
    """Note that somebody read a member's complaint; never one's own, nor what one has recorded oneself."""
    ensure(by, "appeal.view", appeal)
    member = appeal.assessment.member_id
    if by.member_id != member and by.pk != appeal.filed_by_id:
        record_reading(by, "appeal.read", appeal, unit=appeal.assessment.unit, members=[member])


def note_transfer_reading(*, review: TransferReview, by: Account) -> None:
    """Note that somebody read a member's self-review of a transfer; never one's own, nor what one has recorded."""
    ensure(by, "transfer.read", review)
    if by.member_id != review.member_id and by.pk != review.recorded_by_id:
        record_reading(by, "transfer.read", review, unit=review.unit, members=[review.member_id])
