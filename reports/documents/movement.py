"""Form 1-BTCTW as a document: opening, increase, decrease, closing; D = A + B - C, or there is no document."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from emulation.access import ensure
from emulation.movement_rules import Movement
from emulation.movement_table import Line, MovementTable, movement_table

from .annual_parts import number_column
from .asked import Asked
from .blocks import Column, Document, DoesNotReconcile, Heading, Paragraph, Role, Row, Section, Shows, Table
from .common import document
from .season import of_statistics

TO_CORRECT = gettext_lazy(
    "The movement table of %(unit)s for %(year)s is not made: %(count)s rows of the roster must be corrected first, "
    "among them: %(rows)s"
)
NOT_BEGUN = gettext_lazy("The year %(year)s has not begun yet, so there is nothing to count.")
NAMED = 3  # rows of the roster that a refusal names


def build_movement(by: Any, asked: Asked) -> Document:
    """Build the table up to the day asked for; raises ValidationError (to_correct, not_begun) or DoesNotReconcile."""
    ensure(by, "movement.view", asked.unit)
    if asked.on < datetime.date(asked.year, 1, 1):
        raise ValidationError(NOT_BEGUN, "not_begun", {"year": asked.year})
    found = movement_table(asked.unit, asked.year, min(asked.on, datetime.date(asked.year, 12, 31)))
    _refuse(found)
    values = {"first": f"{found.first:%d/%m/%Y}", "last": f"{found.last:%d/%m/%Y}"}
    return document(
        by,
        asked,
        form=_("Form %(number)s") % {"number": "1-BTCTW"},
        title=_("STATISTICAL TABLE"),
        summary=_("Increase and decrease of Party members from %(first)s to %(last)s") % values,
        sections=(Section(_blocks(found)),),
        signatures=of_statistics(by),
        sources=(_("Counted from the memberships of the roster."),),
    )


def _refuse(found: MovementTable) -> None:
    """Refuse a table that the roster's rows contradict, and one whose sums do not agree."""
    if found.problems:
        rows = "; ".join(str(one) for one in found.problems[:NAMED])
        values = {"unit": found.unit.name, "year": found.year, "count": len(found.problems), "rows": rows}
        raise ValidationError(TO_CORRECT, "to_correct", values)
    whole = found.whole
    if not whole.reconciles:
        raise DoesNotReconcile(found.unit.name, "D", whole.closing.total, whole.closing.total - whole.difference.total)
    if found.closing_of_cells != whole.closing:
        raise DoesNotReconcile(found.unit.name, "D", whole.closing.total, found.closing_of_cells.total)


def _blocks(found: MovementTable) -> tuple:
    whole = found.whole
    sums = _("D = A + B - C: %(closing)s = %(opening)s + %(increase)s - %(decrease)s.") % {
        "closing": whole.closing.total,
        "opening": whole.opening.total,
        "increase": whole.increase.total,
        "decrease": whole.decrease.total,
    }
    official = _("Provisional members made official in the period: %(count)s.") % {"count": whole.made_official}
    compared = _("The share is of the same row of the year before (= 100,00).")
    blocks = (_lines(found), Paragraph(sums), Paragraph(official), Paragraph(compared, Role.NOTE))
    if not found.cells:
        return blocks
    note = _("B and C of the cells count moves from cell to cell too; they do not add to those of the whole.")
    return (*blocks, Heading(_("By cell"), 3), _cells(found), Paragraph(note, Role.NOTE))


def _lines(found: MovementTable) -> Table:
    columns = (
        Column("part", _("Part"), 7, Shows.CENTRED),
        Column("item", _("Item"), 37),
        Column("total", _("This period"), 10, Shows.COUNT),
        Column("official", pgettext("standing", "Official"), 10, Shows.COUNT, group=_("Of these")),
        Column("provisional", pgettext("standing", "Provisional"), 10, Shows.COUNT, group=_("Of these")),
        Column("women", _("women"), 8, Shows.COUNT, group=_("Of these")),
        Column("before", _("Same period last year"), 9, Shows.COUNT),
        Column("percent", "%", 9, Shows.PERCENT),
    )
    return Table("movement", columns, tuple(map(_line, found.lines)), is_small=True)


def _line(line: Line) -> Row:
    cells = (line.part, line.label, *line.tally.numbers, line.before, line.percent)
    return Row(cells, depth=int(not line.is_total), is_strong=line.is_total)


def _cells(found: MovementTable) -> Table:
    columns = (
        number_column(7),
        Column("cell", _("Cell"), 49),
        Column("opening", "A", 11, Shows.COUNT, adds=True),
        Column("increase", "B", 11, Shows.COUNT),
        Column("decrease", "C", 11, Shows.COUNT),
        Column("closing", "D", 11, Shows.COUNT, adds=True),
    )
    rows = tuple(Row((at, row.unit.name, *_sums(row.movement))) for at, row in enumerate(found.cells, start=1))
    whole = found.whole
    total = Row((None, _("Total"), whole.opening.total, None, None, whole.closing.total))
    return Table("movement-cells", columns, rows, total=total, is_small=True)


def _sums(one: Movement) -> tuple[int, int, int, int]:
    return one.opening.total, one.increase.total, one.decrease.total, one.closing.total
