"""The documents of one member: forms, pledge, notice of the result."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from pledges.models import Kind as PledgeKind

from ..documents.asked import About, Kind, Option
from ..documents.of_member import assessed_members, pledging_members
from ..documents.pledge_document import builder_of
from ..documents.quarter_review import PERIOD, build_quarter_review
from ..documents.result_notice import build_result_notice, deciding_committee
from ..documents.self_review_form import build_self_review_form
from ..documents.transfer_review import build_transfer_review, transferred_members

BLOCKS: Final = Option("blocks", _("Room for the cell and the committee"), (("0", _("No")), ("1", _("Yes"))))
INDIVIDUAL: Final = (
    Kind(
        "registration",
        _("Registration to study and follow"),
        About.MEMBER,
        builder_of(PledgeKind.REGISTRATION),
        has_blank=True,
        members=pledging_members,
    ),
    Kind(
        "commitment",
        _("Commitment of the year"),
        About.MEMBER,
        builder_of(PledgeKind.COMMITMENT),
        has_blank=True,
        members=pledging_members,
    ),
    Kind(
        "self-review",
        _("Self-review (form 2A, 2B or 2C)"),
        About.MEMBER,
        build_self_review_form,
        has_blank=True,
        options=(BLOCKS,),
        members=assessed_members,
    ),
    Kind(
        "quarter-review",
        _("Own assessment of a quarter or the year (form 05)"),
        About.MEMBER,
        build_quarter_review,
        has_blank=True,
        options=(PERIOD,),
        members=assessed_members,
    ),
    Kind(
        "result-notice",
        _("Notice of the result"),
        About.MEMBER,
        build_result_notice,
        "TB",
        members=assessed_members,
        issuer=deciding_committee,
    ),
    Kind(
        "transfer-review",
        _("Self-review of a member who moves to another cell"),
        About.MEMBER,
        build_transfer_review,
        has_blank=True,
        members=transferred_members,
    ),
)
