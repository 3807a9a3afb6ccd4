"""What becomes of each field in a copy for training: closed by default, so that a table added later leaks nothing.

Numbers, yes and no, and words of a fixed list go as they are; days are shifted; every other text is replaced, unless
its field stands in CODES. People, units, files have invented contents of their own (`contents.py`).
"""

import datetime
import re
from collections.abc import Callable
from typing import Any

from django.db import models

PLAIN = (models.BooleanField, models.IntegerField, models.DecimalField, models.FloatField)
CODE = re.compile(r"[A-Z0-9][A-Z0-9_.:/%<>=-]{0,39}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")  # of a field, in the code
NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,6})?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
WORDS = "Nội dung mẫu"

# Nothing of these goes: what opens doors, what was done by whom, what the libraries keep.
LEFT_OUT = {
    "emulation.key",
    "emulation.journalentry",
    "emulation.journalmember",
    "emulation.journalhead",
    "pledges.surveyday",
    "pledges.surveyvisit",
}
# One-line fields whose words are the application's own.
CODES = {
    "emulation.unit.path",
    "emulation.attachment.subject",
    "emulation.retentionperiod.kind",
    "emulation.registerreading.version_read",
    "evaluations.ruleset.code",
    "evaluations.ruleset.pledges_due",
    "evaluations.ruleset.assessments_due",
    "evaluations.ruleset.reviews_due",
    "evaluations.ruleset.decisions_due",
    "evaluations.criterion.subject_type",
    "evaluations.criterion.code",
    "evaluations.finding.code",
    "evaluations.proposal.derived",
    "evaluations.decision.derived",
    "evaluations.celldecision.derived",
    "evaluations.caprecord.group",
    "evaluations.capchoice.group",
}
# Fields of codes and figures, whose own words are looked at one by one.
FIGURES = {
    "evaluations.ruleset.findings",
    "evaluations.ruleset.articles",
    "evaluations.ruleset.level_names",
    "evaluations.ruleset.grade_names",
    "evaluations.assessment.self_points",
    "evaluations.assessment.cell_points",
    "evaluations.cellrating.points",
    "evaluations.decision.tags",
    "evaluations.decision.inputs",
    "evaluations.decision.conditions",
    "evaluations.celldecision.tags",
    "evaluations.celldecision.inputs",
    "evaluations.celldecision.conditions",
}
# Fields of texts under codes: the codes stay, every text goes.
TEXTS = {"evaluations.assessment.sections", "evaluations.cellrating.sections"}


class NoRule(TypeError):
    """A field of a kind for which nobody has said what becomes of it."""


def rule_of(field: models.Field) -> Callable[["Shift", Any], Any]:
    """Return what becomes of the field's values; a relation is the caller's."""
    name = f"{field.model._meta.label_lower}.{field.name}"
    if isinstance(field, models.EmailField | models.GenericIPAddressField | models.BinaryField):
        return lambda shift, value: None if field.null else field.get_default()
    if isinstance(field, models.DateTimeField | models.DateField):
        return lambda shift, value: shift.day(value)
    if isinstance(field, models.JSONField):
        return _json_rule(name)
    if isinstance(field, PLAIN):
        return lambda shift, value: value
    if isinstance(field, models.CharField | models.TextField):
        return _text_rule(field, name)
    raise NoRule(f"{name}: say in emulation/config/anonymised/rules.py what becomes of it")


def _json_rule(name: str) -> Callable[["Shift", Any], Any]:
    if name in FIGURES:
        return lambda shift, value: shift.figures(value)
    if name in TEXTS:
        return lambda shift, value: {code: text and shift.words(None) for code, text in value.items()}
    return lambda shift, value: type(value)() if value else value


def _text_rule(field: models.Field, name: str) -> Callable[["Shift", Any], Any]:
    if name in CODES:
        return lambda shift, value: value
    choices = {value for value, _label in field.flatchoices}
    longest = field.max_length
    return lambda shift, value: value if not value or value in choices else shift.words(longest)


class Shift:
    """Days moved by one number of days, texts counted so that no two are alike."""

    def __init__(self, days: int) -> None:
        self.by = datetime.timedelta(days=days)
        self._said = 0

    def day(self, value: datetime.date | None) -> datetime.date | None:
        """Return the day or the moment so many days earlier."""
        return value and value - self.by

    def words(self, longest: int | None) -> str:
        """Return a text that says nothing and is nobody else's, as long as the field allows."""
        self._said += 1
        number = str(self._said)
        return f"{WORDS} {number}" if not longest or longest >= len(WORDS) + 8 else number[-longest:]

    def figures(self, value: Any) -> Any:
        """Keep codes and numbers wherever they stand, move days, replace every other word."""
        if isinstance(value, dict):
            return {self._key(key): self.figures(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self.figures(one) for one in value]
        return self._code(value) if isinstance(value, str) and value else value

    def _key(self, key: str) -> str:
        return key if NAME.fullmatch(key) else self._code(key)

    def _code(self, text: str) -> str:
        if DAY.fullmatch(text):
            return (datetime.date.fromisoformat(text) - self.by).isoformat()
        return text if NUMBER.fullmatch(text) or CODE.fullmatch(text) else self.words(None)
