"""Rosters as offices keep them, read without a database: from a file to rows that can be loaded or corrected."""

from .problems import Notice, Problem, UnusableFile
from .reading import RosterReading, read_roster
from .rows import RosterRow

__all__ = ["Notice", "Problem", "RosterReading", "RosterRow", "UnusableFile", "read_roster"]
