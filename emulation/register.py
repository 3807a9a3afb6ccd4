"""The register of purposes: which data, what for, on what basis, who reads them, how long (Law 91/2025/QH15).

What we ship is data; a committee adds a note. The version a reader has before them names both.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils import timezone

from .models import Account, RegisterNote, RegisterReading, RoleAssignment, Unit

SHIPPED = Path(__file__).parent / "data" / "purposes.json"


@dataclass(frozen=True)
class Purpose:
    """One purpose, in words; `kinds` are the tables it speaks of."""

    code: str
    title: str
    data: str
    purpose: str
    basis: str
    readers: str
    kept: str
    kinds: tuple[str, ...]


@dataclass(frozen=True)
class Register:
    """The register as one reader has it: the purposes, the notes of the committees, the version of the whole."""

    version: str
    purposes: tuple[Purpose, ...]
    notes: tuple[RegisterNote, ...]


@dataclass(frozen=True)
class HowFar:
    """How many of a unit's accounts have read the version."""

    unit: Unit
    read: int
    accounts: int


@cache
def shipped() -> tuple[str, tuple[Purpose, ...]]:
    """Return the version we ship and its purposes."""
    content = json.loads(SHIPPED.read_text(encoding="utf8"))
    found = (Purpose(**row | {"kinds": tuple(row["kinds"])}) for row in content["purposes"])
    return content["version"], tuple(found)


def register_for(reader: Account) -> Register:
    """Return the register with the newest note of each of the reader's units and of those above."""
    version, purposes = shipped()
    newest: dict[int, RegisterNote] = {}
    for note in RegisterNote.objects.visible_to(reader).select_related("unit", "written_by").order_by("pk"):
        newest[note.unit_id] = note
    notes = sorted(newest.values(), key=lambda note: note.unit.path)
    last = max((note.pk for note in notes), default=0)
    return Register(f"{version}.{last}", purposes, tuple(note for note in notes if note.text))


def reading_of(account: Account, version: str) -> RegisterReading | None:
    """Return when the account's owner said to have read the version."""
    return RegisterReading.objects.filter(account=account, version_read=version).first()


def newest_note(unit: Unit) -> RegisterNote | None:
    """Return the unit's note as it stands."""
    return unit.register_notes.order_by("-pk").first()


def committees_to_note(reader: Account) -> list[Unit]:
    """Return the committees whose note the reader writes: those the role is held at."""
    ids = reader.scope.unit_ids("register.note")
    return [unit for unit in Unit.objects.visible_to(reader).filter(pk__in=ids) if not unit.is_cell]


def how_far(unit: Unit, version: str) -> HowFar:
    """Count the open accounts with a role within the unit, and those whose owners have read the version."""
    held = Account.objects.filter(is_active=True, roles__in=_roles_within(unit)).distinct()
    read = held.filter(register_readings__version_read=version)
    return HowFar(unit, read.count(), held.count())


def _roles_within(unit: Unit):
    return RoleAssignment.objects.on(timezone.localdate()).filter(unit__in=Unit.objects.within(unit))
