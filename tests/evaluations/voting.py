"""What the tests of the electronic ballot share: a cell that may vote, its codes, its votes."""

import datetime

from django.utils import timezone

from emulation.models import Stay
from evaluations.attendance import seats_of
from evaluations.bearer import bearer_of
from evaluations.models import CellReview, SecretBallot
from evaluations.services.attendance import Mark, save_attendance
from evaluations.services.ballots import open_ballot
from evaluations.services.casting import cast_vote
from evaluations.services.voting import set_voting
from tests.factories import make_member

from .meeting import crowd, hand_in, review_of
from .year import make_campaign

PASSPHRASE = "tre xanh ghế gỗ mưa rào"
TEAM = "Đỗ Văn Ước (trưởng ban), Trần Thị Lan"


def make_voting(cast, *, members: int = 4, two_stages: bool = False, minimum: int = 5) -> CellReview:
    """Return the meeting of a cell of three and `members` more, one of them absent, that votes electronically."""
    crowd(cast.cell, members)
    make_member("Vắng Mặt Một", cast.cell)
    today = timezone.localdate()
    make_member("Dự Bị Một", cast.cell, joined_on=today - datetime.timedelta(days=300), official_on=None)
    make_member("Tạm Thời Một", cast.cell, stay=Stay.TEMPORARY)
    campaign = make_campaign(cast)
    hand_in(campaign, cast.cell)
    set_voting(campaign=campaign, method="ELECTRONIC", two_stages=two_stages, minimum=minimum, by=cast.officer)
    review = review_of(campaign, cast.cell)
    absent = Mark(False, "ốm")
    marks = {seat.member: absent if seat.name == "Vắng Mặt Một" else Mark(True) for seat in seats_of(review)}
    save_attendance(review=review, marks=marks, by=cast.secretary)
    return review_of(campaign, cast.cell)


def opened(cast, review: CellReview, **more) -> tuple[SecretBallot, dict[str, str]]:
    """Open the next ballot; return it with the new codes by name."""
    ballot, slips = open_ballot(review=review, counting_team=TEAM, passphrase=PASSPHRASE, by=cast.secretary, **more)
    return ballot, {slip.name: slip.code for slip in slips}


def answers(ballot: SecretBallot, answer: str = "HTTNV", **other: str) -> dict[int, str]:
    """Answer every line alike, but those given as l<position>."""
    given = {line.position: answer for line in ballot.lines.all()}
    return given | {int(name[1:]): code for name, code in other.items()}


def vote(ballot: SecretBallot, code: str, answer: str = "HTTNV", **other: str) -> None:
    """Cast a vote with the code."""
    cast_vote(ballot=ballot, answers=answers(ballot, answer, **other), by=bearer_of(code))
