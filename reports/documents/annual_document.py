"""The annual classification report laid out in blocks: of the figures of `AnnualReport`.

The body is the first section. The annex is several, of so many rows that each can be laid out, and kept, by itself.
"""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from emulation.models import Unit

from ..selectors import members_named
from .annual import build_annual_report
from .annual_parts import (
    cap_blocks,
    collective_blocks,
    levels_table,
    lines_table,
    reasoned_blocks,
    rerating_blocks,
    split_columns,
    waived_blocks,
)
from .asked import Asked
from .blocks import Block, Column, Document, Heading, Paragraph, Role, Row, Section, Shows, Stack, Stacks, Table
from .layouts import layout_of
from .shapes import AnnualReport, LevelCount
from .shapes import Section as CellList

ROWS_A_SECTION = 150
ANNEX_COLUMNS = (
    Column("number", pgettext_lazy("row number", "No."), 6, Shows.NUMBER),
    Column("name", gettext_lazy("Full name"), 32),
    Column("born", gettext_lazy("Born"), 13, Shows.CENTRED),
    Column("sex", gettext_lazy("Sex"), 8, Shows.CENTRED),
    Column("standing", gettext_lazy("Official or provisional"), 12, Shows.CENTRED),
    Column("form", pgettext_lazy("column", "Form"), 7, Shows.CENTRED),
    Column("level", gettext_lazy("Level, or why not rated"), 22, Shows.CENTRED),
)


def build_annual(by: Any, asked: Asked) -> Document:
    """Build the report as a document; raises as `build_annual_report` does."""
    report = build_annual_report(by, asked.unit, asked.year, asked.on)
    members = members_named(asked.unit, asked.year) if report.shows_names else ()
    return annual_document(report, asked.unit, members)


def annual_document(report: AnnualReport, unit: Unit, members: Sequence[int] = ()) -> Document:
    """Return the report in blocks, under the head it carries."""
    values = {"year": report.year, "unit": report.unit_name}
    draft = _("DRAFT: not decided yet for %(count)s members. Levels marked with * are what the cells propose.")
    return Document(
        kind="annual",
        unit_id=unit.pk,
        unit_name=report.unit_name,
        year=report.year,
        title=_("REPORT"),
        summary=_("on the results of rating the quality of Party members in the year %(year)s") % values,
        sections=(Section(tuple(_body(report, values))), *_annex(report)),
        made_at=report.provenance.made_at,
        made_by=report.provenance.made_by,
        letterhead=report.letterhead,
        bases=report.bases,
        signatures=(report.signature,),
        recipients=report.recipients,
        rule_set=report.provenance.rule_set,
        sources=tuple(_sources(report)),
        is_draft=report.is_draft,
        draft_note=draft % {"count": report.undecided} if report.is_draft else "",
        stamp=report.stamp,
        members=tuple(members),
        look=layout_of(unit).look,
    )


def _sources(report: AnnualReport) -> Iterator[str]:
    if report.from_paper:
        yield _("The results are taken from paper.")
    for paper in report.provenance.decisions:
        yield _("Decision %(paper)s.") % {"paper": paper}
    yield from report.provenance.closings


def _body(report: AnnualReport, values: dict[str, object]) -> Iterator[Block]:
    opening = _("%(unit)s reports the results of rating the quality of Party members in the year %(year)s as follows:")
    yield Paragraph(opening % values)
    yield Heading(_("I- THE MEMBERS"))
    yield from _roster(report)
    yield Heading(_("II- THE RESULTS OF RATING"))
    yield from _levels(report)
    yield from _splits(report)
    if report.is_ward:
        yield from _cells(report)
    yield Heading(_("III- THE CAP ON THE TOP LEVEL"))
    yield from cap_blocks(report)
    yield Heading(_("IV- LOWER LEVELS AND THEIR REASONS"))
    yield from reasoned_blocks(report)
    yield from rerating_blocks(report)
    yield from waived_blocks(report)
    yield Heading(_("V- THE RESULTS OF PLEDGES"))
    yield _pledges(report)
    if report.collectives:
        yield Heading(_("VI- THE RATING OF THE CELLS"))
        yield from collective_blocks(report.collectives)
    closing = _(
        "This is the report of %(unit)s on the results of rating the quality of Party members in the year %(year)s."
    )
    yield Paragraph(closing % values, Role.CLOSING)


def _roster(report: AnnualReport) -> Iterator[Block]:
    yield Heading(_("1. The list on %(day)s") % {"day": date_format(report.cut_off)}, 3)
    yield lines_table("roster", report.roster.lines)
    yield Heading(_("2. Members not rated, by reason"), 3)
    columns = (Column("reason", _("Reason"), 82), Column("count", _("How many"), 18, Shows.COUNT, adds=True))
    rows = tuple(Row((part.label, part.count)) for part in report.unrated)
    yield Table("unrated", columns, rows, total=Row((_("Total"), report.roster.unrated)))
    if report.shows_names and report.roster.unrated:
        yield _unrated_names(report)


def _unrated_names(report: AnnualReport) -> Table:
    number = Column("number", pgettext("row number", "No."), 6, Shows.NUMBER)
    name = Column("name", _("Full name"), 40 if report.is_ward else 94)
    columns = (number, name, Column("cell", _("Cell"), 54)) if report.is_ward else (number, name)
    rows = []
    for part in report.unrated:
        if part.people:
            rows.append(Row(band=f"{part.label} ({part.count})"))
        for place, one in enumerate(part.people, start=1):
            rows.append(Row((place, one.name, one.cell)[: len(columns)]))
    return Table("unrated-names", columns, tuple(rows), is_small=True)


