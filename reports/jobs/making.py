"""Making what a job asks for: the same builders, renderers and permissions as at the page, asked again at this moment.

A batch holds one document at a time; who cannot have one is told in the notes and stops nobody else.
"""

import logging
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext as _

from emulation.access import ensure
from emulation.models import Member, Unit
from emulation.text import search_text

from .. import layout
from ..documents.asked import Asked
from ..documents.blocks import Document
from ..documents.made import built, file_stem
from ..models import Job, JobKind
from ..renderings import CONTENT_TYPES, RENDERERS
from ..renderings.paper import sheets_of
from .asking import Batch, asked_of, batch_of

BATCH_TYPES: Final = {"zip": "application/zip", "pdf": CONTENT_TYPES["pdf"]}
INNER: Final = "pdf"
log = logging.getLogger(__name__)
Step = Callable[[int, int, str], None]


@dataclass
class Made:
    """What has been made, but for the bytes: name and type of the file, whom it names, who could not have one."""

    name: str
    content_type: str
    facts: dict[str, Any]
    members: list[int]
    notes: list[dict[str, str]] = field(default_factory=list)


def make(job: Job, by: Any, step: Step, file: IO[bytes]) -> Made:
    """Write what the job asks for into the file, saying each step; raises ValidationError, PermissionDenied."""
    return (_batch if job.what == JobKind.BATCH else _document)(job, by, step, file)


def still_allowed(job: Job, by: Any) -> None:
    """Raise PermissionDenied where the owner may not have what the job makes."""
    member = job.parameters["member"]
    if member is None or by.member_id != member:
        ensure(by, "report.export", job.unit)


def _document(job: Job, by: Any, step: Step, file: IO[bytes]) -> Made:
    asked, as_ = asked_of(job, by), job.parameters["as"]
    ensure(by, "document.export", asked)
    step(0, 2, _("gathering the figures"))
    document = built(asked, by)
    step(1, 2, _("laying it out"))
    file.write(RENDERERS[as_](document))
    facts = {"document": document.kind, "year": document.year, "format": as_, "draft": document.is_draft}
    return Made(f"{file_stem(document)}.{as_}", CONTENT_TYPES[as_], facts, list(document.members))


def _batch(job: Job, by: Any, step: Step, file: IO[bytes]) -> Made:
    batch, as_ = batch_of(job), job.parameters["as"]
    ensure(by, "report.export", batch.unit)
    step(0, 0, _("finding the members"))
    run = _Run(batch, by, step, list(_whose(batch, by)))
    {"zip": run.zipped, "pdf": run.merged}[as_](file)
    facts = {"document": batch.kind.code, "year": batch.year, "format": as_, "count": len(run.members)}
    parts = (batch.kind.code, str(batch.year), slugify(search_text(batch.unit.name)))
    ending = "-trang" if batch.is_blank else ""
    return Made(f"{'-'.join(parts)[:120]}{ending}.{as_}", BATCH_TYPES[as_], facts, run.members, run.notes)


def _whose(batch: Batch, by: Any) -> Iterator[tuple[Unit, Member]]:
    """Yield each member with the cell; of a committee, cell by cell."""
    cells = [batch.unit] if batch.unit.is_cell else Unit.objects.filter(path__startswith=batch.unit.path).cells()
    for cell in cells:
        for member in batch.kind.members(by, cell, batch.year):
            yield cell, member


@dataclass
class _Run:
    """One batch as it is made."""

    batch: Batch
    by: Any
    step: Step
    whose: list[tuple[Unit, Member]]
    members: list[int] = field(default_factory=list)
    refused: dict[int, dict[str, str]] = field(default_factory=dict)

    @property
    def notes(self) -> list[dict[str, str]]:
        """Who has none and why; whoever has moved has one where the record is, and that is enough."""
        return [note for member, note in self.refused.items() if member not in self.members]

    def zipped(self, file: IO[bytes]) -> None:
        """Write an archive: a file a member, in a folder a cell, and a text that says who is not in it and why."""
        with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:  # a PDF is compressed already
            for number, cell, member, document in self.documents():
                if content := self.tried(member, lambda made=document: RENDERERS[INNER](made)):
                    archive.writestr(self._name(number, cell, member), content)
                    self.members.append(member.pk)
            self._refuse_nobody()
            if self.notes:
                lines = "".join(f"{note['who']}: {note['why']}\r\n" for note in self.notes)
                archive.writestr(_("not-made.txt"), lines.encode("utf-8-sig"))

    def merged(self, file: IO[bytes]) -> None:
        """Write one document of all, each beginning on a page of its own and numbered from it."""
        layout.assemble_into(file, self._sheets())

    def _sheets(self) -> Iterator[layout.Sheet]:
        """Yield the pages of each document in turn, so that no more than one is held."""
        for _number, _cell, member, document in self.documents():
            if found := self.tried(member, lambda made=document: sheets_of(made)):
                self.members.append(member.pk)
                yield from found
        self._refuse_nobody()

    def documents(self) -> Iterator[tuple[int, Unit, Member, Document]]:
        """Yield the document of each who can have one, one after another."""
        total = len(self.whose) + 1
        for number, (cell, member) in enumerate(self.whose, start=1):
            if member.pk in self.members:  # moved within the year, and made in the other cell
                continue
            self.step(number - 1, total, member.full_name)
            asked = self.batch.of(cell, member)
            if document := self.tried(member, lambda one=asked: self._build(one)):
                yield number, cell, member, document

    def _build(self, asked: Asked) -> Document:
        ensure(self.by, "document.export", asked)
        return built(asked, self.by)

    def tried(self, member: Member, act: Callable[[], Any]) -> Any:
        """Return what the act makes; None, with a note, where this member's cannot be made."""
        try:
            return act()
        except (ValidationError, PermissionDenied) as refused:
            why = " ".join(getattr(refused, "messages", [str(refused)]))
        except RuntimeError as trouble:  # the layout engine complained
            log.error("a document in a batch could not be laid out: %s", trouble)
            why = _("It could not be laid out. Tell the person who looks after the system.")
        self.refused.setdefault(member.pk, {"who": member.full_name, "why": why})
        return None

    def _refuse_nobody(self) -> None:
        if self.members:
            return
        if self.notes:
            raise ValidationError(_("It could be made for nobody. The first reason: %(why)s") % self.notes[0])
        raise ValidationError(_("This document is made for nobody in this unit and year."))

    def _name(self, number: int, cell: Unit, member: Member) -> str:
        name = f"{number:03d}-{slugify(search_text(member.full_name))}.{INNER}"
        return name if self.batch.unit.is_cell else f"{slugify(search_text(cell.name))}/{name}"
