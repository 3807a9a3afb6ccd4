"""A document on paper: each section a page of HTML, all of them one PDF with its data inside."""

from django.template.loader import render_to_string
from django.utils import translation

from ..documents.blocks import Document
from ..layout import LANGUAGE, Sheet, assemble
from . import plain
from .fitting import fitting


def pages_of(document: Document) -> list[str]:
    """Return the document as pages of HTML, one a section; equal sections are equal text, whoever asks and whenever."""
    first, *others = document.sections
    if document.copies:
        ballot = fitting(render_to_string("reports/print/ballot.html", {"report": document, "section": first}))
        return [ballot] * document.copies
    pages = [render_to_string("reports/print/document.html", {"report": document, "section": first})]
    for section in others:
        pages.append(render_to_string("reports/print/section.html", {"report": document, "section": section}))
    return [fitting(page) for page in pages]


def sheets_of(document: Document) -> list[Sheet]:
    """Return the same in Vietnamese, numbered from the first; what says who asked and when is not kept."""
    with translation.override(LANGUAGE):
        first, *others = pages_of(document)
    is_the_same_again = bool(document.is_blank or document.copies)
    return [Sheet(first, restarts_numbering=True, keeps=is_the_same_again), *map(Sheet, others)]


def render(document: Document) -> bytes:
    """Return the document as PDF; raises MurmuringRender when the engine had a complaint."""
    sheets = sheets_of(document)
    with translation.override(LANGUAGE):
        return assemble(sheets, data=plain.files(document))
