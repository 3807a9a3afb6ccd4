"""The same figures on the page, on paper, in the workbook and over the API; every letter; nothing from outside."""

import importlib
import io
import os
import re
import subprocess
import sys
import unicodedata

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from openpyxl import load_workbook
from rest_framework.test import APIClient

from emulation.access import SystemActor
from emulation.models import JournalEntry
from reports.documents import DoesNotReconcile
from reports.documents import annual as annual_module
from reports.services import export_report
from tests.factories import give_role, make_account, make_cell, make_committee, make_member

from .factories import World

ROBOT = SystemActor("test")
TONES = ["", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323"]
LETTERS = [unicodedata.normalize("NFC", vowel + tone) for vowel in "aăâeêioôơuưy" for tone in TONES] + ["đ"]


def in_parts(items: list[str], size: int) -> list[list[str]]:
    return [items[start : start + size] for start in range(0, len(items), size)]


def text_of(content: bytes, *options: str) -> str:
    """Return the words of a PDF as pdftotext reads them, spaces joined."""
    done = subprocess.run(["pdftotext", *options, "-", "-"], input=content, capture_output=True, check=True)
    return re.sub(r"[ \u00a0]+", " ", done.stdout.decode())


def exported(world: World, kind: str, unit=None) -> bytes:
    return export_report(unit=unit or world.committee, year=2026, kind=kind, by=world.leader)[0]


def sheets_of(content: bytes) -> list[list[tuple]]:
    book = load_workbook(io.BytesIO(content))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def on_the_page(client, world: World) -> dict:
    client.force_login(world.leader)
    page = client.get(reverse("reports:annual"), {"unit": world.committee.pk, "year": 2026}).content.decode()
    found = re.findall(r"\((\w+NV)\)</th><td[^>]*>(\d+)</td><td[^>]*>([\d,]+)</td>", page)
    return {code: (int(count), share) for code, count, share in found}


def on_paper(world: World) -> dict:
    found = re.findall(r"\b(\w+NV) (\d+) (\d+,\d\d)", text_of(exported(world, "pdf"), "-layout"))
    return {code: (int(count), share) for code, count, share in found}


def in_the_workbook(world: World) -> dict:
    by_cell = sheets_of(exported(world, "xlsx"))[1]
    head = next(row for row in by_cell if "HTXSNV" in row)
    total = by_cell[-1]
    places = {code: head.index(code) for code in ("HTXSNV", "HTTNV", "HTNV", "KHTNV")}
    return {code: (total[at], f"{total[at + 1]:.2f}".replace(".", ",")) for code, at in places.items()}


def over_the_api(world: World) -> dict:
    client = APIClient()
    client.force_authenticate(world.leader)
    data = client.get("/api/v1/reports/annual/", {"unit": world.committee.pk, "year": 2026}).json()
    return {level["code"]: (level["count"], level["percent"].replace(".", ",")) for level in data["levels"]}


def test_page_paper_workbook_and_api_show_the_same_figures(client, world):
    expected = {"HTXSNV": (4, "11,11"), "HTTNV": (24, "66,67"), "HTNV": (4, "11,11"), "KHTNV": (4, "11,11")}
    assert on_the_page(client, world) == expected
    assert on_paper(world) == expected
    assert in_the_workbook(world) == expected
    assert over_the_api(world) == expected


def test_paper_gives_back_every_name_in_its_letters(world):
    words = ["".join(part).capitalize() for part in in_parts(LETTERS, 6)]
    names = [" ".join(part) for part in in_parts(words, 3)]
    cell = make_cell(world.committee, "Chi bộ Trường THCS Đỗ Thị Ẩn")
    for name in names:
        make_member(name, cell)
    text = text_of(exported(world, "pdf", cell))
    assert unicodedata.is_normalized("NFC", text)
    for name in [*names, cell.name]:
        assert name in text.replace("\n", " "), name


def test_ward_paper_names_everybody_once_in_the_annex(world):
    text = text_of(exported(world, "pdf"), "-raw").replace("\n", " ")
    for member in world.members:
        assert member.full_name in text


def test_paper_is_an_archive_file_with_title_author_and_our_fonts_only(world):
    content = exported(world, "pdf")
    info = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True).stdout.decode()
    fonts = subprocess.run(["pdffonts", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert "2026" in info and "Author" in info and "A4" in info
    meta = subprocess.run(["pdfinfo", "-meta", "-"], input=content, capture_output=True, check=True).stdout.decode()
    assert re.search(r'pdfaid:part[>="]+3', meta)
    assert all("Tinos" in line and " yes " in line for line in fonts.splitlines()[2:])


def test_workbook_holds_numbers_and_no_formula(world):
    make_member("=cmd|' /C calc'!A1", world.cells[0])
    book = load_workbook(io.BytesIO(exported(world, "xlsx")))
    assert len(book.worksheets) == 5
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert all(cell.data_type != "f" for cell in cells)
    assert "=cmd|' /C calc'!A1" in [cell.value for cell in cells]
    assert all(sheet.freeze_panes for sheet in book.worksheets[1:])


def test_workbook_lists_everybody_as_the_report_does(world):
    rows = [row for row in sheets_of(exported(world, "xlsx"))[2] if isinstance(row[0], int)]
    assert len(rows) == 40
    assert sum(row[7] == "HTTNV" for row in rows) == 24


@pytest.mark.parametrize("kind", ["pdf", "xlsx"])
def test_empty_cell_and_nobody_rated_can_be_exported(world, kind):
    empty = make_cell(world.committee, "Chi bộ Trống")
    assert exported(world, kind, empty)
    make_member("Ông Ẩn", empty)
    assert exported(world, kind, empty)


def test_draft_says_so_on_every_page_and_in_the_file_name(proposed):
    content, name = export_report(unit=proposed.committee, year=2026, kind="pdf", by=proposed.leader)
    pages = text_of(content, "-layout").split("\f")[:-1]
    assert "-du-thao." in name
    marks = {line for page in pages for line in re.findall(r"^.*(?:DRAFT|DỰ THẢO)$", page, re.M)}
    assert len(pages) > 1 and marks
    assert all(re.search(r"(DRAFT|DỰ THẢO)", page) for page in pages)
    assert "HTTNV*" in pages[-1]


def test_every_export_is_journaled(world):
    export_report(unit=world.cells[0], year=2026, kind="xlsx", by=world.secretary)
    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.actor, entry.unit) == ("report.exported", world.secretary, world.cells[0])
    assert entry.data == {"year": 2026, "format": "xlsx", "draft": False, "members": 20}


def test_viewer_and_stranger_may_not_export(world):
    foreign = make_cell(make_committee("Đảng ủy phường Thanh Khê"))
    stranger = give_role(make_account("Hồ Thị Em"), "SECRETARY", foreign)
    for person in (world.viewer, stranger):
        with pytest.raises(PermissionDenied) as refused:
            export_report(unit=world.committee, year=2026, kind="pdf", by=person)
        assert str(refused.value)
    assert not JournalEntry.objects.filter(verb="report.exported").exists()


def test_secretary_may_not_export_the_ward(world):
    with pytest.raises(PermissionDenied):
        export_report(unit=world.committee, year=2026, kind="xlsx", by=world.secretary)


def test_unknown_format_is_refused(world):
    with pytest.raises(ValidationError) as refused:
        export_report(unit=world.committee, year=2026, kind="docx", by=world.leader)
    assert refused.value.code == "unknown_kind"


def test_a_report_that_does_not_reconcile_is_not_exported(world, monkeypatch):
    monkeypatch.setattr(annual_module, "splits_of", lambda people, standing, rule_set: ())
    monkeypatch.setattr(annual_module, "cell_rows", lambda cells, by_cell, names: ())
    with pytest.raises(DoesNotReconcile):
        export_report(unit=world.committee, year=2026, kind="pdf", by=world.leader)
    assert not JournalEntry.objects.filter(verb="report.exported").exists()


@pytest.fixture
def pdf():
    return importlib.import_module("reports.pdf")


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/a.css",
        "http://127.0.0.1/a.css",
        "file:///etc/hostname",
        "static:reports/../../manage.py",
        "static:emulation/site.css",
        "static:reports/none.css",
        "data:text/css,p{}",
    ],
)
def test_fetcher_refuses_what_is_not_our_print_file(pdf, address):
    with pytest.raises(pdf.RefusedAddress):
        pdf.OwnFilesFetcher().fetch(address)


def test_fetcher_serves_our_style_and_fonts(pdf):
    assert b"@page" in pdf.OwnFilesFetcher().fetch("static:reports/print.css").read()
    assert pdf.OwnFilesFetcher().fetch("static:reports/fonts/tinos-bold.woff2").read(4) == b"wOF2"


@pytest.mark.parametrize(
    "html",
    [
        '<html lang="vi"><title>t</title><link rel="stylesheet" href="https://example.org/a.css"><p>x',
        '<html lang="vi"><title>t</title><img src="file:///etc/hostname"><p>x',
        '<html lang="vi"><title>t</title><style>p { colour: red }</style><p>x',
    ],
)
def test_a_render_that_murmurs_is_no_document(pdf, html):
    with pytest.raises(pdf.MurmuringRender):
        pdf.render_part(html)


def test_a_process_that_makes_no_pdf_never_loads_the_engine():
    code = "import django, sys; django.setup(); import emulation.config.urls; print('weasyprint' in sys.modules)"
    env = os.environ | {"DJANGO_SETTINGS_MODULE": "emulation.config.settings_test"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    assert done.stdout.strip() == "False"
