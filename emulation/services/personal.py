"""Acts on one's own data: taking them out, asking about them; and handling what is asked, on the law's clock."""

import datetime
import io
import json
import zipfile

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked, take_step
from ..changes import changed, facts_of
from ..journal import acted_for, record
from ..models import Account, DataRequest, Membership, RequestKind
from ..personal import holdings_of
from ..rules import REQUEST_STEPS, working_days_after
from ..text import clean, clean_lines

NO_MEMBER = _("This account is no member's, so no member's data are held under it.")
NO_ANSWER = _("Write the answer: the member reads it word by word.")
NO_REASON = _("Write why it takes longer: the member reads it.")
ONCE = _("This request has been prolonged once already; it cannot be prolonged again.")
FACTS = ("state", "due_on", "extension", "answer")


def export_own_data(*, account: Account, by: Account) -> tuple[bytes, str]:
    """Return everything held about the member as a ZIP of a page and of data, with its name; made in memory."""
    ensure(by, "account.own", account)
    if account.member is None:
        raise ValidationError(NO_MEMBER, "no_member")
    now = timezone.localtime()
    holdings = holdings_of(account.member)
    told = {"made_at": now.isoformat(), "member": account.member.full_name}
    data = told | {"holdings": [holding.as_data for holding in holdings]}
    context = {"member": account.member, "holdings": holdings, "now": now}
    page = render_to_string("emulation/_own_data_file.html", context)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as files:
        files.writestr("du-lieu-ca-nhan.html", page)
        files.writestr("du-lieu-ca-nhan.json", json.dumps(data, ensure_ascii=False, indent=1))
    with transaction.atomic():
        record(by, "data.exported", account.member, data={"kinds": len(holdings)})
    return buffer.getvalue(), f"du-lieu-ca-nhan-{now:%Y-%m-%d}.zip"


def ask_about_data(
    *,
    membership: Membership,
    kind: str,
    about: str,
    by: Account,
    wrong: str = "",
    right: str = "",
    evidence: str = "",
) -> DataRequest:
    """Ask for one's own data to be corrected, given, deleted or restricted; the clock starts today."""
    ensure(by, "data.ask", membership)
    today = timezone.localdate()
    request = DataRequest(
        member=membership.member,
        unit=membership.unit,
        kind=kind,
        about=clean(about),
        wrong=clean(wrong),
        right=clean(right),
        evidence=clean_lines(evidence),
        on_behalf=membership.member_id != by.member_id,
        asked_by_id=by.pk,
        asked_on=today,
        acknowledge_by=working_days_after(today, settings.DATA_REQUEST_ACKNOWLEDGE_DAYS),
        due_on=today + _days(kind, 0),
    )
    request.full_clean(exclude=["asked_by"])
    with transaction.atomic():
        request.save()
        data = {"kind": kind, "about": request.about, "due_on": request.due_on.isoformat()}
        for_whom = acted_for(by, request.member_id)
        record(by, "data.asked", request, unit=request.unit, data=data, on_behalf_of=for_whom)
    return request


def take_request(*, request: DataRequest, by: Account) -> DataRequest:
    """Acknowledge a request: whoever takes it handles it."""
    ensure(by, "data.handle", request)
    with transaction.atomic():
        row = locked(request)
        before = facts_of(row, FACTS)
        row.state, row.handled_by, row.taken_at = take_step(REQUEST_STEPS, "take", row), by, timezone.now()
        row.save(update_fields=["state", "handled_by", "taken_at"])
        record(by, "data.taken", row, unit=row.unit, change=changed(before, row))
    return row


def extend_request(*, request: DataRequest, reason: str, by: Account) -> DataRequest:
    """Prolong the time to answer, once, with a reason that the member reads."""
    ensure(by, "data.handle", request)
    reason = clean(reason)
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    with transaction.atomic():
        row = locked(request)
        take_step(REQUEST_STEPS, "extend", row)
        if row.is_extended:
            raise ValidationError(ONCE, "wrong_state")
        before = facts_of(row, FACTS)
        row.extension, row.due_on = reason, row.due_on + _days(row.kind, 1)
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "extension"])
        row.save(update_fields=["extension", "due_on"])
        record(by, "data.extended", row, unit=row.unit, change=changed(before, row))
    return row


def finish_request(*, request: DataRequest, answer: str, by: Account) -> DataRequest:
    """Tell the member that it is done, and what was done."""
    ensure(by, "data.handle", request)
    return _end(request, "finish", "data.answered", answer, by)


def refuse_request(*, request: DataRequest, answer: str, by: Account) -> DataRequest:
    """Tell the member that it cannot be done, and why."""
    ensure(by, "data.handle", request)
    return _end(request, "refuse", "data.refused", answer, by)


def _end(request: DataRequest, act: str, verb: str, answer: str, by: Account) -> DataRequest:
    answer = clean_lines(answer)
    if not answer:
        raise ValidationError({"answer": [NO_ANSWER]})
    with transaction.atomic():
        row = locked(request)
        before, now = facts_of(row, FACTS), timezone.now()
        row.state = take_step(REQUEST_STEPS, act, row)
        row.answer, row.answered_at, row.handled_by = answer, now, by
        row.taken_at = row.taken_at or now
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "answer"])
        row.save(update_fields=["state", "answer", "answered_at", "handled_by", "taken_at"])
        record(by, verb, row, unit=row.unit, change=changed(before, row))
    return row


def _days(kind: str, which: int) -> datetime.timedelta:
    """Return the days a kind is answered in (0), or may be prolonged by (1); a kind there is not is refused later."""
    days = settings.DATA_REQUEST_DAYS.get(kind, settings.DATA_REQUEST_DAYS[RequestKind.CORRECT])
    return datetime.timedelta(days=days[which])
