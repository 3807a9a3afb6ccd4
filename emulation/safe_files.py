"""What may be attached: PDF, JPEG and PNG, recognised by parsing and written anew, so that nothing else comes along.

An image is decoded and encoded again: that drops where and when it was taken, and anything appended. A PDF is read
whole; one that is locked, runs something or carries another file is refused, the rest is written anew.
"""

import io
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Final

import pikepdf
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps

from .text import clean

MOST_PIXELS: Final = 50_000_000
LONGEST_SIDE: Final = 4000  # pixels; a page of A4 at 300 dots per inch has 3508
MOST_OBJECTS, MOST_PAGES, DEEPEST = 50_000, 300, 60
# Actions of a PDF that run, send or open something, and the entries that hold scripts, forms of their own, other files.
ACTIONS: Final = {
    "/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/GoToR", "/Rendition", "/Movie", "/Sound",
    "/GoTo3DView", "/RichMediaExecute",
}  # fmt: skip
ENTRIES: Final = {"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}


@dataclass(frozen=True, slots=True)
class SafeFile:
    """A file as it is kept: its name without folder and ending, what it is, its bytes written anew."""

    title: str
    kind: str
    data: bytes


def safe_file(file: File) -> SafeFile:
    """Return the file cleaned, or raise ValidationError at `file` with what is wrong and what to do."""
    try:
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise ValueError(_("The file is larger than 10 MB. Scan it in black and white, or split it."))
        data = file.read()
        kind, write_anew = _reader_of(data)
        written = write_anew(data)
    except ValueError as refused:
        raise ValidationError({"file": ValidationError(str(refused), "unsafe_file")}) from refused
    return SafeFile(_title(file.name or ""), kind, written)


def _title(name: str) -> str:
    """Return the name alone, as one clean line; whatever system its folders are written for."""
    plain = clean(PurePath(name.replace("\\", "/").replace("\0", "")).stem)
    kept = "".join(char for char in plain if char not in '<>:"|?*/')
    return kept.strip(". ")[:100] or "tep"


def _reader_of(data: bytes) -> tuple[str, Callable[[bytes], bytes]]:
    """Tell by its first bytes which parser the file must pass."""
    if not data:
        raise ValueError(_("The file is empty. Choose it again, or scan it again."))
    if data.startswith(b"%PDF-"):
        return "PDF", _pdf
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG", _image
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG", _image
    raise ValueError(_("Only PDF, JPEG and PNG can be attached; this file is none of them, whatever its name says."))


def _image(data: bytes) -> bytes:
    """Return the first picture encoded anew, upright, without anything the camera wrote into it."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # what draws our PDF files lets half a picture pass, in the whole process
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as image:
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the pixels are counted next
            kind = image.format
            if image.width * image.height > MOST_PIXELS:
                raise ValueError(_("The picture has too many pixels. Scan the sheet at 300 dots per inch or less."))
            image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            return _encoded(ImageOps.exif_transpose(image), kind)
    except Image.DecompressionBombError as bomb:
        raise ValueError(_("The picture has too many pixels. Scan the sheet at 300 dots per inch or less.")) from bomb
    except (OSError, SyntaxError, EOFError, OverflowError, MemoryError) as broken:
        raise ValueError(_("The picture is damaged and cannot be opened. Take or scan it again.")) from broken


def _encoded(image: Image.Image, kind: str) -> bytes:
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    mode = image.mode if image.mode in ("1", "L") else "RGB"
    plain = image.convert("RGBA" if has_alpha and kind == "PNG" else mode)
    if kind == "JPEG" and mode == "1":
        plain = plain.convert("L")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain.info = {}
    buffer = io.BytesIO()
    plain.save(buffer, kind, **({"quality": 85} if kind == "JPEG" else {}))
    return buffer.getvalue()


def _pdf(data: bytes) -> bytes:
    """Return the document written anew; refuse what is locked, active or no document."""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise ValueError(_("The PDF is locked. Remove its password and attach it again."))
            if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
                raise ValueError(_("The PDF is too large to be looked through. Split it."))
            if not len(pdf.pages):
                raise ValueError(_("The PDF has no pages. Scan it again."))
            if any(map(_is_active, pdf.objects)):
                raise ValueError(_("The PDF runs scripts or carries other files. Print it to a new PDF, or scan it."))
            buffer = io.BytesIO()
            pdf.save(buffer)
            return buffer.getvalue()
    except pikepdf.PasswordError as locked:
        raise ValueError(_("The PDF is locked. Remove its password and attach it again.")) from locked
    except (pikepdf.PdfError, RecursionError, UnicodeDecodeError, KeyError, TypeError, RuntimeError) as broken:
        raise ValueError(_("The PDF is damaged and cannot be opened. Save or scan it again.")) from broken


def _is_active(thing: pikepdf.Object) -> bool:
    """Say whether an object, or what stands inside it, runs something or holds another file."""
    return any(set(table.keys()) & ENTRIES or str(table.get("/S", "")) in ACTIONS for table in _tables(thing, depth=0))


def _tables(thing: pikepdf.Object, depth: int) -> Iterator[pikepdf.Object]:
    """Go through an object's own dictionaries; what it refers to is an object of its own and is looked at there."""
    if depth > DEEPEST:
        raise RecursionError
    if isinstance(thing, pikepdf.Array):
        inner = list(thing)
    elif isinstance(thing, pikepdf.Stream | pikepdf.Dictionary):
        table = thing.stream_dict if isinstance(thing, pikepdf.Stream) else thing
        yield table
        inner = [value for _key, value in table.items()]
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _tables(value, depth + 1)
