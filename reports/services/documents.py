"""Exporting a document of any kind in any format: one act, one journal line."""

from dataclasses import dataclass
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.journal import record, record_reading

from ..documents.asked import Asked
from ..documents.blocks import Document
from ..documents.made import built, file_stem
from ..layout import LANGUAGE
from ..renderings import CONTENT_TYPES, RENDERERS

UNKNOWN_FORMAT: Final = _("There is no format “%(kind)s”; choose one of: %(kinds)s.")


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
        document = built(asked, by)
        content = RENDERERS[as_](document)
    with transaction.atomic():
        data = {"document": document.kind, "year": document.year, "format": as_, "draft": document.is_draft}
        record(by, "report.exported", asked.unit, unit=asked.unit, data=data, members=document.members)
    return File(content, f"{file_stem(document)}.{as_}", CONTENT_TYPES[as_])


def preview_document(*, asked: Asked, by: Any) -> Document:
    """Return the document as the page shows it; noted once a day in the journal where it names anybody."""
    ensure(by, "document.export", asked)
    with translation.override(LANGUAGE):
        document = built(asked, by)
    data = {"document": document.kind, "year": document.year, "format": "page"}
    record_reading(by, "report.exported", asked.unit, unit=asked.unit, data=data, members=document.members)
    return document
