"""The register of attendance: who belongs to the meeting, absence with its reason, the numbers that follow."""

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation.models import Circumstance, Stay
from evaluations.attendance import numbers_of, seats_of
from evaluations.models import Attendance, Part
from evaluations.services.attendance import Mark, save_attendance
from evaluations.services.reviews import propose_cell, save_review
from tests.emulation.asking import last_entry, not_now, refused
from tests.factories import make_member

from .meeting import crowd, hand_in, hold, meeting, review_of
from .year import make_campaign

TODAY = timezone.localdate()


@pytest.fixture
def review(cast):
    """A cell of eight official members, a provisional one, one here temporarily, one exempt."""
    crowd(cast.cell, 5)
    make_member("Dự Bị Một", cast.cell, joined_on=TODAY - datetime.timedelta(days=300), official_on=None)
    make_member("Tạm Thời Một", cast.cell, stay=Stay.TEMPORARY)
    exempt = make_member("Miễn Một", cast.cell)
    Circumstance.objects.create(member=exempt, kind="EXEMPT", valid_from=datetime.date(2025, 8, 1))
    return review_of(make_campaign(cast), cast.cell)


def marks_of(review, *absent: str) -> dict[int, Mark]:
    """Everybody present but those named."""
    return {
        seat.member: Mark(seat.name not in absent, "ốm" if seat.name in absent else "") for seat in seats_of(review)
    }


def test_the_list_holds_who_votes_and_who_does_not(review):
    seats = seats_of(review)
    assert [seat.part for seat in seats].count(Part.VOTER) == 8
    assert {seat.name: seat.part for seat in seats if not seat.is_voter} == {
        "Dự Bị Một": Part.PROVISIONAL,
        "Tạm Thời Một": Part.TEMPORARY,
    }
    assert "Miễn Một" not in {seat.name for seat in seats}


def test_the_numbers_follow_from_the_register(cast, review):
    save_attendance(review=review, marks=marks_of(review, "Trần Thị Lan", "Dự Bị Một"), by=cast.secretary)
    review.refresh_from_db()
    assert (review.summoned, review.present) == (8, 7)
    assert Attendance.objects.get(member=cast.member.member).reason == "ốm"
    entry = last_entry()
    assert (entry.verb, entry.after["present"], entry.data["absent"]) == ("attendance.saved", 7, 2)


def test_a_later_save_replaces_the_register(cast, review):
    save_attendance(review=review, marks=marks_of(review, "Trần Thị Lan"), by=cast.secretary)
    save_attendance(review=review, marks=marks_of(review), by=cast.secretary)
    assert numbers_of(review) == {"summoned": 8, "present": 8}
    assert Attendance.objects.count() == 10


def test_absence_needs_a_reason(cast, review):
    marks = marks_of(review) | {cast.member.member_id: Mark(False, "  ")}
    not_now(lambda: save_attendance(review=review, marks=marks, by=cast.secretary), words="Trần Thị Lan vắng mặt")
    long = marks_of(review) | {cast.member.member_id: Mark(False, "x" * 1_000_000)}
    not_now(lambda: save_attendance(review=review, marks=long, by=cast.secretary), words="200 ký tự")
    assert not Attendance.objects.exists()


def test_nobody_is_left_out_and_no_stranger_comes_in(cast, review):
    marks = marks_of(review)
    some = {member: mark for member, mark in marks.items() if member != cast.member.member_id}
    not_now(lambda: save_attendance(review=review, marks=some, by=cast.secretary), "incomplete", "Trần Thị Lan")
    forged = marks | {cast.stranger.member_id: Mark(True)}
    not_now(lambda: save_attendance(review=review, marks=forged, by=cast.secretary), "not_listed")


def test_other_numbers_cannot_be_typed_over_the_register(cast, review):
    save_attendance(review=review, marks=marks_of(review, "Trần Thị Lan"), by=cast.secretary)
    facts = meeting(5, summoned=8, present=8)
    not_now(
        lambda: save_review(review=review, meeting=facts, rows={}, version=None, by=cast.secretary),
        words="lấy từ danh sách điểm danh",
    )
    save_review(review=review, meeting=facts | {"present": 7}, rows={}, version=None, by=cast.secretary)


def test_not_fewer_present_than_ballots_issued(cast, review):
    save_review(review=review, meeting=meeting(6, summoned=8, present=8), rows={}, version=None, by=cast.secretary)
    marks = marks_of(review, "Trần Thị Lan", "Đỗ Văn Ước")
    not_now(lambda: save_attendance(review=review, marks=marks, by=cast.secretary), "counts", "7 phiếu")


