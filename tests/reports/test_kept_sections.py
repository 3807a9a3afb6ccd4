"""Rendered sections are kept: what has not changed is not rendered again, and nothing is kept too long."""

import datetime
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from reports import kept_sections
from reports import pdf as engine
from reports.kept_sections import forget_sections, key_of
from reports.layout import assemble
from reports.models import RenderedSection

from .paper_parts import cell, page, text_of

pytestmark = pytest.mark.django_db
RENDERED = engine.render_part


@pytest.fixture(autouse=True)
def rendered(monkeypatch, settings) -> list[str]:
    """Every page of HTML that was rendered."""
    settings.SECTION_CACHE_MEGABYTES = 16
    found = []

    def noting(html, **options):
        found.append(html)
        return RENDERED(html, **options)

    monkeypatch.setattr(engine, "render_part", noting)
    return found


def test_the_second_time_nothing_is_rendered_and_the_file_is_the_same(rendered):
    pages = [cell(number) for number in range(5)]
    first = assemble(pages)
    assert len(rendered) == 5
    assert assemble(pages) == first and len(rendered) == 5


def test_one_changed_section_is_rendered_alone_wherever_it_stands(rendered):
    pages = [cell(number) for number in range(5)]
    assemble(pages)
    rendered.clear()
    changed = [*pages[:2], cell(2, rows=90), *pages[3:], cell(9)]
    text = text_of(assemble(changed), subprocess.run)
    assert rendered == [changed[2], changed[5]]
    assert "2-90" in text and text.index("2-90") < text.index("Chi bộ khu phố 3")


def test_equal_sections_of_one_document_are_rendered_once(rendered):
    assemble([cell(1), cell(2), cell(1)])
    assert len(rendered) == 2


def test_queries_do_not_grow_with_the_sections(django_assert_max_num_queries):
    assemble([cell(number) for number in range(12)])
    with django_assert_max_num_queries(5):
        assemble([cell(number) for number in range(12)])


def test_text_style_fonts_and_versions_shape_the_key(monkeypatch, tmp_path):
    before = key_of("a", tagged=True)
    assert len({before, key_of("b", tagged=True), key_of("a", tagged=False)}) == 3
    (tmp_path / "print.css").write_text("p { margin: 0 }")
    for name, value in (("STATIC", tmp_path), ("ENGINE", "another"), ("version", lambda name: "71.0")):
        with monkeypatch.context() as patched:
            patched.setattr(kept_sections, name, value)
            kept_sections._shaped_by.cache_clear()
            assert key_of("a", tagged=True) != before
    kept_sections._shaped_by.cache_clear()
    assert key_of("a", tagged=True) == before


@pytest.mark.parametrize("content", [b"", b"NGPART1\n", b"x" * 100])
def test_what_was_damaged_is_rendered_anew(rendered, content):
    first = assemble([cell(1), cell(2)])
    RenderedSection.objects.update(content=content)
    assert assemble([cell(1), cell(2)]) == first
    assert len(rendered) == 4
    assert assemble([cell(1), cell(2)]) == first and len(rendered) == 4


def test_a_file_kept_without_its_font_is_rendered_anew(rendered):
    first = assemble([cell(1)])
    RenderedSection.objects.exclude(key=key_of(cell(1), tagged=True)).delete()
    assert assemble([cell(1)]) == first and len(rendered) == 2


def test_nothing_is_used_that_was_kept_too_long(rendered, settings):
    assemble([cell(1)])
    RenderedSection.objects.update(
        made_at=timezone.now() - datetime.timedelta(days=settings.SECTION_CACHE_DAYS, hours=1)
    )
    assemble([cell(1)])
    assert len(rendered) == 2
    assert RenderedSection.objects.filter(made_at__gt=timezone.now() - datetime.timedelta(days=1)).count() > 1


def test_the_command_throws_away_what_is_old_or_everything(capsys):
    assemble([cell(1), cell(2)])
    count = RenderedSection.objects.count()
    RenderedSection.objects.filter(key=key_of(cell(1), tagged=True)).update(
        made_at=timezone.now() - datetime.timedelta(30)
    )
    call_command("forget_sections")
    assert RenderedSection.objects.count() == count - 1
    call_command("forget_sections", "--all")
    assert not RenderedSection.objects.exists()
    assert capsys.readouterr().out.count(": ") == 2


def test_the_longest_unused_goes_when_there_is_no_room(settings):
    now = timezone.now()
    for number in range(4):
        at = now - datetime.timedelta(minutes=number)
        RenderedSection.objects.create(key=str(number), content=b"x", size=600_000, made_at=now, used_at=at)
    settings.SECTION_CACHE_MEGABYTES = 2
    assert forget_sections() == 1
    assert sorted(RenderedSection.objects.values_list("key", flat=True)) == ["0", "1", "2"]


def test_without_room_nothing_is_kept(settings, rendered):
    settings.SECTION_CACHE_MEGABYTES = 0
    assemble([cell(1)])
    assemble([cell(1)])
    assert len(rendered) == 2 and not RenderedSection.objects.exists()


def test_a_document_is_made_although_nothing_can_be_kept(monkeypatch):
    def locked(*_arguments, **_options):
        raise DatabaseError("database is locked")

    monkeypatch.setattr(type(RenderedSection.objects.all()), "bulk_create", locked)
    assert "1-1" in text_of(assemble([cell(1)]), subprocess.run)
    assert not RenderedSection.objects.exists()


def test_a_murmuring_section_is_not_kept():
    with pytest.raises(engine.MurmuringRender):
        assemble([page('<img src="https://example.org/a.png" alt="x">')])
    assert not RenderedSection.objects.exists()


def test_what_another_process_has_just_kept_does_no_harm(rendered, monkeypatch):
    """Both render the same, both keep it: the second finds the key taken."""

    def late(html, **options):
        part = RENDERED(html, **options)
        kept_sections._keep({key_of(html, tagged=True): part})
        return part

    monkeypatch.setattr(engine, "render_part", late)
    first = assemble([cell(1), cell(2)])
    assert RenderedSection.objects.filter(key=key_of(cell(1), tagged=True)).count() == 1
    assert assemble([cell(1), cell(2)]) == first


WRITER = """
import sys, django
django.setup()
from reports.layout import assemble
from tests.reports.paper_parts import cell
for _once in range(3):
    content = assemble([cell(number) for number in range(6)])
sys.stdout.buffer.write(content)
"""


@pytest.mark.slow
def test_two_processes_on_one_database_make_the_same_file(tmp_path):
    environment = {"VAR_DIR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "emulation.config.settings_test", "PATH": ""}
    subprocess.run([sys.executable, "manage.py", "migrate", "reports", "-v", "0"], env=environment, check=True)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        for _one in range(2)
    ]
    (one, said), (other, _said) = (process.communicate() for process in both)
    assert [process.returncode for process in both] == [0, 0], said
    assert one == other and one.startswith(b"%PDF")
