"""The organisation over HTTP: the same lens, the same hand, the same answers as the pages."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from emulation.models import Account, Member, Membership, Role, RoleAssignment, Theme, Unit, Year
from tests.factories import make_cell, make_member, make_theme

from .asking import last_entry
from .sheets import HEADINGS, member_row, xlsx

JSON = "application/json"


def membership_of(account) -> Membership:
    return Membership.objects.get(member=account.member)


def test_units_are_those_of_the_lens(api, cast):
    status, body = api(cast.viewer, "GET", "units/")
    assert status == 200
    assert {row["name"] for row in body["results"]} == {str(cast.committee), str(cast.cell), str(cast.other_cell)}
    assert {row["id"]: row["members"] for row in body["results"]}[cast.cell.pk] == 3


@pytest.mark.parametrize("path", ["units/{cell}/", "units/{cell}/members/", "units/{cell}/roles/", "members/{m}/"])
def test_what_is_not_visible_does_not_exist(api, cast, path):
    address = path.format(cell=cast.cell.pk, m=membership_of(cast.member).pk)
    status, body = api(cast.stranger, "GET", address)
    assert status == 404
    assert "Trần" not in str(body) and str(cast.cell) not in str(body)


@pytest.mark.parametrize("path", ["nothing/", "documents/kinds/ặ/", "units/x/"])
def test_an_address_there_is_not_is_answered_in_json(api, cast, path):
    status, body = api(cast.viewer, "GET", path)
    assert status == 404 and set(body) == {"detail"}


def test_a_viewer_sees_units_and_no_names(api, cast):
    status, body = api(cast.viewer, "GET", f"units/{cast.cell.pk}/members/")
    assert (status, body["results"]) == (200, [])


def test_the_administrator_adds_and_corrects_a_unit(api, cast):
    facts = {"parent": cast.committee.pk, "name": "Chi bộ Y tế", "code": "YT", "kind": "CELL", "on": "2025-07-01"}
    status, body = api(cast.admin, "POST", "units/", facts | {"cell_type": "HEALTH"})
    assert status == 201
    status, body = api(cast.admin, "PUT", f"units/{body['id']}/", {"name": "Trạm Y tế", "code": "YT"})
    assert (status, body["name"]) == (200, "Trạm Y tế")
    assert Unit.objects.get(code="YT").name == "Trạm Y tế"


def test_a_refusal_carries_its_reason(api, cast):
    facts = {"parent": cast.committee.pk, "name": "X", "code": "X", "kind": "CELL", "on": "2025-07-01"}
    status, body = api(cast.officer, "POST", "units/", facts)
    assert (status, body["code"]) == (403, "permission_denied")
    assert "không bao gồm việc này" in body["detail"]


def test_what_cannot_be_is_said_by_field_and_in_vietnamese(api, cast):
    status, body = api(cast.admin, "POST", "units/", {"kind": "DISTRICT"})
    assert status == 400
    assert body["name"] == ["Chưa ghi nội dung này."]
    assert body["kind"] == ['Không có lựa chọn "DISTRICT".']
    facts = {"parent": cast.cell.pk, "name": "X", "code": "X", "kind": "CELL", "on": "2025-07-01"}
    status, body = api(cast.admin, "POST", "units/", facts)
    assert (status, body["code"]) == (400, "wrong_place")


def test_a_broken_body_is_refused(api, cast, client):
    client.force_login(cast.admin)
    answer = client.post("/api/v1/units/", "{not json", content_type=JSON)
    assert answer.status_code == 400


def test_members_by_given_name_and_by_search(api, cast):
    for name in ("Lê Ân", "Lê An"):
        make_member(name, cast.cell)
    _status, body = api(cast.secretary, "GET", f"units/{cast.cell.pk}/members/")
    names = [row["full_name"] for row in body["results"]]
    assert names.index("Lê An") < names.index("Lê Ân") < names.index("Trần Thị Lan")
    _status, body = api(cast.secretary, "GET", f"units/{cast.cell.pk}/members/?q=uoc")
    assert [row["full_name"] for row in body["results"]] == ["Đỗ Văn Ước"]


def test_a_member_is_corrected_and_a_membership_ended(api, cast):
    membership = membership_of(cast.member)
    _status, body = api(cast.secretary, "GET", f"members/{membership.pk}/")
    facts = {name: body[name] for name in body if name not in ("id", "posts", "unit", "unit_name", "member")}
    status, body = api(cast.secretary, "PUT", f"members/{membership.pk}/", facts | {"full_name": "Trần Lan"})
    assert (status, body["full_name"]) == (200, "Trần Lan")
    status, _body = api(cast.member, "PUT", f"members/{membership.pk}/", facts)
    assert status == 403
    status, body = api(
        cast.secretary, "POST", f"members/{membership.pk}/end/", {"last_day": "2026-06-30", "departure": "DIED"}
    )
    assert (status, body["valid_to"]) == (200, "2026-06-30")


def test_the_subject_type_of_many(api, cast):
    ticked = list(Membership.objects.filter(unit=cast.cell).values_list("pk", flat=True))
    body = {"memberships": ticked, "subject_type": "OUTSIDE"}
    status, _body = api(cast.secretary, "POST", f"units/{cast.cell.pk}/subject-types/", body)
    assert status == 200
    assert last_entry().verb == "membership.subject_type_set"


def test_accounts_and_roles(api, cast):
    facts = {"username": "an.lv", "display_name": "Lê Văn An", "role": "MEMBER"}
    status, body = api(cast.admin, "POST", f"units/{cast.cell.pk}/accounts/", facts)
    assert status == 201 and Account.objects.get(pk=body["id"]).check_password(body["password"])
    role = {"username": "an.lv", "role": "DEPUTY", "on": "2025-07-01"}
    status, body = api(cast.admin, "POST", f"units/{cast.cell.pk}/roles/", role)
    assert status == 201
    _status, held = api(cast.admin, "GET", f"units/{cast.cell.pk}/roles/")
    assert body in held
    status, body = api(cast.admin, "POST", f"roles/{body['id']}/end/", {"last_day": "2026-06-30"})
    assert (status, body["valid_to"]) == (200, "2026-06-30")


def test_a_role_elsewhere_does_not_exist(api, cast):
    foreign = RoleAssignment.objects.get(account=cast.stranger)
    status, _body = api(cast.admin, "POST", f"roles/{foreign.pk}/end/", {"last_day": "2026-06-30"})
    assert status == 404


def test_years_and_themes(api, cast):
    facts = {"unit": cast.committee.pk, "number": 2027, "pledges_due": "2027-03-31"}
    status, body = api(cast.officer, "POST", "years/", facts)
    assert status == 201 and Year.objects.get(pk=body["id"]).number == 2027
    words = {"unit": cast.committee.pk, "title": "Nêu gương", "key_actions": "Một\nHai"}
    status, theme = api(cast.officer, "POST", f"years/{body['id']}/themes/", words)
    assert (status, theme["actions"]) == (200, ["Một", "Hai"])
    below = words | {"unit": cast.cell.pk, "parent": theme["id"]}
    assert api(cast.secretary, "POST", f"years/{body['id']}/themes/", below)[0] == 200
    assert Theme.objects.count() == 2
    assert api(cast.stranger, "GET", f"years/{body['id']}/themes/")[1]["results"] == []


def test_a_stale_theme_is_a_conflict(api, cast):
    theme = make_theme(cast.year, cast.committee, cast.officer)
    words = {"unit": cast.committee.pk, "title": "Khác", "key_actions": "Một", "version": theme.version + 7}
    status, body = api(cast.officer, "POST", f"years/{cast.year.pk}/themes/", words)
    assert (status, body["code"]) == (409, "stale")


def test_the_journal_with_its_seals(api, cast):
    api(cast.admin, "PUT", f"units/{cast.cell.pk}/", {"name": "Khu phố 1", "code": cast.cell.code})
    _status, body = api(cast.admin, "GET", "journal/")
    assert body["results"][0]["verb"] == "unit.edited" and len(body["results"][0]["seal"]) == 64
    assert api(cast.secretary, "GET", "journal/")[1]["results"] == []


def test_a_roster_is_previewed_then_loaded(client, cast):
    def send(**more):
        client.force_login(cast.officer)
        file = SimpleUploadedFile("danh-sach.xlsx", xlsx([HEADINGS, member_row(), member_row(2, "Lê Sai", card="1")]))
        return client.post(f"/api/v1/units/{cast.cell.pk}/roster/", {"file": file, **more})

    before = Member.objects.count()
    preview = send().json()
    assert (preview["loaded"], Member.objects.count()) == (False, before)
    assert {row["outcome"] for row in preview["rows"]} == {"new", "rejected"}
    assert send(confirm="true").json()["loaded"] and Member.objects.count() == before + 1
    assert send(confirm="true").json()["summary"]["new"] == 0


def test_a_roster_is_not_even_read_for_those_who_may_not_import(client, cast, settings):
    client.force_login(cast.secretary)
    address = f"/api/v1/units/{cast.cell.pk}/roster/"
    assert client.post(address, {"file": SimpleUploadedFile("x.xlsx", b"nonsense")}).status_code == 403
    client.force_login(cast.officer)
    settings.UPLOAD_MAX_BYTES = 3
    answer = client.post(address, {"file": SimpleUploadedFile("x.xlsx", b"nonsense")})
    assert (answer.status_code, answer.json()["file"]) == (
        400,
        ["Tệp lớn hơn 10 MB. Đề nghị tách thành nhiều tệp."],
    )


def test_lists_come_in_pages(api, cast):
    for number in range(60):
        make_member(f"Nguyễn Văn {number}", cast.cell)
    _status, body = api(cast.officer, "GET", f"units/{cast.cell.pk}/members/")
    assert (body["count"], len(body["results"])) == (63, 50)


def test_points_and_days_travel_as_text(api, cast):
    _status, body = api(cast.officer, "GET", "years/")
    assert body["results"][0]["pledges_due"] == datetime.date(2026, 3, 31).isoformat()


def test_a_unit_is_closed_once_it_is_empty(api, cast):
    status, body = api(cast.admin, "POST", f"units/{cast.cell.pk}/close/", {"last_day": "2026-12-31"})
    assert (status, body["code"]) == (400, "has_members")
    empty = make_cell(cast.committee, "Chi bộ cũ")
    status, body = api(cast.admin, "POST", f"units/{empty.pk}/close/", {"last_day": "2026-12-31"})
    assert (status, body["valid_to"]) == (200, "2026-12-31")
    assert api(cast.stranger, "POST", f"units/{cast.cell.pk}/close/", {"last_day": "2026-12-31"})[0] == 404


def test_circumstances(api, cast):
    address = f"members/{membership_of(cast.member).pk}/circumstances/"
    facts = {"kind": "SICK", "valid_from": "2026-02-01", "document_number": "12-GRV"}
    status, body = api(cast.secretary, "POST", address, facts)
    assert (status, body["kind"]) == (201, "SICK")
    assert api(cast.member, "GET", address)[1] == [body]
    assert api(cast.member, "POST", address, facts)[0] == 403
    assert api(cast.stranger, "GET", address)[0] == 404


def test_accounts_are_reset_and_closed(api, cast):
    address = f"units/{cast.cell.pk}/accounts/{cast.colleague.pk}/"
    status, body = api(cast.admin, "POST", f"{address}reset/")
    assert status == 200 and Account.objects.get(pk=cast.colleague.pk).check_password(body["password"])
    assert api(cast.admin, "POST", f"{address}active/", {"is_active": False})[1] == {"is_active": False}
    assert not Account.objects.get(pk=cast.colleague.pk).is_active
    assert api(cast.secretary, "POST", f"{address}reset/")[0] == 403
    assert api(cast.admin, "POST", f"units/{cast.cell.pk}/accounts/{cast.stranger.pk}/reset/")[0] == 404


def test_a_legal_basis_is_added(api, cast):
    facts = {"kind": "Chỉ thị", "number": "05-CT/TW", "issued_on": "2016-05-15", "issuer": "BCT", "title": "Về học tập"}
    assert api(cast.officer, "POST", f"years/{cast.year.pk}/bases/", facts)[0] == 201
    assert api(cast.member, "GET", "bases/")[1]["results"][0]["number"] == "05-CT/TW"
    assert api(cast.member, "POST", f"years/{cast.year.pk}/bases/", facts | {"number": "6"})[0] == 403


def test_what_is_read_can_be_sent_back_without_loss(api, cast):
    """Nothing a correction writes is missing from what it reads."""
    membership = membership_of(cast.member)
    Member.objects.filter(pk=membership.member_id).update(ethnicity="Tày")
    _status, body = api(cast.secretary, "GET", f"members/{membership.pk}/")
    api(cast.secretary, "PUT", f"members/{membership.pk}/", body)
    assert Member.objects.get(pk=membership.member_id).ethnicity == "Tày"


# ── the document ──


def test_the_document_describes_every_route_without_a_warning(client, cast, capsys):
    client.force_login(cast.member)
    answer = client.get("/api/v1/schema/?format=json")
    paths = answer.json()["paths"]
    assert len(paths) > 45
    assert all(operation.get("responses") for path in paths.values() for operation in path.values() if operation)
    heard = capsys.readouterr().err
    assert "Warning" not in heard and "Error" not in heard, heard


def test_the_page_of_the_document_is_served_by_ourselves(client, cast):
    client.force_login(cast.member)
    page = client.get("/api/v1/docs/").content.decode()
    assert "//cdn" not in page and "/static/drf_spectacular_sidecar/" in page


def test_a_role_given_counts_at_once(api, cast):
    role = {"username": cast.member.username, "role": Role.SECRETARY, "on": "2025-07-01"}
    assert api(cast.member, "GET", f"units/{cast.cell.pk}/members/")[1]["count"] == 1
    api(cast.admin, "POST", f"units/{cast.cell.pk}/roles/", role)
    assert api(cast.member, "GET", f"units/{cast.cell.pk}/members/")[1]["count"] == 3
