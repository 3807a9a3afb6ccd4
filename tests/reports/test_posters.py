"""Posters: what is on the board is on the paper and nothing else, with a code; each export stands in the journal."""

import datetime
import re
import subprocess

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry, SubjectType
from pledges.models import PledgeItem, Posting, State, Survey
from pledges.services import Question, agree_to_posting, create_survey, set_board, withdraw_posting
from reports.services import export_board_poster, export_pledge_poster, export_survey_poster
from tests.pledges.factories import make_pledge
from tests.pledges.test_api import Api

PLACE = "https://neuguong.test/b/abcdefgh12345678/"


def text_of(content: bytes) -> str:
    done = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return re.sub(r"\s+", " ", done.stdout.decode())


def size_of(content: bytes) -> str:
    done = subprocess.run(["pdfinfo", "-"], input=content, capture_output=True, check=True)
    return re.search(r"Page size:.*\((A\d)\)", done.stdout.decode())[1]


@pytest.fixture
def posting(cast) -> Posting:
    cast.member.member.memberships.update(subject_type=SubjectType.LEADER)
    pledge = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2)
    PledgeItem.objects.filter(position=2).update(group="REPAIR", deed="Khắc phục nóng tính", evidence="Bí mật")
    PledgeItem.objects.filter(position=1).update(deed="Tiếp dân <b>thứ Năm</b> & thứ Sáu")
    set_board(year=cast.year, audience=20, by=cast.officer)
    return agree_to_posting(pledge=pledge, agreed_to=20, by=cast.member)


@pytest.fixture
def survey(cast) -> Survey:
    today = timezone.localdate()
    facts = {"year": today.year, "quarter": 1, "title": "Ý kiến <i>người dân</i>", "counter": "Hộ tịch"}
    days = {"opens_on": today, "closes_on": today + datetime.timedelta(days=9)}
    asked = [Question("RATING", "Thái độ?")]
    return create_survey(unit=cast.cell, questions=asked, by=cast.secretary, **facts, **days)


def last() -> JournalEntry:
    return JournalEntry.objects.first()


@pytest.mark.parametrize("size", ["A3", "A4"])
def test_the_boards_poster_shows_what_the_board_shows(cast, posting, size):
    board = cast.year.public_board
    content = export_board_poster(board=board, unit=cast.committee, address=PLACE, size=size, by=cast.officer)
    words = text_of(content)
    assert "Trần Thị Lan" in words and "Tiếp dân <b>thứ Năm</b> & thứ Sáu" in words and PLACE in words
    assert "Khắc phục" not in words and "Bí mật" not in words and size_of(content) == size
    assert (last().verb, last().data) == ("poster.exported", {"size": size, "members": 1})


def test_one_pledge_is_printed_by_the_secretary_and_not_by_others(cast, posting):
    content = export_pledge_poster(posting=posting, address=PLACE, by=cast.secretary)
    assert "Trần Thị Lan" in text_of(content) and size_of(content) == "A4"
    for who in ("member", "colleague", "viewer", "admin", "stranger"):
        with pytest.raises(PermissionDenied):
            export_pledge_poster(posting=posting, address=PLACE, by=getattr(cast, who))


def test_what_is_posted_no_more_is_not_printed(client, cast, posting):
    withdraw_posting(posting=posting, by=cast.member)
    with pytest.raises(ValidationError):
        export_pledge_poster(posting=posting, address=PLACE, by=cast.secretary)
    client.force_login(cast.officer)
    answer = client.get(reverse("reports:board-poster", args=[cast.year.pk]))
    assert answer.status_code == 302 and answer.url == reverse("pledges:public-board", args=[cast.year.pk])


def test_a_size_nobody_has_is_refused(cast, posting, survey):
    with pytest.raises(ValidationError, match="A3, A4"):
        export_pledge_poster(posting=posting, address=PLACE, size="A0" * 5000, by=cast.officer)
    with pytest.raises(ValidationError):
        export_survey_poster(survey=survey, address=PLACE, size="", by=cast.officer)


def test_the_surveys_poster_leads_to_its_page(client, cast, survey):
    client.force_login(cast.secretary)
    answer = client.get(reverse("reports:survey-poster", args=[survey.pk]))
    words = text_of(answer.content)
    assert answer.status_code == 200 and "Ý kiến <i>người dân</i>" in words and f"/s/{survey.code}/" in words
    assert answer["Content-Disposition"] == f'attachment; filename="khao-sat-ho-tich-quy-1-{survey.year}.pdf"'
    assert last().verb == "poster.exported"
    client.force_login(cast.stranger)
    assert client.get(reverse("reports:survey-poster", args=[survey.pk])).status_code == 404
    Survey.objects.filter(pk=survey.pk).update(closed_on=timezone.localdate())
    client.force_login(cast.secretary)
    assert client.get(reverse("reports:survey-poster", args=[survey.pk])).status_code == 302


def test_the_same_over_the_api(cast, posting, survey):
    board = f"/api/v1/reports/posters/boards/{cast.year.pk}/?unit={cast.cell.pk}&size=a4"
    assert Api(cast.secretary).get(board).content.startswith(b"%PDF")
    assert Api(cast.stranger).get(board).status_code == 404
    assert Api(cast.secretary).get(f"/api/v1/reports/posters/pledges/{posting.pk}/").status_code == 200
    assert Api(cast.member).get(f"/api/v1/reports/posters/pledges/{posting.pk}/").status_code == 403
    assert Api(cast.officer).get(f"/api/v1/reports/posters/surveys/{survey.pk}/").status_code == 200
