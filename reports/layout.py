"""Paper from a print template: the one way from a document to a PDF."""

import importlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation

LANGUAGE: Final = "vi"  # a Party document is in Vietnamese whatever the reader's screen speaks


def lay_out(template: str, *, data: Mapping[str, str] | None = None, **context: Any) -> bytes:
    """Return the print template with its document as PDF; raises MurmuringRender when the engine had a complaint.

    With `data`, files of text by name that go along inside, its structure is marked too: what is kept for good.
    """
    # The layout engine is the one import at run time: it costs 60 MB and a second, and needs system
    # libraries; a process that never makes a PDF goes without all three.
    pdf = importlib.import_module("reports.pdf")
    with translation.override(LANGUAGE):
        return pdf.render_pdf(render_to_string(template, context), tagged=bool(data), data=data)


def assemble(pages: Sequence[str], *, data: Mapping[str, str] | None = None) -> bytes:
    """Return pages of HTML, each beginning on a page of paper, as one tagged PDF with its data inside."""
    pdf = importlib.import_module("reports.pdf")
    return pdf.render_pdf("".join(pages), tagged=True, data=data)
