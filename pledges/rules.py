"""The pledge's life as a table of steps: draft → submitted → returned with a reason, or confirmed.

Source: practice of the yearly registration under CT 05-CT/TW and KL 01-KL/TW; no central rule fixes it.
"""

from enum import IntEnum

from emulation.rules import Step


class PledgeState(IntEnum):
    """Ordered: what is further along is greater."""

    DRAFT = 10
    RETURNED = 15
    SUBMITTED = 20
    CONFIRMED = 30


OPEN = frozenset({PledgeState.DRAFT, PledgeState.RETURNED})

STEPS = {
    step.act: step
    for step in (
        Step("write", OPEN, None),
        Step("submit", OPEN, PledgeState.SUBMITTED),
        Step("return", frozenset({PledgeState.SUBMITTED}), PledgeState.RETURNED),
        Step("confirm", frozenset({PledgeState.SUBMITTED}), PledgeState.CONFIRMED),
        Step("report", frozenset({PledgeState.CONFIRMED}), None),
    )
}
