"""Pages of the organisation: forms that act, lists of a fixed number of queries, the roster from file to members."""

import re

import pytest
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation.models import Account, Circumstance, LegalBasis, Member, Membership, Role, Theme, Unit, Year
from tests.factories import give_role, make_account, make_cell, make_member, make_theme

from .sheets import HEADINGS, member_row, xlsx


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    """Uploads of the tests stay in the tests."""
    settings.MEDIA_ROOT = tmp_path


def post(client, person, route: str, /, *args, **data):
    client.force_login(person)
    return client.post(reverse(f"emulation:{route}", args=args), data)


def said(answer) -> str:
    return " ".join(str(message) for message in get_messages(answer.wsgi_request))


# ── units ──


def test_the_administrator_adds_corrects_and_closes_a_unit(client, cast):
    ward = cast.committee
    facts = {"name": "Chi bộ Trạm Y tế", "code": "CB-YT", "kind": "CELL", "cell_type": "HEALTH", "on": "01/07/2025"}
    assert "Đã thêm đơn vị" in said(post(client, cast.admin, "unit-new", ward.pk, **facts))
    cell = Unit.objects.get(code="CB-YT")
    post(client, cast.admin, "unit-edit", cell.pk, name="Chi bộ Y tế", code="CB-YT", cell_type="HEALTH")
    post(client, cast.admin, "unit-close", cell.pk, last_day="31/12/2026")
    cell.refresh_from_db()
    assert (cell.name, f"{cell.valid_to:%d/%m/%Y}") == ("Chi bộ Y tế", "31/12/2026")


def test_a_refusal_of_the_service_is_said_on_the_form(client, cast):
    answer = post(client, cast.admin, "unit-close", cast.cell.pk, last_day="31/12/2026")
    assert answer.status_code == 200
    assert "Còn 3 đảng viên" in answer.content.decode()


def test_a_day_is_typed_day_first(client, cast):
    answer = post(client, cast.admin, "unit-close", cast.cell.pk, last_day="2026-31-12")
    assert "ngày/tháng/năm" in answer.content.decode()


@pytest.mark.parametrize("person", ["officer", "secretary", "viewer"])
def test_others_are_told_why_not(client, cast, person):
    answer = post(client, getattr(cast, person), "unit-edit", cast.cell.pk, name="X", code="X", cell_type="")
    assert answer.status_code == 403
    assert "không bao gồm việc này" in answer.content.decode()


def test_what_is_not_visible_does_not_exist(client, cast):
    client.force_login(cast.stranger)
    for name in ("unit-detail", "unit-edit", "journal", "roster-upload", "account-new"):
        assert client.get(reverse(f"emulation:{name}", args=[cast.cell.pk])).status_code == 404
    membership = Membership.objects.get(member=cast.member.member)
    assert client.get(reverse("emulation:member-detail", args=[membership.pk])).status_code == 404
    assert client.get(reverse("emulation:year-detail", args=[cast.year.pk])).status_code == 404
    assert post(client, cast.stranger, "membership-end", membership.pk, last_day="31/12/2026").status_code == 404


def test_search_needs_no_diacritics(client, cast):
    client.force_login(cast.officer)
    answer = client.get(reverse("emulation:unit-detail", args=[cast.cell.pk]), {"q": "uoc do"})
    assert [str(membership.member) for membership in answer.context["page_obj"]] == ["Đỗ Văn Ước"]
    assert "Khu phố 2" in client.get(reverse("emulation:unit-list"), {"q": "KHU PHO 2"}).content.decode()


def test_members_stand_in_the_order_of_their_given_names(client, cast):
    for name in ("Lê Ân", "Lê An", "Lê Ấn", "Lê Đạt", "Lê Dạt"):
        make_member(name, cast.cell)
    client.force_login(cast.officer)
    page = client.get(reverse("emulation:unit-detail", args=[cast.cell.pk])).content.decode()
    order = [page.index(f">{name}<") for name in ("Lê An", "Lê Ân", "Lê Ấn", "Lê Văn Bình", "Lê Dạt", "Lê Đạt")]
    assert order == sorted(order)


# ── accounts ──


def test_a_new_account_s_password_is_shown_once(client, cast):
    facts = {"username": "an.lv", "display_name": "Lê Văn An", "role": Role.MEMBER}
    page = post(client, cast.admin, "account-new", cast.cell.pk, **facts).content.decode()
    password = re.search(r"<code>([a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5})</code>", page)[1]
    account = Account.objects.get(username="an.lv")
    assert account.check_password(password)
    client.logout()
    client.post(reverse("account_login"), {"login": "an.lv", "password": password})
    assert client.get(reverse("home")).url == reverse("password_change")
    assert client.get(reverse("emulation:unit-list")).url == reverse("password_change")
    fresh = {"old_password": password, "new_password1": "con-trau-di-truoc", "new_password2": "con-trau-di-truoc"}
    client.post(reverse("password_change"), fresh)
    assert client.get(reverse("home")).status_code == 200


