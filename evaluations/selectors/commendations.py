"""Commendations to read: proposals and what was granted, and who may be proposed with the years that speak for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from emulation.models import Account, Member, Unit
from emulation.models.units import below

from ..models import (
    Appeal,
    CellDecision,
    Commendation,
    CommendationTitle,
    Decision,
    LevelChoice,
)
from ..rules.commendations import years_in_a_row
from ..rules.levels import Level

SHOWN = 500  # of those eligible; a committee with more looks cell by cell


@dataclass(frozen=True)
class Eligible:
    """A member or a cell decided at the top level this year: the years in a row, why the row ends, fitting titles."""

    unit: Unit
    member: Member | None
    years: tuple[int, ...]
    why: str
    titles: tuple[CommendationTitle, ...]
    is_suspended: bool = False

    @property
    def who(self) -> str:
        return str(self.member or self.unit)

    @property
    def number(self) -> int:
        """How many years in a row."""
        return len(self.years)


def commendations_of(reader: Account, unit: Unit, year: int | None = None) -> QuerySet[Commendation]:
    """Return the commendations within a unit the reader may see, of one year when one is given."""
    found = Commendation.objects.visible_to(reader).filter(unit__path__range=below(unit.path))
    found = found.filter(year=year) if year else found
    return in_full(found)


def own_commendations(reader: Account) -> QuerySet[Commendation]:
    """Return what was granted to the reader, the newest first."""
    if reader.member_id is None:
        return Commendation.objects.none()
    return in_full(Commendation.objects.granted().filter(member=reader.member_id))


def in_full(found: QuerySet[Commendation]) -> QuerySet[Commendation]:
    """Read with each what its page says."""
    return found.select_related("title__unit", "unit", "member", "proposed_by", "decided_by")


def titles_for(unit: Unit) -> QuerySet[CommendationTitle]:
    """Return the titles that the unit's own committee and those above it give."""
    paths = [unit.path[:end] for end in range(Unit.steplen, len(unit.path) + 1, Unit.steplen)]
    return CommendationTitle.objects.filter(unit__path__in=paths, is_retired=False).select_related("unit")


def eligible(reader: Account, unit: Unit, year: int) -> list[Eligible]:
    """Return the members, then the cells, decided at the top level of the year, the longest row first; five queries.

    Earlier years are counted wherever the member was rated, results taken over from paper too: of another cell no more
    is told than the year and the level that holds.
    """
    titles = list(titles_for(unit))
    found = [*_members(reader, unit, year, titles), *_cells(reader, unit, year, titles)]
    return sorted(found, key=lambda one: (one.member is None, -one.number, one.unit.path))[:SHOWN]


def _members(reader: Account, unit: Unit, year: int, titles: list[CommendationTitle]) -> Iterable[Eligible]:
    top = Decision.objects.current().filter(
        reader.scope.units_q("commendation.view", "assessment__unit__path"),
        level=Level.EXCELLENT,
        assessment__campaign__year__number=year,
        assessment__unit__path__range=below(unit.path),
    )
    open_ones = Appeal.objects.open().filter(suspends=True, decision=OuterRef("pk"))
    rows = list(top.annotate(held=Exists(open_ones)).select_related("assessment__member", "assessment__unit"))
    before = _history(
        Decision.objects.current()
        .filter(assessment__member__in=[row.assessment.member_id for row in rows])
        .values_list("assessment__member", "assessment__campaign__year__number", "level")
    )
    for row in rows:
        assessment = row.assessment
        levels = before.get(assessment.member_id, {})
        years = years_in_a_row(levels, year)
        fitting = _fitting(titles, assessment.unit, len(years), CommendationTitle.About.MEMBERS)
        yield Eligible(assessment.unit, assessment.member, years, _why(levels, years), fitting, row.held)


def _cells(reader: Account, unit: Unit, year: int, titles: list[CommendationTitle]) -> Iterable[Eligible]:
    top = CellDecision.objects.current().filter(
        reader.scope.units_q("commendation.view", "rating__unit__path"),
        level=Level.EXCELLENT,
        rating__campaign__year__number=year,
        rating__unit__path__range=below(unit.path),
    )
    rows = list(top.select_related("rating__unit"))
    before = _history(
        CellDecision.objects.current()
        .filter(rating__unit__in=[row.rating.unit_id for row in rows])
        .values_list("rating__unit", "rating__campaign__year__number", "level")
    )
    for row in rows:
        cell, levels = row.rating.unit, before.get(row.rating.unit_id, {})
        years = years_in_a_row(levels, year)
        fitting = _fitting(titles, cell, len(years), CommendationTitle.About.CELLS)
        yield Eligible(cell, None, years, _why(levels, years), fitting)


def _history(rows: Iterable[tuple[int, int, str]]) -> dict[int, dict[int, str]]:
    """Return by whom and year the level that holds; of two in one year the one that is not at the top."""
    found: dict[int, dict[int, str]] = {}
    for who, year, level in rows:
        levels = found.setdefault(who, {})
        if levels.get(year, Level.EXCELLENT) == Level.EXCELLENT:
            levels[year] = level
    return found


def _fitting(titles: Iterable[CommendationTitle], unit: Unit, years: int, about: str) -> tuple[CommendationTitle, ...]:
    """Return the titles whose number of years the row reaches, those of committees above the unit alone."""
    return tuple(
        title
        for title in titles
        if title.about == about and 0 < title.years <= years and unit.path.startswith(title.unit.path)
    )


def _why(levels: dict[int, str], years: tuple[int, ...]) -> str:
    """Say which years make the row, and what ends it."""
    if not years:
        return ""
    before, span = years[0] - 1, f"{years[0]}–{years[-1]}" if len(years) > 1 else str(years[0])
    if before in levels:
        values = {"years": span, "year": before, "level": LevelChoice(levels[before]).label}
        return _("%(years)s at the top level; %(year)d: %(level)s") % values
    return _("%(years)s at the top level; %(year)d: not rated, or not known here") % {"years": span, "year": before}
