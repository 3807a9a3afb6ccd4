"""The documents of a committee: verification, decision, reports and tables."""

from typing import Final

from ..documents.asked import Kind

COMMITTEE: Final[tuple[Kind, ...]] = ()
