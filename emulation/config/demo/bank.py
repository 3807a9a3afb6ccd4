"""The words the demonstration is made of, read from data/ once."""

import json
from dataclasses import dataclass
from functools import cache
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any, Final

DATA: Final = Path(__file__).parent / "data"
ENOUGH_TASKS: Final = 7


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody may pledge; `kept` is the evidence of having done it."""

    group: str
    deed: str
    measure: str
    method: str
    month: int
    day: int
    kept: str


@dataclass(frozen=True, slots=True)
class Task:
    """A task of the year with its product and the day it is due."""

    title: str
    product: str
    month: int
    day: int


@cache
def words(name: str) -> Any:
    """Return a file of data/."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def weighted(text: tuple[str, ...]) -> tuple[list[str], list[int]]:
    """Split "Nguyễn*30" into words and how often each is met."""
    pairs = [word.rpartition("*") for word in text]
    return [word for word, _, _ in pairs], [int(times) for _, _, times in pairs]


def pick(rng: Random, text: list[str]) -> str:
    """Draw one of the words by its weight."""
    found, weights = weighted(tuple(text))
    return rng.choices(found, weights)[0]


def person_name(rng: Random, sex: str) -> str:
    """Draw a full name: family, middle, given."""
    names = words("names")
    return f"{pick(rng, names['family'])} {pick(rng, names['middle'][sex])} {rng.choice(names['given'][sex])}"


@cache
def deeds_for(cell_type: str) -> tuple[Deed, ...]:
    """Return the deeds that suit a kind of cell; neighbours in the list are of different groups."""
    by_group: dict[str, list[Deed]] = {}
    for row in words("deeds"):
        if cell_type in row["for"]:
            day, month = map(int, row["due"].split("/"))
            deed = Deed(row["group"], row["deed"], row["measure"], row["method"], month, day, row["kept"])
            by_group.setdefault(deed.group, []).append(deed)
    return tuple(deed for together in zip_longest(*by_group.values()) for deed in together if deed)


@cache
def tasks_for(cell_type: str, is_leader: bool) -> tuple[Task, ...]:
    """Return tasks that suit a member of such a cell."""
    bank = words("tasks")
    rows = bank["LEADING"] if is_leader else bank[cell_type]
    if len(rows) < ENOUGH_TASKS:
        rows = rows + bank["NEIGHBOURHOOD"][: ENOUGH_TASKS - len(rows)]
    return tuple(Task(title, product, int(due.split("/")[1]), int(due.split("/")[0])) for title, product, due in rows)
