"""The predicates of QĐ 366-QĐ/TW Art. 11, each evaluated in whole numbers and returned with what it compared."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, NamedTuple, Self

from evaluations.rules.inputs import Escape, Inputs, Targets
from evaluations.rules.levels import KNOWN_FINDINGS, Level, Subject, Topic
from evaluations.rules.scoring import band
from evaluations.rules.thresholds import Thresholds

Value = int | Decimal | str | None  # what a condition may have compared


_POINTS: Final = ("score", "from", "below")
_NOTHING: Final = Decimal(0)


class Code(StrEnum):
    """The predicates other than the triggers K1 to K12, whose codes stand for themselves."""

    PARTICIPATION = "PARTICIPATION"
    SCORE = "SCORE"
    TASKS = "TASKS"
    T_ALL = "T_ALL"
    T_OK = "T_OK"
    T_EXC = "T_EXC"
    T_LATE = "T_LATE"
    FIXED = "FIXED"
    SUBORDINATES = "SUBORDINATES"
    LEADERSHIP = "LEADERSHIP"
    MEMBERS = "MEMBERS"
    DISCIPLINE = "DISCIPLINE"
    ESCAPE = "ESCAPE"


class Condition(NamedTuple):
    """One predicate: whether it held, the exact values compared, and where it is written.

    A tuple, since a year of a province derives a million of them and a tuple is made in a third of the time.
    """

    code: str
    held: bool
    numbers: Mapping[str, Value]
    article: str

    @property
    def is_trigger(self) -> bool:
        """Whether holding it forces the lowest level."""
        return self.code in KNOWN_FINDINGS

    def as_data(self) -> dict[str, object]:
        """What to store with a decision; points as texts, so that nothing is lost."""
        numbers = {name: str(value) if isinstance(value, Decimal) else value for name, value in self.numbers.items()}
        return {"code": self.code, "held": self.held, "numbers": numbers, "article": self.article}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The stored condition, equal to the one that was evaluated."""
        numbers = {name: _restored(name, value) for name, value in data["numbers"].items()}
        return cls(data["code"], data["held"], numbers, data["article"])


def _restored(name: str, value: Value) -> Value:
    return Decimal(value) if name in _POINTS and value is not None else value


def evaluate(i: Inputs, t: Thresholds) -> list[Condition]:
    """Every predicate that can matter for this subject, in the order of the decision rows."""
    found = [_score(i, t), *_triggers(i, t)]
    if i.escape != Escape.NONE and any(c.held for c in found[1:]):
        found.append(_escape(i, t, found[1:]))
    found += _tasks(i, t)
    found.append(
        Condition(
            Code.FIXED,
            i.faults_repaired == i.faults_noted,
            {"repaired": i.faults_repaired, "noted": i.faults_noted},
            t.articles[Topic.LEVELS],
        )
    )
    if i.subject == Subject.COLLECTIVE:
        found += _collective(i, t)
    elif i.other_discipline:
        numbers = {"bars": int(t.other_discipline_bars)}
        found.append(Condition(Code.DISCIPLINE, False, numbers, t.articles[Topic.LEVELS]))
    return found


def participation_condition(i: Inputs, t: Thresholds) -> Condition:
    """Why the subject is not rated."""
    return Condition(Code.PARTICIPATION, False, {"status": i.participation}, t.articles[Topic.PARTICIPATION])


def _score(i: Inputs, t: Thresholds) -> Condition:
    """The band of the unrounded points, with its borders; `below` is None for the top band."""
    level, borders = band(i.score, t), (None, t.excellent_from, t.good_from, t.completed_from, _NOTHING)
    numbers = {"score": i.score, "band": level, "from": borders[level.rank], "below": borders[level.rank - 1]}
    return Condition(Code.SCORE, level is not Level.FAILED, numbers, t.articles[Topic.LEVELS])


