"""The second step of signing in: codes of an app, recovery codes, and who must have one."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from cryptography.fernet import InvalidToken
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry
from emulation.services.keys import create_key
from emulation.services.sign_in import note_factor
from emulation.signin.adapters import SIGNED_IN_AT
from emulation.signin.seals import seal, unseal

from .asking import last_entry, refused
from .signing_in import code_of, is_in, set_up_app, sign_in

SECOND = "mfa_authenticate"


@pytest.fixture
def owner(client, cast):
    """A member with an app, signed out; with the secret and the recovery codes."""
    client.force_login(cast.member)
    secret, codes = set_up_app(client)
    client.post(reverse("logout"))
    return cast.member, secret, codes


def step_two(client, code: str):
    return client.post(reverse(SECOND), {"code": code})


# ── the app ──


def test_after_the_password_the_code_is_asked_for(client, owner):
    account, secret, _codes = owner
    assert sign_in(client, account).url == reverse(SECOND)
    assert not is_in(client)
    assert "Chưa đúng" in step_two(client, "000000").content.decode()
    assert step_two(client, code_of(secret, 1)).status_code == 302
    assert is_in(client)


def test_a_code_is_used_once(client, owner):
    account, secret, _codes = owner
    code = code_of(secret, 1)
    for expected in (302, 200):
        fresh = Client()
        sign_in(fresh, account)
        assert step_two(fresh, code).status_code == expected


def test_the_second_step_is_of_no_use_without_the_first(client, owner):
    _account, secret, _codes = owner
    assert step_two(client, code_of(secret, 1)).url == reverse("account_login")
    assert not is_in(client)


def test_setting_up_wants_a_code_that_is_right(client, cast):
    client.force_login(cast.member)
    client.get(reverse("mfa_activate_totp"))
    assert "Chưa đúng" in client.post(reverse("mfa_activate_totp"), {"code": "123"}).content.decode()
    assert not Authenticator.objects.exists()


def test_what_is_set_up_and_removed_stands_in_the_journal(client, cast, django_capture_on_commit_callbacks):
    client.force_login(cast.member)
    with django_capture_on_commit_callbacks(execute=True):
        set_up_app(client)
    assert [e.data["kind"] for e in JournalEntry.objects.filter(verb="account.factor_added")] == [
        "recovery_codes",
        "totp",
    ]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_generate_recovery_codes"))
    assert last_entry().verb == "account.codes_drawn"
    client.post(reverse("mfa_deactivate_totp"))
    assert last_entry().verb == "account.factor_removed" and last_entry().actor == cast.member
    assert not Authenticator.objects.exists()


def test_nobody_notes_another_s_factor(cast):
    refused(lambda: note_factor(account=cast.member, what="added", kind="totp", by=cast.admin), "của người khác")


def test_secrets_are_sealed_in_the_database(client, owner):
    _account, secret, codes = owner
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in stored and not any(code in stored for code in codes)


def test_a_seal_opens_after_the_key_was_replaced(settings):
    sealed = seal("bí mật")
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [settings.SECRET_KEY]
    assert unseal(sealed) == "bí mật"
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(InvalidToken):
        unseal(sealed)


def guess_codes(account, times: int, browser: Client | None = None):
    """Sign in with the password and guess codes; return the last answer."""
    for _try in range(times):
        browser = browser or Client()
        sign_in(browser, account)
        answer = step_two(browser, "000000")
    return answer


def test_wrong_codes_are_told_to_wait(owner, settings):
    """Six digits would be guessed in time; only who knows the password comes so far."""
    account, secret, _codes = owner
    settings.AXES_ENABLED = True
    answer = guess_codes(account, 5)
    assert answer.status_code == 429 and "Mã đã bị nhập sai" in answer.content.decode()
    assert "chờ 1 phút" in answer.content.decode()
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    sign_in(elsewhere, account)
    assert step_two(elsewhere, code_of(secret, 1)).status_code == 429
    AccessAttempt.objects.update(attempt_time=timezone.now() - datetime.timedelta(seconds=61))
    assert step_two(elsewhere, code_of(secret, 1)).status_code == 302
    assert not AccessAttempt.objects.filter(username__endswith=" code").exists()


def test_a_thief_of_the_password_does_not_shut_the_owner_s_own_browser_out(owner, settings):
    account, secret, codes = owner
    own = Client()
    sign_in(own, account)
    step_two(own, codes[0])
    own.post(reverse("logout"))
    settings.AXES_ENABLED = True
    assert guess_codes(account, 12).status_code == 429
    sign_in(own, account)
    assert step_two(own, code_of(secret, 1)).status_code == 302


def test_wrong_codes_are_not_kept(owner, settings):
    settings.AXES_ENABLED = True
    guess_codes(owner[0], 1)
    assert "000000" not in AccessAttempt.objects.get().post_data


# ── recovery codes ──


def test_a_recovery_code_works_once(owner):
    account, _secret, codes = owner
    for expected in (302, 200):
        fresh = Client()
        sign_in(fresh, account)
        assert step_two(fresh, codes[3]).status_code == expected


def test_recovery_codes_are_shown_once(client, owner):
    account, secret, codes = owner
    sign_in(client, account)
    step_two(client, code_of(secret, 1))
    page = client.get(reverse("mfa_view_recovery_codes")).content.decode()
    assert not any(code in page or f"{code[:4]} {code[4:]}" in page for code in codes) and "Còn 10 mã" in page


def test_new_recovery_codes_end_the_old_ones(client, owner):
    account, secret, codes = owner
    sign_in(client, account)
    step_two(client, code_of(secret, 1))
    drawn = client.post(reverse("mfa_generate_recovery_codes"), follow=True).context["unused_codes"]
    assert len(drawn) == 10 and not set(drawn) & set(codes)
    fresh = Client()
    sign_in(fresh, account)
    assert step_two(fresh, codes[0]).status_code == 200
    assert step_two(fresh, drawn[0]).status_code == 302


# ── who it is, once more ──


def test_later_the_password_is_asked_for_again(client, cast):
    client.force_login(cast.member)
    session = client.session
    session[SIGNED_IN_AT] -= django_settings.ACCOUNT_REAUTHENTICATION_TIMEOUT + 1
    session.save()
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert "Sai mật khẩu" in client.post(asked.url, {"password": "sai"}).content.decode()
    assert client.post(asked.url, {"password": "mat-khau-dai"}).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200


# ── who must have one ──


@pytest.fixture
def demanded(settings):
    settings.SECOND_FACTOR_FOR = ["LEADER", "ADMIN"]


@pytest.mark.parametrize("person", ["leader", "admin"])
def test_who_must_have_one_is_led_to_it_before_anything_else(client, cast, demanded, person):
    sign_in(client, getattr(cast, person))
    for name in ("home", "emulation:unit-list", "emulation:account", "reports:annual", "api-docs", "api-schema"):
        answer = client.get(reverse(name))
        assert answer.status_code == 403 if name.startswith("api-") else answer.url == reverse("mfa_index")
    page = client.get(reverse("mfa_index")).content.decode()
    assert "bắt buộc" in page and "top__nav" not in page, "a menu that leads nowhere"
    set_up_app(client)
    assert is_in(client)


def test_a_session_without_the_factor_is_refused_by_the_api(client, cast, demanded):
    sign_in(client, cast.leader)
    answer = client.get("/api/v1/years/")
    assert answer.status_code == 403 and "xác thực hai lớp" in answer.json()["detail"]
    set_up_app(client)
    assert client.get("/api/v1/years/").status_code == 200


def test_a_key_is_looked_after_apart(client, cast, demanded):
    headers = {"authorization": f"Token {create_key(account=cast.leader, by=cast.leader)}"}
    assert client.get("/api/v1/years/", headers=headers).status_code == 200


@pytest.mark.parametrize("person", ["member", "secretary", "officer", "viewer"])
def test_nobody_else_is_led_to_it(client, cast, demanded, person):
    sign_in(client, getattr(cast, person))
    assert is_in(client)


def test_a_first_password_comes_before_the_second_factor(client, cast, demanded):
    cast.leader.must_change_password = True
    cast.leader.save()
    sign_in(client, cast.leader)
    assert client.get(reverse("mfa_index")).url == reverse("password_change")


def test_signing_out_is_always_open(client, cast, demanded):
    sign_in(client, cast.leader)
    assert client.post(reverse("logout")).url == reverse("account_login")


def test_a_mistyped_role_stops_the_start(monkeypatch):
    monkeypatch.setenv("SECOND_FACTOR_FOR", "LEADERS")
    with pytest.raises(ImproperlyConfigured, match="LEADERS"):
        load_settings()


@pytest.mark.parametrize(("https", "expected"), [("1", ["LEADER", "ADMIN"]), ("", [])])
def test_it_is_demanded_behind_https_and_not_on_one_s_own_machine(monkeypatch, https, expected):
    monkeypatch.setenv("HTTPS", https or "0")
    monkeypatch.delenv("SECOND_FACTOR_FOR", raising=False)
    assert load_settings()["SECOND_FACTOR_FOR"] == expected


def load_settings() -> dict:
    """Read the settings anew, as a start does."""
    source = django_settings.BASE_DIR / "emulation" / "config" / "settings.py"
    found = {"__file__": str(source), "__name__": "settings_read_anew"}
    exec(compile(source.read_text(), str(source), "exec"), found)  # noqa: S102 - our own file
    return found
