"""Whether a level has the votes it needs (A-17). No article fixes it: where they are missing, the counts go up."""

from enum import StrEnum


class Threshold(StrEnum):
    """How many of the official members present a level needs."""

    HALF = "HALF"  # more than half
    TWO_THIRDS = "TWO_THIRDS"  # two thirds or more


def has_the_votes(votes: int, present: int, threshold: Threshold) -> bool:
    """Whether so many votes of the official members present are enough; nobody present is never enough."""
    if present <= 0:
        return False
    if threshold is Threshold.TWO_THIRDS:
        return 3 * votes >= 2 * present
    return 2 * votes > present


def votes_needed(present: int, threshold: Threshold) -> int:
    """The smallest number of votes that is enough."""
    if threshold is Threshold.TWO_THIRDS:
        return -(-2 * present // 3)
    return present // 2 + 1
