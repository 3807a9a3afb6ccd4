"""Sheets of pledges, progress and half-years to print, blank or filled in; taking one out is journaled."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Membership, Unit, Year
from emulation.text import search_text
from pledges.models import Pledge
from pledges.rules import PERIODS
from pledges.selectors.sheets import subject_of, subject_to_start, subjects_at

from ..documents.sheets import SheetKind, Sheets, build_sheets
from ..layout import LANGUAGE, lay_out

NO_PERIOD = _("No progress report is asked for this period of %(year)s.")
ONE_CELL = _("Sheets are printed for one cell at a time; choose a cell.")


def export_sheet(*, pledge: Pledge, kind: SheetKind, by: Any, month: int = 0, blank: bool = False) -> tuple[bytes, str]:
    """Return one member's sheet as PDF, filled in or to be filled in by hand, with its name; journaled."""
    ensure(by, "pledge.view", pledge)
    _demand_period(kind, pledge.year, month)
    subject = subject_of(by, pledge, month)
    content, name, _made = _printed(kind, [subject], month, blank, pledge.year)
    with transaction.atomic():
        data = {"sheet": kind, "month": month, "blank": blank}
        record(by, "sheet.exported", pledge, unit=pledge.unit, data=data)
    return content, name


def export_blank_sheet(*, membership: Membership, year: Year, by: Any) -> tuple[bytes, str]:
    """Return the blank pledge of a member who has none of the year yet, with its name; journaled."""
    ensure(by, "pledge.write", membership)
    content, name, _made = _printed(SheetKind.PLEDGE, [subject_to_start(membership, year)], 0, True, year)
    with transaction.atomic():
        data = {"sheet": SheetKind.PLEDGE, "year": year.number, "blank": True}
        record(by, "sheet.exported", membership, unit=membership.unit, data=data, members=[membership.member_id])
    return content, name


def export_cell_sheets(
    *, unit: Unit, year: Year, kind: SheetKind, by: Any, month: int = 0, blank: bool = False
) -> tuple[bytes, str]:
    """Return the sheets of a whole cell as one PDF, with its name; who has no such sheet is left out; journaled."""
    ensure(by, "report.export", unit)
    if not unit.is_cell:
        raise ValidationError(ONE_CELL, "one_cell")
    _demand_period(kind, year, month)
    subjects = subjects_at(by, unit, year, month)
    content, name, made = _printed(kind, subjects, month, blank, year)
    with transaction.atomic():
        data = {"sheet": kind, "year": year.number, "month": month, "blank": blank, "sheets": len(made.sheets)}
        members = [one.member.pk for one in subjects]
        record(by, "sheet.exported", unit, unit=unit, data=data, members=members)
    return content, name


def _demand_period(kind: SheetKind, year: Year, month: int) -> None:
    if kind == SheetKind.CHECK_IN and month not in PERIODS[year.check_ins]:
        raise ValidationError(NO_PERIOD, "unknown_period", {"year": str(year)})


def _printed(kind: SheetKind, subjects: list, month: int, blank: bool, year: Year) -> tuple[bytes, str, Sheets]:
    with translation.override(LANGUAGE):
        made = build_sheets(kind, subjects, month=month, is_blank=blank, on=timezone.localdate())
        content = lay_out("reports/print/sheets.html", report=made)
    return content, _sheet_name(kind, made, month, blank, year), made


def _sheet_name(kind: SheetKind, made: Sheets, month: int, blank: bool, year: Year) -> str:
    """A name every system can store, with nobody's name in it: ban-cam-ket-2026-chi-bo-khu-pho-1-de-trong.pdf."""
    noun = {"pledge": "ban-cam-ket", "check-in": f"tien-do-thang-{month:02d}", "half-year": "so-ket-6-thang"}[kind]
    empty = "-de-trong" if blank else ""
    return f"{noun}-{year}-{slugify(search_text(made.unit_name))}{empty}.pdf"
