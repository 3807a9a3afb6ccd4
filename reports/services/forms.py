"""The forms of one member on paper; taking one out is journaled."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from emulation.access import ensure
from emulation.journal import record
from emulation.text import search_text
from evaluations.models import Assessment
from evaluations.subjects import form_of

from ..documents.asked import Asked
from ..kinds import kind_of
from ..layout import LANGUAGE
from ..renderings import paper


def export_self_review(
    *, assessment: Assessment, by: Any, blank: bool = False, blocks: bool = False
) -> tuple[bytes, str]:
    """Return form 2A, 2B or 2C of the member as PDF with its name: filled in, or `blank` to be written by hand.

    `blocks` adds where the cell and the committee write, as the forms of 2023 had it.
    """
    ensure(by, "assessment.view", assessment)
    form, year = form_of(assessment.campaign.rule_set, assessment.subject_type), assessment.campaign.year.number
    asked = Asked(
        kind_of("self-review"),
        assessment.unit,
        year,
        timezone.localdate(),
        assessment.member,
        blank,
        (("blocks", "1"),) if blocks else (),
    )
    with translation.override(LANGUAGE):
        content = paper.render(asked.kind.build(by, asked))
    with transaction.atomic():
        record(by, "assessment.exported", assessment, unit=assessment.unit, data={"form": form, "blank": blank})
    filled = "-trang" if blank else ""
    return content, f"mau-{form.lower()}-{year}-{slugify(search_text(assessment.member.full_name))}{filled}.pdf"
