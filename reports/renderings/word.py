"""A document for Word: the committee's template, or ours, with the blocks of the document in it."""

import secrets
from collections.abc import Iterable
from io import BytesIO
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from docx import Document as open_document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from ..documents.blocks import Document, Section
from ..documents.paper import USUAL_LOOK, Look
from ..documents.words import one_line
from ..layout import LANGUAGE
from ..selectors import word_template_of
from ..word.default import default_template
from ..word.places import BLOCKS, BODY, ENDING, RECIPIENTS, SIGNATURES, values_of
from ..word.styles import add_styles, set_language, set_look
from ..word.writer import Pen, ending, recipients, run, signatures

MOST_ROWS: Final = 20_000
TOO_LONG: Final = _(
    "The document has %(rows)d rows in its tables, more than Word can hold. Take it as a workbook (XLSX) or as PDF."
)
BROKEN: Final = _(
    "The Word template of the committee cannot be filled in: %(why)s. Withdraw it, or hand in one that has been mended."
)
TWIPS: Final = 635  # of the units a file of Office measures in to one twentieth of a point


def render(document: Document) -> bytes:
    """Return the document for Word; raises ValidationError where it is too long, or its template does not work."""
    if own := word_template_of(document.unit_id):
        return filled(own, document)
    return filled(default_template(), document, document.look)


def filled(template: bytes, document: Document, look: Look | None = None) -> bytes:
    """Return the template with the document in it, set as `look` says; a template of the committee's keeps its own."""
    rows = sum(len(table.rows) for table in document.tables)
    if rows > MOST_ROWS:
        raise ValidationError(TOO_LONG, "too_long", {"rows": rows})
    with translation.override(LANGUAGE):
        marks = {name: f"{name}{secrets.token_hex(16)}" for name in BLOCKS}
        file = open_document(BytesIO(_with_words(template, document, marks)))
        if look and look != USUAL_LOOK:
            set_look(file, look)
        _put_blocks(file, document, marks)
        _say_what_it_is(file, document)
        buffer = BytesIO()
        file.save(buffer)
    return buffer.getvalue()


def _with_words(template: bytes, document: Document, marks: dict[str, str]) -> bytes:
    """Return the template with its places filled; the blocks come in afterwards, so that nothing in them is read."""
    words = DocxTemplate(BytesIO(template))
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
    try:
        words.render(values_of(document, marks), jinja_env=environment, autoescape=True)
    except TemplateError as wrong:
        raise ValidationError(BROKEN, "broken_template", {"why": str(wrong)}) from wrong
    buffer = BytesIO()
    words.save(buffer)
    return buffer.getvalue()


def _put_blocks(file: Any, document: Document, marks: dict[str, str]) -> None:
    """Put the blocks where their marks stand; sections after the first follow at the end."""
    styles = add_styles(file)
    pen = Pen(styles, _width(file.sections[0]))
    first, *others = document.sections
    parts = {
        BODY: lambda: (part for block in first.blocks for part in pen.block(block)),
        ENDING: lambda: ending(pen, document),
        SIGNATURES: lambda: signatures(pen, document),
        RECIPIENTS: lambda: recipients(pen, document),
    }
    for name, make in parts.items():
        for place in _paragraphs_with(file, marks[name]):
            _replace(place, list(make()))
    for section in others:
        _section(file, styles, section)


def _width(section: Any) -> int:
    """Return how wide the text is, in twentieths of a point."""
    return (section.page_width - section.left_margin - section.right_margin) // TWIPS


def _paragraphs_with(file: Any, mark: str) -> list[Any]:
    found = [place for place in file.element.body.iter(qn("w:p")) if mark in "".join(place.itertext())]
    return [place for place in found if not any(one is not place and one in found for one in place.iterdescendants())]


def _elements(parts: Iterable[str]) -> list[Any]:
    wrapped = f"<w:body {nsdecls('w')}>{''.join(parts)}</w:body>"
    return list(parse_xml(wrapped))


def _replace(place: Any, parts: list[str]) -> None:
    """Put the parts where the paragraph stands; a cell of a table always keeps a paragraph at its end."""
    for element in _elements(parts):
        place.addprevious(element)
    before, after = place.getprevious(), place.getnext()
    is_cell = place.getparent().tag == qn("w:tc")
    if is_cell and after is None and (before is None or before.tag != qn("w:p")):
        for child in [child for child in place if child.tag != qn("w:pPr")]:
            place.remove(child)
    else:
        place.getparent().remove(place)


def _section(file: Any, styles: dict[str, str], section: Section) -> None:
    """Begin a section on a page of its own, upright or lying, numbered on from the one before."""
    made = file.add_section(WD_SECTION.NEW_PAGE)
    made.different_first_page_header_footer = False
    is_lying = made.page_width > made.page_height
    if is_lying != section.is_landscape:
        made.page_width, made.page_height = made.page_height, made.page_width
        made.orientation = WD_ORIENT.LANDSCAPE if section.is_landscape else WD_ORIENT.PORTRAIT
    pen = Pen(styles, _width(made))
    parts = []
    if section.title:
        parts.append(pen.paragraph("annex", run(section.title)))
        parts += [pen.paragraph("summary", run(section.summary))] if section.summary else []
        parts.append(pen.paragraph("centred", run("-----")))
    parts += [part for block in section.blocks for part in pen.block(block)]
    end = file.element.body.sectPr
    for element in _elements(parts):
        end.addprevious(element)


def _say_what_it_is(file: Any, document: Document) -> None:
    """Write title, unit and language into the file's properties."""
    set_language(file)
    core = file.core_properties
    core.title = one_line(f"{document.title} {document.summary}")[:255]
    core.author = core.last_modified_by = one_line(document.unit_name)[:255]
    core.language, core.comments, core.keywords = "vi-VN", "", one_line(document.rule_set)[:255]
    core.created = core.modified = document.made_at
