"""What a rule set says, for pages: its choices by section, the articles it cites."""

from dataclasses import dataclass

from django import template

from ..models import RuleSet
from ..ruleset_fields import TOPICS, RuleField, fields_of, sections_of, shown

register = template.Library()
TOLD_ELSEWHERE = ("bands", "findings", "names")


@dataclass(frozen=True)
class Choices:
    """One section with its fields and their values as text."""

    code: str
    label: str
    rows: tuple[tuple[RuleField, str], ...]


@register.filter
def choices(rule_set: RuleSet) -> list[Choices]:
    """Return every choice by section, but what the page tells in words of its own."""
    sections = {code: label for code, label in sections_of(rule_set).items() if code not in TOLD_ELSEWHERE}
    return [Choices(code, str(label), _rows(rule_set, code)) for code, label in sections.items()]


def _rows(rule_set: RuleSet, section: str) -> tuple[tuple[RuleField, str], ...]:
    return tuple((field, shown(field.name, getattr(rule_set, field.name))) for field in fields_of(section))


@register.filter
def articles(rule_set: RuleSet) -> list[tuple[str, str]]:
    """Return what each topic cites."""
    return [(str(label), rule_set.articles.get(topic, "")) for topic, label in TOPICS.items()]
