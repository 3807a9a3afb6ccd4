"""What the tests of tried cases share: one good case of each list, a way to spoil it, and a run."""

import json
from typing import Any

from evaluations.rules.cap import Reading, Rounding
from evaluations.rules.cases import Report, Standard, read_json, read_table, run
from tests.evaluations.qd366 import QD366

MOST = 100_000
STANDARD = Standard(
    thresholds=QD366,
    new_member_months=6,
    cap_percent=20,
    cap_reading=Reading.INCLUSIVE,
    cap_rounding=Rounding.FLOOR,
)
TASKS = {"assigned": 10, "done": 10, "on_time": 10, "exceeded": 3, "late": 0}
LEVEL = {"id": "a", "subject": "NONLEAD", "score": "93", "tasks": TASKS}
LEVEL |= {"expect": {"result": "HTXSNV", "tags": ["ELIGIBLE"]}}
STANDING = {"id": "p", "admitted": "2026-07-15", "cut_off": "2026-12-31", "expect": "NEW_UNDER_6M"}
CAP = {"id": "c", "percent": 20, "reading": "INCLUSIVE", "rounding": "FLOOR", "eligible": 9, "good": 22}
CAP |= {"expect": {"max": 6, "selected": 6}}
LISTS = {"cases": LEVEL, "participation": STANDING, "caps": CAP}
LEAVE_OUT = object()


def report(text: str | dict[str, Any], standard: Standard = STANDARD) -> Report:
    text = text if isinstance(text, str) else json.dumps(text)
    return run(read_table(read_json(text.encode(), MOST)), standard)


def changed(case: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """The case with other values; a dot leads into an object."""
    case = json.loads(json.dumps(case))
    for path, value in changes.items():
        *way, key = path.split(".")
        at = case
        for step in way:
            at = at.setdefault(step, {})
        at.pop(key, None) if value is LEAVE_OUT else at.update({key: value})
    return case
