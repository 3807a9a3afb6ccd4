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
from .blocks import WHOLE, Cell, Column, Document, Paragraph, Role, Row, Section, Shows, Table, Text
from .collectives import collectives_of
from .common import document
from .head import bases_of
from .season import Season, of_statistics
from .shapes import CollectiveRow

PATTERN: Final = gettext_lazy("In the pattern of form %(number)s")
NO_RATINGS: Final = gettext_lazy(
    "No cell of %(unit)s has proposed its own level for %(year)s yet, so there is nothing to count."
)
ITEM, TOTAL = 30, 8  # widths in per cent; what is left is shared by the types
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
    return _statistic(season, "7B", summary, _tables(season, "member-ratings", rows), note)


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
    return _statistic(season, "7A", summary, _tables(season, "organisation-ratings", rows), note, **parts)


def build_review_results(by: Any, asked: Asked) -> Document:
    """Build the results of self-criticism in the pattern of 6F; what must be reviewed is reviewed or still open."""
    season = Season(by, asked)
    summary = _("Results of self-criticism and criticism in the year %(year)s") % {"year": asked.year}
    return _statistic(season, "6F", summary, (_Reviewed(season).table(),), "")


def _statistic(season: Season, form: str, summary: str, tables: tuple[Table, ...], note: str, **parts: Any) -> Document:
    """Return tables of figures without names, signed by who made it and by the head of the body.

    What it rests on stands in small print under the table, so that the table is on one page.
    """
    cited = "; ".join(one.citation for one in bases_of(season.campaign))
    rests_on = _("On the basis of: %(bases)s.") % {"bases": cited} if cited else ""
    blocks = (*tables, *(Paragraph(words, Role.NOTE) for words in (note, rests_on) if words))
    draft = _("DRAFT: not decided yet for %(count)s members.") % {"count": season.undecided}
    given = season.parts | {"members": (), "bases": (), "draft_note": draft if season.is_draft else ""} | parts
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
    all_members = Counted(_("Members at the time of rating"), count(lambda one: True))
    parts = [
        Counted(label, count(keep), all_members, 1)
        for label, keep in (
            (
                _("exempt from rating"),
                lambda one: not one.level and one.participation == exempt,
            ),
            (_("not rated yet"), lambda one: not one.level and one.participation != exempt),
            (_("rated"), lambda one: bool(one.level)),
        )
    ]
    rated = Counted(_("Members rated"), parts[-1].counts)
    levels = [Counted(name, count(_has_level(code)), rated, 1) for code, name in season.level_names.items()]
    _add_up(season, all_members, parts)
    _add_up(season, rated, levels)
    failed = levels[list(season.level_names).index(Level.FAILED)]
    found = season.reading.findings
    concluded = count(lambda one: one.level == Level.FAILED and bool(found.get(one.member_id)))
    because = _("of these with a conclusion or discipline in the year")
    yield from (all_members, *parts, rated, *levels, Counted(because, concluded, failed, 2))


def _has_level(code: str) -> Callable[[Listed | CollectiveRow], bool]:
    return lambda one: one.level == code


def _organisation_rows(season: Season, found: Sequence[CollectiveRow]) -> Iterator[Counted]:
    """Yield the rows of 7A: cells at the end of the year, rated and by level, not rated and of these newly founded."""
    cells = {cell.pk: cell for cell in season.cells}
    rated_by = {row.unit_id: row.level for row in found}

    def count(keep: Callable[[Unit], bool]) -> Counter:
        return Counter(cell.cell_type for cell in cells.values() if keep(cell))

    total = Counted(_("Cells at the end of the year"), count(lambda cell: True))
    rated = Counted(_("rated"), count(lambda cell: bool(rated_by.get(cell.pk))), total, 1)
    unrated = Counted(_("have not been rated"), count(lambda cell: not rated_by.get(cell.pk)), total, 1)
    new = count(lambda cell: not rated_by.get(cell.pk) and _is_new(cell, season.campaign.year.number))
    base = Counted(_("Cells rated"), rated.counts)
    levels = [
        Counted(
            name,
            count(lambda cell, code=code: rated_by.get(cell.pk) == code),
            base,
            1,
        )
        for code, name in season.level_names.items()
    ]
    _add_up(season, total, (rated, unrated))
    _add_up(season, base, levels)
    founded = Counted(_("of these newly founded"), new, unrated, 2)
    yield from (total, rated, unrated, founded, base, *levels)


def _is_new(cell: Unit, year: int) -> bool:
    return cell.valid_from is not None and cell.valid_from.year == year


def _add_up(season: Season, whole: Counted, parts: Iterable[Counted]) -> None:
    """Refuse a row whose parts do not add to it, in any column."""
    added = sum((part.counts for part in parts), Counter())
    for kind in {*whole.counts, *added}:
        season.check(whole.label, whole.counts[kind], added[kind])


def _tables(season: Season, code: str, rows: Sequence[Counted]) -> tuple[Table, Table]:
    """Return the rows with total, share and what it is a share of; then the same rows by type of base organisation."""
    columns = (
        Column("item", _("Item"), 44),
        Column("total", _("Total"), 11, Shows.COUNT),
        Column("percent", _("Share (%)"), 13, Shows.PERCENT),
        Column("base", _("Per cent of"), 32),
    )
    lines = (
        Row((row.label, row.total, row.share, row.base.label if row.base else ""), row.depth, is_strong=not row.base)
        for row in rows
    )
    return Table(code, columns, tuple(lines)), _by_type(season, code, rows)


def _by_type(season: Season, code: str, rows: Sequence[Counted]) -> Table:
    """Return one column for each type of cell there is; every total is the sum of its columns, or there is no table."""
    known = {cell.cell_type for cell in season.cells}
    types = [(value, label) for value, label in CellType.choices if value in known]
    if UNKNOWN_TYPE in known or not types:
        types.append((UNKNOWN_TYPE, _("Type not given")))
    each = (WHOLE - ITEM - TOTAL) // len(types)
    columns = (
        Column("item", _("Item"), WHOLE - TOTAL - each * len(types)),
        Column("total", _("Total"), TOTAL, Shows.COUNT),
        *(Column(kind or "none", label, each, Shows.COUNT, group=_("By type of cell")) for kind, label in types),
    )
    lines = []
    for row in rows:
        cells = [row.counts[kind] for kind, _label in types]
        season.check(row.label, row.total, sum(cells))
        lines.append(Row((row.label, row.total, *cells), row.depth, is_strong=not row.base))
    note = _("Each total is the sum of its columns.")
    return Table(f"{code}-by-type", columns, tuple(lines), is_small=True, note=note)


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
        return Table("review-results", self._columns(), tuple(map(_line, rows)), is_small=True)

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
