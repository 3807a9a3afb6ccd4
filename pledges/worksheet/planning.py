"""A worksheet beside what stands on the server: rows that change, rows changed on both sides, rows that are wrong."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from emulation.models import Unit, Year

from ..models import CheckInLine, Pledge, PledgeItem
from ..selectors.check_ins import period_name
from ..selectors.sheets import pledges_with_reports
from ..services.lines import Line, row_problems
from .shapes import Fate, FileRow, PlannedRow, ReadWorksheet, WorksheetPlan, words_mark
from .writing import said_on


def plan_worksheet(reader, read: ReadWorksheet, unit: Unit, year: Year) -> WorksheetPlan:
    """Return what bringing the file back would do; reads in a fixed number of queries and changes nothing."""
    pledges = {one.pk: one for one in pledges_with_reports(reader, unit, year, read.month)}
    planned = (_planned(row, pledges) for row in read.rows)
    rows = _asked_of_every_item(one for one in planned if not _is_idle(one))
    return WorksheetPlan(unit, year, read.month, period_name(year, read.month), rows, read.problems)


def lines_to_send(plan: WorksheetPlan, take: Collection[int]) -> dict[int, tuple[Pledge, int, dict[int, Line]]]:
    """Return by pledge what is to be sent: the pledge, the version it rests on, a line for every item.

    `take` are the numbers of the rows in conflict of which the file's side is taken; of the others the server's stays.
    """
    found: dict[int, tuple[Pledge, int, dict[int, Line]]] = {}
    for pledge, rows in _by_pledge(plan.rows).items():
        acting = [one for one in rows if _is_taken(one, take)]
        if acting:
            links = _links(rows[0].pledge)
            lines = {one.item.pk: _line(one, _is_taken(one, take), links) for one in rows}
            found[pledge] = (rows[0].pledge, rows[0].version, lines)
    return found


def _is_taken(one: PlannedRow, take: Collection[int]) -> bool:
    return one.fate == Fate.CHANGED or (one.fate == Fate.CONFLICT and one.row.number in take)


def _line(one: PlannedRow, is_taken: bool, links: dict[int, str]) -> Line:
    said = one.row.said if is_taken else one.server
    return Line(said.confidence, said.value, said.done, links.get(one.item.pk, ""), said.next_step)


def _links(pledge: Pledge) -> dict[int, str]:
    return {line.item_id: line.link for report in pledge.asked_reports for line in report.lines.all()}


def _planned(row: FileRow, pledges: dict[int, Pledge]) -> PlannedRow:
    pledge = pledges.get(row.pledge)
    item = next((one for one in pledge.items.all() if one.pk == row.item), None) if pledge else None
    if item is None or not pledge.is_confirmed:
        sentence = _("Row %(row)s: this item is not among the confirmed pledges of the cell any more. Download again.")
        return PlannedRow(row, pledge, item, Fate.WRONG, problems=(sentence % {"row": row.number},))
    server, version = said_on(pledge, item)
    fate = _fate(row, server.mark)
    problems = _problems(row, item) if fate != Fate.SAME or row.problems else ()
    return PlannedRow(row, pledge, item, Fate.WRONG if problems else fate, server, version, problems)


def _is_idle(one: PlannedRow) -> bool:
    """Say whether nobody wrote in the row of an item that is not here any more: it holds nothing up."""
    return one.item is None and one.row.said.mark == one.row.mark and not one.row.problems


def _fate(row: FileRow, server: str) -> Fate:
    if row.said.mark in (row.mark, server):
        return Fate.SAME
    return Fate.CHANGED if server == row.mark else Fate.CONFLICT


def _problems(row: FileRow, item: PledgeItem) -> tuple[str, ...]:
    """Return what keeps a row that was changed from being saved."""
    if row.words != words_mark(item):
        return (*row.problems, _outdated(row))
    found, say = list(row.problems), _("Row %(row)s: %(problem)s")
    if not row.said.confidence and not row.problems:
        return (_silent(row),)
    if row.said.value is not None and not (item.is_in_numbers or item.is_yes_no):
        words = _("this item has no figure; write it under what has been done")
        found.append(say % {"row": row.number, "problem": words})
    line = CheckInLine(item=item, confidence=row.said.confidence or "ON_TRACK", value=row.said.value)
    line.done, line.next_step = row.said.done, row.said.next_step
    for refused in row_problems(item, line):
        found += [say % {"row": row.number, "problem": sentence} for sentence in refused.messages]
    return tuple(found)


def _silent(row: FileRow) -> str:
    return _("Row %(row)s: choose how it stands; a report says so of every item.") % {"row": row.number}


def _outdated(row: FileRow) -> str:
    return _(
        "Row %(row)s: this pledge was changed after the file was downloaded. Download again and copy what you wrote."
    ) % {"row": row.number}


def _asked_of_every_item(planned: Iterable[PlannedRow]) -> tuple[PlannedRow, ...]:
    """Mark as wrong the silent rows of a member of whom another row is to be saved, and items the file lacks."""
    groups = _by_pledge(planned)
    return tuple(_held_up(one, groups[one.row.pledge]) for rows in groups.values() for one in rows)


def _held_up(one: PlannedRow, rows: list[PlannedRow]) -> PlannedRow:
    """Return the row, as wrong where saving the rows of its pledge would leave something unsaid."""
    if one.fate == Fate.WRONG or not any(row.fate in (Fate.CHANGED, Fate.CONFLICT) for row in rows):
        return one
    if one.fate == Fate.SAME:
        return replace(one, fate=Fate.WRONG, problems=(_silent(one.row),)) if not one.server.confidence else one
    known = {row.row.item for row in rows}
    if all(item.pk in known for item in one.pledge.items.all()):
        return one
    return replace(one, fate=Fate.WRONG, problems=(_outdated(one.row),))


def _by_pledge(rows: Iterable[PlannedRow]) -> dict[int, list[PlannedRow]]:
    found: dict[int, list[PlannedRow]] = {}
    for one in rows:
        found.setdefault(one.row.pledge, []).append(one)
    return found
