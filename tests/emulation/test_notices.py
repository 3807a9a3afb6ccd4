"""Notices: given by acts, never with content; read by their owner alone; reminders and the daily summary once a day."""

import datetime
import smtplib

import icalendar
import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from emulation import reminding
from emulation.calendar_file import calendar_of, identity
from emulation.models import Account, JournalEntry, Notice, NoticeKind, NoticeSettings
from emulation.noticing import notify
from emulation.queue import QueueItem, cards_for
from emulation.reminding import remind, reminder_of, send_digests
from emulation.services.notices import read_notices, set_notices
from evaluations.services.appeals import file_appeal
from evaluations.services.assessments import return_assessment
from evaluations.services.reviews import propose_cell, send_back_cell
from pledges.models import State
from pledges.services import return_pledge
from tests.evaluations.meeting import hand_in, hold, review_of, secretary_of
from tests.evaluations.year import assessment_of, make_campaign, submitted
from tests.pledges.factories import make_pledge
from tests.test_permission_table import review_scene

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 11, 27)
REASON = "Bổ sung phần tư tưởng chính trị"


def kinds(account) -> list[str]:
    return list(Notice.objects.filter(account=account).values_list("kind", flat=True))


@pytest.fixture
def returned(cast):
    """The member's self-assessment is handed in and given back."""
    own = assessment_of(make_campaign(cast), cast.member)
    return return_assessment(assessment=submitted(own, cast.member), reason=REASON, by=cast.secretary)


def test_what_is_given_back_is_told_without_the_reason(returned, cast):
    notice = Notice.objects.get(account=cast.member)
    assert notice.kind == NoticeKind.REVIEW_RETURNED and notice.url.endswith(f"/assessments/{returned.pk}/")
    assert REASON not in f"{notice.about} {notice}" and Account.objects.get(pk=cast.member.pk).unread == 1
    assert not kinds(cast.secretary) and not kinds(cast.colleague) and not kinds(cast.stranger)


def test_who_acts_for_somebody_tells_them(cast):
    own = assessment_of(make_campaign(cast), cast.member)
    submitted(own, cast.secretary)
    assert kinds(cast.member) == [NoticeKind.REVIEW_FOR_YOU] and not kinds(cast.secretary)


def test_nobody_is_told_of_an_own_act(cast):
    submitted(assessment_of(make_campaign(cast), cast.member), cast.member)
    assert not Notice.objects.exists()


def test_proposals_and_their_return_are_told_to_those_who_go_on(cast):
    campaign = make_campaign(cast)
    hand_in(campaign, cast.cell)
    review = review_of(campaign, cast.cell)
    hold(review)
    propose_cell(review=review, by=secretary_of(cast.cell))
    assert kinds(cast.officer) == [NoticeKind.PROPOSED] and not kinds(cast.leader)
    send_back_cell(review=review, reason=REASON, by=cast.officer)
    assert kinds(cast.secretary) == [NoticeKind.SENT_BACK]


def test_the_decision_is_told_to_all_who_were_rated_and_names_no_level(cast):
    review_scene(cast, "decided")
    assert set(kinds(cast.member)) == set(kinds(cast.colleague)) == {NoticeKind.DECIDED}
    assert not any("HT" in notice.about for notice in Notice.objects.all())


def test_a_complaint_is_not_told_to_the_person_complained_of(cast):
    scene = review_scene(cast, "decided")
    own = assessment_of(scene.things["campaign"], cast.member)
    Notice.objects.all().delete()
    file_appeal(assessment=own, text="Đề nghị xem lại", against=cast.leader, by=cast.member)
    assert NoticeKind.COMPLAINT not in kinds(cast.leader)


def test_a_pledge_given_back_is_told(cast):
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.SUBMITTED)
    return_pledge(pledge=pledge, reason=REASON, by=cast.secretary)
    assert kinds(cast.member) == [NoticeKind.PLEDGE_RETURNED]


def test_told_twice_a_day_is_told_once(cast):
    for _time in range(2):
        notify([cast.member.pk], NoticeKind.DUE, "Việc", "/viec/")
    assert Notice.objects.count() == 1


def test_a_fixed_number_of_queries_for_any_number_of_people(cast, django_assert_num_queries):
    for people in ([cast.member.pk], list(Account.objects.values_list("pk", flat=True))):
        with django_assert_num_queries(2):
            notify(people, NoticeKind.DUE, "Một", f"/{len(people)}/")


def test_notices_are_read_by_their_owner_alone(returned, cast):
    notice = Notice.objects.get(account=cast.member)
    with pytest.raises(PermissionDenied, match=r"."):
        read_notices(account=cast.member, by=cast.secretary)
    assert read_notices(account=cast.colleague, notices=[notice.pk], by=cast.colleague) == 0
    assert read_notices(account=cast.member, notices=[notice.pk], by=cast.member) == 1
    assert read_notices(account=cast.member, by=cast.member) == 0
    assert Account.objects.get(pk=cast.member.pk).unread == 0


def test_how_to_be_told_is_chosen_by_oneself(cast):
    with pytest.raises(PermissionDenied, match=r"."):
        set_notices(account=cast.member, by_email=False, by=cast.admin)
    with pytest.raises(ValidationError):
        set_notices(account=cast.member, by_email=True, email="không phải thư", by=cast.member)
    set_notices(account=cast.member, by_email=False, email="lan@example.vn", by=cast.member)
    assert not NoticeSettings.objects.get().by_email
    assert JournalEntry.objects.get(verb="account.notices_set").data == {"by_email": False, "has_address": True}