def _tasks(i: Inputs, t: Thresholds) -> list[Condition]:
    """Shares of the year's tasks, compared by multiplying; none holds without a task."""
    n, some, article = i.assigned, i.assigned > 0, t.articles[Topic.LEVELS]
    beyond = {"exceeded": i.exceeded, "assigned": n, "percent": t.beyond_percent}
    late = {"late": i.late, "assigned": n, "percent": t.late_percent}
    return [
        Condition(Code.TASKS, some, {"assigned": n}, t.articles[Topic.TASKS]),
        Condition(Code.T_ALL, some and i.done == n, {"done": i.done, "assigned": n}, article),
        Condition(Code.T_OK, some and i.on_time == n, {"on_time": i.on_time, "assigned": n}, article),
        Condition(Code.T_EXC, some and 100 * i.exceeded >= t.beyond_percent * n, beyond, article),
        Condition(Code.T_LATE, some and 100 * i.late <= t.late_percent * n, late, article),
    ]


def _collective(i: Inputs, t: Thresholds) -> list[Condition]:
    """What bars a collective's top level; under A-8 a matter of a former unit counts too."""
    leaders = (i.leadership_disciplined and t.leadership_discipline_blocks) or "K11" in i.findings
    article = t.articles[Topic.LEVELS]
    found = [
        Condition(Code.SUBORDINATES, not i.subordinate_disciplined, {}, article),
        Condition(Code.LEADERSHIP, not leaders, {}, article),
    ]
    if t.good_members_percent:
        enough = i.members_rated > 0 and 100 * i.members_good >= t.good_members_percent * i.members_rated
        numbers = {"good": i.members_good, "rated": i.members_rated, "percent": t.good_members_percent}
        found.append(Condition(Code.MEMBERS, enough, numbers, article))
    return found


def _triggers(i: Inputs, t: Thresholds) -> list[Condition]:
    """Concluded findings, and the triggers that are computed, held or not."""
    found, article = [], t.articles[Topic.LEVELS]
    for code in t.findings[i.subject]:
        if code in i.findings:
            found.append(Condition(code, True, {"concluded": 1}, article))
        elif code in _COMPUTED:
            held, numbers = _COMPUTED[code](i, t)
            found.append(Condition(code, held, numbers, article))
    return found


def _tasks_failed(i: Inputs, t: Thresholds) -> tuple[bool, dict[str, Value]]:
    """K5: more than half of the tasks not done."""
    undone = i.assigned - i.done
    numbers = {"undone": undone, "assigned": i.assigned, "percent": t.failed_percent}
    return 100 * undone > t.failed_percent * i.assigned, numbers


def _plan_missed(i: Inputs, t: Thresholds) -> tuple[bool, dict[str, Value]]:
    """K6: less than 70 % of planned tasks done, or the five targets missed."""
    numbers = {"done": i.done, "assigned": i.assigned, "percent": t.done_percent, "five_targets": i.five_targets}
    return 100 * i.done < t.done_percent * i.assigned or i.five_targets == Targets.MISSED, numbers


def _areas_failed(i: Inputs, t: Thresholds) -> tuple[bool, dict[str, Value]]:
    """K7: more than half of the areas or units in charge rated at the lowest level."""
    numbers = {"areas_failed": i.areas_failed, "areas_led": i.areas_led, "percent": t.areas_failed_percent}
    return 100 * i.areas_failed > t.areas_failed_percent * i.areas_led, numbers


def _confidence_low(i: Inputs, t: Thresholds) -> tuple[bool, dict[str, Value]]:
    """K8: more than half of the confidence votes low."""
    numbers = {"low": i.confidence_low, "cast": i.confidence_cast, "percent": t.low_votes_percent}
    return 100 * i.confidence_low > t.low_votes_percent * i.confidence_cast, numbers


_COMPUTED: Final = {"K5": _tasks_failed, "K6": _plan_missed, "K7": _areas_failed, "K8": _confidence_low}


def _escape(i: Inputs, t: Thresholds, triggers: list[Condition]) -> Condition:
    """Whether every trigger that holds may be escaped, and how far the claim has come."""
    escapable = escapable_triggers(i.subject, t)
    held = all(c.code in escapable for c in triggers if c.held)
    return Condition(Code.ESCAPE, held, {"state": i.escape, "level": i.escape_level}, t.articles[Topic.LEVELS])


def escapable_triggers(subject: Subject, t: Thresholds) -> frozenset[str]:
    """Findings the competent level may weigh instead; for a leader see A-7."""
    return frozenset(code for code, may_be_weighed in t.findings[subject].items() if may_be_weighed)
