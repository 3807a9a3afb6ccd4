"""Documents of any kind: the catalogue, one as a page, as a file, over the API, from the command line."""

import datetime
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.access import SystemActor
from emulation.models import JournalEntry, Role
from reports.documents.asked import About, Asked
from reports.documents.blocks import Column, Document, DoesNotReconcile, Row, Section, Shows, Table
from reports.kinds import GROUPS, KINDS, kind_of
from reports.renderings import CONTENT_TYPES
from reports.services import export_document
from tests.factories import give_role, make_account, make_cell, make_committee, make_member

from .factories import World

ROBOT = SystemActor("test")
LIST = "member-list"
DAY = datetime.date(2026, 12, 31)


def asked(world: World, code: str = LIST, **given) -> Asked:
    return Asked(**{"kind": kind_of(code), "unit": world.cells[0], "year": 2026, "on": DAY} | given)


def stranger():
    cell = make_cell(make_committee("Đảng ủy phường Thanh Khê"), "Chi bộ Tổ 5")
    return give_role(make_account("Hồ Thị Em", make_member("Hồ Thị Em", cell)), Role.SECRETARY, cell)


def test_codes_are_addresses_and_told_once():
    codes = [kind.code for _label, kinds in GROUPS for kind in kinds]
    assert len(codes) == len(set(codes)) and all(code == code.lower() and " " not in code for code in codes)


def test_a_kind_about_members_tells_whose_it_can_be():
    assert all((kind.members is not None) == (kind.about is About.MEMBER) for kind in KINDS.values())


def test_the_catalogue_leads_to_each_kind(client, world):
    client.force_login(world.leader)
    page = client.get(reverse("reports:kinds"), {"unit": world.cells[0].pk, "year": 2026}).content.decode()
    for kind in KINDS.values():
        assert (reverse("reports:kind", args=[kind.code]) in page) == kind.fits(world.cells[0])


def test_a_document_is_looked_at_and_noted_once_a_day(client, world):
    client.force_login(world.secretary)
    where = {"unit": world.cells[0].pk, "year": 2026}
    page = client.get(reverse("reports:kind", args=[LIST]), where).content.decode()
    assert all(member.full_name in page for member in world.members[:5])
    client.get(reverse("reports:kind", args=[LIST]), where)
    read = JournalEntry.objects.filter(verb="report.exported", data__format="page")
    assert read.count() == 1 and read.get().data["document"] == LIST


@pytest.mark.parametrize("file_format", CONTENT_TYPES)
def test_a_document_is_taken_out_in_each_format(client, world, file_format):
    client.force_login(world.secretary)
    answer = client.get(reverse("reports:kind-file", args=[LIST, file_format]), {"unit": world.cells[0].pk})
    assert answer.headers["Content-Type"] == CONTENT_TYPES[file_format] and len(answer.content) > 500
    assert answer.headers["Content-Disposition"].endswith(f'.{file_format}"')
    entry = JournalEntry.objects.get(verb="report.exported")
    assert entry.data["format"] == file_format and entry.unit == world.cells[0] and entry.members.count() > 10


def test_nobody_takes_out_the_documents_of_another_cell(client, world):
    who = stranger()
    with pytest.raises(PermissionDenied):
        export_document(asked=asked(world), as_="pdf", by=who)
    client.force_login(who)
    where = {"unit": world.cells[0].pk, "year": 2026}
    assert client.get(reverse("reports:kind", args=[LIST]), where).status_code == 404
    assert client.get(reverse("reports:kind-file", args=[LIST, "pdf"]), where).status_code == 404
    assert not JournalEntry.objects.filter(verb="report.exported").exists()


@pytest.mark.parametrize("code, file_format", [("nonsense", "pdf"), (LIST, "exe")])
def test_an_unknown_kind_or_format_has_no_page(client, world, code, file_format):
    client.force_login(world.leader)
    assert client.get(f"/reports/kinds/{code}/{file_format}/").status_code == 404


def test_an_unknown_format_is_refused_with_those_there_are(world):
    with pytest.raises(ValidationError, match=r"exe.*pdf"):
        export_document(asked=asked(world), as_="exe", by=world.leader)
    assert not JournalEntry.objects.filter(verb="report.exported").exists()


def test_a_year_without_a_review_says_so_on_the_page_and_instead_of_the_file(client, world):
    client.force_login(world.leader)
    where = {"unit": world.cells[0].pk, "year": 2031}
    page = client.get(reverse("reports:kind", args=[LIST]), where).content.decode()
    assert "2031" in page and "chưa có gì để báo cáo" in page
    back = client.get(reverse("reports:kind-file", args=[LIST, "pdf"]), where)
    assert back.status_code == 302 and back.url.startswith(reverse("reports:kind", args=[LIST]))
    assert not JournalEntry.objects.filter(verb="report.exported").exists()


@pytest.mark.parametrize(
    "values", [{"unit": "x"}, {"unit": "9" * 30}, {"year": "x"}, {"year": "9" * 30}, {"member": "x"}]
)
def test_nonsense_in_the_address_breaks_nothing(client, world, values):
    client.force_login(world.leader)
    assert client.get(reverse("reports:kind", args=[LIST]), values).status_code in (200, 404)


