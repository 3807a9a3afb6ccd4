"""Two who meet over one pledge, one worksheet, one document: one wins, the other is told, and nothing is lost."""

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from emulation.models import JournalEntry, Role
from emulation.roster.workbook import read_workbook
from pledges.models import CheckIn, PledgeItem, State
from pledges.services import (
    HalfLine,
    Line,
    agree_change,
    apply_worksheet,
    comment_check_in,
    comment_half_year,
    export_worksheet,
    preview_worksheet,
    send_check_in,
    write_half_year,
)
from pledges.standing import newest
from reports.documents.asked import Asked
from reports.models import IssuedDocument
from reports.services import issue_document, papers
from tests.emulation.sheets import xlsx
from tests.factories import give_role, make_account, make_member
from tests.people import make_cast
from tests.pledges.factories import make_pledge
from tests.pledges.test_changes import submitted
from tests.pledges.test_worksheets import FIRST, fill
from tests.reports.factories import make_world
from tests.test_at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="one writer at a time; the order is tried act by act"),
]


@pytest.fixture
def cast(transactional_db):
    return make_cast()


@pytest.fixture
def pledge(cast):
    return make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=3)


def said(pledge, confidence: str = "ON_TRACK") -> dict[int, Line]:
    return {item.pk: Line(confidence) for item in pledge.items.all()}


def test_two_who_save_one_worksheet_one_is_told(cast, pledge):
    deputy = give_role(make_account("Phó bí thư", make_member("Phó", cast.cell)), Role.DEPUTY, cast.cell)
    content, _name = export_worksheet(unit=cast.cell, year=cast.year, month=9, by=cast.secretary)
    rows = [list(row) for row in read_workbook(content, "x.xlsx")[0].rows]
    for at in range(FIRST, FIRST + 3):
        fill(rows, at)
    file = {"unit": cast.cell, "year": cast.year, "data": xlsx(rows), "filename": "x.xlsx"}
    seen = preview_worksheet(by=deputy, **file).seen
    acts = [lambda by=by: apply_worksheet(seen=seen, by=by, **file) for by in (cast.secretary, deputy)]
    assert at_once(*acts) == ["done", "stale"]
    assert CheckIn.objects.get().version == 1 and CheckIn.objects.get().lines.count() == 3
    assert JournalEntry.objects.filter(verb="worksheet.applied").count() == 1


def test_a_change_agreed_to_while_a_report_is_sent(cast, pledge):
    change, lines = submitted(pledge, cast.member), said(pledge)
    came = at_once(
        lambda: agree_change(change=change, by=cast.secretary),
        lambda: send_check_in(pledge=pledge, month=9, lines=lines, by=cast.member),
    )
    assert came in (["done", "done"], ["done", "unknown_item"])
    items = PledgeItem.everything.annotate(told=newest())
    assert all(item.last_confidence == item.told for item in items)


def test_a_comment_is_not_lost_when_the_report_is_sent_again(cast, pledge):
    for _time in range(5):
        report = send_check_in(pledge=pledge, month=9, lines=said(pledge), by=cast.member)
        words = f"Lời {report.version}"
        at_once(
            lambda report=report, words=words: comment_check_in(check_in=report, comment=words, by=cast.secretary),
            lambda: send_check_in(pledge=pledge, month=9, lines=said(pledge, "OFF"), by=cast.member),
        )
        kept = CheckIn.objects.get()
        assert (kept.comment, kept.version) == (words, report.version + 2)


def test_a_comment_is_not_lost_when_the_half_year_is_written_again(cast, pledge):
    lines = {item.pk: HalfLine("ON_TRACK") for item in pledge.items.all()}
    for _time in range(5):
        review = write_half_year(pledge=pledge, lines=lines, by=cast.member)
        words = f"Lời {review.version}"
        at_once(
            lambda review=review, words=words: comment_half_year(review=review, comment=words, by=cast.secretary),
            lambda: write_half_year(pledge=pledge, lines=lines, by=cast.member),
        )
        kept = type(review).objects.get()
        assert (kept.comment, kept.version) == (words, review.version + 2)


def test_a_document_issued_twice_at_once_goes_out_once(transactional_db, monkeypatch):
    world = make_world()
    monkeypatch.setattr(papers.paper, "render", lambda document: document.stamp.code.encode())

    def issue() -> None:
        asked = Asked(papers.issuable()["annual"], world.committee, world.year.number, timezone.localdate())
        try:
            issue_document(asked=asked, signed_on=timezone.localdate(), by=world.leader)
        except ValidationError as refused:
            raise ValidationError(refused.messages, "told") from refused

    assert at_once(issue, issue)[0] == "done"
    assert IssuedDocument.objects.count() == JournalEntry.objects.filter(verb="document.issued").count() == 1
