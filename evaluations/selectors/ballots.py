"""Reads of a meeting's electronic ballots: how far the open one is, what the counted ones gave. No running count."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from emulation.models import Account

from ..ballot_choices import ANSWERS
from ..ballot_gaps import ballot_gaps, next_stage, rated_of
from ..electronic import short_list
from ..explain import number
from ..models import Assessment, BallotLine, BallotVoter, CellReview, SecretBallot, Stage


@dataclass(frozen=True, slots=True)
class Share:
    """The votes for one answer and their share of all, one decimal."""

    code: str
    label: str
    count: int
    percent: str


@dataclass(frozen=True, slots=True)
class Result:
    """One member's counts."""

    assessment: Assessment
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class BallotSheet:
    """One ballot: its register, and its counts once it has been counted."""

    ballot: SecretBallot
    voters: tuple[BallotVoter, ...]
    results: tuple[Result, ...]

    @property
    def waiting(self) -> tuple[BallotVoter, ...]:
        """Those who have not voted."""
        return tuple(voter for voter in self.voters if not voter.has_voted)

    @property
    def cast(self) -> int:
        return len(self.voters) - len(self.waiting)

    @property
    def not_returned(self) -> int:
        return len(self.waiting)

    @property
    def is_countable(self) -> bool:
        """Whether enough have voted for results to be shown."""
        return self.ballot.is_open and self.cast >= self.ballot.minimum


@dataclass(frozen=True, slots=True)
class MeetingBallots:
    """All ballots of a meeting, the newest first, and what keeps the next from being opened."""

    review: CellReview
    sheets: tuple[BallotSheet, ...]
    gaps: tuple[str, ...]
    stage: Stage | None
    possible: tuple[Assessment, ...]

    @property
    def may_open(self) -> bool:
        return not self.gaps

    @property
    def has_open(self) -> bool:
        return any(sheet.ballot.is_open for sheet in self.sheets)


def meeting_ballots(review: CellReview) -> MeetingBallots:
    """Return the meeting's ballots; the reader has been shown the review. Queries by the ballot, not by the member."""
    found = SecretBallot.objects.filter(review=review).select_related("opened_by", "ended_by").order_by("-pk")
    sheets = tuple(_sheet(ballot) for ballot in found)
    gaps = tuple(ballot_gaps(review))
    stage = None if gaps else next_stage(review)
    possible = short_list(review, rated_of(review)) if stage == Stage.SECOND else ()
    return MeetingBallots(review, sheets, gaps, stage, tuple(possible))


def ballots_of(reader: Account) -> QuerySet[SecretBallot]:
    """Return the ballots of the meetings the reader sees."""
    visible = CellReview.objects.visible_to(reader)
    return SecretBallot.objects.filter(review__in=visible).select_related(
        "review__unit", "review__campaign__year__unit", "review__campaign__rule_set"
    )


def _sheet(ballot: SecretBallot) -> BallotSheet:
    lines = ballot.lines.select_related("assessment__member") if ballot.is_closed else ()
    voters = ballot.voters.select_related("member").defer("digest")
    return BallotSheet(ballot, tuple(voters), tuple(_result(ballot, line) for line in lines))


def _result(ballot: SecretBallot, line: BallotLine) -> Result:
    total = sum(line.counts)
    shares = (
        Share(code, str(label), count, f"{number(Decimal((2000 * count + total) // (2 * total)) / 10)} %")
        for (code, label), count in zip(ANSWERS[ballot.stage], line.counts, strict=True)
    )
    return Result(line.assessment, tuple(shares))