def test_the_simple_entry_still_works_without_a_register(cast, review):
    save_review(review=review, meeting=meeting(5), rows={}, version=None, by=cast.secretary)
    review.refresh_from_db()
    assert (review.summoned, review.present) == (8, 7) and not numbers_of(review)


def test_the_wrong_person_and_the_wrong_state(cast, review):
    for account in (cast.member, cast.officer, cast.leader, cast.stranger, cast.admin):
        refused(lambda account=account: save_attendance(review=review, marks={}, by=account))
    hand_in(review.campaign, cast.cell)
    propose_cell(review=hold(review), by=cast.secretary)
    not_now(lambda: save_attendance(review=review, marks=marks_of(review), by=cast.secretary), "wrong_state")


def test_a_stale_register_is_refused(cast, review):
    save_attendance(review=review, marks=marks_of(review), version=review.version, by=cast.secretary)
    not_now(
        lambda: save_attendance(review=review, marks=marks_of(review), version=review.version, by=cast.secretary),
        "stale",
    )


def test_the_register_takes_a_fixed_number_of_queries(cast, review, django_assert_num_queries):
    save_attendance(review=review, marks=marks_of(review), by=cast.secretary)
    with django_assert_num_queries(3):
        seats_of(review)


# ── pages ──


@pytest.fixture
def page(cast, client, review):
    client.force_login(cast.secretary)
    return reverse("evaluations:attendance", args=[review.pk])


def test_the_page_saves_and_keeps_what_was_typed(cast, client, review, page):
    text = client.get(page).content.decode()
    assert "8/8 đảng viên chính thức có mặt" in text and "không biểu quyết" in text
    absent = f"m{cast.member.member_id}"
    wrong = client.post(page, {"version": review.version, f"{absent}-absent": "on"}).content.decode()
    assert "đề nghị ghi lý do" in wrong and f'name="{absent}-absent"' in wrong and not Attendance.objects.exists()
    sent = {"version": review.version, f"{absent}-absent": "on", f"{absent}-reason": "<script>alert(1)</script>"}
    saved = client.post(page, sent, follow=True).content.decode()
    assert "7/8 đảng viên chính thức có mặt" in saved and "&lt;script&gt;" in saved and "<script>alert" not in saved
    stale = client.post(page, {"version": review.version}, follow=True).content.decode()
    assert "Người khác đã lưu" in stale or "đã lưu" in stale


def test_the_sheet_shows_the_numbers_as_counted(cast, client, review, page):
    hand_in(review.campaign, cast.cell)
    save_attendance(review=review, marks=marks_of(review), by=cast.secretary)
    review.refresh_from_db()
    sheet = reverse("evaluations:review", args=[review.pk])
    assert "được tính từ danh sách điểm danh" in client.get(sheet).content.decode()
    sent = {"version": review.version, "meeting-held_on": "01/11/2026", "meeting-present": "3"}
    assert client.post(sheet, sent).status_code == 302
    review.refresh_from_db()
    assert review.present == 8


def test_others_read_it_or_do_not_find_it(cast, client, review, page):
    client.force_login(cast.officer)
    text = client.get(page).content.decode()
    assert "không bao gồm việc này" in text and "-absent" not in text
    assert client.post(page).status_code == 403
    for account in (cast.member, cast.viewer, cast.stranger):
        client.force_login(account)
        assert client.get(page).status_code == 404


def test_the_api_reads_and_writes_it(cast, review):
    api = APIClient()
    api.force_authenticate(cast.secretary)
    address = f"/api/v1/reviews/{review.pk}/attendance/"
    read = api.get(address).json()
    marks = [{"member": seat["member"], "is_present": True} for seat in read["seats"]]
    saved = api.post(address, {"version": read["version"], "marks": marks}, format="json")
    assert saved.json()["present"] == 8 and saved.json()["version"] == read["version"] + 1
    assert api.post(address, {"version": read["version"], "marks": marks}, format="json").status_code == 409


def test_what_the_register_holds_is_told_to_the_member(cast, client, review):
    save_attendance(review=review, marks=marks_of(review, "Trần Thị Lan"), by=cast.secretary)
    client.force_login(cast.member)
    assert "ốm" in client.get(reverse("emulation:own-data")).content.decode()
