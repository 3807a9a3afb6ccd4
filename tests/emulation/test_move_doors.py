"""Moves, reorganisations and the movement table on their pages, over HTTP and by the command."""

import datetime
import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import load_workbook

from emulation.models import Member, Membership, Unit
from tests.factories import make_member

from .asking import last_entry

ON, DAY = datetime.date(2026, 6, 15), datetime.timedelta(days=1)
PERSON = {"full_name": "Lê Thị Mới", "sex": "F", "born_on": "19/05/1999", "subject_type": "NONLEAD"}
CAME = {"arrival": "FROM_NEAR", "arrived_from": "Đảng bộ khác", "joined_on": "03/02/2020", "on": "15/06/2026"}


@pytest.fixture
def membership(cast) -> Membership:
    return Membership.objects.select_related("unit", "member").get(member=cast.member.member)


def page(client, person, route: str, /, *args, **data):
    client.force_login(person)
    address = reverse(f"emulation:{route}", args=args)
    return client.post(address, data) if data else client.get(address)


def api(client, person, method: str, path: str, body=None):
    client.force_login(person)
    answer = client.generic(method, f"/api/v1/{path}", json.dumps(body or {}), content_type="application/json")
    return answer.status_code, answer.json() if answer.content else None


def newest(cast) -> Membership:
    return Membership.objects.filter(unit__path__startswith=cast.committee.path).latest("pk")


# ── pages ──


def test_people_are_admitted_and_received_on_their_pages(client, cast):
    page(client, cast.officer, "member-admit", cast.cell.pk, **PERSON, on="15/06/2026", document="5-QĐ/ĐU")
    assert (newest(cast).arrival, newest(cast).member.joined_on) == ("ADMITTED", ON)
    person = PERSON | {"full_name": "Lê Văn Đến", "card_number": "55555555"}
    page(client, cast.officer, "member-receive", cast.cell.pk, **person, **CAME)
    assert (newest(cast).arrival, newest(cast).member.card_number) == ("FROM_NEAR", "55555555")


def test_a_member_is_transferred_corrected_and_taken_back_on_pages(client, cast, membership):
    offered = page(client, cast.officer, "member-transfer", membership.pk).content.decode()
    assert str(cast.other_cell) in offered and str(cast.stranger_cell) not in offered
    page(client, cast.officer, "member-transfer", membership.pk, to=cast.other_cell.pk, on="15/06/2026", document="")
    new = newest(cast)
    shown = page(client, cast.officer, "member-detail", new.pk).content.decode()
    assert "Chuyển đến từ chi bộ khác trong đảng bộ" in shown and "Chi bộ Khu phố 1" in shown
    facts = {"valid_from": "01/06/2026", "arrival": "MOVED", "reason": "Ghi nhầm ngày"}
    page(client, cast.officer, "move-correct", new.pk, **facts)
    assert Membership.objects.get(pk=membership.pk).valid_to == datetime.date(2026, 5, 31)
    page(client, cast.officer, "move-undo", new.pk, reason="Nhầm người")
    assert Membership.objects.get(pk=membership.pk).valid_to is None


def test_a_forged_cell_is_refused(client, cast, membership):
    answer = page(client, cast.officer, "member-transfer", membership.pk, to=cast.stranger_cell.pk, on="15/06/2026")
    assert answer.status_code == 200 and Membership.objects.get(pk=membership.pk).valid_to is None


def test_a_departure_offers_what_may_end_a_membership(client, cast, membership):
    offered = page(client, cast.secretary, "membership-end", membership.pk).content.decode()
    assert "Từ trần" in offered and "Do sắp xếp lại" not in offered
    answer = page(client, cast.secretary, "membership-end", membership.pk, last_day="15/06/2026", departure="MOVED")
    assert answer.status_code == 200
    answer = page(client, cast.secretary, "membership-end", membership.pk, last_day="15/06/2026", departure="REMOVED")
    assert "phải có quyết định" in answer.content.decode()


