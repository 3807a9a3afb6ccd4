"""The mechanism of permission: one question, an answer with its reason. Imports no models.

Each app registers its own predicates by name with @permission. Asking for an unknown name is a crash.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .scope import EVERYTHING


@dataclass(frozen=True)
class Allowed:
    """Yes; `lenders` are those for whom the role is held that says so, by key and name."""

    reason: str = ""
    lenders: tuple[tuple[int, str], ...] = ()

    def __bool__(self) -> bool:
        return True


@dataclass(frozen=True)
class Denied:
    """No, and why, in a sentence for the person who asked."""

    reason: str | Promise

    def __bool__(self) -> bool:
        return False


Answer = Allowed | Denied
Predicate = Callable[[Any, Any], Answer]
NO_ROLE = Denied(_("Your roles do not include this act at this unit."))

_registry: dict[str, Predicate] = {}


class UnknownPermission(LookupError):
    """The code asked for a permission nobody registered."""


class SystemActor:
    """The application itself acting: a timed job or a command, named in the journal. May do anything."""

    pk = None
    member_id = None
    is_authenticated = True
    scope = EVERYTHING

    def __init__(self, name: str) -> None:
        self.display_name = name

    def __str__(self) -> str:
        return self.display_name


def permission(name: str) -> Callable[[Predicate], Predicate]:
    """Register a predicate `(person, obj) -> Allowed | Denied` under a dotted name."""

    def register(predicate: Predicate) -> Predicate:
        if name in _registry:
            raise ValueError(f"permission {name} is registered twice")
        _registry[name] = predicate
        return predicate

    return register


def registered() -> frozenset[str]:
    """Return every permission name the code may ask for."""
    return frozenset(_registry)


def can(person: Any, name: str, obj: Any = None) -> Answer:
    """Answer whether the person may do the named act to the object."""
    if name not in _registry:
        raise UnknownPermission(name)
    if isinstance(person, SystemActor):
        return Allowed()
    if not person.is_authenticated or not person.is_active:
        return Denied(_("Sign in first."))
    return _registry[name](person, obj)


def ensure(person: Any, name: str, obj: Any = None) -> None:
    """Raise PermissionDenied with the reason unless the person may; the journal tells for whom, by delegation."""
    answer = can(person, name, obj)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    if answer.lenders != getattr(person, "acting_for", ()):
        person.acting_for = answer.lenders


def held_at(person: Any, name: str, path: str) -> Answer:
    """Answer by roles alone: is the permission held at this unit path or above it?"""
    if not person.scope.reaches(name, path):
        return NO_ROLE
    return Allowed(lenders=person.scope.lenders(name, path))
