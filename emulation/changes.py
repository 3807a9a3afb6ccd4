"""What an act changed in a row, before and after, as the journal keeps it.

A line of the journal is never changed, so what stands in it can never be corrected or erased. Short facts (a name, a
day, a number of points) are kept as they are: they are the evidence of a correction. A longer text, above all a word
of self-criticism, is kept as its length and its SHA-256: enough to prove which text stood there when the text itself
is produced, not enough to read it.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import models

LONGEST = 200  # characters; a longer value of a one-line field is treated as a text


@dataclass(frozen=True)
class Change:
    """The fields that differ, as they were and as they are; empty when nothing differs."""

    before: dict[str, Any] = field(default_factory=dict)
    after: dict[str, Any] = field(default_factory=dict)


NOTHING = Change()


def facts_of(row: models.Model, names: Collection[str], texts: Collection[str] = ()) -> dict[str, Any]:
    """Return the named fields as plain values; `texts` are those whose words the journal does not keep."""
    return {name: _plain(row, name, name in texts) for name in names}


def changed(before: dict[str, Any], row: models.Model, texts: Collection[str] = ()) -> Change:
    """Return what differs now from the facts taken before."""
    after = facts_of(row, before, texts)
    names = [name for name in before if before[name] != after[name]]
    return Change({name: before[name] for name in names}, {name: after[name] for name in names})


def fingerprint(text: str) -> dict[str, Any] | str:
    """Return the length and the hash of a text; no text is no secret."""
    return {"length": len(text), "sha256": hashlib.sha256(text.encode()).hexdigest()} if text else ""


def _plain(row: models.Model, name: str, is_text: bool) -> Any:
    model_field, value = row._meta.get_field(name), getattr(row, name)
    if is_text or isinstance(model_field, models.TextField):
        return {key: fingerprint(str(one)) for key, one in value.items()} if isinstance(value, dict) else _text(value)
    if isinstance(value, str) and len(value) > LONGEST:
        return fingerprint(value)
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, models.Model):
        return str(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _text(value: object) -> dict[str, Any] | str:
    return fingerprint("" if value is None else str(value))