CARD = QueueItem(kind="viec", title="Bị trả lại vì lý do kín", url="/viec/", action="Viết tiếp", count=1, due=DAY)


@pytest.mark.parametrize(
    ("left", "kind"),
    [
        (8, None),
        (7, "DUE"),
        (4, None),
        (3, "DUE"),
        (1, "DUE"),
        (0, "DUE"),
        (-1, "OVERDUE"),
        (-2, None),
        (-4, "OVERDUE"),
    ],
)
def test_reminders_come_on_certain_days(left, kind):
    assert reminder_of(CARD, DAY - datetime.timedelta(days=left)) == kind


def test_reminders_are_given_once_a_day_and_say_nothing_of_a_review(returned, cast):
    due = returned.campaign.assessments_due
    assert remind(due) > 0
    assert remind(due) == 0
    assert not any(REASON in notice.about for notice in Notice.objects.all())


@pytest.fixture
def address(cast):
    Account.objects.filter(pk=cast.member.pk).update(email="lan@example.vn")


def digests() -> list[str]:
    return [problem for _account, problem in send_digests(timezone.localdate())]


def test_the_summary_says_how_many_and_nothing_else(returned, cast, address):
    assert digests() == [""] and digests() == []
    (letter,) = mail.outbox
    assert letter.to == ["lan@example.vn"]
    text = f"{letter.subject} {letter.body}"
    assert "http" in text and REASON not in text and "HTTNV" not in text and cast.secretary.display_name not in text


def test_no_summary_for_who_wants_none_or_has_nothing(cast):
    Account.objects.filter(pk=cast.viewer.pk).update(email="xem@example.vn")
    assert digests() == []
    notify([cast.viewer.pk], NoticeKind.DUE, "Việc", "/viec/")
    set_notices(account=cast.viewer, by_email=False, email="xem@example.vn", by=cast.viewer)
    assert digests() == []
    NoticeSettings.objects.update(by_email=True)
    Account.objects.filter(pk=cast.viewer.pk).update(is_active=False)
    assert digests() == [] and not mail.outbox


def test_a_letter_that_cannot_be_sent_is_tried_again(returned, address, monkeypatch, capsys):
    def fail(*_args, **_kwargs):
        raise smtplib.SMTPException("máy thư từ chối")

    with monkeypatch.context() as broken:
        broken.setattr(reminding, "send_mail", fail)
        with pytest.raises(CommandError):
            call_command("send_digests")
    assert "máy thư từ chối" in capsys.readouterr().err and not NoticeSettings.objects.exists()
    call_command("send_digests")
    assert len(mail.outbox) == 1


def test_the_command_reminds(returned):
    call_command("send_reminders")


def test_the_calendar_holds_the_days_under_identities_that_stay(returned, cast):
    found = icalendar.Calendar.from_ical(calendar_of(cards_for(cast.member, DAY), "https://neuguong.vn/"))
    (event,) = [event for event in found.walk("VEVENT") if "my-review" in str(event["url"])]
    assert event["dtstart"].dt == returned.campaign.assessments_due
    assert REASON not in found.to_ical().decode()
    later = QueueItem(**{**vars(CARD), "due": DAY + datetime.timedelta(days=9), "title": "Khác"})
    assert identity(later) == identity(CARD) and calendar_of([QueueItem("a", "b", "/", "d")], "/").count(b"VEVENT") == 0


def test_the_page_shows_work_and_notices_and_marks_them(returned, cast, client):
    client.force_login(cast.member)
    page = client.get(reverse("emulation:notices")).content.decode()
    assert str(NoticeKind.REVIEW_RETURNED.label) in page
    client.post(reverse("emulation:notices-read"), {"notice": Notice.objects.get().pk})
    assert Notice.objects.get().is_read
    client.post(reverse("emulation:notices-read"), {"notice": "9" * 40})
    client.post(reverse("emulation:notices-read"), {"all": "1"})
    client.post(reverse("emulation:notices-settings"), {"by_email": "on", "email": "lan@example.vn"})
    assert NoticeSettings.objects.get().by_email and Account.objects.get(pk=cast.member.pk).email == "lan@example.vn"
    answer = client.get(reverse("emulation:deadlines"))
    assert answer["Content-Type"].startswith("text/calendar") and answer.content.startswith(b"BEGIN:VCALENDAR")


def test_the_api_does_the_same(returned, cast):
    api = APIClient()
    api.force_authenticate(cast.member)
    (notice,) = api.get(reverse("api-notices")).json()["results"]
    assert notice["kind"] == "REVIEW_RETURNED" and notice["read_at"] is None
    assert api.post(reverse("api-notices-read"), {"notices": [notice["id"]]}, format="json").json() == {"marked": 1}
    assert api.put(reverse("api-notices-settings"), {"by_email": False, "email": ""}).json()["by_email"] is False
    assert api.get(reverse("api-notices-settings")).json()["by_email"] is False
    api.force_authenticate(cast.colleague)
    assert api.get(reverse("api-notices")).json()["results"] == []
