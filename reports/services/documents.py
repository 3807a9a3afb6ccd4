"""Exporting a document of any kind in any format: one act, one journal line."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record, record_reading
from emulation.text import search_text

from ..documents.asked import Asked
from ..documents.blocks import Document
from ..layout import LANGUAGE
from ..renderings import CONTENT_TYPES, RENDERERS

UNKNOWN_FORMAT: Final = _("There is no format “%(kind)s”; choose one of: %(kinds)s.")
NOT_HERE: Final = _("“%(document)s” is not made for %(unit)s: choose %(wanted)s.")
NO_BLANK: Final = _("“%(document)s” is not printed blank.")
WANTED: Final = {"cell": _("a cell"), "committee": _("a committee"), "member": _("a member")}


@dataclass(frozen=True)
class File:
    """A file to be sent: its bytes, its name without anything a system could not store, its type."""

    content: bytes
    name: str
    content_type: str


def export_document(*, asked: Asked, as_: str, by: Any) -> File:
    """Return the document in the format; raises ValidationError and leaves nothing behind where it cannot be made."""
    ensure(by, "document.export", asked)
    if as_ not in RENDERERS:
        raise ValidationError(UNKNOWN_FORMAT, "unknown_kind", {"kind": as_, "kinds": ", ".join(RENDERERS)})
    with translation.override(LANGUAGE):
        document = build_asked(asked, by)
        content = RENDERERS[as_](document)
    with transaction.atomic():
        data = {"document": document.kind, "year": document.year, "format": as_, "draft": document.is_draft}
        record(by, "report.exported", asked.unit, unit=asked.unit, data=data, members=document.members)
    return File(content, f"{file_stem(document)}.{as_}", CONTENT_TYPES[as_])


def preview_document(*, asked: Asked, by: Any) -> Document:
    """Return the document as the page shows it; noted once a day in the journal where it names anybody."""
    ensure(by, "document.export", asked)
    with translation.override(LANGUAGE):
        document = build_asked(asked, by)
    data = {"document": document.kind, "year": document.year, "format": "page"}
    record_reading(by, "report.exported", asked.unit, unit=asked.unit, data=data, members=document.members)
    return document


def build_asked(asked: Asked, by: Any) -> Document:
    """Build what is asked for; raises ValidationError for what is not made there, or not blank."""
    kind, values = asked.kind, {"document": asked.kind.label, "unit": asked.unit.name}
    if not kind.fits(asked.unit) or (kind.about == "member" and asked.member is None):
        raise ValidationError(NOT_HERE, "wrong_unit", values | {"wanted": WANTED[kind.about]})
    if asked.is_blank and not kind.has_blank:
        raise ValidationError(NO_BLANK, "no_blank", values)
    return kind.build(by, asked)


def file_stem(document: Document) -> str:
    """Return the name of its file without the ending: member-list-2026-chi-bo-khu-pho-1."""
    parts = [slugify(search_text(part)) for part in (document.unit_name, document.subject) if part]
    ending = "-du-thao" if document.is_draft else "-trang" if document.is_blank else ""
    return f"{document.kind}-{document.year}-{'-'.join(parts)}"[:120] + ending
