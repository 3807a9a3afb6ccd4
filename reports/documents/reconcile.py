"""Every total is checked against its parts before anything is shown or printed."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from .blocks import DoesNotReconcile
from .shapes import AnnualReport, Collectives

Check = tuple[object, int, int]


def reconcile(report: AnnualReport) -> AnnualReport:
    """Return the report, or raise DoesNotReconcile for the first total that its parts do not make."""
    for what, total, parts in _checks(report):
        if total != parts:
            raise DoesNotReconcile(report.unit_name, what, total, parts)
    return report


def _checks(report: AnnualReport) -> Iterator[Check]:
    """Yield what is counted, its total, and the sum of its parts."""
    roster = report.roster
    yield _("the number rated"), roster.rated, sum(level.count for level in report.levels)
    yield _("the number not rated"), roster.unrated, sum(part.count for part in report.unrated)
    yield _("the number listed"), roster.total, roster.rated + roster.unrated
    yield _("the number listed"), roster.total, roster.official + roster.provisional
    yield from _split_checks(report)
    yield from _cell_checks(report)
    yield from _list_checks(report)
    if report.collectives:
        yield from _collective_checks(report.collectives)


def _collective_checks(part: Collectives) -> Iterator[Check]:
    """The cells rated and not rated add to all, each level to its rows."""
    yield _("the number of cells"), part.total, part.rated + part.unrated
    yield _("the number of cells rated"), part.rated, sum(level.count for level in part.levels)
    if part.rows:
        yield _("the list of cells"), part.total, len(part.rows)
        yield _("the number of cells decided"), part.decided, sum(row.is_decided for row in part.rows)
        for level in part.levels:
            yield level.label, level.count, sum(row.level == level.code for row in part.rows)


def _split_checks(report: AnnualReport) -> Iterator[Check]:
    for split in report.splits:
        yield split.label, report.roster.rated, sum(row.rated for row in split.rows)
        for place, level in enumerate(report.levels):
            yield level.label, level.count, sum(row.levels[place].count for row in split.rows)


def _cell_checks(report: AnnualReport) -> Iterator[Check]:
    """The cells of a ward add to the ward; a cell's report has no such rows."""
    if not report.is_ward:
        return
    roster, cells = report.roster, report.cells
    yield _("the number listed"), roster.total, sum(cell.listed for cell in cells)
    yield _("the number to review"), roster.to_review, sum(cell.to_review for cell in cells)
    yield _("the number reviewed"), roster.reviewed, sum(cell.reviewed for cell in cells)
    yield _("the number rated"), roster.rated, sum(cell.rated for cell in cells)
    yield _("the number not rated"), roster.unrated, sum(cell.unrated for cell in cells)
    for place, level in enumerate(report.levels):
        yield level.label, level.count, sum(cell.levels[place].count for cell in cells)


def _list_checks(report: AnnualReport) -> Iterator[Check]:
    """The lists of names hold everybody who is counted."""
    pledges = report.pledges
    results = pledges.fulfilled + pledges.partly + pledges.not_fulfilled + pledges.no_result
    yield _("the number of members with a confirmed pledge"), pledges.confirmed, results
    items = pledges.items_kept + pledges.items_partly + pledges.items_not_kept + pledges.items_no_result
    yield _("the number of pledge items"), pledges.items, items
    if report.shows_names:
        yield _("the list of members"), report.roster.total, sum(len(part.members) for part in report.sections)
        yield _("the number rated again"), report.reratings.count, len(report.reratings.people)
        for named in report.unrated + report.reasoned:
            yield named.label, named.count, len(named.people)
