"""The annual report laid out in blocks: the figures of the report, an annex in sections that can be kept."""

import datetime
from dataclasses import replace

import pytest

from emulation.access import SystemActor
from reports.documents import annual_document, build_annual_report
from reports.documents.annual_document import ROWS_A_SECTION, in_sections
from reports.documents.blocks import DoesNotReconcile
from reports.documents.shapes import Section
from reports.renderings.paper import pages_of

from .factories import make_world

pytestmark = pytest.mark.slow

ROBOT = SystemActor("test")
DAY = datetime.date(2026, 12, 25)


def made(world, unit=None, reader=ROBOT):
    unit = unit or world.committee
    report = build_annual_report(reader, unit, 2026, DAY)
    return report, annual_document(report, unit)


def table_of(document, code):
    return next(table for table in document.tables if table.code == code)


def test_its_figures_are_those_of_the_report(world):
    report, document = made(world)
    assert [row.cells[1:] for row in table_of(document, "levels").rows] == [
        (level.code, level.count, level.percent) for level in report.levels
    ]
    cells = table_of(document, "cells")
    assert [row.cells[1:4] for row in cells.rows] == [(one.name, one.listed, one.rated) for one in report.cells]
    assert cells.total.cells[2:4] == (report.roster.total, report.roster.rated)
    assert [row.cells[1] for row in table_of(document, "roster").rows] == [line.count for line in report.roster.lines]
    assert (document.letterhead, document.bases) == (report.letterhead, report.bases)


def test_the_annex_names_everybody_in_the_order_of_the_report(world):
    report, document = made(world)
    named = [row.cells[1] for table in document.tables if table.code.startswith("members-") for row in table.rows]
    assert named == [row.name for section in report.sections for row in section.members]


def test_sections_keep_cells_whole_and_nobody_is_lost():
    sizes = [60, 60, 60, 200, 10, 0, 20]
    cells = [(number, Section(f"Chi bộ {number}", size, ())) for number, size in enumerate(sizes, start=1)]
    runs = [[number for number, _cell in run] for run in in_sections(cells)]
    assert runs == [[1, 2], [3], [4], [5, 6, 7]]
    assert ROWS_A_SECTION == 150


def test_the_annex_is_the_same_text_whenever_and_by_whom_it_is_made(db):
    world = make_world(cells=4, per_cell=60)
    _report, document = made(world)
    later = replace(document, made_at=document.made_at + datetime.timedelta(days=1), made_by="Người khác")
    first, *annex = pages_of(document)
    other, *again = pages_of(later)
    assert len(annex) == 2 and annex == again and first != other


def test_a_draft_is_marked_on_the_pages_of_the_annex_too(proposed):
    _report, document = made(proposed)
    pages = pages_of(document)
    assert document.is_draft and document.draft_note
    assert len(pages) > 1 and all('class="mark"' in page for page in pages)


def test_who_sees_figures_only_gets_no_annex(world):
    _report, document = made(world, reader=world.viewer)
    assert len(document.sections) == 1
    words = " ".join(pages_of(document))
    assert not [one.full_name for one in world.members if one.full_name in words]


def test_a_total_its_rows_do_not_make_stops_the_document(world):
    report, _document = made(world)
    wrong = replace(report, cells=report.cells[1:])
    with pytest.raises(DoesNotReconcile) as refused:
        annual_document(wrong, world.committee)
    assert world.committee.name in refused.value.messages[0]
