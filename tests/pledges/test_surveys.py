"""Surveys of satisfaction: making them, one answer a device and day, results above the minimum alone."""

import datetime
from fractions import Fraction
from io import StringIO

import pytest
from django.core.cache import caches
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from emulation.models import JournalEntry
from emulation.services.retention import apply_retention
from pledges.models import Survey, SurveyCount, SurveyDay, SurveyQuestion, SurveyVisit, SurveyWords
from pledges.open_pages import PER_MINUTE
from pledges.rules import satisfied
from pledges.selectors import Told, in_percent, survey_results, surveys_of
from pledges.services import Question, answer_survey, close_survey, create_survey, edit_survey
from pledges.visitors import Visitor
from tests.pledges.test_api import Api

HOSTILE = "<script>alert(1)</script>"
QUESTIONS = (
    Question("RATING", "Thái độ phục vụ?", "How were you received?"),
    Question("YES_NO", "Có đúng hẹn không?"),
    Question("WORDS", "Điều gì cần làm tốt hơn?"),
)


@pytest.fixture(autouse=True)
def _nobody_counted():
    caches["local"].clear()


def today() -> datetime.date:
    return timezone.localdate()


def make_survey(cast, first: int = -1, last: int = 1, questions=QUESTIONS, **more) -> Survey:
    """Make a survey of the cell that runs from so many days from today to so many."""
    facts = {"year": 2026, "quarter": 3, "title": "Ý kiến của người dân", "counter": "Hộ tịch"}
    days = {"opens_on": today() + datetime.timedelta(first), "closes_on": today() + datetime.timedelta(last)}
    return create_survey(unit=cast.cell, questions=questions, by=cast.secretary, **facts | days | more)


@pytest.fixture
def survey(cast) -> Survey:
    return make_survey(cast)


def address(survey: Survey) -> str:
    return reverse("pledges:survey-answer", args=[survey.code])


def data(survey: Survey, rating: str = "5", yes: str = "1", words: str = "") -> dict:
    keys = survey.questions.values_list("pk", flat=True)
    return {f"question{key}": said for key, said in zip(keys, (rating, yes, words), strict=False)}


def phone(number: int = 1) -> Client:
    return Client(headers={"user-agent": f"Phone {number}"}, REMOTE_ADDR=f"10.0.0.{number}")


def answer(survey: Survey, number: int, **said) -> int:
    return phone(number).post(address(survey), data(survey, **said)).status_code


def counts(survey: Survey) -> dict[int, int]:
    rows = SurveyCount.objects.filter(question__survey=survey, question__kind="RATING")
    return dict(rows.values_list("option", "number"))


def ended(survey: Survey) -> Survey:
    Survey.objects.filter(pk=survey.pk).update(
        opens_on=today() - datetime.timedelta(9), closes_on=today() - datetime.timedelta(1)
    )
    return Survey.objects.select_related("unit", "words").get(pk=survey.pk)


def last() -> JournalEntry:
    return JournalEntry.objects.first()


# ── making one ──


def test_a_survey_is_made_with_its_counters_and_the_journal_says_so(cast, survey):
    assert SurveyCount.objects.count() == 7 and SurveyWords.objects.get().texts == []
    assert (survey.minimum, survey.alike, len(survey.code)) == (10, 1, 16)
    assert last().verb == "survey.created" and last().data["minimum"] == 10


