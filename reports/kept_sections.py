"""Sections that were rendered, kept for a few days under the hash of all that shapes them.

They hold what is printed, names and levels: they are kept no longer than SECTION_CACHE_DAYS, in no more room than
SECTION_CACHE_MEGABYTES, and are nobody's to read but the binder's. A section that is found damaged is rendered anew.
"""

import datetime
import functools
import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.utils import timezone

from .engine.errors import DamagedPart
from .engine.parts import Part, Stream, pack, pack_stream, shared_of, unpack, unpack_stream
from .models import RenderedSection

log = logging.getLogger(__name__)
ENGINE: Final = "1"  # raised whenever what we do with a rendering changes
STATIC: Final = Path(__file__).parent / "static" / "reports"
PRINTED: Final = ("*.css", "fonts/*.woff2")
SELDOM: Final = datetime.timedelta(hours=6)  # how exactly the last use is known
MEGABYTE: Final = 1024 * 1024
Rendered = Callable[[Iterable[str]], Iterator[Part]]


@functools.cache
def _shaped_by() -> bytes:
    """Return the hash of what shapes every section: style, fonts, the engine's version and ours."""
    digest = hashlib.sha256(f"{version('weasyprint')} {ENGINE}".encode())
    for pattern in PRINTED:
        for path in sorted(STATIC.glob(pattern)):
            digest.update(path.name.encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.digest()


def key_of(html: str, *, tagged: bool) -> str:
    """Return under what the section is kept."""
    return hashlib.sha256(_shaped_by() + bytes([tagged]) + html.encode()).hexdigest()


def looked_up(sheets: Iterator[Any], tagged: bool, rendered: Rendered, at_once: int) -> Iterator[tuple[Part, bool]]:
    """Yield each sheet as a part, in order: kept ones as they are, the others rendered and kept from now on."""
    shared: dict[str, Stream] = {}
    while group := list(islice(sheets, at_once)):
        keys = [key_of(sheet.html, tagged=tagged) for sheet in group]
        lasting = {key for key, sheet in zip(keys, group, strict=True) if sheet.keeps}
        found = _found([key for key in keys if key in lasting], shared)
        missing = {key: sheet.html for key, sheet in zip(keys, group, strict=True) if key not in found}
        fresh = zip(missing, rendered(missing.values()), strict=True)
        new: dict[str, Part] = {}
        for key, sheet in zip(keys, group, strict=True):
            while key not in found and key not in new:
                made, part = next(fresh)
                new[made] = part
            yield new[key] if key in new else found[key], sheet.restarts_numbering
        if worth := {key: part for key, part in new.items() if key in lasting}:
            _keep(worth)


def _found(keys: Sequence[str], shared: dict[str, Stream]) -> dict[str, Part]:
    """Return those that are kept and sound; what they share is added to `shared`. Two or three queries."""
    now = timezone.now()
    kept = RenderedSection.objects.filter(made_at__gt=now - _days())
    rows = dict(kept.filter(key__in=keys).values_list("key", "content"))
    found = {key: bytes(content) for key, content in rows.items()}
    wanted = {digest for content in found.values() for digest in shared_of(content)} - set(shared)
    for digest, content in RenderedSection.objects.filter(key__in=wanted).values_list("key", "content"):
        try:
            shared[digest] = unpack_stream(bytes(content), digest)
        except DamagedPart:
            log.warning("a kept stream is damaged and is made anew")
    _note_use([*found, *wanted], now)
    parts = {key: _sound(content, shared) for key, content in found.items()}
    return {key: part for key, part in parts.items() if part is not None}


def _sound(content: bytes, shared: dict[str, Stream]) -> Part | None:
    try:
        return unpack(content, shared)
    except DamagedPart:
        log.warning("a kept section is damaged and is made anew")
        return None


def _note_use(keys: Sequence[str], now: datetime.datetime) -> None:
    stale = RenderedSection.objects.filter(key__in=keys, used_at__lt=now - SELDOM)
    _quietly(lambda: stale.update(used_at=now))


def _keep(new: dict[str, Part]) -> None:
    """Keep what was rendered, with what it shares; another process may have kept the same."""
    now = timezone.now()
    contents = {digest: pack_stream(one) for part in new.values() for digest, one in part.shared.items()}
    contents |= {key: pack(part) for key, part in new.items()}
    rows = [RenderedSection.of(key, content, now) for key, content in contents.items()]
    refreshed = ["content", "size", "made_at", "used_at"]
    _quietly(
        lambda: RenderedSection.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["key"], update_fields=refreshed
        )
    )
    _quietly(forget_sections)


def _quietly(act: Callable[[], object]) -> None:
    """Do it, or note that it failed: without what is kept a document takes longer, and that is all."""
    try:
        with transaction.atomic():
            act()
    except DatabaseError:
        log.warning("kept sections could not be written", exc_info=True)


def _days() -> datetime.timedelta:
    return datetime.timedelta(days=settings.SECTION_CACHE_DAYS)


def forget_sections(*, all_of_them: bool = False) -> int:
    """Throw away what was kept long enough, and what is over the room, the longest unused first; return how many."""
    rows = RenderedSection.objects.all()
    if not all_of_them:
        rows = rows.filter(made_at__lte=timezone.now() - _days())
    gone = rows.delete()[0]
    room = settings.SECTION_CACHE_MEGABYTES * MEGABYTE
    over = (RenderedSection.objects.aggregate(all=Sum("size"))["all"] or 0) - room
    unused = []
    for key, size in RenderedSection.objects.order_by("used_at", "key").values_list("key", "size") if over > 0 else ():
        if over <= 0:
            break
        unused.append(key)
        over -= size
    return gone + RenderedSection.objects.filter(key__in=unused).delete()[0]
