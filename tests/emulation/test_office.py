"""Signing in with the office's own account: off by default, for those who are linked, and for nobody else."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from emulation.models import Account, Role
from emulation.services.accounts import grant_role, link_office
from emulation.signin.sessions import sessions_of
from tests.factories import START

from .asking import last_entry, not_now, refused
from .office import CLIENT, office_at, open_office
from .signing_in import is_in, set_up_app
from .test_second_factor import load_settings

TO, BACK, LOGIN = ("openid_connect_login", "openid_connect_callback", "account_login")


@pytest.fixture
def office(settings):
    with open_office() as found:
        settings.SOCIALACCOUNT_PROVIDERS = office_at(found.address)
        yield found


def link(cast, subject: str = "0042", account=None) -> None:
    link_office(account=account or cast.member, subject=subject, unit=cast.cell, by=cast.admin)


def go(client: Client, **sent):
    """Press the button, sign in at the office, come back; return the last answer."""
    there = client.post(reverse(TO), sent)
    asked = parse_qs(urlsplit(there.url).query)
    return client.get(reverse(BACK), {"code": "abc", "state": asked["state"][0]})


# ── off ──


def test_without_a_server_there_is_no_button_and_no_way(client, cast):
    assert not django_settings.SOCIALACCOUNT_PROVIDERS
    assert "cơ quan" not in client.get(reverse(LOGIN)).content.decode()
    assert client.post(reverse(TO)).status_code == 404
    assert client.get(reverse(BACK)).status_code == 404
    client.force_login(cast.admin)
    assert client.get(reverse("emulation:account-office", args=[cast.cell.pk, cast.member.pk])).status_code == 404


@pytest.fixture
def named(monkeypatch):
    for name, value in {
        "SERVER_URL": "https://sso.tinh.gov.vn/realms/a",
        "CLIENT_ID": "a",
        "CLIENT_SECRET": "b",
    }.items():
        monkeypatch.setenv(f"OIDC_{name}", value)


def test_the_environment_names_the_server_and_the_policy_lets_the_form_go_there(named):
    found = load_settings()
    (app,) = found["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert app["settings"] == {"server_url": "https://sso.tinh.gov.vn/realms/a", "uid_field": "sub"}
    assert found["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"][1:] == ["https://sso.tinh.gov.vn"]


def test_behind_https_the_server_must_be_too(named, monkeypatch):
    monkeypatch.setenv("HTTPS", "1")
    monkeypatch.setenv("OIDC_SERVER_URL", "http://sso.tinh.gov.vn")
    with pytest.raises(Exception, match="https"):
        load_settings()


# ── on ──


def test_the_button_leads_to_the_office_with_a_secret_of_the_visit(client, cast, office):
    assert "Đăng nhập bằng tài khoản cơ quan" in client.get(reverse(LOGIN)).content.decode()
    there = urlsplit(client.post(reverse(TO)).url)
    asked = {name: values[0] for name, values in parse_qs(there.query).items()}
    assert f"{there.scheme}://{there.netloc}{there.path}" == f"{office.address}/authorize"
    assert asked["client_id"] == CLIENT and asked["state"] and asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"].endswith("/account/login/office/back/")


def test_who_is_linked_is_let_in(client, cast, office):
    link(cast)
    assert go(client).url == reverse("home")
    assert is_in(client) and client.session["_auth_user_id"] == str(cast.member.pk)
    assert office.asked[0][1]["code_verifier"]
    assert sessions_of(cast.member).count() == 1 and "browser" in client.cookies


def test_who_is_not_linked_is_told_so_and_gets_no_account(client, cast, office):
    before = Account.objects.count()
    answer = client.get(go(client).url)
    assert "chưa được liên kết" in answer.content.decode() and not is_in(client)
    assert Account.objects.count() == before and not SocialAccount.objects.exists()


@pytest.mark.parametrize("claim", ["email", "preferred_username", "name"])
def test_nothing_but_the_stored_subject_matches(client, cast, office, claim):
    """An office account that bears somebody's user name or e-mail is not that somebody."""
    Account.objects.filter(pk=cast.member.pk).update(email="lan@tinh.gov.vn", username="lan@tinh.gov.vn")
    office.claims = {"sub": "0099", claim: "lan@tinh.gov.vn", "email_verified": True}
    go(client)
    assert not is_in(client)


