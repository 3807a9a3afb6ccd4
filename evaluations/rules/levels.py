"""The four levels and the four kinds of subject (QĐ 366-QĐ/TW Art. 11 and appendices 1, 3, 4, 5)."""

from enum import StrEnum
from typing import Final

# The findings that may force the lowest level; a rule set says which of them against whom (domain: K1 to K12).
KNOWN_FINDINGS: Final = frozenset(f"K{number}" for number in range(1, 13))


class Level(StrEnum):
    """A level of quality, best first."""

    EXCELLENT = "HTXSNV"
    GOOD = "HTTNV"
    COMPLETED = "HTNV"
    FAILED = "KHTNV"

    @property
    def rank(self) -> int:
        """1 for the best level, 4 for the worst."""
        return _RANKS[self]

    def is_above(self, other: "Level") -> bool:
        """Whether this level is better than the other."""
        return self.rank < other.rank

    @property
    def next_below(self) -> "Level":
        """The level one step down; the lowest stays where it is."""
        return _ORDER[min(self.rank, len(_ORDER) - 1)]

    @property
    def next_above(self) -> "Level":
        """The level one step up; the best stays where it is."""
        return _ORDER[max(self.rank - 2, 0)]


_ORDER: Final = tuple(Level)
_RANKS: Final = {level: place for place, level in enumerate(_ORDER, start=1)}


class Topic(StrEnum):
    """What a condition is about; a rule set cites the article that each rests on."""

    PARTICIPATION = "PARTICIPATION"  # who is reviewed and rated
    LEVELS = "LEVELS"  # bands, conditions, findings
    TASKS = "TASKS"  # every member is given at least one task
    CAP = "CAP"  # the share of the top level
    STEPS = "STEPS"  # who proposes, verifies, decides, and in which order


class Subject(StrEnum):
    """Who is rated; decides the appendix and the form."""

    LEADER = "LEADER"  # appendix 3, form 2A
    NONLEAD = "NONLEAD"  # appendix 4, form 2B
    OUTSIDE = "OUTSIDE"  # appendix 5, form 2C: works outside the political system
    COLLECTIVE = "COLLECTIVE"  # appendix 1, form 01


def levels_from(best: Level) -> tuple[Level, ...]:
    """The given level and all below it, best first."""
    return _ORDER[best.rank - 1 :]
