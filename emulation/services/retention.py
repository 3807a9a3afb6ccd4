"""Acts on how long documents are kept: setting a period, and letting go what has been kept long enough."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..access import SystemActor, ensure
from ..acts import locked
from ..journal import record
from ..models import Account, RetentionPeriod, Unit
from ..retention import Line, asked_of, departures, held_back, keepers, kinds, lines_for
from ..text import clean

UNKNOWN = _("There is no such kind of document.")
TOO_SHORT = _("This kind is kept at least %(minimum)s years: %(basis)s")
NO_REASON = _("Write why the time is another one: whoever checks this reads it.")
NOBODY = _("What has been kept long enough goes only at the word of a named person.")


def preview_retention(*, unit: Unit, by: Account) -> list[Line]:
    """Return kind by kind what would go; changes nothing."""
    ensure(by, "retention.view", unit)
    return lines_for(unit)


def set_retention(*, unit: Unit, kind: str, years: int, reason: str, by: Account) -> RetentionPeriod:
    """Keep a kind of document for another time, at the unit and below it, with a reason."""
    ensure(by, "retention.set", unit)
    found, reason = kinds().get(kind), clean(reason)
    if found is None:
        raise ValidationError({"kind": [ValidationError(UNKNOWN, "unknown_kind")]})
    if years < found.minimum:
        short = ValidationError(TOO_SHORT, "too_short", {"minimum": found.minimum, "basis": found.basis})
        raise ValidationError({"years": [short]})
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    period = RetentionPeriod(unit=unit, kind=kind, years=years, reason=reason, set_by=by)
    period.full_clean()
    with transaction.atomic():
        before = departures(locked(unit)).get(kind)
        period.save()
        data = {"kind": kind, "years": years, "before": before.years if before else found.years}
        record(by, "retention.set", period, unit=unit, data=data)
    return period


def apply_retention(*, unit: Unit, kind: str, by: Account) -> int:
    """Let the words go that have been kept long enough, all of one kind at once, and return of how many rows."""
    ensure(by, "retention.apply", unit)
    if isinstance(by, SystemActor):
        raise ValidationError(NOBODY, "nobody")
    if kind not in kinds():
        raise ValidationError(UNKNOWN, "unknown_kind")
    keeper = keepers()[kind]
    with transaction.atomic():
        locked(unit)
        asked = asked_of(unit, kinds()[kind], departures(unit).get(kind), held_back(unit))
        found = list(keeper.due(asked).select_for_update(of=("self",)))
        if found:
            members = {keeper.member(row) for row in found} - {None}
            keeper.thin([row.pk for row in found])
            data = {"kind": kind, "count": len(found), "years": asked.years}
            record(by, "retention.applied", unit, unit=unit, data=data, members=members)
    return len(found)
