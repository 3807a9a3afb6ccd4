"""Letting a cell go before what comes first (QĐ 366-QĐ/TW Art. 12.2): the leader's act, by name and with a reason."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean

from ..cell_members import members_open
from ..closed import refuse_closed
from ..from_paper import refuse_from_paper
from ..models import Campaign, CellRating, OrderWaiver

NO_REASON = _("Write why the order is waived; the annual report prints it with your name.")
NOTHING = _("Nothing comes before this step any more: all members are far enough. No waiver is needed.")
DONE = _("This step has been taken already; the order cannot be waived after it.")
OTHER_UNIT = _("To propose, choose one cell; to decide, the committee.")


def waive_order(*, campaign: Campaign, unit: Unit, step: int, reason: str, by: Account) -> OrderWaiver:
    """Let one cell propose, or the committee decide its cells, while members are still open; refused without need."""
    ensure(by, "order.waive", campaign)
    reason = clean(reason)
    refuse_from_paper(campaign)
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    with transaction.atomic():
        locked(campaign)
        refuse_closed(campaign)
        waiting = _waiting(campaign, unit, step)
        waiver = OrderWaiver(campaign=campaign, unit=unit, step=step, open_members=waiting, reason=reason)
        waiver.waived_by_id = by.pk
        waiver.full_clean(exclude=["waived_by"])
        waiver.save()
        data = {"step": step, "guard": waiver.guard, "open": waiting, "reason": reason}
        record(by, "order.waived", waiver, unit=unit, data=data)
    return waiver


def _waiting(campaign: Campaign, unit: Unit, step: int) -> int:
    """Return how many members are open; refuse where nothing stands in the way, and after the step."""
    is_all = step == OrderWaiver.Step.DECIDE
    if (unit.pk == campaign.unit.pk) != is_all or not (is_all or campaign.reviews.filter(unit=unit).exists()):
        raise ValidationError({"unit": [OTHER_UNIT]})
    rows = CellRating.objects.filter(campaign=campaign, state__gte=step)
    if (rows if is_all else rows.filter(unit=unit)).exists():
        raise ValidationError(DONE, "wrong_state")
    waiting = members_open(campaign, step, None if is_all else unit)
    if not waiting:
        raise ValidationError(NOTHING, "wrong_state")
    return waiting
