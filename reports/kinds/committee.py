"""The documents of a committee: verification, decision, reports and tables."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..documents.annual_document import build_annual
from ..documents.asked import About, Kind
from ..documents.commendations import build_commendations
from ..documents.decision import PAPER, build_decision, build_rerating
from ..documents.large_list import build_large_list
from ..documents.movement import build_movement
from ..documents.progress import build_progress
from ..documents.statistics import build_member_ratings, build_organisation_ratings, build_review_results
from ..documents.verification import build_verification

COMMITTEE: Final[tuple[Kind, ...]] = (
    Kind("progress", _("Progress of pledges"), About.UNIT, build_progress, symbol="BC"),
    Kind("movement", _("Movement of Party members"), About.UNIT, build_movement),
    Kind("verification-summary", _("Summary of the verification"), About.COMMITTEE, build_verification, symbol="BC"),
    Kind(
        "decision",
        _("Decision recognising the results of rating"),
        About.COMMITTEE,
        build_decision,
        symbol="QĐ",
        options=(PAPER,),
    ),
    Kind(
        "rerating-decision",
        _("Decision rating again (form 03)"),
        About.COMMITTEE,
        build_rerating,
        symbol="QĐ",
        options=(PAPER,),
    ),
    Kind("annual", _("Annual classification report"), About.UNIT, build_annual, symbol="BC"),
    Kind("review-results", _("Results of self-criticism (6F)"), About.UNIT, build_review_results),
    Kind("member-ratings", _("Ratings of Party members (7B)"), About.UNIT, build_member_ratings),
    Kind("organisation-ratings", _("Ratings of cells (7A)"), About.COMMITTEE, build_organisation_ratings),
    Kind("province-annex", _("List of members with their levels"), About.COMMITTEE, build_large_list),
    Kind("commendations", _("List of commendations"), About.UNIT, build_commendations),
)
