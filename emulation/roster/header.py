"""Which column holds what: found by its heading, in any order, in one or two rows."""

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from ..text import clean, from_tcvn3, looks_like_tcvn3, search_text

SEARCHED_ROWS = 60
WANTED = 3  # headings that make a row a header: one alone may be a title

# Headings as search text (no marks, no punctuation), by the field they mean.
VARIANTS = {
    "ordinal": ("stt", "so tt", "tt", "so thu tu", "thu tu"),
    "name": (
        "ho va ten",
        "ho ten",
        "ho va ten dang vien",
        "ho ten dang vien",
        "ho va ten khai sinh",
        "ho ten khai sinh",
        "ten dang vien",
        "dang vien",
        "ho va ten dang vien chinh thuc",
        "ho va ten chu in hoa",
        "ho chu dem va ten",
        "ho dem va ten",
        "ho va ten dong chi",
        "full name",
        "name",
    ),
    "born": (
        "ngay thang nam sinh",
        "ngay sinh",
        "ngay thang sinh",
        "nam sinh",
        "sinh ngay",
        "ngay thang nam sinh dang vien",
        "sinh nam",
        "ngay thang nam sinh theo can cuoc",
        "ngay sinh nam nu",
        "date of birth",
    ),
    "male": ("nam",),
    "female": ("nu",),
    "born_male": ("ngay sinh nam", "ngay thang nam sinh nam", "nam sinh nam", "sinh nam nam"),
    "born_female": ("ngay sinh nu", "ngay thang nam sinh nu", "nam sinh nu", "sinh nam nu"),
    "sex": ("gioi tinh", "gioi", "phai", "nam nu", "sex"),
    "ethnicity": ("dan toc", "thanh phan dan toc"),
    "joined": (
        "ngay vao dang",
        "ngay vao dcsvn",
        "ngay vao dang csvn",
        "ngay vao dang cong san viet nam",
        "vao dang",
        "ngay ket nap",
        "ngay thang nam vao dang",
        "ngay ket nap dang",
        "ngay ket nap vao dang",
        "ngay du bi",
        "ngay vao dang du bi",
        "ngay thang nam ket nap",
        "ngay vao dang lan dau",
        "vao dang du bi",
        "du bi",
        "ngay thang vao dang",
        "ket nap",
        "date admitted",
    ),
    "official": (
        "ngay chinh thuc",
        "ngay vao dang chinh thuc",
        "chinh thuc",
        "ngay cong nhan chinh thuc",
        "ngay cong nhan dang vien chinh thuc",
        "ngay cong nhan dv chinh thuc",
        "vao dang chinh thuc",
        "ngay thang nam chinh thuc",
        "ngay chuyen dang chinh thuc",
        "ngay chuyen chinh thuc",
        "ngay ct",
        "ngay thang nam cong nhan chinh thuc",
        "ngay vao dang ct",
        "chuyen chinh thuc",
        "date made official",
    ),
    "card": (
        "so the dang vien",
        "so the dv",
        "so the dang",
        "so the",
        "the dang vien",
        "so the dang vien 8 so",
        "ma the",
        "so the dvcsvn",
        "so td",
        "so the dang vien cu",
        "card number",
    ),
    "post": (
        "chuc vu",
        "chuc vu dang",
        "chuc vu trong dang",
        "chuc danh",
        "chuc vu chi bo",
        "chuc vu hien nay",
        "chuc vu dang doan the",
        "chuc vu dang chinh quyen doan the",
        "nhiem vu",
        "nhiem vu duoc giao",
        "chuc vu dang hien nay",
    ),
    "note": ("ghi chu", "ghi chu khac", "chu thich", "note", "notes"),
    "unit": (
        "chi bo",
        "ten chi bo",
        "chi bo sinh hoat",
        "noi sinh hoat",
        "noi sinh hoat dang",
        "sinh hoat tai chi bo",
        "dang sinh hoat tai chi bo",
        "to chuc dang",
        "don vi sinh hoat dang",
        "sinh hoat chi bo",
        "cell",
    ),
    "work_unit": (
        "don vi cong tac",
        "noi cong tac",
        "co quan cong tac",
        "don vi",
        "noi lam viec",
        "co quan",
        "co quan don vi",
        "don vi cong tac hien nay",
        "nghe nghiep noi cong tac",
        "noi cong tac hien nay",
        "co quan don vi cong tac",
    ),
    "reason": ("ly do", "ly do tra lai"),
}
FIELD_OF = {heading: name for name, headings in VARIANTS.items() for heading in headings}
# Under a heading about birth, "Nam" and "Nữ" hold dates; under one about sex, or beside another birth column, a mark.
BIRTH_UNDER = {"male": "born_male", "female": "born_female"}
SEX_UNDER = {"male": "sex_male", "female": "sex_female"}
_PUNCTUATION = re.compile(r"[^\w]+")
_NUMBERING = re.compile(r"\(?([0-9]{1,2}|[A-Ga-g])\)?")

