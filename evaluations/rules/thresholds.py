"""The numbers and switches of a rule set, as the rules need them. Nothing here has a default: a year binds them."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Self

_BANDS = ("excellent_from", "good_from", "completed_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Borders of QĐ 366-QĐ/TW Art. 11, and the answers to the open questions A-n of docs/rules.md.

    Raises ValueError when the bands are not in falling order or a share is not a whole number from 0 to 100.
    """

    excellent_from: Decimal  # points
    good_from: Decimal  # points
    completed_from: Decimal  # points
    beyond_percent: int  # at least this share of tasks beyond requirement
    late_percent: int  # at most this share of tasks late
    failed_percent: int  # more than this share of tasks not done
    done_percent: int  # less than this share of planned tasks done
    leader_on_time: bool  # a leader's top level needs "on time" too
    no_tasks_needs_input: bool  # without any task nothing is derived
    leader_escape_for_all: bool  # the escape clause covers every trigger of a leader, not the last alone
    leadership_discipline_blocks: bool  # any discipline of a leader bars the collective's top level
    collective_triggers: bool  # triggers of a leadership collective apply to a cell

    def __post_init__(self) -> None:
        if not 100 >= self.excellent_from > self.good_from > self.completed_from >= 0:
            raise ValueError("bands_out_of_order")
        for name in _percents():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
                raise ValueError(f"{name}_out_of_range")

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> Self:
        """Build from a stored mapping; points may be texts or integers, never floats."""
        return cls(**{**data, **{name: _points(data[name]) for name in _BANDS}})  # type: ignore[arg-type]


def _percents() -> tuple[str, ...]:
    return tuple(field.name for field in fields(Thresholds) if field.name.endswith("_percent"))


def _points(value: object) -> Decimal:
    """An exact number of points."""
    if isinstance(value, (str, int, Decimal)) and not isinstance(value, bool):
        return Decimal(value)
    raise ValueError("points_not_exact")
