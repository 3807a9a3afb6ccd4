"""Reads of study sessions: a cell's sessions of a year with their counts, who sits where, one's own attendance."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from .models import Membership, StudyAttendance, StudySession, Theme, Unit
from .models.units import below


@dataclass(frozen=True)
class Seat:
    """One member of the cell on the day of a session; `is_present` is None while nothing is recorded."""

    member: int
    name: str
    is_present: bool | None = None
    reason: str = ""


@dataclass(frozen=True)
class OwnAttendance:
    """What is recorded of the reader at a session."""

    is_present: bool
    reason: str


@dataclass(frozen=True)
class StudyLine:
    """A session in a list: how many were there and how many not, and the reader's own attendance."""

    session: StudySession
    present: int
    absent: int
    own: OwnAttendance | None

    @property
    def summoned(self) -> int:
        return self.present + self.absent


def seats_of(session: StudySession) -> list[Seat]:
    """Return a seat for each member of the cell on the day, by given name, with what is recorded, in two queries.

    Members who stay there for a time sit there too. Whoever has attendance recorded keeps the seat.
    """
    known = {row.member_id: row for row in session.attendance.select_related("member")}
    here = Membership.objects.filter(unit=session.unit_id).on(session.held_on).select_related("member")
    members = {one.member_id: one.member for one in here} | {row.member_id: row.member for row in known.values()}
    ordered = sorted(members.values(), key=lambda member: (member.sort_key, member.pk))
    return [_seat(member, known.get(member.pk)) for member in ordered]


def studies_seen(reader) -> QuerySet[StudySession]:
    """Return the sessions the reader sees, newest first, with `present` and `absent`."""
    return (
        _counted(StudySession.objects.visible_to(reader))
        .select_related("unit", "theme__unit")
        .order_by("-held_on", "-pk")
    )


def studies_of(reader, unit: Unit) -> QuerySet[StudySession]:
    """Return those of the unit and of what lies under it."""
    return studies_seen(reader).filter(unit__path__range=below(unit.path))


def studies_on(reader, theme: Theme) -> QuerySet[StudySession]:
    """Return the standing sessions on a theme the reader sees, newest first, with `present` and `absent`."""
    found = StudySession.objects.visible_to(reader).standing().filter(theme=theme)
    return _counted(found).select_related("unit").order_by("-held_on", "-pk")


def lines_of(reader, sessions: Iterable[StudySession]) -> list[StudyLine]:
    """Return the sessions as a list shows them, with the reader's own attendance, in one query more."""
    sessions = list(sessions)
    rows = StudyAttendance.objects.filter(session__in=sessions, member=reader.member_id or 0)
    own = {row.session_id: OwnAttendance(row.is_present, row.reason) for row in rows}
    return [StudyLine(one, one.present, one.absent, own.get(one.pk)) for one in sessions]


def themes_to_study(unit: Unit, number: int) -> QuerySet[Theme]:
    """Return the themes that hold in the cell in a year, its own first, the term's among them."""
    paths = [unit.path[:end] for end in range(4, len(unit.path) + 1, 4)]
    found = Theme.objects.filter(unit__path__in=paths, first_year__lte=number, last_year__gte=number)
    return found.select_related("unit").order_by("-unit__path", "last_year")


def _counted(sessions: QuerySet[StudySession]) -> QuerySet[StudySession]:
    return sessions.annotate(
        present=Count("attendance", filter=Q(attendance__is_present=True)),
        absent=Count("attendance", filter=Q(attendance__is_present=False)),
    )


def _seat(member, row: StudyAttendance | None) -> Seat:
    if row is None:
        return Seat(member.pk, member.full_name)
    return Seat(member.pk, member.full_name, row.is_present, row.reason)
