"""Pages rendered apart and bound: one tagged file, its numbers, its outline, its data; and what may go wrong."""

import json
import os
import subprocess
import sys
import threading
import time

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.test import override_settings

from reports import pdf as engine
from reports.engine import pool
from reports.engine.binding import bind
from reports.engine.errors import DamagedPart, MurmuringRender
from reports.engine.parts import pack, unpack
from reports.layout import Sheet, assemble, assemble_to

from .paper_parts import PEOPLE, cell, elements, numbers_of, opened, outline_of, page, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DATA = {"document.json": json.dumps({"tên": "Đảng viên"}, ensure_ascii=False), "members.csv": "no,name\r\n1,Đức\r\n"}


@pytest.fixture
def others(settings, monkeypatch):
    """Two processes of their own, however small the document."""
    settings.RENDER_WORKERS, settings.SECTION_CACHE_MEGABYTES = 2, 0
    monkeypatch.setattr(pool, "HERE", 0)


@pytest.fixture(scope="module")
def bound(django_db_setup, django_db_blocker) -> bytes:
    """Four cells, the third of several pages."""
    pages = [cell(1), cell(2), cell(3, rows=120), cell(4)]
    with django_db_blocker.unblock(), override_settings(SECTION_CACHE_MEGABYTES=0):
        return assemble(pages, data=DATA)


