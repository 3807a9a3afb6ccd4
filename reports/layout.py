"""Paper from a print template: the one way from a document to a PDF."""

import importlib
from typing import Any, Final

from django.template.loader import render_to_string
from django.utils import translation

LANGUAGE: Final = "vi"  # a Party document is in Vietnamese whatever the reader's screen speaks


def lay_out(template: str, **context: Any) -> bytes:
    """Return the print template with its document as PDF; raises MurmuringRender when the engine had a complaint."""
    # The layout engine is the one import at run time: it costs 60 MB and a second, and needs system
    # libraries; a process that never makes a PDF goes without all three.
    pdf = importlib.import_module("reports.pdf")
    with translation.override(LANGUAGE):
        return pdf.render_pdf(render_to_string(template, context))
