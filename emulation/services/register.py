"""Acts on the register of purposes: a committee's note, and the word of somebody who has read it."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import STALE, locked
from ..changes import changed, facts_of
from ..journal import record
from ..models import Account, RegisterNote, RegisterReading, Unit
from ..register import newest_note, register_for
from ..text import clean_lines

NOT_A_COMMITTEE = _("Only a committee adds a note; a cell's members read that of the committees above.")
SAME = _("The note says this already.")
CHANGED = _("The register has changed since you opened it. Read it again, then confirm.")


def write_register_note(*, unit: Unit, text: str, by: Account, newest: int | None = None) -> RegisterNote:
    """Put a note in the place of the one before, which is kept; `newest` is the one the writer saw, 0 for none."""
    ensure(by, "register.note", unit)
    if unit.is_cell:
        raise ValidationError(NOT_A_COMMITTEE, "not_a_committee")
    with transaction.atomic():
        locked(unit)
        before = newest_note(unit) or RegisterNote(unit=unit)
        if newest is not None and newest != (before.pk or 0):
            raise ValidationError(STALE, "stale")
        note = RegisterNote(unit=unit, text=clean_lines(text), written_by=by)
        if note.text == before.text:
            raise ValidationError(SAME, "same")
        note.full_clean()
        note.save()
        change = changed(facts_of(before, ("text",)), note)
        record(by, "register.noted", note, unit=unit, change=change)
    return note


def acknowledge_register(*, account: Account, version: str, by: Account) -> RegisterReading:
    """Record, once a version, that the owner has read it: not consent, which silence or a click would not be."""
    ensure(by, "account.own", account)
    if version != register_for(account).version:
        raise ValidationError(CHANGED, "stale")
    with transaction.atomic():
        reading, is_new = RegisterReading.objects.get_or_create(account=account, version_read=version)
        if is_new:
            members = [account.member_id] if account.member_id else []
            record(by, "register.acknowledged", reading, members=members)
    return reading
