"""Checks before the decision: what has come in about a member is checked by the committee above first (Art. 12.1)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean, clean_lines

from ..closed import refuse_closed
from ..from_paper import refuse_from_paper
from ..models import Assessment, CheckKind, PendingCheck

ABOUT_YOU = _("This is about your own record; somebody else of the committee records it.")
DECIDED = _(
    "The level has been decided already. What comes in now is handled after the decision: rate again (form 03)."
)
CONCLUDED = _("The outcome of this check has been recorded already.")
LATER = _("This day is after today. Correct the date.")
BEFORE = _("The outcome cannot be older than what was received on %(day)s. Correct the date.")


def order_check(
    *, assessment: Assessment, kind: str, about: str, ordered_by: str, received_on: datetime.date, by: Account
) -> PendingCheck:
    """Record that a check is ordered; the level is not decided before its outcome stands here.

    The line of the journal does not lead to the member: who complains or denounces is not betrayed.
    """
    ensure(by, "check.order", assessment)
    refuse_from_paper(assessment.campaign)
    if by.member_id is not None and by.member_id == assessment.member_id:
        raise ValidationError(ABOUT_YOU, "own_record")
    with transaction.atomic():
        row = locked(assessment)
        refuse_closed(assessment.campaign)
        if row.is_decided:
            raise ValidationError(DECIDED, "wrong_state")
        check = PendingCheck(
            assessment=assessment,
            kind=kind,
            about=clean_lines(about),
            ordered_by=clean(ordered_by),
            received_on=received_on,
            recorded_by_id=by.pk,
            recorded_at=timezone.now(),
        )
        check.full_clean(exclude=["recorded_by"])
        if received_on > timezone.localdate():
            raise ValidationError({"received_on": [LATER]})
        check.save()
        data = {"kind": CheckKind(kind).value, "ordered_by": check.ordered_by, "received_on": received_on.isoformat()}
        record(by, "check.ordered", check, unit=assessment.campaign.unit, data=data, members=[])
    return check


def conclude_check(
    *, check: PendingCheck, outcome: str, document_number: str, document_date: datetime.date, by: Account
) -> PendingCheck:
    """Record the outcome with its document; the decision may then be made."""
    ensure(by, "check.conclude", check)
    with transaction.atomic():
        row = locked(check)
        refuse_closed(check.assessment.campaign)
        if not row.is_pending:
            raise ValidationError(CONCLUDED, "wrong_state")
        row.outcome, row.document_number = clean_lines(outcome), clean(document_number)
        row.document_date, row.concluded_by_id, row.concluded_at = document_date, by.pk, timezone.now()
        _refuse_outcome(row)
        row.save(update_fields=["outcome", "document_number", "document_date", "concluded_by", "concluded_at"])
        data = {"document": row.document_number, "document_date": document_date.isoformat()}
        record(by, "check.concluded", row, unit=check.assessment.campaign.unit, data=data, members=[])
    return row


def _refuse_outcome(row: PendingCheck) -> None:
    """Refuse an outcome without words or document, or of a day that cannot be."""
    found = {}
    if not row.outcome:
        found["outcome"] = [_("Write what the check has come to.")]
    if not row.document_number:
        found["document_number"] = [_("Type the number of the document.")]
    if row.document_date > timezone.localdate():
        found["document_date"] = [LATER]
    elif row.document_date < row.received_on:
        found["document_date"] = [BEFORE % {"day": f"{row.received_on:%d/%m/%Y}"}]
    if found:
        raise ValidationError(found)
    row.clean_fields(exclude=["assessment", "recorded_by", "concluded_by"])
