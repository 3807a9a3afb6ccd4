"""The public board of the ward with what members say of it, and surveys at two counters."""

import datetime
from random import Random
from typing import Final

from pledges.models import (
    Audience,
    BoardComment,
    Posting,
    State,
    Survey,
    SurveyCount,
    SurveyQuestion,
    SurveyWords,
)
from pledges.services import Question, create_survey, set_board

from .accounts import Staff, demo_cell, demo_member
from .bank import words
from .people import BATCH, Ward
from .plan import Times
from .years import Lived

AGREED_OF_TEN: Final = 8
SAID_AGO: Final = 12  # days
VISITORS: Final = (64, 83)  # in the quarter before last, and in the last
RATINGS: Final = {5: 46, 4: 34, 3: 13, 2: 5, 1: 2}


def post_pledges(lived: Lived, ward: Ward, staff: Staff, times: Times) -> None:
    """Open the ward's board to its own members; most leaders have agreed, some with their progress."""
    set_board(year=lived.year, audience=Audience.WARD, with_progress=True, by=staff.officer)
    pledges = lived.year.pledges.filter(state=State.CONFIRMED).select_related("member", "unit").order_by("pk")
    accounts = {person.member.pk: person.account for person in ward.people if person.account}
    leading = {person.member.pk for person in ward.people if person.posts or person.membership.subject_type == "LEADER"}
    postings = [
        _posting(pledge, accounts.get(pledge.member_id), staff.secretaries[pledge.unit_id], times, ward.rng)
        for pledge in pledges
        if pledge.member_id in leading and ward.rng.randrange(10) < AGREED_OF_TEN
    ]
    Posting.objects.bulk_create(postings, batch_size=BATCH)
    _say(ward, times)


def _posting(pledge, account, secretary, times: Times, rng: Random) -> Posting:
    text = words("public")
    return Posting(
        pledge=pledge,
        agreed_to=rng.choice([Audience.WARD, Audience.SIGNED_IN, Audience.OPEN]),
        with_progress=rng.randrange(4) > 0,
        on_behalf=account is None,
        paper="" if account else text["paper"],
        recorded_by=account or secretary,
        agreed_at=min(times.now, pledge.confirmed_at + datetime.timedelta(days=2)),
    )


def _say(ward: Ward, times: Times) -> None:
    """Two comments of the demonstration's member in the own cell, one answered."""
    account, text = demo_member(ward).account, words("public")
    posted = Posting.objects.posted(times.today).filter(pledge__unit=demo_cell(ward))
    when = times.now - datetime.timedelta(days=SAID_AGO)
    for posting, said in zip(posted.exclude(pledge__member=account.member)[:2], text["comments"], strict=False):
        answered = when + datetime.timedelta(days=2) if said["answer"] else None
        BoardComment.objects.create(
            posting=posting,
            author=account,
            text=said["text"],
            written_at=when,
            answer=said["answer"],
            answered_at=answered,
        )


def survey_visitors(ward: Ward, staff: Staff, times: Times) -> None:
    """Surveys of the demonstration's cell: two that have ended with answers, one that runs, one to come."""
    for place, visitors in zip((-2, -1), VISITORS, strict=True):
        survey = _survey(ward, staff, times, place)
        _answer(survey, visitors, ward.rng)
    _survey(ward, staff, times, 0)
    _survey(ward, staff, times, 1)


def _survey(ward: Ward, staff: Staff, times: Times, place: int) -> Survey:
    """Make the survey of a quarter, counted from the running one."""
    text, (first, last) = words("public")["survey"], quarter_days(times.today, place)
    return create_survey(
        unit=demo_cell(ward),
        year=first.year,
        quarter=(first.month + 2) // 3,
        title=text["title"],
        title_en=text["title_en"],
        counter=text["counter"],
        opens_on=first,
        closes_on=last,
        questions=[Question(**question) for question in text["questions"]],
        by=staff.secretaries[demo_cell(ward).pk],
    )


def quarter_days(today: datetime.date, place: int) -> tuple[datetime.date, datetime.date]:
    """Return the first and last day of a quarter, counted from the running one."""
    months = today.year * 12 + (today.month - 1) // 3 * 3 + place * 3
    first = datetime.date(months // 12, months % 12 + 1, 1)
    after = datetime.date((months + 3) // 12, (months + 3) % 12 + 1, 1)
    return first, after - datetime.timedelta(days=1)


def _answer(survey: Survey, visitors: int, rng: Random) -> None:
    """Count the answers of so many visitors."""
    for question in survey.questions.all():
        for option in rng.choices(*_odds(question), k=visitors) if question.labels else ():
            row = SurveyCount.objects.get(question=question, option=option)
            row.number += 1
            row.save(update_fields=["number"])
    Survey.objects.filter(pk=survey.pk).update(answers=visitors)
    texts = rng.sample(words("public")["survey"]["texts"], 3)
    SurveyWords.objects.filter(survey=survey).update(texts=texts)


def _odds(question: SurveyQuestion) -> tuple[list[int], list[int]]:
    odds = RATINGS if question.is_rating else {1: 9, 0: 1}
    return list(odds), list(odds.values())
