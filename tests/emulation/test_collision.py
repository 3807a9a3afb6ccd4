"""Two people enter the same at once: whom the database refuses is told, on the page and over HTTP."""

import pytest
from django.db import IntegrityError
from django.urls import reverse


@pytest.fixture
def second(monkeypatch):
    """Every act comes second: the checks have passed, the database refuses."""

    def refuse(**values) -> None:
        raise IntegrityError("UNIQUE constraint failed")

    monkeypatch.setattr("emulation.views.accounts.create_account", refuse)
    monkeypatch.setattr("emulation.api.accounts.create_account", refuse)
    monkeypatch.setattr("emulation.views.slips.create_member_accounts", refuse)


NEW = {"username": "lan", "display_name": "Lan", "role": "MEMBER"}


def test_the_page_says_so(client, cast, second):
    client.force_login(cast.admin)
    answer = client.post(reverse("emulation:account-new", args=[cast.cell.pk]), NEW)
    assert answer.status_code == 409
    assert "cùng lúc" in answer.content.decode() and "UNIQUE" not in answer.content.decode()


def test_two_who_create_the_members_accounts_at_once(client, cast, second):
    client.force_login(cast.admin)
    assert client.post(reverse("emulation:accounts-create", args=[cast.cell.pk])).status_code == 409


def test_the_api_says_so(client, cast, second):
    client.force_login(cast.admin)
    answer = client.post(f"/api/v1/units/{cast.cell.pk}/accounts/", NEW, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "stale")
    assert "cùng lúc" in answer.json()["detail"]
