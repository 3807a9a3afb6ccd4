"""Signing in: names, hashes, the mark of a browser; nothing of the package stands open that we did not open."""

import pytest
from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.contrib.auth.hashers import PBKDF2PasswordHasher, make_password
from django.core import mail
from django.urls import NoReverseMatch, reverse

from emulation.config import settings as real_settings
from emulation.models import Account

from .signing_in import PASSWORD, is_in, sign_in

pytestmark = pytest.mark.django_db


def test_a_name_may_be_typed_in_capitals_and_with_spaces_around(client, cast):
    Account.objects.filter(pk=cast.member.pk).update(username="lan.tt")
    assert sign_in(client, "  LAN.tt ").status_code == 302


def test_argon2_comes_first_and_an_old_hash_is_renewed_at_sign_in(client, cast, settings):
    settings.PASSWORD_HASHERS = real_settings.PASSWORD_HASHERS
    assert real_settings.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    old = make_password(PASSWORD, hasher=PBKDF2PasswordHasher())
    Account.objects.filter(pk=cast.member.pk).update(password=old)
    assert sign_in(client, cast.member).status_code == 302
    assert Account.objects.get(pk=cast.member.pk).password.startswith("argon2$argon2id$")
    client.post(reverse("logout"))
    assert sign_in(client, cast.member).status_code == 302


def test_the_mark_of_the_browser_is_out_of_reach_and_names_nobody(client, cast):
    sign_in(client, cast.member)
    cookie = client.cookies["browser"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/account/"
    assert cast.member.username not in cookie.value


def test_a_browser_remembers_the_latest_accounts_only(client, cast):
    people = [cast.member, cast.colleague, cast.secretary, cast.officer, cast.leader, cast.viewer, cast.admin]
    for account in [*people, *people]:
        sign_in(client, account)
        client.post(reverse("logout"))
    assert len(client.cookies["browser"].value) < 900


def test_nobody_registers_and_nothing_is_mailed(client, cast):
    opened = {"account_login", "account_reauthenticate", "mfa_index", "mfa_authenticate", "mfa_reauthenticate"}
    for pattern in account_urls.urlpatterns:
        if pattern.name not in opened:
            with pytest.raises(NoReverseMatch):
                reverse(pattern.name, args=["x"] * len(pattern.pattern.converters) or None)
    assert mfa_urls.urlpatterns
    sign_in(client, cast.member)
    assert not mail.outbox


def test_nothing_is_limited_that_others_could_use_up():
    """No limit by address or account but those of `limits`, which leave a known browser and a passkey alone."""
    assert not any(rate and "user" not in rate for rate in real_settings.ACCOUNT_RATE_LIMITS.values())
    assert not any(real_settings.MFA_RATE_LIMITS.values())


def test_the_old_password_is_not_guessed_at_an_open_screen(client, settings, cast):
    settings.ACCOUNT_RATE_LIMITS = {"change_password": "5/m/user"}
    client.force_login(cast.member)
    wrong = {"old_password": "sai", "new_password1": "con-trau-di-truoc", "new_password2": "con-trau-di-truoc"}
    assert [client.post(reverse("password_change"), wrong).status_code for _try in range(6)][-1] == 429


def test_the_page_of_signing_in_leads_on_who_is_in(client, cast):
    sign_in(client, cast.member)
    assert client.get(reverse("account_login")).url == reverse("home")
    assert is_in(client)
