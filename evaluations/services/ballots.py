"""The electronic secret ballot of a meeting: opened with codes and a passphrase, counted once, or annulled.

The journal notes these acts and no single vote. The passphrase is the counting team's: it is stored nowhere, and
without it nobody can count.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import locked
from emulation.journal import record
from emulation.models import Account
from emulation.text import clean

from ..ballot_box import WrongPassphrase, counted, digest_of, draw_code, draw_key, seal, sealed_vote, unseal
from ..ballot_choices import ANSWERS, counts_by_line, votes_by_level
from ..ballot_gaps import ballot_gaps, lines_for, next_stage, present_of, refuse_proposed
from ..closed import refuse_closed
from ..electronic import COUNTED
from ..gaps import VOTE_FIELDS, refuse
from ..models import (
    Assessment,
    BallotBox,
    BallotLine,
    BallotState,
    BallotVoter,
    CellReview,
    SecretBallot,
    Stage,
)

SHORTEST = 12  # letters of a passphrase
WEAK = _("The passphrase needs 12 letters or more, such as four unrelated words.")
NO_TEAM = _("Write down who counts: the head and the members of the counting team.")
WRONG = _("This passphrase does not open the box. Try again: capital letters and tone marks matter.")
TOO_FEW = _(
    "Only %(cast)s have voted, and results are shown from %(minimum)s on. Wait for the others, or annul the ballot and "
    "vote on paper."
)
NOT_OPEN = _("This ballot is not open any more. Reload the page.")
NO_REASON = _("Write why the ballot is annulled; the minutes say so too.")
HAS_VOTED = _("A vote has been cast with this member's code already, so there is no other one.")


@dataclass(frozen=True, slots=True)
class CodeSlip:
    """A code to hand over: shown once and kept nowhere."""

    name: str
    code: str


def open_ballot(
    *, review: CellReview, counting_team: str, passphrase: str, by: Account, chosen: Collection[int] | None = None
) -> tuple[SecretBallot, list[CodeSlip]]:
    """Open the meeting's next ballot for the official members present; return it with the codes that are new.

    `chosen` are the assessments of the short list of a second ballot, whose voters keep the codes of the first.
    """
    ensure(by, "assessment.review", review)
    _check_opening(counting_team, passphrase)
    key = draw_key()
    with transaction.atomic():
        review = locked(review)
        refuse_closed(review.campaign)
        refuse(ballot_gaps(review))
        stage = next_stage(review)
        voters, about = present_of(review), lines_for(review, stage, chosen)
        ballot = SecretBallot.objects.create(
            review=review,
            stage=stage,
            minimum=review.campaign.voting.minimum,
            counting_team=clean(counting_team),
            opened_by_id=by.pk,
            opened_at=timezone.now(),
            issued=len(voters),
        )
        BallotLine.objects.bulk_create(
            BallotLine(ballot=ballot, position=place, assessment=row) for place, row in enumerate(about, start=1)
        )
        _make_box(ballot, key, passphrase, len(about))
        slips = _hand_out(ballot, voters)
        data = {"stage": stage, "voters": len(voters), "lines": len(about)}
        record(by, "ballot.opened", review, unit=review.unit, data=data, members=[row.member_id for row in voters])
    return ballot, slips


def _check_opening(counting_team: str, passphrase: str) -> None:
    faults = {}
    if not clean(counting_team):
        faults["counting_team"] = [NO_TEAM]
    if len(clean(passphrase)) < SHORTEST:
        faults["passphrase"] = [WEAK]
    if faults:
        raise ValidationError(faults)


def _make_box(ballot: SecretBallot, key, passphrase: str, lines: int) -> None:
    """Put in the box a zero for every counter, each encrypted."""
    zeros = sealed_vote(key.modulus, [0] * (lines * len(ANSWERS[ballot.stage])))
    BallotBox.objects.create(
        ballot=ballot,
        modulus=f"{key.modulus:x}",
        sealed_key=seal(key, passphrase),
        counters=[f"{zero:x}" for zero in zeros],
    )


def _hand_out(ballot: SecretBallot, present: list) -> list[CodeSlip]:
    """Register the voters by name, with codes drawn anew or kept from the first ballot."""
    kept = {}
    if ballot.is_second:
        first = BallotVoter.objects.filter(
            ballot__review=ballot.review_id, ballot__stage=Stage.FIRST, ballot__state=BallotState.CLOSED
        )
        kept = dict(first.values_list("member_id", "digest"))
    slips = [CodeSlip(row.member.full_name, draw_code()) for row in present if row.member_id not in kept]
    drawn = iter(slips)
    BallotVoter.objects.bulk_create(
        BallotVoter(
            ballot=ballot,
            member_id=row.member_id,
            digest=kept.get(row.member_id) or digest_of(next(drawn).code),
        )
        for row in present
    )
    return slips


def renew_code(*, ballot: SecretBallot, voter: BallotVoter, by: Account) -> CodeSlip:
    """Draw another code for a member who has lost the slip and has not voted; the old one is worth nothing."""
    ensure(by, "assessment.review", ballot.review)
    with transaction.atomic():
        _locked_open(ballot)
        voter = locked(voter)
        if voter.has_voted or voter.ballot_id != ballot.pk:
            raise ValidationError(HAS_VOTED, "used")
        slip = CodeSlip(voter.member.full_name, draw_code())
        voter.digest = digest_of(slip.code)
        voter.save(update_fields=["digest"])
        review = ballot.review
        record(by, "ballot.code_renewed", review, unit=review.unit, members=[voter.member_id])
    return slip


def _locked_open(ballot: SecretBallot) -> SecretBallot:
    ballot = locked(ballot)
    if not ballot.is_open:
        raise ValidationError(NOT_OPEN, "wrong_state")
    return ballot


def close_ballot(*, ballot: SecretBallot, passphrase: str, by: Account) -> SecretBallot:
    """Count: open the box once with the passphrase, write the sums into the review, destroy box and key."""
    ensure(by, "assessment.review", ballot.review)
    with transaction.atomic():
        review = locked(ballot.review)
        refuse_closed(review.campaign)
        refuse_proposed(review)
        ballot = _locked_open(ballot)
        cast = ballot.voters.filter(has_voted=True).count()
        if cast < ballot.minimum:
            raise ValidationError(TOO_FEW, "too_few", {"cast": cast, "minimum": ballot.minimum})
        lines = list(ballot.lines.select_related("assessment"))
        sums = _open_box(ballot, passphrase, len(lines) * len(ANSWERS[ballot.stage]))
        ballot.state, ballot.cast = BallotState.CLOSED, cast
        ballot.ended_by_id, ballot.ended_at = by.pk, timezone.now()
        ballot.save()
        _write_counts(review, ballot, counts_by_line(ballot.stage, lines, sums))
        members = [line.assessment.member_id for line in lines]
        data = {"stage": ballot.stage, "issued": ballot.issued, "cast": cast}
        record(by, "ballot.counted", review, unit=review.unit, data=data, members=members)
    return ballot


def _open_box(ballot: SecretBallot, passphrase: str, length: int) -> list[int]:
    """Return the sums; the box and its key are gone with it."""
    box = ballot.box
    try:
        key = unseal(box.sealed_key, passphrase)
    except WrongPassphrase as wrong:
        raise ValidationError({"passphrase": ValidationError(WRONG, "wrong_passphrase")}) from wrong
    sums = counted(key, box.counters, length)
    box.delete()
    return sums


def _write_counts(review: CellReview, ballot: SecretBallot, counts: dict[BallotLine, list[int]]) -> None:
    """Keep the counts with the ballot, and where it asked for levels write them where the tally goes."""
    for line, found in counts.items():
        line.counts = found
    BallotLine.objects.bulk_update(counts, ["counts"])
    review.version += 1
    if not ballot.is_second:
        review.ballots_issued, review.ballots_returned, review.ballots_invalid = ballot.issued, ballot.cast, 0
        for line, found in counts.items():
            _set_votes(line.assessment, votes_by_level(ballot.stage, found))
        Assessment.objects.bulk_update([line.assessment for line in counts], [*VOTE_FIELDS, "version"])
    review.save(update_fields=[*COUNTED, "version"])


def _set_votes(assessment: Assessment, votes: tuple[int | None, ...]) -> None:
    for name, count in zip(VOTE_FIELDS, votes, strict=True):
        setattr(assessment, name, count)
    assessment.version += 1


def annul_ballot(*, ballot: SecretBallot, reason: str, by: Account) -> SecretBallot:
    """Annul a ballot, open or counted, with what rests on it; it is repeated, or the cell votes on paper."""
    ensure(by, "assessment.review", ballot.review)
    reason = clean(reason)[:300]
    if not reason:
        raise ValidationError({"reason": [NO_REASON]})
    with transaction.atomic():
        review = locked(ballot.review)
        refuse_closed(review.campaign)
        refuse_proposed(review)
        found = SecretBallot.objects.standing().filter(review=review).locked()
        standing = {one.pk: one for one in found}
        if ballot.pk not in standing:
            raise ValidationError(NOT_OPEN, "wrong_state")
        ended = [one for one in standing.values() if one.pk == ballot.pk or one.is_second]
        for one in ended:
            _annul(one, reason, by)
        if not ballot.is_second:
            _take_counts_back(review)
        data = {"stage": ballot.stage, "reason": reason, "ballots": len(ended)}
        record(by, "ballot.annulled", review, unit=review.unit, data=data)
    return standing[ballot.pk]


def _annul(ballot: SecretBallot, reason: str, by: Account) -> None:
    BallotBox.objects.filter(ballot=ballot).delete()
    ballot.lines.update(counts=None)
    ballot.state, ballot.cast, ballot.annul_reason = BallotState.ANNULLED, None, reason
    ballot.ended_by_id, ballot.ended_at = by.pk, timezone.now()
    ballot.save()


def _take_counts_back(review: CellReview) -> None:
    """Empty what the ballot had written on the sheet."""
    for name in COUNTED:
        setattr(review, name, 0)
    review.version += 1
    review.save(update_fields=[*COUNTED, "version"])
    rows = Assessment.objects.filter(campaign=review.campaign_id, unit=review.unit_id)
    rows.to_rate().update(**dict.fromkeys(VOTE_FIELDS))
