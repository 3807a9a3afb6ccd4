"""`manage.py import_roster`: the report row by row, trial runs, one sentence on what cannot be used."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from emulation.models import JournalEntry, Member, Membership, Unit, UnitKind
from tests.factories import make_cell, make_committee

from .sheets import HEADINGS, member_row, xlsx

DATA = Path(__file__).parent / "data"
WARD = "Đảng bộ phường Hòa Bình"
pytestmark = pytest.mark.django_db


def run(file, **options):
    output = io.StringIO()
    call_command("import_roster", str(file), stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def report(tmp_path):
    return tmp_path / "report.json"


@pytest.fixture
def small(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_bytes(xlsx([HEADINGS, member_row(1), member_row(2, "")]))
    return file


def read_report(path):
    return json.loads(path.read_text(encoding="utf-8"))


def test_messy_report_agrees_with_its_answers_row_by_row(report):
    run(DATA / "roster-messy.xlsx", committee=WARD, unit="Chi bộ Khu phố 9", report=report)
    answers, told = read_report(DATA / "roster-messy.json"), read_report(report)
    assert told["unit"] == answers["unit"]
    assert len(told["rows"]) == len(answers["rows"])
    for answer, row in zip(answers["rows"], told["rows"], strict=True):
        answer.pop("why")
        assert answer.items() <= row.items()
        assert row["message"] if row["outcome"] == "rejected" else isinstance(row["converted"], list)
    assert told["summary"]["accepted"] == Member.objects.count() == 10


def test_ward_roster_loads_into_an_empty_database_and_again_changes_nothing(report):
    said = run(DATA / "roster-ward.xlsx", committee=WARD)
    assert WARD in said
    committee = Unit.objects.get(kind=UnitKind.COMMITTEE)
    assert (Unit.objects.cells().count(), Membership.objects.count(), committee.name) == (24, 600, WARD)
    journal = JournalEntry.objects.count()
    run(DATA / "roster-ward.xlsx", report=report)
    summary = read_report(report)["summary"]
    assert (summary["new"], summary["changed"], summary["unchanged"]) == (0, 0, 600)
    assert (Member.objects.count(), JournalEntry.objects.count()) == (600, journal)
    assert JournalEntry.objects.get(verb="roster.imported").actor_name == "import_roster"


def test_trial_changes_nothing_not_even_the_committee(small, report):
    run(small, committee=WARD, unit="Chi bộ Khu phố 1", dry_run=True, report=report)
    assert not Unit.objects.exists() and not Member.objects.exists() and not JournalEntry.objects.exists()
    told = read_report(report)
    assert told["dry_run"] and told["summary"]["new"] == 1


def test_committee_may_be_left_out_where_there_is_one(small):
    committee = make_committee()
    run(small, unit="Chi bộ Khu phố 1")
    assert Membership.objects.get().unit.path.startswith(committee.path)


def test_committee_is_recognised_however_it_is_written(small):
    cell = make_cell(make_committee("Đảng ủy phường Hòa Bình"))
    make_committee("Đảng ủy phường khác")
    run(small, committee="ĐẢNG BỘ PHƯỜNG HOÀ BÌNH", unit=cell.name)
    assert Membership.objects.get().unit == cell


def test_rejected_rows_are_printed_and_fail_nothing(small):
    said = run(small, committee=WARD, unit="Chi bộ Khu phố 1")
    assert any("3" in line and "–" in line for line in said.splitlines())


@pytest.mark.parametrize("name", ["missing.xlsx", "."])
def test_file_that_cannot_be_read_gets_a_sentence(tmp_path, name):
    with pytest.raises(CommandError, match=r"\w"):
        run(tmp_path / name, committee=WARD)


def test_unusable_file_gets_one_sentence_and_creates_nothing(tmp_path):
    file = tmp_path / "list.xlsx"
    file.write_text("not a workbook")
    with pytest.raises(CommandError) as refused:
        run(file, committee=WARD)
    assert "\n" not in str(refused.value) and not Unit.objects.exists()


def test_committee_must_be_named_where_there_is_none_or_several(small):
    with pytest.raises(CommandError):
        run(small, unit="Chi bộ Khu phố 1")
    make_committee()
    make_committee("Đảng ủy phường khác")
    with pytest.raises(CommandError):
        run(small, unit="Chi bộ Khu phố 1")


def test_two_committees_of_one_name_are_told_apart_by_code(small):
    first, _second = make_committee(), make_committee()
    with pytest.raises(CommandError):
        run(small, committee=first.name, unit="Chi bộ Khu phố 1")
    run(small, committee=first.code, unit="Chi bộ Khu phố 1")
    assert Membership.objects.get().unit.path.startswith(first.path)


def test_report_that_cannot_be_written_stops_the_import(small, tmp_path):
    with pytest.raises(CommandError):
        run(small, committee=WARD, unit="Chi bộ Khu phố 1", report=tmp_path / "none" / "report.json")
    assert not Member.objects.exists()


def test_a_committee_is_not_left_behind_by_a_mistyped_name(small):
    run(small, committee=WARD, unit="Chi bộ Khu phố 1")
    units = Unit.objects.count()
    said = run(small, committee="Đảng bộ phường Hòa Binhh", unit="Chi bộ Khu phố 1")
    assert "0" in said and Unit.objects.count() == units


def test_a_name_no_column_holds_is_one_sentence(small):
    with pytest.raises(CommandError):
        run(small, committee="x" * 500, unit="Chi bộ Khu phố 1")
    assert not Unit.objects.exists()


def test_a_database_that_is_not_prepared_is_one_sentence(small):
    with connection.cursor() as cursor, transaction.atomic():
        cursor.execute("ALTER TABLE emulation_unit RENAME TO emulation_unit_away")
        with pytest.raises(CommandError, match="migrate"), transaction.atomic():
            run(small, unit="Chi bộ Khu phố 1")
        transaction.set_rollback(True)
