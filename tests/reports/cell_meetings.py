"""A review meeting held in the first cell of a world: who was there, the votes on each member, what was proposed."""

import datetime

from django.utils import timezone

from evaluations.models import Assessment, Attendance, CellReview, Part, Proposal
from reports.documents.asked import Asked
from reports.documents.blocks import Document, Table
from reports.kinds import kind_of

from .factories import World

DAY = datetime.date(2026, 12, 31)
ORDER = ("HTXSNV", "HTTNV", "HTNV", "KHTNV")
FIELDS = ("votes_excellent", "votes_good", "votes_completed", "votes_failed")


def hold_meeting(world: World, *, proposed: bool = True, present: int = 12, invalid: int = 1) -> CellReview:
    """Hold it: 15 summoned, so many present, all ballots but one returned; most votes for what is proposed."""
    now = timezone.now()
    review = CellReview.objects.create(
        campaign=world.campaign,
        unit=world.cells[0],
        held_on=datetime.date(2026, 12, 5),
        chair="Lê Văn Bình",
        recorder="Trần Thị Ước",
        summoned=15,
        present=present,
        ballots_issued=present,
        ballots_returned=present - 1,
        ballots_invalid=invalid,
        proposed_by=world.secretary if proposed else None,
        proposed_at=now if proposed else None,
    )
    levels = dict(Proposal.objects.filter(assessment__unit=review.unit).values_list("assessment", "level"))
    rows = list(Assessment.objects.filter(pk__in=levels))
    for row in rows:
        row.cell_level = row.self_level = levels[row.pk]
        for level, name in zip(ORDER, FIELDS, strict=True):
            setattr(row, name, review.ballots_valid if level == row.cell_level else 0)
    Assessment.objects.bulk_update(rows, ["cell_level", "self_level", *FIELDS])
    return review


def keep_register(world: World, review: CellReview, absent: int) -> None:
    """Keep the register of the official members summoned, so many of them absent."""
    members = [one for one in world.members if one.official_on][: review.summoned]
    Attendance.objects.bulk_create(
        Attendance(
            review=review,
            member=member,
            part=Part.VOTER,
            is_present=place >= absent,
            reason="" if place >= absent else "Ốm",
        )
        for place, member in enumerate(members)
    )


def asked(world: World, code: str, **given) -> Asked:
    """Ask for a paper of the first cell."""
    return Asked(**{"kind": kind_of(code), "unit": world.cells[0], "year": 2026, "on": DAY} | given)


def build(world: World, code: str, by=None, **given) -> Document:
    """Build a paper of the first cell as its secretary asks for it."""
    one = asked(world, code, **given)
    return one.kind.build(by or world.secretary, one)


def table(document: Document, code: str) -> Table:
    """Return the table of the code."""
    return next(one for one in document.tables if one.code == code)


def column(found: Table, code: str) -> list:
    """Return the cells under the column of the code."""
    place = [one.code for one in found.columns].index(code)
    return [row.cells[place] for row in found.rows if not row.band]
