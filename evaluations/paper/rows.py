"""One result: whose, which level, by which decision; every conversion told, every fault in one sentence."""

import datetime
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.roster.cells import cell_name
from emulation.roster.header import Header
from emulation.roster.kinds import plain as plain_cell
from emulation.roster.problems import Notice, Problem
from emulation.roster.rows import ReadRow, RowReader
from emulation.roster.values import Birth, Read, birth_cell, card_cell, day_cell, name_cell, text_cell

from .columns import GRADE, LABELS
from .words import Words, plain

LIMITS: Final = {"number": 60, "note": 500, "unit": 200}

NO_PERSON: Final = _("Neither a card number nor a name: say whose result it is.")
NO_LEVEL: Final = _("The level is missing: write one of the four levels.")
BAD_LEVEL: Final = _("“%(value)s” is not a level: write %(levels)s or its short form.")
BAD_GRADE: Final = _("“%(value)s” is not a grade of criterion %(criterion)s: write %(grades)s.")
NO_NUMBER: Final = _("The number of the decision is missing.")
NO_DATE: Final = _("The date of the decision is missing.")
FUTURE: Final = _("%(date)s has not come yet: correct the date.")
OTHER_YEAR: Final = _(
    "A decision of %(date)s cannot be on the results of %(year)s: it is signed between %(first)s and %(last)s."
)
LEVEL_READ: Final = _("%(column)s: “%(before)s” was read as “%(after)s”.")


@dataclass(slots=True)
class ResultRow(ReadRow):
    """One result. `row` counts from 1 as the spreadsheet shows it; `grades` by the criterion's code."""

    row: int
    sheet: str = ""
    card: str = ""
    name: str = ""
    born: Birth | None = None
    unit: str = ""
    level: str = ""
    number: str = ""
    signed_on: datetime.date | None = None
    note: str = ""
    grades: dict[str, str] = field(default_factory=dict)
    conversions: tuple[Notice, ...] = ()
    problems: tuple[Problem, ...] = ()
    cells: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Terms:
    """What a row is held against: the words of the rule set, the year, the day of reading, the columns' names."""

    words: Words
    year: int
    today: datetime.date
    labels: dict[str, str | Promise]

    @property
    def first(self) -> datetime.date:
        """The first day on which the year's results may have been decided."""
        return datetime.date(self.year, 7, 1)

    @property
    def last(self) -> datetime.date:
        return datetime.date(self.year + 1, 12, 31)


def read_result(cells: Any, header: Header, formulas: Set[int], *, row: int, sheet: str, terms: Terms) -> ResultRow:
    """Return a row of the sheet as a result; `formulas` are the columns of it that hold a formula."""
    reader = RowReader(cells, header, formulas, terms.labels, LIMITS)
    found = ResultRow(row, sheet, cells=tuple(cells))
    _read_person(reader, found)
    found.level = _level(reader, terms)
    found.number = reader.text("number")
    found.signed_on = _signed_on(reader, terms)
    found.note = reader.text("note")
    found.grades = _grades(reader, terms)
    _need(reader, found)
    found.conversions = tuple(reader.notices)
    found.problems = tuple(sorted(reader.problems, key=lambda problem: _place(problem, terms)))
    return found


def _place(problem: Problem, terms: Terms) -> int:
    return list(terms.labels).index(problem.field)


def _read_person(reader: RowReader, found: ResultRow) -> None:
    found.name = reader.value("name", "name", lambda cell: name_cell(cell, LABELS["name"])) or ""
    found.born = reader.value("born", "born", lambda cell: birth_cell(cell, LABELS["born"]))
    found.card = reader.value("card", "card", lambda cell: card_cell(cell, LABELS["card"])) or ""
    found.unit = cell_name(plain_cell(reader.raw("unit"))) if not reader.is_formula("unit") else reader.text("unit")
    if not reader.filled("name") and not reader.filled("card"):
        reader.fault("name", NO_PERSON)


def _need(reader: RowReader, found: ResultRow) -> None:
    """What every result must have."""
    for name, sentence in (("level", NO_LEVEL), ("number", NO_NUMBER), ("signed_on", NO_DATE)):
        if not reader.filled(name):
            reader.fault(name, sentence)


def _level(reader: RowReader, terms: Terms) -> str:
    def read(cell: object) -> Read:
        text = text_cell(cell, terms.labels["level"]).value
        level = terms.words.level_of(text)
        if level is None:
            names = ", ".join(terms.words.level_names.values())
            return Read(problem=Problem("level", BAD_LEVEL, {"value": text, "levels": names}))
        name = terms.words.level_names[level]
        if plain(text) in (plain(name), plain(level)):
            return Read(level)
        values = {"column": terms.labels["level"], "before": text, "after": name}
        return Read(level, (Notice("level_read", LEVEL_READ, values),))

    return reader.value("level", "level", read) or ""


def _signed_on(reader: RowReader, terms: Terms) -> datetime.date | None:
    day = reader.value("signed_on", "signed_on", lambda cell: day_cell(cell, "signed_on", terms.labels["signed_on"]))
    if day and day > terms.today:
        reader.fault("signed_on", FUTURE, date=_written(day))
    elif day and not terms.first <= day <= terms.last:
        days = {"date": _written(day), "first": _written(terms.first), "last": _written(terms.last)}
        reader.fault("signed_on", OTHER_YEAR, year=terms.year, **days)
    return day


def _written(day: datetime.date) -> str:
    return f"{day:%d/%m/%Y}"


def _grades(reader: RowReader, terms: Terms) -> dict[str, str]:
    """The grades the row gives, by the criterion's code; criteria without a grade are left out."""
    found = {}
    for column in reader.header.columns:
        if column.startswith(GRADE) and reader.filled(column):
            found[column.removeprefix(GRADE)] = _grade(reader, column, terms)
    return {code: grade for code, grade in found.items() if grade}


def _grade(reader: RowReader, column: str, terms: Terms) -> str:
    def read(cell: object) -> Read:
        text = text_cell(cell, terms.labels[column]).value
        grade = terms.words.grade_of(text)
        names = ", ".join(terms.words.grade_names)
        values = {"value": text, "criterion": column.removeprefix(GRADE), "grades": names}
        return Read(grade) if grade else Read(problem=Problem(column, BAD_GRADE, values))

    return reader.value(column, column, read) or ""
