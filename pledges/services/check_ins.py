"""Saying how far a pledge is, period by period, and the cell's comment on it."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.journal import acted_for, record
from emulation.models import Account, Year
from emulation.services.attachments import attach
from emulation.text import clean_lines

from ..models import CheckIn, CheckInLine, Pledge, PledgeItem
from ..rules import PERIODS, STEPS, period_days
from ..standing import renew
from .lines import Line, checked_rows

NOT_ASKED = _("No progress report is asked for this period of %(year)s.")
TOO_EARLY = _("This period begins on %(day)s; report on it from then on.")
NO_COMMENT = _("Write what to complete, so that the member knows why the report comes back.")
NOTHING_SAID = _("Write a comment first.")


def send_check_in(
    *,
    pledge: Pledge,
    month: int,
    lines: Mapping[int, Line],
    by: Account,
    version: int | None = None,
    file: File | None = None,
) -> CheckIn:
    """Report on the period that ends with the month, as {item id: Line}; sent again, it takes the place of the first.

    `version` is that of the report the caller has read, 0 where there was none; `file` is kept with the report.
    """
    ensure(by, "pledge.check_in", pledge)
    with transaction.atomic():
        pledge = locked(pledge)
        take_step(STEPS, "check_in", pledge)
        demand_begun(pledge.year, month)
        rows = checked_rows(pledge, lines, CheckInLine)
        report = _report(pledge, month, version)
        report.recorded_by_id, report.on_behalf = by.pk, by.member_id != pledge.member_id
        report.sent_at, report.is_returned = timezone.now(), False
        report.save()
        report.lines.filter(item__removed_in=None).delete()  # what was said of an item given up since stays
        CheckInLine.objects.bulk_create(_of(report, row) for row in rows)
        renew(PledgeItem.objects.filter(pledge=pledge))
        data = {"month": month, "confidence": {str(row.item.position): row.confidence for row in rows}}
        for_whom = acted_for(by, pledge.member_id)
        record(by, "pledge.checked_in", pledge, unit=pledge.unit, data=data, on_behalf_of=for_whom)
        if file:
            attach(to=report, file=file, by=by)
    return report


def comment_check_in(
    *, check_in: CheckIn, comment: str, by: Account, send_back: bool = False, version: int | None = None
) -> CheckIn:
    """Say something on a report; with `send_back` it is to be completed and sent again."""
    ensure(by, "pledge.comment", check_in.pledge)
    pledge, comment = check_in.pledge, clean_lines(comment)
    if not comment:
        raise ValidationError(NO_COMMENT if send_back else NOTHING_SAID, "no_comment")
    with transaction.atomic():
        report = locked(check_in)
        expect_version(report, version)
        report.comment, report.is_returned = comment, send_back
        report.commented_by_id, report.commented_at = by.pk, timezone.now()
        report.version += 1
        report.clean_fields(exclude=["commented_by"])
        report.save(update_fields=["comment", "is_returned", "commented_by", "commented_at", "version"])
        verb = "pledge.check_in_returned" if send_back else "pledge.check_in_commented"
        record(by, verb, pledge, unit=pledge.unit, data={"month": report.month})
    return report


def demand_begun(year: Year, month: int) -> None:
    """Raise ValidationError unless the year asks for a report of the period and the period has begun."""
    if month not in PERIODS[year.check_ins]:
        raise ValidationError(NOT_ASKED, "unknown_period", {"year": str(year)})
    first: datetime.date = period_days(year.check_ins, year.number, month)[0]
    if timezone.localdate() < first:
        raise ValidationError(TOO_EARLY, "too_early", {"day": first.strftime("%d/%m/%Y")})


def _report(pledge: Pledge, month: int, version: int | None) -> CheckIn:
    """Return the period's report, a new one where there is none; refuses when another has been sent meanwhile."""
    sent = pledge.check_ins.select_for_update(of=("self",)).filter(month=month)  # a comment may be under way
    report = sent.first() or CheckIn(pledge=pledge, month=month, version=0)
    expect_version(report, version)
    report.version += 1
    return report


def _of(report: CheckIn, row: CheckInLine) -> CheckInLine:
    row.check_in = report
    return row
