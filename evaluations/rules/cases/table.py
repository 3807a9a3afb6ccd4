"""Reading a table of cases from JSON. Every case stands alone: one that cannot be read does not hide the others."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from evaluations.rules.cap import Reading, Rounding
from evaluations.rules.cases.fields import LONGEST_ID, Choice, Fields, Inexact, Malformed, Object, shown
from evaluations.rules.cases.kinds import (
    NOT_RATED_HERE,
    CapCase,
    Case,
    Kind,
    LevelCase,
    ParticipationCase,
    Refusal,
    Table,
)
from evaluations.rules.classification import Outcome, Tag
from evaluations.rules.inputs import Escape, Inputs, Targets
from evaluations.rules.levels import Level, Subject
from evaluations.rules.participation import Participation, Period, Standing

LONGEST_NUMBER: Final = 12  # characters; a longer whole number is cut, and still too large or below zero


class Unreadable(ValueError):
    """The file as a whole cannot be used; `code` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def words(*kinds: type[Choice]) -> dict[str, Choice]:
    """The members by the words the file uses."""
    return {member.value: member for kind in kinds for member in kind}


_STATUSES: Final = {**words(Participation), NOT_RATED_HERE: Participation.TEMPORARY_HERE}
_TAGS: Final = {tag.value: tag for tag in (Tag.ELIGIBLE, Tag.STEP_DOWN, Tag.ESCAPE)}
_TASKS: Final = ("assigned", "done", "on_time", "exceeded", "late")
_STANDINGS: Final = ("temporary_here", "away", "comment_received", "comment_waived", "long_sick", "maternity")


