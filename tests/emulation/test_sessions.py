"""Open sessions: listed, noted now and then, ended one by one, all others, or by the administrator."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emulation.models import Role
from emulation.services.accounts import clear_factors, end_sessions, grant_role, reset_password, set_active
from emulation.services.sign_in import end_other_sessions, end_own_session
from emulation.signin.devices import device_name, short_address
from emulation.signin.sessions import NOTED_EVERY, SEEN_AT, sessions_of

from .asking import last_entry, not_now, refused
from .signing_in import is_in, set_up_app, sign_in

PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A057F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0"
OTHERS = {"member", "secretary", "officer", "leader", "viewer", "stranger"}


@pytest.fixture
def two(cast) -> tuple[Client, Client]:
    """The member's phone and desk, both signed in."""
    phone, desk = Client(headers={"user-agent": PHONE}), Client(headers={"user-agent": DESK})
    for browser, address in ((phone, "203.0.113.5"), (desk, "2001:db8:7:8::1")):
        sign_in(browser, cast.member, REMOTE_ADDR=address)
    return phone, desk


def own_page(client: Client) -> str:
    return client.get(reverse("emulation:account")).content.decode()


def session_on(account, device: str) -> UserSession:
    return sessions_of(account).get(user_agent__contains=device)


# ── the list ──


def test_each_session_stands_in_the_list_with_device_and_short_address(two):
    page = own_page(two[1])
    assert "Chrome, Android" in page and "Firefox, Windows" in page
    assert "203.0.113.…" in page and "203.0.113.5" not in page
    assert "2001:db8:7:…" in page


def test_nobody_sees_another_s_sessions(client, cast, two):
    sign_in(client, cast.colleague)
    assert "Android" not in own_page(client)


def test_use_is_noted_once_in_ten_minutes(cast, two):
    phone, _desk = two
    noted = session_on(cast.member, "Android").last_seen_at
    own_page(phone)
    assert session_on(cast.member, "Android").last_seen_at == noted
    session = phone.session
    session[SEEN_AT] -= NOTED_EVERY + 1
    session.save()
    own_page(phone)
    assert session_on(cast.member, "Android").last_seen_at > noted


def test_a_session_from_before_the_list_appears_at_its_next_use(client, cast):
    client.force_login(cast.member)
    session = client.session
    del session[SEEN_AT]
    session.save()
    own_page(client)
    assert sessions_of(cast.member).count() == 1


def test_what_has_expired_is_not_listed(cast, two):
    session = two[0].session
    session.set_expiry(timezone.now())
    session.save()
    assert sessions_of(cast.member).count() == 1


@pytest.mark.parametrize(
    ("line", "name"),
    [
        (PHONE, "Chrome, Android"),
        (DESK, "Firefox, Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/130.0 Safari/537.36 Edg/130.0", "Edge, Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) coc_coc_browser/130.0 Chrome/124.0 Safari/537.36", "Cốc Cốc, Windows"),
        ("curl/8.9", "Thiết bị không rõ"),
        ("", "Thiết bị không rõ"),
    ],
)
def test_a_browser_is_called_by_a_name(line, name):
    assert device_name(line) == name


@pytest.mark.parametrize(("address", "short"), [("10.1.2.3", "10.1.2.…"), ("2001:db8:1:2::9", "2001:db8:1:…")])
def test_an_address_is_shortened(address, short):
    assert short_address(address) == short


# ── ending one's own ──


def test_one_session_is_ended_and_the_other_goes_on(cast, two):
    phone, desk = two
    answer = desk.post(reverse("emulation:session-end"), {"session": session_on(cast.member, "Android").pk})
    assert answer.status_code == 302
    assert is_in(desk) and not is_in(phone)
    assert last_entry().verb == "account.sessions_ended" and last_entry().data == {"sessions": 1}


def test_all_others_are_ended_at_once(cast, two):
    phone, desk = two
    desk.post(reverse("emulation:sessions-end-others"))
    assert is_in(desk) and not is_in(phone)


def test_nobody_ends_another_s_session(client, cast, two):
    sign_in(client, cast.colleague)
    client.post(reverse("emulation:session-end"), {"session": session_on(cast.member, "Android").pk})
    client.post(reverse("emulation:session-end"), {"session": "x"})
    client.post(reverse("emulation:sessions-end-others"))
    assert is_in(two[0]) and is_in(two[1])
    refused(lambda: end_own_session(account=cast.member, session=1, by=cast.admin), "của người khác")
    refused(lambda: end_other_sessions(account=cast.member, session_key="", by=cast.admin), "của người khác")


