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
from emulation.models import Unit
from emulation.text import search_text

from ..documents import AnnualReport, annual_document, build_annual_report
from ..layout import LANGUAGE
from ..renderings import paper
from ..selectors import members_named
from ..tables import annual_workbook

UNKNOWN_KIND = _("There is no format “%(kind)s”; choose one of: %(kinds)s.")


def annual_pdf(report: AnnualReport, unit: Unit) -> bytes:
    """Lay the report out on paper."""
    return paper.render(annual_document(report, unit))


CONTENT_TYPES: Final = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MAKERS: Final[dict[str, Callable[[AnnualReport, Unit], bytes]]] = {
    "pdf": annual_pdf,
    "xlsx": lambda report, _unit: annual_workbook(report),
}


def export_report(*, unit: Unit, year: int, kind: str, by: Any) -> tuple[bytes, str]:
    """Return the annual report of the unit as a file, with its name; journaled."""
    ensure(by, "report.export", unit)
    if kind not in MAKERS:
        raise ValidationError(UNKNOWN_KIND, "unknown_kind", {"kind": kind, "kinds": ", ".join(MAKERS)})
    with translation.override(LANGUAGE):
        report = build_annual_report(by, unit, year, timezone.localdate())
        content = MAKERS[kind](report, unit)
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


def file_name(report: AnnualReport, kind: str) -> str:
    """A name every system can store: bao-cao-xep-loai-2026-chi-bo-khu-pho-1.pdf."""
    draft = "-du-thao" if report.is_draft else ""
    return f"bao-cao-xep-loai-{report.year}-{slugify(search_text(report.unit_name))}{draft}.{kind}"
