"""Looking back and looking in: half-year reviews of the pledges, and what cells noted when they supervised."""

import datetime
from collections.abc import Mapping
from random import Random
from typing import Final

from emulation.models import Account
from pledges.models import (
    CheckInLine,
    Confidence,
    Finding,
    HalfYearLine,
    HalfYearReview,
    Pledge,
    State,
    SupervisionNote,
)
from pledges.rules import half_year_begins
from pledges.selectors.half_years import HALF

from .bank import words
from .people import BATCH
from .plan import Times
from .years import Lived

OF_TEN: Final = 8
NOTES: Final = (
    # months after the beginning of the year, finding, place in the texts
    (3, Finding.NOTHING, 0),
    (5, Finding.REMINDER, 1),
    (8, Finding.CORRECT, 2),
    (9, Finding.CORRECT, 3),
    (9, Finding.NOTHING, 0),
)


def look_back(lived: Lived, times: Times) -> None:
    """Write the half-year reviews of most confirmed pledges, once the half of the year is over."""
    rng, first = Random(times.year), half_year_begins(times.year)
    if times.today <= datetime.date(times.year, HALF + 1, 15):
        return
    confirmed = Pledge.objects.filter(year=lived.year, state=State.CONFIRMED, confirmed_at__date__lt=first)
    pledges = [one for one in confirmed.prefetch_related("items").order_by("pk") if rng.randrange(10) < OF_TEN]
    reviews = [_review(pledge, times, rng) for pledge in pledges]
    HalfYearReview.objects.bulk_create(reviews, batch_size=BATCH)
    said = _said(lived)
    lines = [_line(one, item, said.get(item.pk), rng) for one in reviews for item in one.pledge.items.all()]
    HalfYearLine.objects.bulk_create(lines, batch_size=BATCH)


def look_in(lived: Lived, cell, secretary: Account, times: Times) -> None:
    """Let one cell note what it looked at: also where nothing was wrong, and one thing not put right in time."""
    pledges = Pledge.objects.filter(year=lived.year, unit=cell, state=State.CONFIRMED).exclude(
        member=secretary.member_id
    )
    chosen = list(pledges.order_by("pk")[: len(NOTES) - 1])
    subjects = [None, *chosen]
    SupervisionNote.objects.bulk_create(
        _note(cell, subject, secretary, times, note) for subject, note in zip(subjects, NOTES, strict=False)
    )


def _review(pledge: Pledge, times: Times, rng: Random) -> HalfYearReview:
    texts = words("texts")["half_year"]
    return HalfYearReview(
        pledge=pledge,
        on_behalf=pledge.on_behalf,
        recorded_by_id=pledge.recorded_by_id,
        sent_at=times.moment(rng, datetime.date(times.year, HALF, 20), 20),
        word=rng.choice(texts["words"]) if rng.randrange(2) else "",
    )


def _said(lived: Lived) -> dict[int, CheckInLine]:
    lines = CheckInLine.objects.filter(check_in__pledge__year=lived.year, check_in__month__lte=HALF)
    return {line.item_id: line for line in lines.order_by("check_in__month")}


def _line(review: HalfYearReview, item, said: CheckInLine | None, rng: Random) -> HalfYearLine:
    sure = said.confidence if said else Confidence.ON_TRACK
    texts = words("texts")
    return HalfYearLine(
        review=review,
        item=item,
        confidence=sure,
        value=said.value if said else None,
        done=(said.done if said else "") or rng.choice(texts["progress"]["done"]),
        adjust=rng.choice(texts["half_year"]["adjust"]) if sure != Confidence.ON_TRACK else "",
    )


def _note(cell, subject: Pledge | None, secretary: Account, times: Times, note: tuple) -> SupervisionNote:
    month, finding, place = note
    text: Mapping = words("texts")["supervision"][place]
    seen = datetime.date(times.year, month, 12)
    return SupervisionNote(
        unit=cell,
        pledge=subject,
        seen_on=seen,
        supervised_by=f"{secretary.display_name}, bí thư chi bộ",
        looked_for=text["looked_for"],
        finding=finding,
        words=text["words"],
        correct_by=seen + datetime.timedelta(days=30) if finding == Finding.CORRECT else None,
        corrected_on=seen + datetime.timedelta(days=20) if place == 2 else None,
        recorded_by=secretary,
    )
