"""A line of the journal as pages and the API show it: in which role, through which door, what it changed."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import JournalEntry, Role, Unit
from .verbs import CONFIDENTIAL, VerbKind, kind_of

DAY = re.compile(r"\d{4}-\d\d-\d\d")
# Beside its own fields, a line on a member tells those of the membership.
TOLD_WITH = {"member": ("member", "membership", "circumstance"), "campaign": ("campaign", "assessment")}
TOLD_WITH["cellreview"] = ("cellreview", "assessment")
ROLES = dict(Role.choices)


@dataclass(frozen=True)
class FieldChange:
    """One field before and after, in words; both empty where the journal does not show them."""

    label: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Line:
    """One entry with what is needed to read it."""

    entry: JournalEntry
    roles: str
    changes: tuple[FieldChange, ...]

    @property
    def kind(self) -> VerbKind:
        return kind_of(self.entry.verb)

    @property
    def hides_values(self) -> bool:
        """Whether only the names of the fields are shown."""
        return is_confidential(self.entry.verb)

    @property
    def door(self) -> str:
        """The door in words, empty when it was not noted."""
        return str(self.entry.get_door_display()) if self.entry.door else ""

    @property
    def lenders(self) -> str:
        """For whom the actor held the role, by delegation; empty where it was the actor's own."""
        return ", ".join(self.entry.data.get("lenders", ()))

    @property
    def is_on_behalf(self) -> bool:
        return self.entry.on_behalf_of_id is not None or bool(self.entry.data.get("on_behalf"))


def lines_of(entries: Iterable[JournalEntry]) -> list[Line]:
    """Return the entries as lines; their units are read together."""
    found = list(entries)
    units = Unit.objects.in_bulk({unit for entry in found for _role, unit in entry.held})
    return [Line(entry, _roles(entry, units), changes_of(entry)) for entry in found]


def is_confidential(verb: str) -> bool:
    """Say whether the journal shows which fields changed and never their values."""
    return verb.startswith(CONFIDENTIAL)


def changes_of(entry: JournalEntry) -> tuple[FieldChange, ...]:
    """Return the fields an entry changed; values only where the journal shows them."""
    fields = _fields(entry.subject)
    if is_confidential(entry.verb):
        return tuple(FieldChange(label) for label in dict.fromkeys(_names(entry, fields)))
    shared = [name for name in {**entry.before, **entry.after} if not name.isdigit()]
    return tuple(
        FieldChange(_label(fields, name), *(in_words(fields.get(name), side.get(name)) for side in _sides(entry)))
        for name in shared
    )


def _sides(entry: JournalEntry) -> tuple[dict[str, Any], dict[str, Any]]:
    return entry.before, entry.after


def _names(entry: JournalEntry, fields: dict[str, models.Field]) -> Iterable[str]:
    """Yield the labels of the fields; of acts on many those under each member's key."""
    for name, value in {**entry.before, **entry.after}.items():
        names = value if name.isdigit() and isinstance(value, dict) else [name]
        yield from (_label(fields, one) for one in names)


def _roles(entry: JournalEntry, units: dict[int, Unit]) -> str:
    """Return the roles by which the act was done: those that reach its unit, or else all that were held."""
    held = [(role, units[unit]) for role, unit in entry.held if unit in units]
    path = entry.unit.path if entry.unit else ""
    reaching = [(role, unit) for role, unit in held if path.startswith(unit.path)]
    return "; ".join(f"{ROLES.get(role, role)} – {unit.name}" for role, unit in reaching or held)


@cache
def _fields(subject: str) -> dict[str, models.Field]:
    """Return the fields a line on the subject may name."""
    wanted = TOLD_WITH.get(subject, (subject,))
    tables = {model._meta.model_name: model for model in apps.get_models() if model._meta.model_name in wanted}
    return {
        field.name: field for name in reversed(wanted) if name in tables for field in tables[name]._meta.concrete_fields
    }


def _label(fields: dict[str, models.Field], name: str) -> str:
    return str(fields[name].verbose_name) if name in fields else name


def in_words(field: models.Field | None, value: Any) -> str:
    """Return a kept value in words; a day may come as a date or as it stands in the journal."""
    if value in (None, "", {}, []):
        return "–"
    if isinstance(value, dict):
        return _text(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%H:%M %d/%m/%Y}"
    choice = dict(field.flatchoices).get(value) if field is not None and field.choices else None
    return str(choice if choice is not None else _day(value))


def _text(value: dict[str, Any]) -> str:
    """Return how long a text is whose words are not kept; of other values each with its name."""
    if "sha256" in value:
        return _("a text of %(count)s characters") % {"count": value["length"]}
    return "; ".join(f"{name}: {in_words(None, one)}" for name, one in value.items())


def _day(value: Any) -> Any:
    if isinstance(value, str) and DAY.fullmatch(value):
        value = datetime.date.fromisoformat(value)
    return value.strftime("%d/%m/%Y") if isinstance(value, datetime.date) else value


def kept_of(entry: JournalEntry) -> tuple[dict, dict]:
    """Return before and after as the API tells them: nothing where the journal does not show values."""
    return ({}, {}) if is_confidential(entry.verb) else (entry.before, entry.after)
