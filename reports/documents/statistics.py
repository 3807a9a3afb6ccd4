"""Tables of statistics: the patterns of 6F, 7B (members) and 7A (organisations), every share on its stated base."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from emulation.models import CellType, Unit
from evaluations.models import ParticipationStatus, SuggestedIssue
from evaluations.rules.levels import Level

from ..rules import percent
from ..selectors import NO_RECORD, NOT_YET, Listed
from .annual_parts import number_column
from .asked import Asked
from .blocks import Cell, Column, Document, Paragraph, Role, Row, Section, Shows, Table, Text
from .collectives import collectives_of
from .common import document
from .season import Season, of_statistics
from .shapes import CollectiveRow

PATTERN: Final = gettext_lazy("In the pattern of form %(number)s")
NO_RATINGS: Final = gettext_lazy(
    "No cell of %(unit)s has proposed its own level for %(year)s yet, so there is nothing to count."
)
ITEM, TOTAL, SHARE = 34, 9, 9  # widths in per cent; what is left is shared by the types
UNKNOWN_TYPE: Final = ""


@dataclass(frozen=True)
class Counted:
    """One row: its words, whom it counts, and the row its percentages are of; a part is set in by its depth."""

    label: Text
    counts: Counter
    base: "Counted | None" = None
    depth: int = 0

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def share(self) -> Decimal | None:
        """Its total in per cent of its base; 100,00 where it is a base itself."""
        base = self.base or self
        return percent(self.total, base.total)


def build_member_ratings(by: Any, asked: Asked) -> Document:
    """Build the rating of members in the pattern of 7B; raises ValidationError where nobody is rated."""
    season = Season(by, asked)
    season.refuse_unproposed()
    rows = tuple(_member_rows(season))
    note = _("Reasons of a level that are not recorded in the application are left out.")
    summary = _("Results of rating the quality of Party members in the year %(year)s") % {"year": asked.year}
    return _statistic(season, "7B", summary, _table(season, "member-ratings", rows), note)


def build_organisation_ratings(by: Any, asked: Asked) -> Document:
    """Build the rating of organisations in the pattern of 7A; raises ValidationError where no cell is rated."""
    season = Season(by, asked)
    part = collectives_of(season.reading, season.cells, season.level_names, shows_names=True)
    if part is None:
        values = {"unit": season.unit.name, "year": asked.year}
        raise ValidationError(NO_RATINGS, "not_proposed", values)
    rows = tuple(_organisation_rows(season, part.rows))
    note = _("The committee's own level is decided above it and is not in this table.")
    summary = _("Results of rating the quality of the cells in the year %(year)s") % {"year": asked.year}
    parts = {"is_draft": part.is_draft, "members": ()}
    if part.is_draft:
        text = _("DRAFT: not decided yet for %(count)s cells.")
        parts["draft_note"] = text % {"count": part.total - part.decided}
    else:
        parts["draft_note"] = ""
        parts["sources"] = tuple(_("Decision %(paper)s.") % {"paper": paper} for paper in part.decisions)
    return _statistic(season, "7A", summary, _table(season, "organisation-ratings", rows), note, **parts)


def build_review_results(by: Any, asked: Asked) -> Document:
    """Build the results of self-criticism in the pattern of 6F; what must be reviewed is reviewed or still open."""
    season = Season(by, asked)
    summary = _("Results of self-criticism and criticism in the year %(year)s") % {"year": asked.year}
    table = _Reviewed(season).table()
    return _statistic(season, "6F", summary, table, "")


def _statistic(season: Season, form: str, summary: str, table: Table, note: str, **parts: Any) -> Document:
    """Return a table of figures without names, signed by who made it and by the head of the body."""
    blocks = (table, Paragraph(note, Role.NOTE)) if note else (table,)
    given = season.parts | {"members": ()} | parts
    return document(
        season.by,
        season.asked,
        form=PATTERN % {"number": f"{form}-BTCTW"},
        title=_("STATISTICAL TABLE"),
        summary=summary,
        sections=(Section(blocks),),
        signatures=of_statistics(season.by),
        **given,
    )


def _member_rows(season: Season) -> Iterator[Counted]:
    """Yield the rows of 7B; exempt, not rated and rated add to the members, the levels to those rated."""
    types = {cell.pk: cell.cell_type for cell in season.cells}

    def count(keep: Callable[[Listed], bool]) -> Counter:
        return Counter(types[one.cell_id] for one in season.people if keep(one))

    exempt = ParticipationStatus.EXEMPT
    all_members = Counted(_("Members at the time of rating (= 100,00)"), count(lambda one: True))
    parts = [
        Counted(label, count(keep), all_members, 1)
        for label, keep in (
            (_("exempt from rating (% of the members)"), lambda one: not one.level and one.participation == exempt),
            (_("not rated yet (% of the members)"), lambda one: not one.level and one.participation != exempt),
            (_("rated (% of the members)"), lambda one: bool(one.level)),
        )
    ]
    rated = Counted(_("Members rated (= 100,00)"), parts[-1].counts)
    levels = [
        Counted(_("%(level)s (%% of those rated)") % {"level": name}, count(_has_level(code)), rated, 1)
        for code, name in season.level_names.items()
    ]
    _add_up(season, all_members, parts)
    _add_up(season, rated, levels)
    failed = levels[list(season.level_names).index(Level.FAILED)]
    found = season.reading.findings
    concluded = count(lambda one: one.level == Level.FAILED and bool(found.get(one.member_id)))
    because = _("of these with a conclusion or discipline in the year (% of this level)")
    yield from (all_members, *parts, rated, *levels, Counted(because, concluded, failed, 2))


def _has_level(code: str) -> Callable[[Listed | CollectiveRow], bool]:
    return lambda one: one.level == code


def _organisation_rows(season: Season, found: Sequence[CollectiveRow]) -> Iterator[Counted]:
    """Yield the rows of 7A: cells at the end of the year, rated and by level, not rated and of these newly founded."""
    cells = {cell.pk: cell for cell in season.cells}
    rated_by = {row.unit_id: row.level for row in found}

    def count(keep: Callable[[Unit], bool]) -> Counter:
        return Counter(cell.cell_type for cell in cells.values() if keep(cell))

    total = Counted(_("Cells at the end of the year (= 100,00)"), count(lambda cell: True))
    rated = Counted(_("rated (% of the cells)"), count(lambda cell: bool(rated_by.get(cell.pk))), total, 1)
    unrated = Counted(_("not rated (% of the cells)"), count(lambda cell: not rated_by.get(cell.pk)), total, 1)
    new = count(lambda cell: not rated_by.get(cell.pk) and _is_new(cell, season.campaign.year.number))
    base = Counted(_("Cells rated (= 100,00)"), rated.counts)
    levels = [
        Counted(
            _("%(level)s (%% of those rated)") % {"level": name},
            count(lambda cell, code=code: rated_by.get(cell.pk) == code),
            base,
            1,
        )
        for code, name in season.level_names.items()
    ]
    _add_up(season, total, (rated, unrated))
    _add_up(season, base, levels)
    founded = Counted(_("of these newly founded (% of those not rated)"), new, unrated, 2)
    yield from (total, rated, unrated, founded, base, *levels)


def _is_new(cell: Unit, year: int) -> bool:
    return cell.valid_from is not None and cell.valid_from.year == year


def _add_up(season: Season, whole: Counted, parts: Iterable[Counted]) -> None:
    """Refuse a row whose parts do not add to it, in any column."""
    added = sum((part.counts for part in parts), Counter())
    for kind in {*whole.counts, *added}:
        season.check(whole.label, whole.counts[kind], added[kind])


def _table(season: Season, code: str, rows: Sequence[Counted]) -> Table:
    """Return the rows under the total, its share and one column for each type of base organisation there is."""
    known = {cell.cell_type for cell in season.cells}
    types = [(value, label) for value, label in CellType.choices if value in known]
    if UNKNOWN_TYPE in known or not types:
        types.append((UNKNOWN_TYPE, _("Type not given")))
    each = (100 - ITEM - TOTAL - SHARE) // len(types)
    rest = 100 - ITEM - TOTAL - SHARE - each * len(types)
    columns = (
        Column("item", _("Item"), ITEM + rest),
        Column("total", _("Total"), TOTAL, Shows.COUNT),
        Column("percent", _("Share (%)"), SHARE, Shows.PERCENT),
        *(Column(kind or "none", label, each, Shows.COUNT, group=_("By type of cell")) for kind, label in types),
    )
    lines = []
    for row in rows:
        cells = [row.counts[kind] for kind, _label in types]
        season.check(row.label, row.total, sum(cells))
        lines.append(Row((row.label, row.total, row.share, *cells), row.depth, is_strong=row.base is None))
    return Table(code, columns, tuple(lines), is_small=True)


class _Reviewed:
    """The rows of 6F, collectives and members side by side."""

    def __init__(self, season: Season) -> None:
        self.season, self.year = season, season.campaign.year.number
        part = collectives_of(season.reading, season.cells_to_rate, season.level_names, shows_names=True)
        self.levels = {row.unit_id: row.level for row in part.rows} if part else {}

    def table(self) -> Table:
        """Return the table; 1 = 2 + 3.3 and 3 = 3.1 + 3.2 + 3.3 in both columns, else there is none."""
        to_review, reviewed, new = self._collectives()
        members = self._members()
        rest = to_review - reviewed - new
        issues = self._issues()
        rows = [
            ("1", _("Must be reviewed"), to_review - new, members["required"], "1 = 2 + 3.3", 0),
            ("2", _("Have been reviewed"), reviewed, members["reviewed"], "", 0),
            ("3", _("Have not been reviewed, of these:"), new + rest, members["unrated"], "3 = 3.1 + 3.2 + 3.3", 0),
            ("3.1", _("collectives newly founded"), new, None, "", 1),
            ("3.2", _("members who are not reviewed here, of these:"), None, members["excused"], "", 1),
            ("", _("new under 6 months"), None, members[ParticipationStatus.NEW_UNDER_6M], "", 2),
            ("", _("exempt from work and activities"), None, members[ParticipationStatus.EXEMPT], "", 2),
            ("", _("suspended"), None, members[ParticipationStatus.SUSPENDED], "", 2),
            ("", _("here temporarily, or without a record"), None, members["others"], "", 2),
            ("3.3", _("must be reviewed, and are not yet"), rest, members[NOT_YET], "", 1),
            ("4", _("Were asked to explain issues"), *issues, "", 0),
            ("4.1", _("those managed by the base committee"), *issues, "", 1),
        ]
        return Table("review-results", self._columns(), tuple(map(_line, rows)))

    def _columns(self) -> tuple[Column, ...]:
        return (
            number_column(8),
            Column("item", _("Item"), 44),
            Column("collectives", _("Collectives"), 14, Shows.COUNT),
            Column("members", _("Party members"), 14, Shows.COUNT),
            Column("note", _("Notes"), 20),
        )

    def _collectives(self) -> tuple[int, int, int]:
        """How many cells have somebody to be rated, how many of them are rated, how many are new and not rated."""
        cells = self.season.cells_to_rate
        unrated = [cell for cell in cells if not self.levels.get(cell.pk)]
        return len(cells), len(cells) - len(unrated), sum(_is_new(cell, self.year) for cell in unrated)

    def _members(self) -> Counter:
        """The members of the list by what 6F asks; checked against each other."""
        people, status = self.season.people, ParticipationStatus
        found = Counter(one.not_rated_because for one in people if not one.level)
        found["required"] = sum(one.is_required for one in people)
        found["reviewed"] = sum(one.is_required and bool(one.level) for one in people)
        found["unrated"] = sum(not one.level for one in people)
        found["others"] = found[status.TEMPORARY_HERE] + found[NO_RECORD]
        named = (status.NEW_UNDER_6M, status.EXEMPT, status.SUSPENDED, "others")
        found["excused"] = sum(found[code] for code in named)
        self.season.check(_("Must be reviewed"), found["required"], found["reviewed"] + found[NOT_YET])
        self.season.check(_("Have not been reviewed, of these:"), found["unrated"], found["excused"] + found[NOT_YET])
        return found

    def _issues(self) -> tuple[int, int]:
        """How many cells and how many members were asked to explain something, withdrawn issues apart."""
        rows = SuggestedIssue.objects.filter(withdrawn_at=None).order_by()
        inside = {"path": self.season.unit.path}
        members = rows.filter(assessment__campaign=self.season.campaign)
        cells = rows.filter(review__campaign=self.season.campaign, review__unit__path__startswith=inside["path"])
        return (
            cells.aggregate(count=Count("review", distinct=True))["count"],
            members.filter(assessment__unit__path__startswith=inside["path"]).aggregate(
                count=Count("assessment", distinct=True)
            )["count"],
        )


def _line(row: tuple) -> Row:
    number, label, collectives, members, note, depth = row
    cells: tuple[Cell, ...] = (number, label, collectives, members, note)
    return Row(cells, depth, is_strong=not depth)
