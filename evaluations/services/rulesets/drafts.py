"""Drafts of rule sets: copying a published one, changing what it says, deleting what was never published."""

from collections.abc import Mapping
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from emulation.access import ensure
from emulation.acts import expect_version, locked
from emulation.changes import changed, facts_of
from emulation.journal import record
from emulation.models import Account, Unit
from emulation.text import clean

from ...models import Criterion, RuleSet
from ...rules.levels import KNOWN_FINDINGS, Subject
from ...ruleset_fields import FIELDS, TEXTS

NOT_PUBLISHED = _("“%(name)s” is itself a draft; copy a rule set that has been published.")
NO_CELL = _("Rule sets belong to committees; a cell follows the one of its committee.")
FROZEN = _("“%(name)s” has been published and never changes; copy it to make a new one.")
IN_USE = _("“%(name)s” is in use: %(uses)s. It cannot be deleted.")
NOT_FORESEEN = _("There is no field “%(field)s” to change.")
WRONG_TABLE = _("The table must say for each subject which findings apply, and of each whether it may be weighed.")
WRONG_TEXTS = _("Give a text of at most %(longest)s characters for each of: %(keys)s.")
FOREIGN = _("Only a published rule set of the same owner can be replaced.")
ABOUT: Final = ("name", "first_year", "last_year", "replaces", "departure_reason")
EDITABLE: Final = (*ABOUT, *FIELDS, "bases")
COPIED: Final = (*FIELDS, "method", "departure_reason")
LONGEST_TEXT: Final = 160
MOST_COUNTED: Final = 1_000  # rows that name it, of a kind; more need not be told apart
CRITERION: Final = tuple(f.name for f in Criterion._meta.concrete_fields if f.name not in ("id", "rule_set"))


def copy_rule_set(
    *,
    source: RuleSet,
    unit: Unit,
    code: str,
    name: str,
    first_year: int,
    by: Account,
    last_year: int | None = None,
    is_new: bool = False,
) -> RuleSet:
    """Begin a draft of the unit with all that a published one says; `is_new`: another regulation, without its bases."""
    ensure(by, "ruleset.edit", RuleSet(unit=unit))
    if source.is_draft:
        raise ValidationError(NOT_PUBLISHED, "wrong_state", {"name": source.name})
    if unit.is_cell:
        raise ValidationError({"unit": [NO_CELL]})
    about = {"code": code.strip(), "name": clean(name), "first_year": first_year, "last_year": last_year}
    draft = RuleSet(unit=unit, **about, **{field: getattr(source, field) for field in COPIED})
    draft.base = None if is_new else source
    draft.replaces = source if _may_replace(source, unit) else None
    draft.full_clean()
    with transaction.atomic():
        draft.save()
        draft.bases.set(() if is_new else source.bases.all())
        Criterion.objects.bulk_create(_copy(leaf, draft) for leaf in source.criteria.all())
        record(by, "ruleset.copied", draft, unit=unit, data={"from": source.code, "is_new": is_new})
    return draft


def _may_replace(rule_set: RuleSet, unit: Unit) -> bool:
    """The next version of one's own takes its place by itself."""
    is_own = rule_set.unit_id == unit.pk and not rule_set.is_superseded
    return is_own and not RuleSet.objects.filter(replaces=rule_set).exists()


def _copy(leaf: Criterion, draft: RuleSet) -> Criterion:
    return Criterion(rule_set=draft, **{name: getattr(leaf, name) for name in CRITERION})


def edit_rule_set(*, rule_set: RuleSet, values: Mapping[str, Any], by: Account, version: int | None = None) -> RuleSet:
    """Change the fields given, legal bases among them; what is not given stays."""
    ensure(by, "ruleset.edit", rule_set)
    with transaction.atomic():
        row = open_draft(rule_set, version)
        before = facts_of(row, [name for name in EDITABLE if name in values and name != "bases"])
        fields = _set(row, values)
        row.version += 1
        row.full_clean()
        row.save()
        if "bases" in values:
            row.bases.set(values["bases"])
        data = {"fields": fields, "version": row.version}
        record(by, "ruleset.edited", row, unit=row.unit, data=data, change=changed(before, row))
    return row


