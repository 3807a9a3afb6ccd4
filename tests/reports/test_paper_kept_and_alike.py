"""What of a real document is rendered again, what is rendered once, and letters that no font of ours has."""

import datetime
import subprocess
import sys
import unicodedata
from dataclasses import replace

import pytest

from emulation.access import SystemActor
from reports import pdf as engine
from reports.documents.asked import Asked
from reports.documents.made import built
from reports.kinds import kind_of
from reports.layout import Sheet, assemble
from reports.models import RenderedSection
from reports.renderings import RENDERERS
from reports.renderings.fitting import fitting
from reports.renderings.paper import sheets_of

from .factories import make_world
from .kitchen import kitchen_sink
from .paper_parts import cell, numbers_of, opened, page, text_of

pytestmark = pytest.mark.django_db
RENDERED = engine.render_part
ROBOT = SystemActor("test")
DAY = datetime.date(2026, 12, 25)


@pytest.fixture(autouse=True)
def rendered(monkeypatch, settings) -> list[str]:
    """Every page of HTML that was rendered, in this process."""
    settings.SECTION_CACHE_MEGABYTES, settings.RENDER_WORKERS = 16, 0
    found = []

    def noting(html, **options):
        found.append(html)
        return RENDERED(html, **options)

    monkeypatch.setattr(engine, "render_part", noting)
    return found


def test_of_an_annual_report_the_first_page_and_what_has_changed_are_rendered_again(rendered):
    world = make_world(cells=4, per_cell=60)
    asked = Asked(kind_of("annual"), world.committee, 2026, DAY)
    RENDERERS["pdf"](built(asked, ROBOT))
    assert len(rendered) == 3
    someone = world.members[0]
    someone.full_name = "Đặng Thị Đổi Tên"
    someone.save()
    rendered.clear()
    content = RENDERERS["pdf"](built(asked, ROBOT))
    assert len(rendered) == 2 and [someone.full_name in html for html in rendered] == [False, True]
    assert someone.full_name in text_of(content, subprocess.run)


def test_a_page_that_says_who_asked_and_when_takes_no_room(rendered):
    sheets = [Sheet(cell(1), keeps=False), Sheet(cell(2))]
    first = assemble(sheets)
    kept = RenderedSection.objects.count()
    assert assemble(sheets) == first
    assert rendered == [cell(1), cell(2), cell(1)] and RenderedSection.objects.count() == kept


def test_what_is_filled_in_by_hand_is_kept_and_what_tells_its_reader_is_not():
    document = kitchen_sink()
    assert [one.keeps for one in sheets_of(document)] == [False, True, True]
    assert all(one.keeps for one in sheets_of(replace(document, is_blank=True)))
    assert [one.restarts_numbering for one in sheets_of(document)] == [True, False, False]


@pytest.mark.parametrize("megabytes", [16, 0])
def test_ballots_are_rendered_once_however_many_and_have_no_number(rendered, settings, megabytes):
    settings.SECTION_CACHE_MEGABYTES = megabytes
    document = kitchen_sink()
    section = replace(document.sections[0], blocks=document.sections[0].blocks[:1])
    content = RENDERERS["pdf"](replace(document, sections=(section,), copies=130))
    assert len(rendered) == 1
    assert numbers_of(content) == [""] * 130


def test_runs_of_equal_pages_keep_their_places(settings, rendered):
    settings.SECTION_CACHE_MEGABYTES = 0
    words = text_of(assemble([cell(1), cell(1), cell(2), cell(1), cell(1)]), subprocess.run)
    places = [words.index("khu phố 2")]
    assert words.count("khu phố 1") == 4 and words[: places[0]].count("khu phố 1") == 2 and len(rendered) == 3


def test_a_first_section_may_lie():
    document = kitchen_sink()
    section = replace(document.sections[0], blocks=document.sections[0].blocks[:1], is_landscape=True)
    pdf = opened(RENDERERS["pdf"](replace(document, sections=(section,))))
    assert len(pdf.pages) == 1 and pdf.pages[0].MediaBox[2] > pdf.pages[0].MediaBox[3]


def test_the_number_of_a_document_is_never_broken_but_in_a_narrow_cell():
    whole = '<span class="whole">366-QĐ/TW</span>'
    assert fitting("<p>Quy định 366-QĐ/TW;</p>") == f"<p>Quy định {whole};</p>"
    for left in ("<title>366-QĐ/TW</title>", "<svg><text>366-QĐ/TW</text></svg>", '<p id="366-QĐ/TW">a</p>'):
        assert fitting(left) == left
    lines = "".join(f"<p>{'a ' * many}366-QĐ/TW</p>" for many in range(30, 50))
    said = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=assemble([fitting(page(lines))]), capture_output=True, check=True
    ).stdout.decode()
    assert said.count("366-QĐ/TW") == 20


def test_a_letter_no_font_of_ours_has_is_a_box_and_stops_nothing():
    words = text_of(assemble([fitting(page("<p>Đỗ Thị Ỷ 한글 中 ភ 😀 Nguyễn</p>"))]), subprocess.run)
    assert "Đỗ Thị Ỷ □□ □ □ □ Nguyễn" in words and unicodedata.is_normalized("NFC", words)


def test_every_letter_of_vietnamese_is_set_as_it_is():
    letters = "aăâbcdđeêghiklmnoôơpqrstuưvxyfjwz0123456789"
    tones = "\u0300\u0301\u0303\u0309\u0323"
    marked = [unicodedata.normalize("NFC", one + tone) for one in "aăâeêioôơuưy" for tone in tones]
    text = " ".join([*letters, *marked])
    assert fitting(f"<p>{text}{text.upper()}</p>") == f"<p>{text}{text.upper()}</p>"


KILLED = """
import os, signal
import reports.engine.pool as pool
from tests.reports.paper_parts import cell
pool.HERE = 0
parts = pool.render_all((cell(number, rows=200) for number in range(20)), tagged=True, workers=2, recycle=400)
next(parts)
os.kill(pool.pids()[0], signal.SIGKILL)
try:
    list(parts)
except pool.WorkerLost:
    print("lost", pool.pids())
parts = pool.render_all((cell(number, rows=200) for number in range(20)), tagged=True, workers=2, recycle=400)
next(parts)
print("left in the middle", len(pool.pids()))
"""


@pytest.mark.slow
def test_nothing_waits_at_the_end_for_processes_that_were_killed_or_have_work():
    done = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, timeout=120)
    assert done.stdout.splitlines() == ["lost []", "left in the middle 2"], done.stderr
    assert done.returncode == 0