def test_the_account_of_a_member_is_found_by_the_card(client, cast):
    member = make_member("Lê Văn An", cast.cell, card_number="87654321")
    facts = {"username": "an.lv", "display_name": "Lê Văn An", "role": Role.MEMBER}
    wrong = post(client, cast.admin, "account-new", cast.cell.pk, **facts, card_number="00000000")
    assert "00000000" in wrong.content.decode()
    post(client, cast.admin, "account-new", cast.cell.pk, **facts, card_number="87654321")
    assert Account.objects.get(username="an.lv").member == member


def test_roles_are_given_and_ended(client, cast):
    name = cast.colleague.username
    facts = {"account": name, "role": Role.DEPUTY, "on": "01/07/2025"}
    post(client, cast.admin, "role-new", cast.cell.pk, **facts)
    held = cast.colleague.roles.get(role=Role.DEPUTY)
    post(client, cast.admin, "role-end", held.pk)
    held.refresh_from_db()
    assert held.valid_to is not None
    answer = post(client, cast.admin, "role-new", cast.cell.pk, **facts | {"account": "khong.ai"})
    assert "Không có tài khoản mang tên đăng nhập này" in answer.content.decode()


def test_a_key_is_shown_once(client, cast):
    page = post(client, cast.member, "key-new", name="Thử", scope="READ", days="30").content.decode()
    secret = re.search(r"[0-9a-f]{64}", page)[0]
    assert secret not in client.get(reverse("emulation:account")).content.decode()
    assert client.get("/api/v1/years/", headers={"authorization": f"Token {secret}"}).status_code == 200


# ── members, years ──


def test_a_secretary_corrects_a_member(client, cast):
    membership = Membership.objects.get(member=cast.member.member)
    client.force_login(cast.secretary)
    address = reverse("emulation:member-edit", args=[membership.pk])
    shown = client.get(address).context["form"].initial
    facts = {name: value for name, value in shown.items() if value} | {"full_name": "Trần Thị Lan Hương"}
    facts |= {name: f"{facts[name]:%d/%m/%Y}" for name in ("born_on", "joined_on", "official_on")}
    assert client.post(address, facts).status_code == 302
    assert Member.objects.get(pk=membership.member_id).full_name == "Trần Thị Lan Hương"


def test_a_circumstance_and_an_end_are_recorded(client, cast):
    membership = Membership.objects.get(member=cast.member.member)
    post(client, cast.secretary, "circumstance-new", membership.pk, kind="SICK", valid_from="01/02/2026")
    assert Circumstance.objects.get().member == membership.member
    assert "ốm" in client.get(reverse("emulation:member-detail", args=[membership.pk])).content.decode()
    post(client, cast.secretary, "membership-end", membership.pk, last_day="30/06/2026", departure="DIED")
    membership.refresh_from_db()
    assert membership.valid_to is not None


def test_two_first_themes_do_not_overwrite_each_other(client, cast):
    address = reverse("emulation:theme-edit", args=[cast.year.pk, cast.committee.pk])
    client.force_login(cast.officer)
    words = {"key_actions": "Việc một", "version": ""}
    assert client.post(address, words | {"title": "Trước"}).status_code == 302
    told = client.post(address, words | {"title": "Sau"})
    assert told.status_code == 200 and 'name="version" value="1"' in told.content.decode()
    assert Theme.objects.get().title == "Trước"
    client.post(address, words | {"title": "Sau", "version": "1"})
    assert Theme.objects.get().title == "Sau"


def test_the_year_its_theme_and_its_basis(client, cast):
    post(client, cast.officer, "year-new", cast.committee.pk, number="2027", pledges_due="31/03/2027")
    year = Year.objects.get(number=2027)
    basis = {"kind": "Chỉ thị", "number": "05-CT/TW", "issued_on": "15/05/2016", "issuer": "Bộ Chính trị", "title": "T"}
    post(client, cast.officer, "basis-new", year.pk, **basis)
    words = {"title": "Nêu gương", "key_actions": "Một việc", "basis": LegalBasis.objects.get().pk}
    post(client, cast.officer, "theme-edit", year.pk, cast.committee.pk, **words)
    theme = Theme.objects.get(year=year)
    post(client, cast.secretary, "theme-edit", year.pk, cast.cell.pk, **words, parent=theme.pk)
    assert Theme.objects.get(unit=cast.cell).parent == theme


# ── lists keep their number of queries ──


def pages_of(cast) -> dict[str, str]:
    membership = Membership.objects.get(member=cast.member.member)
    return {
        "units": reverse("emulation:unit-list"),
        "ward": reverse("emulation:unit-detail", args=[cast.committee.pk]),
        "cell": reverse("emulation:unit-detail", args=[cast.cell.pk]),
        "journal": reverse("emulation:journal", args=[cast.committee.pk]),
        "years": reverse("emulation:year-list"),
        "year": reverse("emulation:year-detail", args=[cast.year.pk]),
        "member": reverse("emulation:member-detail", args=[membership.pk]),
    }


def queries(client, addresses: dict[str, str], counter) -> dict[str, int]:
    found = {}
    for name, address in addresses.items():
        with counter() as seen:
            assert client.get(address).status_code == 200
        found[name] = len(seen)
    return found


