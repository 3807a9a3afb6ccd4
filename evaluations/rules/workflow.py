"""The steps of an assessment, from the member's draft to the committee's decision (QĐ 366-QĐ/TW Art. 12)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from emulation.rules import Step, WrongState, next_state

__all__ = ["STEPS", "AssessmentState", "Step", "WrongState", "next_state"]


class AssessmentState(IntEnum):
    """States in their order; a later one never has a smaller number."""

    DRAFT = 10
    RETURNED = 15
    SUBMITTED = 20
    PROPOSED = 30
    VERIFIED = 40
    DECIDED = 50


_S = AssessmentState
_WITH_MEMBER: Final = frozenset({_S.DRAFT, _S.RETURNED})


def _table(*steps: Step) -> Mapping[str, Step]:
    return {step.act: step for step in steps}


STEPS: Final = _table(
    # the member
    Step("save", _WITH_MEMBER, None),
    Step("submit", _WITH_MEMBER, _S.SUBMITTED),
    # the cell
    Step("return", frozenset({_S.SUBMITTED}), _S.RETURNED),
    Step("review", frozenset({_S.SUBMITTED}), None),
    Step("propose", frozenset({_S.SUBMITTED}), _S.PROPOSED),
    # the committee
    Step("send_back", frozenset({_S.PROPOSED, _S.VERIFIED}), _S.SUBMITTED),
    Step("verify", frozenset({_S.PROPOSED}), _S.VERIFIED),
    Step("choose", frozenset({_S.VERIFIED}), None),
    Step("decide", frozenset({_S.VERIFIED}), _S.DECIDED),
)
