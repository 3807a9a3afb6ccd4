"""Cards about self-assessments and about opening the review of a year."""

import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from emulation.queue import QueueItem

from ..due_days import due_on
from ..models import Assessment, DueStep, State
from ..selectors.assessments import own_assessments
from ..selectors.campaigns import years_to_open

SOON = datetime.timedelta(days=7)
OPENING_MONTH = 10  # the review is opened in the last quarter


def queue_for(reader, on: datetime.date) -> list[QueueItem]:
    """Return the reader's own unfinished self-assessments, and years whose review is to be opened."""
    return [*_own(reader, on), *_to_open(reader, on)]


def _own(reader, on: datetime.date) -> list[QueueItem]:
    if reader.member_id is None:
        return []
    open_ones = own_assessments(reader).to_rate().filter(state__in=(State.DRAFT, State.RETURNED))
    return [_card(row, on) for row in open_ones]


def _card(row: Assessment, on: datetime.date) -> QueueItem:
    year, due = row.campaign.year.number, due_on(row.campaign, DueStep.ASSESSMENTS, row.unit_id)
    if row.is_returned:
        title, action = _("Your self-assessment of %(year)s was returned: %(reason)s"), _("Change and submit again")
    elif row.is_untouched:
        title, action = _("Write your self-assessment of %(year)s"), _("Begin writing")
    else:
        title, action = _("Finish and submit your self-assessment of %(year)s"), _("Go on writing")
    return QueueItem(
        kind="assessment-own",
        title=title % {"year": year, "reason": row.return_reason},
        url=f"{reverse('evaluations:mine')}?year={year}",
        action=action,
        count=1,
        due=due,
        is_single=True,
        is_urgent=row.is_returned or on >= due - SOON,
    )


def _to_open(reader, on: datetime.date) -> list[QueueItem]:
    if on.month < OPENING_MONTH or not reader.scope.paths("campaign.open"):
        return []
    url = reverse("evaluations:campaign-open")
    return [
        QueueItem(
            kind="campaign-open",
            title=_("Open the review of %(year)s – %(unit)s") % {"year": year.number, "unit": year.unit},
            url=f"{url}?year={year.pk}",
            action=_("Open the review"),
            count=1,
            is_single=True,
        )
        for year in years_to_open(reader).filter(number=on.year)
    ]
