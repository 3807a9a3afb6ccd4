"""The days of a campaign and of its cells, changed while it runs; they always follow the steps."""

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account, Unit

from ..closed import refuse_closed
from ..due_days import DUE, due_on
from ..from_paper import refuse_from_paper
from ..models import OF_CELLS, Campaign, DueStep, StepDate

Day = datetime.date
NOT_A_CELL = _("%(unit)s is not among the cells of this review.")
OUT_OF_ORDER = _("%(unit)s: the days must follow the steps: self-assessment, the cell’s review, the decision.")
TOO_FAR = _("A day must lie between 01/07/%(year)s and 30/06 of the following year.")


def set_due_days(
    *, campaign: Campaign, assessments_due: Day, reviews_due: Day, decisions_due: Day, by: Account
) -> Campaign:
    """Change the campaign's own days; refused where they leave the order of the steps, in any cell."""
    ensure(by, "campaign.open", campaign.unit)
    days = {"assessments_due": assessments_due, "reviews_due": reviews_due, "decisions_due": decisions_due}
    with transaction.atomic():
        campaign = _open(campaign)
        before = {name: getattr(campaign, name).isoformat() for name in days}
        for name, day in days.items():
            setattr(campaign, name, day)
        cells = {cell for cell, _step in campaign.days_of_cells}
        _refuse_disorder(campaign, [campaign.unit, *Unit.objects.filter(pk__in=cells)])
        campaign.save(update_fields=list(days))
        data = {"before": before, "after": {name: day.isoformat() for name, day in days.items()}}
        record(by, "campaign.days_set", campaign, unit=campaign.unit, data=data)
    return campaign


def set_cell_days(*, campaign: Campaign, unit: Unit, days: Mapping[str, Day | None], by: Account) -> Campaign:
    """Give a cell days of its own by step; None goes back to the campaign's day. Steps left out stay."""
    ensure(by, "campaign.open", campaign.unit)
    with transaction.atomic():
        campaign = _open(campaign)
        if not campaign.reviews.filter(unit=unit).exists():
            raise ValidationError({"unit": ValidationError(NOT_A_CELL, "not_a_cell", {"unit": unit.name})})
        for step in OF_CELLS:
            if step.value in days:
                _set(campaign, unit, step, days[step.value], by)
        campaign.has_cell_days = campaign.step_dates.exists()
        campaign.save(update_fields=["has_cell_days"])
        campaign.__dict__.pop("days_of_cells", None)
        _refuse_disorder(campaign, [unit])
        data = {step: day.isoformat() if day else None for step, day in days.items()}
        record(by, "campaign.days_set", campaign, unit=unit, data=data)
    return campaign


def _open(campaign: Campaign) -> Campaign:
    """Hold the campaign; refuse one that is closed or from paper."""
    campaign = locked(campaign)
    refuse_closed(campaign)
    refuse_from_paper(campaign)
    return campaign


def _set(campaign: Campaign, unit: Unit, step: DueStep, day: Day | None, by: Account) -> None:
    where = {"campaign": campaign, "unit": unit, "step": step.value}
    if day is None or day == getattr(campaign, DUE[step]):
        StepDate.objects.filter(**where).delete()
    else:
        StepDate.objects.update_or_create(**where, defaults={"due_on": day, "set_by_id": by.pk})


def _refuse_disorder(campaign: Campaign, units: list[Unit]) -> None:
    """Refuse days that do not follow the steps or lie too far from the year, in the campaign or one of its cells."""
    year = campaign.year.number
    first, last = datetime.date(year, 7, 1), datetime.date(year + 1, 6, 30)
    for unit in units:
        days = [due_on(campaign, step, unit.pk) for step in DueStep]
        if days != sorted(days):
            raise ValidationError(OUT_OF_ORDER, "out_of_order", {"unit": unit.name})
        if days[0] < first or days[-1] > last:
            raise ValidationError(TOO_FAR, "too_far", {"year": year})
