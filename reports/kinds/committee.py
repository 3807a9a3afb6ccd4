"""The documents of a committee: verification, decision, reports and tables."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..documents.annual_document import build_annual
from ..documents.asked import About, Kind

COMMITTEE: Final[tuple[Kind, ...]] = (
    Kind("annual", _("Annual classification report"), About.UNIT, build_annual, symbol="BC"),
)
