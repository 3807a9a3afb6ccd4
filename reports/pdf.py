"""HTML to a part of a PDF. The only importer of WeasyPrint, and itself imported at the first PDF (see engine/pool.py).

The fetcher serves our own print files and nothing else; a render that logs a warning is a mistake and raises. Knows
neither Django nor a database: a process that renders has nothing else to reach for.
"""

import functools
import gc
import io
import logging
import mimetypes
import threading
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any, Final

import weasyprint.css
from fontTools import subset
from fontTools.ttLib import TTFont
from weasyprint import CSS, HTML
from weasyprint.formatting_structure.boxes import MarginBox, TextBox
from weasyprint.text.fonts import FontConfiguration, get_hb_object_data
from weasyprint.urls import URLFetcher, URLFetcherResponse

from .engine.apart import take_apart
from .engine.errors import MurmuringRender
from .engine.parts import Part, Stream

SCHEME: Final = "static:"
FOLDER: Final = "reports"
STATIC: Final = Path(__file__).parent / "static"
STYLE: Final = "static:reports/print.css"
FAMILY: Final = "Tinos"
VARIANT: Final = "pdf/a-3u"  # for archives: fonts inside, text can be extracted, data may go along
TAGGED: Final = "pdf/a-3a"  # and its structure marked, so that it can be read aloud
LOGGERS: Final = ("weasyprint", "fontTools")
NUMBERS_AT: Final = "@top-center"
POINT: Final = 0.75  # of a pixel


class RefusedAddress(ValueError):
    """The document asked for something that is not one of our print files."""


class OwnFilesFetcher(URLFetcher):
    """Serves `static:reports/…` from our static files; refuses every other address."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """Return the file, or raise RefusedAddress."""
        path = PurePosixPath(url.removeprefix(SCHEME))
        if not url.startswith(SCHEME) or path.parts[:1] != (FOLDER,) or ".." in path.parts:
            raise RefusedAddress(url)
        found = STATIC / path
        if not found.is_file():
            raise RefusedAddress(url)
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        return URLFetcherResponse(url, found.read_bytes(), {"Content-Type": kind})


class _Murmurs(logging.Handler):
    """Keeps the warnings of the thread that renders."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.heard = threading.get_ident(), []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.heard.append(record.getMessage())


def render_part(html: str, *, tagged: bool = False) -> Part:
    """Lay the page of HTML out; raises MurmuringRender when the engine had a complaint."""
    with _listening() as heard, collector_at_rest(), _one_at_a_time:
        part = _drawn(_Page(string=html, url_fetcher=OwnFilesFetcher()), tagged)
    if heard:
        raise MurmuringRender("; ".join(heard))
    return part


def _drawn(page: HTML, tagged: bool) -> Part:
    drawing = page.render(font_config=_fonts(), pdf_variant=TAGGED if tagged else VARIANT)
    stamps = [_number_taken_out(one) for one in drawing.pages]
    taken: dict[str, Any] = {}

    def take(document: Any, pdf: Any) -> None:
        """Take the objects, so that nothing is left to be written."""
        _whole_fonts(document, pdf)
        taken.update(pdf=pdf, objects=list(pdf.objects))
        del pdf.objects[3:]

    drawing.write_pdf(io.BytesIO(), finisher=take, pdf_variant=TAGGED if tagged else VARIANT)
    outline = [_entry(one) for one in drawing.make_bookmark_tree(POINT, transform_pages=True)]
    return take_apart(taken["pdf"], taken["objects"], stamps=stamps, outline=outline, numerals=_numerals())


def _entry(bookmark: tuple) -> list:
    title, (page, x, y), below, _state = bookmark
    return [title, page, x, y, [_entry(one) for one in below]]


def _number_taken_out(page: Any) -> list[float] | None:
    """Take the page's number out and return where it stood: its middle, its line, its size in points."""
    box = page._page_box
    for margin in box.children:
        if isinstance(margin, MarginBox) and margin.at_keyword == NUMBERS_AT:
            texts = [one for one in margin.descendants() if isinstance(one, TextBox)]
            if len(texts) == 1 and texts[0].text.isdecimal():
                box.children = [one for one in box.children if one is not margin]
                text = texts[0]
                middle = (text.position_x + text.width / 2) * POINT
                line = (page.height - text.position_y - text.baseline) * POINT
                return [round(middle, 2), round(line, 2), round(text.style["font_size"] * POINT, 2)]
    return None


# ── what is made once ──

_one_at_a_time = threading.Lock()  # what follows is shared, and the engine is not made for threads that share it


@functools.cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@functools.cache
def _style() -> CSS:
    return CSS(url=STYLE, url_fetcher=OwnFilesFetcher(), font_config=_fonts(), media_type="print")


@functools.cache
def _numerals() -> Stream:
    """Return the font of page numbers: the ten numerals of ours."""
    options = subset.Options(hinting=False, drop_tables=["GSUB", "GPOS", "GDEF", "DSIG"], notdef_outline=True)
    font = TTFont(STATIC / FOLDER / "fonts" / "tinos-regular.woff2")
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="0123456789")
    subsetter.subset(font)
    font.flavor, font["head"].modified = None, font["head"].created
    font.recalcTimestamp = False
    out = io.BytesIO()
    font.save(out)
    return _packed_font(out.getvalue())


def _packed_font(content: bytes) -> Stream:
    return Stream(b"<</Length1 %d/Filter/FlateDecode>>" % len(content), zlib.compress(content, 9))


def _whole_fonts(document: Any, pdf: Any) -> None:
    """Embed the files of our own fonts, which are subsets already, as they are: equal in every part, so kept once."""
    for font in document.fonts.values():
        if font.family == FAMILY:
            for one in pdf.objects:
                if getattr(one, "stream", None) and one.stream[0] is font.file_content:
                    whole = get_hb_object_data(font.hb_face)
                    one.stream, one.extra["Length1"] = [whole], len(whole)


# ── where we reach into the engine, for the sake of speed: the result is the same without, more slowly ──

UNUSED: Final = ("::footnote-call", "::footnote-marker", "::note-call", "::note-marker", "::note-callback")


class _Page(HTML):
    """A page of HTML without footnotes: the engine's own style asks every element for the looks of five marks."""

    def _ua_stylesheets(self, forms: bool = False) -> list[CSS]:
        return [_lean_style()]


@functools.cache
def _lean_style() -> CSS:
    text = (files(weasyprint.css) / "html5_ua.css").read_text()
    lines = [line for line in text.splitlines() if not line.startswith(UNUSED)]
    lines = [f"li{line}" if line.startswith("::marker") else line for line in lines]
    return CSS(string="\n".join(lines))


def _stylesheets(wrapper: Any, *arguments: Any) -> Iterator[CSS]:
    """Yield the sheets a page asks for: ours read once, whatever else as the engine does."""
    links = wrapper.query_all("style", "link")
    asked = [one.etree_element for one in links]
    if [(one.tag, one.get("href"), one.get("rel")) for one in asked] == [("link", STYLE, "stylesheet")]:
        yield _style()
    else:
        yield from _engines_stylesheets(wrapper, *arguments)


_engines_stylesheets = weasyprint.css.find_stylesheets
weasyprint.css.find_stylesheets = _stylesheets


@contextmanager
def _listening() -> Iterator[list[str]]:
    handler = _Murmurs()
    loggers = [logging.getLogger(name) for name in LOGGERS]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        yield handler.heard
    finally:
        for logger in loggers:
            logger.removeHandler(handler)


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """A layout makes millions of objects that live until it ends; looking for garbage meanwhile costs a fifth."""
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
