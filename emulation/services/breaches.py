"""Acts on a breach: looking what was reached, taking that out, recording, reporting, telling the members (Art. 23)."""

import datetime
import io

import xlsxwriter
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import locked
from ..breaches import Reached, Suspicion, reached_by
from ..journal import record, record_reading
from ..models import Account, Breach, BreachReach, Unit
from ..text import clean, clean_lines

# What comes from the journal stays text: nothing a stranger typed may run as a formula or open as a link.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTH = 24
NO_WAY_IN = _("Name the account, the key or the address through which it happened.")
ELSEWHERE = _("This account holds no role at this unit or below it.")
DAYS_TURNED = _("The last day cannot come before the first day.")
AHEAD = _("It cannot have been noticed in the future.")
NO_NUMBER = _("Write the number of the report.")
NO_NOTICE = _("Write the notice: the members affected read it word by word.")
ALREADY = _("This has been done already. Reload the page to see when.")


def look_into_breach(*, unit: Unit, suspicion: Suspicion, by: Account) -> list[Reached]:
    """Return what was reached; that somebody looked stands in the journal, once a day."""
    ensure(by, "breach.handle", unit)
    _check(unit, suspicion)
    with transaction.atomic():
        record_reading(by, "breach.searched", unit, unit=unit, members=(), data=suspicion.as_data)
    return reached_by(unit, suspicion)


def export_breach(*, unit: Unit, suspicion: Suspicion, by: Account) -> tuple[bytes, str]:
    """Return what was reached as a workbook, with its name."""
    ensure(by, "breach.handle", unit)
    _check(unit, suspicion)
    rows = reached_by(unit, suspicion)
    with transaction.atomic():
        members = {row.member_id for row in rows}
        record(by, "breach.exported", unit, unit=unit, data=suspicion.as_data | {"rows": len(rows)}, members=members)
    return _workbook(rows), f"su-co-du-lieu-{timezone.localdate():%Y-%m-%d}.xlsx"


def record_breach(*, unit: Unit, suspicion: Suspicion, noticed_at: datetime.datetime, what: str, by: Account) -> Breach:
    """Record a breach with everybody it reached; the hours of the law run from when it was noticed."""
    ensure(by, "breach.handle", unit)
    _check(unit, suspicion)
    if noticed_at > timezone.now():
        raise ValidationError({"noticed_at": [AHEAD]})
    ways = {"account": suspicion.account, "key": suspicion.key, "address": suspicion.address}
    days = {"first_day": suspicion.first_day, "last_day": suspicion.last_day}
    breach = Breach(unit=unit, what=clean_lines(what), noticed_at=noticed_at, recorded_by=by, **ways, **days)
    breach.full_clean()
    with transaction.atomic():
        breach.save()
        reached = _by_member(breach, reached_by(unit, suspicion))
        BreachReach.objects.bulk_create(reached)
        data = suspicion.as_data | {"members": len(reached), "report_by": breach.report_by.isoformat()}
        record(by, "breach.recorded", breach, unit=unit, data=data, members=())
    return breach


def report_breach(*, breach: Breach, number: str, by: Account) -> Breach:
    """Note that the authority has been told, by which report."""
    ensure(by, "breach.handle", breach.unit)
    number = clean(number)
    if not number:
        raise ValidationError({"number": [NO_NUMBER]})
    with transaction.atomic():
        row = locked(breach)
        if row.is_reported:
            raise ValidationError(ALREADY, "wrong_state")
        row.reported_at, row.report_number = timezone.now(), number
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "report_number"])
        row.save(update_fields=["reported_at", "report_number"])
        late = row.reported_at > row.report_by
        record(by, "breach.reported", row, unit=row.unit, data={"number": number, "late": late}, members=())
    return row


def notify_affected(*, breach: Breach, notice: str, by: Account) -> Breach:
    """Tell the members affected, each on the page of the own data."""
    ensure(by, "breach.handle", breach.unit)
    notice = clean_lines(notice)
    if not notice:
        raise ValidationError({"notice": [NO_NOTICE]})
    with transaction.atomic():
        row = locked(breach)
        if row.is_notified:
            raise ValidationError(ALREADY, "wrong_state")
        row.notified_at, row.notice = timezone.now(), notice
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name != "notice"])
        row.save(update_fields=["notified_at", "notice"])
        members = list(row.reached.values_list("member", flat=True))
        record(by, "breach.notified", row, unit=row.unit, data={"members": len(members)}, members=members)
    return row


def _check(unit: Unit, suspicion: Suspicion) -> None:
    """Refuse a suspicion that names no way in, an account of elsewhere, days in the wrong order."""
    if not suspicion.names_a_way_in:
        raise ValidationError(NO_WAY_IN, "no_way_in")
    if suspicion.account and not suspicion.account.roles.filter(unit__path__startswith=unit.path).exists():
        raise ValidationError(ELSEWHERE, "other_unit")
    if suspicion.last_day < suspicion.first_day:
        raise ValidationError({"last_day": [DAYS_TURNED]})


def _by_member(breach: Breach, rows: list[Reached]) -> list[BreachReach]:
    found: dict[int, BreachReach] = {}
    for row in rows:
        known = found.setdefault(
            row.member_id,
            BreachReach(breach=breach, member_id=row.member_id, times=0, first_at=row.first_at, last_at=row.last_at),
        )
        known.times += row.times
        known.first_at, known.last_at = min(known.first_at, row.first_at), max(known.last_at, row.last_at)
    return list(found.values())


def _workbook(rows: list[Reached]) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, PLAIN) as book:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(_heads()) - 1, WIDTH)
        for column, head in enumerate(_heads()):
            sheet.write_string(0, column, head)
        for line, row in enumerate(rows, start=1):
            for column, value in enumerate(_cells(row)):
                sheet.write(line, column, value)
    return output.getvalue()


def _heads() -> list[str]:
    return [
        translated("Member"), translated("Act"), translated("Kind of act"), translated("By"), translated("Door"),
        translated("Address"), translated("First at"), translated("Last at"), translated("Times"),
    ]  # fmt: skip


def _cells(row: Reached) -> list[str | int]:
    moments = [f"{timezone.localtime(at):%H:%M %d/%m/%Y}" for at in (row.first_at, row.last_at)]
    return [
        row.member, str(row.act), str(row.kind), row.by, str(row.door_label), row.address, *moments, row.times
    ]  # fmt: skip
