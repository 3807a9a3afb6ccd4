"""The page, its downloads, the API and the command: five doors to the same report."""

import datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from rest_framework.test import APIClient

from emulation.models import JournalEntry, UnitKind
from evaluations.models import CapRecord
from tests.factories import give_role, make_account, make_cell, make_committee, make_year

from .factories import fill, make_campaign, make_rule_set, make_world

PAGES = ("reports:annual", "reports:annual-pdf", "reports:annual-xlsx")
ROUTES = ("/api/v1/reports/annual/", "/api/v1/reports/annual/pdf/", "/api/v1/reports/annual/xlsx/")


@pytest.fixture
def stranger(db):
    foreign = make_cell(make_committee("Đảng ủy phường Thanh Khê"))
    return give_role(make_account("Hồ Thị Em"), "SECRETARY", foreign)


@pytest.fixture
def member(world):
    return give_role(make_account("Lan", world.members[0]), "MEMBER", world.cells[0])


def as_api(person) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_page_opens_for_each_role_at_its_own_unit(client, world):
    for person in (world.secretary, world.officer, world.leader, world.viewer):
        client.force_login(person)
        page = client.get(reverse("reports:annual"))
        assert page.status_code == 200
        assert page.content.decode().count("<h1") == 1


def test_viewer_above_begins_at_the_committee_that_has_a_report(client, db):
    province = make_committee("Đảng bộ tỉnh", kind=UnitKind.PROVINCE)
    ward = make_committee("Đảng ủy phường Hòa Bình", province)
    officer = give_role(make_account("Phạm Thị Cúc"), "OFFICER", ward)
    make_campaign(make_year(ward, officer), officer)
    client.force_login(give_role(make_account("Người xem cấp tỉnh"), "VIEWER", province))
    chosen = client.get(reverse("reports:annual")).context["chosen"]
    assert chosen.unit == ward and set(chosen.units) == {province, ward}


def test_page_of_a_cell_lists_its_members_and_that_of_a_ward_does_not(client, world):
    client.force_login(world.leader)
    name = world.members[0].full_name
    assert name in client.get(reverse("reports:annual"), {"unit": world.cells[0].pk}).content.decode()
    assert name not in client.get(reverse("reports:annual")).content.decode()


def test_viewer_sees_counts_and_why_there_is_no_download(client, world):
    client.force_login(world.viewer)
    page = client.get(reverse("reports:annual"), {"unit": world.cells[0].pk})
    text = page.content.decode()
    assert world.members[0].full_name not in text
    assert reverse("reports:annual-pdf") not in text and "why-not" in text


@pytest.mark.parametrize("route", PAGES)
def test_unit_of_others_does_not_exist_for_a_stranger(client, world, stranger, route):
    client.force_login(stranger)
    assert client.get(reverse(route), {"unit": world.cells[0].pk}).status_code == 404


@pytest.mark.parametrize("route", ROUTES)
def test_unit_of_others_does_not_exist_over_the_api_either(world, stranger, route):
    assert as_api(stranger).get(route, {"unit": world.cells[0].pk}).status_code == 404


@pytest.mark.parametrize("route", PAGES)
def test_member_is_refused_with_the_reason(client, world, member, route):
    client.force_login(member)
    assert client.get(reverse(route), {"unit": world.cells[0].pk}).status_code == 403
    assert client.get(reverse(route)).status_code == 403


def test_viewer_is_refused_the_file_but_gets_the_figures_over_the_api(world):
    client = as_api(world.viewer)
    assert client.get(ROUTES[1]).status_code == 403
    data = client.get(ROUTES[0]).json()
    assert data["sections"] == [] and data["roster"]["total"] == 40


@pytest.mark.parametrize("query", [{"unit": "x"}, {"year": "1"}, {"unit": 999_999}])
def test_nonsense_in_the_address_is_not_found(client, world, query):
    client.force_login(world.leader)
    assert client.get(reverse("reports:annual"), query).status_code == 404


@pytest.mark.parametrize(("route", "start"), [(PAGES[1], b"%PDF"), (PAGES[2], b"PK")])
def test_downloads_are_attachments_and_journaled(client, world, route, start):
    client.force_login(world.leader)
    answer = client.get(reverse(route), {"unit": world.committee.pk, "year": 2026})
    assert answer.content.startswith(start)
    assert answer["Content-Disposition"].startswith('attachment; filename="bao-cao-xep-loai-2026-dang-uy-phuong-hoa')
    assert JournalEntry.objects.filter(verb="report.exported", actor=world.leader).count() == 1


