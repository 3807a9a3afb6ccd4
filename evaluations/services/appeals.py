"""A complaint about a decision: filed, taken up by somebody who took no part, kept or changed (form 03), withdrawn."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import WRONG_STATE, locked, take_step
from emulation.changes import NOTHING, changed, facts_of
from emulation.journal import acted_for, record
from emulation.models import Account
from emulation.text import clean, clean_lines

from ..appeal_gaps import NO_PERIOD, filing_gaps, refuse_late, refuse_second
from ..appeals import appeal_of
from ..models import Appeal, AppealKind, Assessment, Decision
from ..rules.appeals import APPEAL_STEPS
from ..rules.working_days import add_working_days
from .rerating import rerate

NO_ANSWER = _("Write the answer with its reasons: the member reads it word by word.")
FACTS = ("state", "taken_by", "answer", "outcome")
FOR_THE_MEMBER = ("appeal.filed", "appeal.withdrawn")


def file_appeal(
    *,
    assessment: Assessment,
    text: str,
    by: Account,
    kind: str = AppealKind.COMPLAINT,
    filed_on: datetime.date | None = None,
    against: Account | None = None,
    late_reason: str = "",
) -> Appeal:
    """File a complaint about the decision that holds: one's own today, or one on paper as it was handed in.

    After the last day it is refused with that day, unless the committee accepts it for a reason (A-18).
    """
    ensure(by, "appeal.file", assessment)
    text, late_reason, is_own = clean_lines(text), clean(late_reason), by.member_id == assessment.member_id
    if late_reason:
        ensure(by, "appeal.accept_late", assessment)
    with transaction.atomic():
        decision = _held(locked(assessment))
        day = timezone.localdate() if is_own or filed_on is None else filed_on
        faults = filing_gaps(decision, kind, text, day)
        if faults:
            raise ValidationError(faults)
        appeal = _filed(decision, day, late_reason)
        appeal.kind, appeal.text, appeal.against = kind, text, against
        appeal.filed_by_id, appeal.on_behalf = by.pk, not is_own
        appeal.full_clean(exclude=["filed_by"])
        appeal.save()
        _note(by, "appeal.filed", appeal, data=_as_data(appeal))
    return appeal


def _held(assessment: Assessment) -> Decision:
    """Return the decision that holds; refuse before there is one."""
    held = assessment.decision
    if held is None:
        raise ValidationError(WRONG_STATE, "wrong_state", {"state": assessment.get_state_display()})
    return held


def _filed(decision: Decision, filed_on: datetime.date, late_reason: str) -> Appeal:
    """Return the complaint with its days, not yet saved; refuse a late one and a second one."""
    period = appeal_of(decision)
    if period is None:
        raise ValidationError(NO_PERIOD, "no_period")
    refuse_late(period, filed_on, late_reason)
    refuse_second(decision)
    return Appeal(
        decision=decision,
        filed_on=filed_on,
        last_day=period.until,
        late_reason=late_reason if filed_on > period.until else "",
        answer_due=add_working_days(filed_on, period.answer_days),
        suspends=decision.rule_set.appeal_suspends,
        filed_at=timezone.now(),
    )


def take_appeal(*, appeal: Appeal, by: Account) -> Appeal:
    """Take up a complaint: by somebody of the committee, or above it, who took no part in the decision."""
    ensure(by, "appeal.handle", appeal)
    with transaction.atomic():
        row = _locked(appeal)
        before = facts_of(row, FACTS)
        row.state, row.taken_by_id, row.taken_at = take_step(APPEAL_STEPS, "take", row), by.pk, timezone.now()
        row.save(update_fields=["state", "taken_by", "taken_at"])
        _note(by, "appeal.taken", row, before)
    return row


def uphold_appeal(*, appeal: Appeal, answer: str, by: Account) -> Appeal:
    """End a complaint with the decision kept, with the reasons the member reads."""
    ensure(by, "appeal.handle", appeal)
    with transaction.atomic():
        row = _locked(appeal)
        before, state = facts_of(row, FACTS), take_step(APPEAL_STEPS, "uphold", row)
        _end(row, state, _answer(answer), None, by)
        _note(by, "appeal.upheld", row, before)
    return row


def change_appeal(
    *,
    appeal: Appeal,
    answer: str,
    replaces: int,
    level: str,
    number: str,
    signed_on: datetime.date,
    by: Account,
) -> Appeal:
    """End a complaint with another level: rated again (form 03) in the same act, and the cap counted again."""
    ensure(by, "appeal.handle", appeal)
    with transaction.atomic():
        row = _locked(appeal)
        before, state, answer = facts_of(row, FACTS), take_step(APPEAL_STEPS, "change", row), _answer(answer)
        facts = {"replaces": replaces, "level": level, "number": number, "signed_on": signed_on}
        outcome = rerate(assessment=row.assessment, reason=answer, answers=row, by=by, **facts)
        _end(row, state, answer, outcome, by)
        _note(by, "appeal.changed", row, before)
    return row


def withdraw_appeal(*, appeal: Appeal, by: Account) -> Appeal:
    """Withdraw a complaint before it is answered: the member, or who has recorded it for the member."""
    ensure(by, "appeal.withdraw", appeal)
    with transaction.atomic():
        row = _locked(appeal)
        before = facts_of(row, FACTS)
        _end(row, take_step(APPEAL_STEPS, "withdraw", row), "", None, by)
        _note(by, "appeal.withdrawn", row, before)
    return row


def _locked(appeal: Appeal) -> Appeal:
    """Return the complaint read again under a lock, with what it is about."""
    row = locked(appeal)
    row.decision = appeal.decision
    return row


def _answer(answer: str) -> str:
    answer = clean_lines(answer)
    if not answer:
        raise ValidationError({"answer": [NO_ANSWER]})
    return answer


def _end(row: Appeal, state: int, answer: str, outcome: Decision | None, by: Account) -> None:
    row.state, row.answer, row.outcome = state, answer, outcome
    row.ended_by_id, row.ended_at = by.pk, timezone.now()
    row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "answer"])
    row.save(update_fields=["state", "answer", "outcome", "ended_by", "ended_at"])


def _note(by: Account, verb: str, appeal: Appeal, before: dict | None = None, data: dict | None = None) -> None:
    """Add the line of the journal; the words of both sides stay out of it."""
    assessment = appeal.assessment
    change = changed(before, appeal) if before else NOTHING
    for_whom = acted_for(by, assessment.member_id) if verb in FOR_THE_MEMBER else None
    about = {"unit": assessment.unit, "members": [assessment.member_id], "on_behalf_of": for_whom}
    record(by, verb, appeal, data=data, change=change, **about)


def _as_data(appeal: Appeal) -> dict:
    return {
        "decision": appeal.decision.number,
        "kind": appeal.kind,
        "filed_on": appeal.filed_on.isoformat(),
        "last_day": appeal.last_day.isoformat(),
        "answer_due": appeal.answer_due.isoformat(),
        "late": bool(appeal.late_reason),
        "suspends": appeal.suspends,
        "on_behalf": appeal.on_behalf,
    }
