"""One cell to one value: dates day first, card numbers, sex. Every change of form comes back as a notice."""

import datetime
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from ..text import clean, from_tcvn3, looks_like_tcvn3, search_text, title_name, without_address
from .problems import Notice, Problem

CARD_DIGITS = 8
MAX_NAME = 120
OLDEST = 120  # years
LONGEST_DATE = 60  # characters
FIRST_YEAR, LAST_YEAR = 1900, 2100
FIRST_SERIAL, LAST_SERIAL = 3_654, 73_051  # 1 January 1910 to 1 January 2100, days as a spreadsheet counts them
SERIAL_ZERO = datetime.date(1899, 12, 30)

_DATE = re.compile(r"(\d{1,2})\s*[/.\-,\s]\s*(\d{1,2})\s*[/.\-,\s]\s*(\d{4})")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]00:00(?::00)?)?")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}) nam (\d{4})")
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2}")
_YEAR = re.compile(r"(?:nam )?(\d{4})")
_UNKNOWN_DAY = re.compile(r"(?:(?:0{1,2}|[_.…?x]*)\s*[/.\-]\s*){1,2}(\d{4})")
_MONTH = re.compile(r"(?:thang )?(\d{1,2})\s*[/.\-]\s*(\d{4})")
_NAME = re.compile(r"[^\W\d_][^\d_=<>{}\[\]|\\@#$%^*+~!?:;\"/&]*")
_CARD_MARKS = re.compile(r"[\s.\-]")

COMPOSED = _("%(column)s: letters typed in pieces were put together.")
SPACES = _("%(column)s: extra spaces or invisible characters were removed.")
LETTER_D = _("%(column)s: a foreign letter that looks like Đ was replaced by Đ.")
ADDRESS = _("%(column)s: the form of address before the name was removed.")
CAPITALS = _("%(column)s: “%(before)s” was written in ordinary letters.")
OLD_ENCODING = _("%(column)s: “%(before)s” was converted from the old TCVN3 (.VnTime) encoding to “%(after)s”.")
TEXT_DATE = _("%(column)s: “%(before)s” typed as text was read day first as %(after)s.")
SERIAL_DATE = _("%(column)s: the number %(before)s was read as the date %(after)s.")
YEAR_ONLY = _("%(column)s: only the year %(after)s is known; no day was invented.")
CARD_TEXT = _("%(column)s: “%(before)s” was written without dots and spaces as %(after)s.")
CARD_NUMBER = _("%(column)s: typed as a number, stored as the digits %(after)s.")

NOT_A_DATE = _("“%(value)s” is not a date that exists: write it as day/month/year, for example 19/05/1970.")
SHORT_YEAR = _("“%(value)s” has a year of two digits: write the year with four digits.")
DAY_WANTED = _("“%(value)s” lacks the day or the month: write the whole date as day/month/year.")
NO_NAME = _("The full name is missing.")
BAD_NAME = _("“%(value)s” is not a name: use letters only.")
LONG_NAME = _("The name is longer than %(limit)s characters.")
BAD_SEX = _("“%(value)s” is not a sex: write Nam or Nữ.")
BAD_CARD = _("The card number “%(value)s” must have %(digits)s digits; it has %(found)s.")
CARD_LETTERS = _("The card number “%(value)s” must have %(digits)s digits and nothing else.")


@dataclass(frozen=True)
class Read:
    """What a cell says: the value, how it was converted, and what is wrong with it."""

    value: object = None
    notices: tuple = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class Birth:
    """A date of birth, or its year alone."""

    year: int
    day: datetime.date | None = field(default=None)

    def __str__(self):
        return self.day.isoformat() if self.day else str(self.year)


def text_cell(cell, column):
    """Text of a cell, cleaned, with a notice for each thing that was changed."""
    if not isinstance(cell, str):
        return Read(_as_text(cell))
    if cell.isascii() and cell.isprintable() and "  " not in cell and cell == cell.strip():
        return Read(cell)
    if looks_like_tcvn3(cell):
        after = clean(from_tcvn3(cell))
        return Read(after, (Notice("tcvn3", OLD_ENCODING, {"column": column, "before": clean(cell), "after": after}),))
    return _cleaned(cell, column)


def _as_text(cell):
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.date):
        return cell.strftime("%d/%m/%Y")
    return clean(cell)


def _cleaned(cell, column):
    after = clean(cell)
    if after == cell:
        return Read(after)
    signs = (
        ("letter_d", LETTER_D, any(char in cell for char in "\u00d0\u00f0\u0189\u0256")),
        ("spaces", SPACES, after.count(" ") != cell.count(" ") or cell != cell.strip() or not cell.isprintable()),
    )
    notices = [Notice(code, message, {"column": column}) for code, message, seen in signs if seen]
    # Whatever else differs is a letter and its marks typed apart.
    if not notices or any("\u0300" <= char <= "\u036f" for char in cell):
        notices.append(Notice("composed", COMPOSED, {"column": column}))
    return Read(after, tuple(notices))


def name_cell(cell, column):
    """A person's name."""
    if isinstance(cell, str) and looks_like_tcvn3(cell):
        return _old_name(cell, column)
    read = text_cell(cell, column)
    name, notices = without_address(read.value), list(read.notices)
    if name != read.value:
        notices.append(Notice("address", ADDRESS, {"column": column}))
    titled = title_name(name)
    if titled != name:
        notices.append(Notice("capitals", CAPITALS, {"column": column, "before": name}))
    return Read(titled, tuple(notices), _name_problem(titled))


