"""Fixtures of the tests of the organisation."""

import json

import pytest

JSON = "application/json"


@pytest.fixture
def api(client):
    """Call the API as somebody: api(person, method, path, body) → (status, body)."""

    def call(person, method: str, path: str, body: dict | None = None):
        client.force_login(person)
        text = "" if body is None else json.dumps(body)
        answer = client.generic(method, f"/api/v1/{path}", text, content_type=JSON)
        return answer.status_code, answer.json()

    return call
