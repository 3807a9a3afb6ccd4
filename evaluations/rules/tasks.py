"""Counting the year's tasks as QĐ 366-QĐ/TW Art. 11 asks: finished, on time and with quality, beyond, late."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Result(StrEnum):
    """What came of one task."""

    NOT_DONE = "NOT_DONE"
    LATE = "LATE"
    POOR = "POOR"  # on time, but without the quality asked for
    ON_TIME = "ON_TIME"
    BEYOND = "BEYOND"  # on time, with quality, and more than asked


_DONE: Final = (Result.LATE, Result.POOR, Result.ON_TIME, Result.BEYOND)
_WELL: Final = (Result.ON_TIME, Result.BEYOND)


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks of the year; every other number is a part of `assigned`."""

    assigned: int
    done: int
    on_time: int
    beyond: int
    late: int


def count_tasks(results: Iterable[str]) -> TaskCounts:
    """Count by result; a task without a result counts as assigned and not finished."""
    times = Counter(results)
    return TaskCounts(
        assigned=times.total(),
        done=sum(times[result] for result in _DONE),
        on_time=sum(times[result] for result in _WELL),
        beyond=times[Result.BEYOND],
        late=times[Result.LATE],
    )
