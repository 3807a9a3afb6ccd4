"""The rule sets we ship, as data: reading the files under data/, checking that they may be used."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from .rules.scoring import Group, Leaf, Maxima, Mode, check_maxima

DATA: Final = Path(__file__).resolve().parent / "data"
SAMPLE_CASES: Final = DATA / "cases" / "qd366.json"  # a table to try on a rule set, with every key it may hold


@cache
def shipped_rule_sets() -> dict[str, dict[str, Any]]:
    """Return every shipped rule set by its code."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(DATA.glob("*.json"))]
    return {data["code"]: data for data in found}


def criteria_rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return the fields of every leaf, numbered within its subject type in the order of the file.

    A criterion that gets a grade has no maximum.
    """
    for subject_type, blocks in data["criteria"].items():
        position = 0
        for block in blocks:
            for leaf in block["criteria"]:
                position += 1
                yield {
                    "subject_type": subject_type,
                    "group": block["group"],
                    "heading": block["heading"],
                    "position": position,
                    **leaf,
                    "maximum": Decimal(leaf["maximum"]) if "maximum" in leaf else None,
                }


def maxima_of(data: dict[str, Any]) -> dict[str, Maxima]:
    """Return the sums of every subject type, to be exactly 30 and 70."""
    leaves: dict[str, list[Leaf]] = {}
    for row in criteria_rows(data):
        leaf = Leaf(row["code"], row["maximum"], Group(row["group"]), Mode(row["mode"]))
        leaves.setdefault(row["subject_type"], []).append(leaf)
    return {subject_type: check_maxima(found) for subject_type, found in leaves.items()}
