"""Study sessions of a cell: planned, changed, recorded, taken back; who sees whose attendance."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from emulation.cards import queue_for
from emulation.journal import JournalMember
from emulation.models import Membership, Role, StudyAttendance, StudySession
from emulation.personal import holdings_of
from emulation.services.studies import Mark, edit_study, plan_study, record_attendance, withdraw_study
from emulation.studies import lines_of, seats_of, studies_of, studies_seen, themes_to_study
from tests.factories import give_role, make_member, make_theme, make_year

from .asking import last_entry, not_now, refused, unchanged_journal

TODAY = timezone.localdate()
WORDS = {"subject": "Học  Bác", "presenter": "Lê Văn Bình"}


@pytest.fixture
def theme(cast):
    year = cast.year if cast.year.number == TODAY.year else make_year(cast.committee, cast.officer, TODAY.year)
    return make_theme(year, cast.committee, cast.officer)


@pytest.fixture
def session(cast, theme) -> StudySession:
    return plan(cast, theme)


def plan(cast, theme, by=None, **facts) -> StudySession:
    about = WORDS | {"unit": cast.cell, "theme": theme, "held_on": TODAY} | facts
    return plan_study(**about, by=by or cast.secretary)


def absent(*accounts, reason="Ốm") -> dict[int, Mark]:
    return {account.member_id: Mark(False, reason) for account in accounts}


# ── planning, changing ──


def test_a_secretary_plans_a_session(cast, session):
    assert (session.subject, session.is_held, str(session)) == ("Học Bác", False, "Học Bác")
    assert (last_entry().verb, last_entry().unit) == ("study.planned", cast.cell)


@pytest.mark.parametrize("person", ["member", "officer", "leader", "viewer", "admin", "stranger"])
def test_others_plan_record_and_take_back_nothing(cast, theme, session, person):
    by = getattr(cast, person)
    refused(lambda: plan(cast, theme, by=by))
    refused(lambda: edit_study(session=session, theme=theme, held_on=TODAY, **WORDS, by=by))
    refused(lambda: record_attendance(session=session, marks={}, by=by))
    refused(lambda: withdraw_study(session=session, reason="Nhầm", by=by))


@pytest.mark.parametrize(
    "facts", [{"subject": ""}, {"subject": "d" * 10_000}, {"presenter": "x" * 121}, {"minutes": "m" * 20_001}]
)
def test_words_that_do_not_fit_are_refused(cast, theme, facts):
    not_now(lambda: plan(cast, theme, **facts))


def test_the_theme_holds_in_the_cell_and_the_year(cast, theme):
    not_now(lambda: plan(cast, theme, held_on=TODAY.replace(year=TODAY.year - 1, day=1)), "other_theme")
    own = make_theme(theme.year, cast.other_cell, cast.officer, parent=theme)
    not_now(lambda: plan(cast, own), "other_theme")
    not_now(lambda: plan(cast, theme, by=cast.secretary, unit=cast.cell, held_on=datetime.date(1, 1, 1)), "other_theme")
    assert list(themes_to_study(cast.cell, TODAY.year)) == [theme]


def test_only_a_cell_holds_sessions(cast, theme):
    give_role(cast.secretary, Role.SECRETARY, cast.committee)
    not_now(lambda: plan(cast, theme, unit=cast.committee), "not_a_cell")


def test_a_session_is_changed_and_two_do_not_overwrite_each_other(cast, theme, session):
    changed = {"session": session, "theme": theme, "held_on": TODAY, "presenter": "Khách mời", "by": cast.secretary}
    saved = edit_study(**changed, subject="Chuyên đề khác", version=1)
    assert (saved.version, last_entry().verb) == (2, "study.edited")
    assert last_entry().after["subject"] == "Chuyên đề khác"
    not_now(lambda: edit_study(**changed, subject="Bản cũ", version=1), "stale")


# ── who was there ──


def test_who_is_not_named_was_present(cast, session):
    held = record_attendance(session=session, marks=absent(cast.member), by=cast.secretary, minutes="Đã học.")
    assert (held.is_held, held.minutes) == (True, "Đã học.")
    entry = last_entry()
    assert (entry.verb, entry.data) == ("study.recorded", {"present": 2, "absent": 1})
    assert JournalMember.objects.filter(entry=entry).count() == 3
    line = lines_of(cast.member, studies_of(cast.member, cast.cell))[0]
    assert (line.present, line.summoned, line.own.is_present, line.own.reason) == (2, 3, False, "Ốm")


def test_recorded_again_it_replaces_the_list(cast, session):
    record_attendance(session=session, marks=absent(cast.member), by=cast.secretary)
    record_attendance(session=session, marks=absent(cast.colleague), by=cast.secretary, version=2)
    away = StudyAttendance.objects.filter(is_present=False)
    assert [row.member for row in away] == [cast.colleague.member]
    assert StudyAttendance.objects.count() == 3
    not_now(lambda: record_attendance(session=session, marks={}, by=cast.secretary, version=2), "stale")


def test_absence_has_a_reason_and_is_of_the_cell(cast, session):
    marks = absent(cast.member, reason="  ")
    not_now(lambda: record_attendance(session=session, marks=marks, by=cast.secretary), "no_reason", "Trần Thị Lan")
    foreign = {cast.officer.member_id: Mark(False, "Ốm")}
    not_now(lambda: record_attendance(session=session, marks=foreign, by=cast.secretary), "unknown_member")
    not_now(lambda: record_attendance(session=session, marks={10**12: Mark(False, "x")}, by=cast.secretary))
    assert not StudyAttendance.objects.exists()


def test_the_list_is_that_of_the_day(cast, session):
    make_member("Nguyễn Mới", cast.cell, joined_on=TODAY + datetime.timedelta(days=2), official_on=None)
    assert len(seats_of(session)) == 3
    record_attendance(session=session, marks={}, by=cast.secretary)
    Membership.objects.filter(member=cast.member.member).update(valid_to=TODAY - datetime.timedelta(days=1))
    assert cast.member.member_id in {seat.member for seat in seats_of(session)}


def test_a_session_to_come_waits_and_a_held_one_keeps_its_day(cast, theme):
    later = plan(cast, theme, held_on=TODAY + datetime.timedelta(days=1)) if TODAY.month < 12 else None
    if later:
        not_now(lambda: record_attendance(session=later, marks={}, by=cast.secretary), "too_early")
    held = record_attendance(session=plan(cast, theme), marks={}, by=cast.secretary)
    other = TODAY.replace(day=1 if TODAY.day > 1 else 2)
    words = WORDS | {"session": held, "theme": theme, "by": cast.secretary}
    not_now(lambda: edit_study(**words, held_on=other), "held")


def test_a_session_without_a_list_waits_for_the_secretary(cast, theme, session):
    plan(cast, theme, held_on=TODAY)
    cards = [card for card in queue_for(cast.secretary, TODAY) if card.kind == "studies"]
    assert [card.count for card in cards] == [2]
    for who in ("member", "officer", "stranger"):
        assert not [card for card in queue_for(getattr(cast, who), TODAY) if card.kind == "studies"]
    record_attendance(session=session, marks={}, by=cast.secretary)
    assert [card.count for card in queue_for(cast.secretary, TODAY) if card.kind == "studies"] == [1]


# ── taking back ──


def test_a_session_is_taken_back_with_its_reason(cast, theme, session):
    record_attendance(session=session, marks={}, by=cast.secretary)
    not_now(lambda: withdraw_study(session=session, reason=" ", by=cast.secretary), "no_reason")
    gone = withdraw_study(session=session, reason="Nhập trùng", by=cast.secretary)
    assert (gone.is_withdrawn, gone.withdraw_reason, last_entry().verb) == (True, "Nhập trùng", "study.withdrawn")
    assert StudyAttendance.objects.count() == 3
    not_now(lambda: withdraw_study(session=session, reason="Nữa", by=cast.secretary), "wrong_state")
    not_now(lambda: record_attendance(session=session, marks={}, by=cast.secretary), "wrong_state")
    words = WORDS | {"session": session, "theme": theme, "held_on": TODAY}
    not_now(lambda: edit_study(**words, by=cast.secretary), "wrong_state")


# ── who sees what ──


def test_sessions_are_seen_in_the_cell_and_above(cast, session):
    for who in ("member", "secretary", "officer", "leader"):
        assert studies_seen(getattr(cast, who)).exists(), who
    for who in ("viewer", "admin", "stranger"):
        assert not studies_seen(getattr(cast, who)).exists(), who


def test_a_member_sees_the_own_attendance_and_nobody_else_s(client, cast, session):
    record_attendance(session=session, marks=absent(cast.colleague, reason="Nằm viện"), by=cast.secretary)
    page = reverse("emulation:study", args=[session.pk])
    client.force_login(cast.member)
    own = client.get(page).content.decode()
    assert "có mặt" in own and "Nằm viện" not in own and "Đỗ Văn Ước" not in own
    client.force_login(cast.colleague)
    assert "Nằm viện" in client.get(page).content.decode()
    client.force_login(cast.officer)
    assert "Nằm viện" in client.get(page).content.decode()
    client.force_login(cast.stranger)
    assert client.get(page).status_code == 404


def test_the_member_is_told_of_it_with_the_own_data(cast, session):
    record_attendance(session=session, marks=absent(cast.member, reason="Ốm"), by=cast.secretary)
    told = {one.code: one for one in holdings_of(cast.member.member)}
    assert "Ốm" in [datum.value for datum in told["emulation.studyattendance"].rows[0]]


# ── pages ──


def test_the_pages_of_a_session(client, cast, theme):
    client.force_login(cast.secretary)
    day = TODAY.strftime("%d/%m/%Y")
    new = reverse("emulation:study-new", args=[cast.cell.pk])
    assert client.get(new).status_code == 200
    client.post(new, WORDS | {"theme": theme.pk, "held_on": day})
    session = StudySession.objects.get()
    at = reverse("emulation:study-attendance", args=[session.pk])
    assert client.get(at).status_code == 200
    tick = {f"absent-{cast.member.member_id}": "on", "version": 1, "minutes": "Ghi"}
    again = client.post(at, tick)
    assert again.status_code == 200 and "Trần Thị Lan" in again.content.decode()
    assert not StudyAttendance.objects.exists()
    client.post(at, tick | {f"reason-{cast.member.member_id}": "Ốm"})
    assert StudyAttendance.objects.filter(is_present=False).count() == 1
    assert client.post(at, {"absent-99999999": "on", "version": 2}).status_code == 200
    assert client.post(at, {"absent-" + "9" * 40: "on", "version": 2}).status_code == 200
    edit = reverse("emulation:study-edit", args=[session.pk])
    client.post(edit, {"subject": "Khác", "presenter": "A", "theme": theme.pk, "held_on": day, "version": 2})
    session.refresh_from_db()
    assert session.subject == "Khác"
    client.post(reverse("emulation:study-withdraw", args=[session.pk]), {"reason": "Nhầm", "version": session.version})
    session.refresh_from_db()
    assert session.is_withdrawn
    listed = client.get(reverse("emulation:studies", args=[cast.cell.pk])).content.decode()
    assert "<s>Khác</s>" in listed


def test_a_member_has_no_way_to_the_secretary_s_pages(client, cast, session):
    client.force_login(cast.member)
    assert client.get(reverse("emulation:study-new", args=[cast.cell.pk])).status_code == 403
    for name in ("study-edit", "study-attendance", "study-withdraw"):
        assert client.get(reverse(f"emulation:{name}", args=[session.pk])).status_code == 403
    with unchanged_journal(), pytest.raises(PermissionDenied):
        withdraw_study(session=session, reason="x", by=cast.member)


# ── the API ──


def test_sessions_over_the_api(api, cast, theme):
    body = WORDS | {"unit": cast.cell.pk, "theme": theme.pk, "held_on": TODAY.isoformat()}
    status, made = api(cast.secretary, "POST", "studies/", body)
    assert status == 201
    at = f"studies/{made['id']}/"
    away = {"absent": [{"member": cast.member.member_id, "reason": "Ốm"}], "version": 1}
    status, held = api(cast.secretary, "POST", f"{at}attendance/", away)
    assert (status, held["present"], held["absent"]) == (200, 2, 1)
    seats = api(cast.officer, "GET", f"{at}attendance/")[1]
    assert [seat["reason"] for seat in seats if not seat["is_present"]] == ["Ốm"]
    assert api(cast.member, "GET", f"{at}attendance/")[0] == 403
    assert api(cast.stranger, "GET", at)[0] == 404
    edited = body | {"subject": "Khác", "version": held["version"]}
    assert api(cast.secretary, "PUT", at, edited)[1]["subject"] == "Khác"
    assert api(cast.secretary, "PUT", at, edited)[0] == 409
    assert api(cast.secretary, "POST", f"{at}withdraw/", {"reason": "Nhầm"})[1]["withdraw_reason"] == "Nhầm"
