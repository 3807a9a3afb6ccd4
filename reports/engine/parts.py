"""One page of HTML, rendered: everything of it in a PDF, with its numbers left open until it is bound.

Where a number depends on what stands before, the text of an object holds a mark and not a number, so that equal HTML
is equal bytes wherever it stands. Marks begin with a control character; strings are written in hexadecimal, so nothing
else can be one.
"""

import hashlib
import json
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from .errors import DamagedPart

OWN, SHARED, ABOVE, PAGES, PARENTS, STAMP, NUMERAL = (b"\x01", b"\x02", b"\x03", b"\x04", b"\x05", b"\x06", b"\x07")
MARK: Final = re.compile(rb"([\x01-\x07])(\w*)")
BETWEEN: Final = b"\x00"  # two objects
MAGIC: Final = b"NGPART1\n"
LEVEL: Final = 6  # the highest takes twice as long for two per cent


@dataclass(frozen=True)
class Stream:
    """A stream of a PDF: its dictionary without the length, its bytes as they are written."""

    entries: bytes
    content: bytes

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.entries + BETWEEN + self.content).hexdigest()


@dataclass(frozen=True)
class Part:
    """A rendering: small objects, streams after them, and what the binder must know of both.

    `meta`: pages (objects of the pages), node (their node), stamps (of each page: x, baseline, size of its number, or
    nothing), top (elements of the structure right under the document), leaf (what its content belongs to), parents
    (how many keys that has), outline (title, page, x, y, children), info (title and the like), profile and numerals
    (shared streams: the colours' profile, the font of page numbers), shared (all of them).
    """

    small: tuple[bytes, ...]
    streams: tuple[Stream, ...]
    meta: dict[str, Any]
    shared: dict[str, Stream] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many numbers its objects take."""
        return len(self.small) + len(self.streams)


def pack(part: Part) -> bytes:
    """Return the part as bytes to keep or to send, without what it shares with others."""
    small = zlib.compress(BETWEEN.join(part.small), LEVEL)
    lengths = [[len(one.entries), len(one.content)] for one in part.streams]
    head = json.dumps({"meta": part.meta, "small": len(small), "streams": lengths}, separators=(",", ":")).encode()
    body = b"".join([small, *(piece for one in part.streams for piece in (one.entries, one.content))])
    rest = len(head).to_bytes(4) + head + body
    return MAGIC + hashlib.sha256(rest).digest() + rest


def unpack(content: bytes, shared: dict[str, Stream]) -> Part:
    """Return the part; raises DamagedPart where a byte is not as it was, or something shared is missing."""
    rest = content[len(MAGIC) + 32 :]
    if content[: len(MAGIC)] != MAGIC or hashlib.sha256(rest).digest() != content[len(MAGIC) : len(MAGIC) + 32]:
        raise DamagedPart
    at = 4 + int.from_bytes(rest[:4])
    head = json.loads(rest[4:at])
    small = tuple(zlib.decompress(rest[at : at + head["small"]]).split(BETWEEN))
    at += head["small"]
    streams = []
    for entries, length in head["streams"]:
        streams.append(Stream(rest[at : at + entries], rest[at + entries : at + entries + length]))
        at += entries + length
    wanted = head["meta"]["shared"]
    if not set(wanted) <= set(shared):
        raise DamagedPart
    return Part(small, tuple(streams), head["meta"], {digest: shared[digest] for digest in wanted})


def pack_stream(stream: Stream) -> bytes:
    """Return a shared stream as bytes to keep."""
    return len(stream.entries).to_bytes(4) + stream.entries + stream.content


def unpack_stream(content: bytes, digest: str) -> Stream:
    """Return the shared stream; raises DamagedPart where it is not the one."""
    at = 4 + int.from_bytes(content[:4])
    stream = Stream(content[4:at], content[at:])
    if stream.digest != digest:
        raise DamagedPart
    return stream


def shared_of(content: bytes) -> list[str]:
    """Return what a kept part shares with others; nothing where it is not one."""
    start = len(MAGIC) + 32
    head = content[start + 4 : start + 4 + int.from_bytes(content[start : start + 4])]
    try:
        return json.loads(head)["meta"]["shared"]
    except (ValueError, KeyError):
        return []


def settled(text: bytes, number: dict[bytes, Callable[[bytes], bytes]]) -> bytes:
    """Return the text of an object with its marks as numbers."""
    return MARK.sub(lambda found: number[found[1]](found[2]), text)
