"""Casting a vote. The one act the journal does not hear of: a line would say when who voted."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, F, Value, When

from emulation.access import ensure
from emulation.acts import locked

from ..ballot_box import added, sealed_vote
from ..ballot_choices import counters_of
from ..bearer import ENDED, USED, Bearer
from ..models import BallotBox, BallotVoter, SecretBallot


def cast_vote(*, ballot: SecretBallot, answers: Mapping[int, str], by: Bearer) -> None:
    """Add the answers to the box and mark the voter, both or neither; one code counts once.

    The vote is encrypted before anything is locked. Every number of the box changes with every vote, and every row of
    the register is written again, so that neither copies of the database nor the place of a row on the disk tell more
    than who has voted.
    """
    ensure(by, "ballot.cast", ballot)
    counters = counters_of(ballot.stage, list(ballot.lines.all()), answers)
    box = BallotBox.objects.filter(ballot=ballot).first()
    if box is None:
        raise ValidationError(ENDED, "wrong_state")
    vote = sealed_vote(int(box.modulus, 16), counters)
    with transaction.atomic():
        if not locked(ballot).is_open:
            raise ValidationError(ENDED, "wrong_state")
        if locked(by.voter).has_voted:
            raise ValidationError(USED, "used")
        box = locked(box)
        box.counters = added(int(box.modulus, 16), box.counters, vote)
        box.save(update_fields=["counters"])
        marked = Case(When(pk=by.voter.pk, then=Value(True)), default=F("has_voted"))
        BallotVoter.objects.filter(ballot=ballot).update(has_voted=marked)
