"""What the JSON of a document looks like, read off its types: the one description there is."""

import datetime
import enum
import types
from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass
from decimal import Decimal
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from django.utils.functional import Promise

PLAIN: Final = {
    str: {"type": "string"},
    Promise: {"type": "string"},
    Decimal: {"type": "string", "format": "decimal"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    datetime.datetime: {"type": "string", "format": "date-time"},
    datetime.date: {"type": "string", "format": "date"},
}


def described(kind: Any, *, without: Sequence[str] = ()) -> dict[str, Any]:
    """Return the schema, in the words of OpenAPI, of a value of the type; `without` names fields that are not told."""
    if kind in PLAIN:
        return PLAIN[kind]
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        told = {one.name: described(hints[one.name]) for one in fields(kind) if one.name not in without}
        return {"type": "object", "properties": told, "required": list(told)}
    if isinstance(kind, type) and issubclass(kind, enum.StrEnum):
        return {"type": "string", "enum": [one.value for one in kind]}
    if get_origin(kind) is tuple:
        return {"type": "array", "items": _any_of(one for one in get_args(kind) if one is not Ellipsis)}
    if get_origin(kind) in (Union, types.UnionType):
        found = _any_of(one for one in get_args(kind) if one is not types.NoneType)
        return found | {"nullable": True} if types.NoneType in get_args(kind) else found
    return {}  # anything


def _any_of(kinds: Iterable[Any]) -> dict[str, Any]:
    found: list[dict[str, Any]] = []
    for one in map(described, kinds):
        if one not in found:
            found.append(one)
    return found[0] if len(found) == 1 else {"anyOf": found}
