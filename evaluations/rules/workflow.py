"""The steps of an assessment and of a cell's rating, from the draft to the decision (QĐ 366-QĐ/TW Art. 12)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from emulation.rules import Step, WrongState, next_state

__all__ = ["CELL_STEPS", "STEPS", "AssessmentState", "Step", "WrongState", "next_state"]


class AssessmentState(IntEnum):
    """States in their order; a later one never has a smaller number."""

    DRAFT = 10
    RETURNED = 15
    SUBMITTED = 20
    PROPOSED = 30
    VERIFIED = 40
    DECIDED = 50


_S = AssessmentState
_OPEN: Final = frozenset({_S.DRAFT, _S.RETURNED})


def _table(*steps: Step) -> Mapping[str, Step]:
    return {step.act: step for step in steps}


STEPS: Final = _table(
    # the member
    Step("save", _OPEN, None),
    Step("submit", _OPEN, _S.SUBMITTED),
    # the cell
    Step("return", frozenset({_S.SUBMITTED}), _S.RETURNED),
    Step("review", frozenset({_S.SUBMITTED}), None),
    Step("propose", frozenset({_S.SUBMITTED}), _S.PROPOSED),
    # the committee
    Step("send_back", frozenset({_S.PROPOSED, _S.VERIFIED}), _S.SUBMITTED),
    Step("verify", frozenset({_S.PROPOSED}), _S.VERIFIED),
    Step("choose", frozenset({_S.VERIFIED}), None),
    Step("decide", frozenset({_S.VERIFIED}), _S.DECIDED),
    Step("rerate", frozenset({_S.DECIDED}), None),
)

# The cell rated as a collective: it assesses itself and proposes in one, so nothing is submitted to anybody first.
CELL_STEPS: Final = _table(
    # the cell
    Step("save", _OPEN, None),
    Step("propose", _OPEN, _S.PROPOSED),
    # the committee
    Step("send_back", frozenset({_S.PROPOSED, _S.VERIFIED}), _S.RETURNED),
    Step("verify", frozenset({_S.PROPOSED}), _S.VERIFIED),
    Step("choose", frozenset({_S.VERIFIED}), None),
    Step("decide", frozenset({_S.VERIFIED}), _S.DECIDED),
)
