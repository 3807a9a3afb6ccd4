"""The documents of a cell: before, in and after its review meeting, in the order of the year."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..documents.asked import About, Kind
from ..documents.ballots import (
    COPIES,
    LEVELS,
    build_collective_ballot,
    build_excellent_ballot,
    build_level_ballot,
)
from ..documents.cell_report import build_cell_report
from ..documents.collective_review import build_collective_review
from ..documents.dossier import build_dossier
from ..documents.invitation import build_invitation
from ..documents.member_list import SIGNING, build_member_list
from ..documents.minutes import build_minutes
from ..documents.proposal_list import build_proposal_list
from ..documents.vote_count import build_vote_count

CELL: Final = (
    Kind("member-list", _("List of members to be reviewed"), About.UNIT, build_member_list, options=(SIGNING,)),
    Kind("invitation", _("Invitation to the review meeting"), About.CELL, build_invitation, "GM", has_blank=True),
    Kind(
        "ballot-levels",
        _("Ballot on the members' levels"),
        About.CELL,
        build_level_ballot,
        options=(LEVELS, COPIES),
    ),
    Kind(
        "ballot-excellent",
        _("Ballot on the highest level"),
        About.CELL,
        build_excellent_ballot,
        has_blank=True,
        options=(COPIES,),
    ),
    Kind("ballot-collective", _("Ballot on the cell's level"), About.CELL, build_collective_ballot, options=(COPIES,)),
    Kind("vote-count", _("Minutes of the count of votes"), About.CELL, build_vote_count, "BB", has_blank=True),
    Kind("minutes", _("Minutes of the review meeting"), About.CELL, build_minutes, "BB", has_blank=True),
    Kind("proposal-list", _("Levels proposed by all subjects"), About.CELL, build_proposal_list, has_blank=True),
    Kind(
        "collective-review",
        _("Review of the collective (form 01)"),
        About.CELL,
        build_collective_review,
        "BC",
        has_blank=True,
    ),
    Kind("cell-report", _("Annual report of the cell"), About.CELL, build_cell_report, "BC"),
    Kind("dossier", _("List of the dossier (form 04)"), About.CELL, build_dossier, has_blank=True),
)
