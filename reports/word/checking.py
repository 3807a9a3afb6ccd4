"""What a committee's template for Word may hold. Looked through part by part before anything in it is used.

A file that runs something, fetches something, names a place we do not know or asks for more than text is refused with
a sentence that says what to do; what passes is written anew without what nothing refers to.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _
from docx import Document as open_document
from PIL import Image

from .places_check import check_places

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MOST_PARTS, MOST_BYTES, MOST_PIXELS, DEEPEST = 300, 40_000_000, 20_000_000, 150
OLD_WORD: Final = b"\xd0\xcf\x11\xe0"  # .doc, and a .docx under a password
# The last word of the kinds of relationships a plain document has; whatever is not here is not ours to open.
RELATIONS: Final = {
    "officeDocument", "core-properties", "extended-properties", "custom-properties", "thumbnail", "styles", "numbering",
    "settings", "webSettings", "fontTable", "theme", "header", "footer", "footnotes", "endnotes", "image", "customXml",
    "customXmlProps", "stylesWithEffects",
}  # fmt: skip
FIELDS: Final = {"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "SEQ", "TOC", "REF", "PAGEREF", "STYLEREF"}
PICTURES: Final = (".png", ".jpg", ".jpeg")
EMPTY: Final = _("The file is empty. Choose it again.")
TOO_LARGE: Final = _("The file is larger than 10 MB. Make its pictures smaller, then hand it in again.")
NO_WORD: Final = _("This is no Word document (.docx). Open it in Word and save it as “Word Document (*.docx)”.")
OLD: Final = _("The file is of an older Word, or locked by a password. Save it as .docx without a password.")
BOMB: Final = _("The file unpacks into far more than a template holds. Make it anew from the template we ship.")
MACROS: Final = _(
    "The file holds macros, or is of a kind that may. Save it as “Word Document (*.docx)” without macros."
)
OUTSIDE: Final = _(
    "The file reaches outside: “%(what)s”. Remove the link, the linked picture or the attached template."
)
EMBEDDED: Final = _("The file carries something inside that is no text or picture: “%(what)s”. Remove it.")
FIELD: Final = _("The file has the field “%(what)s”, which may read other files. Leave only page numbers and contents.")
PICTURE: Final = _("The picture “%(what)s” is no PNG or JPEG, is damaged or far too large. Put it in anew as PNG.")
DAMAGED: Final = _("The file is damaged: “%(what)s” cannot be read. Open it in Word and save it again.")


def refusal(sentence: Any, code: str, **values: object) -> ValidationError:
    """Return the refusal, keyed to the field of the file."""
    return ValidationError({"file": ValidationError(sentence, code, values)})


def checked_template(file: File) -> bytes:
    """Return the template written anew; raises ValidationError at `file` with what is wrong and what to do."""
    if file.size > settings.UPLOAD_MAX_BYTES:
        raise refusal(TOO_LARGE, "too_large")
    data = file.read()
    parts = _parts(data)
    _look_at_kinds(parts)
    for name, content in parts.items():
        _look_at(name, content)
    try:
        buffer = io.BytesIO()
        open_document(io.BytesIO(data)).save(buffer)
    except Exception as broken:
        raise refusal(DAMAGED, "damaged", what="word/document.xml") from broken
    check_places(buffer.getvalue())
    return buffer.getvalue()


def _parts(data: bytes) -> dict[str, bytes]:
    """Return what is packed in the file, read with a limit: what a name or a size says is not believed."""
    if not data:
        raise refusal(EMPTY, "empty")
    if data.startswith(OLD_WORD):
        raise refusal(OLD, "old_word")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _read(packed)
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        OSError,
        EOFError,
        ValueError,
        zipfile.zlib.error,
    ) as no:
        raise refusal(NO_WORD, "no_word") from no


def _read(packed: zipfile.ZipFile) -> dict[str, bytes]:
    entries = [one for one in packed.infolist() if not one.is_dir()]
    names = [one.filename.casefold() for one in entries]
    if len(entries) > MOST_PARTS or sum(one.file_size for one in entries) > MOST_BYTES:
        raise refusal(BOMB, "bomb")
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name or "\\" in name for name in names):
        raise refusal(NO_WORD, "no_word")
    found, left = {}, MOST_BYTES
    for one in entries:
        with packed.open(one) as part:
            content = part.read(left + 1)
        left -= len(content)
        if left < 0:
            raise refusal(BOMB, "bomb")
        found[one.filename] = content
    return found


def _look_at_kinds(parts: dict[str, bytes]) -> None:
    """Refuse what is no plain Word document by what it says of itself, and what carries code or other files."""
    if "[Content_Types].xml" not in parts:
        raise refusal(NO_WORD, "no_word")
    kinds = {one.get("ContentType", "") for one in _tree("[Content_Types].xml", parts["[Content_Types].xml"]).iter()}
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in kinds):
        raise refusal(MACROS, "macros")
    if MAIN not in kinds:
        raise refusal(NO_WORD, "no_word")
    for name in parts:
        low = name.lower()
        if "vba" in low or "macro" in low:
            raise refusal(MACROS, "macros")
        if any(
            word in low for word in ("activex", "embeddings", "oleobject", "afchunk", "customui", "attachedtoolbars")
        ):
            raise refusal(EMBEDDED, "embedded", what=name)


def _look_at(name: str, content: bytes) -> None:
    low = name.lower()
    if low.endswith((".xml", ".rels")):
        tree = _tree(name, content)
        if low.endswith(".rels"):
            _look_at_relations(tree)
        else:
            _look_at_words(tree)
    elif low.startswith("word/media/"):
        _look_at_picture(name, content)


def _tree(name: str, content: bytes) -> Element:
    """Return the part as a tree; no entities, no type of document, no depth without end."""
    try:
        tree = fromstring(content, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError, LookupError) as broken:
        raise refusal(DAMAGED, "damaged", what=name) from broken
    level = [tree]
    for _depth in range(DEEPEST):
        level = [child for one in level for child in one]
        if not level:
            return tree
    raise refusal(DAMAGED, "damaged", what=name)


def _look_at_relations(tree: Element) -> None:
    for one in tree.iter():
        target, kind = one.get("Target", ""), one.get("Type", "").rstrip("/").rsplit("/", 1)[-1]
        if one.get("TargetMode", "").lower() == "external" or re.match(r"[a-z][a-z0-9+.-]*:|//|\\\\", target, re.I):
            raise refusal(OUTSIDE, "outside", what=target or kind)
        if kind.lower() in {"vbaproject", "wordvbadata", "keymapcustomizations"}:
            raise refusal(MACROS, "macros")
        if one.get("Type") and kind not in RELATIONS:
            raise refusal(EMBEDDED, "embedded", what=kind)


def _look_at_words(tree: Element) -> None:
    for one in tree.iter():
        name = one.tag.rsplit("}", 1)[-1]
        if name in {"object", "control", "OLEObject", "altChunk", "subDoc", "movie", "contentPart"}:
            raise refusal(EMBEDDED, "embedded", what=name)
        if name in {"attachedTemplate", "mailMerge", "dataSource", "saveThroughXslt", "hyperlink"}:
            raise refusal(OUTSIDE, "outside", what=name)
        for key, value in one.attrib.items():
            if key.rsplit("}", 1)[-1] in {"href", "link", "src"} and not key.startswith(W):
                raise refusal(OUTSIDE, "outside", what=value)
    for field in _fields(tree):
        word = (field.split() or [""])[0].upper()
        if word not in FIELDS or "{" in field:
            raise refusal(FIELD, "field", what=word or "?")


def _fields(tree: Element) -> Iterator[str]:
    """Yield the instructions of the fields; a complex one is spread over runs, one inside another ends it."""
    said = ""
    for one in tree.iter():
        name = one.tag.rsplit("}", 1)[-1]
        yield from (value for key, value in one.attrib.items() if key.rsplit("}", 1)[-1] == "instr")
        if name in {"instrText", "delInstrText"}:
            said += one.text or ""
        elif name == "fldChar" and said:
            yield said
            said = ""
    if said:
        yield said


def _look_at_picture(name: str, content: bytes) -> None:
    try:
        if not name.lower().endswith(PICTURES):
            raise ValueError(name)
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise ValueError(name)
            picture.verify()
    except Exception as broken:
        raise refusal(PICTURE, "picture", what=name) from broken
