"""A derivation ready to be shown: the outcome, one sentence, and every condition with its tone."""

from dataclasses import dataclass, replace
from typing import Final

from django.utils.functional import Promise

from .explain import (
    article_of,
    condition_sentence,
    decided_summary,
    lacking_sentence,
    level_decided,
    row_sentence,
    summary,
    todo_sentence,
)
from .models import LevelChoice
from .models.outcomes import Ruling
from .rules.classification import Derivation, Outcome, not_selected
from .rules.conditions import Condition
from .rules.levels import Level, Subject
from .rules.reading import Mark, mark_of, restored
from .wording import OUTCOMES, TAGS

TONES: Final = {Mark.MET: "good", Mark.CLEAR: "good", Mark.WEIGHED: "good", Mark.FORCES: "bad"}


@dataclass(frozen=True)
class Line:
    """One condition in words: `tone` is good, warn or bad, `mark` what it says about the level."""

    sentence: str
    tone: str
    mark: Mark
    article: str


@dataclass(frozen=True)
class Explained:
    """What `_derivation.html` shows; `level` is empty while people must still decide."""

    level: str
    label: str | Promise
    summary: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Told(Explained):
    """The same at length: what the next level lacked, the decision row, the remarks, what is to be done."""

    lacking: str = ""
    row: str = ""
    row_sentence: str = ""
    tags: tuple[str, ...] = ()
    todo: str = ""


def told(derivation: Derivation) -> Told:
    """Put a derivation into words at length."""
    return _told(derivation, summary(derivation), lacking_sentence(derivation), derivation.level or "")


def told_decision(decision: Ruling) -> Told:
    """Put a decision into words at length, from what was frozen with it; nothing is derived again."""
    derivation = frozen_derivation(decision)
    level = Level(decision.level)
    if derivation is None:
        name = decision.rule_set.level_names.get(level) or OUTCOMES[Outcome(level)]
        return Told(level, name, level_decided(name), ())
    if derivation.eligible and level is Level.GOOD:
        derivation = not_selected(derivation)
    words = _told(derivation, decided_summary(derivation, level), lacking_sentence(derivation, level), level)
    return replace(words, label=OUTCOMES[Outcome(level)], todo="")


def frozen_derivation(decision: Ruling) -> Derivation | None:
    """The derivation as it was frozen; None for results that were taken over without conditions."""
    if not decision.conditions or decision.derived not in set(Outcome):
        return None
    conditions = map(Condition.from_data, decision.conditions)
    return restored(Subject(decision.subject), Outcome(decision.derived), conditions, decision.tags)


def _told(derivation: Derivation, headline: str, lacking: str, level: str) -> Told:
    return Told(
        level=level,
        label=OUTCOMES[derivation.outcome],
        summary=headline,
        lines=lines_of(derivation.conditions),
        lacking=lacking,
        row=derivation.row,
        row_sentence=row_sentence(derivation),
        tags=tuple(str(TAGS[tag]) for tag in derivation.tags),
        todo=todo_sentence(derivation),
    )


def explained(derivation: Derivation) -> Explained:
    """Put a derivation into words."""
    return Explained(
        level=derivation.level or "",
        label=OUTCOMES[derivation.outcome],
        summary=summary(derivation),
        lines=lines_of(derivation.conditions),
    )


def explained_decision(decision: Ruling) -> Explained:
    """Put a decision's frozen conditions into words; nothing is derived again."""
    conditions = tuple(Condition.from_data(data) for data in decision.conditions)
    label = LevelChoice(decision.level).label
    return Explained(level=decision.level, label=label, summary=decision.reason, lines=lines_of(conditions))


def lines_of(conditions: tuple[Condition, ...]) -> tuple[Line, ...]:
    """One line for each condition, in the order of the decision rows."""
    return tuple(map(_line, conditions))


def _line(condition: Condition) -> Line:
    mark = mark_of(condition)
    return Line(condition_sentence(condition), TONES.get(mark, "warn"), mark, article_of(condition))
