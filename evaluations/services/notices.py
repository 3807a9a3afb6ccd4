"""What follows a decision: told to the member and the manager, handed over, the level published (Art. 15)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked, take_step
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean

from ..closed import refuse_closed
from ..from_paper import refuse_from_paper
from ..models import Assessment, Campaign, Decision, NoticeTo, Publication, ResultNotice
from ..rules.workflow import STEPS

ALL_TOLD = _("Everybody has been told already; nothing is left to send.")
NOT_TOLD = _("The result has not been told yet. The committee sends the notices first.")
NO_NAME = _("Write the name and post of the direct manager.")
NO_DAY = _("Write on which day the sheet was handed over.")
WRONG_DAY = _("The sheet is handed over after the notice and not after today. Correct the date.")
OTHER_UNIT = _("Choose the committee or one of its cells.")
NO_REASON = _("Write why the list is withdrawn.")
GONE = _("This list has been withdrawn already. Reload the page.")
NOBODY = _("Nobody in this campaign is to be rated, so there is nothing to tell.")


def notify_results(*, campaign: Campaign, by: Account) -> int:
    """Tell every member the decision that holds, to each once; return how many notices were sent."""
    ensure(by, "result.notify", campaign)
    with transaction.atomic():
        _hold(campaign, "notify")
        untold = Decision.objects.current().filter(assessment__campaign=campaign).exclude(notices__to=NoticeTo.MEMBER)
        rows = list(untold.select_related("assessment"))
        if not rows:
            raise ValidationError(ALL_TOLD, "wrong_state")
        now = timezone.now()
        notices = [_notice(row, NoticeTo.MEMBER, by, now) for row in rows]
        ResultNotice.objects.bulk_create(notices)
        members = [row.assessment.member_id for row in rows]
        record(by, "result.notified", campaign, unit=campaign.unit, data={"members": len(rows)}, members=members)
    return len(rows)


def notify_manager(*, assessment: Assessment, name: str, by: Account) -> ResultNotice:
    """Note that the member's direct manager was told the level, and who that is."""
    ensure(by, "result.notify", assessment)
    name = clean(name)
    if not name:
        raise ValidationError({"name": [NO_NAME]})
    with transaction.atomic():
        row = _decided(assessment, "notify_manager")
        notice = _notice(row.decision, NoticeTo.MANAGER, by, timezone.now(), name)
        notice.full_clean()
        notice.save()
        record(by, "result.manager_notified", row, unit=row.unit, data={"name": name})
    return notice


def hand_over_result(*, assessment: Assessment, handed_on: datetime.date | None, by: Account) -> ResultNotice:
    """Record that the member got the notice on paper: for those who do not sign in."""
    ensure(by, "result.hand_over", assessment)
    with transaction.atomic():
        row = _decided(assessment, "hand_over")
        notice = _own_notice(row)
        if handed_on is None:
            raise ValidationError({"handed_on": [NO_DAY]})
        if not timezone.localdate(notice.sent_at) <= handed_on <= timezone.localdate():
            raise ValidationError({"handed_on": [WRONG_DAY]})
        notice.handed_on, notice.handed_by_id = handed_on, by.pk
        notice.save(update_fields=["handed_on", "handed_by"])
        record(by, "result.handed_over", row, unit=row.unit, data={"on": handed_on.isoformat()})
    return notice


def note_result_read(*, assessment: Assessment, by: Account) -> None:
    """Note, once, that the member has opened the result that was told."""
    ensure(by, "result.view", assessment)
    if by.member_id != assessment.member_id:
        return
    with transaction.atomic():
        told = ResultNotice.objects.filter(
            decision__assessment=assessment, decision__is_current=True, to=NoticeTo.MEMBER, read_at=None
        )
        if told.update(read_at=timezone.now()):
            record(by, "result.read", assessment, unit=assessment.unit)


def renew_notices(*, held: Decision, decision: Decision, by: Account) -> None:
    """Tell a re-rating to everybody to whom the decision it replaces was told."""
    ensure(by, "assessment.rerate", decision.assessment)
    refuse_closed(decision.assessment.campaign)
    now, told = timezone.now(), list(held.notices.all())
    ResultNotice.objects.bulk_create([_notice(decision, row.to, by, now, row.name) for row in told])
    if told:
        row = decision.assessment
        record(by, "result.renewed", row, unit=row.unit, data={"number": decision.number, "notices": len(told)})


def publish_levels(*, campaign: Campaign, unit: Unit, by: Account) -> Publication:
    """Publish the levels in one cell, or by naming the committee in all: names and the level's word only (A-24)."""
    ensure(by, "result.publish", campaign)
    if unit.pk != campaign.unit.pk and not campaign.reviews.filter(unit=unit).exists():
        raise ValidationError({"unit": [OTHER_UNIT]})
    with transaction.atomic():
        _hold(campaign, "publish")
        made = {"published_by_id": by.pk, "published_at": timezone.now()}
        publication = Publication(campaign=campaign, unit=unit, **made)
        publication.full_clean()
        publication.save()
        record(by, "result.published", publication, unit=unit)
    return publication


def withdraw_publication(*, publication: Publication, reason: str, by: Account) -> Publication:
    """Withdraw a published list with a reason; that it was published stays."""
    ensure(by, "result.publish", publication.campaign)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    with transaction.atomic():
        _hold(publication.campaign, "withdraw_publication")
        row = locked(publication)
        if row.is_withdrawn:
            raise ValidationError(GONE, "wrong_state")
        row.withdrawn_at, row.withdrawn_by_id, row.withdraw_reason = timezone.now(), by.pk, reason
        row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdraw_reason"])
        record(by, "result.publication_withdrawn", row, unit=row.unit, data={"reason": reason})
    return row


def _hold(campaign: Campaign, act: str) -> None:
    """Hold the campaign's rows, all of which must be decided."""
    refuse_from_paper(campaign)
    campaign = locked(campaign)
    refuse_closed(campaign)
    rows = list(campaign.assessments.to_rate().only("state").locked())
    if not rows:
        raise ValidationError(NOBODY, "wrong_state")
    for row in rows:
        take_step(STEPS, act, row)


def _decided(assessment: Assessment, act: str) -> Assessment:
    """Return the member's row under a lock; refuse before the decision."""
    refuse_from_paper(assessment.campaign)
    row = locked(assessment)
    refuse_closed(row.campaign)
    take_step(STEPS, act, row)
    return row


def _own_notice(row: Assessment) -> ResultNotice:
    found = ResultNotice.objects.filter(decision__assessment=row, decision__is_current=True, to=NoticeTo.MEMBER)
    notice = found.first()
    if notice is None:
        raise ValidationError(NOT_TOLD, "wrong_state")
    return notice


def _notice(decision: Decision, to: str, by: Account, at: datetime.datetime, name: str = "") -> ResultNotice:
    return ResultNotice(decision=decision, to=to, name=name, sent_by_id=by.pk, sent_at=at)
