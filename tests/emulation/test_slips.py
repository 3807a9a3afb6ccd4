"""Accounts for many members at once: names, one-time passwords on slips, their last day, slips printed anew."""

import datetime
import re

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation.config import settings as real_settings
from emulation.models import Account, Membership, Role
from emulation.services import slips as slips_module
from emulation.services.accounts import create_account, grant_role, reset_password
from emulation.services.slips import create_member_accounts, renew_first_passwords
from emulation.signin.passwords import draw_password, hashed
from emulation.usernames import Usernames, stem
from tests.factories import START, make_cell, make_member

from .asking import last_entry, not_now, refused
from .signing_in import is_in, sign_in

FRESH = {"new_password1": "con-trau-di-truoc", "new_password2": "con-trau-di-truoc"}


@pytest.fixture
def members(cast):
    """Three of the cell without an account."""
    return [make_member(name, cast.cell) for name in ("Nguyễn Văn Hải", "Đỗ Thị Ánh", "Ngô Viết Hải")]


def create(cast, by=None, unit=None):
    return create_member_accounts(unit=unit or cast.cell, by=by or cast.admin)


def account_of(slip) -> Account:
    return Account.objects.get(username=slip.username)


def renew(cast, *slips, drawn_before=None, by=None):
    accounts = [account_of(slip).pk for slip in slips]
    drawn_before = drawn_before or timezone.now()
    return renew_first_passwords(unit=cast.cell, accounts=accounts, drawn_before=drawn_before, by=by or cast.admin)


# ── names ──


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Nguyễn Văn Hải", "hainv"),
        ("Đỗ Thị Ánh", "anhdt"),
        ("Hồ Y", "yh"),
        ("Rơ Chăm H'Đ’Riu", "hdriurc"),
        ("Lan", "lan"),
        ("Tôn Nữ Thị Quỳnh-Như", "quynhnhutnt"),
        ("…", "user"),
    ],
)
def test_a_user_name_is_made_of_the_name_without_marks(name, expected):
    assert stem(name) == expected


def test_the_second_of_a_name_has_a_number_and_nobody_s_name_is_given_again():
    names = Usernames(["hainv2", "lanl"])
    assert [names.draw("Nguyễn Văn Hải") for _time in range(3)] == ["hainv", "hainv3", "hainv4"]
    assert names.draw("Lê Lan") == "lanl2"


# ── creating ──


def test_every_member_without_an_account_gets_one(cast, members):
    slips = create(cast)
    assert [slip.name for slip in slips] == ["Đỗ Thị Ánh", "Nguyễn Văn Hải", "Ngô Viết Hải"], "by given name"
    assert [slip.username for slip in slips] == ["anhdt", "hainv", "hainv2"]
    for slip in slips:
        account = account_of(slip)
        assert account.member.full_name == slip.name and slip.cell == cast.cell.name
        assert account.check_password(slip.password) and account.must_change_password
        held = account.roles.get()
        assert (held.role, held.unit, held.granted_by) == (Role.MEMBER, cast.cell, cast.admin)
    entry = last_entry()
    assert entry.verb == "account.created_many" and len(entry.data["accounts"]) == 3
    assert entry.members.count() == 3
    assert not any(slip.password in str(entry.data) for slip in slips)


def test_of_a_whole_committee_cell_by_cell(cast, members):
    make_member("Lý Thị Hoa", cast.other_cell)
    slips = create(cast, unit=cast.committee)
    assert [slip.cell for slip in slips] == [cast.cell.name] * 3 + [cast.other_cell.name]


def test_who_is_only_here_for_a_while_gets_the_account_at_home(cast):
    guest = make_member("Trần Khách", cast.other_cell)
    Membership.objects.create(member=guest, unit=cast.cell, valid_from=START, stay="TEMPORARY")
    not_now(lambda: create(cast), "nobody")
    assert create(cast, unit=cast.other_cell)[0].name == "Trần Khách"


def test_a_second_time_there_is_nobody_left(cast, members):
    create(cast)
    not_now(lambda: create(cast), "nobody", "Không còn ai")


@pytest.mark.parametrize("person", ["member", "secretary", "officer", "leader", "viewer", "stranger"])
def test_only_the_administrator_creates_and_renews(cast, members, person):
    by = getattr(cast, person)
    slips = create(cast)
    refused(lambda: create(cast, by=by))
    refused(lambda: renew(cast, *slips, by=by))