@pytest.mark.parametrize("who", ["member", "colleague", "leader", "viewer", "admin", "stranger"])
def test_nobody_but_the_secretary_and_the_officer_makes_changes_or_ends_one(cast, survey, who):
    by = getattr(cast, who)
    for act in (
        lambda: create_survey(unit=cast.cell, questions=QUESTIONS, by=by),
        lambda: edit_survey(survey=survey, questions=QUESTIONS, by=by),
        lambda: close_survey(survey=survey, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()


@pytest.mark.parametrize(
    "wrong",
    [
        {"minimum": 4},
        {"minimum": -1},
        {"minimum": 10**9},
        {"alike": 0},
        {"quarter": 5},
        {"year": 10**9},
        {"title": "x" * 10_000},
        {"title": " "},
        {"last": -2},
        {"questions": ()},
        {"questions": [Question("RATING", "Hỏi?")] * 6},
        {"questions": [Question("WORDS", "Hỏi?")]},
        {"questions": [Question("RATING", "Hỏi?"), *[Question("WORDS", "Hỏi?")] * 2]},
        {"questions": [Question("RATING", "  ")]},
        {"questions": [Question("RATING", "x" * 10_000)]},
        {"questions": [Question("PERHAPS", "Hỏi?")]},
    ],
    ids=str,
)
def test_nonsense_makes_no_survey(cast, wrong):
    with pytest.raises(ValidationError):
        make_survey(cast, **wrong)
    assert not Survey.objects.exists()


def test_a_counter_has_one_survey_a_quarter(cast, survey):
    with pytest.raises(ValidationError, match="already has a survey"):
        make_survey(cast)
    assert make_survey(cast, counter="Địa chính") and make_survey(cast, quarter=4)


def test_a_survey_is_changed_before_its_first_day_alone(cast, survey):
    with pytest.raises(ValidationError) as refused:
        edit_survey(survey=survey, questions=QUESTIONS, by=cast.secretary, minimum=5)
    assert refused.value.code == "wrong_state"
    coming = make_survey(cast, 2, 9, quarter=4)
    changed = edit_survey(survey=coming, questions=QUESTIONS[:1], by=cast.officer, title="Khác", version=1)
    assert (changed.title, changed.questions.count(), last().verb) == ("Khác", 1, "survey.changed")
    with pytest.raises(ValidationError) as refused:
        edit_survey(survey=coming, questions=QUESTIONS, by=cast.secretary, version=1)
    assert refused.value.code == "stale"


# ── answering ──


def test_a_visitor_answers_on_the_open_page_and_only_counters_know(cast, survey):
    before, client = JournalEntry.objects.count(), phone()
    page = client.get(address(survey))
    assert page.status_code == 200 and "Thái độ phục vụ?" in page.content.decode()
    done = client.post(address(survey), data(survey, words="Rất tốt"))
    assert done.status_code == 302 and client.get(done["Location"]).status_code == 200
    survey.refresh_from_db()
    assert (survey.answers, counts(survey)[5], survey.words.texts) == (1, 1, ["Rất tốt"])
    assert JournalEntry.objects.count() == before
    assert "sessionid" not in client.cookies and page["X-Robots-Tag"].startswith("noindex")


def test_the_page_speaks_english_where_it_is_asked_to(survey):
    html = phone().get(address(survey) + "?lang=en").content.decode()
    assert "How were you received?" in html and "Có đúng hẹn không?" in html and 'lang="en"' in html
    assert 'lang="en"' in phone().get(address(survey), headers={"accept-language": "en"}).content.decode()[:200]
    vietnamese = phone().get(address(survey) + "?lang=vi", headers={"accept-language": "en"}).content.decode()
    assert 'lang="vi"' in vietnamese[:200] and "Thái độ phục vụ?" in vietnamese
    assert 'lang="vi"' in phone().get(address(survey) + "?lang=%3Cscript%3E").content.decode()[:200]


def test_one_answer_a_device_and_day(survey):
    client = phone()
    assert client.post(address(survey), data(survey)).status_code == 302
    again = client.post(address(survey), data(survey, rating="1"))
    assert again.status_code == 200 and counts(survey) == {1: 0, 2: 0, 3: 0, 4: 0, 5: 1}
    assert "<form" not in client.get(address(survey)).content.decode()


def test_a_device_that_has_lost_its_cookie_is_known_for_the_day(survey):
    assert (answer(survey, 1), answer(survey, 1, rating="1")) == (302, 200)
    assert Survey.objects.get().answers == 1
    assert answer(survey, 2) == 302


def test_where_visitors_share_a_network_more_may_answer(cast):
    survey = make_survey(cast, alike=2)
    assert [answer(survey, 1) for _ in range(3)] == [302, 302, 200]


@pytest.mark.parametrize("forged", ["2026-11-25", "x" * 5000, "2026-11-25:1abcde:forged", ""])
def test_a_forged_cookie_counts_as_none(survey, forged):
    client = phone()
    client.cookies[f"survey_{survey.pk}"] = forged
    assert client.post(address(survey), data(survey)).status_code == 302
    client.cookies[f"survey_{survey.pk}"] = forged
    assert client.post(address(survey), data(survey)).status_code == 200  # the day's mark still knows it
    assert Survey.objects.get().answers == 1


def test_nothing_kept_of_a_device_tells_its_address_and_all_goes_with_the_day(survey, monkeypatch):
    answer(survey, 1)
    visit, day = SurveyVisit.objects.get(), SurveyDay.objects.get()
    assert len(visit.digest) == 64 and "10.0.0" not in visit.digest
    tomorrow = day.day + datetime.timedelta(days=1)
    monkeypatch.setattr("pledges.visitors.timezone.localdate", lambda *_: tomorrow)
    assert answer(survey, 1) == 302
    assert SurveyDay.objects.get().key != day.key
    assert SurveyVisit.objects.get().digest != visit.digest


def test_the_command_forgets_days_that_are_over_and_not_the_running_one(survey):
    answer(survey, 1)
    SurveyDay.objects.create(day=today() - datetime.timedelta(days=1), key="old")
    for said in ("1", "0"):
        out = StringIO()
        call_command("forget_visitors", stdout=out)
        assert said in out.getvalue()
    assert SurveyVisit.objects.count() == SurveyDay.objects.count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"rating": ""},
        {"rating": "6"},
        {"rating": "-1"},
        {"rating": "0"},
        {"rating": "5.0"},
        {"rating": "9" * 4000},
        {"rating": HOSTILE},
        {"yes": "2"},
        {"words": "x" * 501},
        {"words": "x" * 10_000},
    ],
    ids=str,
)
def test_nonsense_is_asked_again_and_counts_nothing(survey, said):
    assert answer(survey, 1, **said) == 200
    assert Survey.objects.get().answers == 0 and not SurveyVisit.objects.exists()