def test_the_api_gives_the_same_as_data_and_as_file(world):
    client = APIClient()
    client.force_authenticate(world.secretary)
    kinds = client.get("/api/v1/documents/kinds/").json()
    assert {kind["code"] for kind in kinds} == set(KINDS)
    where = {"unit": world.cells[0].pk, "year": 2026}
    data = client.get(f"/api/v1/documents/kinds/{LIST}/", where).json()
    made = export_document(asked=asked(world), as_="json", by=world.secretary)
    assert data["sections"] == json.loads(made.content)["sections"]
    answer = client.get(f"/api/v1/documents/kinds/{LIST}/", where | {"as": "pdf"})
    assert answer.content.startswith(b"%PDF")


@pytest.mark.parametrize(
    "code, values, status",
    [("nonsense", {}, 400), (LIST, {"as": "exe"}, 400), (LIST, {"unit": 999_999}, 404), (LIST, {"year": 1}, 400)],
)
def test_the_api_refuses_with_a_sentence(world, code, values, status):
    client = APIClient()
    client.force_authenticate(world.leader)
    answer = client.get(f"/api/v1/documents/kinds/{code}/", values)
    assert answer.status_code == status and answer.json()


def test_a_program_sees_only_its_own_units(world):
    client = APIClient()
    client.force_authenticate(stranger())
    assert client.get(f"/api/v1/documents/kinds/{LIST}/", {"unit": world.cells[0].pk}).status_code == 404


def test_the_command_writes_every_format_and_lists_the_kinds(world, tmp_path, capsys):
    call_command("export_report", "--list-kinds")
    assert capsys.readouterr().out.split() == list(KINDS)
    for file_format in CONTENT_TYPES:
        path = tmp_path / f"x.{file_format}"
        where = {"unit": world.cells[0].code, "year": 2026, "out": path}
        call_command("export_report", kind=LIST, format=file_format, **where)
        assert path.stat().st_size > 500
    assert sorted(one.suffix[1:] for one in tmp_path.iterdir()) == sorted(CONTENT_TYPES)


@pytest.mark.parametrize(
    "wrong, said",
    [
        ({"kind": "nonsense"}, "nonsense"),
        ({"year": 2031}, "2031"),
        ({"unit": "nowhere"}, "nowhere"),
        ({"member": "00000000"}, "00000000"),
        ({"option": ["colour=red"]}, "colour"),
        ({"blank": True}, "trống"),
    ],
)
def test_the_command_says_what_is_wrong_and_writes_nothing(world, tmp_path, wrong, said):
    given = {"kind": LIST, "unit": world.cells[0].code, "year": 2026, "out": tmp_path / "x.pdf"} | wrong
    with pytest.raises(CommandError, match=said):
        call_command("export_report", **given)
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_old_file_and_nothing_else(world, tmp_path, monkeypatch):
    path = tmp_path / "x.json"
    path.write_text("before")
    monkeypatch.setattr("os.replace", lambda *_paths: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(CommandError):
        call_command("export_report", kind=LIST, unit=world.cells[0].code, year=2026, format="json", out=path)
    assert path.read_text() == "before" and [one.name for one in tmp_path.iterdir()] == ["x.json"]


@pytest.mark.parametrize("depth, total, fits", [(0, 5, True), (0, 4, False), (1, 5, False), (1, 2, True)])
def test_a_table_that_does_not_add_up_makes_no_document(depth, total, fits):
    columns = (Column("what", "Mục", 60), Column("count", "Số", 40, Shows.COUNT, adds=True))
    rows = (Row(("a", 2)), Row(("b", 3), depth=depth))
    table = Table("t", columns, rows, "Bảng", Row(("Cộng", total)))

    def build():
        return Document("k", 1, "Chi bộ 1", 2026, "BÁO CÁO", (Section((table,)),), datetime.datetime.now(), "x")

    if fits:
        assert build()
    else:
        with pytest.raises(DoesNotReconcile, match="Bảng"):
            build()


def test_columns_and_cells_must_fit():
    with pytest.raises(ValueError, match="100"):
        Table("t", (Column("a", "A", 60),), ())
    with pytest.raises(ValueError, match="cells"):
        Table("t", (Column("a", "A", 100),), (Row(("x", "y")),))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.code)
def test_every_kind_is_built_or_says_why_not(world, kind):
    """On every database, as data; how it is drawn is tried once."""
    unit = world.committee if kind.about is About.COMMITTEE else world.cells[0]
    members = kind.members(world.leader, unit, 2026) if kind.members else [None]
    for member in members[:1]:
        try:
            made = export_document(asked=Asked(kind, unit, 2026, DAY, member), as_="json", by=world.leader)
        except ValidationError as refused:
            assert all(sentence.endswith(".") and len(sentence) > 30 for sentence in refused.messages)
        else:
            assert json.loads(made.content)["kind"] == kind.code
