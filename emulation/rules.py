"""Steps between ordered states, as a table: which act starts from which states and leads where.

Pure functions, standard library only. Every workflow of the house is such a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """One act of a workflow; `target` None leaves the state as it is."""

    act: str
    sources: frozenset[int]
    target: int | None


class WrongState(Exception):
    """The act exists but not from this state."""

    def __init__(self, act: str, state: int) -> None:
        super().__init__(f"{act} is not possible in state {state}")
        self.act = act
        self.state = state


def next_state(steps: Mapping[str, Step], act: str, state: int) -> int:
    """Return the state the act leads to; raise WrongState when it may not start here, KeyError when unknown."""
    step = steps[act]
    if state not in step.sources:
        raise WrongState(act, state)
    return state if step.target is None else step.target