def test_the_file_is_sound(bound, tmp_path):
    (tmp_path / "a.pdf").write_bytes(bound)
    done = subprocess.run(["qpdf", "--check", tmp_path / "a.pdf"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No syntax or stream encoding errors" in done.stdout


def test_each_section_begins_on_a_page_of_its_own_and_no_page_is_empty(bound):
    pdf = opened(bound)
    assert len(pdf.pages) > 5
    tops = [place for title, place in outline_of(bound)]
    assert tops == sorted(set(tops)) and tops[0] == 0 and tops[-1] == len(pdf.pages) - 1


def test_the_outline_of_all_sections_is_one(bound):
    assert [title for title, _place in outline_of(bound)] == [f"Chi bộ khu phố {one}" for one in (1, 2, 3, 4)]


def test_pages_are_numbered_through_and_the_first_shows_none(bound):
    pages = len(opened(bound).pages)
    assert numbers_of(bound) == ["", *(str(number) for number in range(2, pages + 1))]


def test_numbering_begins_anew_where_a_document_begins():
    sheets = [Sheet(cell(1)), Sheet(cell(2)), Sheet(cell(3), restarts_numbering=True), Sheet(cell(4))]
    assert numbers_of(assemble(sheets)) == ["", "2", "", "2"]


def test_a_kind_of_page_without_a_number_gets_none():
    sheet = page('<div class="sheet"><p>Một</p></div>')
    assert numbers_of(assemble([cell(1), sheet, cell(2)])) == ["", "", "3"]


def test_the_text_is_copied_as_it_was_written_across_the_borders_of_sections(bound):
    text = text_of(bound, subprocess.run)
    wanted = [f"{PEOPLE[(number + one) % 4]} {number}-{one + 1}" for number in (1, 2, 4) for one in range(3)]
    places = [text.index(one) for one in wanted]
    assert places == sorted(places)
    assert text.count("3-") == 120


def test_every_page_is_reached_by_the_structure(bound):
    pdf = opened(bound)
    reached = {one.Pg.objgen for one in elements(pdf) if "/Pg" in one}
    assert reached == {one.obj.objgen for one in pdf.pages}
    kinds = [str(one.S) for one in elements(pdf)]
    assert kinds.count("/H2") == 4 and kinds.count("/TD") == 2 * (3 + 3 + 120 + 3)
    assert kinds.count("/Table") == len(pdf.pages) and "/NonStruct" not in kinds


@pytest.mark.parametrize(("body", "levels"), [("<h1>A</h1><h3>b</h3><h3>c</h3>", "122"), ("<h3>a</h3>", "2"),
    ("<h1>A</h1><h2>b</h2><h3>c</h3><h2>d</h2>", "1232"), ("<h2>b</h2><h4>c</h4>", "23")])  # fmt: skip
def test_no_level_of_a_heading_is_skipped(body, levels):
    tags = [str(one.S) for one in elements(opened(assemble([page(body)], data=DATA))) if str(one.S).startswith("/H")]
    assert sorted(tags) == sorted(f"/H{level}" for level in levels)


def test_heads_of_columns_are_marked_on_every_page(bound):
    pdf = opened(bound)
    heads = [one for one in elements(pdf) if one.S == "/TH"]
    assert len(heads) == 2 * len(pdf.pages)
    assert {str(one.A.Scope) for one in heads} == {"/Column"}


def test_all_content_belongs_to_an_element_or_is_an_artifact(bound):
    pdf = opened(bound)
    tree = {}
    for leaf in pdf.Root.StructTreeRoot.ParentTree.Kids:
        numbers = list(leaf.Nums)
        tree |= dict(zip(numbers[::2], numbers[1::2], strict=True))
        assert [int(one) for one in leaf.Limits] == [int(numbers[0]), int(numbers[-2])]
    assert sorted(tree) == list(range(len(pdf.pages)))
    for number, one in enumerate(pdf.pages):
        owners = tree[int(one.obj.StructParents)]
        depth, seen = 0, []
        for operands, operator in pikepdf.parse_content_stream(one):
            name = str(operator)
            if name in ("BDC", "BMC"):
                depth += 1
                if name == "BDC" and "/MCID" in operands[1]:
                    seen.append(int(operands[1].MCID))
            depth -= name == "EMC"
            assert depth or name not in ("Tj", "TJ", "re", "S"), f"{name} on page {number + 1} belongs to nothing"
        for mark in seen:
            kids = owners[mark].K
            assert owners[mark].Pg.objgen == one.obj.objgen
            kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
            assert mark in [int(kid) for kid in kids if not isinstance(kid, pikepdf.Object)]


def test_the_file_says_what_it_follows_and_in_which_language(bound):
    pdf = opened(bound)
    assert pdf.Root.Lang == "vi" and pdf.Root.MarkInfo.Marked is True
    assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
    with pdf.open_metadata() as said:
        assert said.pdfa_status == "3A" and said["pdfuaid:part"] == "1"
        assert said["dc:title"] == "Chi bộ 1" == str(pdf.docinfo["/Title"])
        assert said["dc:creator"] == ["Đảng ủy phường"]


def test_data_goes_along_once(bound):
    pdf = opened(bound)
    assert sorted(pdf.attachments) == sorted(DATA)
    for name, text in DATA.items():
        assert pdf.attachments[name].get_file().read_bytes().decode() == text
    assert len(pdf.Root.AF) == len(DATA) and {str(one.AFRelationship) for one in pdf.Root.AF} == {"/Data"}


def test_fonts_are_inside_as_subsets_and_kept_once(bound, tmp_path):
    (tmp_path / "a.pdf").write_bytes(bound)
    lines = subprocess.run(["pdffonts", tmp_path / "a.pdf"], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in lines.splitlines()[2:]]
    assert rows and all("Tinos" in row[0] and row[0][6] == "+" for row in rows)
    assert all(row[-5:-3] == ["yes", "yes"] for row in rows)
    pdf = opened(bound)
    files = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/Length1" in one]
    assert len(files) == 3  # regular, bold, numerals


def test_equal_pages_are_equal_bytes_wherever_they_stand():
    alone, again = engine.render_part(cell(7), tagged=True), engine.render_part(cell(7), tagged=True)
    assert pack(alone) == pack(again)


def test_a_part_comes_back_from_bytes_and_a_damaged_one_does_not():
    part = engine.render_part(cell(1), tagged=True)
    content = pack(part)
    assert unpack(content, part.shared) == part
    for damaged in (content[:-1], content[:200] + b"!" + content[201:], b"", content[8:]):
        with pytest.raises(DamagedPart):
            unpack(damaged, part.shared)
    with pytest.raises(DamagedPart):
        unpack(content, {})


# ── processes ──


def test_a_large_document_is_rendered_by_other_processes_and_is_the_same(others, settings, monkeypatch):
    pages = [cell(number) for number in range(6)]
    settings.RENDER_WORKERS = 0
    here = assemble(pages)
    settings.RENDER_WORKERS = 2
    monkeypatch.setattr(engine, "render_part", None)  # not in this process
    assert assemble(pages) == here
    assert len(pool.pids()) == 2


def test_a_process_that_renders_has_neither_framework_nor_database():
    found = "[name for name in sys.modules if name.startswith(('django', 'sqlite', 'psycopg'))]"
    code = f"import sys, reports.engine.pool as pool; pool._begin(); print({found})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_murmur_in_another_process_is_no_document(others, tmp_path):
    bad = page('<img src="file:///etc/hostname" alt="x">')
    with pytest.raises(MurmuringRender):
        assemble_to(tmp_path / "a.pdf", [cell(1), cell(2), bad])
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_is_killed_is_said_so_and_the_next_document_is_made(others, tmp_path):
    pages = [cell(number, rows=60) for number in range(6)]

    def kill():
        while not pool.pids():
            time.sleep(0.01)
        os.kill(pool.pids()[0], 9)

    pool.close()
    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(ValidationError) as refused:
        assemble_to(tmp_path / "a.pdf", pages)
    killer.join()
    assert refused.value.code == "worker_lost"
    assert list(tmp_path.iterdir()) == []
    assert assemble_to(tmp_path / "a.pdf", pages[:2]) > 1


def test_a_full_disk_leaves_nothing_partial(tmp_path, monkeypatch):
    (tmp_path / "a.pdf").write_bytes(b"as it was")

    def full(*_arguments, **_options):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("reports.engine.writing.Writer.finish", full)
    with pytest.raises(ValidationError) as refused:
        assemble_to(tmp_path / "a.pdf", [cell(1)])
    assert refused.value.code == "no_room"
    assert [one.name for one in tmp_path.iterdir()] == ["a.pdf"] and (tmp_path / "a.pdf").read_bytes() == b"as it was"


def test_a_file_is_made_page_by_page_without_holding_them(tmp_path, settings):
    settings.RENDER_WORKERS = 0
    taken, bound = [], []

    def pages():
        for number in range(8):
            taken.append(number)
            yield cell(number)

    def parts():
        for html in pages():
            bound.append(len(taken))
            yield engine.render_part(html, tagged=True), False

    with (tmp_path / "a.pdf").open("wb") as out:
        assert bind(out, parts(), language="vi") == 8
    assert bound == list(range(1, 9))
