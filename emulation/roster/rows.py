"""One member's row: every field read and checked, every conversion told, every fault in one sentence."""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from ..text import search_text
from .header import LABELS
from .problems import Notice, Problem
from .values import OLDEST, Birth, birth_cell, card_cell, day_cell, name_cell, sex_cell, text_cell

ACCEPTED, REJECTED = "accepted", "rejected"
MIN_AGE = 18  # Party Charter Art. 1
PROBATION_YEARS = 2  # a year, and time for the decision; longer without one is worth a word
LIMITS = {"ethnicity": 40, "post": 120, "note": 300, "work_unit": 200, "unit": 200}

FORMULA = _("The column “%(column)s” holds a formula: type the value itself in its place.")
TOO_LONG = _("The text in the column “%(column)s” is longer than %(limit)s characters: shorten it.")
BOTH_SEXES = _("There is an entry under both Nam and Nữ: keep only one.")
NO_SEX = _("The sex is missing: write Nam or Nữ.")
SEX_DISAGREES = _("The sex does not agree with the column that holds the date of birth.")
NO_BIRTH = _("The date of birth is missing.")
NO_JOINED = _("The date of admission to the Party is missing.")
FUTURE = _("%(date)s has not come yet: correct the date.")
TOO_OLD = _("A birth in %(year)s is more than %(limit)s years ago: correct the date.")
TOO_YOUNG = _("Admitted to the Party at the age of %(age)s; the Charter asks for %(limit)s: correct one of the dates.")
BEFORE_JOINED = _("Made official on %(official)s, before being admitted on %(joined)s: correct one of the dates.")
STILL_PROVISIONAL = _("No date of being made official: taken as a provisional member.")

NOTE_LEFT = _("%(column)s: “%(note)s” is not recorded; enter it on the member's page if it matters.")

# What a note tells that is recorded as a circumstance of the member; TEMPORARY is recorded as the stay.
RECORDED_FLAGS = ("EXEMPT", "SUSPENDED", "MATERNITY", "AWAY")
FLAGS = {
    "EXEMPT": re.compile(r"\bmien (?:cong tac|sinh hoat|cong tac va sinh hoat)|\bmsh\b|\bduoc mien\b"),
    "SUSPENDED": re.compile(r"\bdinh chi\b"),
    "TEMPORARY": re.compile(r"\btam thoi\b(?! (?:di\b|(?:tai )?noi khac))|\bshtt\b"),
    "MATERNITY": re.compile(r"\bnghi sinh(?! hoat)|\bthai san\b"),
    "SICK": re.compile(r"\bnghi om\b|\bom dai ngay\b|\bom nang\b|\bchua benh\b|\bdieu tri\b"),
    "AWAY": re.compile(r"\btam thoi (?:di\b|(?:tai )?noi khac)|\bdi\b.{0,25}\btam thoi\b"),
    "ABSENT": re.compile(r"\blam an xa\b|\bdi lam xa\b|\bnuoc ngoai\b|\bvang mat\b"),
    "LEFT": re.compile(r"\bchuyen (?:sinh hoat )?di\b|\btu tran\b|\bda chet\b|\bda mat\b|\bkhai tru\b|\bxoa ten\b"),
}


class ReadRow:
    """What every row that was read says of itself: whether it may be loaded, and if not why."""

    __slots__ = ()

    @property
    def accepted(self):
        return not self.problems

    @property
    def outcome(self):
        return REJECTED if self.problems else ACCEPTED

    @property
    def field(self):
        """The field of the first fault, "" when there is none."""
        return self.problems[0].field if self.problems else ""

    @property
    def message(self):
        """The first fault as a sentence."""
        return str(self.problems[0]) if self.problems else ""

    @property
    def reasons(self):
        """All faults, so that a row is corrected in one go."""
        return " ".join(str(problem) for problem in self.problems)

    @property
    def converted(self):
        """What was converted, as sentences."""
        return [str(notice) for notice in self.conversions]


