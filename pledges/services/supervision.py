"""Noting what a cell looked at, and that what it found has been put right."""

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

from ..models import Finding, Pledge, SupervisionNote
from ..permissions import UnitPledges

TO_COME = _("The supervision lies in the future; note it when it has been held.")
NO_WORDS = _("Write what was said: what the reminder is, or what is to be put right.")
NO_DAY = _("Give the day by which it is to be put right.")
BEFORE = _("The day by which it is to be put right comes before the supervision.")
NOT_OPEN = _("Nothing of this note is still to be put right. Reload the page.")
WRONG_DAY = _("It was put right between the day of the supervision and today; correct the day.")


def record_supervision(
    *,
    unit: Unit,
    seen_on: datetime.date,
    supervised_by: str,
    looked_for: str,
    finding: str,
    by: Account,
    pledge: Pledge | None = None,
    words: str = "",
    correct_by: datetime.date | None = None,
) -> SupervisionNote:
    """Note one look at a member's pledge, or at the cell where none is named; also that nothing was wrong."""
    ensure(by, "supervision.record", pledge or UnitPledges(unit))
    note = SupervisionNote(unit=pledge.unit if pledge else unit, pledge=pledge, seen_on=seen_on, finding=finding)
    note.supervised_by, note.looked_for = clean(supervised_by), clean_lines(looked_for)
    is_found, is_to_correct = finding != Finding.NOTHING, finding == Finding.CORRECT
    note.words = clean_lines(words) if is_found else ""
    note.correct_by = correct_by if is_to_correct else None
    note.recorded_by_id = by.pk
    _check(note)
    with transaction.atomic():
        note.clean_fields(exclude=["unit", "pledge", "recorded_by"])
        note.save()
        data = {"finding": finding, "pledge": pledge and pledge.pk}
        record(by, "supervision.recorded", note, unit=note.unit, data=data)
    return note


def correct_supervision(*, note: SupervisionNote, corrected_on: datetime.date, by: Account) -> SupervisionNote:
    """Note that what was found has been put right on the day."""
    ensure(by, "supervision.record", note)
    with transaction.atomic():
        note = locked(note)
        if not note.is_to_correct:
            raise ValidationError(NOT_OPEN, "wrong_state")
        if not note.seen_on <= corrected_on <= timezone.localdate():
            raise ValidationError({"corrected_on": ValidationError(WRONG_DAY, "wrong_day")})
        note.corrected_on = corrected_on
        note.save(update_fields=["corrected_on"])
        record(by, "supervision.corrected", note, unit=note.unit, data={"on": corrected_on.isoformat()})
    return note


def _check(note: SupervisionNote) -> None:
    problems = {}
    if note.seen_on > timezone.localdate():
        problems["seen_on"] = ValidationError(TO_COME, "to_come")
    if note.finding != Finding.NOTHING and not note.words:
        problems["words"] = ValidationError(NO_WORDS, "no_words")
    if note.finding == Finding.CORRECT:
        problems |= _wrong_day(note)
    if problems:
        raise ValidationError(problems)


def _wrong_day(note: SupervisionNote) -> dict:
    if note.correct_by is None:
        return {"correct_by": ValidationError(NO_DAY, "no_day")}
    return {"correct_by": ValidationError(BEFORE, "before")} if note.correct_by < note.seen_on else {}
