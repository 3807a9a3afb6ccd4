"""Results of surveys: nothing at all until the survey has ended and enough have answered, then counts and shares."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

from django.db.models import Prefetch, Q, QuerySet

from emulation.charts import BarChart, bar_chart
from emulation.models import Unit
from emulation.text import figure

from ..models import Survey, SurveyCount, SurveyQuestion
from ..models.postings import is_code
from ..rules import satisfied


class Told(StrEnum):
    """How much may be told of a survey."""

    NOT_BEGUN = "NOT_BEGUN"
    RUNNING = "RUNNING"
    TOO_FEW = "TOO_FEW"
    ALL = "ALL"


@dataclass(frozen=True)
class QuestionResult:
    """One question: how often each answer was given, which share is satisfied, and the quarter before."""

    question: SurveyQuestion
    counts: dict[int, int]
    share: Fraction | None
    before: Fraction | None
    chart: BarChart | None

    @property
    def percent(self) -> str:
        return in_percent(self.share)

    @property
    def percent_before(self) -> str:
        return in_percent(self.before)


@dataclass(frozen=True)
class SurveyResults:
    """What may be told of a survey; of one that runs, or that too few have answered, nothing but that."""

    survey: Survey
    told: Told
    answers: int | None = None
    share: Fraction | None = None
    before: Fraction | None = None
    previous: Survey | None = None
    questions: tuple[QuestionResult, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def is_told(self) -> bool:
        return self.told == Told.ALL

    @property
    def percent(self) -> str:
        return in_percent(self.share)

    @property
    def percent_before(self) -> str:
        return in_percent(self.before)


def surveys_of(reader, unit: Unit, year: int, *, is_newest: bool = False) -> QuerySet[Survey]:
    """Return the surveys of the unit and of those under it, the newest first; of the newest year those to come too."""
    when = Q(year=year) | Q(year__gt=year) if is_newest else Q(year=year)
    found = Survey.objects.visible_to(reader).filter(when, unit__path__startswith=unit.path)
    return found.select_related("unit").order_by("-year", "-quarter", "unit__path", "counter")


def open_survey(code: str) -> Survey | None:
    """Return the survey of an open page, in whatever state, None when there is none."""
    return Survey.objects.select_related("unit").filter(code=code).first() if is_code(code) else None


def told_of_survey(survey: Survey, on: datetime.date) -> Told:
    """Say how much may be told: results neither grow before one's eyes nor come from a few."""
    if not survey.has_begun(on):
        return Told.NOT_BEGUN
    if not survey.is_over(on):
        return Told.RUNNING
    return Told.ALL if survey.answers >= survey.minimum else Told.TOO_FEW


def survey_results(reader, survey: Survey, on: datetime.date) -> SurveyResults:
    """Return what may be told of a survey the reader already sees, compared with the quarter before."""
    told = told_of_survey(survey, on)
    if told != Told.ALL:
        return SurveyResults(survey, told)
    previous = _previous(reader, survey, on)
    now, then = _counted(survey), _counted(previous) if previous else []
    by_text = {question.text: satisfied_share(question, counts) for question, counts in then}
    return SurveyResults(
        survey,
        told,
        survey.answers,
        _overall(now),
        _overall(then),
        previous,
        tuple(_result(question, counts, by_text) for question, counts in now),
        tuple(survey.words.texts),
    )


def satisfied_share(question: SurveyQuestion, counts: dict[int, int]) -> Fraction | None:
    """Return the share of ratings of 4 and 5, or of yes."""
    if question.is_rating:
        return satisfied(counts)
    total = sum(counts.values())
    return Fraction(counts.get(1, 0), total) if total else None


def in_percent(share: Fraction | None) -> str:
    """Return a share as 75,4 %, rounded half up; empty for none."""
    if share is None:
        return ""
    exact = Decimal(share.numerator * 100) / Decimal(share.denominator)
    return f"{figure(exact.quantize(Decimal('0.1'), ROUND_HALF_UP))} %"


def _previous(reader, survey: Survey, on: datetime.date) -> Survey | None:
    """Return the same counter's survey of the quarter before, where its results are told."""
    year, quarter = (survey.year, survey.quarter - 1) if survey.quarter > 1 else (survey.year - 1, 4)
    same = Survey.objects.visible_to(reader).filter(unit=survey.unit, counter=survey.counter)
    found = same.filter(year=year, quarter=quarter).first()
    return found if found and told_of_survey(found, on) == Told.ALL else None


def _counted(survey: Survey) -> list[tuple[SurveyQuestion, dict[int, int]]]:
    counts = Prefetch("counts", SurveyCount.objects.order_by("option"))
    questions = survey.questions.exclude(kind="WORDS").order_by("position").prefetch_related(counts)
    return [(one, {row.option: row.number for row in one.counts.all()}) for one in questions]


def _overall(found: Iterable[tuple[SurveyQuestion, dict[int, int]]]) -> Fraction | None:
    """Return the share of ratings of 4 and 5 among all ratings."""
    total: dict[int, int] = {}
    for question, counts in found:
        for option, number in counts.items() if question.is_rating else ():
            total[option] = total.get(option, 0) + number
    return satisfied(total)


def _result(question: SurveyQuestion, counts: dict[int, int], before: dict) -> QuestionResult:
    share = satisfied_share(question, counts)
    return QuestionResult(question, counts, share, before.get(question.text), _chart(question, counts))


def _chart(question: SurveyQuestion, counts: dict[int, int]) -> BarChart:
    total = sum(counts.values())
    rows = [
        (str(label), Decimal(counts.get(option, 0)), _said(counts.get(option, 0), total), "", "")
        for option, label in question.labels.items()
    ]
    return bar_chart(question.text, rows, whole=Decimal(total))


def _said(number: int, total: int) -> str:
    return f"{number} ({in_percent(Fraction(number, total))})" if total else str(number)
