"""What a rule set changes against the one it adapts: field by field and criterion by criterion, old and new."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .explain import number
from .models import Criterion, RuleSet
from .rules.levels import Subject
from .ruleset_fields import (
    CRITERIA_BASIS,
    FIELDS,
    SECTIONS,
    SUBJECTS,
    TOPICS,
    RuleField,
    is_finding_delegated,
    sections_of,
    shown,
)
from .wording import CONCLUDED

NOTHING = "–"
COMPARED = ("group", "heading", "label", "maximum", "mode", "is_pledge")


@dataclass(frozen=True, slots=True)
class Difference:
    """One change: the part of the rule set it is in, what it is about, old, new; whether the regulation delegates it.

    `part` is a section of ruleset_fields, `bases`, or a subject type for criteria.
    """

    part: str
    label: str
    old: str
    new: str
    basis: str | Promise
    delegated: bool

    @property
    def part_label(self) -> str:
        if self.part in SUBJECTS:
            return _("Criteria: %(subject)s") % {"subject": SUBJECTS[self.part]}
        return str(SECTIONS.get(self.part) or _("Legal bases"))


def differences(rule_set: RuleSet) -> tuple[Difference, ...]:
    """Return every change against the base, or against what it replaces; none where there is neither."""
    other = rule_set.compared_with
    if other is None:
        return ()
    return (*_bases(rule_set, other), *_fields(rule_set, other), *_criteria(rule_set, other))


def departures(rule_set: RuleSet) -> tuple[Difference, ...]:
    """Return the changes of what the regulation does not delegate; a new regulation departs from none."""
    if rule_set.base is None:
        return ()
    return tuple(change for change in _fields(rule_set, rule_set.base) if not change.delegated)


def _bases(rule_set: RuleSet, other: RuleSet) -> Iterator[Difference]:
    own, others = ({basis.pk: basis for basis in each.bases.all()} for each in (rule_set, other))
    for key in sorted(own.keys() ^ others.keys()):
        old, new = (each[key].citation if key in each else NOTHING for each in (others, own))
        yield Difference("bases", _("Legal basis"), old, new, "", delegated=True)


def _fields(rule_set: RuleSet, other: RuleSet) -> Iterator[Difference]:
    sections = sections_of(rule_set)
    for field in FIELDS.values():
        old, new = getattr(other, field.name), getattr(rule_set, field.name)
        if old == new or field.section not in sections:
            continue
        if field.name == "findings":
            yield from _findings(field, old, new)
        elif isinstance(new, dict):
            yield from _texts(field, old, new)
        else:
            texts = shown(field.name, old), shown(field.name, new)
            yield Difference(field.section, field.label, *texts, field.basis, field.delegated)


def _findings(field: RuleField, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    for subject in Subject:
        before, after = old.get(subject, {}), new.get(subject, {})
        for code in sorted(before.keys() | after.keys(), key=lambda code: int(code[1:])):
            was, will_be = before.get(code), after.get(code)
            if was == will_be:
                continue
            label = _("%(finding)s – %(subject)s") % {"finding": CONCLUDED[code], "subject": SUBJECTS[subject]}
            delegated = is_finding_delegated(subject, was, will_be)
            yield Difference(field.section, label, finding_word(was), finding_word(will_be), field.basis, delegated)


def finding_word(may_be_weighed: bool | None) -> str:
    """Say what a finding does to a subject."""
    if may_be_weighed is None:
        return _("does not apply")
    return _("forces the lowest level, may be weighed") if may_be_weighed else _("forces the lowest level")


def _texts(field: RuleField, old: dict[str, str], new: dict[str, str]) -> Iterator[Difference]:
    for key in sorted(old.keys() | new.keys()):
        if old.get(key, "") != new.get(key, ""):
            label = f"{field.label}: {TOPICS.get(key, key)}"
            texts = old.get(key) or NOTHING, new.get(key) or NOTHING
            yield Difference(field.section, label, *texts, field.basis, field.delegated)


def _criteria(rule_set: RuleSet, other: RuleSet) -> Iterator[Difference]:
    for subject in SUBJECTS:
        own = {leaf.code: leaf for leaf in rule_set.criteria_by_subject.get(subject, ())}
        others = {leaf.code: leaf for leaf in other.criteria_by_subject.get(subject, ())}
        for code in dict.fromkeys([*others, *own]):
            old, new = others.get(code), own.get(code)
            changed = [name for name in COMPARED if old and new and getattr(old, name) != getattr(new, name)]
            if changed or not (old and new):
                texts = _told(old, changed), _told(new, changed)
                yield Difference(subject, str(new or old), *texts, CRITERIA_BASIS, delegated=True)


def _told(leaf: Criterion | None, changed: list[str]) -> str:
    """Say of a criterion what has changed; of one that is new or gone, its maximum and its way of scoring."""
    if leaf is None:
        return NOTHING
    names = changed or [name for name in ("maximum", "mode") if leaf.maximum is not None] or ["label"]
    return "; ".join(_value(leaf, name) for name in names)


def _value(leaf: Criterion, name: str) -> str:
    if name == "maximum":
        return _("%(maximum)s points") % {"maximum": number(leaf.maximum)} if leaf.maximum is not None else NOTHING
    if name == "is_pledge":
        return _("gives the points for the pledge") if leaf.is_pledge else _("not for the pledge")
    if name in ("group", "mode"):
        return str(getattr(leaf, f"get_{name}_display")())
    return str(getattr(leaf, name))