def test_another_claim_may_be_the_subject(client, cast, office, settings):
    settings.SOCIALACCOUNT_PROVIDERS = office_at(office.address, "preferred_username")
    link(cast, "lan@tinh.gov.vn")
    go(client)
    assert is_in(client)


def test_what_the_office_tells_besides_is_not_kept(client, cast, office):
    office.claims |= {"email": "lan@tinh.gov.vn", "phone_number": "0901234567"}
    link(cast)
    go(client)
    assert SocialAccount.objects.get().extra_data == {}


def test_the_second_factor_is_asked_for_all_the_same(client, cast, office):
    client.force_login(cast.member)
    set_up_app(client)
    client.post(reverse("logout"))
    link(cast)
    assert go(client).url == reverse("mfa_authenticate") and not is_in(client)


def test_a_closed_account_stays_closed(client, cast, office):
    link(cast)
    Account.objects.filter(pk=cast.member.pk).update(is_active=False)
    assert "đã đóng" in client.get(go(client).url).content.decode()


def test_nobody_links_an_office_account_to_their_own(client, cast, office):
    client.force_login(cast.member)
    go(client, process="connect")
    assert not SocialAccount.objects.exists()


def test_an_answer_nobody_asked_for_is_turned_back(client, cast, office):
    link(cast)
    answer = client.get(reverse(BACK), {"code": "abc", "state": "forged"}, follow=True)
    assert "không thành công" in answer.content.decode() and not is_in(client)


def test_a_token_for_somebody_else_is_turned_back(client, cast, office):
    link(cast)
    office.audience = "another-application"
    assert "không thành công" in client.get(go(client).url).content.decode()


def test_who_changes_their_mind_there_comes_back(client, cast, office):
    state = parse_qs(urlsplit(client.post(reverse(TO)).url).query)["state"][0]
    answer = client.get(reverse(BACK), {"error": "access_denied", "state": state})
    assert answer.url == reverse(LOGIN)


def test_a_server_that_does_not_answer_is_said_so(client, cast, settings):
    settings.SOCIALACCOUNT_PROVIDERS = office_at("http://127.0.0.1:1")
    answer = client.post(reverse(TO), follow=True)
    assert "không thành công" in answer.content.decode()


# ── linking ──


def test_a_link_is_made_changed_and_ended_with_a_line_each(cast):
    link(cast)
    assert last_entry().verb == "account.office_linked" and last_entry().data == {"subject": "0042"}
    link(cast, "0043")
    assert SocialAccount.objects.get().uid == "0043"
    link(cast, " ")
    assert last_entry().verb == "account.office_unlinked" and not SocialAccount.objects.exists()


@pytest.mark.parametrize("person", ["member", "secretary", "officer", "leader", "viewer", "stranger"])
def test_only_the_administrator_links(cast, person):
    refused(lambda: link_office(account=cast.member, subject="1", unit=cast.cell, by=getattr(cast, person)))


def test_one_office_account_belongs_to_one_account_and_the_reach_holds(cast):
    link(cast)
    not_now(lambda: link(cast, account=cast.colleague), "linked_elsewhere")
    not_now(lambda: link(cast, "1", account=cast.stranger), "other_unit")
    grant_role(account=cast.stranger, role=Role.VIEWER, unit=cast.cell, on=START, by=cast.admin)
    not_now(lambda: link(cast, "1", account=cast.stranger), "wider_reach")


def test_the_page_and_the_api_link(client, cast, office):
    client.force_login(cast.admin)
    at = [cast.cell.pk, cast.member.pk]
    assert "chưa liên kết" in client.get(reverse("emulation:account-detail", args=at)).content.decode()
    client.post(reverse("emulation:account-office", args=at), {"subject": "0042"})
    assert "0042" in client.get(reverse("emulation:account-office", args=at)).content.decode()
    answer = client.post(reverse("api-account-office", args=at), {"subject": ""}, "application/json")
    assert answer.json() == {"subject": ""} and not SocialAccount.objects.exists()
    elsewhere = [cast.stranger_cell.pk, cast.stranger.pk]
    assert client.post(reverse("api-account-office", args=elsewhere), {"subject": "1"}).status_code == 404
