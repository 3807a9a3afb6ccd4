"""Breaches: what was reached through whom, never its content; the clock of the law; the notice to those affected."""

import datetime
import io

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation.breaches import Suspicion, reached_by
from emulation.doors import Door, Entrance, entering
from emulation.journal import record
from emulation.models import Breach, BreachReach, JournalEntry
from emulation.services.breaches import (
    export_breach,
    look_into_breach,
    notify_affected,
    record_breach,
    report_breach,
)

from .asking import last_entry, not_now, refused

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def as_(db):
    def sign_in(account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in


@pytest.fixture
def read(cast):
    """The secretary's account has read two members, one of them by a key to the API."""
    member, colleague = cast.member.member, cast.colleague.member
    record(cast.secretary, "assessment.read", member, unit=cast.cell)
    with entering(lambda: Entrance(Door.API, "abcdef123456789", "203.0.113.9")):
        for _time in range(2):
            record(cast.secretary, "report.exported", cast.cell, unit=cast.cell, members=[member.pk, colleague.pk])
    record(cast.officer, "assessment.read", member, unit=cast.cell)


def through(cast, **ways) -> Suspicion:
    return Suspicion(TODAY - DAY, TODAY, **(ways or {"account": cast.secretary}))


def recorded(cast, **ways) -> Breach:
    given = {"noticed_at": timezone.now(), "what": "Lộ mật khẩu của bí thư"}
    return record_breach(unit=cast.committee, suspicion=through(cast, **ways), by=cast.leader, **given)


# ── what was reached ──


def test_an_account_tells_whose_records_by_which_act_how_often(cast, read):
    rows = reached_by(cast.committee, through(cast))
    told = [(row.member, row.verb, row.by, row.door, row.address, row.times) for row in rows]
    assert sorted(told) == [
        ("Trần Thị Lan", "assessment.read", "Lê Văn Bình", "", "", 1),
        ("Trần Thị Lan", "report.exported", "Lê Văn Bình", "API", "203.0.113.9", 2),
        ("Đỗ Văn Ước", "report.exported", "Lê Văn Bình", "API", "203.0.113.9", 2),
    ]


@pytest.mark.parametrize(
    ("ways", "count"), [({"key": "abcdef123456789"}, 2), ({"address": "203.0.113.9"}, 2), ({"key": "other"}, 0)]
)
def test_a_key_and_an_address_tell_the_same(cast, read, ways, count):
    assert len(reached_by(cast.committee, through(cast, **ways))) == count


def test_other_days_and_other_wards_are_left_out(cast, read):
    before = Suspicion(TODAY - 9 * DAY, TODAY - 8 * DAY, account=cast.secretary)
    assert reached_by(cast.committee, before) == []
    assert reached_by(cast.stranger_cell, through(cast)) == []


def test_it_takes_one_query(cast, read):
    with CaptureQueriesContext(connection) as queries:
        assert reached_by(cast.committee, through(cast))
    assert len(queries) == 1


def test_to_look_is_journaled_once_a_day_and_to_take_out_always(cast, read):
    for _time in range(2):
        look_into_breach(unit=cast.committee, suspicion=through(cast), by=cast.admin)
    assert JournalEntry.objects.filter(verb="breach.searched").count() == 1
    assert last_entry().data["account"] == cast.secretary.username
    content, name = export_breach(unit=cast.committee, suspicion=through(cast), by=cast.admin)
    assert last_entry().verb == "breach.exported" and last_entry().members.count() == 2
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert name.endswith(".xlsx") and sheet.max_row == 4 and sheet["A1"].value == "Đảng viên"


def test_a_suspicion_that_will_not_do(cast):
    def look(suspicion):
        return lambda: look_into_breach(unit=cast.committee, suspicion=suspicion, by=cast.leader)

    not_now(look(Suspicion(TODAY, TODAY)), code="no_way_in")
    not_now(look(Suspicion(TODAY, TODAY - DAY, key="a")), words="Ngày cuối")
    not_now(look(Suspicion(TODAY, TODAY, account=cast.stranger)), code="other_unit")


# ── recorded, reported, told ──


def test_a_breach_is_recorded_with_everybody_it_reached(cast, read):
    found = recorded(cast)
    assert found.report_by - found.noticed_at == datetime.timedelta(hours=72)
    reached = {row.member.full_name: row.times for row in found.reached.all()}
    assert reached == {"Trần Thị Lan": 3, "Đỗ Văn Ước": 2}
    assert (last_entry().verb, last_entry().data["members"]) == ("breach.recorded", 2)


def test_it_cannot_be_noticed_tomorrow(cast):
    given = {"noticed_at": timezone.now() + DAY, "what": "x"}
    not_now(lambda: record_breach(unit=cast.committee, suspicion=through(cast), by=cast.leader, **given))
    assert not Breach.objects.exists()


def test_the_clock_runs_out_until_it_is_reported(cast):
    found = recorded(cast)
    assert not found.is_late_at(timezone.now()) and found.is_late_at(timezone.now() + 4 * DAY)
    not_now(lambda: report_breach(breach=found, number=" ", by=cast.leader), words="số báo cáo")
    found = report_breach(breach=found, number="12-BC/ĐU", by=cast.leader)
    assert not found.is_late_at(timezone.now() + 4 * DAY)
    assert (last_entry().verb, last_entry().data) == ("breach.reported", {"number": "12-BC/ĐU", "late": False})
    not_now(lambda: report_breach(breach=found, number="13-BC/ĐU", by=cast.leader), code="wrong_state")


def test_members_read_the_notice_once_it_is_sent(cast, read, as_):
    found = recorded(cast)
    page = reverse("emulation:own-data")
    assert "Đã khóa tài khoản" not in as_(cast.member).get(page).content.decode()
    not_now(lambda: notify_affected(breach=found, notice="\u200b", by=cast.leader), words="viết thông báo")
    notify_affected(breach=found, notice="Đã khóa tài khoản bị lộ.", by=cast.leader)
    assert last_entry().verb == "breach.notified" and last_entry().members.count() == 2
    assert "Đã khóa tài khoản" in as_(cast.member).get(page).content.decode()
    assert "Đã khóa tài khoản" not in as_(cast.officer).get(page).content.decode()
    not_now(lambda: notify_affected(breach=found, notice="Lần nữa", by=cast.leader), code="wrong_state")


ACTS = {
    "look": lambda cast, by: look_into_breach(unit=cast.committee, suspicion=through(cast), by=by),
    "export": lambda cast, by: export_breach(unit=cast.committee, suspicion=through(cast), by=by),
    "record": lambda cast, by: record_breach(
        unit=cast.committee, suspicion=through(cast), noticed_at=timezone.now(), what="x", by=by
    ),
    "report": lambda cast, by: report_breach(breach=Breach.objects.get(), number="1", by=by),
    "notify": lambda cast, by: notify_affected(breach=Breach.objects.get(), notice="x", by=by),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["member", "secretary", "officer", "viewer", "stranger"])
def test_only_the_leader_and_the_administrator_handle_it(cast, act, who):
    recorded(cast)
    refused(lambda: ACTS[act](cast, getattr(cast, who)))


def test_it_is_not_there_for_anybody_else(cast, as_):
    found = recorded(cast)
    for who, status in (("leader", 200), ("admin", 200), ("officer", 404), ("member", 404), ("stranger", 404)):
        assert as_(getattr(cast, who)).get(f"/breaches/{found.pk}/").status_code == status
        assert as_(getattr(cast, who)).get(f"/api/v1/breaches/{found.pk}/").status_code == status


# ── pages and the API ──


def asked(cast) -> dict[str, str]:
    days = {"first_day": f"{TODAY - DAY:%d/%m/%Y}", "last_day": f"{TODAY:%d/%m/%Y}"}
    return {"username": cast.secretary.username, **days}


def test_from_the_question_to_the_notice_on_pages(cast, read, as_):
    client, unit = as_(cast.leader), cast.committee.pk
    page = client.get(reverse("emulation:breaches", args=[unit]), asked(cast)).content.decode()
    assert "Trần Thị Lan" in page and "2 đảng viên bị ảnh hưởng, 3 dòng" in page
    book = client.post(reverse("emulation:breaches-export", args=[unit]), asked(cast))
    assert book.headers["Content-Type"].endswith("sheet")
    more = {"noticed_at": f"{timezone.localtime():%H:%M %d/%m/%Y}", "what": "Lộ mật khẩu"}
    client.post(reverse("emulation:breach-new", args=[unit]), asked(cast) | more)
    found = Breach.objects.get()
    page = client.get(reverse("emulation:breach", args=[found.pk])).content.decode()
    assert "Phải báo cáo cơ quan có thẩm quyền trước" in page and "2 đảng viên bị ảnh hưởng" in page
    client.post(reverse("emulation:breach-report", args=[found.pk]), {"number": "1-BC/ĐU"})
    client.post(reverse("emulation:breach-notify", args=[found.pk]), {"notice": "Đã khóa"})
    found.refresh_from_db()
    assert found.is_reported and found.is_notified
    page = client.get(reverse("emulation:breaches", args=[unit])).content.decode()
    assert "đã báo cáo" in page


def test_what_is_wrong_is_said_at_its_field(cast, as_):
    client, address = as_(cast.leader), reverse("emulation:breaches", args=[cast.committee.pk])
    for changes, words in (
        ({"username": "khong-co"}, "Không có tài khoản nào"),
        ({"username": ""}, "Hãy nêu tài khoản"),
        ({"last_day": "01/01/2020"}, "Ngày cuối"),
        ({"address": "abc"}, "IP"),
    ):
        assert words in client.get(address, asked(cast) | changes).content.decode()
    assert client.post(reverse("emulation:breaches-export", args=[cast.committee.pk]), {}).status_code == 200


def test_over_the_api_it_is_the_same(cast, read, as_):
    client, unit = as_(cast.admin), cast.committee.pk
    given = {"username": cast.secretary.username, "first_day": TODAY.isoformat(), "last_day": TODAY.isoformat()}

    def post(path: str, data: dict):
        return client.post(f"/api/v1/{path}", data, content_type="application/json")

    assert len(post(f"units/{unit}/breaches/reached/", given).json()) == 3
    assert post(f"units/{unit}/breaches/export/", given).content[:2] == b"PK"
    answer = post(f"units/{unit}/breaches/", given | {"noticed_at": timezone.now().isoformat(), "what": "Lộ khóa"})
    assert (answer.status_code, answer.json()["members"]) == (201, 2)
    pk = answer.json()["id"]
    assert post(f"breaches/{pk}/report/", {"number": "1-BC"}).json()["report_number"] == "1-BC"
    assert post(f"breaches/{pk}/notify/", {"notice": "Đã khóa"}).json()["notified_at"]
    assert len(client.get(f"/api/v1/units/{unit}/breaches/").json()["results"]) == 1
    assert post(f"units/{unit}/breaches/reached/", given | {"username": "khong-co"}).status_code == 400
    assert BreachReach.objects.count() == 2
