"""HTML to PDF. The only importer of WeasyPrint, and itself imported at the first PDF (see layout.py).

The fetcher serves our own print files and nothing else; a render that logs a warning is a mistake and raises.
"""

import gc
import logging
import mimetypes
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import PurePosixPath

from django.contrib.staticfiles import finders
from weasyprint import HTML, Attachment
from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "static:"
FOLDER = "reports"
VARIANT = "pdf/a-3u"  # for archives: fonts inside, text can be extracted, data may go along
TAGGED = "pdf/a-3a"  # and its structure marked, so that it can be read aloud; twice the size
LOGGERS = ("weasyprint", "fontTools")


class MurmuringRender(RuntimeError):
    """The layout engine complained: something on paper would be missing or wrong."""


class RefusedAddress(ValueError):
    """The document asked for something that is not one of our print files."""


class OwnFilesFetcher(URLFetcher):
    """Serves `static:reports/…` from our static files; refuses every other address."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        """Return the file, or raise RefusedAddress."""
        path = PurePosixPath(url.removeprefix(SCHEME))
        if not url.startswith(SCHEME) or path.parts[:1] != (FOLDER,) or ".." in path.parts:
            raise RefusedAddress(url)
        found = finders.find(str(path))
        if not found:
            raise RefusedAddress(url)
        with open(found, "rb") as file:
            kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
            return URLFetcherResponse(url, file.read(), {"Content-Type": kind})


class _Murmurs(logging.Handler):
    """Keeps the warnings of the thread that renders."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.thread, self.heard = threading.get_ident(), []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self.thread:
            self.heard.append(record.getMessage())


def render_pdf(html: str, *, tagged: bool = False, data: Mapping[str, str] | None = None) -> bytes:
    """Lay the page out, with files of data inside by name; raises MurmuringRender when the engine had a complaint."""
    files = [
        Attachment(string=text, name=name, description=name, relationship="Data") for name, text in (data or {}).items()
    ]
    with _listening() as heard, _collector_at_rest():
        page = HTML(string=html, url_fetcher=OwnFilesFetcher())
        content = page.write_pdf(pdf_variant=TAGGED if tagged else VARIANT, attachments=files or None)
    if heard:
        raise MurmuringRender("; ".join(heard))
    return content


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
def _collector_at_rest() -> Iterator[None]:
    """A layout makes millions of objects that live until it ends; looking for garbage meanwhile costs a fifth."""
    was_running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_running:
            gc.enable()
