"""A derivation ready to be shown: the outcome, one sentence, and every condition with its tone."""

from dataclasses import dataclass

from django.utils.functional import Promise

from .explain import condition_sentence, summary
from .models import Decision, LevelChoice
from .rules.classification import Derivation
from .rules.conditions import Condition
from .wording import OUTCOMES


@dataclass(frozen=True)
class Line:
    """One condition in words; `tone` is good, warn or bad."""

    sentence: str
    tone: str


@dataclass(frozen=True)
class Explained:
    """What `_derivation.html` shows; `level` is empty while people must still decide."""

    level: str
    label: str | Promise
    summary: str
    lines: tuple[Line, ...]


def explained(derivation: Derivation) -> Explained:
    """Put a derivation into words."""
    return Explained(
        level=derivation.level or "",
        label=OUTCOMES[derivation.outcome],
        summary=summary(derivation),
        lines=lines_of(derivation.conditions),
    )


def explained_decision(decision: Decision) -> Explained:
    """Put a decision's frozen conditions into words; nothing is derived again."""
    conditions = tuple(Condition.from_data(data) for data in decision.conditions)
    label = LevelChoice(decision.level).label
    return Explained(level=decision.level, label=label, summary=decision.reason, lines=lines_of(conditions))


def lines_of(conditions: tuple[Condition, ...]) -> tuple[Line, ...]:
    """One line for each condition, in the order of the decision rows."""
    return tuple(Line(condition_sentence(condition), _tone(condition)) for condition in conditions)


def _tone(condition: Condition) -> str:
    if condition.is_trigger:
        return "bad" if condition.held else "good"
    return "good" if condition.held else "warn"
