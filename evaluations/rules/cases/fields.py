"""Taking the keys of one JSON object one by one, each with its type; the first that cannot stand is named."""

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Self, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)
MOST: Final = 1_000_000  # people, tasks or votes of one case
LONGEST_ID: Final = 60
FIRST_YEAR, LAST_YEAR = 1900, 2100
_DECIMAL: Final = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?", re.ASCII)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SHOWN: Final = 40  # characters of a wrong value that are repeated to its writer


class Malformed(ValueError):
    """A key is missing, unknown or of the wrong type; `code` says how, `values` which."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Inexact:
    """A number with decimals, or none at all (NaN, Infinity), as it was written; nothing here may be one."""

    text: str


class Object(dict):
    """A JSON object that remembers a key it was given twice."""

    twice: str = ""


class Fields:
    """The keys of one object, each to be taken once. Absent and null are the same: none."""

    def __init__(self, data: object, where: str = "") -> None:
        if not isinstance(data, Mapping):
            raise Malformed("not_an_object" if where else "not_a_case", key=where)
        self._where = where
        if twice := getattr(data, "twice", ""):
            raise Malformed("key_twice", key=self._named(twice))
        self._left = {key: value for key, value in data.items() if value is not None}

    def _named(self, key: str) -> str:
        return f"{self._where}.{shown(key)}" if self._where else shown(key)

    def has(self, key: str) -> bool:
        """Whether the key is there and not null."""
        return key in self._left

    def is_flag(self, key: str) -> bool:
        """Whether true or false stands under the key."""
        return isinstance(self._left.get(key), bool)

    def take(self, key: str) -> Any:
        """The value as it stands; raises Malformed when there is none."""
        if key not in self._left:
            raise Malformed("missing", key=self._named(key))
        return self._left.pop(key)

    def text(self, key: str) -> str:
        """A text that can be shown."""
        value = self.take(key)
        if not isinstance(value, str):
            raise Malformed("not_text", key=self._named(key), value=shown(value))
        return value

    def score(self, key: str) -> Decimal:
        """Points as an exact number; only a text with a decimal point is one."""
        value = self.take(key)
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            raise Malformed("score_not_decimal", key=self._named(key), value=shown(value))
        return Decimal(value)

    def count(self, key: str, default: int | None = 0) -> int:
        """A whole number from 0; raises Malformed when there is none and no default."""
        if default is not None and not self.has(key):
            return default
        value = self.take(key)
        if isinstance(value, bool) or not isinstance(value, int):
            raise Malformed("not_a_whole_number", key=self._named(key), value=shown(value))
        if not 0 <= value <= MOST:
            values = {"key": self._named(key), "value": shown(value), "most": str(MOST)}
            raise Malformed("below_zero" if value < 0 else "too_large", **values)
        return value

    def yes(self, key: str) -> bool:
        """True or false; false where it is absent."""
        value = self._left.pop(key, False)
        if not isinstance(value, bool):
            raise Malformed("not_yes_or_no", key=self._named(key), value=shown(value))
        return value

    def choice(self, key: str, choices: Mapping[str, Choice], default: str = "") -> Choice:
        """One of the words that are known; raises Malformed with all of them otherwise."""
        if default and not self.has(key):
            return choices[default]
        return self._known(key, self.take(key), choices)

    def choices(self, key: str, choices: Mapping[str, Choice]) -> tuple[Choice, ...]:
        """A list of such words, empty where it is absent."""
        return tuple(self._known(key, value, choices) for value in self.rows(key))

    def _known(self, key: str, value: object, choices: Mapping[str, Choice]) -> Choice:
        if not isinstance(value, str) or value not in choices:
            words = ", ".join(choices)
            raise Malformed("not_known", key=self._named(key), value=shown(value), words=words)
        return choices[value]

    def rows(self, key: str) -> list[Any]:
        """A list, empty where it is absent."""
        value = self._left.pop(key, [])
        if not isinstance(value, list):
            raise Malformed("not_a_list", key=self._named(key))
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts, empty where it is absent."""
        values = tuple(self.rows(key))
        for value in values:
            if not isinstance(value, str):
                raise Malformed("not_text", key=self._named(key), value=shown(value))
        return values

    def day(self, key: str) -> date:
        """A date written year-month-day; raises Malformed when it is none of the calendar."""
        value = self.take(key)
        try:
            found = date.fromisoformat(value) if isinstance(value, str) and _DAY.fullmatch(value) else None
        except ValueError:
            found = None
        if found is None or not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise Malformed("not_a_day", key=self._named(key), value=shown(value))
        return found

    def counts(self, key: str, names: Mapping[str, str]) -> dict[str, int]:
        """The whole numbers of the object under the key, by the names they have here."""
        part = self.part(key)
        found = {name: part.count(own) for own, name in names.items()}
        part.close()
        return found

    def part(self, key: str, needed: bool = False) -> Self:
        """The object under the key; an empty one where it is absent and not needed."""
        value = self.take(key) if needed or self.has(key) else {}
        return type(self)(value, self._named(key))

    def parts(self, key: str) -> Iterable[Self]:
        """Every object of the list under the key."""
        return [type(self)(data, self._named(key)) for data in self.rows(key)]

    def close(self) -> None:
        """Raise Malformed for a key that nobody asked for: it may be a slip of the pen. A `note` is for people."""
        for key in self._left:
            if key == "note":
                continue
            raise Malformed("key_unknown", key=self._named(key))


def shown(value: object) -> str:
    """What stands in the file, short and printable."""
    if isinstance(value, Inexact):
        value = value.text
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=shown)
    text = text if text.isprintable() else ascii(text)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