def open_draft(rule_set: RuleSet, version: int | None) -> RuleSet:
    """Return the row under a lock, or refuse: it is no draft, or somebody else has saved since."""
    row = locked(rule_set)
    if not row.is_draft:
        raise ValidationError(FROZEN, "frozen", {"name": row.name})
    expect_version(row, version)
    return row


def _set(row: RuleSet, values: Mapping[str, Any]) -> list[str]:
    """Put the values on the row and return the names of those that differ."""
    fields = []
    for name, value in values.items():
        if name not in EDITABLE:
            raise ValidationError(NOT_FORESEEN, "invalid", {"field": name})
        if name == "bases":
            fields += [name] if set(value) != set(row.bases.all()) else []
            continue
        value = _checked(row, name, value)
        if getattr(row, name) != value:
            setattr(row, name, value)
            fields.append(name)
    return fields


def _checked(row: RuleSet, name: str, value: Any) -> Any:
    """Clean a text; look into a table, which no field of the model does."""
    if name == "findings":
        return _table(value)
    if name in ("level_names", "articles", "grade_names"):
        return _texts(name, value, TEXTS.get(name) or tuple(row.grade_names))
    if name == "replaces" and value is not None and (value.unit_id != row.unit_id or not value.is_published):
        raise ValidationError({name: [FOREIGN]})
    return clean(value) if isinstance(value, str) and not _is_choice(name) else value


def _is_choice(name: str) -> bool:
    return bool(RuleSet._meta.get_field(name).choices)


def _table(value: Any) -> dict[str, dict[str, bool]]:
    """For every subject its findings, each with a yes or no."""
    given = value if isinstance(value, Mapping) and set(value) == set(Subject) else {}
    rows = [codes for codes in given.values() if isinstance(codes, Mapping)]
    is_whole = len(rows) == len(Subject) and all(set(codes) <= KNOWN_FINDINGS for codes in rows)
    if not is_whole or not all(isinstance(weighed, bool) for codes in rows for weighed in codes.values()):
        raise ValidationError({"findings": [WRONG_TABLE]})
    return {str(subject): dict(codes) for subject, codes in given.items()}


def _texts(name: str, value: Any, keys: tuple[str, ...]) -> dict[str, str]:
    """The texts of the keys; one left empty is asked for when publishing."""
    given = value if isinstance(value, Mapping) and set(value) <= set(keys) else {None: None}
    if not all(isinstance(text, str) and len(text) <= LONGEST_TEXT for text in given.values()):
        values = {"longest": LONGEST_TEXT, "keys": ", ".join(keys)}
        raise ValidationError({name: [ValidationError(WRONG_TEXTS, "invalid", values)]})
    return {key: clean(given.get(key, "")) for key in keys}


def delete_draft(*, rule_set: RuleSet, by: Account) -> None:
    """Delete a draft with its criteria; what has been published, or is in use, stays."""
    ensure(by, "ruleset.edit", rule_set)
    with transaction.atomic():
        row = locked(rule_set)
        uses = [f"{count} {meta.verbose_name}" for meta, count in _uses(row).items()]
        if uses:
            raise ValidationError(IN_USE, "in_use", {"name": row.name, "uses": ", ".join(uses)})
        row = open_draft(row, None)
        record(by, "ruleset.deleted", row, unit=row.unit, data={"code": row.code})
        row.criteria.all().delete()
        row.delete()


def _uses(row: RuleSet) -> dict[models.options.Options, int]:
    """How many rows of each model point at the rule set; its own criteria and legal bases apart."""
    every = [found for found in RuleSet._meta.get_fields(include_hidden=True) if found.auto_created]
    others = [found for found in every if found.is_relation and found.related_model is not Criterion]
    found: dict[models.options.Options, set[int]] = {}
    for relation in others:
        model = relation.related_model
        if not model._meta.auto_created:
            rows = model._base_manager.filter(**{relation.field.name: row})
            found.setdefault(model._meta, set()).update(rows.values_list("pk", flat=True)[:MOST_COUNTED])
    return {meta: len(rows) for meta, rows in found.items() if rows}
