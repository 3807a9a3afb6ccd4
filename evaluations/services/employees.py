"""The member's rating as an employee: a basis of the member's level, recorded with its day and issuer (A-13)."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean

from ..closed import refuse_closed
from ..from_paper import refuse_from_paper
from ..models import Assessment
from .assessments import NOT_RATED

FROZEN = _("The level of this member has been decided; the rating as an employee can no longer change.")
DAY_NEEDED = _("Type the day of the rating.")
ISSUER_NEEDED = _("Write down who rated the member as an employee.")
NO_LEVEL = _("Choose the level, or leave the day and the issuer empty to take the rating back.")
AHEAD = _("The rating cannot be of a day after today. Correct the date.")
OTHER_YEAR = _("The rating must be that of %(year)s: of a day in that year or the next. Correct the date.")
FIELDS = ("employee_level", "employee_rated_on", "employee_issuer")


def record_employee_rating(
    *, assessment: Assessment, level: str, rated_on: datetime.date | None, issuer: str, by: Account
) -> Assessment:
    """Record level, day and issuer, or take them back with all three empty; refused once the member is decided."""
    ensure(by, "assessment.record_employee", assessment)
    issuer = clean(issuer)
    with transaction.atomic():
        row = locked(assessment)
        refuse_closed(row.campaign)
        refuse_from_paper(row.campaign)
        if row.is_decided:
            raise ValidationError(FROZEN, "frozen")
        if not row.is_required:
            raise ValidationError(NOT_RATED, "wrong_state", {"why": row.get_participation_display()})
        _refuse(row, level, rated_on, issuer)
        row.employee_level, row.employee_rated_on, row.employee_issuer = level, rated_on, issuer
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.name not in FIELDS])
        row.save(update_fields=[*FIELDS, "updated_at"])
        data = {"level": level, "rated_on": rated_on.isoformat() if rated_on else None, "issuer": issuer}
        record(by, "assessment.employee_rated", row, unit=row.unit, data=data)
    return row


def _refuse(row: Assessment, level: str, rated_on: datetime.date | None, issuer: str) -> None:
    """Refuse a rating that is not whole, or not of the year, by field."""
    errors: dict[str, str | Promise] = {}
    if not level and (rated_on or issuer):
        errors["level"] = NO_LEVEL
    if level and not issuer:
        errors["issuer"] = ISSUER_NEEDED
    if level and rated_on is None:
        errors["rated_on"] = DAY_NEEDED
    elif rated_on:
        errors |= _day_faults(rated_on, row.campaign.year.number)
    if errors:
        raise ValidationError(errors)


def _day_faults(rated_on: datetime.date, year: int) -> dict[str, str]:
    if rated_on > timezone.localdate():
        return {"rated_on": AHEAD}
    if rated_on.year not in (year, year + 1):
        return {"rated_on": OTHER_YEAR % {"year": year}}
    return {}
