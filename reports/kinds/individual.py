"""The documents of one member: forms, pledge, notice of the result."""

from typing import Final

from ..documents.asked import Kind

INDIVIDUAL: Final[tuple[Kind, ...]] = ()
