"""Every kind of document, blank and filled in: page, PDF, Word, workbook and data say the same, figure by figure."""

import datetime
import io
import re
from dataclasses import replace
from decimal import Decimal

import jsonschema_rs
import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl import load_workbook

from reports.api.described import described
from reports.documents.asked import About, Asked, Kind
from reports.documents.blocks import Document, DoesNotReconcile, Section, Shows
from reports.kinds import KINDS
from reports.renderings import RENDERERS, plain
from reports.renderings.grouped import grouped
from reports.renderings.word import MOST_ROWS

from ..test_fuzzed_api import with_nulls
from .factories import World, make_world
from .kitchen import kitchen_sink, levels, votes
from .read_back import (
    FIGURES,
    expected,
    in_pdf,
    in_word,
    in_workbook,
    json_of,
    on_page,
    page_of,
    rows_of,
    texts_of,
    words_of_word,
)
from .read_back import plain as bare

pytestmark = pytest.mark.slow

DAY = datetime.date(2026, 12, 31)
AS_DESCRIBED = jsonschema_rs.validator_for(with_nulls(described(Document, without=plain.LEFT_OUT)))
ON_PAPER = 2  # documents about members of which the PDF is made too: it takes a second each
SENTENCE = re.compile(r"^[A-ZĐÀ-Ỹ“].{20,}[.:!]", re.S)


def asked_of(world: World, kind: Kind, *, is_blank: bool) -> list[Asked]:
    """Return what may be asked for of the kind: for each member, or for the cell and the committee it fits."""
    if kind.about is About.MEMBER:
        unit = world.cells[0]
        people = kind.members(world.leader, unit, 2026)
        return [Asked(kind, unit, 2026, DAY, one, is_blank) for one in people]
    units = [unit for unit in (world.cells[0], world.committee) if kind.fits(unit)]
    return [Asked(kind, unit, 2026, DAY, None, is_blank) for unit in units]


def built(world: World, asked: Asked) -> Document | None:
    """Return the document; where it cannot be made the refusal must be a sentence of Vietnamese."""
    try:
        with translation.override("vi"):
            return asked.kind.build(world.leader, asked)
    except ValidationError as refused:
        for message in refused.messages:
            assert SENTENCE.match(message), f"{asked.kind.code}: {message}"
        return None


def same_in_all(document: Document, *, with_pdf: bool = True) -> None:
    """Compare page, Word, workbook, data and PDF with the document, cell by cell."""
    tables = expected(document)
    same_on_the_page(document, tables)
    same_in_word(document, tables)
    same_in_the_workbook(document)
    same_as_data(document)
    if with_pdf:
        same_on_paper(document)


def same_on_the_page(document: Document, tables: list) -> None:
    page = page_of(document)
    assert on_page(page) == tables
    said = bare("".join(re.sub(r"<[^>]+>", "", page))).replace("&amp;", "&")
    assert all(bare(text).replace("&", "&amp;") in bare(page) or text in said for text in texts_of(document))


def same_in_word(document: Document, tables: list) -> None:
    content = RENDERERS["docx"](document)
    assert in_word(content, document) == tables
    said = words_of_word(content)
    assert [text for text in texts_of(document) if text not in said] == []


def same_in_the_workbook(document: Document) -> None:
    ordered = [part.table for group in grouped(document) for part in group.parts]
    for table, rows in zip(ordered, in_workbook(RENDERERS["xlsx"](document), document), strict=True):
        for row, cells in zip(rows_of(table), rows, strict=True):
            for cell, column, found in zip(row.cells, table.columns, cells, strict=True):
                same_cell(cell, column.shows, found)


def same_cell(cell, shows: Shows, found) -> None:
    """A number is a number, a day a day, and the rest a text."""
    if isinstance(cell, bool):
        assert found == ("X" if cell else None)
    elif cell is None or cell == "":
        assert found == ("–" if cell is None and shows is Shows.PERCENT else None)
    elif isinstance(cell, int | Decimal):
        assert isinstance(found, int | float) and Decimal(str(found)) == cell
    elif isinstance(cell, datetime.date):
        assert found.date() == cell
    else:
        assert isinstance(found, str) and bare(found) == bare(cell)


def same_as_data(document: Document) -> None:
    assert [error.message for error in AS_DESCRIBED.iter_errors(json_of(document))] == []
    tables = [block for section in json_of(document)["sections"] for block in section["blocks"] if "code" in block]
    for table, found in zip(document.tables, tables, strict=True):
        wanted = [[plain_cell(cell) for cell in row.cells] for row in table.rows]
        assert [row["cells"] for row in found["rows"]] == wanted
        assert (found["total"] or {}).get("cells") == (
            [plain_cell(cell) for cell in table.total.cells] if table.total else None
        )


