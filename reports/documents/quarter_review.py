"""Form 05: own assessment and rating for a quarter or for the year (HD 43-HD/BTCTW, form 05).

Points are given for the year; for a quarter the form carries the tasks and the reports of its months, and room for the
points, which no regulation asks of members quarter by quarter.
"""

import datetime
from collections.abc import Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evaluations.models import Assessment
from evaluations.rules.scoring import COMMON_TOTAL, RESULTS_TOTAL
from evaluations.subjects import guidance_of
from pledges.models import CheckIn, CheckInLine

from .asked import Asked, Option
from .blocks import Block, Column, Document, Facts, Heading, Paragraph, Row, Ruled, Section, Shows, Table
from .common import document
from .of_member import assessment_for, level_boxes, signed_by
from .self_review import SelfReview, build_self_review
from .self_review_form import SUMS, TASKS, form_name

FORM: Final = "05"
YEAR: Final = "year"
QUARTERS: Final = {"q1": 1, "q2": 2, "q3": 3, "q4": 4}
PERIOD: Final = Option(
    "period",
    gettext_lazy("Period"),
    ((YEAR, gettext_lazy("The whole year")), *((code, gettext_lazy("Quarter %s") % n) for code, n in QUARTERS.items())),
)
PROGRESS: Final = (
    Column("deed", gettext_lazy("Item of the pledge"), 36),
    Column("standing", gettext_lazy("How it stands"), 18, Shows.CENTRED),
    Column("done", gettext_lazy("What has been done"), 28),
    Column("next", gettext_lazy("Next step"), 18),
)
TO_FILL: Final = 5


def build_quarter_review(by: Any, asked: Asked) -> Document:
    """Build the form; raises ValidationError (private) while the member is still writing."""
    assessment, quarter = assessment_for(by, asked), QUARTERS.get(asked.option("period"))
    found = build_self_review(by, assessment, asked.on, blank=asked.is_blank)
    period = _("quarter %(number)s of the year %(year)s") if quarter else _("the year %(year)s")
    return document(
        by,
        asked,
        campaign=assessment.campaign,
        bases=(),
        form=form_name(FORM, guidance_of(assessment.campaign.rule_set)),
        title=_("OWN ASSESSMENT AND RATING"),
        summary=_("for %(period)s") % {"period": period % {"number": quarter, "year": asked.year}},
        sections=(Section(tuple(_content(by, assessment, found, quarter))),),
        signatures=(signed_by(asked.member.full_name),),
        recipients=(),
        members=(assessment.member_id,),
    )


def _content(by: Any, assessment: Assessment, found: SelfReview, quarter: int | None) -> Iterator[Block]:
    yield Facts(tuple(found.header))
    yield Heading(_("I- Tasks and their results"), 3)
    tasks = [task for task in found.tasks if quarter is None or _falls_in(task.due_on, quarter)]
    lines = enumerate(tasks, start=1)
    rows = tuple(Row((number, one.title, one.product, one.due_on, one.result)) for number, one in lines)
    yield Table("tasks", TASKS, rows, to_fill=0 if rows else TO_FILL, is_small=True)
    yield Heading(_("II- Carrying out the pledge"), 3)
    yield from _pledge(by, assessment, found, quarter)
    yield Heading(_("III- Own rating"), 3)
    yield _points(found, quarter)
    yield level_boxes([(level.label, level.is_chosen and quarter is None) for level in found.levels])


def _falls_in(day: datetime.date | None, quarter: int) -> bool:
    return day is not None and (day.month + 2) // 3 == quarter


def _pledge(by: Any, assessment: Assessment, found: SelfReview, quarter: int | None) -> Iterator[Block]:
    """The results of the year, or what the reports of the quarter's months say."""
    if found.is_blank:
        yield Ruled(TO_FILL)
        return
    rows = [Row((line.deed, line.result, line.evidence, "")) for line in found.pledges]
    if quarter:
        lines = CheckInLine.objects.filter(
            check_in__in=CheckIn.objects.visible_to(by),
            check_in__pledge__member=assessment.member_id,
            check_in__pledge__year=assessment.campaign.year_id,
            check_in__month__range=(3 * quarter - 2, 3 * quarter),
        ).select_related("item")
        told = lines.order_by("check_in__month", "item__position")
        rows = [Row((one.item.deed, one.get_confidence_display(), one.done, one.next_step)) for one in told]
    if rows:
        yield Table("pledge", PROGRESS, tuple(rows), is_small=True)
    else:
        yield Paragraph(_("Nothing has been reported for this period."))


def _points(found: SelfReview, quarter: int | None) -> Table:
    if quarter is None:
        *parts, total = (Row((line.label, line.points, line.maximum)) for line in found.sums)
        return Table("sums", SUMS, tuple(parts), total=total)
    rows = [
        Row((_("Common criteria"), None, int(COMMON_TOTAL))),
        Row((_("Results of the work"), None, int(RESULTS_TOTAL))),
    ]
    return Table("sums", SUMS, tuple(rows), total=Row((_("Total"), None, int(COMMON_TOTAL + RESULTS_TOTAL))))
