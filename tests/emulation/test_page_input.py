"""Numbers in addresses and hidden fields of pages that no column can hold, and digits of other scripts."""

import pytest

from emulation.web import asked_number

NONSENSE = ["9" * 30, "9" * 5_000, "²", "٣", "-1", "1.5", "", "\x00", "abc"]


@pytest.mark.parametrize("text", [*NONSENSE, None])
def test_only_a_number_a_column_can_hold_is_one(text):
    assert asked_number(text) is None


def test_a_number_is_read():
    assert asked_number("007") == 7
    assert asked_number("9" * 18) == 10**18 - 1


@pytest.mark.parametrize("number", NONSENSE)
def test_nonsense_in_an_address_is_no_crash(client, cast, number):
    client.force_login(cast.secretary)
    addresses = [
        "/reviews/?unit=",
        "/reviews/?year=",
        "/pledges/board/?unit=",
        "/pledges/board/?year=",
        "/units/?page=",
    ]
    assert {client.get(address, {}).status_code for address in (a + number for a in addresses)} <= {200, 302, 404}
    client.force_login(cast.officer)
    assert client.get("/campaigns/open/", {"year": number}).status_code == 200


@pytest.mark.parametrize("number", NONSENSE)
def test_nonsense_ticked_is_nothing_ticked(client, cast, number):
    client.force_login(cast.officer)
    sent = {"membership": [number], "subject_type": "OUTSIDE"}
    assert client.post(f"/units/{cast.cell.pk}/subject-types/", sent).status_code == 302
    sent = {"pledges": [number], "unit": cast.cell.pk, "year": cast.year.number}
    assert client.post("/pledges/board/confirm/", sent).status_code == 302
