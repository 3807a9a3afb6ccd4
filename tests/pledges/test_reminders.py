"""Reminders of progress reports: before and after a period ends, each once; never content; none where none is asked."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from emulation.models import CheckIns, Notice, Year
from emulation.reminding import remind, send_digests
from pledges.models import Pledge, PledgeItem, State
from pledges.queue import queue_for
from pledges.reminding import remind as remind_of_reports
from pledges.services import Line, comment_check_in, send_check_in
from tests.factories import make_member
from tests.pledges.factories import make_pledge

EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))
BEFORE, AFTER, LATER = datetime.date(2026, 3, 25), datetime.date(2026, 4, 1), datetime.date(2026, 4, 20)


@pytest.fixture
def pledge(cast) -> Pledge:
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, confirmed_at=EARLY)


def report(pledge: Pledge, by):
    lines = {item.pk: Line("ON_TRACK") for item in pledge.items.all()}
    return send_check_in(pledge=pledge, month=3, lines=lines, by=by)


def kinds(account, *wanted) -> list[str]:
    return sorted(Notice.objects.filter(account=account, kind__in=wanted).values_list("kind", flat=True))


OURS = ("REPORT_DUE", "REPORT_MISSING", "MEMBERS_SILENT")


@pytest.mark.parametrize(
    ("on", "member", "secretary"),
    [
        (datetime.date(2026, 3, 23), [], []),
        (datetime.date(2026, 3, 24), ["REPORT_DUE"], []),
        (datetime.date(2026, 3, 31), ["REPORT_DUE"], []),
        (datetime.date(2026, 4, 1), ["REPORT_MISSING"], ["MEMBERS_SILENT"]),
        (datetime.date(2026, 4, 30), ["REPORT_MISSING"], ["MEMBERS_SILENT"]),
        (datetime.date(2026, 5, 1), [], []),
    ],
)
def test_members_are_reminded_around_the_end_of_a_period(cast, pledge, on, member, secretary):
    remind(on)
    assert (kinds(cast.member, *OURS), kinds(cast.secretary, *OURS)) == (member, secretary)
    for other in (cast.colleague, cast.leader, cast.viewer, cast.stranger):
        assert not kinds(other, *OURS)


def test_once_a_period_however_often_and_the_generic_reminder_is_silent(cast, pledge):
    for on in (BEFORE, datetime.date(2026, 3, 30), AFTER, datetime.date(2026, 4, 4), LATER):
        remind(on)
    assert kinds(cast.member, *OURS) == ["REPORT_DUE", "REPORT_MISSING"]
    assert kinds(cast.secretary, *OURS) == ["MEMBERS_SILENT"]
    assert not kinds(cast.member, "DUE", "OVERDUE")


def test_who_has_reported_is_left_alone_until_it_comes_back(cast, pledge):
    sent = report(pledge, cast.member)
    remind(AFTER)
    assert not kinds(cast.member, *OURS) and not kinds(cast.secretary, *OURS)
    comment_check_in(check_in=sent, comment="Ghi rõ", send_back=True, by=cast.secretary)
    assert kinds(cast.member, "REPORT_RETURNED") == ["REPORT_RETURNED"]
    remind(LATER)
    assert kinds(cast.member, *OURS) == ["REPORT_MISSING"]


def test_nobody_is_reminded_where_no_report_is_asked_for(cast, pledge):
    Year.objects.update(check_ins=CheckIns.NEVER)
    remind(AFTER)
    assert not Notice.objects.filter(kind__in=OURS).exists()


def test_a_pledge_confirmed_after_the_period_owes_nothing(cast, pledge):
    Pledge.objects.update(confirmed_at=timezone.make_aware(datetime.datetime(2026, 4, 1, 9)))
    remind(LATER)
    assert not kinds(cast.member, *OURS)


def test_no_notice_and_no_letter_says_a_word_of_the_pledge(cast, pledge, settings):
    PledgeItem.objects.update(deed="Việc rất riêng")
    for account in (cast.member, cast.secretary):
        account.email = f"{account.username}@example.vn"
        account.save(update_fields=["email"])
    remind(AFTER)
    list(send_digests(AFTER))
    written = " ".join([*(one.about for one in Notice.objects.all()), *(one.body for one in mail.outbox)])
    assert mail.outbox and "Việc rất riêng" not in written
    assert cast.member.member.full_name not in " ".join(one.about for one in Notice.objects.all())


def test_the_secretarys_card_names_who_has_no_account(cast, pledge):
    paper = make_pledge(make_member("Bà Sáu", cast.cell), cast.cell, cast.year, State.CONFIRMED, confirmed_at=EARLY)
    card = {one.kind: one for one in queue_for(cast.secretary, AFTER)}["check-in-cell"]
    assert (card.count, "Bà Sáu" in card.note, "Lan" in card.note) == (2, True, False)
    report(paper, cast.secretary)
    card = {one.kind: one for one in queue_for(cast.secretary, AFTER)}["check-in-cell"]
    assert (card.count, card.note) == (1, "")


def test_reminding_costs_the_same_for_few_and_for_many(cast, pledge, django_assert_max_num_queries):
    for at in range(12):
        make_pledge(make_member(f"An {at}", cast.cell), cast.cell, cast.year, State.CONFIRMED, confirmed_at=EARLY)
    with django_assert_max_num_queries(12):
        remind_of_reports(on=AFTER)
