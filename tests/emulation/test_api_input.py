"""What the API does with bodies and addresses nobody should send: a sentence, never a crash."""

import pytest
from django.test import override_settings
from django.urls import reverse

from emulation.config.permissions import HasOwnPassword
from emulation.services.accounts import reset_password
from emulation.services.keys import create_key
from tests.evaluations.rulesets import make_draft

JSON = "application/json"


@pytest.fixture
def send(client, cast):
    """Send raw bytes as the officer: send(body, path) → response."""
    client.force_login(cast.officer)

    def call(body: bytes | str, path: str = "years/", content_type: str = JSON):
        return client.generic("POST", f"/api/v1/{path}", body, content_type=content_type)

    return call


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"unit": NaN}',
        b'{"unit": 1, "number": -Infinity}',
        b'{"unit": ' + b"9" * 30 + b"}",
        b'{"unit": -' + b"9" * 5_000 + b"}",
        b'{"unit": "\\ud800"}',
        b'{"\\udfff": 1}',
        b"\xff\xfe{}",
        b"[]",
        b'"text"',
        b"null",
        b'{"unit": [1], "number": {}, "pledges_due": [[]]}',
    ],
)
def test_a_body_that_cannot_stand_is_refused(send, body):
    answer = send(body)
    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == JSON and answer.content


def test_a_byte_order_mark_does_no_harm(send, cast):
    answer = send(b'\xef\xbb\xbf{"unit": %d, "number": 2030, "pledges_due": "2030-03-31"}' % cast.committee.pk)
    assert answer.status_code == 201


@override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1_000)
def test_a_body_is_read_no_further_than_the_limit(send):
    assert send(b'{"unit": "' + b"a" * 1_000 + b'"}').status_code == 413


@pytest.mark.parametrize("key", ["9" * 30, "18446744073709551616", "9" * 5_000, "0"])
def test_a_key_no_column_can_hold_is_not_found(client, cast, key):
    client.force_login(cast.officer)
    for path in (
        f"years/{key}/themes/",
        f"assessments/?unit={key}",
        f"reviews/?campaign={key}",
        f"decisions/?campaign={key}",
        f"units/{key}/",
    ):
        assert client.get(f"/api/v1/{path}").status_code in (200, 400, 404), path


def test_numbers_too_large_in_a_form_are_refused(send, cast):
    body = "subject_type=OUTSIDE&memberships=" + "9" * 30
    answer = send(body, f"units/{cast.cell.pk}/subject-types/", "application/x-www-form-urlencoded")
    assert answer.status_code == 400


def test_not_found_names_no_model(client, cast):
    client.force_login(cast.member)
    assert "matches" not in client.get("/api/v1/units/987654/").content.decode()


def test_a_key_is_no_way_around_a_password_to_change(client, cast):
    reset_password(account=cast.member, unit=cast.committee, by=cast.admin)
    cast.member.refresh_from_db()
    secret = create_key(account=cast.member, by=cast.member)
    answer = client.get("/api/v1/units/", headers={"Authorization": f"Token {secret}"})
    assert answer.status_code == 403
    assert answer.json()["detail"] == str(HasOwnPassword.message)


@pytest.mark.django_db
def test_a_text_of_a_megabyte_is_refused_with_a_sentence(client, cast):
    client.force_login(cast.leader)
    long = "Tôi tự kiểm điểm nghiêm túc. " * 37_000
    for address in ("register/acknowledge/", f"years/{cast.year.pk}/themes/"):
        answer = client.post(f"/api/v1/{address}", {"text": long}, content_type="application/json")
        assert answer.status_code == 400 and "dài hơn" in str(answer.json())


@pytest.mark.django_db
def test_a_megabyte_in_a_text_box_and_a_number_no_row_has_are_refused(client, cast):
    client.force_login(cast.leader)
    address = reverse("emulation:theme-edit", args=[cast.year.pk, cast.committee.pk])
    answer = client.post(address, {"title": "Chuyên đề", "key_actions": "Việc cần làm. " * 80_000})
    assert answer.status_code == 200 and not cast.year.themes.exists()
    draft = make_draft(cast.committee)
    answer = client.post(reverse("evaluations:ruleset-edit", args=[draft.code]), {"bases": ["9" * 40]})
    assert answer.status_code == 200