def read_json(data: bytes, most: int) -> object:
    """The value of a file of at most so many bytes; numbers with decimals stay texts. Raises Unreadable."""
    if len(data) > most:
        raise Unreadable("too_large")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8") from error
    try:
        return json.loads(
            text, parse_int=_whole, parse_float=Inexact, parse_constant=Inexact, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise Unreadable("too_deep") from error
    except ValueError as error:
        raise Unreadable("not_json") from error


def _whole(digits: str) -> int:
    return int(digits[:LONGEST_NUMBER])


def _object(pairs: list[tuple[str, Any]]) -> Object:
    found = Object()
    for key, value in pairs:
        if key in found:
            found.twice = key
        found[key] = value
    return found


def read_table(value: object) -> Table:
    """Every case of the table; raises Unreadable when it is no table or holds no case."""
    if not isinstance(value, Mapping):
        raise Unreadable("not_a_table")
    if not any(value.get(kind) for kind in _READERS):
        raise Unreadable("no_cases")
    cases, refused = [], list(_unknown(value))
    for kind, read in _READERS.items():
        rows = value.get(kind)
        if isinstance(rows, list):
            _read_list(kind, read, rows, cases, refused)
        elif rows is not None:
            refused.append(Refusal(kind, "", 0, "not_a_list", {"key": kind}))
    return Table(_rule_set(value), tuple(cases), tuple(refused))


def _rule_set(value: object) -> str:
    """The code of the rule set a table names, empty where it names none that can be read."""
    code = value.get("rule_set") if isinstance(value, Mapping) else None
    return code if isinstance(code, str) and code.isprintable() else ""


def _unknown(value: Mapping[str, object]) -> list[Refusal]:
    """What of the table itself nobody knows; a slip of the pen there would leave a whole list out."""
    faults = [("key_unknown", key) for key in value if key not in ("rule_set", "note", *_READERS)]
    if value.get("rule_set") is not None and not _rule_set(value):
        faults.append(("not_text", "rule_set"))
    if twice := getattr(value, "twice", ""):
        faults.append(("key_twice", twice))
    return [Refusal(Kind.FILE, "", 0, code, {"key": shown(key)}) for code, key in faults]


def _read_list(
    kind: Kind, read: Callable[[Fields, str, int], Case], rows: list[object], cases: list[Case], refused: list[Refusal]
) -> None:
    """Add every row to the one list or the other; of two with the same id the first stands."""
    seen: set[str] = set()
    for place, row in enumerate(rows, start=1):
        name = ""
        try:
            fields = Fields(row)
            name = _id(fields)
            if name in seen:
                raise Malformed("id_twice")
            seen.add(name)
            case = read(fields, name, place)
            fields.close()
            cases.append(case)
        except Malformed as fault:
            refused.append(Refusal(kind, name, place, fault.code, fault.values))


def _id(fields: Fields) -> str:
    name = fields.text("id")
    if not name.strip() or len(name) > LONGEST_ID or not name.isprintable():
        raise Malformed("id_unusable", most=str(LONGEST_ID))
    return name


def _level_case(fields: Fields, name: str, place: int) -> LevelCase:
    expect = fields.part("expect", needed=True)
    outcome, tags = expect.choice("result", words(Outcome)), frozenset(expect.choices("tags", _TAGS))
    expect.close()
    return LevelCase(name, place, _inputs(fields), outcome, tags)


def _inputs(fields: Fields) -> Inputs:
    escape = fields.part("escape")
    state = escape.choice("state", words(Escape), Escape.NONE)
    level = escape.choice("level", words(Level)) if escape.has("level") else None
    escape.close()
    return Inputs(
        subject=fields.choice("subject", words(Subject)),
        score=fields.score("score"),
        **fields.counts("tasks", {key: key for key in _TASKS}),
        **fields.counts("faults", {"noted": "faults_noted", "repaired": "faults_repaired"}),
        **fields.counts("areas", {"led": "areas_led", "failed": "areas_failed"}),
        **fields.counts("confidence", {"cast": "confidence_cast", "low": "confidence_low"}),
        **fields.counts("members", {"rated": "members_rated", "good": "members_good"}),
        five_targets=fields.choice("five_targets", words(Targets), Targets.NA),
        findings=fields.texts("findings"),
        escape=state,
        escape_level=level,
        other_discipline=fields.yes("other_discipline"),
        subordinate_disciplined=fields.yes("subordinate_disciplined"),
        leadership_disciplined=fields.yes("leadership_disciplined"),
        participation=fields.choice("participation", _STATUSES, Participation.REQUIRED),
    )


def _participation_case(fields: Fields, name: str, place: int) -> ParticipationCase:
    cut_off = fields.day("cut_off")
    standing = Standing(
        admitted=fields.day("admitted") if fields.has("admitted") else None,
        exempt=_periods(fields, "exempt", cut_off),
        suspended=_periods(fields, "suspended", cut_off),
        **{key: fields.yes(key) for key in _STANDINGS},
    )
    return ParticipationCase(name, place, standing, cut_off, fields.choice("expect", _STATUSES))


def _periods(fields: Fields, key: str, cut_off: date) -> tuple[Period, ...]:
    """Periods from a day to a day, both included; without `to` one still runs. True is: on the cut-off date."""
    if fields.is_flag(key):
        return (Period(cut_off, cut_off),) if fields.yes(key) else ()
    return tuple(_period(part) for part in fields.parts(key))


def _period(part: Fields) -> Period:
    start = part.day("from")
    end = part.day("to") if part.has("to") else None
    part.close()
    if end is not None and end < start:
        raise Malformed("period_backwards")
    return Period(start, end)


def _cap_case(fields: Fields, name: str, place: int) -> CapCase:
    expect = fields.part("expect", needed=True)
    maximum, selected = expect.count("max", None), expect.count("selected", None)
    expect.close()
    return CapCase(
        id=name,
        place=place,
        eligible=fields.count("eligible", None),
        good=fields.count("good", None),
        percent=_percent(fields),
        reading=fields.choice("reading", words(Reading)) if fields.has("reading") else None,
        rounding=fields.choice("rounding", words(Rounding)) if fields.has("rounding") else None,
        maximum=maximum,
        selected=selected,
    )


def _percent(fields: Fields) -> int | None:
    """A share of the group; as the rule set has it where the case names none."""
    percent = fields.count("percent", None) if fields.has("percent") else None
    if percent is not None and percent > 100:
        raise Malformed("percent_above_hundred")
    return percent


_READERS: Final[Mapping[Kind, Callable[[Fields, str, int], Case]]] = {
    Kind.LEVEL: _level_case,
    Kind.PARTICIPATION: _participation_case,
    Kind.CAP: _cap_case,
}
