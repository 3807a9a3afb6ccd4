"""Hostile text in every field prints as text, reaches nothing and breaks no page; so do names long and short."""

import datetime
import io
import re
from dataclasses import replace

import pytest
from django.utils import translation
from docx import Document as open_document
from openpyxl import load_workbook

from emulation.models import Member, Unit
from evaluations.models import Campaign
from reports.documents.asked import Asked
from reports.documents.blocks import Document, Row, Section
from reports.kinds import KINDS
from reports.pdf import OwnFilesFetcher
from reports.renderings import RENDERERS

from .factories import World, fill, make_world
from .kitchen import kitchen_sink, votes, with_texts
from .read_back import in_pdf, in_word, json_of, on_page, page_of, words_of_word
from .read_back import plain as bare
from .test_renderings import asked_of, built

pytestmark = pytest.mark.slow

POISONS = {
    "script": "<script>alert(1)</script>",
    "style ends": "</style></title></textarea>--><b>",
    "picture": '<img src="http://10.0.0.1/x.png" onerror=alert(1)>',
    "file": "file:///etc/passwd",
    "css": '@import url("http://10.0.0.1/x.css"); } body { background: url(file:///etc/passwd) }',
    "template": "{{ 7*7 }}{% include '/etc/passwd' %}{{ noi_dung }}{%p for x in can_cu %}",
    "formula": "=cmd|'/c calc'!A1",
    "formula with a link": '=HYPERLINK("http://10.0.0.1/","x")',
    "plus": "+1+1", "minus": "-2+3", "at": "@SUM(1+9)", "tab": "\t=1+1",
    "right to left": "\u202egnp.exe\u202c \u2067abc\u2069 \u200fאבג\u200e",
    "zero width": "a\u200bb\u200cc\u200dd\ufeffe",
    "combining": "e\u0301\u0323 Nguye\u0302\u0303n a" + "\u0301" * 30,
    "emoji": "Đỗ 😀👩‍👩‍👧 🇻🇳",
    "field": "{ INCLUDETEXT C:\\\\x } ]]> <!-- -- <?xml?> &lt; &amp; &#0; _x0041_",
    "control": "a\x01\x02\x08\x0b\x1fb\x7f",
    "address": "https://10.0.0.1/?a=1&b=2#x mailto:x@y.vn \\\\server\\share",
    "long word": "Ầ" * 10_000,
}  # fmt: skip
IN_PDF = ("right to left", "emoji", "combining", "control")  # their letters are compared apart: other order, other font
EDGE = 1  # points a word may reach beyond the page by rounding


@pytest.fixture
def fetched(monkeypatch) -> list[str]:
    """Every address the layout engine asks for."""
    asked, fetch = [], OwnFilesFetcher.fetch

    def spied(self, url, headers=None):
        asked.append(url)
        return fetch(self, url, headers)

    monkeypatch.setattr(OwnFilesFetcher, "fetch", spied)
    return asked


def on_the_page_of_paper(content: bytes) -> bool:
    """Say whether every word stands inside its page."""
    for page in in_pdf(content, "-bbox").split("<page ")[1:]:
        width, height = map(float, re.match(r'width="([\d.]+)" height="([\d.]+)"', page).groups())
        boxes = re.findall(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)"', page)
        for left, top, right, bottom in (map(float, box) for box in boxes):
            if left < -EDGE or top < -EDGE or right > width + EDGE or bottom > height + EDGE:
                return False
    return True


def poisoned(poison: str) -> Document:
    """Return the document with the poison behind every text; of the long one a few places are enough."""
    document = kitchen_sink()
    if len(poison) < 1000:
        return with_texts(document, lambda text: f"{text} {poison}")
    table = votes()
    row = replace(table.rows[1], cells=(1, poison, "2B", *table.rows[1].cells[3:]))
    first = replace(document.sections[0], blocks=(replace(document.sections[0].blocks[1], text=poison), table))
    rows = (row, *table.rows[2:])
    return replace(document, sections=(replace(first, blocks=(first.blocks[0], replace(table, rows=rows))),))


def no_controls(text: str) -> str:
    return bare(re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text))