@dataclass(slots=True)
class RosterRow(ReadRow):
    """One data row of the sheet. `row` counts from 1 as the spreadsheet shows it; `cells` are the raw cells."""

    row: int
    sheet: str = ""
    name: str = ""
    sex: str = ""
    born: Birth | None = None
    joined: datetime.date | None = None
    official: datetime.date | None = None
    card: str = ""
    ethnicity: str = ""
    posts: tuple = ()
    note: str = ""
    flags: frozenset = frozenset()
    unit: str = ""
    work_unit: str = ""
    conversions: tuple = ()
    problems: tuple = ()
    cells: tuple = ()

    def as_report(self):
        """The row as the report of a command or of the API gives it; dates in ISO, a year alone as "1942"."""
        if self.problems:
            return {"row": self.row, "outcome": REJECTED, "field": self.field, "message": self.message}
        return {
            "row": self.row,
            "outcome": ACCEPTED,
            "name": self.name,
            "sex": self.sex,
            "born": str(self.born),
            "joined": self.joined.isoformat(),
            "official": self.official.isoformat() if self.official else None,
            "card": self.card,
            "unit": self.unit,
            "converted": self.converted,
        }

    @property
    def born_on(self):
        return self.born.day if self.born else None

    @property
    def born_year(self):
        return self.born.year if self.born else None


class RowReader:
    """Collects the notices and problems of one row while its fields are read. `labels`, `limits`: of the columns."""

    def __init__(self, cells, header, formulas, labels=LABELS, limits=LIMITS):
        self.cells, self.header, self.formulas = cells, header, formulas
        self.labels, self.limits = labels, limits
        self.notices, self.problems = [], []

    def raw(self, name):
        return self.header.value(self.cells, name)

    def filled(self, name):
        return bool(_strip(self.raw(name))) or self.is_formula(name)

    def is_formula(self, name):
        place = self.header.columns.get(name)
        return place is not None and place in self.formulas

    def take(self, read):
        """The value of a cell that was read; what was said about it is kept."""
        self.notices.extend(read.notices)
        if read.problem:
            self.problems.append(read.problem)
        return read.value

    def fault(self, name, message, **values):
        self.problems.append(Problem(name, message, values))

    def value(self, column, field, parse):
        """The parsed value of a column, None for a formula or when empty."""
        if self.is_formula(column):
            self.fault(field, FORMULA, column=self.labels[field])
        elif _strip(self.raw(column)):
            return self.take(parse(self.raw(column)))
        return None

    def text(self, field):
        found = self.value(field, field, lambda cell: text_cell(cell, self.labels[field])) or ""
        if len(found) > self.limits[field]:
            self.fault(field, TOO_LONG, column=self.labels[field], limit=self.limits[field])
        return found


def _strip(cell):
    return cell.strip() if isinstance(cell, str) else "" if cell is None else str(cell)


def read_row(cells, header, formulas, *, row, sheet, today):
    """A row of the sheet as a RosterRow; the cell it belongs to is added by the caller.

    `formulas`: the columns of this row that hold a formula. `today` bounds the dates.
    """
    reader = RowReader(cells, header, formulas)
    found = RosterRow(row, sheet, cells=tuple(cells))
    found.name = _name(reader)
    found.sex, found.born = _sex_and_birth(reader)
    found.joined = reader.value("joined", "joined", lambda cell: day_cell(cell, "joined", LABELS["joined"]))
    found.official = reader.value("official", "official", lambda cell: day_cell(cell, "official", LABELS["official"]))
    found.card = reader.value("card", "card", lambda cell: card_cell(cell, LABELS["card"])) or ""
    _read_texts(reader, found)
    _check_dates(reader, found, today)
    found.conversions, found.problems = tuple(reader.notices), tuple(sorted(reader.problems, key=_order))
    return found


PLACES = {name: place for place, name in enumerate(LABELS)}
# Sex and birth share their columns: "both filled" is a fault of the sex and comes first.
PLACES["sex"] = PLACES["born"] - 0.5


def _order(problem):
    return PLACES.get(problem.field, len(PLACES))


def _name(reader):
    if not reader.filled("name"):
        return reader.take(name_cell("", LABELS["name"]))
    return reader.value("name", "name", lambda cell: name_cell(cell, LABELS["name"])) or ""


def _sex_and_birth(reader):
    """Sex and birth by whichever columns the sheet has for them."""
    columns = reader.header.columns
    if "born_male" in columns or "born_female" in columns:
        return _birth_under_sex(reader)
    born = _birth(reader, "born")
    if "sex" in columns:
        return _single_sex(reader), born
    return _marked_sex(reader), born


