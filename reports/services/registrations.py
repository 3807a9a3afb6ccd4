"""Exporting what a unit registers for a year."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Unit, Year
from emulation.text import search_text

from ..documents import build_registration
from ..layout import LANGUAGE, lay_out


def export_unit_year(*, unit: Unit, year: Year, by: Any, only_pairs: bool = False) -> tuple[bytes, str]:
    """Return what the unit registers for the year as a PDF with its name, or its pairs alone; journaled."""
    ensure(by, "initiative.view", unit)
    with translation.override(LANGUAGE):
        document = build_registration(by, unit, year, timezone.localdate())
        template = "reports/print/pairs.html" if only_pairs else "reports/print/unit_year.html"
        content = lay_out(template, report=document)
    named = () if only_pairs else {key for one in document.found.initiatives for key in one.member_ids}
    with transaction.atomic():
        data = {"year": year.number, "format": "pdf", "document": "pairs" if only_pairs else "registration"}
        record(by, "report.exported", unit, unit=unit, data=data, members=sorted(named))
    kind = "xay-va-chong" if only_pairs else "dang-ky"
    return content, f"{kind}-{year.number}-{slugify(search_text(unit.name))}.pdf"
