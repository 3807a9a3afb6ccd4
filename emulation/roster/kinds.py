"""What a row of the sheet is: the name of a cell, a member, a subtotal, a signature, nothing."""

import datetime
import re
from enum import Enum

from ..text import clean
from .cells import CELL, NUMBER, in_unicode


class Kind(Enum):
    BLANK = "blank"
    HEADER = "header"
    BLOCK = "block"
    TOTAL = "total"
    SIGNATURE = "signature"
    DATA = "data"
    OTHER = "other"


_TOTAL = re.compile(r"^(?:tổng cộng|tổng số|tổng|cộng|toàn chi bộ|toàn đảng bộ)(?![\w])", re.IGNORECASE)
# A row that says nothing else is a total even with figures under the columns.
_BARE_TOTAL = re.compile(r"(?:tổng cộng|tổng số|tổng|cộng)[\s:]*(?:\d.*)?", re.IGNORECASE)
_COUNTED = re.compile(r"(\d[\d.]*)\s*(?:đảng viên|đồng chí|đ/c|đv|người)", re.IGNORECASE)
_SIGNATURE = re.compile(
    r"(?:^|\s)(?:t\s*/\s*m|tm\.|k\s*/\s*t|kt\.|bí thư|phó bí thư|người lập|người lập biểu|lập biểu|thủ trưởng|nơi nhận"
    r"|xác nhận|t/l|tl\.|ban chấp hành|chi ủy|đảng ủy|ký, ghi rõ|\(ký)|ngày .{0,12} ?tháng .{0,12} ?năm",
    re.IGNORECASE,
)
BIRTH_FIELDS = ("born", "born_male", "born_female")
DATED = (*BIRTH_FIELDS, "joined", "official")


def classify(cells, texts, header, formulas, *, ended=False):
    """The kind of a row. `ended`: the signatures have begun, so a bare name is a signer's."""
    filled = [text for text in texts if text]
    if not filled and not formulas:
        return Kind.BLANK
    if any(_BARE_TOTAL.fullmatch(text) for text in filled[:2]):
        return Kind.TOTAL
    certain = has_facts(cells, texts, header)
    if filled and not certain:
        kind = _kind_of_text(filled, texts, header)
        if kind:
            return kind
        if ended:
            return Kind.SIGNATURE
    name = header.columns["name"]
    named = (name < len(texts) and texts[name]) or (name in formulas)
    return Kind.DATA if certain or (named and _may_be_a_person(filled)) else Kind.OTHER


def has_facts(cells, texts, header):
    """True when a date or a card number stands in its column: only a member's row has them."""
    for field in (*DATED, "card"):
        place = header.columns.get(field)
        if place is None or place >= len(cells) or not texts[place]:
            continue
        if not isinstance(cells[place], str) or _is_fact(texts[place]):
            return True
    return False


def _is_fact(text):
    return sum(char.isdigit() for char in text) >= 4 and not _SIGNATURE.search(text)


def _kind_of_text(filled, texts, header):
    joined = " ".join(filled)
    if any(_TOTAL.match(text) for text in filled[:2]):
        return Kind.TOTAL
    if is_block(filled, texts, header):
        return Kind.BLOCK
    name = header.columns["name"]
    own = texts[name] if name < len(texts) else ""
    return Kind.SIGNATURE if _SIGNATURE.search(joined) and not (own and len(filled) > 2) else None


def is_block(filled, texts, header):
    """True for "1. Chi bộ Khu phố 1" and "I | Khu phố 1": text at the left, nothing in the other columns."""
    if len(filled) > 2 or (len(filled) == 2 and not re.fullmatch(r"\d{1,3}|[IVXLC]+|[A-H]", filled[0].rstrip(".)"))):
        return False
    text = in_unicode(filled[-1])
    if CELL.match(NUMBER.sub("", text)):
        return True
    roman = len(filled) == 2 and not filled[0].rstrip(".)").isdigit()
    return bool(roman or (len(filled) == 1 and NUMBER.match(text)))


def _may_be_a_person(filled):
    """A lone text is a member's row only when it could be a name; a remark is not."""
    return len(filled) > 1 or not filled or (len(filled[0].split()) <= 6 and not re.search(r"[\d:;]", filled[0]))


def counted(texts):
    """The number a subtotal states, or None."""
    joined = " ".join(filter(None, texts))
    found = _COUNTED.search(joined) or re.search(r"(\d[\d.]*)", joined)
    digits = found[1].replace(".", "") if found else ""
    return int(digits) if digits else None


def plain(cell):
    """A cell as clean text, to see what the row is."""
    if isinstance(cell, str):
        return cell if cell.isascii() and cell.isprintable() and cell.strip() == cell else clean(cell)
    if cell is None or isinstance(cell, bool):
        return ""
    if isinstance(cell, float):
        return f"{cell:.0f}" if cell.is_integer() else str(cell)
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)