def test_questions_of_another_survey_count_nothing(cast, survey):
    other = make_survey(cast, quarter=4)
    assert phone().post(address(survey), data(other)).status_code == 200
    assert not SurveyCount.objects.filter(number__gt=0).exists()


def test_only_a_visitor_of_the_survey_answers(cast, survey):
    other = make_survey(cast, quarter=4)
    day = SurveyDay.objects.create(day=today(), key="k")
    chosen = dict.fromkeys(survey.questions.values_list("pk", flat=True), "1")
    for by in (cast.member, cast.secretary, cast.admin, Visitor(other.pk, day, "d", has_answered=False)):
        with pytest.raises(PermissionDenied):
            answer_survey(survey=survey, answers=chosen, by=by)
    with pytest.raises(ValidationError) as refused:
        answer_survey(survey=survey, answers=chosen, by=Visitor(survey.pk, day, "d", has_answered=True))
    assert refused.value.code == "already"


def test_the_kind_pages_say_what_is_wrong(cast, survey):
    assert phone().get(reverse("pledges:survey-answer", args=["x" * 16])).status_code == 404
    coming = make_survey(cast, 2, 9, quarter=4)
    page = phone().get(address(coming))
    assert page.status_code == 200 and f"{coming.opens_on:%d/%m/%Y}" in page.content.decode()
    assert answer(coming, 1) == 200 and Survey.objects.get(pk=coming.pk).answers == 0
    close_survey(survey=survey, by=cast.secretary)
    assert last().verb == "survey.closed"
    assert answer(survey, 1) == 410 and phone().get(address(survey)).status_code == 410
    assert Survey.objects.get(pk=survey.pk).answers == 0
    with pytest.raises(ValidationError) as refused:
        close_survey(survey=survey, by=cast.officer)
    assert refused.value.code == "wrong_state"


@pytest.mark.parametrize("code", ["x", "x" * 5000, "%00", "%00" * 16, "<script>", "'%20or%201=1", "ắ" * 16])
def test_a_code_that_is_none_is_unknown(survey, code):
    assert phone().get(f"/s/{code}/").status_code == 404
    assert phone().get(f"/b/{code}/").status_code == 404


def test_what_visitors_wrote_goes_after_its_time_and_the_counters_stay(cast):
    old = filled(make_survey(cast, year=2020), {5: 12}, ["Chờ lâu"])
    filled(make_survey(cast, year=today().year), {5: 12}, ["Tốt"])
    assert apply_retention(unit=cast.committee, kind="SURVEY_WORDS", by=cast.leader) == 1
    assert SurveyWords.objects.get(survey=old).texts == [] and counts(old)[5] == 12
    assert SurveyWords.objects.exclude(texts=[]).count() == 1


