"""Progress of the year's pledges, quarter by quarter: most on track, a few at risk, a few silent."""

import datetime
import re
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from typing import Final

from pledges.models import CheckIn, CheckInLine, Confidence, Measure, Outcome, Pledge, PledgeItem, State
from pledges.rules import day_of_year, periods_over
from pledges.standing import renew

from .bank import words
from .people import BATCH
from .plan import Times
from .years import Lived

COUNTED: Final = re.compile(r"(?<![/\d])(\d+)(?:/\d+)? (buổi|lần|hộ|câu chuyện|bài|ca|hồ sơ|suất|người|cây|lượt)\b")
REPORT_OF_TEN: Final = 9
SURE: Final = [Confidence.ON_TRACK] * 88 + [Confidence.AT_RISK] * 10 + [Confidence.OFF] * 2


def measured(measure: str) -> dict:
    """Return how an item is measured by the first count in its measure; in words where there is none."""
    found = COUNTED.search(measure)
    return {"measure_kind": Measure.COUNT, "target": Decimal(found[1]), "counted_in": found[2]} if found else {}


def report_progress(lived: Lived, times: Times, rng: Random) -> None:
    """Report on every quarter that is over, for most of those whose pledge was confirmed before its end."""
    pledges = list(
        Pledge.objects.filter(year=lived.year, state=State.CONFIRMED).prefetch_related("items").order_by("pk")
    )
    quarters = periods_over(lived.year.check_ins, times.year, times.today)
    reports = [
        _report(pledge, month, times, rng)
        for month in quarters
        for pledge in pledges
        if pledge.confirmed_at.date() <= day_of_year(times.year, month, 31) and rng.randrange(10) < REPORT_OF_TEN
    ]
    CheckIn.objects.bulk_create(reports, batch_size=BATCH)
    lines = [_line(report, item, rng) for report in reports for item in report.pledge.items.all()]
    CheckInLine.objects.bulk_create(lines, batch_size=BATCH)
    renew(PledgeItem.objects.filter(pledge__year=lived.year))


def _report(pledge: Pledge, month: int, times: Times, rng: Random) -> CheckIn:
    first = day_of_year(times.year, month, 20)
    return CheckIn(
        pledge=pledge,
        month=month,
        on_behalf=pledge.on_behalf,
        recorded_by_id=pledge.recorded_by_id,
        sent_at=times.moment(rng, max(first, pledge.confirmed_at.date() + datetime.timedelta(days=1)), 9),
    )


def _line(report: CheckIn, item: PledgeItem, rng: Random) -> CheckInLine:
    texts = words("texts")["progress"]
    sure = Confidence.ON_TRACK if item.outcome == Outcome.KEPT else rng.choice(SURE)
    return CheckInLine(
        check_in=report,
        item=item,
        confidence=sure,
        value=_value(item, report.month),
        next_step=rng.choice(texts["next"]) if sure != Confidence.ON_TRACK else "",
        done=rng.choice(texts["done"]) if rng.randrange(3) == 0 else "",
    )


def _value(item: PledgeItem, month: int) -> Decimal | None:
    """The share of the target that the year has passed; an item that was not kept stays behind."""
    if item.target is None:
        return None
    share = Decimal(month) / 12 * (1 if item.outcome in ("", Outcome.KEPT) else Decimal("0.6"))
    return (item.target * share).quantize(Decimal(1), ROUND_HALF_UP)
