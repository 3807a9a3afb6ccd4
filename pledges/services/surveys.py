"""Surveys of satisfaction: made and changed by those who run the counter, answered by whoever holds the code."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked
from emulation.changes import changed, facts_of
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean, clean_lines

from ..models import Survey, SurveyCount, SurveyQuestion, SurveyVisit, SurveyWords
from ..models.postings import draw_code
from ..models.surveys import LONGEST_WORDS, MOST_QUESTIONS, QuestionKind
from ..visitors import Visitor

FACTS = (
    "year", "quarter", "title", "title_en", "counter", "opens_on", "closes_on", "minimum", "alike",
)  # fmt: skip
MOST_TEXTS = 2000  # of one survey; what comes after is counted and not kept
NO_QUESTION = _("Ask at least one question that is answered by a rating or by yes or no.")
TOO_MANY = _("A survey has at most %(most)d questions, so that it takes a minute.")
ONE_IN_WORDS = _("Ask for the visitor's own words once at most.")
NO_TEXT = _("Question %(number)d: write what is asked.")
BEGUN = _("Answers may have come in since the first day; end this survey and make another instead.")
OVER = _("This survey has ended.")
NOT_OPEN = _("This survey is not open today. Thank you for wanting to answer.")
ALREADY = _("An answer has already been given from this device today. Thank you!")
UNANSWERED = _("Please answer each question with one of its buttons.")
TOO_LONG = _("Please write at most %(most)d characters.")


@dataclass(frozen=True)
class Question:
    """What is asked, and how it is answered."""

    kind: str
    text: str
    text_en: str = ""


def create_survey(*, unit: Unit, questions: Sequence[Question], by: Account, **facts: Any) -> Survey:
    """Make a survey of one counter and quarter; its counters are made at once, so that none tells when it was used."""
    ensure(by, "survey.manage", unit)
    survey = _filled(Survey(unit=unit, created_by=by, code=draw_code()), facts)
    rows = _questions(questions)
    with transaction.atomic():
        survey.save()
        _write_questions(survey, rows)
        SurveyWords.objects.create(survey=survey)
        record(by, "survey.created", survey, unit=unit, data=_said(survey, len(rows)))
    return survey


def edit_survey(
    *, survey: Survey, questions: Sequence[Question], by: Account, version: int | None = None, **facts: Any
) -> Survey:
    """Change a survey before its first day; afterwards what was asked stays as it was answered."""
    ensure(by, "survey.manage", survey.unit)
    rows = _questions(questions)
    with transaction.atomic():
        survey = locked(survey)
        expect_version(survey, version)
        if survey.has_begun(timezone.localdate()):
            raise ValidationError(BEGUN, "wrong_state")
        before = facts_of(survey, FACTS)
        survey = _filled(survey, facts)
        survey.version += 1
        survey.save()
        survey.questions.all().delete()
        _write_questions(survey, rows)
        record(by, "survey.changed", survey, unit=survey.unit, change=changed(before, survey))
    return survey


def close_survey(*, survey: Survey, by: Account) -> Survey:
    """End a survey before its last day, for good: results are shown once no answer can be added to them."""
    ensure(by, "survey.manage", survey.unit)
    today = timezone.localdate()
    with transaction.atomic():
        survey = locked(survey)
        if survey.is_over(today):
            raise ValidationError(OVER, "wrong_state")
        survey.closed_on, survey.version = today, survey.version + 1
        survey.save(update_fields=["closed_on", "version"])
        record(by, "survey.closed", survey, unit=survey.unit)
    return survey


def answer_survey(*, survey: Survey, answers: Mapping[int, str], by: Visitor) -> None:
    """Add one visitor's answers, {question id: answer}, to the counters; the journal does not hear of it.

    Every counter of the survey is written with every answer, and every text is put in another order, so that neither
    the place of a row nor its age tells which answers came together.
    """
    ensure(by, "survey.answer", survey)
    chosen, words = _chosen(list(survey.questions.all()), answers)
    if by.has_answered:
        raise ValidationError(ALREADY, "already")
    with transaction.atomic():
        survey = locked(survey)
        if not survey.is_open(timezone.localdate()):
            raise ValidationError(NOT_OPEN, "wrong_state")
        _note_visit(survey, by)
        _count(survey, chosen)
        if words:
            _keep(survey, words)


def _filled(survey: Survey, facts: Mapping[str, Any]) -> Survey:
    for name in FACTS:
        value = facts.get(name, getattr(survey, name))
        setattr(survey, name, clean(value) if isinstance(value, str) else value)
    survey.full_clean(exclude=["created_by"])
    return survey


def _questions(questions: Sequence[Question]) -> list[SurveyQuestion]:
    """Return the checked rows in their order; refuses all when one cannot stand."""
    rows = [
        SurveyQuestion(position=at, kind=one.kind, text=clean(one.text), text_en=clean(one.text_en))
        for at, one in enumerate(questions, start=1)
    ]
    if len(rows) > MOST_QUESTIONS:
        raise ValidationError(TOO_MANY, "too_many", {"most": MOST_QUESTIONS})
    if not any(row.kind != QuestionKind.WORDS for row in rows):
        raise ValidationError(NO_QUESTION, "no_question")
    if sum(row.kind == QuestionKind.WORDS for row in rows) > 1:
        raise ValidationError(ONE_IN_WORDS, "one_in_words")
    for row in rows:
        if not row.text:
            raise ValidationError(NO_TEXT, "no_text", {"number": row.position})
        row.clean_fields(exclude=["survey"])
    return rows


def _write_questions(survey: Survey, rows: list[SurveyQuestion]) -> None:
    for row in rows:
        row.survey = survey
    SurveyQuestion.objects.bulk_create(rows)
    made = survey.questions.all()
    SurveyCount.objects.bulk_create(SurveyCount(question=row, option=option) for row in made for option in row.labels)


def _said(survey: Survey, questions: int) -> dict[str, Any]:
    days: tuple[datetime.date, datetime.date] = (survey.opens_on, survey.closes_on)
    return {"days": [day.isoformat() for day in days], "questions": questions, "minimum": survey.minimum}


def _chosen(questions: list[SurveyQuestion], answers: Mapping[int, str]) -> tuple[dict[int, int], str]:
    """Return the option chosen of each question, and the words; refuses what is no answer to what was asked."""
    chosen, words = {}, ""
    for question in questions:
        said = str(answers.get(question.pk, ""))
        if question.is_in_words:
            words = clean_lines(said)
        elif said in map(str, question.labels):
            chosen[question.pk] = int(said)
        else:
            raise ValidationError(UNANSWERED, "unanswered")
    if len(words) > LONGEST_WORDS:
        raise ValidationError(TOO_LONG, "too_long", {"most": LONGEST_WORDS})
    return chosen, words


def _note_visit(survey: Survey, by: Visitor) -> None:
    """Mark that a device which looks like this has answered; refuses when as many as may have done so today."""
    visit, _made = SurveyVisit.objects.get_or_create(day=by.day, digest=by.digest)
    visit = locked(visit)
    if visit.number >= survey.alike:
        raise ValidationError(ALREADY, "already")
    visit.number += 1
    visit.save(update_fields=["number"])


def _count(survey: Survey, chosen: Mapping[int, int]) -> None:
    added = [When(question=question, option=option, then=Value(1)) for question, option in chosen.items()]
    counters = SurveyCount.objects.filter(question__survey=survey)
    counters.update(number=F("number") + Case(*added, default=Value(0)))
    Survey.objects.filter(pk=survey.pk).update(answers=F("answers") + 1)


def _keep(survey: Survey, words: str) -> None:
    kept = SurveyWords.objects.select_for_update().get(survey=survey)
    texts = [*kept.texts, words][:MOST_TEXTS]
    SystemRandom().shuffle(texts)
    kept.texts = texts
    kept.save(update_fields=["texts"])
