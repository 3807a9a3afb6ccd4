"""Exporting what a committee looks at together: the progress of pledges, the commendations."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Unit
from emulation.text import search_text
from pledges.selectors import year_for

from ..documents.commendations import build_commendation_list
from ..documents.progress import build_progress_report
from ..layout import LANGUAGE, lay_out

NO_YEAR = _("%(unit)s has no working year %(year)s, so there is no progress to report.")


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
