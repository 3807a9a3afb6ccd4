"""Commendations: the titles of a committee; the cell proposes, the committee's leader grants or refuses."""

import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked, take_step
from emulation.journal import record
from emulation.models import Account, Member, Unit
from emulation.text import clean, clean_lines

from ..models import Commendation, CommendationTitle, Decision
from ..rules.commendations import COMMENDATION_STEPS

NO_COMMITTEE = _("Titles are kept by committees, not by cells.")
OTHER_COMMITTEE = _("This title is not one the committees above the cell give. Choose another one.")
RETIRED = _("This title is no longer given. Choose another one.")
FOR_MEMBERS = _("This title is for members. Choose the member.")
FOR_CELLS = _("This title is for cells, not for a member.")
NOT_OF_CELL = _("The member is not and was not on the list of this cell. Choose a member of the cell.")
NO_NUMBER = _("Write the number of the decision.")
NO_DAY = _("Write on which day the decision was signed; it is not after today.")
NO_REASON = _("Write why the proposal is refused, so that the cell knows.")
SUSPENDED = _("A complaint about the member's level is open; nobody is commended on it before the answer.")


def add_title(*, unit: Unit, name: str, about: str, years: int, by: Account) -> CommendationTitle:
    """Add a title the committee gives."""
    ensure(by, "commendation.title", unit)
    if unit.is_cell:
        raise ValidationError(NO_COMMITTEE, "wrong_unit")
    title = CommendationTitle(unit=unit, name=clean(name), about=about, years=years)
    with transaction.atomic():
        title.full_clean()
        title.save()
        record(by, "commendation.title_added", title, unit=unit, data={"name": title.name, "years": years})
    return title


def retire_title(*, title: CommendationTitle, by: Account) -> CommendationTitle:
    """Give a title no longer; what was granted stays."""
    ensure(by, "commendation.title", title.unit)
    with transaction.atomic():
        row = locked(title)
        if row.is_retired:
            raise ValidationError(RETIRED, "wrong_state")
        row.is_retired = True
        row.save(update_fields=["is_retired"])
        record(by, "commendation.title_retired", row, unit=row.unit, data={"name": row.name})
    return row


def propose_commendation(
    *, unit: Unit, title: CommendationTitle, year: int, reason: str, by: Account, member: Member | None = None
) -> Commendation:
    """Propose a title for a member of the cell, or without a member for the cell itself."""
    ensure(by, "commendation.propose", Commendation(unit=unit, member=member))
    row = Commendation(unit=unit, title=title, member=member, year=year, reason=clean_lines(reason))
    _demand_fitting(unit, title, member)
    row.proposed_by_id, row.proposed_at = by.pk, timezone.now()
    with transaction.atomic():
        row.full_clean(exclude=["proposed_by"])
        row.save()
        data = {"title": title.name, "year": year}
        record(by, "commendation.proposed", row, unit=unit, data=data, members=[member.pk] if member else ())
    return row


def grant_commendation(
    *, commendation: Commendation, number: str, signed_on: datetime.date | None, by: Account, version: int | None = None
) -> Commendation:
    """Grant a proposed title by a decision with number and day."""
    ensure(by, "commendation.decide", commendation)
    number = clean(number)
    problems = {} if number else {"number": [NO_NUMBER]}
    if signed_on is None or signed_on > timezone.localdate():
        problems["signed_on"] = [NO_DAY]
    if problems:
        raise ValidationError(problems)
    with transaction.atomic():
        row = _held(commendation, "grant", version, by)
        _refuse_suspended(row)
        row.number, row.signed_on = number, signed_on
        _save(row, "number", "signed_on")
        data = {"title": row.title.name, "year": row.year, "number": number}
        record(by, "commendation.granted", row, unit=row.unit, data=data, members=_members(row))
    return row


def refuse_commendation(
    *, commendation: Commendation, refusal: str, by: Account, version: int | None = None
) -> Commendation:
    """Refuse a proposed title, with the reason."""
    ensure(by, "commendation.decide", commendation)
    refusal = clean(refusal)
    if not refusal:
        raise ValidationError({"refusal": [NO_REASON]})
    with transaction.atomic():
        row = _held(commendation, "refuse", version, by)
        row.refusal = refusal
        _save(row, "refusal")
        data = {"title": row.title.name, "year": row.year}
        record(by, "commendation.refused", row, unit=row.unit, data=data, members=_members(row))
    return row


def _demand_fitting(unit: Unit, title: CommendationTitle, member: Member | None) -> None:
    if not unit.path.startswith(title.unit.path):
        raise ValidationError({"title": [OTHER_COMMITTEE]})
    if title.is_retired:
        raise ValidationError({"title": [RETIRED]})
    if title.is_for_members and member is None:
        raise ValidationError({"member": [FOR_MEMBERS]})
    if member is not None and not title.is_for_members:
        raise ValidationError({"member": [FOR_CELLS]})
    if member is not None and not member.memberships.filter(unit=unit).exists():
        raise ValidationError({"member": [NOT_OF_CELL]})


def _held(commendation: Commendation, act: str, version: int | None, by: Account) -> Commendation:
    row = locked(commendation)
    row.state = take_step(COMMENDATION_STEPS, act, row)
    expect_version(row, version)
    row.decided_by_id, row.decided_at = by.pk, timezone.now()
    row.version += 1
    return row


def _save(row: Commendation, *fields: str) -> None:
    row.clean_fields(exclude=["decided_by"])
    row.save(update_fields=["state", "decided_by", "decided_at", "version", *fields])


def _members(row: Commendation) -> list[int]:
    return [row.member_id] if row.member_id else []


def _refuse_suspended(row: Commendation) -> None:
    """A complaint suspends the decision the title rests on."""
    if row.member_id is None or not row.title.years:
        return
    held = Decision.objects.current().filter(
        assessment__member=row.member_id, assessment__campaign__year__number=row.year
    )
    if any(decision.is_suspended for decision in held):
        raise ValidationError(SUSPENDED, "wrong_state")
