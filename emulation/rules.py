"""Steps between ordered states, as a table: which act starts from which states and leads where.

Pure functions, standard library only. Every workflow of the house is such a table.
"""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

SATURDAY = 5


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


class RequestState(IntEnum):
    """States of a member's request about the own data, in their order."""

    RECEIVED = 10
    HANDLING = 20
    DONE = 30
    REFUSED = 40


_R = RequestState
_OPEN = frozenset({_R.RECEIVED, _R.HANDLING})
REQUEST_STEPS: Mapping[str, Step] = {
    step.act: step
    for step in (
        Step("take", frozenset({_R.RECEIVED}), _R.HANDLING),
        Step("extend", _OPEN, None),
        Step("finish", _OPEN, _R.DONE),
        Step("refuse", _OPEN, _R.REFUSED),
    )
}


def working_days_after(day: datetime.date, count: int) -> datetime.date:
    """Return the day so many working days later; Saturdays and Sundays do not count, public holidays do."""
    while count:
        day += datetime.timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day
