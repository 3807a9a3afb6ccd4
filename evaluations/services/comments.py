"""Written comments of other bodies on a member or a cell: recorded, done without by a named person, withdrawn."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked, take_step
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.services.attachments import attach
from emulation.text import clean, clean_lines

from ..cell_levels import rating_of
from ..closed import refuse_closed
from ..content import TOO_LONG
from ..from_paper import refuse_from_paper
from ..models import Assessment, Campaign, CellRating, CellReview, CommentDuty, CommentKind, WrittenComment
from ..rules.workflow import CELL_STEPS, STEPS, Step

NO_KIND = _("Choose whose comment it is.")
NO_AUTHOR = _("Write down which body has written the comment.")
NO_DAY = _("Write down the date of the comment.")
AHEAD = _("A comment cannot be of a day after today. Correct the date.")
NO_TEXT = _("Write down what the comment says.")
NO_REASON = _("Write the reason; it stands in the dossier with your name.")
NOTHING_DUE = _("No comment of a temporary cell is awaited here: this member is not away for a time.")
GONE = _("This comment has already been withdrawn. Reload the page to see why.")
OTHER_CELL = _("Choose the committee or one of its cells.")
MOST = 10_000

About = Assessment | CellReview


def record_comment(
    *, about: About, kind: str, author: str, signed_on: datetime.date | None, text: str, file: File | None = None,
    by: Account,
) -> WrittenComment:  # fmt: skip
    """Write down what a body has commented on a member or a cell, with the scan where there is one."""
    ensure(by, "comment.record", about)
    values = _checked(kind, clean(author), signed_on, clean_lines(text))
    with transaction.atomic():
        row = step_of(about, "comment")
        comment = _keep(WrittenComment(kind=kind, recorded_by_id=by.pk, **values, **link(about)))
        _settle(row, kind)
        record(by, "comment.recorded", comment, unit=about.unit, data={"kind": kind, "author": comment.author})
        if file:
            attach(to=comment, file=file, by=by)
    return comment


def waive_comment(*, about: About, kind: str, reason: str, by: Account) -> WrittenComment:
    """Do without a comment, by name and with a reason; the dossier and the report's reader see both."""
    ensure(by, "comment.waive", about)
    reason = clean_lines(reason)
    _refuse(kind, {"reason": NO_REASON} if not reason else {})
    refuse_long("reason", reason)
    with transaction.atomic():
        row = step_of(about, "waive_comment")
        if kind == CommentKind.TEMPORARY and not getattr(row, "awaits_comment", False):
            raise ValidationError({"kind": ValidationError(NOTHING_DUE, "wrong_state")})
        waiver = WrittenComment(kind=kind, is_waiver=True, text=reason, recorded_by_id=by.pk, **link(about))
        _keep(waiver)
        _settle(row, kind)
        record(by, "comment.waived", waiver, unit=about.unit, data={"kind": kind, "reason": reason})
    return waiver


def withdraw_comment(*, comment: WrittenComment, reason: str, by: Account) -> WrittenComment:
    """Withdraw what was entered by mistake; that it was there stays. Possible until the cell has proposed."""
    ensure(by, "comment.record", comment)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    with transaction.atomic():
        row = step_of(comment.about, "withdraw_comment")
        comment = locked(comment)
        if comment.withdrawn_at:
            raise ValidationError(GONE, "wrong_state")
        comment.withdrawn_at, comment.withdraw_reason = timezone.now(), reason
        comment.save(update_fields=["withdrawn_at", "withdraw_reason"])
        _await_again(row, comment)
        record(by, "comment.withdrawn", comment, unit=comment.unit, data={"kind": comment.kind, "reason": reason})
    return comment


def require_comments(
    *, campaign: Campaign, unit: Unit, kind: str, is_due: bool, reason: str, by: Account
) -> CommentDuty:
    """Set for a cell, or for all cells by naming the committee, that a comment must be there or need not."""
    ensure(by, "comment.require", campaign)
    reason = clean(reason)
    refuse_from_paper(campaign)
    if unit.pk != campaign.unit.pk and not campaign.reviews.filter(unit=unit).exists():
        raise ValidationError({"unit": [OTHER_CELL]})
    _refuse(kind, {"reason": NO_REASON} if not reason else {})
    with transaction.atomic():
        locked(campaign)
        refuse_closed(campaign)
        found = CommentDuty.objects.filter(campaign=campaign, unit=unit, kind=kind).first()
        duty = found or CommentDuty(campaign=campaign, unit=unit, kind=kind)
        duty.is_due, duty.reason, duty.recorded_by_id = is_due, reason, by.pk
        duty.full_clean()
        duty.save()
        record(by, "comment.required", duty, unit=unit, data={"kind": kind, "is_due": is_due, "reason": reason})
    return duty


def link(about: About) -> dict[str, models.Model]:
    """Return the field by which something is about a member's record or a cell's review."""
    return {"assessment" if isinstance(about, Assessment) else "review": about}


def step_of(about: About, act: str) -> Assessment | CellRating:
    """Lock what it is about and take the step, which changes no state; return the row whose state counts."""
    refuse_from_paper(about.campaign)
    row, steps = _row(about)
    refuse_closed(about.campaign)
    take_step(steps, act, row)
    return row


def _row(about: About) -> tuple[Assessment | CellRating, Mapping[str, Step]]:
    held = locked(about)
    if isinstance(held, Assessment):
        return held, STEPS
    rows = CellRating.objects.filter(campaign=held.campaign_id, unit=held.unit_id)
    return rows.locked().first() or rating_of(held), CELL_STEPS


def _checked(kind: str, author: str, signed_on: datetime.date | None, text: str) -> dict:
    """Return the values of a comment; refuses by field what is missing or cannot stand."""
    wrong = {
        "author": not author and NO_AUTHOR,
        "signed_on": NO_DAY if signed_on is None else signed_on > timezone.localdate() and AHEAD,
        "text": not text and NO_TEXT,
    }
    _refuse(kind, {field: message for field, message in wrong.items() if message})
    refuse_long("text", text)
    return {"author": author, "signed_on": signed_on, "text": text}


def _refuse(kind: str, faults: dict) -> None:
    faults = ({} if kind in CommentKind.values else {"kind": NO_KIND}) | faults
    if faults:
        raise ValidationError({field: [message] for field, message in faults.items()})


def refuse_long(field: str, text: str) -> None:
    """Refuse a text of more characters than are kept, at its field."""
    if len(text) > MOST:
        raise ValidationError({field: ValidationError(TOO_LONG, params={"length": len(text), "most": MOST})})


def _keep(comment: WrittenComment) -> WrittenComment:
    comment.full_clean()
    comment.save()
    return comment


def _settle(row: Assessment | CellRating, kind: str) -> None:
    """The temporary cell has said its word, or is done without."""
    if kind == CommentKind.TEMPORARY and getattr(row, "awaits_comment", False):
        row.awaits_comment = False
        row.save(update_fields=["awaits_comment", "updated_at"])


def _await_again(row: Assessment | CellRating, comment: WrittenComment) -> None:
    """With its last word withdrawn the temporary cell's comment is awaited as before."""
    others = WrittenComment.objects.held().of(row) if isinstance(row, Assessment) else None
    if others is not None and comment.kind == CommentKind.TEMPORARY:
        row.awaits_comment = not others.filter(kind=comment.kind).exists() and not row.comment_note
        row.save(update_fields=["awaits_comment", "updated_at"])