def _levels(report: AnnualReport) -> Iterator[Block]:
    rated = report.roster.rated
    yield Heading(_("1. By level"), 3)
    yield levels_table("levels", report.levels, rated, _note(report) if rated else "")
    if not rated:
        yield Paragraph(_("Nobody is rated."))
        return
    key = tuple((one.code, f"{one.code}: {one.count} ({one.share})") for one in report.levels)
    yield Stacks(_("Chart 1. The levels as parts of those rated"), (_stack("", report.levels, ""),), key)


def _note(report: AnnualReport) -> str:
    base = _("Base of the percentages: %(rated)s members rated.") % {"rated": report.roster.rated}
    rounded = _("The shares are rounded to two decimals, so their sum may differ from 100 by a hundredth.")
    return base if report.shares_add_up else f"{base} {rounded}"


def _stack(label: str, levels: Iterable[LevelCount], said: str) -> Stack:
    return Stack(label, tuple((one.code, one.x, one.width) for one in levels), said)


def _splits(report: AnnualReport) -> Iterator[Block]:
    yield Heading(_("2. By kind of position, sex and standing"), 3)
    columns = (
        Column("part", _("Of those rated"), 30),
        Column("rated", _("Rated"), 10, Shows.COUNT),
        *split_columns(report.levels, 6, 9),
    )
    rows = []
    for split in report.splits:
        rows.append(Row(band=split.label))
        rows += [Row((row.label, row.rated, *_shares(row.levels))) for row in split.rows]
    yield Table("splits", columns, tuple(rows), is_small=True)


def _shares(levels: Iterable[LevelCount]) -> Iterator[int | Decimal | None]:
    for level in levels:
        yield level.count
        yield level.percent


def _cells(report: AnnualReport) -> Iterator[Block]:
    yield Heading(_("3. By cell"), 3)
    roster = report.roster
    columns = (
        Column("number", pgettext("row number", "No."), 5, Shows.NUMBER),
        Column("cell", _("Cell"), 21),
        Column("listed", _("Listed"), 7, Shows.COUNT, adds=True),
        Column("rated", _("Rated"), 7, Shows.COUNT, adds=True),
        *split_columns(report.levels, 5, 8, adds=True),
        Column("unrated", _("Not rated"), 8, Shows.COUNT, adds=True),
    )
    rows = tuple(
        Row((number, row.name, row.listed, row.rated, *_shares(row.levels), row.unrated))
        for number, row in enumerate(report.cells, start=1)
    )
    total = Row((None, _("Total"), roster.total, roster.rated, *_shares(report.levels), roster.unrated))
    yield Table("cells", columns, rows, total=total, is_small=True)
    if roster.rated:
        stacks = tuple(_stack(row.name, row.levels, str(row.rated)) for row in report.cells)
        yield Stacks(_("Chart 2. The levels in each cell, from HTXSNV on the left to KHTNV on the right"), stacks)


def _pledges(report: AnnualReport) -> Block:
    if report.has_pledges:
        return lines_table("pledges", report.pledges.lines)
    return Paragraph(_("The pledges of this year are not kept in this application."))


def _annex(report: AnnualReport) -> Iterator[Section]:
    """Yield the full list, cells together up to so many rows; nothing that differs from one making to the next."""
    if not report.shows_names:
        return
    summary = _("List of Party members with the levels of quality in the year %(year)s") % {"year": report.year}
    for place, cells in enumerate(in_sections(list(enumerate(report.sections, start=1)))):
        blocks: list[Block] = [] if place else [Paragraph(_legend(report), Role.NOTE)]
        for number, cell in cells:
            blocks += _cell(number, cell)
        yield Section(tuple(blocks), *((_("ANNEX"), summary) if not place else ()))


def in_sections(cells: Iterable[tuple[int, CellList]]) -> Iterator[list[tuple[int, CellList]]]:
    """Yield runs of neighbouring cells with at most so many members together; a larger cell stands alone."""
    run: list[tuple[int, CellList]] = []
    for number, cell in cells:
        if run and sum(one.count for _number, one in run) + cell.count > ROWS_A_SECTION:
            yield run
            run = []
        run.append((number, cell))
    if run:
        yield run


def _legend(report: AnnualReport) -> str:
    codes = " ".join(f"{line.code}: {line.label};" for line in report.legend)
    values = {"forms": report.forms, "number": report.guidance}
    words = [_("Codes:"), codes, _("%(forms)s: the form of HD %(number)s-HD/BTCTW that applies.") % values]
    if report.is_draft:
        words.append(_("* is a level the cell proposes, not decided yet."))
    return " ".join(words)


def _cell(number: int, cell: CellList) -> list[Block]:
    words = _("%(cell)s (%(count)s members)") % {"cell": cell.cell, "count": cell.count}
    heading = Heading(f"{number}. {words}", 3)
    if not cell.members:
        return [heading, Paragraph(_("There is nobody on this cell's list."))]
    official, provisional = pgettext("standing", "Official"), pgettext("standing", "Provisional")
    rows = tuple(
        Row(
            (
                row.number,
                row.name,
                row.born,
                row.sex,
                official if row.is_official else provisional,
                row.form,
                f"{row.level}{'' if row.is_decided else '*'}" if row.level else row.unrated,
            )
        )
        for row in cell.members
    )
    return [heading, Table(f"members-{number}", ANNEX_COLUMNS, rows, is_small=True)]