def test_too_many_to_print_at_once_are_refused(cast, members, monkeypatch):
    monkeypatch.setattr(slips_module, "MOST", 2)
    not_now(lambda: create(cast), "too_many", "theo từng chi bộ")
    assert not Account.objects.filter(username="hainv").exists()


def test_a_fixed_number_of_queries_whatever_the_members(cast, members):
    create(cast)  # reads the administrator's roles, once
    make_member("Lê Thị Một", cast.cell)
    with CaptureQueriesContext(connection) as few:
        create(cast)
    for number in range(40):
        make_member(f"Lê Văn {number}", cast.cell)
    with CaptureQueriesContext(connection) as many:
        create(cast)
    assert len(many) == len(few)


def test_drawn_passwords_are_hashed_at_little_cost_and_renewed_at_sign_in(client, cast, members, settings):
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    slip = create(cast)[0]
    assert re.match(r"argon2\$argon2id\$v=19\$m=1024,t=1,p=1\$", account_of(slip).password)
    sign_in(client, slip.username, slip.password)
    assert "m=102400" in account_of(slip).password
    drawn = draw_password()
    assert check_password(drawn, hashed(drawn)) and hashed(drawn) != hashed(drawn)


# ── the first sign-in ──


def test_the_first_sign_in_asks_for_a_password_of_one_s_own_before_anything_else(client, cast, members):
    slip = create(cast)[0]
    assert sign_in(client, slip.username, slip.password).status_code == 302
    for name in ("home", "emulation:account", "mfa_index", "pledges:mine"):
        assert client.get(reverse(name)).url == reverse("password_change")
    answer = client.get("/api/v1/years/")
    assert answer.status_code == 403 and "đổi mật khẩu" in answer.json()["detail"]
    client.post(reverse("password_change"), {"old_password": slip.password, **FRESH})
    account = account_of(slip)
    assert is_in(client) and not account.must_change_password and account.password_expires_at is None


def test_the_same_password_again_is_none_of_one_s_own(client, cast, members):
    slip = create(cast)[0]
    sign_in(client, slip.username, slip.password)
    again = {"old_password": slip.password, "new_password1": slip.password, "new_password2": slip.password}
    page = client.post(reverse("password_change"), again).content.decode()
    assert "khác mật khẩu cũ" in page and account_of(slip).must_change_password


@pytest.mark.parametrize(("days", "status"), [(0, 302), (30, 302), (31, 200)])
def test_a_slip_lets_in_through_its_last_day(client, cast, members, days, status):
    slip = create(cast)[0]
    left = datetime.timedelta(days=real_settings.FIRST_PASSWORD_DAYS - days)
    Account.objects.filter(username=slip.username).update(password_expires_at=timezone.now() + left)
    answer = sign_in(client, slip.username, slip.password)
    assert answer.status_code == status
    assert status == 302 or "quá hạn" in answer.content.decode()


def test_only_who_knows_the_password_learns_that_it_has_run_out(client, cast, members):
    slip = create(cast)[0]
    Account.objects.filter(username=slip.username).update(password_expires_at=START_OF_TIME)
    assert "quá hạn" not in sign_in(client, slip.username, "sai").content.decode()


START_OF_TIME = timezone.now() - datetime.timedelta(days=3_000)


def test_single_accounts_and_resets_run_out_alike(cast):
    values = {"unit": cast.cell, "username": "moi", "display_name": "Người mới", "role": Role.MEMBER}
    account, _password = create_account(**values, by=cast.admin)
    assert (account.password_expires_at - timezone.now()).days in (29, 30)
    reset_password(account=cast.colleague, unit=cast.cell, by=cast.admin)
    assert Account.objects.get(pk=cast.colleague.pk).password_expires_at


# ── slips printed anew ──


def test_a_slip_printed_anew_ends_the_old_one(client, cast, members):
    lost, kept, _third = create(cast)
    (fresh,) = renew(cast, lost)
    assert fresh.name == lost.name and fresh.username == lost.username and fresh.cell == cast.cell.name
    assert sign_in(Client(), lost.username, lost.password).status_code == 200
    assert sign_in(Client(), fresh.username, fresh.password).status_code == 302
    assert account_of(kept).check_password(kept.password)
    entry = last_entry()
    assert entry.verb == "account.passwords_renewed" and entry.data == {"accounts": [account_of(lost).pk]}


