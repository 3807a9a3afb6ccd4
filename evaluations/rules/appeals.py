"""The steps of a complaint about a decision (QĐ 366-QĐ/TW Art. 15, 17)."""

from collections.abc import Mapping
from enum import IntEnum
from typing import Final

from emulation.rules import Step


class AppealState(IntEnum):
    """States of a complaint in their order; from UPHELD on it has ended."""

    FILED = 10
    TAKEN = 20
    UPHELD = 30
    CHANGED = 40
    WITHDRAWN = 50


_S = AppealState
_STEPS: Final = (
    # the committee, by somebody who took no part in the decision
    Step("take", frozenset({_S.FILED}), _S.TAKEN),
    Step("uphold", frozenset({_S.TAKEN}), _S.UPHELD),
    Step("change", frozenset({_S.TAKEN}), _S.CHANGED),
    # the member
    Step("withdraw", frozenset({_S.FILED, _S.TAKEN}), _S.WITHDRAWN),
)
APPEAL_STEPS: Final[Mapping[str, Step]] = {step.act: step for step in _STEPS}