def test_a_survey_past_its_last_day_takes_no_answer(survey):
    assert answer(ended(survey), 1) == 410


def test_the_open_page_is_not_asked_too_often(survey):
    client = phone()
    assert [client.get(address(survey)).status_code for _ in range(PER_MINUTE + 1)][-1] == 429


def test_every_counter_is_written_with_every_answer(survey):
    """One statement over all counters: no row stands apart from the others by when it was written."""
    day = SurveyDay.objects.create(day=today(), key="k")
    keys = list(survey.questions.values_list("pk", flat=True))
    said = dict(zip(keys, ("4", "0", "Chờ lâu"), strict=True))
    with CaptureQueriesContext(connection) as sent:
        answer_survey(survey=survey, answers=said, by=Visitor(survey.pk, day, "d", has_answered=False))
    written = [one["sql"] for one in sent if one["sql"].startswith('UPDATE "pledges_surveycount"')]
    assert len(written) == 1 and counts(survey) == {1: 0, 2: 0, 3: 0, 4: 1, 5: 0}


# ── results ──


def filled(survey: Survey, ratings: dict[int, int], words: list[str] | None = None) -> Survey:
    for option, number in ratings.items():
        SurveyCount.objects.filter(question__survey=survey, question__kind="RATING", option=option).update(
            number=number
        )
    Survey.objects.filter(pk=survey.pk).update(answers=sum(ratings.values()))
    SurveyWords.objects.filter(survey=survey).update(texts=words or [])
    return survey


def test_below_the_minimum_nothing_is_told_anywhere(client, cast, survey):
    done = ended(filled(survey, {5: 9}, ["Người dân bí mật"]))
    found = survey_results(cast.secretary, done, today())
    assert (found.told, found.answers, found.questions, found.texts) == (Told.TOO_FEW, None, (), ())
    told = Api(cast.secretary).get(f"/api/v1/surveys/{done.pk}/results/").json()
    nothing = {"answers": None, "satisfied": "", "satisfied_before": "", "questions": [], "texts": []}
    assert told == {"told": "TOO_FEW", **nothing}
    assert "answers" not in Api(cast.secretary).get(f"/api/v1/surveys/{done.pk}/").json()
    client.force_login(cast.secretary)
    for page in (reverse("pledges:survey", args=[done.pk]), reverse("pledges:survey-list") + f"?unit={cast.cell.pk}"):
        html = client.get(page).content.decode()
        assert "Người dân bí mật" not in html and "chart" not in html and ">9<" not in html
    close_entries = JournalEntry.objects.filter(subject="survey").values_list("data", flat=True)
    assert all("answers" not in data for data in close_entries)


def test_while_it_runs_nothing_grows_before_ones_eyes(cast, survey):
    running = filled(survey, {5: 50})
    assert survey_results(cast.secretary, Survey.objects.get(pk=running.pk), today()).told == Told.RUNNING
    told = Api(cast.officer).get(f"/api/v1/surveys/{survey.pk}/results/").json()
    assert (told["told"], told["answers"], told["questions"]) == ("RUNNING", None, [])


def test_results_are_counts_shares_and_the_quarter_before(client, cast, survey):
    before = ended(filled(make_survey(cast, quarter=2), {5: 5, 1: 5}))
    done = ended(filled(survey, {5: 6, 4: 3, 3: 2, 1: 1}, [HOSTILE]))
    found = survey_results(cast.officer, done, today())
    assert (found.told, found.answers, found.previous) == (Told.ALL, 12, before)
    assert (found.share, found.percent, found.percent_before) == (Fraction(3, 4), "75 %", "50 %")
    client.force_login(cast.secretary)
    html = client.get(reverse("pledges:survey", args=[done.pk])).content.decode()
    assert "75 %" in html and "50 %" in html and HOSTILE not in html and "&lt;script&gt;" in html
    told = Api(cast.secretary).get(f"/api/v1/surveys/{done.pk}/results/").json()
    assert told["questions"][0]["counts"] == {"1": 1, "2": 0, "3": 2, "4": 3, "5": 6}


