"""Taking a rendering apart: from the layout engine's objects to a part, with a leaner structure.

Structure of a cell of a table is one element with its content, not four: half the file, and a screen reader reads the
same. Heads of columns say so (`Scope`), which holds wherever a part stands, where names of cells would have to be
unique. What stands in a margin or only decorates is an artifact, as PDF/UA wants it.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

import pydyf

from .parts import ABOVE, LEVEL, NUMERAL, OWN, PAGES, PARENTS, SHARED, STAMP, Part, Stream

REFERENCE: Final = re.compile(r"(\d+) 0 R")
MARKED: Final = re.compile(rb"/\w+\n<</MCID (\d+)>>\nBDC")
TRANSPARENT: Final = ("/NonStruct", "/Span")  # say nothing: their content belongs to what stands around them
DROPPED: Final = ("Type", "Headers", "ID")
HEADING: Final = re.compile("/H[2-6]")  # below the title


def _reference(value: Any) -> int | None:
    """Return the number of the object a value refers to."""
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    found = REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return int(found[1]) if found else None


def hexadecimal(text: str | bytes) -> bytes:
    """Return a string of a PDF, written so that no byte of it can be mistaken."""
    if isinstance(text, str):
        text = text.encode() if text.isascii() else b"\xfe\xff" + text.encode("utf-16-be")
    return b"<" + text.hex().encode() + b">"


class Structure:
    """The tree of tags of a rendering, made leaner; `owners` tells, page by page, whose each mark of content is."""

    def __init__(self, objects: Sequence[Any], catalog: dict, pages: Sequence[int], heights: Sequence[float]) -> None:
        self.objects, self.heights = objects, dict(zip(pages, heights, strict=True))
        _skip_no_level(objects)
        root = objects[_reference(catalog["StructTreeRoot"])]
        self.document = _reference(root["K"][0])
        self.page_of = {number: place for place, number in enumerate(pages)}
        self.owners: list[dict[int, int]] = [{} for _page in pages]
        self.top = [kid for kid in self._kids(self.document) if kid is not None]

    def _kids(self, number: int) -> list[int]:
        """Return the elements of the document itself, and walk down from each."""
        numbers = [_reference(kid) for kid in self.objects[number]["K"]]
        return [kid for kid in numbers if self._keep(kid)]

    def _keep(self, number: int) -> bool:
        """Make an element lean, with all below it; say whether it stays."""
        element = self.objects[number]
        if element["S"] == "/Figure" and "Alt" not in element:
            return False  # a chart without words of its own: its figures stand beside it
        page = _reference(element["Pg"])
        element["K"] = pydyf.Array(self._flat(number, element["K"]))
        for kid in element["K"]:
            if isinstance(kid, int):
                self.owners[self.page_of[page]][kid] = number
        for name in DROPPED:
            element.pop(name, None)
        self._attributes(element, page)
        return True

    def _flat(self, parent: int, kids: Sequence[Any]) -> Iterator[Any]:
        """Yield the content, what is transparent opened."""
        for kid in kids:
            number = _reference(kid)
            below = self.objects[number] if number is not None else None
            if below is None or below.get("Type") == "/OBJR":
                yield kid
            elif below["S"] in TRANSPARENT and below["Pg"] == self.objects[parent]["Pg"]:
                yield from self._flat(parent, below["K"])
            elif self._keep(number):
                below["P"] = self.objects[parent].reference
                yield kid

    def _attributes(self, element: dict, page: int) -> None:
        found = element.get("A")
        if element["S"] == "/TH":
            found = element["A"] = pydyf.Dictionary({"O": "/Table", "Scope": "/Column"} | (found or {}))
        if found and "BBox" in found:  # the engine measures from the top, a PDF from the bottom
            left, top, right, bottom = (side * 0.75 for side in found["BBox"])
            height = self.heights[page]
            found["BBox"] = pydyf.Array([left, height - bottom, right, height - top])
        if found:
            found.pop("Headers", None)
        if not found or set(found) == {"O"}:
            element.pop("A", None)


def _skip_no_level(objects: Sequence[Any]) -> None:
    """Let the levels of headings follow one another, as PDF/UA wants it, whatever they look like."""
    elements = [one for one in objects if isinstance(one, dict) and "Pg" in one]
    headings = [one for one in elements if HEADING.fullmatch(one["S"])]
    levels = sorted({one["S"] for one in headings})
    for one in headings:
        one["S"] = f"/H{levels.index(one['S']) + 2}"


class Apart:
    """Gives the objects that are reached their own numbers, and writes them with marks."""

    def __init__(self, objects: Sequence[Any], document: int | None, named: dict[str, Any]) -> None:
        self.objects, self.document, self.named = objects, document, named
        self.order: dict[int, int] = {}
        self.small: list[int] = []
        self.large: list[int] = []
        self.shared: dict[str, Stream] = {}
        self.alike: dict[int, str] = {}  # objects that are shared, by their digest
        self.pages: int = 1

    def reach(self, value: Any) -> None:
        """Take along whatever the value leads to."""
        waiting = [value]
        while waiting:
            one = waiting.pop()
            number = _reference(one)
            if number is not None:
                if self._take(number):
                    found = self.objects[number]
                    waiting.append(found.extra if isinstance(found, pydyf.Stream) else found)
            elif isinstance(one, dict):
                waiting += one.values()
            elif isinstance(one, list):
                waiting += one

    def _take(self, number: int) -> bool:
        if number in (self.document, self.pages) or number in self.alike or number in self.order:
            return False
        found = self.objects[number]
        if isinstance(found, pydyf.Stream) and ("Length1" in found.extra or "N" in found.extra):
            self.alike[number] = self.share(self.stream(found))
            return False
        (self.large if isinstance(found, pydyf.Stream) else self.small).append(number)
        self.order[number] = -1
        return True

    def share(self, stream: Stream) -> str:
        """Note a stream that other parts have too."""
        self.shared[stream.digest] = stream
        return stream.digest

    def number_all(self, first: int) -> None:
        """Give numbers: `first` are left for what is added, then small objects, then streams."""
        for place, number in enumerate(self.small + self.large, start=first):
            self.order[number] = place

    def stream(self, found: pydyf.Stream) -> Stream:
        """Return a stream as it is written."""
        content = b"\n".join(pydyf._to_bytes(item) for item in found.stream)
        extra = dict(found.extra) | {"Filter": "/FlateDecode"}
        return Stream(self.text(extra), zlib.compress(content, LEVEL))

    def text(self, value: Any) -> bytes:
        """Return a value as it is written, with marks for numbers."""
        if isinstance(value, pydyf.String):
            return hexadecimal(value.string)
        if isinstance(value, dict):
            return b"<<" + b"".join(self._entry(name, one) for name, one in value.items()) + b">>"
        if isinstance(value, list):
            return b"[" + b" ".join(self.text(one) for one in value) + b"]"
        number = _reference(value)
        return pydyf._to_bytes(value) if number is None else self._mark(number)

    def _entry(self, name: str, value: Any) -> bytes:
        if name == "StructParent":
            return b"/StructParent " + PARENTS + str(value).encode()
        if name == "Dest" and isinstance(value, pydyf.String):
            value = self.named[value.string]
        return b"/" + pydyf._to_bytes(name) + b" " + self.text(value)

    def _mark(self, number: int) -> bytes:
        if number == self.document:
            return ABOVE
        if number in self.alike:
            return SHARED + self.alike[number].encode()
        return OWN + str(self.order[number]).encode()


def take_apart(pdf: Any, objects: Sequence[Any], *, stamps: list, outline: list, numerals: Stream) -> Part:
    """Return what the engine has drawn as a part; `stamps` as Part has them, `numerals` the font they are set in."""
    pages = pdf.pages["Kids"][::3]
    heights = [float(objects[page]["MediaBox"][3]) for page in pages]
    tree = Structure(objects, pdf.catalog, pages, heights) if "StructTreeRoot" in pdf.catalog else None
    apart = Apart(objects, tree.document if tree else None, _named(pdf))
    for page in pages:
        _prepare(objects, objects[page], tree.owners[tree.page_of[page]] if tree else {}, bool(tree))
        apart.reach(objects[page].reference)
    links = _links(objects, pages)
    apart.reach([objects[number].reference for number in tree.top] if tree else [])
    apart.number_all(2)
    profile = apart.share(apart.stream(objects[_reference(pdf.catalog["OutputIntents"][0]["DestOutputProfile"])]))
    small = [_node(apart, pages), _leaf(apart, tree, links) if tree else b"null"]
    places = {page: place for place, page in enumerate(pages)}
    for number in apart.small:
        one = objects[number]
        small.append(_page(apart, one, places[number]) if number in places else apart.text(one))
    meta = {
        "node": 0,
        "leaf": 1,
        "pages": [apart.order[page] for page in pages],
        "stamps": stamps,
        "top": [apart.order[number] for number in tree.top] if tree else [],
        "parents": len(pages) + len(links),
        "outline": outline,
        "info": {name: value.string for name, value in pdf.info.items()},
        "profile": profile,
        "numerals": apart.share(numerals),
        "tagged": bool(tree),
    }
    streams = tuple(apart.stream(objects[number]) for number in apart.large)
    return Part(tuple(small), streams, meta | {"shared": sorted(apart.shared)}, apart.shared)


def _named(pdf: Any) -> dict[str, Any]:
    found = pdf.catalog.get("Names", {}).get("Dests", {}).get("Names", [])
    return {name.string: place for name, place in zip(found[::2], found[1::2], strict=True)}


def _prepare(objects: Sequence[Any], page: dict, owners: dict[int, int], is_tagged: bool) -> None:
    """Let the drawing leave the page as it was, for a number to be set over it; what is no content is an artifact."""
    stream = objects[_reference(page["Contents"])]
    content = b"\n".join([b"q", *(pydyf._to_bytes(item) for item in stream.stream), b"Q"])
    if is_tagged:
        content = MARKED.sub(lambda found: found[0] if int(found[1]) in owners else b"/Artifact\nBMC", content)
    stream.stream = [content]
    resources = objects[_reference(page["Resources"])]
    fonts = objects[_reference(resources["Font"])]
    fonts["Numerals"] = NUMERAL


def _links(objects: Sequence[Any], pages: Sequence[int]) -> list[Any]:
    found = [objects[_reference(one)] for page in pages for one in objects[page].get("Annots", [])]
    return [one for one in found if "StructParent" in one]


def _node(apart: Apart, pages: Sequence[int]) -> bytes:
    kids = b" ".join(apart._mark(page) for page in pages)
    return b"<</Type/Pages/Parent " + PAGES + b"/Count %d/Kids[" % len(pages) + kids + b"]>>"


def _page(apart: Apart, page: dict, place: int) -> bytes:
    rest = {name: value for name, value in page.items() if name not in ("Parent", "Contents", "StructParents")}
    content = apart.text(page["Contents"])
    marks = b"/Parent " + OWN + b"0/Contents[" + content + b" " + STAMP + str(place).encode() + b"]"
    if "StructParents" in page:
        marks += b"/StructParents " + PARENTS + str(page["StructParents"]).encode()
    return b"<<" + marks + apart.text(rest)[2:]


def _leaf(apart: Apart, tree: Structure, links: Sequence[Any]) -> bytes:
    """Return which element each piece of content belongs to, page by page, then each link."""
    entries = []
    for place, owners in enumerate(tree.owners):
        marks = (apart._mark(owners[one]) if one in owners else b"null" for one in range(max(owners, default=-1) + 1))
        entries.append(PARENTS + b"%d [" % place + b" ".join(marks) + b"]")
    if links:
        holder = _holders(apart)
        entries += [PARENTS + b"%d " % link["StructParent"] + apart._mark(holder[link.number]) for link in links]
    limits = PARENTS + b"0 " + PARENTS + b"%d" % (len(entries) - 1)
    return b"<</Limits[" + limits + b"]/Nums[" + b" ".join(entries) + b"]>>"


def _holders(apart: Apart) -> dict[int, int]:
    """Return the element that holds each annotation."""
    elements = ((number, apart.objects[number]) for number in apart.small)
    kids = [(number, _reference(kid)) for number, one in elements if "S" in one for kid in one.get("K", [])]
    objects = [(number, apart.objects[kid]) for number, kid in kids if kid is not None]
    return {_reference(one["Obj"]): number for number, one in objects if one.get("Type") == "/OBJR"}