def test_a_page_sent_twice_does_not_spoil_what_was_printed(cast, members):
    slips = create(cast)
    read_at = timezone.now()
    printed = renew(cast, *slips, drawn_before=read_at)
    not_now(lambda: renew(cast, *slips, drawn_before=read_at), "nobody")
    assert all(account_of(slip).check_password(slip.password) for slip in printed)


def test_who_has_begun_is_not_touched(client, cast, members):
    slip = create(cast)[0]
    sign_in(client, slip.username, slip.password)
    client.post(reverse("password_change"), {"old_password": slip.password, **FRESH})
    not_now(lambda: renew(cast, slip), "nobody")
    assert is_in(client)


def test_who_reaches_further_than_the_administrator_is_not_touched(cast, members):
    slip = create(cast)[0]
    Account.objects.filter(pk=cast.stranger.pk).update(must_change_password=True)
    grant_role(account=cast.stranger, role=Role.VIEWER, unit=cast.cell, on=timezone.localdate(), by=cast.admin)
    stranger = {"accounts": [cast.stranger.pk], "drawn_before": timezone.now()}
    not_now(lambda: renew_first_passwords(unit=cast.cell, **stranger, by=cast.admin), "nobody")
    assert renew(cast, slip)


# ── the pages and the API ──


def test_the_page_counts_creates_and_shows_the_slips_once(client, cast, members):
    client.force_login(cast.admin)
    at = [cast.committee.pk]
    assert "Còn 3 đảng viên" in client.get(reverse("emulation:accounts-many", args=at)).content.decode()
    answer = client.post(reverse("emulation:accounts-create", args=at))
    page = answer.content.decode()
    password = re.search(r"<code>([a-z2-9]{5}-[a-z2-9]{5}-[a-z2-9]{5})</code>", page)[1]
    assert page.count('class="slip"') == 3 and "no-store" in answer.headers["Cache-Control"]
    assert password not in client.get(reverse("emulation:accounts-many", args=at)).content.decode()
    again = client.post(reverse("emulation:accounts-create", args=at), follow=True)
    assert "Không còn ai" in again.content.decode()


def test_the_page_prints_ticked_slips_anew(client, cast, members):
    slips = create(cast)
    client.force_login(cast.admin)
    at = [cast.cell.pk]
    page = client.get(reverse("emulation:accounts-many", args=at)).content.decode()
    read_at = re.search(r'name="drawn_before" value="([^"]+)"', page)[1]
    sent = {"account": [account_of(slips[0]).pk, "x"], "drawn_before": read_at}
    assert client.post(reverse("emulation:accounts-renew", args=at), sent).content.decode().count('class="slip"') == 1
    again = client.post(reverse("emulation:accounts-renew", args=at), sent, follow=True)
    assert "Không còn ai" in again.content.decode()
    for nonsense in ("x", "9999-12-31T23:59:59+07:00", "0001-01-01T00:00:00+07:00", ""):
        assert client.post(reverse("emulation:accounts-renew", args=at), {"drawn_before": nonsense}).status_code == 302


def test_the_list_says_which_slips_have_run_out(client, cast, members):
    slip = create(cast)[0]
    Account.objects.filter(username=slip.username).update(password_expires_at=START_OF_TIME)
    client.force_login(cast.admin)
    assert client.get(reverse("emulation:accounts-many", args=[cast.cell.pk])).content.decode().count("hết hạn") == 2


def test_elsewhere_there_is_nothing(client, cast):
    client.force_login(cast.admin)
    for name in ("emulation:accounts-create", "emulation:accounts-renew", "api-unit-accounts-members"):
        assert client.post(reverse(name, args=[cast.stranger_cell.pk])).status_code == 404
    client.force_login(cast.officer)
    assert client.post(reverse("emulation:accounts-create", args=[cast.cell.pk])).status_code == 403


def test_the_same_through_the_api(client, cast, members):
    client.force_login(cast.admin)
    made = client.post(reverse("api-unit-accounts-members", args=[cast.cell.pk]))
    assert made.status_code == 201 and len(made.json()) == 3
    who = Account.objects.get(username=made.json()[0]["username"])
    sent = {"accounts": [who.pk]}
    fresh = client.post(reverse("api-unit-accounts-renew", args=[cast.cell.pk]), sent, "application/json")
    assert who.username == fresh.json()[0]["username"] and fresh.json()[0]["password"] != made.json()[0]["password"]
    empty = make_cell(cast.committee, "Chi bộ trống")
    assert client.post(reverse("api-unit-accounts-members", args=[empty.pk])).status_code == 400
