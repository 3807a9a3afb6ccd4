"""The list of commendations of a unit and year on paper: by title, members and cells, with totals that must agree."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from emulation.models import Unit
from evaluations.models import Commendation
from evaluations.selectors.commendations import commendations_of

from .annual_parts import number_column
from .asked import Asked
from .blocks import Block, Column, Document, DoesNotReconcile, Heading, Paragraph, Row, Section, Table
from .common import document


@dataclass(frozen=True)
class CommendedRow:
    """One line: the member or the cell, the achievement, the decision."""

    number: int
    who: str
    cell: str
    reason: str
    decision: str
    signed_on: datetime.date
    member_id: int | None


@dataclass(frozen=True)
class TitleList:
    """Everybody who was given one title."""

    title: str
    committee: str
    rows: tuple[CommendedRow, ...]

    @property
    def total(self) -> int:
        return len(self.rows)


@dataclass(frozen=True)
class CommendationList:
    """What was granted in the unit in the year; `members` and `cells` together are `total`."""

    unit_name: str
    year: int
    titles: tuple[TitleList, ...]
    total: int
    members: int
    cells: int
    people: int

    @property
    def member_ids(self) -> list[int]:
        """The members it names."""
        return sorted({row.member_id for one in self.titles for row in one.rows if row.member_id})


def build_commendations(by: Any, asked: Asked) -> Document:
    """Build the list as a document; a year without any says so."""
    found = build_commendation_list(by, asked.unit, asked.year)
    return document(
        by,
        asked,
        title=_("LIST"),
        summary=_("of members and cells commended for the year %(year)s") % {"year": asked.year},
        sections=(Section(tuple(_blocks(found))),),
        members=tuple(found.member_ids),
    )


def _blocks(found: CommendationList) -> Iterable[Block]:
    """Yield the totals, then a table a title."""
    text = _("In all %(total)s commendations: %(members)s for %(people)s members, %(cells)s for cells.")
    values = {"total": found.total, "members": found.members, "people": found.people, "cells": found.cells}
    yield Paragraph(text % values)
    if not found.titles:
        yield Paragraph(_("Nothing was granted for this year."))
    columns = (
        number_column(6),
        Column("who", _("Who"), 23),
        Column("cell", _("Cell"), 22),
        Column("achievement", _("Achievement"), 29),
        Column("decision", pgettext("commendation", "Decision"), 20),
    )
    for place, part in enumerate(found.titles, start=1):
        yield Heading(f"{place}. {part.title} ({part.committee})", 3)
        rows = tuple(Row((row.number, row.who, row.cell, row.reason, _paper(row))) for row in part.rows)
        total = Row((None, _("Total"), str(part.total), "", ""))
        yield Table(f"commendations-{place}", columns, rows, total=total, is_small=True)


def _paper(row: CommendedRow) -> str:
    return _("%(number)s of %(day)s") % {"number": row.decision, "day": f"{row.signed_on:%d/%m/%Y}"}


def build_commendation_list(reader: Any, unit: Unit, year: int) -> CommendationList:
    """Build the list from what was granted and the reader may see."""
    rows = list(commendations_of(reader, unit, year).granted())
    titles = tuple(_titles(rows))
    kinds = Counter(row.member_id is None for row in rows)
    found = CommendationList(
        unit_name=unit.name,
        year=year,
        titles=titles,
        total=len(rows),
        members=kinds[False],
        cells=kinds[True],
        people=len({row.member_id for row in rows if row.member_id}),
    )
    return _reconciled(found)


def _titles(rows: list[Commendation]) -> Iterable[TitleList]:
    by_title: dict[int, list[Commendation]] = {}
    for row in rows:
        by_title.setdefault(row.title_id, []).append(row)
    for found in sorted(by_title.values(), key=lambda part: (part[0].title.unit.path, part[0].title.name)):
        title = found[0].title
        lines = tuple(_line(number, row) for number, row in enumerate(found, start=1))
        yield TitleList(title.name, title.unit.name, lines)


def _line(number: int, row: Commendation) -> CommendedRow:
    return CommendedRow(number, row.who, row.unit.name, row.reason, row.number, row.signed_on, row.member_id)


def _reconciled(found: CommendationList) -> CommendationList:
    """Refuse a list whose parts do not add up to its totals."""
    listed = sum(one.total for one in found.titles)
    for parts in (listed, found.members + found.cells):
        if parts != found.total:
            raise DoesNotReconcile(found.unit_name, _("the number of commendations"), found.total, parts)
    return found
