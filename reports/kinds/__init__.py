"""Every kind of document there is, in the order of the year. One table: pages, API, command and jobs read it."""

from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..documents.asked import About, Asked, Kind, Option
from .cell import CELL
from .committee import COMMITTEE
from .individual import INDIVIDUAL

UNKNOWN: Final = _("There is no kind of document “%(code)s”; the list of kinds tells which there are.")
GROUPS: Final = (
    (_("Of one member"), INDIVIDUAL),
    (_("Of the cell"), CELL),
    (_("Of the committee"), COMMITTEE),
)
KINDS: Final[dict[str, Kind]] = {kind.code: kind for _label, kinds in GROUPS for kind in kinds}


def kind_of(code: str) -> Kind:
    """Return the kind of the code; raises ValidationError (unknown_kind)."""
    if code not in KINDS:
        raise ValidationError(UNKNOWN, "unknown_kind", {"code": code})
    return KINDS[code]


__all__ = ["GROUPS", "KINDS", "About", "Asked", "Kind", "Option", "kind_of"]
