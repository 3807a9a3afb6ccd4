"""Acts on a cell's study sessions: planning one, changing it, recording who was there, taking it back."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..access import ensure
from ..acts import expect_version, locked
from ..changes import changed, facts_of
from ..journal import record
from ..models import Account, StudyAttendance, StudySession, Theme, Unit
from ..studies import seats_of
from ..text import clean, clean_lines

FACTS = ("held_on", "subject", "presenter", "theme")
CELLS_ONLY = _("Study sessions are held by cells.")
OTHER_THEME = _("The theme must be one of this cell, or of a unit above it, for the year of the session.")
TAKEN_BACK = _("The session has been taken back. Reload the page to see the reason.")
TOO_EARLY = _("The session is on %(day)s; record who was there from that day on.")
NOT_A_MEMBER = _("The list names somebody who did not belong to the cell on that day. Reload the page.")
NO_REASON = _("Write why %(name)s was absent.")
WHY_BACK = _("Write why the session is taken back.")
HELD_THEN = _("Attendance has been recorded for %(day)s; take the session back to hold it on another day.")


@dataclass(frozen=True)
class Mark:
    """How one member stood: present, or absent with the reason."""

    is_present: bool
    reason: str = ""


def plan_study(
    *, unit: Unit, theme: Theme, held_on: datetime.date, subject: str, presenter: str, by: Account, minutes: str = ""
) -> StudySession:
    """Plan a study session of a cell, on a theme that holds there in the year of the day."""
    ensure(by, "study.record", unit)
    if not unit.is_cell:
        raise ValidationError(CELLS_ONLY, "not_a_cell")
    session = StudySession(unit=unit, recorded_by_id=by.pk)
    _say(session, theme, held_on, subject, presenter, minutes)
    with transaction.atomic():
        session.save()
        record(by, "study.planned", session, unit=unit, data={"held_on": held_on.isoformat()})
    return session


def edit_study(
    *,
    session: StudySession,
    theme: Theme,
    held_on: datetime.date,
    subject: str,
    presenter: str,
    by: Account,
    minutes: str = "",
    version: int | None = None,
) -> StudySession:
    """Change what is said of a session; its day stays once attendance is recorded, for it is the list of that day."""
    ensure(by, "study.record", session)
    with transaction.atomic():
        session = _open(session, version)
        if session.is_held and session.held_on != held_on:
            day = session.held_on.strftime("%d/%m/%Y")
            raise ValidationError({"held_on": ValidationError(HELD_THEN, "held", {"day": day})})
        before = facts_of(session, FACTS)
        _say(session, theme, held_on, subject, presenter, minutes)
        session.version += 1
        session.save()
        record(by, "study.edited", session, unit=session.unit, change=changed(before, session))
    return session


def record_attendance(
    *,
    session: StudySession,
    marks: Mapping[int, Mark],
    by: Account,
    minutes: str | None = None,
    version: int | None = None,
) -> StudySession:
    """Record who was there, as {member id: Mark}; who is not named was present. Recorded again, it replaces the list.

    Refusals about one member are keyed by the member's number.
    """
    ensure(by, "study.record", session)
    with transaction.atomic():
        session = _open(session, version)
        if session.held_on > timezone.localdate():
            raise ValidationError(TOO_EARLY, "too_early", {"day": session.held_on.strftime("%d/%m/%Y")})
        rows = _rows(session, marks)
        session.minutes = session.minutes if minutes is None else clean_lines(minutes)
        session.recorded_at, session.recorded_by_id = timezone.now(), by.pk
        session.version += 1
        session.full_clean(exclude=["recorded_by"])
        session.save()
        session.attendance.all().delete()
        StudyAttendance.objects.bulk_create(rows)
        present = sum(row.is_present for row in rows)
        members = [row.member_id for row in rows]
        data = {"present": present, "absent": len(rows) - present}
        record(by, "study.recorded", session, unit=session.unit, data=data, members=members)
    return session


def withdraw_study(*, session: StudySession, reason: str, by: Account, version: int | None = None) -> StudySession:
    """Take a session back that was not held or was entered by mistake; that it stood there remains, with the reason."""
    ensure(by, "study.record", session)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": ValidationError(WHY_BACK, "no_reason")})
    with transaction.atomic():
        session = _open(session, version)
        session.withdrawn_at, session.withdraw_reason = timezone.now(), reason
        session.version += 1
        session.save(update_fields=["withdrawn_at", "withdraw_reason", "version"])
        members = list(session.attendance.values_list("member", flat=True))
        record(by, "study.withdrawn", session, unit=session.unit, data={"reason": reason}, members=members)
    return session


def _open(session: StudySession, version: int | None) -> StudySession:
    """Return the session under its lock; refuses one taken back, and another version than was read."""
    session = locked(session)
    expect_version(session, version)
    if session.is_withdrawn:
        raise ValidationError(TAKEN_BACK, "wrong_state")
    return session


def _say(
    session: StudySession, theme: Theme, held_on: datetime.date, subject: str, presenter: str, minutes: str
) -> None:
    if not theme.unit.covers(session.unit) or not theme.first_year <= held_on.year <= theme.last_year:
        raise ValidationError({"theme": ValidationError(OTHER_THEME, "other_theme")})
    session.theme, session.held_on = theme, held_on
    session.subject, session.presenter, session.minutes = clean(subject), clean(presenter), clean_lines(minutes)
    session.full_clean(exclude=["recorded_by"])


def _rows(session: StudySession, marks: Mapping[int, Mark]) -> list[StudyAttendance]:
    """Return a row for each member of the cell on the day; refuses all when one cannot stand."""
    seats = seats_of(session)
    if not marks.keys() <= {seat.member for seat in seats}:
        raise ValidationError(NOT_A_MEMBER, "unknown_member")
    rows, problems = [], {}
    for seat in seats:
        mark = marks.get(seat.member, Mark(True))
        reason = "" if mark.is_present else clean(mark.reason)[:200]
        if not mark.is_present and not reason:
            problems[str(seat.member)] = [ValidationError(NO_REASON, "no_reason", {"name": seat.name})]
        rows.append(StudyAttendance(session=session, member_id=seat.member, is_present=mark.is_present, reason=reason))
    if problems:
        raise ValidationError(problems)
    return rows