def plain_cell(cell):
    if isinstance(cell, bool | int) or cell is None:
        return cell
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def same_on_paper(document: Document) -> None:
    """Every figure in its order, every text whole or, where a page ends in it, word by word."""
    said = in_pdf(RENDERERS["pdf"](document), "-raw")
    run, at = bare(said), 0
    for table, rows in zip(document.tables, expected(document), strict=True):
        for row in rows:
            for text, column in zip(row, table.columns, strict=True):
                if column.shows in FIGURES and text:
                    at = run.find(text, at)
                    assert at >= 0, f"{text} of {table.code} is missing on paper, or stands in another order"
                    at += len(text)
    words = set(map(bare, said.split()))
    for text in texts_of(document):
        assert text in run or all(part in run for part in in_parts(text)), text
    assert words


def in_parts(text: str, size: int = 12) -> list[str]:
    """Return a long text in pieces, all but those a page may end in."""
    pieces = [text[start : start + size] for start in range(0, len(text) - size + 1, size)]
    return pieces[::2] if len(pieces) > 3 else [text]


@pytest.fixture
def small(db) -> World:
    """Two cells of six, decided."""
    return make_world(cells=2, per_cell=6)


@pytest.mark.parametrize("is_blank", [False, True], ids=["filled", "blank"])
@pytest.mark.parametrize("code", KINDS)
def test_all_renderings_of_a_kind_say_the_same(small, code, is_blank):
    kind = KINDS[code]
    if is_blank and not kind.has_blank:
        pytest.skip("not printed blank")
    for place, asked in enumerate(asked_of(small, kind, is_blank=is_blank)):
        if document := built(small, asked):
            same_in_all(document, with_pdf=place < ON_PAPER)


def test_all_blocks_say_the_same_in_all_renderings(db):
    same_in_all(kitchen_sink())


@pytest.mark.parametrize("make", RENDERERS)
def test_a_corrupted_total_makes_nothing_in_any_format(make):
    made = []
    with pytest.raises(DoesNotReconcile, match="Kết quả kiểm phiếu"):
        made.append(RENDERERS[make](kitchen_sink(total=1251)))
    assert not made


def test_the_total_that_does_reconcile_is_the_sum_of_its_rows():
    _column, total, parts = next(iter(votes().sums))
    assert total == parts == 1250


def test_a_workbook_is_set_up_for_work_and_for_print(db):
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](kitchen_sink())))
    names = book.sheetnames
    assert len(names) == len(set(names)) == 4 and all(len(name) <= 31 for name in names)
    for sheet in book.worksheets:
        assert sheet.page_setup.paperSize == 9 and sheet.page_setup.fitToHeight == 0
        assert sheet.oddFooter.center.text == "&P/&N"
    tables = book.worksheets[1:]
    assert all(sheet.freeze_panes and sheet.print_title_rows for sheet in tables)
    assert [sheet.page_setup.orientation for sheet in tables] == ["portrait", "portrait", "portrait"]
    first = tables[0]
    assert any(str(one).startswith("E") for one in first.merged_cells.ranges)
    share = next(cell for row in first.iter_rows() for cell in row if cell.value == 98.72)
    born = next(cell for row in first.iter_rows() for cell in row if isinstance(cell.value, datetime.datetime))
    assert (share.number_format, born.number_format) == ("0.00", "dd/mm/yyyy")
    joined = [row for row in tables[2].iter_rows(values_only=True) if row[0] and str(row[0]).startswith("PHỤ LỤC")]
    assert len(joined) == 8 and {row[0] for row in joined} == {
        "PHỤ LỤC 1 – Chi bộ Khu phố 1",
        "PHỤ LỤC 2 – Chi bộ Khu phố 2",
    }


def test_tables_of_one_code_are_one_file_of_data_with_a_column_for_the_section():
    files = plain.files(kitchen_sink())
    assert sorted(files) == ["blank.csv", "document.json", "levels.csv", "votes.csv"]
    head, *rows = files["levels.csv"].split("\r\n")[:-1]
    assert head == "section,level,count,share" and len(rows) == 6
    assert rows[0].startswith("PHỤ LỤC 1") and rows[3].startswith("PHỤ LỤC 2")
    assert files["votes.csv"].startswith("number,name")


def test_tables_of_one_code_but_other_columns_stay_apart():
    def renamed(document):
        table = levels(1, 2)
        other = replace(table, columns=(replace(table.columns[0], code="grade"), *table.columns[1:]))
        return replace(document, sections=(*document.sections, Section((other,), "PHỤ LỤC 3")))

    assert {"levels.csv", "levels-2.csv"} <= set(plain.files(renamed(kitchen_sink())))


def test_data_is_the_same_text_each_time():
    assert plain.render(kitchen_sink()) == plain.render(kitchen_sink())


def test_a_table_too_long_for_the_page_is_cut_with_a_sentence_and_for_word_refused(db):
    table = levels(1, 3)
    rows = tuple(table.rows[0] for _place in range(MOST_ROWS + 1))
    whole = replace(table.total, cells=("Cộng", len(rows), Decimal("100.00")))
    document = replace(kitchen_sink(), sections=(Section((replace(table, rows=rows, total=whole),)),))
    page = page_of(document)
    assert len(on_page(page)[0]) == 501 and "20.001" in page and "PDF" in page
    with pytest.raises(ValidationError, match="XLSX"):
        RENDERERS["docx"](document)
    assert len(RENDERERS["xlsx"](document)) > 100_000
