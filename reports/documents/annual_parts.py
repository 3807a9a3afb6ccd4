"""Parts of the annual report in blocks that other documents of the committee have too: levels, caps, reasons, cells."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .blocks import Block, Column, Heading, Paragraph, Role, Row, Shows, Table, Text
from .shapes import AnnualReport, CapRow, Collectives, LevelCount, Line, ReasonedList, Rerated

ALL = Decimal("100.00")


def number_column(width: int) -> Column:
    """Return the column of the row's number."""
    return Column("number", pgettext("row number", "No."), width, Shows.NUMBER)


def lines_table(code: str, lines: Sequence[Line]) -> Table:
    """Return numbers under their names; a part is set in under its whole."""
    columns = (Column("item", _("Item"), 82), Column("count", _("How many"), 18, Shows.COUNT))
    rows = tuple(Row((line.label, line.count), depth=int(line.is_part)) for line in lines)
    return Table(code, columns, rows)


def levels_table(code: str, levels: Sequence[LevelCount], rated: int, note: Text = "") -> Table:
    """Return the levels with their counts and shares; the total is those rated, whose share is 100,00."""
    columns = (
        Column("level", _("Level"), 52),
        Column("code", _("Code"), 14, Shows.CENTRED),
        Column("count", _("How many"), 14, Shows.COUNT, adds=True),
        Column("percent", _("Share of those rated (per cent)"), 20, Shows.PERCENT),
    )
    rows = tuple(Row((level.label, level.code, level.count, level.percent)) for level in levels)
    total = Row((_("Total rated"), "", rated, ALL if rated else None))
    return Table(code, columns, rows, total=total, note=note)


def split_columns(levels: Sequence[LevelCount], count: int, share: int, *, adds: bool = False) -> Iterator[Column]:
    """Yield the two columns of each level, how many and per cent, of these widths."""
    for level in levels:
        yield Column(level.code, _("Qty"), count, Shows.COUNT, group=level.code, adds=adds)
        yield Column(f"{level.code}-percent", "%", share, Shows.PERCENT, group=level.code)


def cap_table(code: str, head: str, caps: Sequence[CapRow]) -> Table:
    """Return the working of the cap, group by group."""
    columns = (
        Column("group", head, 26),
        Column("base", _("Base of the cap"), 8, Shows.COUNT),
        Column("percent", "%", 6, Shows.COUNT),
        Column("maximum", _("At most"), 8, Shows.COUNT),
        Column("proposed", _("Proposed by cells"), 10, Shows.COUNT),
        Column("chosen", _("By decision"), 12, Shows.COUNT),
        Column("working", _("Working of the cap"), 30),
    )
    rows = tuple(
        Row((row.label, row.base, row.percent, row.maximum, row.proposed, row.chosen, _working(row))) for row in caps
    )
    return Table(code, columns, rows, is_small=True)


def _working(row: CapRow) -> str:
    return row.working if row.is_decided else f"{_('Expected:')} {row.working}"


def cap_blocks(report: AnnualReport) -> Iterator[Block]:
    """Yield how the cap was counted, its table and what each working rests on."""
    if report.from_paper:
        yield Paragraph(_("No cap is counted: the results are taken from paper."))
        return
    in_cells = _("The cap is counted inside each cell.")
    in_groups = _(
        "The cap is counted inside each group of similar position, in the whole scope of the deciding committee."
    )
    expected = _("The figures are expected ones, from what the cells propose.")
    yield Paragraph(
        " ".join([in_cells if report.caps_in_cells else in_groups, *([expected] if report.is_draft else [])])
    )
    yield cap_table("caps", _("Group of similar position"), report.caps)
    for row in report.caps:
        yield Paragraph(f"{row.label}: {' '.join(row.notes)}", Role.NOTE)


def reasoned_blocks(report: AnnualReport) -> Iterator[Block]:
    """Yield the two lower levels, and step-downs not among them, each with the reason."""
    for place, part in enumerate(report.reasoned, start=1):
        members = _("%(count)s members") % {"count": part.count}
        yield Heading(f"{place}. {part.label}: {members}", 3)
        if part.people:
            yield _reasons(part, is_ward=report.is_ward)
        elif not part.count:
            yield Paragraph(_("None."))


