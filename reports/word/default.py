"""The template we ship: head, title, text, recipients and signatures of a Party document (HD 05-HD/VPTW).

Built here, so that its styles are the ones of `styles.py`; an office takes it out, changes it in Word and hands it in.
"""

import datetime
from functools import cache
from io import BytesIO
from typing import Any, Final

from docx import Document as new_document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm

from .styles import STYLES, add_styles, set_font, set_language

PAGE_WIDTH, PAGE_HEIGHT = 210, 297  # mm
TOP, BOTTOM, LEFT, RIGHT = 20, 20, 30, 15
HEAD_SHARES: Final = (46, 54)  # per cent of the two halves of the head
NATION: Final = "ĐẢNG CỘNG SẢN VIỆT NAM"
MADE: Final = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
PAGE_FIELD: Final = '<w:fldSimple {ns} w:instr="PAGE"><w:r><w:rPr><w:noProof/></w:rPr><w:t>2</w:t></w:r></w:fldSimple>'


@cache
def default_template() -> bytes:
    """Return our template."""
    document = new_document()
    _ground(document)
    add_styles(document)
    _page(document)
    _head(document)
    _text(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _ground(document: Any) -> None:
    """Times New Roman and Vietnamese everywhere; nothing of the package's own in the properties."""
    set_language(document)
    for properties in document.styles.element.find(qn("w:docDefaults")).iter(qn("w:rPr")):
        for old in properties.findall(qn("w:rFonts")):
            properties.remove(old)
        set_font(properties)
    set_font(document.styles["Normal"].element.get_or_add_rPr())
    core = document.core_properties
    core.title, core.author, core.comments, core.language = "Mẫu văn bản", "", "", "vi-VN"
    core.created = core.modified = MADE


def _page(document: Any) -> None:
    """A4 with the margins of a Party document; the number centred at the top from the second page on."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(PAGE_WIDTH), Mm(PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(TOP), Mm(BOTTOM)
    section.left_margin, section.right_margin = Mm(LEFT), Mm(RIGHT)
    section.header_distance = section.footer_distance = Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.style = document.styles[STYLES["page-number"].name]
    number._p.append(parse_xml(PAGE_FIELD.format(ns=nsdecls("w"))))


def _put(place: Any, key: str, text: str, *, is_bold: bool | None = None, is_italic: bool | None = None) -> Any:
    """Add a paragraph of the style to the text or to a cell."""
    paragraph = place.add_paragraph(style=STYLES[key].name)
    run = paragraph.add_run(text)
    run.bold, run.italic = is_bold, is_italic
    return paragraph


def _put_where(place: Any, key: str, name: str) -> None:
    """Add a paragraph that is there only where there is something to say."""
    _put(place, key, f"{{%p if {name} %}}")
    _put(place, key, f"{{{{ {name} }}}}")
    _put(place, key, "{%p endif %}")


def _head(document: Any) -> None:
    """Bodies and number at the left, the Party's name, place and day at the right."""
    _put_where(document, "warning", "du_thao")
    _put_where(document, "form", "mau_so")
    _put(document, "flat", "{%p if co_quan %}")
    table = document.add_table(1, 2)
    table.autofit = False
    width = PAGE_WIDTH - LEFT - RIGHT
    left, right = table.rows[0].cells
    for cell, share in zip((left, right), HEAD_SHARES, strict=True):
        cell.width = Mm(width * share // 100)
    _put_where(left, "letterhead", "cap_tren")
    _put(left, "letterhead", "{{ co_quan }}", is_bold=True)
    _put(left, "letterhead", "*")
    _put(left, "letterhead", "{{ so_ky_hieu }}")
    nation = _put(right, "letterhead", NATION, is_bold=True)
    nation.runs[0].underline = True
    _put(right, "letterhead", "{{ noi_ngay }}", is_italic=True)
    for cell in (left, right):
        cell._tc.remove(cell.paragraphs[0]._p)
    _put(document, "flat", "{%p endif %}")


def _text(document: Any) -> None:
    _put(document, "title", "{{ loai_van_ban }}")
    _put_where(document, "summary", "trich_yeu")
    _put(document, "centred", "-----")
    for key, name in (("warning", "luu_y"), ("basis", "can_cu")):
        _put(document, "flat", f"{{%p for dong in {name} %}}")
        _put(document, key, "{{ dong }}")
        _put(document, "flat", "{%p endfor %}")
    _put(document, "body", "{{ noi_dung }}")
    _put(document, "flat", "{{ ket_thuc }}")
    _put_where(document, "source", "nguon")
