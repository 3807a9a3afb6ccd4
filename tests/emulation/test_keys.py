"""Keys to the API: hashed, named, kept to reading or to one part, running out, told when last used."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from emulation.config.throttles import CallerThrottle
from emulation.models import Account, Key, KeyScope
from emulation.rooms import room_of, rooms
from emulation.services import keys as keys_module
from emulation.services.keys import create_key, revoke_key
from emulation.signin.adapters import SIGNED_IN_AT

from .asking import last_entry, not_now, refused

YEARS = "/api/v1/years/"


def call(secret: str, path: str = YEARS, method: str = "get", **body):
    """Call the API with the key."""
    return getattr(Client(), method)(path, **body, headers={"authorization": f"Token {secret}"})


def make(cast, **facts) -> str:
    return create_key(account=cast.member, by=cast.member, **facts)


def test_only_the_hash_is_stored_and_the_secret_is_told_once(cast, client):
    secret = make(cast, name="Số liệu cho tỉnh")
    key = Key.objects.get()
    assert len(secret) == 64 and len(key.digest) == 128
    stored = " ".join(str(value) for value in Key.objects.values().get().values())
    assert secret not in stored and secret[16:] not in stored
    client.force_login(cast.member)
    assert secret not in client.get(reverse("emulation:account")).content.decode()
    entry = last_entry()
    assert entry.verb == "key.created" and secret not in str(entry.data)
    assert entry.data == {"name": "Số liệu cho tỉnh", "scope": "WRITE", "room": "", "days": 365}


@pytest.mark.parametrize(("days", "left"), [(30, 29), (90, 89), (365, 364)])
def test_a_key_runs_out(cast, days, left):
    secret = make(cast, days=days)
    key = Key.objects.get()
    assert (key.expiry - timezone.now()).days == left
    assert call(secret).status_code == 200
    Key.objects.update(expiry=timezone.now() - datetime.timedelta(seconds=1))
    assert call(secret).status_code == 401


def test_a_key_for_reading_does_not_write(cast, client):
    reading = create_key(account=cast.officer, by=cast.officer, scope=KeyScope.READ)
    writing = create_key(account=cast.officer, by=cast.officer, scope=KeyScope.WRITE)
    body = {"data": {"unit": cast.committee.pk, "number": 2031, "pledges_due": "2031-03-31"}}
    assert call(reading).status_code == 200
    answer = call(reading, YEARS, "post", content_type="application/json", **body)
    assert answer.status_code == 403 and "chỉ đọc" in answer.json()["detail"]
    assert call(writing, YEARS, "post", content_type="application/json", **body).status_code == 201


def test_a_key_opens_no_more_than_its_owner_may(cast):
    secret = make(cast)
    body = {"data": {"unit": cast.committee.pk, "number": 2031, "pledges_due": "2031-03-31"}}
    assert call(secret, YEARS, "post", content_type="application/json", **body).status_code == 404


@pytest.mark.parametrize(
    ("room", "path", "status"),
    [
        ("", YEARS, 200),
        ("emulation", YEARS, 200),
        ("pledges", YEARS, 403),
        ("pledges", "/api/v1/pledges/", 200),
        ("emulation", "/api/v1/pledges/", 403),
        ("evaluations", "/api/v1/assessments/", 200),
        ("reports", "/api/v1/assessments/", 403),
    ],
)
def test_a_key_of_one_part_opens_that_part(cast, room, path, status):
    answer = call(make(cast, room=room), path)
    assert answer.status_code == status
    assert status == 200 or "phần khác" in answer.json()["detail"]


def test_the_parts_are_the_rooms_of_the_house():
    assert [name for name, _label in rooms()] == ["emulation", "pledges", "evaluations", "reports"]
    assert room_of("evaluations.api.rulesets") == "evaluations"


def test_nonsense_is_refused(cast):
    not_now(lambda: make(cast, days=3_650), "unknown_days")
    not_now(lambda: make(cast, days=0), "unknown_days")
    not_now(lambda: make(cast, scope="ALL"), "unknown_scope")
    not_now(lambda: make(cast, room="kitchen"), "unknown_scope")


def test_an_account_has_so_many_keys_and_no_more(cast, monkeypatch):
    monkeypatch.setattr(keys_module, "MOST", 2)
    make(cast)
    make(cast)
    not_now(lambda: make(cast), "too_many")
    Key.objects.update(expiry=timezone.now())
    make(cast)


def test_nobody_makes_or_ends_another_s_key(cast):
    make(cast)
    digest = Key.objects.get().digest
    refused(lambda: create_key(account=cast.member, by=cast.admin), "của người khác")
    refused(lambda: revoke_key(account=cast.member, digest=digest, by=cast.admin), "của người khác")
    revoke_key(account=cast.colleague, digest=digest, by=cast.colleague)
    assert Key.objects.exists()


def test_an_ended_key_opens_nothing(cast):
    secret = make(cast, name="Thử")
    revoke_key(account=cast.member, digest=Key.objects.get().digest, by=cast.member)
    assert call(secret).status_code == 401
    assert last_entry().verb == "key.revoked" and last_entry().data == {"names": ["Thử"]}


def test_a_closed_account_s_key_opens_nothing(cast):
    secret = make(cast)
    Account.objects.filter(pk=cast.member.pk).update(is_active=False)
    assert call(secret).status_code == 401


def test_the_use_is_noted_now_and_then(cast):
    secret = make(cast)
    assert Key.objects.get().last_used_at is None
    call(secret)
    first = Key.objects.get().last_used_at
    assert first
    call(secret)
    assert Key.objects.get().last_used_at == first
    Key.objects.update(last_used_at=first - datetime.timedelta(minutes=11))
    call(secret)
    assert Key.objects.get().last_used_at >= first


def test_each_key_is_counted_by_itself(cast, rf):
    throttle = CallerThrottle()
    for _key in range(2):
        make(cast)
    request = rf.get(YEARS)
    request.user = cast.member
    counted = set()
    for request.auth in (*Key.objects.all(), None):
        counted.add(throttle.get_cache_key(request, None))
    assert len(counted) == 3


def test_too_many_calls_a_minute_are_told_to_wait(cast, monkeypatch):
    monkeypatch.setattr(CallerThrottle, "rate", "2/min", raising=False)
    monkeypatch.setattr("rest_framework.views.APIView.throttle_classes", [CallerThrottle])
    secret = make(cast)
    assert [call(secret).status_code for _time in range(3)] == [200, 200, 429]


# ── the pages ──


def test_a_key_is_made_on_its_page_and_shown_once(client, cast):
    client.force_login(cast.member)
    facts = {"name": "Số liệu", "scope": "READ", "room": "reports", "days": "90"}
    answer = client.post(reverse("emulation:key-new"), facts)
    page = answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"] and "Đề nghị sao chép khóa ngay" in page
    key = Key.objects.get()
    assert (key.name, key.scope, key.room) == ("Số liệu", "READ", "reports")
    listed = client.get(reverse("emulation:account")).content.decode()
    assert "Số liệu" in listed and "Chỉ đọc, Báo cáo" in listed and "chưa dùng" in listed
    client.post(reverse("emulation:key-revoke"), {"digest": key.digest})
    assert not Key.objects.exists()


def test_the_form_says_what_is_missing(client, cast):
    client.force_login(cast.member)
    page = client.post(reverse("emulation:key-new"), {"name": "", "days": "7"}).content.decode()
    assert page.count("field--wrong") == 3 and not Key.objects.exists()


def test_making_a_key_asks_again_who_it_is(client, cast):
    client.force_login(cast.member)
    session = client.session
    session[SIGNED_IN_AT] -= 3_600
    session.save()
    assert client.get(reverse("emulation:key-new")).url.startswith(reverse("account_reauthenticate"))
    client.post(reverse("emulation:key-new"), {"name": "x", "scope": "READ", "room": "", "days": "30"})
    assert not Key.objects.exists()
