"""Exporting what a committee looks at together: the progress of pledges, the commendations."""

from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.text import slugify

from emulation.access import ensure
from emulation.journal import record
from emulation.models import Unit
from emulation.text import search_text

from ..documents.asked import Asked
from ..documents.blocks import Document
from ..kinds import kind_of
from ..layout import LANGUAGE
from ..renderings import paper


def export_progress(*, unit: Unit, year: int, by: Any) -> tuple[bytes, str]:
    """Return the board of progress of a committee as a PDF, with its name; counts alone; journaled."""
    ensure(by, "report.export", unit)
    document, content = _on_paper("progress", unit, year, by)
    cells = next(table for table in document.tables if table.code == "cells")
    with transaction.atomic():
        data = {"year": year, "format": "pdf", "cells": len(cells.rows)}
        record(by, "report.progress_exported", unit, unit=unit, data=data)
    return content, f"tien-do-cam-ket-{year}-{slugify(search_text(unit.name))}.pdf"


def export_commendations(*, unit: Unit, year: int, by: Any) -> tuple[bytes, str]:
    """Return the list of what was granted in the unit in the year as a PDF, with its name; journaled by member."""
    ensure(by, "report.export", unit)
    document, content = _on_paper("commendations", unit, year, by)
    with transaction.atomic():
        data = {"year": year, "format": "pdf", "total": sum(len(table.rows) for table in document.tables)}
        record(by, "report.commendations_exported", unit, unit=unit, data=data, members=document.members)
    return content, f"khen-thuong-{year}-{slugify(search_text(unit.name))}.pdf"


def _on_paper(code: str, unit: Unit, year: int, by: Any) -> tuple[Document, bytes]:
    kind = kind_of(code)
    with translation.override(LANGUAGE):
        document = kind.build(by, Asked(kind, unit, year, timezone.localdate()))
        return document, paper.render(document)