def test_a_quarter_before_with_too_few_answers_is_not_compared(cast, survey):
    ended(filled(make_survey(cast, quarter=2), {5: 9}))
    found = survey_results(cast.officer, ended(filled(survey, {5: 10})), today())
    assert (found.previous, found.percent, found.percent_before) == (None, "100 %", "")


@pytest.mark.parametrize(
    ("counted", "share"),
    [({}, None), ({1: 0}, None), ({4: 1, 3: 1}, Fraction(1, 2)), ({5: 2, 4: 1, 1: 1}, Fraction(3, 4)), ({3: 9}, 0)],
)
def test_satisfied_are_ratings_of_4_and_5(counted, share):
    assert satisfied(counted) == share


@pytest.mark.parametrize(("share", "said"), [(None, ""), (Fraction(2, 3), "66,7 %"), (Fraction(1, 2000), "0,1 %")])
def test_a_share_is_said_in_percent(share, said):
    assert in_percent(share) == said


def test_a_stranger_a_member_and_the_administrator_see_no_survey(client, cast, survey):
    for who in ("member", "stranger", "viewer", "admin"):
        assert not Survey.objects.visible_to(getattr(cast, who)).exists()
        client.force_login(getattr(cast, who))
        assert client.get(reverse("pledges:survey", args=[survey.pk])).status_code == 404
    assert list(surveys_of(cast.officer, cast.committee, 2026)) == [survey]


# ── the pages and the API ──


def rows_of(*questions: tuple[str, str]) -> dict:
    rows = {"question-TOTAL_FORMS": "5", "question-INITIAL_FORMS": "5"}
    for at in range(5):
        text, kind = questions[at] if at < len(questions) else ("", "RATING")
        rows |= {f"question-{at}-text": text, f"question-{at}-text_en": "", f"question-{at}-kind": kind}
    return rows


def test_the_secretary_makes_changes_and_ends_one_on_the_pages(client, cast):
    client.force_login(cast.secretary)
    new = reverse("pledges:survey-new") + f"?unit={cast.cell.pk}"
    assert client.get(new).status_code == 200
    first = today() + datetime.timedelta(days=2)
    facts = {
        "year": "2026", "quarter": "4", "title": "Ý kiến", "counter": "Hộ tịch", "opens_on": f"{first:%d/%m/%Y}",
        "closes_on": f"{first:%d/%m/%Y}", "minimum": "10", "alike": "1",
    }  # fmt: skip
    wrong = client.post(new, facts | {"minimum": "4"} | rows_of(("Thái độ?", "RATING")))
    assert wrong.status_code == 200 and not Survey.objects.exists()
    assert client.post(new, facts | rows_of(("Thái độ?", "RATING"))).status_code == 302
    survey = Survey.objects.get()
    edit = reverse("pledges:survey-edit", args=[survey.pk])
    client.post(edit, facts | {"title": "Mới", "version": "1"} | rows_of(("Đúng hẹn?", "YES_NO")))
    survey.refresh_from_db()
    assert (survey.title, SurveyQuestion.objects.get().kind) == ("Mới", "YES_NO")
    client.post(reverse("pledges:survey-close", args=[survey.pk]))
    survey.refresh_from_db()
    assert survey.closed_on == today()


def test_the_same_over_the_api(cast):
    first = today() + datetime.timedelta(days=2)
    facts = {
        "year": 2026, "quarter": 4, "title": "Ý kiến", "counter": "Hộ tịch", "opens_on": first.isoformat(),
        "closes_on": first.isoformat(), "questions": [{"kind": "RATING", "text": "Thái độ?"}],
    }  # fmt: skip
    made = Api(cast.secretary).post("/api/v1/surveys/", facts | {"unit": cast.cell.pk})
    assert made.status_code == 201, made.content
    place = f"/api/v1/surveys/{made.json()['id']}/"
    assert Api(cast.officer).put(place, facts | {"title": "Mới", "version": 1}).json()["title"] == "Mới"
    assert Api(cast.stranger).get(place).status_code == Api(cast.member).get(place).status_code == 404
    assert Api(cast.leader).post(f"{place}close/").status_code == 403
    assert Api(cast.secretary).post(f"{place}close/").json()["closed_on"] == today().isoformat()
    assert Api(cast.secretary).get("/api/v1/surveys/").json()["count"] == 1