def test_restoring_official_and_stay_have_pages(client, cast, membership):
    page(client, cast.officer, "stay-new", membership.pk, to=cast.other_cell.pk, on="01/03/2026", last_day="01/05/2026")
    assert newest(cast).stay == "TEMPORARY"
    Membership.objects.filter(pk=membership.pk).update(valid_to=ON, departure="EXPELLED")
    page(client, cast.officer, "member-restore", membership.pk, unit=cast.cell.pk, on="01/09/2026", document="8-QĐ")
    assert newest(cast).arrival == "RESTORED"
    Member.objects.filter(pk=membership.member_id).update(official_on=None)
    page(client, cast.secretary, "member-official", newest(cast).pk, on="01/10/2026", document="")
    assert Member.objects.get(pk=membership.member_id).official_on == datetime.date(2026, 10, 1)


def test_cells_are_merged_after_looking(client, cast):
    facts = {"cells": [cast.cell.pk, cast.other_cell.pk], "name": "Chi bộ Hợp Nhất", "code": "HN", "on": "01/08/2026"}
    seen = page(client, cast.officer, "cells-merge", cast.committee.pk, **facts, document="9-QĐ/ĐU")
    assert "Trần Thị Lan" in seen.content.decode() and not Unit.objects.filter(code="HN").exists()
    seal = seen.context["plan"].fingerprint
    confirmed = {"document": "9-QĐ/ĐU", "fingerprint": seal, "confirm": "1"}
    page(client, cast.officer, "cells-merge", cast.committee.pk, **facts, **confirmed)
    merged = Unit.objects.get(code="HN")
    assert merged.memberships.count() == 5
    shown = page(client, cast.officer, "unit-detail", merged.pk).content.decode()
    assert "Trước và sau khi sắp xếp" in shown


def test_a_merger_is_not_confirmed_on_a_list_that_has_changed(client, cast):
    facts = {"cells": [cast.cell.pk, cast.other_cell.pk], "name": "Chi bộ Hợp Nhất", "code": "HN", "on": "01/08/2026"}
    confirmed = {"document": "9-QĐ/ĐU", "fingerprint": "0" * 16, "confirm": "1"}
    answer = page(client, cast.officer, "cells-merge", cast.committee.pk, **facts, **confirmed)
    assert "đã thay đổi" in answer.content.decode() and not Unit.objects.filter(code="HN").exists()


def test_a_cell_is_split_in_three_steps(client, cast):
    facts = {"parts": "Chi bộ 1A; 1A\nChi bộ 1B; 1B", "on": "01/08/2026", "document": "9-QĐ/ĐU"}
    typed = page(client, cast.officer, "cell-split", cast.cell.pk, **facts).content.decode()
    rows = list(Membership.objects.filter(unit=cast.cell).order_by("pk"))
    assert all(f"place-{row.pk}" in typed for row in rows)
    facts |= {f"place-{row.pk}": str(at % 2) for at, row in enumerate(rows)}
    seen = page(client, cast.officer, "cell-split", cast.cell.pk, **facts)
    facts |= {"fingerprint": seen.context["plan"].fingerprint, "confirm": "1"}
    page(client, cast.officer, "cell-split", cast.cell.pk, **facts)
    assert Unit.objects.filter(predecessor=cast.cell).count() == 2


def test_the_table_has_its_page_and_names_what_to_correct(client, cast):
    member = make_member("Đinh Thị Đến", cast.cell)
    Membership.objects.filter(member=member).update(valid_from=ON)
    shown = page(client, cast.officer, "movement", cast.committee.pk, 2026).content.decode()
    assert "Biến động đảng viên năm 2026" in shown and "chưa khớp" in shown and "Đinh Thị Đến" in shown
    for person in (cast.viewer, cast.leader):
        told = page(client, person, "movement", cast.committee.pk, 2026).content.decode()
        assert "chưa khớp" in told and "Đinh Thị Đến" not in told
    assert page(client, cast.member, "movement", cast.cell.pk, 2026).status_code == 403
    assert page(client, cast.stranger, "movement", cast.cell.pk, 2026).status_code == 404


