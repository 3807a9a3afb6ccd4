"""Supervision notes: also when nothing was wrong, a reminder, something to put right by a day."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, Notice, NoticeKind
from emulation.personal import holdings_of
from pledges.models import Pledge, State, SupervisionNote
from pledges.queue import queue_for
from pledges.services import correct_supervision, record_supervision
from tests.pledges.factories import make_pledge
from tests.pledges.test_api import Api

SEEN = datetime.date(2026, 3, 12)
GOOD = {"seen_on": SEEN, "supervised_by": "Lê Văn Bình", "looked_for": "Thái độ\nGiờ giấc", "finding": "NOTHING"}
TO_CORRECT = GOOD | {"finding": "CORRECT", "words": "Bổ sung hồ sơ", "correct_by": datetime.date(2026, 4, 12)}


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED)


def note(pledge: Pledge, by, **more) -> SupervisionNote:
    return record_supervision(unit=pledge.unit, pledge=pledge, by=by, **GOOD | more)


def test_nothing_wrong_is_noted_too_and_stands_in_the_journal(cast, pledge):
    made = note(pledge, cast.secretary, words="sẽ bị bỏ", correct_by=SEEN)
    assert (made.words, made.correct_by, made.points) == ("", None, ["Thái độ", "Giờ giấc"])
    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.data) == ("supervision.recorded", {"finding": "NOTHING", "pledge": pledge.pk})
    assert record_supervision(unit=cast.cell, by=cast.officer, **GOOD).pledge is None


@pytest.mark.parametrize("who", ["member", "colleague", "leader", "viewer", "admin", "stranger"])
def test_nobody_else_notes_one(cast, pledge, who):
    with pytest.raises(PermissionDenied):
        note(pledge, getattr(cast, who))


def test_nobody_supervises_the_own_pledge(cast):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.CONFIRMED)
    with pytest.raises(PermissionDenied, match="own pledge"):
        note(own, cast.secretary)
    assert note(own, cast.officer).pk


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seen_on": datetime.date(2090, 1, 1)}, "seen_on"),
        ({"finding": "REMINDER"}, "words"),
        ({"finding": "CORRECT", "words": "Sửa"}, "correct_by"),
        (TO_CORRECT | {"correct_by": datetime.date(2026, 3, 11)}, "correct_by"),
        ({"looked_for": " \n "}, "looked_for"),
        ({"looked_for": "x" * 10_000}, "looked_for"),
        ({"supervised_by": "x" * 301}, "supervised_by"),
        ({"finding": "PERHAPS", "words": "x"}, "finding"),
    ],
)
def test_nonsense_is_refused_at_its_field(cast, pledge, changes, field):
    with pytest.raises(ValidationError) as refused:
        note(pledge, cast.secretary, **changes)
    assert field in refused.value.message_dict
    assert not SupervisionNote.objects.exists()


def test_what_was_found_is_put_right_once_and_on_a_day_that_can_be(cast, pledge):
    made = note(pledge, cast.secretary, **TO_CORRECT)
    for day in (datetime.date(2026, 3, 11), timezone.localdate() + datetime.timedelta(days=1)):
        with pytest.raises(ValidationError):
            correct_supervision(note=made, corrected_on=day, by=cast.secretary)
    with pytest.raises(PermissionDenied):
        correct_supervision(note=made, corrected_on=SEEN, by=cast.member)
    assert correct_supervision(note=made, corrected_on=SEEN, by=cast.secretary).corrected_on == SEEN
    assert JournalEntry.objects.first().verb == "supervision.corrected"
    with pytest.raises(ValidationError) as refused:
        correct_supervision(note=made, corrected_on=SEEN, by=cast.secretary)
    assert refused.value.code == "wrong_state"


def test_the_member_the_cell_and_those_above_read_it_and_nobody_else(cast, pledge):
    made = note(pledge, cast.secretary)
    readers = [who for who in vars(cast) if hasattr(getattr(cast, who), "scope")]
    seeing = {w for w in readers if SupervisionNote.objects.visible_to(getattr(cast, w)).filter(pk=made.pk).exists()}
    assert seeing == {"member", "secretary", "officer", "leader"}


def test_cards_tell_of_what_was_not_put_right_in_time(cast, pledge):
    made = note(pledge, cast.secretary, **TO_CORRECT)
    on_time, late = datetime.date(2026, 4, 12), datetime.date(2026, 4, 13)
    kinds = {who: {c.kind for c in queue_for(getattr(cast, who), late)} for who in ("member", "secretary", "officer")}
    assert "supervision-own" in kinds["member"] and "supervision-late" in kinds["secretary"] & kinds["officer"]
    assert "supervision-late" not in {card.kind for card in queue_for(cast.secretary, on_time)}
    correct_supervision(note=made, corrected_on=SEEN, by=cast.secretary)
    assert "supervision-own" not in {card.kind for card in queue_for(cast.member, late)}


def test_the_pages(client, cast, pledge):
    client.force_login(cast.secretary)
    new = reverse("pledges:supervision-new") + f"?unit={cast.cell.pk}&year=2026"
    typed = {"pledge": pledge.pk, "seen_on": "12/03/2026", "supervised_by": "Tôi", "looked_for": "<b>Thái độ</b>"}
    assert client.post(new, typed | {"finding": "CORRECT", "words": "Sửa"}).status_code == 200
    assert client.post(new, typed | {"finding": "CORRECT", "words": "Sửa", "correct_by": "1/4/2026"}).status_code == 302
    made = SupervisionNote.objects.get()
    page = client.get(reverse("pledges:supervision"), {"unit": cast.cell.pk, "year": 2026}).content.decode()
    assert "&lt;b&gt;Thái độ" in page
    done = reverse("pledges:supervision-corrected", args=[made.pk])
    assert client.post(done, {"corrected_on": "nay"}).status_code == 302
    made.refresh_from_db()
    assert made.corrected_on is None
    client.post(done, {"corrected_on": "20/03/2026"})
    made.refresh_from_db()
    assert made.corrected_on == datetime.date(2026, 3, 20)
    client.force_login(cast.member)
    assert "Thái độ" in client.get(reverse("pledges:detail", args=[pledge.pk])).content.decode()
    assert client.get(new).status_code == 404
    client.force_login(cast.stranger)
    assert client.post(done, {"corrected_on": "20/03/2026"}).status_code == 404


def test_a_forged_pledge_of_another_cell_is_refused(client, cast):
    other = make_pledge(cast.officer.member, cast.other_cell, cast.year, State.CONFIRMED)
    client.force_login(cast.secretary)
    new = reverse("pledges:supervision-new") + f"?unit={cast.cell.pk}&year=2026"
    for forged in (other.pk, 10**18, "x"):
        sent = {"pledge": forged, "seen_on": "1/3/2026", "supervised_by": "x", "looked_for": "x", "finding": "NOTHING"}
        assert client.post(new, sent).status_code == 200
    assert not SupervisionNote.objects.exists()


def test_the_same_over_the_api(cast, pledge):
    sent = {"unit": cast.cell.pk, "pledge": pledge.pk} | GOOD | {"seen_on": "2026-03-12"}
    made = Api(cast.secretary).post("supervision/", sent)
    assert made.status_code == 201, made.content
    assert Api(cast.officer).get(f"supervision/?unit={cast.committee.pk}&year=2026").json()["count"] == 1
    assert Api(cast.stranger).post("supervision/", sent).status_code == 404
    assert Api(cast.member).post("supervision/", sent).status_code == 403
    done = Api(cast.secretary).post(f"supervision/{made.json()['id']}/corrected/", {"corrected_on": "2026-03-20"})
    assert done.status_code == 409


def test_a_member_is_told_the_notes_on_the_own_pledge(cast, pledge):
    note(pledge, cast.secretary)
    assert {one.code: len(one.rows) for one in holdings_of(cast.member.member)}["pledges.supervisionnote"] == 1


def test_the_member_is_told_of_a_note_and_not_of_what_it_says(cast, pledge):
    note(pledge, cast.secretary, **TO_CORRECT)
    record_supervision(unit=cast.cell, by=cast.secretary, **GOOD)
    told = Notice.objects.get()
    assert (told.account, told.kind) == (cast.member, NoticeKind.SUPERVISED)
    assert told.url.endswith("#supervision") and TO_CORRECT["words"] not in told.about