# How the columns are called in messages.
LABELS = {
    "ordinal": _("No."),
    "name": _("Full name"),
    "born": _("Date of birth"),
    "sex": _("Sex"),
    "ethnicity": _("Ethnicity"),
    "joined": _("Admitted on"),
    "official": _("Made official on"),
    "card": _("Member card number"),
    "post": _("Post"),
    "note": _("Note"),
    "unit": _("Cell"),
    "work_unit": _("Work unit"),
}


@dataclass(frozen=True)
class Header:
    """Rows of the header (counted from 0, last included), the column of each field, the labels as written."""

    first: int
    last: int
    columns: dict
    labels: tuple = field(default=())

    def value(self, row, name):
        """The raw cell of a field, "" when the sheet has no such column."""
        place = self.columns.get(name)
        return row[place] if place is not None and place < len(row) and row[place] is not None else ""

    @property
    def width(self):
        """How many columns the header spans."""
        return max((len(labels) for labels in self.labels), default=0)

    def missing(self):
        """The fields without which no row can be read."""
        has = self.columns.keys()
        birth = {"born", "born_male", "born_female"} & has
        sex = {"sex", "born_male", "born_female", "sex_male", "sex_female"} & has
        wanted = {"name": "name" in has, "born": bool(birth), "sex": bool(sex), "joined": "joined" in has}
        return [name for name, present in wanted.items() if not present]


def heading_texts(cell):
    """A heading as search text without punctuation, then the same without what stands in brackets."""
    text = clean(from_tcvn3(cell) if isinstance(cell, str) and looks_like_tcvn3(cell) else cell)
    plain = re.sub(r"\([^)]*\)", " ", text) or text
    return [clean(_PUNCTUATION.sub(" ", search_text(candidate))) for candidate in (text, plain)]


def heading_field(cell):
    """The field a heading names, or None."""
    return next((FIELD_OF[text] for text in heading_texts(cell) if text in FIELD_OF), None)


def find_header(rows):
    """The first header of a sheet, or None when no row has the headings of a roster."""
    for place in range(min(len(rows), SEARCHED_ROWS)):
        header = header_at(rows, place)
        if header:
            return header
    return None


def header_at(rows, place):
    """The header that begins at this row, or None."""
    row = rows[place]
    if sum(isinstance(cell, str) and cell != "" for cell in row) < 2:
        return None
    upper = [_heading(cell) for cell in row]
    if len(set(filter(None, upper))) < 2:
        return None
    lower = _second_row(rows, place, upper)
    columns = _columns(upper, lower, row)
    if "name" not in columns or len(columns) < WANTED:
        return None
    last = place + 1 if lower else place
    return Header(place, skip_numbering(rows, last), columns, labels_of(rows, place, last))


def _heading(cell):
    return heading_field(cell) if isinstance(cell, str) and cell else None


def _second_row(rows, place, upper):
    """The fields of the row below when it only adds headings, as under a merged birth date."""
    if place + 1 >= len(rows):
        return None
    below = rows[place + 1]
    lower = [_heading(cell) for cell in below]
    filled = [cell for cell in below if clean(cell)]
    if not filled or ("name" in lower and "name" in upper):
        return None
    return lower if sum(1 for name in lower if name) >= max(1, len(filled) - 1) else None


def _columns(upper, lower, row):
    width = max(len(upper), len(lower or ()))
    groups, found = _groups(upper, row, width), {}
    for place in range(width):
        above = upper[place] if place < len(upper) else None
        below = lower[place] if lower and place < len(lower) else None
        name = _resolve(below or above, groups[place] if below else None)
        if name and name not in found:
            found[name] = place
    return _settle(found)


def _groups(upper, row, width):
    """The heading over each column of the second row: a merged heading stands at its left end only."""
    groups, current = [], None
    for place in range(width):
        if place < len(row) and clean(row[place]):
            current = upper[place]
        groups.append(current)
    return groups


def _resolve(name, group):
    if name in SEX_UNDER and group == "sex":
        return SEX_UNDER[name]
    if name in BIRTH_UNDER and group == "born":
        return BIRTH_UNDER[name]
    return name


def _settle(found):
    """A bare "Nam" | "Nữ" holds birth dates, unless the birth date has a column of its own."""
    # A group heading stands over its first sub-column; it is no column itself.
    if "born_male" in found or "born_female" in found:
        found.pop("born", None)
    if "sex_male" in found or "sex_female" in found:
        found.pop("sex", None)
    meaning = SEX_UNDER if "born" in found else BIRTH_UNDER
    return {meaning.get(name, name): place for name, place in found.items()}


def skip_numbering(rows, last):
    """Pass over a row of column numbers (1) (2) (3) below the headings."""
    if last + 1 < len(rows):
        filled = [_whole(cell) for cell in rows[last + 1] if clean(cell)]
        if len(filled) >= WANTED and all(_NUMBERING.fullmatch(cell) for cell in filled):
            return last + 1
    return last


def _whole(cell):
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else clean(cell)


def labels_of(rows, first, last):
    """The header's rows as written."""
    lines = [[clean(cell) for cell in row] for row in rows[first : last + 1]]
    width = max((place + 1 for line in lines for place, label in enumerate(line) if label), default=0)
    return tuple(tuple(line[:width]) for line in lines)
