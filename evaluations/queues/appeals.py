"""Cards about complaints and checks: what the reader may judge, what nobody is left for, answers to one's own."""

import datetime
from collections.abc import Iterable

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from emulation.queue import QueueItem

from ..models import Appeal, AppealStep, Campaign
from ..selectors.appeals import appeals_for, checks_for, handled_by

SOON = datetime.timedelta(days=3)
NEWS = datetime.timedelta(days=14)  # so long an answer stands on the member's first page


def queue_for(reader, on: datetime.date, newest: list[Campaign]) -> list[QueueItem]:
    """Return the answers to the reader's own, the complaints to judge or waiting for others, the checks awaited."""
    own, others = _news(reader)
    return [*_own(own), *_to_judge(reader, others, on), *_checks(reader, newest)]


def _news(reader) -> tuple[list[Appeal], list[Appeal]]:
    """Return the reader's own that were answered lately, and what is open of others; one query."""
    is_own = Q(decision__assessment__member_id=reader.member_id) if reader.member_id else Q(pk__in=[])
    ended = Q(state__in=[AppealStep.UPHELD, AppealStep.CHANGED], ended_at__gte=timezone.now() - NEWS)
    judged = Q(pk__in=Appeal.objects.open().values("pk")) if reader.scope.paths("appeal.view") else Q(pk__in=[])
    found = list(appeals_for(reader).filter((is_own & ended) | judged))
    own = [one for one in found if one.assessment.member_id == reader.member_id and not one.is_open]
    return own, [one for one in found if one.assessment.member_id != reader.member_id]


def _own(found: list[Appeal]) -> Iterable[QueueItem]:
    for one in found:
        yield QueueItem(
            kind="appeal-answered",
            title=_("Your complaint about the level of %(year)s has been answered: %(state)s")
            % {"year": one.assessment.campaign.year.number, "state": one.get_state_display()},
            url=reverse("evaluations:appeal", args=[one.pk]),
            action=_("Read the answer"),
            count=1,
            is_single=True,
        )


def _to_judge(reader, found: list[Appeal], on: datetime.date) -> Iterable[QueueItem]:
    """One card for those the reader may judge, one for those that wait for somebody else."""
    mine = handled_by(reader, found)
    waiting = [one for one in found if one not in mine]
    if mine:
        yield _card("appeals", _("Complaints to consider and answer"), _("Consider and answer"), mine, on)
    if waiting:
        title = _("Complaints that somebody who took no part has to answer")
        yield _card("appeals-of-others", title, _("See who considers them"), waiting, on)


def _card(kind: str, title: str, action: str, found: list[Appeal], on: datetime.date) -> QueueItem:
    due, one = min(row.answer_due for row in found), found[0] if len(found) == 1 else None
    return QueueItem(
        kind=kind,
        title=title,
        url=reverse("evaluations:appeal", args=[one.pk]) if one else reverse("evaluations:appeal-list"),
        action=action,
        count=len(found),
        due=due,
        is_urgent=on >= due - SOON,
    )


def _checks(reader, newest: list[Campaign]) -> Iterable[QueueItem]:
    """Where a check without outcome stands between the committee and its decision."""
    if not reader.scope.paths("check.view"):
        return
    found = list(checks_for(reader).pending().filter(assessment__campaign__in=newest))
    if found:
        one = found[0]
        yield QueueItem(
            kind="checks",
            title=_("Checks whose outcome is awaited before the decision"),
            url=reverse("evaluations:checks", args=[one.assessment_id])
            if len({row.assessment_id for row in found}) == 1
            else reverse("evaluations:decision", args=[one.assessment.campaign_id]),
            action=_("Record the outcome"),
            count=len(found),
        )
