"""The self-review of a transfer: written and handed in by the member, commented on by the cell, then the committee."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked
from emulation.journal import acted_for, record
from emulation.models import Account, Membership
from emulation.text import clean_lines

from ..models import TransferReview
from ..models.transfers import TRANSFERS

NO_TRANSFER = _("This membership has not ended by an official transfer, so no self-review of a transfer is due.")
NO_TEXT = _("Write the self-review first.")
NO_COMMENT = _("Write the comment first.")
HANDED_IN = _("The self-review has been handed in and cannot be changed any more.")
NOT_YET = _("The self-review has not been handed in yet.")
CELL_FIRST = _("The cell that is left comments first, then the committee.")
SAID = _("This comment has been given already. Reload the page to see it.")


def write_transfer_review(
    *, membership: Membership, text: str, by: Account, submit: bool = False, version: int | None = None
) -> TransferReview:
    """Save the self-review of the time up to the transfer; with `submit` hand it in, after which it stays.

    `version` is that of the text the caller has read, 0 where there was none.
    """
    ensure(by, "transfer.write", membership)
    text = clean_lines(text)
    if not text:
        raise ValidationError({"text": [NO_TEXT]})
    with transaction.atomic():
        membership = locked(membership)
        review = _begun(membership, version)
        review.text, review.version = text, review.version + 1
        review.recorded_by_id, review.on_behalf = by.pk, by.member_id != membership.member_id
        review.submitted_at = timezone.now() if submit else None
        review.clean_fields(exclude=["membership", "recorded_by"])
        review.save()
        verb = "transfer.submitted" if submit else "transfer.written"
        record(by, verb, review, unit=membership.unit, on_behalf_of=acted_for(by, membership.member_id))
    return review


def comment_transfer_review(*, review: TransferReview, comment: str, by: Account) -> TransferReview:
    """Give the comment of the cell that is left; it does not change afterwards."""
    ensure(by, "transfer.comment", review)
    return _say(review, "cell_comment", comment, by, "transfer.cell_comment")


def endorse_transfer_review(*, review: TransferReview, comment: str, by: Account) -> TransferReview:
    """Give the comment of the committee, after the cell's."""
    ensure(by, "transfer.endorse", review)
    return _say(review, "committee_comment", comment, by, "transfer.committee_comment")


def _begun(membership: Membership, version: int | None) -> TransferReview:
    """Return the text there is, or a new one; refuses what is handed in and what another has saved meanwhile."""
    if membership.departure not in TRANSFERS:
        raise ValidationError(NO_TRANSFER, "wrong_state")
    review = TransferReview.objects.filter(membership=membership).first()
    if review and review.is_submitted:
        raise ValidationError(HANDED_IN, "wrong_state")
    review = review or TransferReview(membership=membership, version=0)
    expect_version(review, version)
    return review


def _say(review: TransferReview, name: str, comment: str, by: Account, verb: str) -> TransferReview:
    comment = clean_lines(comment)
    if not comment:
        raise ValidationError({"comment": [NO_COMMENT]})
    with transaction.atomic():
        review = locked(review)
        _demand_turn(review, name)
        setattr(review, name, comment)
        setattr(review, f"{name}_by_id", by.pk)
        setattr(review, f"{name}_at", timezone.now())
        review.version += 1
        _refuse_long(review, name)
        review.save(update_fields=[name, f"{name}_by", f"{name}_at", "version"])
        record(by, verb, review, unit=review.unit)
    return review


def _refuse_long(review: TransferReview, name: str) -> None:
    try:
        review.clean_fields(exclude=["membership", "recorded_by", f"{name}_by"])
    except ValidationError as refused:
        raise ValidationError({"comment": refused.messages}) from refused


def _demand_turn(review: TransferReview, name: str) -> None:
    """Refuse a comment before the self-review, before the cell's, and a second one."""
    if not review.is_submitted:
        raise ValidationError(NOT_YET, "wrong_state")
    if name == "committee_comment" and not review.cell_comment:
        raise ValidationError(CELL_FIRST, "wrong_state")
    if getattr(review, name):
        raise ValidationError(SAID, "wrong_state")
