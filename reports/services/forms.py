"""The forms of one member on paper; taking one out is journaled."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from emulation.access import ensure
from emulation.journal import record
from emulation.text import search_text
from evaluations.models import Assessment

from ..documents.self_review import build_self_review
from ..layout import LANGUAGE, lay_out


def export_self_review(
    *, assessment: Assessment, by: Any, blank: bool = False, blocks: bool = False
) -> tuple[bytes, str]:
    """Return form 2A, 2B or 2C of the member as PDF with its name: filled in, or `blank` to be written by hand.

    `blocks` adds where the cell and the committee write, as the forms of 2023 had it.
    """
    ensure(by, "assessment.view", assessment)
    with translation.override(LANGUAGE):
        report = build_self_review(by, assessment, timezone.localdate(), blank=blank, blocks=blocks)
    content = lay_out("reports/print/self_review.html", report=report)
    with transaction.atomic():
        data = {"form": report.form, "blank": blank}
        record(by, "assessment.exported", assessment, unit=assessment.unit, data=data)
    filled = "-trang" if blank else ""
    return content, f"mau-{report.form.lower()}-{report.year}-{slugify(search_text(report.name))}{filled}.pdf"