def _reasons(part: ReasonedList, *, is_ward: bool) -> Table:
    name, reason = Column("name", _("Full name"), 24), Column("reason", _("Reason"), 50 if is_ward else 70)
    cell = (Column("cell", _("Cell"), 20),) if is_ward else ()
    rows = (
        Row((number, one.name, *((one.cell,) if is_ward else ()), one.reason))
        for number, one in enumerate(part.people, start=1)
    )
    return Table(f"reasons-{part.code}", (number_column(6), name, *cell, reason), tuple(rows), is_small=True)


def rerating_blocks(report: AnnualReport) -> Iterator[Block]:
    """Yield those rated again after the decision."""
    again = report.reratings
    if not again.count:
        return
    yield Heading(_("Re-ratings: %(count)s") % {"count": again.count}, 3)
    yield Paragraph(_("The figures count the levels that hold."))
    if again.people:
        columns = (
            number_column(6),
            Column("name", _("Full name"), 24),
            Column("before", _("Before"), 10, Shows.CENTRED),
            Column("after", _("Rated again"), 10, Shows.CENTRED),
            Column("paper", _("By decision"), 20),
            Column("reason", _("Reason"), 30),
        )
        rows = (
            Row((number, _who(one, is_ward=report.is_ward), one.before, one.after, one.paper, one.reason))
            for number, one in enumerate(again.people, start=1)
        )
        yield Table("reratings", columns, tuple(rows), is_small=True)


def _who(one: Rerated, *, is_ward: bool) -> str:
    return f"{one.name}\n{one.cell}" if is_ward else one.name


def waived_blocks(report: AnnualReport) -> Iterator[Block]:
    """Yield the orders of rating that were waived, with who waived them and why."""
    if report.waived:
        yield Heading(_("Order of rating waived"), 3)
    for row in report.waived:
        still_open = _("members still open: %(count)s") % {"count": row.open_members}
        yield Paragraph(f"{row.unit}: {row.step} – {still_open}. {row.reason} ({row.waived})")


def collective_blocks(part: Collectives) -> Iterator[Block]:
    """Yield the cells rated as collectives, and the cap among them."""
    yield Heading(_("1. The cells and their levels"), 3)
    yield lines_table("collectives", part.lines)
    if part.decisions:
        yield Paragraph(f"{_('By decision:')} {'; '.join(part.decisions)}.")
    columns = (
        Column("level", _("Level"), 60),
        Column("count", _("How many"), 20, Shows.COUNT, adds=True),
        Column("percent", "%", 20, Shows.PERCENT),
    )
    rows = tuple(Row((f"{level.label} ({level.code})", level.count, level.percent)) for level in part.levels)
    total = Row((_("Total rated"), part.rated, ALL if part.rated else None))
    yield Table("collective-levels", columns, rows, total=total)
    if part.rows:
        yield collectives_table(part)
    yield Heading(_("2. The cap among cells of similar kind"), 3)
    yield cap_table("collective-caps", _("Cells of similar kind"), part.caps)


def collectives_table(part: Collectives) -> Table:
    """Return the cells with points, level and reason."""
    columns = (
        number_column(6),
        Column("cell", _("Cell"), 26),
        Column("type", _("Type of cell"), 14),
        Column("points", _("Points"), 8, Shows.POINTS),
        Column("level", _("Level"), 14, Shows.CENTRED),
        Column("reason", _("Reason"), 32),
    )
    rows = tuple(
        Row((number, row.cell, row.kind, row.points, starred(row.level, is_decided=row.is_decided), row.reason))
        for number, row in enumerate(part.rows, start=1)
    )
    note = _("* is a level the cell proposes, not decided yet.") if part.is_draft else ""
    return Table("collective-rows", columns, rows, note=note, is_small=True)


def starred(level: str, *, is_decided: bool) -> str:
    """Return the level's code; with a star before the decision; a dash for none."""
    return f"{level}{'' if is_decided else '*'}" if level else "–"
