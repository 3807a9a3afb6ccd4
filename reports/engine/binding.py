"""Parts into one file, one after the other: pages numbered, outline and structure stitched, what is alike written once.

Nothing of a part is kept once it is written but its place, so a file of a hundred thousand rows takes no more memory
than one of a hundred, but for some bytes an object.
"""

import zlib
from collections.abc import Iterable, Mapping
from itertools import count
from pathlib import Path
from typing import Any, BinaryIO, Final

from .apart import hexadecimal
from .archival import WHO, attach, information, metadata
from .parts import ABOVE, LEVEL, NUMERAL, OWN, PAGES, PARENTS, SHARED, STAMP, Part, Stream, settled
from .writing import Writer

ROOM: Final = 250  # kids of a node of the tree of pages


def bind(
    out: BinaryIO, parts: Iterable[tuple[Part, bool]], *, language: str, data: Mapping[str, str | Path] | None = None
) -> int:
    """Write the parts, each with whether the numbering of pages begins anew at it, as one PDF; return its pages."""
    binder = _Binder(out)
    for part, restarts in parts:
        binder.add(part, restarts)
    binder.finish(language, data or {})
    return binder.pages


class _Binder:
    def __init__(self, out: BinaryIO) -> None:
        self.writer = Writer(out)
        self.root, self.node, self.document, self.font = (self.writer.reserve() for _one in range(4))
        self.shared: dict[str, int] = {}
        self.nodes: list[list] = []  # number, pages, parts, the parts' own nodes
        self.leaves: list[int] = []
        self.top: list[int] = []
        self.outline: list[Any] = []
        self.pages = self.parents = self.page = 0
        self.first: dict[str, Any] = {}

    def add(self, part: Part, restarts: bool) -> None:
        """Write a part; forget it."""
        if not self.first:
            self.first = part.meta
        base = self.writer.reserve(part.size)
        for digest in part.meta["shared"]:
            self._share(digest, part.shared[digest])
        marks = self._marks(base, self._stamps(part.meta["stamps"], restarts))
        parent = self._parent_of_pages(base + part.meta["node"], len(part.meta["pages"]))
        marks[PAGES] = lambda _rest: b"%d 0 R" % parent
        texts = settled(b"\x00".join(part.small), marks).split(b"\x00")
        self.writer.small([(base + place, text) for place, text in enumerate(texts)])
        for place, stream in enumerate(part.streams, start=base + len(part.small)):
            self.writer.stream(place, Stream(settled(stream.entries, marks), stream.content))
        self._note(part.meta, base)

    def _marks(self, base: int, stamps: list[int]) -> dict:
        parents = self.parents
        return {
            OWN: lambda rest: b"%d 0 R" % (base + int(rest)),
            SHARED: lambda rest: b"%d 0 R" % self.shared[rest.decode()],
            ABOVE: lambda _rest: b"%d 0 R" % self.document,
            PARENTS: lambda rest: b"%d" % (parents + int(rest)),
            STAMP: lambda rest: b"%d 0 R" % stamps[int(rest)] if stamps[int(rest)] else b"",
            NUMERAL: lambda _rest: b"%d 0 R" % self.font,
        }

    def _share(self, digest: str, stream: Stream) -> None:
        if digest not in self.shared:
            self.shared[digest] = self.writer.reserve()
            self.writer.stream(self.shared[digest], stream)

    def _parent_of_pages(self, node: int, pages: int) -> int:
        """Return the node above the part's own: a tree, so that a thousand parts are no list of a thousand."""
        if not self.nodes or self.nodes[-1][2] >= ROOM:
            self.nodes.append([self.writer.reserve(), 0, 0, []])
        last = self.nodes[-1]
        last[1] += pages
        last[2] += 1
        last[3].append(node)
        return last[0]

    def _stamps(self, stamps: list, restarts: bool) -> list[int]:
        """Write the number of each page that shows one; the first page of a document shows none."""
        if restarts:
            self.page = 0
        return [self._stamp(number, at) for number, at in zip(self._numbers(len(stamps)), stamps, strict=True)]

    def _numbers(self, pages: int) -> range:
        self.page += pages
        return range(self.page - pages + 1, self.page + 1)

    def _stamp(self, number: int, at: list | None) -> int:
        if at is None or number == 1:
            return 0
        centre, baseline, size = at
        written = str(number)
        left = centre - len(written) * size / 4  # each numeral is half as wide as it is high
        drawn = b"/Artifact<</Type/Pagination>>BDC q BT /Numerals %.2f Tf %.2f %.2f Td(%b)Tj ET Q EMC"
        content = zlib.compress(drawn % (size, left, baseline, written.encode()), LEVEL)
        place = self.writer.reserve()
        self.writer.stream(place, Stream(b"<</Filter/FlateDecode>>", content))
        return place

    def _note(self, meta: dict[str, Any], base: int) -> None:
        """Keep what the end of the file must know."""
        self.pages += len(meta["pages"])
        self.outline += [_placed(entry, meta["pages"], base) for entry in meta["outline"]]
        if meta["tagged"]:
            self.top += [base + place for place in meta["top"]]
            self.leaves.append(base + meta["leaf"])
        self.parents += meta["parents"]

    # ── the end ──

    def finish(self, language: str, data: Mapping[str, str | Path]) -> None:
        """Write what stands above the parts."""
        files = attach(self.writer, data)
        info = {"Title": "", **self.first["info"], "Creator": WHO}
        described = self.writer.reserve(3)
        self.writer.stream(described, metadata(info, is_tagged=self.first["tagged"]))
        catalog = [
            b"/Type/Catalog/Pages %d 0 R/Metadata %d 0 R/Lang%b" % (self.node, described, hexadecimal(language)),
            b"/ViewerPreferences<</DisplayDocTitle true>>",
            b"/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)/Info(sRGB)"
            b"/DestOutputProfile %d 0 R>>]" % self.shared[self.first["profile"]],
            self._files(files),
            self._outline(),
            self._structure(),
        ]
        self._font(described + 2)
        self._pages()
        self.writer.small([(self.root, b"<<" + b"".join(catalog) + b">>"), (described + 1, information(info))])
        self.writer.finish(self.root, described + 1)

    def _pages(self) -> None:
        """Write the upper two floors of the tree of pages."""
        kids = b" ".join(b"%d 0 R" % node for node, *_rest in self.nodes)
        objects = [(self.node, b"<</Type/Pages/Count %d/Kids[%b]>>" % (self.pages, kids))]
        for node, pages, _parts, below in self.nodes:
            kids = b" ".join(b"%d 0 R" % one for one in below)
            objects.append((node, b"<</Type/Pages/Parent %d 0 R/Count %d/Kids[%b]>>" % (self.node, pages, kids)))
        self.writer.small(objects)

    def _files(self, files: list[tuple[str, int]]) -> bytes:
        if not files:
            return b""
        names = b" ".join(hexadecimal(name) + b" %d 0 R" % number for name, number in files)
        listed = b" ".join(b"%d 0 R" % number for _name, number in files)
        return b"/AF[" + listed + b"]/Names<</EmbeddedFiles<</Names[" + names + b"]>>>>"

    def _structure(self) -> bytes:
        if not self.leaves:
            return b""
        root = self.writer.reserve(2)
        parents = root + 1
        kids = b" ".join(b"%d 0 R" % leaf for leaf in self.leaves)
        top = b" ".join(b"%d 0 R" % one for one in self.top)
        self.writer.small(
            [
                (
                    root,
                    b"<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>"
                    % (self.document, parents, self.parents),
                ),
                (parents, b"<</Kids[" + kids + b"]>>"),
                (self.document, b"<</S/Document/P %d 0 R/K[" % root + top + b"]>>"),
            ]
        )
        return b"/MarkInfo<</Marked true>>/StructTreeRoot %d 0 R" % root

    def _outline(self) -> bytes:
        if not self.outline:
            return b""
        root, objects = self.writer.reserve(), []
        first, last, entries = self._entries(self.outline, root, objects)
        objects.append((root, b"<</Type/Outlines/First %d 0 R/Last %d 0 R/Count %d>>" % (first, last, entries)))
        self.writer.small(objects)
        return b"/Outlines %d 0 R" % root

    def _entries(self, entries: list, parent: int, objects: list) -> tuple[int, int, int]:
        """Write one floor of the outline and those below; return its first, its last and how many there are in all."""
        first = self.writer.reserve(len(entries))
        last, total = first + len(entries) - 1, len(entries)
        for number, (title, page, x, y, below) in zip(count(first), entries, strict=False):
            text = b"<</Title%b/Parent %d 0 R/Dest[%d 0 R/XYZ %.2f %.2f 0]" % (hexadecimal(title), parent, page, x, y)
            text += b"/Prev %d 0 R" % (number - 1) if number > first else b""
            text += b"/Next %d 0 R" % (number + 1) if number < last else b""
            if below:
                one, other, inside = self._entries(below, number, objects)
                text += b"/First %d 0 R/Last %d 0 R/Count %d" % (one, other, inside)
                total += inside
            objects.append((number, text + b">>"))
        return first, last, total

    def _font(self, described: int) -> None:
        """Write the font of the page numbers: ten numerals."""
        file = self.shared[self.first["numerals"]]
        name = b"/NUMERA+Tinos"
        box = b"/FontBBox[0 -216 500 891]/ItalicAngle 0/Ascent 891/Descent -216/CapHeight 662/StemV 80"
        widths = b" ".join([b"500"] * 10)
        font = b"<</Type/Font/Subtype/TrueType/BaseFont%b/Encoding/WinAnsiEncoding/FirstChar 48/LastChar 57" % name
        self.writer.small(
            [
                (self.font, font + b"/Widths[%b]/FontDescriptor %d 0 R>>" % (widths, described)),
                (described, b"<</Type/FontDescriptor/FontName%b/Flags 32%b/FontFile2 %d 0 R>>" % (name, box, file)),
            ]
        )


def _placed(entry: list, pages: list[int], base: int) -> list:
    title, page, x, y, below = entry
    return [title, base + pages[page], x, y, [_placed(one, pages, base) for one in below]]
