"""The register of purposes: read by everybody, noted by a committee, its reading confirmed once a version."""

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from emulation.models import JournalEntry, RegisterReading
from emulation.personal import told_of
from emulation.register import how_far, register_for, shipped
from emulation.services.register import acknowledge_register, write_register_note

from .asking import last_entry, not_now, refused


@pytest.fixture
def as_(db):
    def sign_in(account) -> Client:
        client = Client()
        client.force_login(account)
        return client

    return sign_in


def note(cast, text="Đồng chí Cúc phụ trách dữ liệu.", **more):
    return write_register_note(unit=cast.committee, text=text, by=cast.leader, **more)


def read(account, by=None, version=None):
    return acknowledge_register(account=account, version=version or register_for(account).version, by=by or account)


# ── what we ship ──


def test_every_kind_of_data_about_a_member_has_its_purpose(cast):
    """A table that comes to be told to members is named in emulation/data/purposes.json, with purpose and basis."""
    named = [kind for purpose in shipped()[1] for kind in purpose.kinds]
    told = {holding.code for holding in told_of(cast.member.member)}
    assert set(named) >= told, f"{told - set(named)}: say in emulation/data/purposes.json what it is kept for"
    assert len(named) == len(set(named))
    assert all(apps.get_model(kind) for kind in named)


def test_every_purpose_says_everything():
    for purpose in shipped()[1]:
        for words in (purpose.title, purpose.data, purpose.purpose, purpose.basis, purpose.readers, purpose.kept):
            assert len(words) > 10 and words == words.strip()


# ── reading it, and having read it ──


@pytest.mark.parametrize("who", ["member", "secretary", "officer", "leader", "viewer", "admin", "stranger"])
def test_everybody_reads_it_on_the_page_and_over_the_api(cast, as_, who):
    client = as_(getattr(cast, who))
    page = client.get(reverse("emulation:register")).content.decode()
    assert "Bản tự kiểm điểm" in page and "91/2025/QH15" in page and "không phải là đồng ý" in page
    assert len(client.get("/api/v1/register/").json()["purposes"]) == len(shipped()[1])


def test_it_is_linked_from_the_own_data(cast, as_):
    assert reverse("emulation:register") in as_(cast.member).get(reverse("emulation:own-data")).content.decode()


def test_that_it_was_read_is_noted_once(cast, as_):
    client = as_(cast.member)
    given = {"version": register_for(cast.member).version}
    for _time in range(2):
        answer = client.post(reverse("emulation:register-acknowledge"), given, follow=True)
        assert "Đã ghi nhận đồng chí đã đọc" in answer.content.decode()
    assert RegisterReading.objects.filter(account=cast.member).count() == 1
    entries = JournalEntry.objects.filter(verb="register.acknowledged")
    assert [list(e.members.values_list("member", flat=True)) for e in entries] == [[cast.member.member_id]]
    assert "Tôi đã đọc" not in client.get(reverse("emulation:register")).content.decode()
    assert client.get("/api/v1/register/").json()["read_at"]


def test_over_the_api_too(cast, as_):
    client = as_(cast.viewer)
    given = {"version": client.get("/api/v1/register/").json()["version"]}
    answer = client.post("/api/v1/register/acknowledge/", given, content_type="application/json")
    assert (answer.status_code, answer.json()["version_read"]) == (200, given["version"])


def test_nobody_reads_it_for_another(cast):
    refused(lambda: read(cast.member, by=cast.secretary), reason="tài khoản của người khác")


def test_another_version_than_the_one_in_force_is_not_read(cast, as_):
    old = register_for(cast.member).version
    note(cast)
    not_now(lambda: read(cast.member, version=old), code="stale", words="Hãy đọc lại")
    not_now(lambda: read(cast.member, version="x" * 1_000_000), code="stale")
    answer = as_(cast.member).post(reverse("emulation:register-acknowledge"), follow=True)
    assert "Hãy đọc lại" in answer.content.decode()


