"""What makes a PDF fit for the archive and for screen readers: who it says it is, and the data it carries."""

import datetime
import hashlib
import mimetypes
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

from .apart import hexadecimal
from .parts import LEVEL, Stream
from .writing import Writer

RUN: Final = 1 << 16
WHO: Final = "Nêu Gương"
# PDF/UA's own mark is unknown to PDF/A, which therefore wants it described.
DESCRIBED: Final = """<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates which part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>
"""
PACKET: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 pdfaid:part="3" pdfaid:conformance="{level}"/>
{described}<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<pdf:Producer>{producer}</pdf:Producer><xmp:CreatorTool>{creator}</xmp:CreatorTool>
{words}</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
ALTERNATIVE: Final = '<dc:{0}><rdf:Alt><rdf:li xml:lang="x-default">{1}</rdf:li></rdf:Alt></dc:{0}>'
SEQUENCE: Final = "<dc:{0}><rdf:Seq><rdf:li>{1}</rdf:li></rdf:Seq></dc:{0}>"
WORDS: Final = {
    "Title": ("title", ALTERNATIVE),
    "Subject": ("description", ALTERNATIVE),
    "Author": ("creator", SEQUENCE),
}


def information(info: Mapping[str, str]) -> bytes:
    """Return what the file says of itself, for old readers."""
    return b"<<" + b"".join(b"/" + name.encode() + hexadecimal(text) for name, text in info.items()) + b">>"


def metadata(info: Mapping[str, str], *, is_tagged: bool) -> Stream:
    """Return the same for new readers, with the rules it follows. Never compressed: an archive reads it as text."""
    words = "\n".join(form.format(name, escape(info[key])) for key, (name, form) in WORDS.items() if info.get(key))
    text = PACKET.format(
        level="A" if is_tagged else "U",
        described=DESCRIBED if is_tagged else "",
        producer=escape(info["Producer"]),
        creator=escape(info["Creator"]),
        words=words,
    )
    return Stream(b"<</Type/Metadata/Subtype/XML>>", text.encode())


def attach(writer: Writer, data: Mapping[str, str | Path]) -> list[tuple[str, int]]:
    """Write the files of data; return each with the number of its description, in the order of names."""
    return [(name, _attach(writer, name, data[name])) for name in sorted(data)]


def _attach(writer: Writer, name: str, content: str | Path) -> int:
    packed, digest, size = zlib.compressobj(LEVEL), hashlib.md5(usedforsecurity=False), 0
    pieces = []
    for run in _runs(content):
        digest.update(run)
        size += len(run)
        pieces.append(packed.compress(run))
    pieces.append(packed.flush())
    kind = (mimetypes.guess_type(name)[0] or "application/octet-stream").replace("/", "#2f").encode()
    now = datetime.datetime.now(datetime.UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()
    params = b"/Params<</Size %d/CheckSum<%b>" % (size, digest.hexdigest().encode())
    params += b"/CreationDate%b/ModDate%b>>" % (now, now)
    entries = b"<</Type/EmbeddedFile/Subtype/" + kind + params + b"/Filter/FlateDecode>>"
    file = writer.reserve(2)
    writer.stream(file, Stream(entries, b"".join(pieces)))
    described, said = file + 1, hexadecimal(name)
    text = b"<</Type/Filespec/F%b/UF%b/Desc%b/AFRelationship/Data/EF<</F %d 0 R/UF %d 0 R>>>>"
    writer.small([(described, text % (said, said, said, file, file))])
    return described


def _runs(content: str | Path) -> Iterator[bytes]:
    if isinstance(content, str):
        yield content.encode()
        return
    with content.open("rb") as file:
        while run := file.read(RUN):
            yield run