@pytest.mark.parametrize(("route", "start"), [(ROUTES[1], b"%PDF"), (ROUTES[2], b"PK")])
def test_files_over_the_api_are_the_same_act(world, route, start):
    answer = as_api(world.leader).get(route, HTTP_ACCEPT="application/pdf")
    assert answer.content.startswith(start)
    assert JournalEntry.objects.filter(verb="report.exported", actor=world.leader).count() == 1


def test_unopened_year_is_an_empty_page_and_no_file(client, world):
    client.force_login(world.leader)
    page = client.get(reverse("reports:annual"), {"unit": world.committee.pk, "year": 2024})
    assert page.status_code == 200 and "2024" in page.content.decode()
    back = client.get(reverse("reports:annual-pdf"), {"unit": world.committee.pk, "year": 2024})
    assert back.status_code == 302 and back.url.startswith(reverse("reports:annual"))
    assert as_api(world.leader).get(ROUTES[0], {"year": 2024}).json()["code"] == "no_campaign"


def test_ward_without_any_campaign_has_a_page(client, db):
    ward = make_committee()
    client.force_login(give_role(make_account("Võ Tấn Dũng"), "LEADER", ward))
    assert client.get(reverse("reports:annual")).status_code == 200


def test_draft_page_says_so(client, proposed):
    client.force_login(proposed.officer)
    assert "notice--warn" in client.get(reverse("reports:annual")).content.decode()


@pytest.mark.parametrize("which", ["ward", "cell"])
def test_page_asks_the_same_queries_whatever_the_rows(client, db, which):
    world = make_world(per_cell=3)
    client.force_login(world.leader)
    query = {"unit": (world.committee if which == "ward" else world.cells[0]).pk}
    counts = []
    for more in (0, 27, 40):
        CapRecord.objects.all().delete()
        fill(world, more, decided=True)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("reports:annual"), query)
        counts.append(len(queries))
        assert len(page.content) < 200_000
    assert counts[0] == counts[1] == counts[2] <= 23  # one of them for the order the leader has waived


def test_command_writes_the_only_committees_report(world, tmp_path: Path, capsys):
    out = tmp_path / "ward.pdf"
    call_command("export_report", year=2026, format="pdf", out=out)
    assert out.read_bytes().startswith(b"%PDF")
    assert str(out) in capsys.readouterr().out
    entry = JournalEntry.objects.get(verb="report.exported")
    assert (entry.actor, entry.actor_name) == (None, "export_report")


def test_command_takes_a_cell_by_its_code(world, tmp_path: Path):
    out = tmp_path / "cell.xlsx"
    call_command("export_report", unit=world.cells[1].code, year=2026, format="xlsx", out=out)
    assert out.read_bytes().startswith(b"PK")


@pytest.mark.parametrize(
    "options", [{"unit": "KHONG-CO"}, {"year": 2024}, {"out": Path("khong-co") / "thu-muc" / "a.xlsx"}]
)
def test_command_says_in_one_sentence_what_is_wrong(world, tmp_path: Path, options):
    given = {"year": 2026, "format": "xlsx", "out": tmp_path / "a.xlsx"} | options
    with pytest.raises(CommandError) as refused:
        call_command("export_report", **given)
    assert str(refused.value).endswith(".") and refused.value.returncode == 1


def test_command_asks_which_unit_where_there_are_several_or_none(db, tmp_path: Path):
    given = {"year": 2026, "format": "xlsx", "out": tmp_path / "a.xlsx"}
    for _round in (0, 1):
        with pytest.raises(CommandError):
            call_command("export_report", **given)
        make_committee()
        make_committee("Đảng ủy phường Thanh Khê")


def test_years_are_offered_newest_first(client, world):
    older = make_year(world.committee, world.officer, 2025)
    campaign = make_campaign(older, world.officer, make_rule_set("QD366-CU", 2024))
    assert campaign.cut_off >= datetime.date(2025, 1, 1)
    client.force_login(world.leader)
    chosen = client.get(reverse("reports:annual")).context["chosen"]
    assert chosen.years == [2026, 2025] and chosen.year == 2026
