"""Names of cells as lists write them, and what kind of cell a name tells of."""

import re
from functools import lru_cache

from ..text import clean, from_tcvn3, looks_like_tcvn3, search_text

NUMBER = re.compile(r"^\s*(?:\d{1,3}|[IVXLC]{1,6}|[A-H])\s*[.)/\-–:]+\s*(?=\D)")
CELL = re.compile(r"^(?:chi bộ|chi đảng bộ|đảng bộ bộ phận|đảng bộ cơ sở|đảng bộ)(?=\s)", re.IGNORECASE)
_COUNT_AFTER = re.compile(r"\s*[:–\-(]*\s*\d+\s*(?:đảng viên|đồng chí|đ/c|đv|người)\s*\)?\s*$", re.IGNORECASE)
_TITLE = re.compile(r"\b(chi bộ\s+(?!trực thuộc|cơ sở|và\b|các\b)\S.*)$", re.IGNORECASE)
_TITLE_MANY = re.compile(r"các chi bộ|chi bộ trực thuộc", re.IGNORECASE)
_ACRONYMS = {"hđnd", "ubnd", "ubmttq", "mttq", "thcs", "thpt", "htx", "tnhh", "mtv", "cp", "bhxh", "csgt", "cand"}
# What a cell is, by the words of its name in search text; the first that matches.
TYPES = (
    ("NEIGHBOURHOOD", r"khu pho|to dan pho|\bap\b|\bthon\b|khu dan cu|\bxom\b|\bkhom\b|\bto \d|\bbuon\b"),
    ("ENTERPRISE", r"cong ty|hop tac xa|\bhtx\b|doanh nghiep|ngan hang|xi nghiep"),
    ("SCHOOL", r"\btruong\b|mam non|tieu hoc|thcs|thpt|hoc vien"),
    ("ARMED", r"cong an|quan su|bien phong|bo doi"),
    ("HEALTH", r"\by te\b|benh vien|phong kham"),
    ("OFFICE", r"van phong|co quan|\bphong\b|trung tam|ban quan ly|uy ban|\bubnd\b|doan the|quy tin dung"),
)


@lru_cache(maxsize=4096)
def cell_name(text):
    """The name of a cell as a block row, a column or a title writes it: '1. CHI BỘ KHU PHỐ 1' → 'Chi bộ Khu phố 1'."""
    name = _COUNT_AFTER.sub("", NUMBER.sub("", in_unicode(clean(text)))).strip(" .:;-–")
    if not name:
        return ""
    if not CELL.match(name):
        name = f"Chi bộ {name[0].upper()}{name[1:]}"
    letters = [char for char in CELL.sub("", name) if char.isalpha()]
    return _sentence_case(name) if letters and all(char.isupper() for char in letters) else name


def _sentence_case(name):
    """Capitals to ordinary letters: only the first letter and known abbreviations stay large."""
    kind = CELL.match(name)[0].lower()
    words = [word.upper() if word in _ACRONYMS else word for word in name[len(kind) :].lower().split()]
    rest = " ".join(words)
    return f"{kind.capitalize()} {rest[:1].upper()}{rest[1:]}"


def cell_in_title(rows):
    """The cell a title above the header names, or ""."""
    for row in rows:
        for cell in row:
            text = in_unicode(clean(cell))
            found = _TITLE.search(text)
            if found and not _TITLE_MANY.search(text):
                return cell_name(found[1])
    return ""


@lru_cache(maxsize=4096)
def loose(name):
    """A unit's name for comparison: without marks, case and the words "Chi bộ", "Đảng ủy"."""
    return re.sub(r"^(?:chi bo|dang bo|dang uy) ", "", re.sub(r"[^\w]+", " ", search_text(name)).strip())


def cell_type_of(name):
    """The type of a cell told by its name, OTHER when it tells none; shown before anything is created."""
    text = search_text(name)
    return next((code for code, words in TYPES if re.search(words, text)), "OTHER")


def in_unicode(text):
    """The text, converted when it is in the old encoding."""
    return clean(from_tcvn3(text)) if looks_like_tcvn3(text) else text
