"""Which tables may have files: each room says for its own who sees a row, who reads its files, who adds to them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import QuerySet

from .access import can
from .models import Attachment


@dataclass(frozen=True)
class Holder:
    """A table whose rows have files: its lens, the permissions to read and to add, the page. A row has a `unit`.

    `refuse` raises ValidationError where the row takes no more files and lets none go.
    """

    visible: Callable[[Any], QuerySet]
    read: str
    write: str
    page: Callable[[Any], str]
    refuse: Callable[[Any], None] = lambda row: None


_holders: dict[str, Holder] = {}


def holds_files(model: type[models.Model], **rules: Any) -> None:
    """Let rows of the table have files; `visible` returns the rows a reader sees, `page` the address of one."""
    _holders[model._meta.label_lower] = Holder(**rules)


def holder_of(subject: str) -> Holder:
    """Return what the room said of the table; a crash for one that may have none."""
    return _holders[subject]


def rules_of(row: models.Model) -> Holder:
    """Return what holds for a row's files."""
    return holder_of(row._meta.label_lower)


def row_of(attachment: Attachment, reader: Any) -> models.Model | None:
    """Return the row a file belongs to if the reader sees it, else None."""
    return holder_of(attachment.subject).visible(reader).filter(pk=attachment.subject_id).first()


@dataclass(frozen=True)
class FileLine:
    """A file as a page lists it; `can_withdraw` is asked once for the whole row."""

    file: Attachment
    can_withdraw: bool


def file_lines(row: models.Model, reader: Any) -> list[FileLine]:
    """Return the files of a row the reader may read, withdrawn ones too; one query, nothing of their content."""
    rules = rules_of(row)
    if not can(reader, rules.read, row):
        return []
    may = bool(can(reader, rules.write, row))
    found = Attachment.objects.of(row).select_related("added_by")
    return [FileLine(file, may and not file.is_withdrawn) for file in found]
