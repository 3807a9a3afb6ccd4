"""Study sessions on the year's theme: by the cells that have adapted it and some others; one planned, one a mistake."""

import datetime
from random import Random

from emulation.models import StudyAttendance, StudySession, Unit

from .accounts import Staff, demo_cell
from .bank import words
from .people import BATCH, Person, Ward
from .plan import Times
from .years import Lived

AWAY_OF_TEN = 1


def study(ward: Ward, staff: Staff, lived: Lived, times: Times) -> None:
    """Hold the sessions that are past, in the cells with a theme of their own and in every third of the others."""
    rng = Random(f"studies {ward.unit.code}")  # its own, so that nothing else of the demonstration changes with it
    cells = [cell for at, cell in enumerate(ward.cells) if cell.pk in lived.cell_themes or at % 3 == 0]
    sessions = [held for cell in cells for held in _sessions(cell, staff, lived, times, rng)]
    StudySession.objects.bulk_create([*sessions, *_others(ward, staff, lived, times)], batch_size=BATCH)
    people = {cell.pk: ward.of(cell) for cell in cells}
    rows = [row for session in sessions for row in _roll(session, people[session.unit_id], rng)]
    StudyAttendance.objects.bulk_create(rows, batch_size=BATCH)


def _sessions(cell: Unit, staff: Staff, lived: Lived, times: Times, rng: Random) -> list[StudySession]:
    texts = words("studies")["sessions"]
    days = [(text, datetime.date(times.year, text["month"], text["day"])) for text in texts]
    past = [(text, day) for text, day in days if times.begun <= day < times.today]
    return [_session(cell, staff, lived, day, text, times.moment(rng, day, 2)) for text, day in past]


def _session(cell: Unit, staff: Staff, lived: Lived, day: datetime.date, text: dict, recorded_at) -> StudySession:
    secretary = staff.secretaries[cell.pk]
    return StudySession(
        unit=cell,
        theme=lived.theme_of(cell),
        held_on=day,
        subject=text["subject"],
        presenter=secretary.display_name,
        minutes=text.get("minutes", ""),
        recorded_by=secretary,
        recorded_at=recorded_at,
    )


def _roll(session: StudySession, cell: list[Person], rng: Random) -> list[StudyAttendance]:
    people = [one for one in cell if one.membership.holds_on(session.held_on)]
    reasons = words("studies")["reasons"]
    away = [rng.randrange(10) < AWAY_OF_TEN for _one in people]
    return [
        StudyAttendance(
            session=session, member=one.member, is_present=not out, reason=rng.choice(reasons) if out else ""
        )
        for one, out in zip(people, away, strict=True)
    ]


def _others(ward: Ward, staff: Staff, lived: Lived, times: Times) -> list[StudySession]:
    """In the demonstration's cell one session still to come, and one that was entered twice and taken back."""
    cell, texts = demo_cell(ward), words("studies")
    last_day = datetime.date(times.year, 12, 31)
    to_come = min(max(times.today, times.begun) + datetime.timedelta(days=14), last_day)
    planned = _session(cell, staff, lived, to_come, {"subject": texts["planned"]}, None)
    mistake = _session(
        cell, staff, lived, min(times.today, last_day) - datetime.timedelta(days=1), texts["mistaken"], None
    )
    mistake.withdrawn_at, mistake.withdraw_reason = times.now, texts["mistaken"]["reason"]
    return [planned, mistake]
