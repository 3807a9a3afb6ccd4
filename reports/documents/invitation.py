"""The invitation to the cell's review meeting; what the application does not know is left to be written in."""

from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evaluations.models import CellReview

from .asked import Asked
from .blocks import Document, Facts, Heading, Paragraph, Role, Section
from .common import campaign_of, document
from .head import bases_of
from .meeting import review_of


def build_invitation(by: Any, asked: Asked) -> Document:
    """Build it: whom, when, where, who chairs, the agenda (QĐ 366-QĐ/TW Art. 7; HD 43-HD/BTCTW section 2)."""
    campaign = campaign_of(asked)
    review = CellReview(campaign=campaign, unit=asked.unit) if asked.is_blank else review_of(asked, campaign)
    day = date_format(review.held_on, "SHORT_DATE_FORMAT") if review.held_on else ""
    body = _("%(cell)s respectfully invites") % {"cell": asked.unit.name}
    meeting = _("to the meeting that reviews and rates the collective and the Party members in the year %(year)s.")
    blocks = (
        Facts(((body, ""), (_("Post, work unit"), ""))),
        Paragraph(meeting % {"year": asked.year}),
        Heading(_("1. Time and place"), 3),
        Facts(((pgettext("meeting", "Time"), day), (_("Place"), ""), (_("Chaired by"), review.chair))),
        Heading(_("2. Agenda"), 3),
        *map(Paragraph, _agenda()),
        Heading(_("3. To prepare"), 3),
        *map(Paragraph, _to_prepare()),
        Paragraph(_("Please be there in full and on time so that the meeting goes well."), Role.CLOSING),
    )
    return document(
        by,
        asked,
        campaign=campaign,
        title=_("INVITATION"),
        bases=bases_of(campaign)[:1],
        summary=_("to the review meeting of the year %(year)s") % {"year": asked.year},
        recipients=(_("As above"), _("Filed at the cell")),
        sections=(Section(blocks),),
    )


def _agenda() -> tuple[str, ...]:
    """The order of the session: the collective first, then persons, the head before the deputies."""
    return (
        _("- The cell's collective reviews itself and proposes its level."),
        _("- Members review themselves: the secretary first, then the deputy, then the other members."),
        _("- The meeting comments, votes on the levels and proposes them to the committee."),
    )


def _to_prepare() -> tuple[str, ...]:
    return (
        _("- Each member: the own review form, handed in before the meeting, and what the cell has asked to explain."),
        _("- The draft report of the collective is sent to those invited at least three working days before."),
    )