def _birth_under_sex(reader):
    sides = [(sex, column) for sex, column in (("M", "born_male"), ("F", "born_female")) if reader.filled(column)]
    if len(sides) == 2:
        reader.fault("sex", BOTH_SEXES)
        return "", None
    if not sides:
        reader.fault("born", NO_BIRTH)
        return "", None
    sex, column = sides[0]
    if "sex" in reader.header.columns and reader.filled("sex") and _single_sex(reader) not in ("", sex):
        reader.fault("sex", SEX_DISAGREES)
    return sex, _birth(reader, column)


def _birth(reader, column):
    if not reader.filled(column):
        reader.fault("born", NO_BIRTH)
    return reader.value(column, "born", lambda cell: birth_cell(cell, LABELS["born"]))


def _single_sex(reader):
    if not reader.filled("sex"):
        reader.fault("sex", NO_SEX)
    return reader.value("sex", "sex", sex_cell) or ""


def _marked_sex(reader):
    marked = [sex for sex, column in (("M", "sex_male"), ("F", "sex_female")) if reader.filled(column)]
    if len(marked) == 1:
        return marked[0]
    reader.fault("sex", BOTH_SEXES if marked else NO_SEX)
    return ""


def _read_texts(reader, found):
    found.ethnicity = reader.text("ethnicity")
    found.work_unit = reader.text("work_unit")
    found.note = reader.text("note")
    found.flags = flags_of(found.note)
    if found.note and not found.flags.intersection((*RECORDED_FLAGS, "TEMPORARY")):
        reader.notices.append(Notice("note_left", NOTE_LEFT, {"column": LABELS["note"], "note": found.note}))
    found.posts = split_posts(reader.value("post", "post", lambda cell: text_cell(cell, LABELS["post"])) or "")
    if any(len(post) > LIMITS["post"] for post in found.posts):
        reader.fault("post", TOO_LONG, column=LABELS["post"], limit=LIMITS["post"])


@lru_cache(maxsize=4096)
def flags_of(note):
    """What a note says about the member's duties, by code."""
    text = search_text(note)
    found = {code for code, pattern in FLAGS.items() if text and pattern.search(text)}
    return frozenset(found - {"TEMPORARY"} if "AWAY" in found else found)


@lru_cache(maxsize=4096)
def split_posts(text):
    """Posts divided by commas, semicolons or lines, without repetition."""
    return tuple(dict.fromkeys(filter(None, (part.strip(" -–.") for part in re.split(r"[,;\n]", text)))))


def _check_dates(reader, found, today):
    for field in ("born", "joined", "official"):
        day = found.born_on if field == "born" else getattr(found, field)
        if day and day > today:
            reader.fault(field, FUTURE, date=day.strftime("%d/%m/%Y"))
    _check_birth(reader, found, today)
    _check_joined(reader, found)
    _check_official(reader, found, today)


def _check_birth(reader, found, today):
    if found.born and today.year - found.born.year > OLDEST:
        reader.fault("born", TOO_OLD, year=found.born.year, limit=OLDEST)
    elif found.born and not found.born.day and found.born.year > today.year:
        reader.fault("born", FUTURE, date=found.born.year)


def _check_joined(reader, found):
    if not found.joined:
        if not reader.filled("joined"):
            reader.fault("joined", NO_JOINED)
    elif found.born and (age := age_on(found.born, found.joined)) < MIN_AGE:
        reader.fault("joined", TOO_YOUNG, age=max(age, 0), limit=MIN_AGE)


def age_on(born, day):
    """Full years on a day; with the year alone, the most it can be."""
    years = day.year - born.year
    return years - (born.day is not None and (day.month, day.day) < (born.day.month, born.day.day))


def _check_official(reader, found, today):
    if found.official and found.joined and found.official < found.joined:
        values = {"official": found.official.strftime("%d/%m/%Y"), "joined": found.joined.strftime("%d/%m/%Y")}
        reader.fault("official", BEFORE_JOINED, **values)
    elif found.joined and not reader.filled("official") and today.year - found.joined.year > PROBATION_YEARS:
        reader.notices.append(Notice("provisional", STILL_PROVISIONAL))