@pytest.fixture
def counter():
    return lambda: CaptureQueriesContext(connection)


def test_lists_take_the_same_queries_with_few_rows_and_with_many(client, cast, counter):
    make_theme(cast.year, cast.committee, cast.officer)
    client.force_login(cast.officer)
    few = queries(client, pages_of(cast), counter)
    for number in range(30):
        cell = make_cell(cast.committee, f"Chi bộ Tổ {number}")
        member = make_member(f"Nguyễn Thị Hoa {number}", cast.cell)
        give_role(make_account(f"Tài khoản {number}", member), Role.MEMBER, cell)
    many = queries(client, pages_of(cast), counter)
    assert many == few
    assert max(many.values()) <= 20, many


# ── the roster ──


def upload(client, person, unit, rows, name="danh-sach.xlsx"):
    file = SimpleUploadedFile(name, xlsx(rows))
    return post(client, person, "roster-upload", unit.pk, file=file)


def test_a_roster_is_previewed_before_it_is_loaded(client, cast):
    good = [member_row(number, f"Trần Thị Hòa {word}") for number, word in enumerate(("An", "Bình"), start=1)]
    bad = member_row(3, "Lê Văn Sai", card="123")
    before = Member.objects.count()
    assert upload(client, cast.officer, cast.cell, [HEADINGS, *good, bad]).status_code == 302
    preview = client.get(reverse("emulation:roster-preview", args=[cast.cell.pk]))
    assert preview.context["summary"] | {"new": 2, "rejected": 1} == preview.context["summary"]
    assert Member.objects.count() == before
    answer = client.post(reverse("emulation:roster-load", args=[cast.cell.pk]))
    assert Member.objects.count() == before + 2
    assert answer.url == reverse("emulation:roster-preview", args=[cast.cell.pk])
    book = client.get(reverse("emulation:roster-rejected", args=[cast.cell.pk]))
    assert book.content[:2] == b"PK" and "attachment" in book.headers["Content-Disposition"]


def test_loading_twice_changes_nothing(client, cast):
    rows = [HEADINGS, member_row()]
    for _time in range(2):
        upload(client, cast.officer, cast.cell, rows)
        client.post(reverse("emulation:roster-load", args=[cast.cell.pk]))
    assert Member.objects.filter(full_name="Trần Thị Hòa").count() == 1


@pytest.mark.parametrize("data", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_none_gets_one_sentence(client, cast, data):
    file = SimpleUploadedFile("danh-sach.xlsx", data)
    answer = post(client, cast.officer, "roster-upload", cast.cell.pk, file=file)
    assert answer.status_code == 200
    assert len(answer.context["form"].errors["file"]) == 1


def test_a_file_too_large_is_not_read(client, cast, settings):
    settings.UPLOAD_MAX_BYTES = 1_000
    answer = upload(client, cast.officer, cast.cell, [HEADINGS, *[member_row(n, f"Hoa {n}") for n in range(1, 90)]])
    assert "lớn hơn 10 MB" in answer.content.decode()


def test_another_s_upload_is_out_of_reach(client, cast):
    upload(client, cast.officer, cast.cell, [HEADINGS, member_row()])
    answer = client.get(reverse("emulation:roster-preview", args=[cast.other_cell.pk]))
    assert answer.url == reverse("emulation:roster-upload", args=[cast.other_cell.pk])
    client.force_login(cast.leader)
    assert client.get(reverse("emulation:roster-preview", args=[cast.cell.pk])).status_code == 403


def test_the_template_is_offered(client, cast):
    client.force_login(cast.officer)
    answer = client.get(reverse("emulation:roster-template"))
    assert answer.content[:2] == b"PK"


# ── signing in ──


def test_a_wrong_password_says_so_and_nothing_more(client, cast):
    known = client.post(reverse("account_login"), {"login": cast.member.username, "password": "sai"}).content.decode()
    unknown = client.post(reverse("account_login"), {"login": "khong.ai", "password": "sai"}).content.decode()
    sentence = "Sai tên đăng nhập hoặc mật khẩu"
    assert sentence in known and sentence in unknown


def test_guessing_is_stopped(client, cast, settings):
    settings.AXES_ENABLED = True
    wrong = {"login": cast.member.username, "password": "sai"}
    statuses = [client.post(reverse("account_login"), wrong).status_code for _try in range(6)]
    assert statuses[-1] == 429
    right = wrong | {"password": "mat-khau-dai"}
    answer = client.post(reverse("account_login"), right)
    assert answer.status_code == 429 and "Tạm dừng đăng nhập" in answer.content.decode()


def test_the_way_back_after_sign_in_stays_on_our_site(client, cast):
    credentials = {"login": cast.member.username, "password": "mat-khau-dai"}
    answer = client.post(reverse("account_login") + "?next=https://elsewhere.example/", credentials)
    assert answer.url == reverse("home")
    assert client.post(reverse("set_language"), {"language": "en", "next": "https://elsewhere.example/"}).url == "/"
