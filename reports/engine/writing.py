"""A PDF written object by object, front to back. What is kept of each object is eight bytes: where it stands."""

import hashlib
import zlib
from array import array
from collections.abc import Iterable, Sequence
from typing import BinaryIO, Final

from .parts import LEVEL, Stream

VERSION: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
TOGETHER: Final = 250  # small objects in one stream: a reader unpacks all of them to see one
PLACE: Final = 40  # bits of a place; above them whether it is packed, below the place within its stream
ROWS: Final = 65_536


class Writer:
    """Writes to a file that is open for writing; numbers may be reserved and their objects written later."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.at = out, 0
        self.places = array("Q", [0])
        self.hash = hashlib.md5(usedforsecurity=False)  # an identifier of the file, as a PDF wants it: no protection
        self._write(VERSION)

    def _write(self, content: bytes) -> None:
        self.out.write(content)
        self.hash.update(content)
        self.at += len(content)

    def reserve(self, count: int = 1) -> int:
        """Return the first of so many new numbers."""
        first = len(self.places)
        self.places.extend([0] * count)
        return first

    def stream(self, number: int, stream: Stream) -> None:
        """Write a stream under a reserved number."""
        self.places[number] = self.at << 1
        entries = b"<</Length %d" % len(stream.content) + stream.entries[2:]
        self._write(b"%d 0 obj\n" % number + entries + b"\nstream\n" + stream.content + b"\nendstream\nendobj\n")

    def small(self, objects: Sequence[tuple[int, bytes]]) -> None:
        """Write small objects under their reserved numbers, packed."""
        for start in range(0, len(objects), TOGETHER):
            self._pack(objects[start : start + TOGETHER])

    def _pack(self, objects: Sequence[tuple[int, bytes]]) -> None:
        holder, offset, index = self.reserve(), 0, []
        for place, (number, text) in enumerate(objects):
            index.append(b"%d %d" % (number, offset))
            offset += len(text) + 1
            self.places[number] = 1 << 63 | holder << 16 | place
        head = b" ".join(index) + b"\n"
        entries = b"<</Type/ObjStm/N %d/First %d/Filter/FlateDecode>>" % (len(objects), len(head))
        self.stream(holder, Stream(entries, zlib.compress(head + b"\n".join(text for _number, text in objects), LEVEL)))

    def finish(self, root: int, info: int) -> None:
        """Write where each object stands, and the end."""
        number, start = self.reserve(), self.at
        self.places[number] = start << 1
        packed = zlib.compressobj(LEVEL)
        content = b"".join(packed.compress(rows) for rows in self._rows()) + packed.flush()
        identifier = b"<" + self.hash.hexdigest().encode() + b">"
        entries = b"<</Type/XRef/W[1 5 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[%b %b]/Filter/FlateDecode>>"
        size = len(self.places)
        self.stream(number, Stream(entries % (size, root, info, identifier, identifier), content))
        self._write(b"startxref\n%d\n%%%%EOF\n" % start)

    def _rows(self) -> Iterable[bytes]:
        """Yield the table of places, a run at a time."""
        for first in range(0, len(self.places), ROWS):
            yield b"".join(map(_row, self.places[first : first + ROWS]))


def _row(place: int) -> bytes:
    """One line of the table: in a stream of objects, standing alone, or free."""
    if place >> 63:
        return b"\x02" + (place >> 16 & (1 << PLACE) - 1).to_bytes(5) + (place & 0xFFFF).to_bytes(2)
    return (b"\x01" + (place >> 1).to_bytes(5) + b"\x00\x00") if place else b"\x00" * 6 + b"\xff\xff"