def as_text_in_all(document: Document, poison: str, *, on_paper: bool = True) -> bytes:
    """Check page, Word, workbook and data for the poison as text; return the PDF."""
    wanted = no_controls(poison)
    page = page_of(document)
    assert "<script" not in page and "<img" not in page and "</style" not in page
    assert any(wanted in no_controls(cell) for table in on_page(page) for row in table for cell in row)
    word = RENDERERS["docx"](document)
    assert wanted in words_of_word(word)
    relations = [
        one for part in open_document(io.BytesIO(word)).part.package.iter_parts() for one in part.rels.values()
    ]
    assert not any(one.is_external for one in relations)
    book = load_workbook(io.BytesIO(RENDERERS["xlsx"](document)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)
    assert any(wanted in bare(re.sub(r"_x005F_", "_", str(cell.value))) for cell in cells)
    said = "".join(walk(json_of(document)))
    assert wanted in no_controls(said)
    content = RENDERERS["pdf"](document)
    if on_paper:
        assert wanted in bare(in_pdf(content, "-raw"))
    return content


def walk(data):
    if isinstance(data, dict):
        for value in data.values():
            yield from walk(value)
    elif isinstance(data, list):
        for value in data:
            yield from walk(value)
    elif isinstance(data, str):
        yield data


@pytest.mark.parametrize("name", POISONS)
def test_hostile_text_in_every_field_prints_as_text_and_reaches_nothing(db, fetched, name):
    content = as_text_in_all(poisoned(POISONS[name]), POISONS[name], on_paper=name not in (*IN_PDF, "long word"))
    assert all(address.startswith("static:reports/") for address in fetched)
    assert on_the_page_of_paper(content)
    if name == "long word":
        assert in_pdf(content, "-raw").count("Ầ") == 20_000


@pytest.mark.parametrize("name", ["script", "formula", "template", "right to left", "css"])
@pytest.mark.parametrize("code", KINDS)
def test_hostile_names_and_reasons_in_the_records_print_as_text(db, fetched, code, name):
    world, poison = make_world(cells=1, per_cell=3), POISONS[name]
    Member.objects.update(full_name=f"Lê {poison}"[:120])
    Unit.objects.filter(pk=world.cells[0].pk).update(name=f"Chi bộ {poison}"[:150])
    world.cells[0].refresh_from_db()
    for asked in asked_of(world, KINDS[code], is_blank=False)[:1]:
        if document := built(world, asked):
            content = RENDERERS["pdf"](document)
            assert on_the_page_of_paper(content) and all(one.startswith("static:reports/") for one in fetched)
            page, tables = page_of(document), in_word(RENDERERS["docx"](document), document)
            assert "<script" not in page and tables == on_page(page)
            book = load_workbook(io.BytesIO(RENDERERS["xlsx"](document)))
            assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)


def empty_world(per_cell: int) -> World:
    world = make_world(cells=1, per_cell=0, pledges=False)
    Campaign.objects.filter(pk=world.campaign.pk).exists()
    if per_cell:
        fill(world, per_cell, decided=False)
    return world


@pytest.mark.parametrize("per_cell", [0, 1, 60])
@pytest.mark.parametrize("code", KINDS)
def test_kinds_are_made_for_nobody_for_one_and_for_sixty(db, code, per_cell):
    world, kind = empty_world(per_cell), KINDS[code]
    for asked in asked_of(world, kind, is_blank=False)[:2]:
        if document := built(world, asked):
            content = RENDERERS["pdf"](document)
            assert on_the_page_of_paper(content)
            assert in_word(RENDERERS["docx"](document), document) == on_page(page_of(document))


NAMES = ("An", "Nguyễn Phước Bảo Quỳnh Thị Ngọc Khánh Hương", "Ỷ", "Hoàng-Nguyễn " + "Thị " * 20 + "Ước")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", KINDS)
def test_names_of_one_word_and_of_eight_stand_on_the_page(db, code, name):
    world = make_world(cells=1, per_cell=2)
    Member.objects.update(full_name=name)
    for asked in asked_of(world, KINDS[code], is_blank=False)[:1]:
        if document := built(world, asked):
            content = RENDERERS["pdf"](document)
            assert on_the_page_of_paper(content)
            if any(name in one for one in walk(json_of(document)) if isinstance(one, str)):
                assert bare(name) in bare(in_pdf(content, "-raw"))


def test_a_blank_table_and_an_empty_one_are_made():
    empty = replace(votes(), rows=(Row(("",) * 8),), total=None)
    document = replace(kitchen_sink(), sections=(Section((replace(empty, rows=()),)),))
    with translation.override("vi"):
        assert on_page(page_of(document)) == [[]]
    assert datetime.date(2026, 12, 31) and Asked