@pytest.mark.parametrize("people", [0, 15])
def test_the_page_takes_a_fixed_number_of_queries(client, cast, people, django_assert_max_num_queries):
    for at in range(people):
        make_member(f"Lê Văn {at}", cast.cell)
    client.force_login(cast.officer)
    with django_assert_max_num_queries(9):
        assert client.get(reverse("emulation:movement", args=[cast.committee.pk, 2026])).status_code == 200


def test_the_workbook_holds_the_same_numbers_and_is_journaled(client, cast):
    answer = page(client, cast.officer, "movement-xlsx", cast.committee.pk, 2026)
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    rows = {row[0].value: row[2].value for row in sheet.iter_rows(min_row=5) if row[0].value in tuple("ABCD")}
    assert rows == {"A": 5, "B": 0, "C": 0, "D": 5}
    assert last_entry().verb == "movement.exported"


# ── over HTTP ──


def test_the_api_moves_members(client, cast, membership):
    person = PERSON | {"born_on": "1999-05-19", "born_year": 1999}
    status, body = api(
        client, cast.officer, "POST", f"units/{cast.cell.pk}/members/admit/", person | {"on": "2026-06-15"}
    )
    assert (status, body["arrival"]) == (201, "ADMITTED")
    came = CAME | {"joined_on": "2020-02-03", "on": "2026-06-15", "full_name": "Lê Văn Đến"}
    status, body = api(client, cast.officer, "POST", f"units/{cast.cell.pk}/members/receive/", person | came)
    assert (status, body["arrived_from"]) == (201, "Đảng bộ khác")
    facts = {"to": cast.other_cell.pk, "on": "2026-06-15"}
    status, body = api(client, cast.officer, "POST", f"members/{membership.pk}/transfer/", facts)
    assert (status, body["unit"]) == (201, cast.other_cell.pk)
    status, body = api(client, cast.officer, "POST", f"members/{body['id']}/undo/", {"reason": "Nhầm"})
    assert (status, body["id"]) == (200, membership.pk)
    status, body = api(client, cast.officer, "POST", f"members/{membership.pk}/transfer/", facts | {"to": 10**9})
    assert status == 404
    status, body = api(
        client, cast.secretary, "POST", f"members/{membership.pk}/transfer/", facts | {"to": cast.cell.pk}
    )
    assert status == 403


def test_the_api_reorganises_when_confirmed(client, cast):
    path, facts = (
        f"units/{cast.committee.pk}/merge/",
        {"on": "2026-08-01", "document": "9-QĐ", "name": "Mới", "code": "M"},
    )
    status, body = api(client, cast.officer, "POST", path, facts | {"cells": [cast.cell.pk, cast.other_cell.pk]})
    assert (status, body["done"], len(body["going"])) == (200, False, 5)
    sure = {"cells": [cast.cell.pk, cast.other_cell.pk], "confirm": True, "fingerprint": body["fingerprint"]}
    status, body = api(client, cast.officer, "POST", path, facts | sure)
    assert (status, body["done"]) == (200, True) and Unit.objects.filter(code="M").exists()


def test_the_api_tells_the_table(client, cast):
    status, body = api(client, cast.viewer, "GET", f"units/{cast.committee.pk}/movement/2026/")
    totals = {line["part"]: line["tally"]["total"] for line in body["lines"] if line["part"]}
    assert (status, totals, body["reconciles"]) == (200, {"A": 5, "B": 0, "C": 0, "D": 5}, True)


# ── the command ──


def test_the_command_prints_the_table_and_fails_when_it_does_not_reconcile(cast, capsys, tmp_path):
    call_command("movement", unit=cast.committee.code, year=2026, out=tmp_path / "bd.xlsx")
    assert "Có cuối kỳ" in capsys.readouterr().out and (tmp_path / "bd.xlsx").stat().st_size > 1000
    member = make_member("Đinh Thị Đến", cast.cell)
    Membership.objects.filter(member=member).update(valid_from=ON)
    with pytest.raises(CommandError, match="chưa khớp"):
        call_command("movement", unit=cast.committee.code, year=2026)
    assert "Đinh Thị Đến" in capsys.readouterr().out
    with pytest.raises(CommandError, match="KHONG-CO"):
        call_command("movement", unit="KHONG-CO", year=2026)
