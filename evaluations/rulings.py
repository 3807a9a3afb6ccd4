"""What a committee's decision freezes, on a member or on a cell: inputs, conditions, remarks; the cap as it stood."""

from dataclasses import fields
from decimal import Decimal
from typing import Any, Final, Protocol

from .models import Campaign, CapRecord
from .rules.classification import Derivation, Tag
from .rules.inputs import Inputs
from .rules.levels import Level
from .tally import GroupWorking

INPUT_NAMES: Final = tuple(field.name for field in fields(Inputs))


class Rated(Protocol):
    """Somebody or something with a level to be decided."""

    @property
    def inputs(self) -> Inputs: ...

    @property
    def derivation(self) -> Derivation: ...

    @property
    def level(self) -> str: ...


def frozen(rated: Rated) -> dict[str, Any]:
    """Return what a decision keeps of the level and of all it rests on, by field."""
    return {
        "level": rated.level,
        "derived": rated.derivation.outcome.value,
        "tags": _tags(rated),
        "inputs": {name: _plain(getattr(rated.inputs, name)) for name in INPUT_NAMES},
        "conditions": [condition.as_data() for condition in rated.derivation.conditions],
    }


def _tags(rated: Rated) -> list[str]:
    """Return the remarks that are true of the level decided: CAP for somebody eligible who was left out (row R12)."""
    if rated.derivation.eligible and rated.level == Level.GOOD:
        return [Tag.CAP.value]
    return [tag.value for tag in rated.derivation.tags] if rated.level == rated.derivation.level else []


def _plain(value: object) -> object:
    """Return a value as JSON keeps it; points as text, so that nothing is lost."""
    if isinstance(value, Decimal):
        return str(value)
    return list(value) if isinstance(value, tuple) else value


def cap_record(campaign: Campaign, group: GroupWorking) -> CapRecord:
    """Return the working of one group as it stood, not yet saved."""
    return CapRecord(
        campaign=campaign,
        group=group.group,
        label=str(group.label),
        eligible=group.eligible,
        base=group.base,
        percent=group.percent,
        reading=group.cap.reading.value,
        rounding=group.cap.rounding.value,
        maximum=group.maximum,
        proposed=group.proposed,
        chosen=group.chosen,
        exception=group.exception,
        choice_reason=group.choice_reason,
    )
