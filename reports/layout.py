"""Paper: the one way from pages of HTML to a PDF.

A page of HTML is a section of its own: rendered by itself, kept by the hash of its text and all that shapes it, so that
what has not changed is not rendered again, and bound with the others.
"""

import io
import os
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from . import kept_sections
from .engine.binding import bind
from .engine.errors import WorkerLost
from .engine.parts import Part
from .engine.pool import render_all

LANGUAGE: Final = "vi"  # a Party document is in Vietnamese whatever the reader's screen speaks
AT_ONCE: Final = 100  # sections looked up at a time
NO_ROOM: Final = _("The file could not be written: %(reason)s. Nothing partial is left; make room and try again.")
LOST: Final = _("The file was not made, because a process that renders pages was ended; try again.")


@dataclass(frozen=True)
class Sheet:
    """A page of HTML; with `restarts_numbering` it is the first page of a document of its own in a file of several.

    What says who asked and when is never asked for again: it `keeps` false, and leaves the room to what is.
    """

    html: str
    restarts_numbering: bool = False
    keeps: bool = True


def lay_out(template: str, *, data: Mapping[str, str] | None = None, **context: Any) -> bytes:
    """Return the print template with its document as PDF; raises MurmuringRender when the engine had a complaint.

    With `data`, files of text by name that go along inside, its structure is marked too: what is kept for good.
    """
    with translation.override(LANGUAGE):
        page = render_to_string(template, context)
    out = io.BytesIO()
    _bound(out, [page], data, tagged=bool(data), kept=False)  # has the time on it: it is never asked for twice
    return out.getvalue()


def assemble(pages: Sequence[str | Sheet], *, data: Mapping[str, str | Path] | None = None) -> bytes:
    """Return pages of HTML, each beginning on a page of paper, as one tagged PDF with its data inside."""
    out = io.BytesIO()
    _bound(out, pages, data)
    return out.getvalue()


def assemble_into(out: BinaryIO, pages: Iterable[str | Sheet]) -> int:
    """Write the same into an open file, taking one page after the other, and return how many of paper."""
    return _bound(out, pages, None)


def assemble_to(path: Path, pages: Iterable[str | Sheet], *, data: Mapping[str, str | Path] | None = None) -> int:
    """Write the same to a file, however many pages there are, and return how many of paper; all of it or nothing.

    Takes one page after the other and keeps none. Data that is large is given as the path of a file.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as out:
            count = _bound(out, pages, data)
        os.replace(name, path)
    except OSError as refused:
        reason = refused.strerror or str(refused)
        raise ValidationError(NO_ROOM, "no_room", {"reason": reason}) from refused
    finally:
        Path(name).unlink(missing_ok=True)
    return count


def _bound(
    out: Any, pages: Iterable[str | Sheet], data: Mapping | None, *, tagged: bool = True, kept: bool = True
) -> int:
    sheets = (Sheet(page) if isinstance(page, str) else page for page in pages)
    try:
        return bind(out, _parts(sheets, tagged, kept), language=LANGUAGE, data=data)
    except WorkerLost as lost:
        raise ValidationError(LOST, "worker_lost") from lost


def _parts(sheets: Iterator[Sheet], tagged: bool, kept: bool) -> Iterator[tuple[Part, bool]]:
    if not kept or not settings.SECTION_CACHE_MEGABYTES:
        yield from _not_kept(sheets, tagged)
        return
    yield from kept_sections.looked_up(sheets, tagged, lambda pages: _rendered(pages, tagged), AT_ONCE)


def _not_kept(sheets: Iterator[Sheet], tagged: bool) -> Iterator[tuple[Part, bool]]:
    """Render every sheet; a run of equal ones, as ballots are, once."""
    waiting: deque[tuple[Sheet, bool]] = deque()
    last: Part | None = None
    for part in _rendered(_noting(sheets, waiting), tagged):
        while waiting[0][1]:
            yield last, waiting.popleft()[0].restarts_numbering
        yield part, waiting.popleft()[0].restarts_numbering
        last = part
    yield from ((last, sheet.restarts_numbering) for sheet, _again in waiting)


def _noting(sheets: Iterator[Sheet], waiting: deque[tuple[Sheet, bool]]) -> Iterator[str]:
    """Yield the pages to render, noting each sheet for the time they come back, and whether it is the last again."""
    before = None
    for sheet in sheets:
        waiting.append((sheet, sheet.html == before))
        if sheet.html != before:
            yield sheet.html
        before = sheet.html


def _rendered(pages: Iterable[str], tagged: bool) -> Iterator[Part]:
    return render_all(pages, tagged=tagged, workers=settings.RENDER_WORKERS, recycle=settings.RENDER_RECYCLE)
