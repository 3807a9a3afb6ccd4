"""The life of a unit's model: registered, confirmed by the committee, running, ended with its result."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.changes import changed, facts_of
from emulation.journal import record
from emulation.models import Account, Unit, Year
from emulation.text import clean, clean_lines

from ..indicator_rules import INITIATIVE_STEPS
from ..models import Initiative, Participant, Reading
from ..selectors import people_for

MOST_PEOPLE = 300
FACTS = ("name", "last_year", "purpose", "owner", "owner_text")
YEAR_ELSEWHERE = _("This year belongs to another committee. Choose the unit's own year.")
BACKWARDS = _("The last year, %(last)s, comes before the first, %(first)s.")
UNKNOWN_PEOPLE = _("Somebody named here does not belong to the unit. Reload the page and choose again.")
TWO_OWNERS = _("Choose a member in charge, or write who is, not both.")
NO_REASON = _("Write what to change, so that the unit knows why its model comes back.")
NO_INDICATOR = _("The model has no indicator yet. Without one nobody can tell what comes of it.")
NO_RESULT = _("Write what came of the model before it ends.")
HAS_READINGS = _("There are readings already. They are evidence, so the model stays; end it with its result instead.")


def register_initiative(
    *,
    unit: Unit,
    year: Year,
    name: str,
    purpose: str,
    by: Account,
    last_year: int | None = None,
    owner: int | None = None,
    owner_text: str = "",
    members: Collection[int] = (),
) -> Initiative:
    """Register a model of the unit from the year on; `owner` and `members` are members by their keys."""
    ensure(by, "initiative.write", unit)
    if not year.unit.covers(unit):
        raise ValidationError(YEAR_ELSEWHERE, "year_elsewhere")
    row = Initiative(unit=unit, year=year, registered_by=by)
    with transaction.atomic():
        _write(row, name, purpose, last_year, owner, owner_text, members)
        record(by, "initiative.registered", row, unit=unit, members=_people(row))
    return row


def edit_initiative(
    *,
    initiative: Initiative,
    name: str,
    purpose: str,
    by: Account,
    last_year: int | None = None,
    owner: int | None = None,
    owner_text: str = "",
    members: Collection[int] = (),
    version: int | None = None,
) -> Initiative:
    """Change what is registered, until the committee has confirmed it."""
    ensure(by, "initiative.write", initiative.unit)
    with transaction.atomic():
        row = locked(initiative)
        expect_version(row, version)
        take_step(INITIATIVE_STEPS, "edit", row)
        before, concerned = facts_of(row, FACTS), _people(row)
        row.version += 1
        _write(row, name, purpose, last_year, owner, owner_text, members)
        people, change = concerned | _people(row), changed(before, row)
        record(by, "initiative.edited", row, unit=row.unit, change=change, members=people)
    return row


def withdraw_initiative(*, initiative: Initiative, by: Account) -> None:
    """Take back a model that was registered by mistake and has no reading yet."""
    ensure(by, "initiative.write", initiative.unit)
    with transaction.atomic():
        row = locked(initiative)
        take_step(INITIATIVE_STEPS, "edit", row)
        if Reading.objects.filter(indicator__initiative=row).exists():
            raise ValidationError(HAS_READINGS, "has_readings")
        record(by, "initiative.withdrawn", row, unit=row.unit, members=_people(row))
        row.delete()


def confirm_initiative(*, initiative: Initiative, by: Account, version: int | None = None) -> Initiative:
    """Confirm for the committee that the unit shall do it, as it is registered."""
    ensure(by, "initiative.confirm", initiative)
    with transaction.atomic():
        row = locked(initiative)
        expect_version(row, version)
        row.state = take_step(INITIATIVE_STEPS, "confirm", row)
        if not row.indicators.exists():
            raise ValidationError(NO_INDICATOR, "no_indicator")
        row.confirmed_by_id, row.confirmed_at, row.return_reason = by.pk, timezone.now(), ""
        _save(row, "state", "confirmed_by", "confirmed_at", "return_reason")
        record(by, "initiative.confirmed", row, unit=row.unit)
    return row


def return_initiative(*, initiative: Initiative, reason: str, by: Account) -> Initiative:
    """Let the unit change what it has registered, with what to change; readings stay."""
    ensure(by, "initiative.confirm", initiative)
    reason = clean_lines(reason)
    if not reason:
        raise ValidationError(NO_REASON, "no_reason")
    with transaction.atomic():
        row = locked(initiative)
        row.state, row.return_reason = take_step(INITIATIVE_STEPS, "return", row), reason
        row.clean_fields(exclude=["owner", "result"])
        _save(row, "state", "return_reason")
        record(by, "initiative.returned", row, unit=row.unit)
    return row


def start_initiative(*, initiative: Initiative, by: Account) -> Initiative:
    """Say that the model runs; readings are entered from now on."""
    ensure(by, "initiative.write", initiative.unit)
    with transaction.atomic():
        row = locked(initiative)
        row.state = take_step(INITIATIVE_STEPS, "start", row)
        _save(row, "state")
        record(by, "initiative.started", row, unit=row.unit)
    return row


def end_initiative(*, initiative: Initiative, result: str, by: Account, version: int | None = None) -> Initiative:
    """End the model with what came of it."""
    ensure(by, "initiative.write", initiative.unit)
    result = clean_lines(result)
    if not result:
        raise ValidationError({"result": ValidationError(NO_RESULT, "no_result")})
    with transaction.atomic():
        row = locked(initiative)
        expect_version(row, version)
        row.state, row.result = take_step(INITIATIVE_STEPS, "end", row), result
        row.clean_fields(exclude=["owner"])
        _save(row, "state", "result")
        record(by, "initiative.ended", row, unit=row.unit)
    return row


def _write(
    row: Initiative,
    name: str,
    purpose: str,
    last_year: int | None,
    owner: int | None,
    owner_text: str,
    members: Collection[int],
) -> None:
    """Check and store the words and the people; people who have left since stay."""
    row.name, row.purpose, row.owner_text = clean(name), clean_lines(purpose), clean(owner_text)
    row.last_year = last_year or row.year.number
    if row.last_year < row.year.number:
        values = {"first": str(row.year.number), "last": str(row.last_year)}
        raise ValidationError({"last_year": ValidationError(BACKWARDS, "backwards", values)})
    if owner and row.owner_text:
        raise ValidationError({"owner_text": ValidationError(TWO_OWNERS, "two_owners")})
    _demand_known(row, {*members, owner} - {None})
    row.owner_id = owner
    row.full_clean()
    row.save()
    row.participants.exclude(member__in=members).delete()
    there = set(row.participants.values_list("member", flat=True))
    Participant.objects.bulk_create(Participant(initiative=row, member_id=key) for key in set(members) - there)


def _demand_known(row: Initiative, wanted: set[int]) -> None:
    known = set(people_for(row.unit, row.year, timezone.localdate()).values_list("pk", flat=True))
    if len(wanted) > MOST_PEOPLE or not wanted <= known | (_people(row) if row.pk else set()):
        raise ValidationError(UNKNOWN_PEOPLE, "unknown_people")


def _people(row: Initiative) -> set[int]:
    """Return who takes part and who is in charge."""
    return {*row.participants.values_list("member", flat=True), row.owner_id} - {None}


def _save(row: Initiative, *names: str) -> None:
    row.version += 1
    row.save(update_fields=[*names, "version"])