# ── the committee's note ──


def test_a_note_is_read_by_everybody_below_and_makes_a_new_version(cast, as_):
    read(cast.member)
    written = note(cast)
    assert (last_entry().verb, last_entry().unit, last_entry().subject_id) == (
        "register.noted", cast.committee, written.pk
    )  # fmt: skip
    assert last_entry().before == {"text": ""} and last_entry().after["text"]["length"] == len(written.text)
    for who in ("member", "secretary", "officer", "leader", "viewer", "admin"):
        page = as_(getattr(cast, who)).get(reverse("emulation:register")).content.decode()
        assert written.text in page and "Tôi đã đọc" in page
    assert written.text not in as_(cast.stranger).get(reverse("emulation:register")).content.decode()
    read(cast.member)
    assert RegisterReading.objects.filter(account=cast.member).count() == 2


def test_an_empty_note_takes_it_away_and_nothing_is_lost(cast):
    note(cast)
    note(cast, "")
    assert register_for(cast.member).notes == ()
    assert cast.committee.register_notes.count() == 2


def test_the_same_note_twice_changes_nothing(cast):
    note(cast)
    not_now(lambda: note(cast), code="same")


def test_two_who_write_it_at_once_one_is_told_and_keeps_the_text(cast, as_):
    note(cast, newest=0)
    not_now(lambda: note(cast, "Khác", newest=0), code="stale")
    answer = as_(cast.leader).post(
        reverse("emulation:register-note", args=[cast.committee.pk]), {"text": "Lời của tôi", "newest": 0}
    )
    assert "Lời của tôi" in answer.content.decode() and "Lời của tôi" not in [
        n.text for n in register_for(cast.leader).notes
    ]


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_only_the_committee_writes_it(cast, who):
    by = getattr(cast, who)
    refused(lambda: write_register_note(unit=cast.committee, text="Không", by=by))


def test_a_stranger_does_not_see_the_unit(cast, as_):
    for address in (f"/units/{cast.committee.pk}/register-note/", f"/api/v1/units/{cast.committee.pk}/register-note/"):
        assert as_(cast.stranger).post(address, {"text": "x"}).status_code == 404


def test_a_cell_has_no_note(cast):
    not_now(lambda: write_register_note(unit=cast.cell, text="x", by=cast.officer), code="not_a_committee")


def test_the_page_and_the_api_write_it(cast, as_):
    client = as_(cast.officer)
    address = reverse("emulation:register-note", args=[cast.committee.pk])
    assert client.post(address, {"text": "Một", "newest": 0}).status_code == 302
    answer = client.post(
        f"/api/v1/units/{cast.committee.pk}/register-note/", {"text": "Hai"}, content_type="application/json"
    )
    assert (answer.status_code, answer.json()["text"]) == (201, "Hai")
    assert [n.text for n in register_for(cast.member).notes] == ["Hai"]


def test_too_long_a_note_is_refused_whole(cast, as_):
    address = reverse("emulation:register-note", args=[cast.committee.pk])
    assert as_(cast.officer).post(address, {"text": "a" * 1_000_000}).status_code == 200
    assert not cast.committee.register_notes.exists()


# ── how far it has come ──


def test_the_committee_sees_how_many_have_read_it(cast, as_):
    read(cast.member)
    found = how_far(cast.committee, register_for(cast.leader).version)
    assert (found.read, found.accounts) == (1, 7)
    assert "1/7 người dùng" in as_(cast.leader).get(reverse("emulation:register")).content.decode()
    assert "người dùng đã xác nhận" not in as_(cast.member).get(reverse("emulation:register")).content.decode()


def test_the_page_takes_the_same_queries_whatever_is_noted(cast, as_):
    client, counts = as_(cast.leader), []
    for number in range(3):
        note(cast, f"Lần {number}")
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("emulation:register"))
        counts.append(len(queries))
    assert len(set(counts)) == 1 and counts[0] <= 16, counts
