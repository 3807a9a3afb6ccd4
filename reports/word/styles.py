"""The styles of a document in Word, under Vietnamese names an office finds in the list; sizes of HD 05-HD/VPTW.

A committee's template that has a style of the name keeps its own look; what it lacks is added.
"""

from dataclasses import dataclass
from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt

from ..documents.paper import USUAL_LOOK, Look

FONT: Final = "Times New Roman"
LANGUAGE: Final = "vi-VN"
LEFT, CENTRE, RIGHT, BOTH = (
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.RIGHT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)
LINES: Final = {14: 19, 13: 17, 12: 15, 11: 13.5}  # exact line height by size, points


@dataclass(frozen=True)
class Style:
    """How a kind of paragraph looks; `outline` makes it a heading that the navigation pane and a reader aloud know."""

    name: str
    size: float = 14
    align: Any = BOTH
    is_bold: bool = False
    is_italic: bool = False
    first_line: float = 10  # mm
    before: float = 0  # points
    after: float = 4
    outline: int | None = None
    keeps_next: bool = False


STYLES: Final = {
    "body": Style("Nội dung"),
    "flat": Style("Nội dung không thụt", align=LEFT, first_line=0),
    "lead": Style("Lời dẫn", is_bold=True),
    "note": Style("Ghi chú bảng", 12, LEFT, is_italic=True, first_line=0),
    "basis": Style("Căn cứ", is_italic=True),
    "closing": Style("Lời kết", keeps_next=True),
    "centred": Style("Căn giữa", align=CENTRE, first_line=0, after=0),
    "form": Style("Mẫu số", 12, RIGHT, is_italic=True, first_line=0),
    "warning": Style("Lưu ý", is_bold=True),
    "title": Style("Tên loại văn bản", 16, CENTRE, True, first_line=0, before=10, after=0, outline=0, keeps_next=True),
    "summary": Style("Trích yếu", 14, CENTRE, True, first_line=0, after=0, keeps_next=True),
    "annex": Style("Tên phụ lục", 14, CENTRE, True, first_line=0, after=0, outline=0, keeps_next=True),
    "heading-2": Style("Mục I", is_bold=True, before=10, outline=1, keeps_next=True),
    "heading-3": Style("Mục 1", is_bold=True, before=8, outline=2, keeps_next=True),
    "caption": Style("Tên bảng", 12, LEFT, True, first_line=0, before=6, keeps_next=True),
    "cell": Style("Ô bảng", 12, LEFT, first_line=0, after=0),
    "cell-small": Style("Ô bảng nhỏ", 11, LEFT, first_line=0, after=0),
    "head-cell": Style("Đầu bảng", 12, CENTRE, True, first_line=0, after=0, keeps_next=True),
    "ruled": Style("Dòng kẻ", align=LEFT, first_line=0),
    "box": Style("Ô chọn", align=LEFT, first_line=0),
    "letterhead": Style("Tiêu đề văn bản", 14, CENTRE, first_line=0, after=0),
    "signature": Style("Chữ ký", 14, CENTRE, first_line=0, after=0, keeps_next=True),
    "recipients": Style("Nơi nhận", 12, LEFT, first_line=0, after=0),
    "source": Style("Nguồn số liệu", 11, LEFT, is_italic=True, first_line=0, before=10),
    "page-number": Style("Số trang", 13, CENTRE, first_line=0, after=0),
}


def add_styles(document: Any) -> dict[str, str]:
    """Add the styles the document lacks; return the id of each by our key."""
    have = {style.name: style for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    for one in STYLES.values():
        if one.name not in have:
            have[one.name] = _made(document, one)
    return {key: have[one.name].style_id for key, one in STYLES.items()}


def _made(document: Any, one: Style) -> Any:
    style = document.styles.add_style(one.name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style, style.quick_style, style.hidden, style.unhide_when_used = None, True, False, True
    style.font.size, style.font.bold, style.font.italic = Pt(one.size), one.is_bold, one.is_italic
    set_font(style.element.get_or_add_rPr())
    look = style.paragraph_format
    look.alignment, look.keep_with_next, look.widow_control = one.align, one.keeps_next, True
    look.first_line_indent, look.space_before, look.space_after = Mm(one.first_line), Pt(one.before), Pt(one.after)
    look.line_spacing_rule, look.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(LINES.get(int(one.size), one.size + 4))
    if one.outline is not None:
        style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {nsdecls("w")} w:val="{one.outline}"/>'))
    return style


def set_look(document: Any, look: Look) -> None:
    """Set page and styles as the unit has them: margins, sizes, first line, exact spacing of the lines, page number."""
    page = document.sections[0]
    page.top_margin, page.bottom_margin = Mm(look.margin_top), Mm(look.margin_bottom)
    page.left_margin, page.right_margin = Mm(look.margin_left), Mm(look.margin_right)
    own = {"title": look.title_size, "letterhead": look.head_size, "recipients": look.recipients_size}
    own["page-number"] = look.page_number_size
    for key, one in STYLES.items():
        style, is_text = document.styles[one.name], key not in own and one.size == USUAL_LOOK.body_size
        if is_text or key in own:
            style.font.size = Pt(own.get(key, look.body_size))
        if is_text:
            style.paragraph_format.line_spacing = Pt(look.line_spacing)
        elif key in own:
            style.paragraph_format.line_spacing = Pt(LINES.get(own[key], own[key] + 4))
        if one.first_line:
            style.paragraph_format.first_line_indent = Mm(look.first_line)
    if not look.has_page_number:
        page.header.paragraphs[0].clear()


def set_font(properties: Any, font: str = FONT) -> None:
    """Name the font for every script: without the East Asian one Word takes another for letters with two marks."""
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), font)


def set_language(document: Any) -> None:
    """Say that the text is Vietnamese, for spelling and reading aloud."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    if defaults is None:
        return
    for properties in defaults.iter(qn("w:rPr")):
        for old in properties.findall(qn("w:lang")):
            properties.remove(old)
        values = f'w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"'
        properties.append(parse_xml(f"<w:lang {nsdecls('w')} {values}/>"))
