"""What is put on record about a cap before the decision: the larger share of an outstanding unit, a choice's reason."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean, clean_lines

from ..closed import refuse_closed
from ..grouping import groups_in, is_of_cells
from ..models import Campaign, CapChoice, CapException, CapScope, State

About = CapException.About
DECIDED = _("The committee has decided; what its cap rests on can no longer change.")
NO_LARGER = _("The rule set of this year knows no larger share, so there is nothing to record.")
WHOLE_ONLY = _("The share is taken among all whom the committee decides: record the decision for the whole committee.")
NOT_OURS = _("Choose the committee itself, or one of the cells it decides for.")
AHEAD = _("The decision cannot have been signed after today. Correct the date.")
TOO_OLD = _("The decision is older than the year it is to hold for. Correct the date.")
GONE = _("Somebody else has just withdrawn this decision.")
NO_SUCH_GROUP = _("This year has no such group; reload the page.")


def record_cap_exception(
    *, campaign: Campaign, unit: Unit, about: str, number: str, signed_on: datetime.date, issuer: str, by: Account
) -> CapException:
    """Record the decision that lets an outstanding unit have the larger share; refused once the levels are decided."""
    ensure(by, "cap.record", campaign)
    facts = {"number": clean(number), "signed_on": signed_on, "issuer": clean(issuer)}
    with transaction.atomic():
        campaign = _open(campaign, about)
        _refuse_what_cannot_hold(campaign, unit, about, signed_on)
        exception = CapException(campaign=campaign, unit=unit, about=about, recorded_by_id=by.pk, **facts)
        exception.full_clean(exclude=["recorded_by"])
        exception.save()
        record(by, "cap.exception_recorded", campaign, unit=unit, data=_as_data(exception))
    return exception


def withdraw_cap_exception(*, exception: CapException, by: Account) -> None:
    """Take the larger share back before the decision; the journal keeps what was recorded."""
    ensure(by, "cap.record", exception.campaign)
    with transaction.atomic():
        campaign = _open(exception.campaign, exception.about)
        if not CapException.objects.filter(pk=exception.pk).exists():
            raise ValidationError(GONE, "wrong_state")
        record(by, "cap.exception_withdrawn", campaign, unit=exception.unit, data=_as_data(exception))
        exception.delete()


def explain_choice(*, campaign: Campaign, group: str, reason: str, by: Account) -> CapChoice | None:
    """Keep why, in one group, these were chosen and not others of equal or better standing; empty takes it back."""
    ensure(by, "assessment.choose", campaign)
    reason, about = clean_lines(reason), About.CELLS if is_of_cells(group) else About.PEOPLE
    with transaction.atomic():
        campaign = _open(campaign, about)
        if group not in groups_in(campaign):
            raise ValidationError({"group": NO_SUCH_GROUP}, "no_such_group")
        choice = _keep(campaign, group, reason, by)
        record(by, "cap.choice_explained", campaign, unit=campaign.unit, data={"group": group, "reason": reason})
    return choice


def _keep(campaign: Campaign, group: str, reason: str, by: Account) -> CapChoice | None:
    if not reason:
        campaign.cap_choices.filter(group=group).delete()
        return None
    values = {"reason": reason, "by_id": by.pk}
    return CapChoice.objects.update_or_create(campaign=campaign, group=group, defaults=values)[0]


def _open(campaign: Campaign, about: str) -> Campaign:
    """Hold the campaign, so that no decision is taken meanwhile; refuse a decided one."""
    campaign = locked(campaign)
    refuse_closed(campaign)
    rows = campaign.assessments if about == About.PEOPLE else campaign.cell_ratings
    if rows.filter(state=State.DECIDED).exists():
        raise ValidationError(DECIDED, "frozen")
    return campaign


def _refuse_what_cannot_hold(campaign: Campaign, unit: Unit, about: str, signed_on: datetime.date) -> None:
    """Refuse a share the rules do not know, a unit the share is not taken in, a date that cannot be."""
    rules = campaign.rule_set
    if rules.cap_exception_percent <= rules.cap_percent:
        raise ValidationError(NO_LARGER, "no_larger_share")
    if unit.pk != campaign.unit.pk:
        inside = about == About.PEOPLE and rules.cap_scope == CapScope.CELL
        if not inside:
            raise ValidationError({"unit": WHOLE_ONLY}, "whole_only")
        if not campaign.reviews.filter(unit=unit).exists():
            raise ValidationError({"unit": NOT_OURS}, "not_ours")
    if signed_on > timezone.localdate():
        raise ValidationError({"signed_on": AHEAD}, "ahead")
    if signed_on.year < campaign.year.number:
        raise ValidationError({"signed_on": TOO_OLD}, "too_old")


def _as_data(exception: CapException) -> dict:
    return {
        "about": exception.about,
        "unit": exception.unit_id,
        "number": exception.number,
        "signed_on": exception.signed_on.isoformat(),
        "issuer": exception.issuer,
    }
