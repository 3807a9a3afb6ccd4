"""The worksheet of a cell: taken out, looked at when it comes back, and saved as reports, all of it or none."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Account, Unit, Year
from emulation.text import search_text

from ..permissions import UnitPledges
from ..selectors.sheets import pledges_with_reports
from ..worksheet.planning import lines_to_send, plan_worksheet
from ..worksheet.reading import demand_place, read_worksheet
from ..worksheet.shapes import WorksheetPlan
from ..worksheet.writing import worksheet_workbook
from .check_ins import demand_begun, send_check_in

ONE_CELL = _("A worksheet is of one cell; choose a cell.")
NOBODY = _("The cell has no confirmed pledge of %(year)s yet; there is nothing to report on.")
MOVED_ON = _("Something was changed on the server after you looked. Nothing was saved; look again, then save.")
NOTHING = _("Nothing in the file differs from what is there; nothing was saved.")


def export_worksheet(*, unit: Unit, year: Year, month: int, by: Account) -> tuple[bytes, str]:
    """Return the worksheet of a cell for the period that ends with the month, with its name; journaled."""
    ensure(by, "pledge.check_in", UnitPledges(unit))
    if not unit.is_cell:
        raise ValidationError(ONE_CELL, "one_cell")
    demand_begun(year, month)
    pledges = [one for one in pledges_with_reports(by, unit, year, month) if one.is_confirmed]
    if not pledges:
        raise ValidationError(NOBODY, "nobody", {"year": str(year)})
    content = worksheet_workbook(pledges, unit=unit, year=year, month=month)
    with transaction.atomic():
        members = [one.member_id for one in pledges]
        record(by, "worksheet.exported", unit, unit=unit, data=_about(year, month, len(pledges)), members=members)
    return content, f"to-lam-viec-{year}-{month:02d}-{slugify(search_text(unit.name))}.xlsx"


def preview_worksheet(*, unit: Unit, year: Year, data: bytes, filename: str, by: Account) -> WorksheetPlan:
    """Return what bringing the file back would do; changes nothing. Raises UnusableFile when it is none of ours."""
    ensure(by, "pledge.check_in", UnitPledges(unit))
    read = read_worksheet(data, filename)
    demand_place(read, unit.pk, year.pk)
    return plan_worksheet(by, read, unit, year)


def apply_worksheet(
    *, unit: Unit, year: Year, data: bytes, filename: str, seen: str, by: Account, take: Collection[int] = ()
) -> WorksheetPlan:
    """Send the reports the file changes, all or none; `seen` is the mark of the plan that was looked at.

    `take`: rows, by number, changed on both sides of which the file's is taken. Of the others the server's stays.
    """
    ensure(by, "pledge.check_in", UnitPledges(unit))
    with transaction.atomic():
        plan = preview_worksheet(unit=unit, year=year, data=data, filename=filename, by=by)
        _demand_sound(plan, seen)
        sending = lines_to_send(plan, take)
        if not sending:
            raise ValidationError(NOTHING, "nothing")
        for pledge, version, lines in sending.values():
            send_check_in(pledge=pledge, month=plan.month, lines=lines, by=by, version=version)
        data_kept = _about(year, plan.month, len(sending)) | {"conflicts": len(plan.conflicts), "taken": len(set(take))}
        members = [pledge.member_id for pledge, _version, _lines in sending.values()]
        record(by, "worksheet.applied", unit, unit=unit, data=data_kept, members=members)
    return plan


def _demand_sound(plan: WorksheetPlan, seen: str) -> None:
    if not plan.is_sound:
        raise ValidationError([ValidationError(problem, "bad_rows") for problem in plan.all_problems])
    if plan.seen != seen:
        raise ValidationError(MOVED_ON, "stale")


def _about(year: Year, month: int, pledges: int) -> dict:
    return {"year": year.number, "month": month, "reports": pledges}
