"""The self-review of a member who moves to another cell for good; it travels with the file (HD 38-HD/BTCTW, IV.4.3)."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from emulation.models import Member, Membership, Unit
from emulation.models.units import below
from evaluations.models import TransferReview
from evaluations.selectors.transfers import transfer_of, transfers
from pledges.models import Pledge

from .asked import Asked
from .blocks import Block, Column, Document, Facts, Heading, Paragraph, Row, Ruled, Section, Shows, Table
from .common import document
from .of_member import signed_by
from .paper import Signature

NO_TRANSFER: Final = gettext_lazy("%(name)s did not move to another cell in %(year)s.")
NOT_WRITTEN: Final = gettext_lazy("%(name)s has not handed in the self-review of the transfer; print the blank form.")
ITEMS: Final = (
    Column("number", gettext_lazy("No."), 8, Shows.NUMBER),
    Column("deed", gettext_lazy("Item of the pledge"), 46),
    Column("standing", gettext_lazy("How it stands"), 18, Shows.CENTRED),
    Column("evidence", gettext_lazy("Evidence"), 28),
)
OWN_LINES, COMMENT_LINES = 14, 5


def transferred_members(reader: Any, unit: Unit, year: int) -> Sequence[Member]:
    """Return who moved in the year, out of the unit or into it, as far as the reader has to do with it."""
    found = _moves(reader, unit, year).order_by("member__sort_key", "pk")
    return list({row.member_id: row.member for row in found}.values())


def _moves(reader: Any, unit: Unit, year: int) -> QuerySet[Membership]:
    inside = below(unit.path)
    here = Q(unit__path__range=inside) | Q(member__memberships__unit__path__range=inside)
    return transfers(reader).filter(here, valid_to__year=year).distinct()


def build_transfer_review(by: Any, asked: Asked) -> Document:
    """Build it with the comments of the cell and of the committee, or blank to be written by hand."""
    values = {"name": asked.member.full_name, "year": asked.year}
    membership = _moves(by, asked.unit, asked.year).filter(member=asked.member).order_by("-valid_to").first()
    if membership is None:
        raise ValidationError(NO_TRANSFER, "no_transfer", values)
    review = transfer_of(by, membership).review
    if review is None and not asked.is_blank:
        raise ValidationError(NOT_WRITTEN, "not_written", values)
    return document(
        by,
        asked,
        title=_("SELF-REVIEW"),
        summary=_("of a Party member who moves to another cell"),
        sections=(Section(tuple(_content(by, asked, membership, None if asked.is_blank else review))),),
        signatures=_signatures(asked),
        recipients=(),
        is_draft=bool(review and not asked.is_blank and not review.is_submitted),
        members=(asked.member.pk,),
    )


def _content(by: Any, asked: Asked, membership: Membership, review: TransferReview | None) -> Iterator[Block]:
    begins = max(membership.valid_from, datetime.date(asked.year, 1, 1))
    period = {"first": f"{begins:%d/%m/%Y}", "last": f"{membership.valid_to:%d/%m/%Y}"}
    yield Facts(
        (
            (_("Full name"), asked.member.full_name),
            (_("Cell that is left"), membership.unit.name),
            (_("Period"), _("%(first)s to %(last)s") % period),
            (_("Reason of leaving"), membership.get_departure_display()),
        )
    )
    yield Heading(_("I- Self-review"), 3)
    yield Paragraph(review.text) if review else Ruled(OWN_LINES)
    rows = _items(by, asked)
    if rows:
        yield Heading(_("II- The pledge so far"), 3)
        yield Table("items", ITEMS, rows, is_small=True)
    yield Heading(_("Comment of the cell that is left"), 3)
    yield Paragraph(review.cell_comment) if review and review.cell_comment else Ruled(COMMENT_LINES)
    yield Heading(_("Comment of the committee"), 3)
    yield Paragraph(review.committee_comment) if review and review.committee_comment else Ruled(COMMENT_LINES)


def _items(by: Any, asked: Asked) -> tuple[Row, ...]:
    found = Pledge.objects.visible_to(by).filter(member=asked.member, year__number=asked.year)
    pledge = found.prefetch_related("items").first()
    if pledge is None or not pledge.is_confirmed or asked.is_blank:
        return ()
    return tuple(
        Row((item.position, item.deed, item.get_outcome_display() or item.get_last_confidence_display(), item.evidence))
        for item in pledge.items.all()
    )


def _signatures(asked: Asked) -> tuple[Signature, ...]:
    cell = Signature(_("T/M %(body)s") % {"body": pgettext("signature", "CELL")}, "", "")
    above = Signature(_("T/M %(body)s") % {"body": pgettext("signature", "COMMITTEE")}, "", "")
    return (above, cell, signed_by(asked.member.full_name))