def _old_name(cell, column):
    # The old encoding has no capital letters with tones: "¸nh" is "Ánh".
    name = title_name(without_address(clean(from_tcvn3(cell))).lower())
    values = {"column": column, "before": clean(cell), "after": name}
    return Read(name, (Notice("tcvn3", OLD_ENCODING, values),), _name_problem(name))


def _name_problem(name):
    if not name:
        return Problem("name", NO_NAME)
    if len(name) > MAX_NAME:
        return Problem("name", LONG_NAME, {"limit": MAX_NAME})
    return None if _NAME.fullmatch(name) else Problem("name", BAD_NAME, {"value": name})


def birth_cell(cell, column):
    """A date of birth; a year alone stays a year."""
    read = _date(cell, column)
    if isinstance(read.value, datetime.date):
        # A year typed into a cell formatted as a date shows as a day of 1905.
        year = (read.value - SERIAL_ZERO).days
        if isinstance(cell, datetime.date) and FIRST_YEAR <= year <= LAST_YEAR:
            return _year(year, column)
        return Read(Birth(read.value.year, read.value), read.notices)
    return Read(None, (), Problem("born", *read.problem)) if read.problem else read


def day_cell(cell, name, column):
    """A whole date for the field `name`; a year alone is not enough."""
    read = _date(cell, column)
    if isinstance(read.value, Birth):
        return Read(None, (), Problem(name, DAY_WANTED, {"value": _as_text(cell)}))
    return Read(None, (), Problem(name, *read.problem)) if read.problem else read


def _date(cell, column):
    """A date, or a Birth with its year alone; a problem comes as (message, values)."""
    if isinstance(cell, datetime.datetime):
        return Read(cell.date())
    if isinstance(cell, datetime.date):
        return Read(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _number_date(cell, column)
    return _text_date(clean(cell).strip("'’` ")[:LONGEST_DATE], column)


def _number_date(number, column):
    whole = int(number)
    if whole == number and FIRST_YEAR <= whole <= LAST_YEAR:
        return _year(whole, column)
    if FIRST_SERIAL <= whole <= LAST_SERIAL:
        day = SERIAL_ZERO + datetime.timedelta(days=whole)
        return Read(day, (Notice("serial_date", SERIAL_DATE, _change(column, whole, day.strftime("%d/%m/%Y"))),))
    return Read(problem=(NOT_A_DATE, {"value": _as_text(number)}))


def _year(year, column):
    return Read(Birth(year), (Notice("year_only", YEAR_ONLY, {"column": column, "after": year}),))


def _change(column, before, after):
    return {"column": column, "before": before, "after": after}


def _text_date(text, column):
    plain = search_text(text)
    parts = _date_parts(text, plain)
    if parts:
        return _whole_date(parts, text, column)
    for pattern in (_YEAR, _UNKNOWN_DAY, _MONTH):
        found = pattern.fullmatch(plain)
        if found and FIRST_YEAR <= int(found.groups()[-1]) <= LAST_YEAR and _month_exists(found):
            return _year(int(found.groups()[-1]), column)
    if plain.isdigit() and len(plain) == 5:
        return _number_date(int(plain), column)
    message = SHORT_YEAR if _SHORT_YEAR.fullmatch(plain) else NOT_A_DATE
    return Read(problem=(message, {"value": text}))


def _date_parts(text, plain):
    found = _ISO.fullmatch(text)
    if found:
        return found.groups()[::-1]
    found = _DATE.fullmatch(text) or _WORDS.fullmatch(plain)
    return found.groups() if found and found[1].strip("0") and found[2].strip("0") else None


def _month_exists(found):
    return len(found.groups()) == 1 or 1 <= int(found[1]) <= 12


def _whole_date(parts, text, column):
    day, month, year = map(int, parts)
    try:
        value = datetime.date(year, month, day)
    except ValueError:
        return Read(problem=(NOT_A_DATE, {"value": text}))
    return Read(value, (Notice("text_date", TEXT_DATE, _change(column, text, value.strftime("%d/%m/%Y"))),))


def card_cell(cell, column):
    """A card number of eight digits, or "" when there is none yet."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        digits = _as_text(cell)
        return _checked_card(digits, digits, Notice("card_number", CARD_NUMBER, {"column": column, "after": digits}))
    text = clean(cell).strip("'’`")
    digits = _CARD_MARKS.sub("", text)
    return _checked_card(text, digits, _card_notice(cell, text, digits, column))


def _card_notice(cell, text, digits, column):
    if digits != text:
        return Notice("card_marks", CARD_TEXT, _change(column, text, digits))
    return Notice("spaces", SPACES, {"column": column}) if text != cell else None


def _checked_card(text, digits, notice):
    notices = (notice,) if notice and digits else ()
    if not digits:
        return Read("")
    if not (digits.isascii() and digits.isdigit()):
        return Read("", (), Problem("card", CARD_LETTERS, {"value": text, "digits": CARD_DIGITS}))
    if len(digits) != CARD_DIGITS:
        values = {"value": text, "digits": CARD_DIGITS, "found": len(digits)}
        return Read("", (), Problem("card", BAD_CARD, values))
    return Read(digits, notices)


SEXES = {"nam": "M", "m": "M", "male": "M", "nu": "F", "f": "F", "female": "F"}


def sex_cell(cell):
    """M or F from a single column."""
    text = text_cell(cell, "").value
    sex = SEXES.get(search_text(text))
    return Read(sex) if sex else Read(problem=Problem("sex", BAD_SEX, {"value": text}))
