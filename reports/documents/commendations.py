"""The list of commendations of a unit and year on paper: by title, members and cells, with totals that must agree."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from emulation.models import Unit
from evaluations.models import Commendation
from evaluations.selectors.commendations import commendations_of

from ..selectors import parent_of
from .head import letterhead, recipients, signature
from .reconcile import DoesNotReconcile
from .shapes import Letterhead, Signature


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
    letterhead: Letterhead
    titles: tuple[TitleList, ...]
    total: int
    members: int
    cells: int
    people: int
    signature: Signature
    recipients: tuple[str, ...]
    made_by: str
    made_at: datetime.datetime

    @property
    def member_ids(self) -> list[int]:
        """The members it names."""
        return sorted({row.member_id for one in self.titles for row in one.rows if row.member_id})


def build_commendation_list(reader: Any, unit: Unit, year: int, at: datetime.datetime) -> CommendationList:
    """Build the list from what was granted and the reader may see."""
    rows, parent = list(commendations_of(reader, unit, year).granted()), parent_of(unit, unit)
    titles = tuple(_titles(rows))
    kinds = Counter(row.member_id is None for row in rows)
    found = CommendationList(
        unit_name=unit.name,
        year=year,
        letterhead=letterhead(unit, parent, at.date()),
        titles=titles,
        total=len(rows),
        members=kinds[False],
        cells=kinds[True],
        people=len({row.member_id for row in rows if row.member_id}),
        signature=signature(unit, at.date()),
        recipients=recipients(unit, parent),
        made_by=str(reader),
        made_at=at,
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
