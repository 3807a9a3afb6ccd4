"""Results as paper gives them, read without a database: from a file to rows that can be taken over or corrected."""

from .reading import ResultsReading, read_results
from .rows import ResultRow
from .words import Words

__all__ = ["ResultRow", "ResultsReading", "Words", "read_results"]
