"""What the electronic ballots of a meeting mean for its sheet: numbers that may no longer be typed, agreed members."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from .models import Assessment, BallotLine, BallotState, CellReview, SecretBallot, Stage
from .rules.voting import Threshold, has_the_votes

COUNTED = ("ballots_issued", "ballots_returned", "ballots_invalid")
FROM_BALLOT = _("The ballots and votes of this meeting come from its electronic ballot and cannot be typed.")
REGISTER_FIXED = _("There is an electronic ballot of those present, so the register is fixed. Annul the ballot first.")


def ballot_exists(**what: object) -> Exists:
    """Return whether a review has a ballot that stands, to annotate reviews with."""
    return Exists(SecretBallot.objects.standing().filter(review=OuterRef("pk"), **what))


def refuse_typed_counts(review: CellReview, facts: Iterable[str], rows: Iterable[Iterable[str]], votes: tuple) -> None:
    """Refuse a change of ballots or votes where they come from an electronic ballot; asks only when there is one."""
    touches = bool(set(facts) & set(COUNTED)) or any(set(names) & set(votes) for names in rows)
    if touches and SecretBallot.objects.standing().filter(review=review).exists():
        raise ValidationError(FROM_BALLOT, "from_ballot")


def refuse_other_register(review: CellReview) -> None:
    """Refuse to change who was present while a ballot of theirs stands."""
    if SecretBallot.objects.standing().filter(review=review).exists():
        raise ValidationError(REGISTER_FIXED, "wrong_state")


def agreed_of(review: CellReview) -> dict[int, tuple[int, int]]:
    """Return who agreed and disagreed to the highest level in a second ballot, by assessment; asked once."""
    if not hasattr(review, "agreed"):
        known = getattr(review, "has_second_ballot", True)
        lines = BallotLine.objects.filter(
            ballot__review=review, ballot__stage=Stage.SECOND, ballot__state=BallotState.CLOSED
        )
        review.agreed = {line.assessment_id: tuple(line.counts) for line in lines} if known else {}
    return review.agreed


def short_list(review: CellReview, assessments: Iterable[Assessment]) -> list[Assessment]:
    """Return those to whom the first ballot gave the second level with the votes it needs."""
    threshold = Threshold(review.campaign.rule_set.vote_threshold)
    return [a for a in assessments if has_the_votes(a.votes_good or 0, review.present, threshold)]
