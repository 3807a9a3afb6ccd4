"""Who votes: nobody with an account, only the bearer of a code, and only on the ballot the code is for."""

from dataclasses import dataclass
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from emulation.scope import Scope

from .ballot_box import digest_of
from .models import BallotState, BallotVoter

UNKNOWN = _("This code is not right. Look at the slip and type all twelve digits.")
USED = _("A vote has already been cast with this code. If it was not yours, tell the counting team at once.")
ENDED = _("This ballot has ended; no vote can be cast any more.")


@dataclass(frozen=True)
class Bearer:
    """An actor without name: the journal never hears of a vote, so it is asked for none."""

    voter: BallotVoter
    pk: ClassVar[None] = None
    member_id: ClassVar[None] = None
    is_authenticated: ClassVar[bool] = True
    is_active: ClassVar[bool] = True
    scope: ClassVar[Scope] = Scope(())

    @property
    def opens(self) -> int:
        """The ballot the code is for."""
        return self.voter.ballot_id


def bearer_of(code: str) -> Bearer:
    """Return the bearer of a code that may still be used; ValidationError at `code` says why it may not."""
    found = BallotVoter.objects.filter(digest=digest_of(code)).select_related("ballot__review__unit")
    voters = sorted(found, key=lambda voter: (voter.ballot.state != BallotState.OPEN, -voter.pk))
    if not voters:
        raise ValidationError({"code": ValidationError(UNKNOWN, "unknown")})
    if not voters[0].ballot.is_open:
        raise ValidationError({"code": ValidationError(ENDED, "wrong_state")})
    if voters[0].has_voted:
        raise ValidationError({"code": ValidationError(USED, "used")})
    return Bearer(voters[0])
