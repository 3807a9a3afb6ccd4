"""The documents of a cell: before, in and after its review meeting."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from ..documents.asked import About, Kind
from ..documents.member_list import build_member_list

CELL: Final = (Kind("member-list", _("List of members to be reviewed"), About.UNIT, build_member_list),)
