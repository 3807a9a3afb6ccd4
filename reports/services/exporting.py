"""Exporting a report: one act, one journal line, whatever the format."""

from collections.abc import Callable
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record, record_reading
from emulation.models import Membership, Unit, Year
from emulation.text import search_text
from pledges.models import Pledge
from pledges.rules import PERIODS
from pledges.selectors import year_for
from pledges.selectors.sheets import subject_of, subject_to_start, subjects_at

from ..documents import AnnualReport, build_annual_report
from ..documents.commendations import build_commendation_list
from ..documents.progress import build_progress_report
from ..documents.sheets import SheetKind, Sheets, build_sheets
from ..layout import LANGUAGE, lay_out
from ..selectors import members_named
from ..tables import annual_workbook

NO_YEAR = _("%(unit)s has no working year %(year)s, so there is no progress to report.")
NO_PERIOD = _("No progress report is asked for this period of %(year)s.")
ONE_CELL = _("Sheets are printed for one cell at a time; choose a cell.")
UNKNOWN_KIND = _("There is no format “%(kind)s”; choose one of: %(kinds)s.")


def annual_pdf(report: AnnualReport) -> bytes:
    """Lay the report out on paper."""
    return lay_out("reports/print/annual.html", report=report)


CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAKERS: Final[dict[str, Callable[[AnnualReport], bytes]]] = {"pdf": annual_pdf, "xlsx": annual_workbook}


def export_report(*, unit: Unit, year: int, kind: str, by: Any) -> tuple[bytes, str]:
    """Return the annual report of the unit as a file, with its name; journaled."""
    ensure(by, "report.export", unit)
    if kind not in MAKERS:
        raise ValidationError(UNKNOWN_KIND, "unknown_kind", {"kind": kind, "kinds": ", ".join(MAKERS)})
    with translation.override(LANGUAGE):
        report = build_annual_report(by, unit, year, timezone.localdate())
        content = MAKERS[kind](report)
    with transaction.atomic():
        data = {"year": year, "format": kind, "draft": report.is_draft, "members": report.roster.total}
        members = members_named(unit, year) if report.shows_names else ()
        record(by, "report.exported", unit, unit=unit, data=data, members=members)
    return content, file_name(report, kind)


def note_report_taken(*, unit: Unit, year: int, by: Any) -> None:
    """Note, once a day, that a program took the report with its names as data."""
    ensure(by, "report.view", unit)
    members = members_named(unit, year)
    data = {"year": year, "format": "json", "members": len(members)}
    record_reading(by, "report.exported", unit, unit=unit, data=data, members=members)


def export_progress(*, unit: Unit, year: int, by: Any) -> tuple[bytes, str]:
    """Return the board of progress of a committee as a PDF, with its name; counts alone; journaled."""
    ensure(by, "report.export", unit)
    found = year_for(by, unit, year)
    if found is None:
        raise ValidationError(NO_YEAR, "no_year", {"unit": unit.name, "year": str(year)})
    with translation.override(LANGUAGE):
        report = build_progress_report(by, unit, found, timezone.localtime())
        content = lay_out("reports/print/progress.html", report=report)
    with transaction.atomic():
        data = {"year": found.number, "format": "pdf", "cells": len(report.compared.cells)}
        record(by, "report.progress_exported", unit, unit=unit, data=data)
    return content, f"tien-do-cam-ket-{found.number}-{slugify(search_text(unit.name))}.pdf"


def export_commendations(*, unit: Unit, year: int, by: Any) -> tuple[bytes, str]:
    """Return the list of what was granted in the unit in the year as a PDF, with its name; journaled by member."""
    ensure(by, "report.export", unit)
    with translation.override(LANGUAGE):
        report = build_commendation_list(by, unit, year, timezone.localtime())
        content = lay_out("reports/print/commendations.html", report=report)
    with transaction.atomic():
        data = {"year": year, "format": "pdf", "total": report.total}
        record(by, "report.commendations_exported", unit, unit=unit, data=data, members=report.member_ids)
    return content, f"khen-thuong-{year}-{slugify(search_text(unit.name))}.pdf"


def file_name(report: AnnualReport, kind: str) -> str:
    """A name every system can store: bao-cao-xep-loai-2026-chi-bo-khu-pho-1.pdf."""
    draft = "-du-thao" if report.is_draft else ""
    return f"bao-cao-xep-loai-{report.year}-{slugify(search_text(report.unit_name))}{draft}.{kind}"


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
