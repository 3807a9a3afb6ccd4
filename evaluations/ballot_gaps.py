"""What stands between a meeting and its next electronic ballot, as sentences; who votes in it, and on whom."""

from collections.abc import Collection

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from emulation.acts import WRONG_STATE

from .electronic import short_list
from .gaps import not_submitted
from .models import Assessment, Attendance, BallotState, CampaignVoting, CellReview, SecretBallot, Stage, State


def voting_of(review: CellReview) -> CampaignVoting | None:
    """Return how the campaign votes; None where it votes on paper as ever."""
    return CampaignVoting.objects.filter(campaign=review.campaign_id).first()


def refuse_proposed(review: CellReview) -> None:
    """Refuse what comes after the proposal."""
    if review.is_proposed:
        raise ValidationError(WRONG_STATE, "wrong_state", {"state": State.PROPOSED.label})


def ballot_gaps(review: CellReview) -> list[str]:
    """Return all that keeps the next ballot from being opened; nothing when it may be."""
    voting = voting_of(review)
    if voting is None or not voting.is_electronic:
        return [_("The committee has chosen votes on paper for this review; the counts are typed on the cell's sheet.")]
    if review.is_proposed:
        return [_("The cell has proposed already; no ballot can be opened any more.")]
    standing = list(SecretBallot.objects.standing().filter(review=review))
    if any(ballot.is_open for ballot in standing):
        return [_("A ballot of this meeting is open. Count it or annul it first.")]
    if standing and next_stage(review) is None:
        return [_("This meeting's ballots have been counted. To repeat one, annul it with the reason.")]
    return [*_people_missing(review, voting), *_lines_missing(review)]


def _people_missing(review: CellReview, voting: CampaignVoting) -> list[str]:
    present = len(present_of(review))
    if not present:
        return [_("Write the register of attendance first: only official members who are present vote.")]
    if present < voting.minimum:
        text = _(
            "Only %(present)s official members are present, and an electronic ballot needs %(minimum)s, so that "
            "nobody's vote can be told from the counts. Vote on paper."
        )
        return [text % {"present": present, "minimum": voting.minimum}]
    return []


def _lines_missing(review: CellReview) -> list[str]:
    rows = rated_of(review)
    if not rows:
        return [_("Nobody in this cell is to be rated, so there is nothing to vote on.")]
    if next_stage(review) == Stage.SECOND and not short_list(review, rows):
        return [_("Nobody has reached the second level with the votes it needs, so there is no second ballot.")]
    return not_submitted(rows)


def next_stage(review: CellReview) -> Stage | None:
    """Return which ballot comes next; None when all have been counted."""
    counted = set(SecretBallot.objects.filter(review=review, state=BallotState.CLOSED).values_list("stage", flat=True))
    if not counted:
        return Stage.FIRST if review.campaign.voting.two_stages else Stage.ALL
    return Stage.SECOND if counted == {Stage.FIRST} else None


def present_of(review: CellReview) -> list[Attendance]:
    """Return the official members present, by given name."""
    rows = Attendance.objects.voters().filter(review=review, is_present=True)
    return list(rows.select_related("member").order_by("member__sort_key", "member"))


def rated_of(review: CellReview) -> list[Assessment]:
    """Return those of the cell to be rated, by given name."""
    rows = Assessment.objects.to_rate().filter(campaign=review.campaign_id, unit=review.unit_id)
    return list(rows.select_related("member").order_by("member__sort_key", "pk"))


def lines_for(review: CellReview, stage: Stage, chosen: Collection[int] | None) -> list[Assessment]:
    """Return on whom the ballot votes; of a second one those chosen of the short list."""
    rows = rated_of(review)
    if stage != Stage.SECOND:
        return rows
    possible = short_list(review, rows)
    if chosen is None:
        return possible
    if not chosen or set(chosen) - {row.pk for row in possible}:
        raise ValidationError(
            {"chosen": [_("Choose for the short list only members who have the votes for the second level.")]}
        )
    return [row for row in possible if row.pk in set(chosen)]
