"""What stands around the blocks of a document, in words: head, correction, sources, stamp; for Word and workbook."""

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .blocks import Document


def head_lines(document: Document) -> Iterator[str]:
    """Yield the lines of the head, as far as there are any."""
    head = document.letterhead
    if head:
        yield from (text for text in (head.upper_body, head.issuing_body, number_line(document)) if text)
        yield head.place_and_day
    else:
        yield document.unit_name
    if document.form:
        yield document.form
    if document.is_draft:
        yield _("DRAFT")
    yield from notes_of(document)
    yield from bases_said(document)


def number_line(document: Document) -> str:
    """Return the line of the number, with room for it where the office writes it in; empty where it has none."""
    head = document.letterhead
    if not head or not head.symbol:
        return ""
    return f"{_('Document no.')} {head.number or '      '}{head.symbol}"


def notes_of(document: Document) -> Iterator[str]:
    """Yield what it corrects, and why it is a draft."""
    if document.stamp and document.stamp.corrects:
        values = {"number": document.stamp.corrects, "reason": document.stamp.reason}
        yield _("This document corrects and takes the place of number %(number)s: %(reason)s") % values
    if document.draft_note:
        yield str(document.draft_note)


def bases_said(document: Document) -> Iterator[str]:
    """Yield the legal bases, one sentence each."""
    for basis in document.bases:
        yield _("On the basis of %(citation)s;") % {"citation": basis.citation}


def said_sources(document: Document) -> Iterator[str]:
    """Yield where the figures come from; nothing for a blank form."""
    if not document.is_blank:
        if document.rule_set:
            yield _("Rule set: %(name)s.") % {"name": document.rule_set}
        yield from map(str, document.sources)
        values = {"time": date_format(localtime(document.made_at), "DATETIME_FORMAT"), "name": document.made_by}
        yield _("Made from the records of the application at %(time)s by %(name)s.") % values
    if document.stamp:
        values = {"code": document.stamp.code, "address": document.stamp.address}
        yield (
            _("Code: %(code)s. Whether this document is genuine, and whether it still holds, is told at %(address)s")
            % values
        )
