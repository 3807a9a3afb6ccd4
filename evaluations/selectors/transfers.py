"""Reads of the self-reviews of transfers: one with what may be done to it, a member's, those that wait."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from emulation.access import Answer, can
from emulation.models import Account, Member, Membership, Stay

from ..models import TransferReview
from ..models.transfers import TRANSFERS


@dataclass(frozen=True)
class Transfer:
    """A transfer out of a cell, its self-review as far as the reader sees it, and what the reader may do."""

    membership: Membership
    review: TransferReview | None
    can_write: Answer
    can_comment: Answer
    can_endorse: Answer


def transfers(reader: Account) -> QuerySet[Membership]:
    """Return the transfers the reader has to do with: own, out of the reader's cells, or told by a self-review."""
    left = reader.scope.units_q("transfer.read", "unit__path")
    seen = Q(pk__in=TransferReview.objects.visible_to(reader).values("membership"))
    found = Membership.objects.filter(departure__in=TRANSFERS, stay=Stay.PERMANENT)
    return found.filter(left | seen | Q(member=reader.member_id)).select_related("member", "unit")


def transfer_of(reader: Account, membership: Membership) -> Transfer:
    """Return the transfer with the self-review, or without one while the member keeps it as a draft."""
    seen = TransferReview.objects.visible_to(reader).filter(membership=membership)
    review = seen.select_related("recorded_by", "cell_comment_by", "committee_comment_by").first()
    about = review or TransferReview(membership=membership)
    answers = {name: can(reader, f"transfer.{name}", about) for name in ("write", "comment", "endorse")}
    return Transfer(membership, review, **{f"can_{name}": answer for name, answer in answers.items()})


def transfers_of_member(reader: Account, member: Member) -> list[Membership]:
    """Return a member's transfers that the reader may open, the newest first."""
    return list(transfers(reader).filter(member=member).order_by("-valid_to"))


def open_transfers(reader: Account) -> tuple[list[Membership], list[Membership]]:
    """Return the reader's own transfers not handed in, newest first, and those of others to comment on; one query."""
    own = Q(member=reader.member_id, departure__in=TRANSFERS, stay=Stay.PERMANENT, transfer_review__submitted_at=None)
    asked = own if reader.member_id else Q(pk__in=[])
    if reader.scope.paths("transfer.read"):
        asked |= Q(transfer_review__in=waiting_transfers(reader).values("pk"))
    found = list(Membership.objects.filter(asked).order_by("-valid_to", "pk"))
    mine = [one for one in found if one.member_id == reader.member_id]
    return mine, [one for one in found if one.member_id != reader.member_id]


def waiting_transfers(reader: Account) -> QuerySet[TransferReview]:
    """Return those handed in that wait for a comment only the reader's role gives; never the reader's own."""
    for_cell = reader.scope.units_q("transfer.comment", "membership__unit__path") & Q(cell_comment="")
    for_committee = reader.scope.units_q("transfer.endorse", "membership__unit__path") & Q(committee_comment="")
    found = TransferReview.objects.exclude(submitted_at=None).exclude(membership__member=reader.member_id)
    return found.filter(for_cell | (for_committee & ~Q(cell_comment="")))