def test_a_new_password_of_one_s_own_ends_the_others(cast, two):
    phone, desk = two
    fresh = {"old_password": "mat-khau-dai", "new_password1": "con-trau-di-truoc", "new_password2": "con-trau-di-truoc"}
    desk.post(reverse("password_change"), fresh)
    assert is_in(desk) and not is_in(phone)
    assert "Firefox, Windows" in own_page(desk) and "Android" not in own_page(desk)


# ── the administrator ──


def test_the_administrator_ends_every_session(cast, two):
    assert end_sessions(account=cast.member, unit=cast.cell, by=cast.admin) == 2
    assert not is_in(two[0]) and not is_in(two[1])
    assert last_entry().verb == "account.sessions_ended" and last_entry().unit == cast.cell


def test_a_reset_and_a_closing_end_every_session(cast, two):
    reset_password(account=cast.member, unit=cast.cell, by=cast.admin)
    assert not sessions_of(cast.member).exists() and not is_in(two[0])


def test_a_closed_account_has_no_sessions(cast, two):
    set_active(account=cast.member, unit=cast.cell, is_active=False, by=cast.admin)
    assert not sessions_of(cast.member).exists() and not is_in(two[0])


@pytest.mark.parametrize("person", sorted(OTHERS))
def test_only_the_administrator_ends_sessions_and_takes_factors_away(cast, person):
    by = getattr(cast, person)
    refused(lambda: end_sessions(account=cast.colleague, unit=cast.cell, by=by))
    refused(lambda: clear_factors(account=cast.colleague, unit=cast.cell, by=by))


def test_an_account_elsewhere_or_of_wider_reach_is_out_of_reach(cast):
    not_now(lambda: end_sessions(account=cast.stranger, unit=cast.cell, by=cast.admin), "other_unit")
    not_now(lambda: clear_factors(account=cast.stranger, unit=cast.cell, by=cast.admin), "other_unit")
    grant_role(account=cast.stranger, role=Role.VIEWER, unit=cast.cell, on=timezone.localdate(), by=cast.admin)
    not_now(lambda: end_sessions(account=cast.stranger, unit=cast.cell, by=cast.admin), "wider_reach")
    not_now(lambda: clear_factors(account=cast.stranger, unit=cast.cell, by=cast.admin), "wider_reach")


def test_a_lost_phone_is_taken_away_with_every_session(client, cast):
    sign_in(client, cast.member)
    set_up_app(client)
    clear_factors(account=cast.member, unit=cast.cell, by=cast.admin)
    assert not Authenticator.objects.exists() and not is_in(client)
    entry = last_entry()
    assert entry.verb == "account.factors_cleared" and entry.data == {"kinds": ["recovery_codes", "totp"]}
    assert sign_in(client, cast.member).url == reverse("home")


def test_an_administrator_does_not_take_the_own_factors_away_like_this(cast):
    not_now(lambda: clear_factors(account=cast.admin, unit=cast.committee, by=cast.admin), "own_account")


def test_the_page_of_an_account_says_how_it_signs_in(client, cast, two):
    set_up_app(two[1])
    client.force_login(cast.admin)
    page = client.get(reverse("emulation:account-detail", args=[cast.cell.pk, cast.member.pk])).content.decode()
    assert "mã trên ứng dụng" in page and cast.member.username in page
    assert "203.0.113" not in page, "where somebody sits is not the administrator's business"
    done = client.post(reverse("emulation:account-factors", args=[cast.cell.pk, cast.member.pk]), follow=True)
    assert "Đã gỡ xác thực hai lớp" in done.content.decode()
    client.post(reverse("emulation:account-sessions", args=[cast.cell.pk, cast.member.pk]))
    assert not sessions_of(cast.member).exists()


def test_a_stranger_s_account_is_not_there(client, cast):
    client.force_login(cast.admin)
    assert client.get(reverse("emulation:account-detail", args=[cast.cell.pk, cast.stranger.pk])).status_code == 404
    elsewhere = [cast.stranger_cell.pk, cast.stranger.pk]
    assert client.get(reverse("emulation:account-detail", args=elsewhere)).status_code == 404
    for name in ("api-account-sessions", "api-account-factors"):
        assert client.post(reverse(name, args=elsewhere)).status_code == 404


def test_the_same_through_the_api(client, cast, two):
    set_up_app(two[0])
    client.force_login(cast.admin)
    at = [cast.cell.pk, cast.member.pk]
    assert client.post(reverse("api-account-sessions", args=at)).json() == {"sessions": 2}
    assert client.post(reverse("api-account-factors", args=at)).status_code == 204
    assert not Authenticator.objects.exists()
    client.force_login(cast.officer)
    assert client.post(reverse("api-account-sessions", args=at)).status_code == 403
