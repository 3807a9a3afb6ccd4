"""Who sees which part of a member's record, in which state: one table.

The lists and pages obey it (`evaluations/visibility.py`), `docs/access.md` is drawn from it (`make docs`), and
`tests/evaluations/test_visibility.py` tries every cell of it at every door.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from .workflow import AssessmentState


class Part(StrEnum):
    """A part of the record."""

    RECORD = "RECORD"
    OWN = "OWN"
    CELL = "CELL"
    CHOICE = "CHOICE"
    DECISION = "DECISION"
    COMPLAINT = "COMPLAINT"
    CHECK = "CHECK"


class Seer(StrEnum):
    """Somebody as they stand to the record."""

    MEMBER = "MEMBER"
    WRITER = "WRITER"
    SECRETARY = "SECRETARY"
    COMMITTEE = "COMMITTEE"
    COLLEAGUE = "COLLEAGUE"
    OTHER_CELL = "OTHER_CELL"
    OTHER_WARD = "OTHER_WARD"
    VIEWER = "VIEWER"
    ADMIN = "ADMIN"


PARTS: Final[Mapping[Part, str]] = {
    Part.RECORD: "that there is one, its state, how much is missing",
    Part.OWN: "the member's own words, points, tasks, level",
    Part.CELL: "the cell's points, votes, words, proposal",
    Part.CHOICE: "the level the committee is choosing, and why",
    Part.DECISION: "the decision with its reasons",
    Part.COMPLAINT: "a complaint about the decision, and its answer",
    Part.CHECK: "a check before the decision",
}
SEERS: Final[Mapping[Seer, str]] = {
    Seer.MEMBER: "the member",
    Seer.WRITER: "the cell's secretary or deputy, where they have written the draft for the member",
    Seer.SECRETARY: "the cell's secretary or deputy",
    Seer.COMMITTEE: "officer or leader of the deciding committee, or of one above it",
    Seer.COLLEAGUE: "a member of the same cell",
    Seer.OTHER_CELL: "the secretary of another cell of the ward",
    Seer.OTHER_WARD: "anybody of another ward",
    Seer.VIEWER: "who sees figures only",
    Seer.ADMIN: "the administrator of the system",
}

_S = AssessmentState
ALL: Final = frozenset(AssessmentState)
NEVER: Final[frozenset[AssessmentState]] = frozenset()
_FROM_HANDED_IN: Final = frozenset(state for state in _S if state >= _S.SUBMITTED)
_FROM_PROPOSED: Final = frozenset(state for state in _S if state >= _S.PROPOSED)
_DECIDED: Final = frozenset({_S.DECIDED})

# Who is not named sees nothing of the part. A complaint is seen by its writer and the committee, never by the person
# complained of; a check by the committee, never by the member.
TABLE: Final[Mapping[Part, Mapping[Seer, frozenset[AssessmentState]]]] = {
    Part.RECORD: {
        Seer.MEMBER: ALL,
        Seer.WRITER: ALL,
        Seer.SECRETARY: ALL,
        Seer.COMMITTEE: _FROM_PROPOSED,
    },
    Part.OWN: {
        Seer.MEMBER: ALL,
        Seer.WRITER: ALL,
        Seer.SECRETARY: _FROM_HANDED_IN,
        Seer.COMMITTEE: _FROM_PROPOSED,
    },
    Part.CELL: {
        Seer.MEMBER: _DECIDED,
        Seer.WRITER: ALL,
        Seer.SECRETARY: ALL,
        Seer.COMMITTEE: _FROM_PROPOSED,
    },
    Part.CHOICE: {Seer.COMMITTEE: _FROM_PROPOSED},
    Part.DECISION: {
        Seer.MEMBER: _DECIDED,
        Seer.WRITER: _DECIDED,
        Seer.SECRETARY: _DECIDED,
        Seer.COMMITTEE: _DECIDED,
    },
    Part.COMPLAINT: {Seer.MEMBER: _DECIDED, Seer.COMMITTEE: _DECIDED},
    Part.CHECK: {Seer.COMMITTEE: ALL},
}


def states_of(part: Part, seer: Seer) -> frozenset[AssessmentState]:
    """Return the states in which the part is seen by whoever stands so to the record."""
    return TABLE[part].get(seer, NEVER)


def is_seen(part: Part, seers: Iterable[Seer], state: int) -> bool:
    """Say whether one who stands so, in one way or several, sees the part of a record in the state."""
    return any(state in states_of(part, seer) for seer in seers)
