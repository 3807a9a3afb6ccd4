"""How a member's year may have gone: points, tasks and level that belong together under QĐ 366-QĐ/TW Art. 11."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Final

from evaluations.models import Criterion, TaskResult
from evaluations.rules.levels import Level
from evaluations.rules.scoring import COMMON_TOTAL, Group

QUARTER: Final = Decimal("0.25")
VARIANTS: Final = 12

ON_TIME, BEYOND, LATE, POOR, NOT_DONE = (
    TaskResult.ON_TIME,
    TaskResult.BEYOND,
    TaskResult.LATE,
    TaskResult.POOR,
    TaskResult.NOT_DONE,
)


@dataclass(frozen=True, slots=True)
class Course:
    """One way the year went. `level` is what the cell proposes; `quarters` the range of the total in quarter points."""

    name: str
    level: str
    quarters: tuple[int, int]
    results: tuple[tuple[str, ...], ...]
    all_repaired: bool = True


EXCELLENT: Final = Course(
    "excellent",
    Level.EXCELLENT,
    (361, 384),
    ((BEYOND, ON_TIME, BEYOND, ON_TIME, ON_TIME), (ON_TIME, BEYOND, BEYOND, BEYOND), (BEYOND, ON_TIME, BEYOND)),
)
GOOD: Final = Course(
    "good",
    Level.GOOD,
    (300, 357),
    ((ON_TIME,) * 4, (ON_TIME, BEYOND, ON_TIME, ON_TIME, ON_TIME), (ON_TIME, ON_TIME, BEYOND), (ON_TIME,) * 5),
    all_repaired=False,
)
# The points of the top level without its conditions: a step down.
GOOD_STEP_DOWN: Final = Course("step down", Level.GOOD, (360, 370), ((ON_TIME,) * 5, (ON_TIME,) * 4))
COMPLETED: Final = Course(
    "completed",
    Level.COMPLETED,
    (236, 306),
    ((ON_TIME, LATE, ON_TIME, ON_TIME, ON_TIME), (ON_TIME, ON_TIME, POOR, ON_TIME), (ON_TIME, ON_TIME, ON_TIME, POOR)),
    all_repaired=False,
)
# A quarter of the tasks late: the regulation leaves the level to people.
LEFT_TO_PEOPLE: Final = Course(
    "left to people", Level.COMPLETED, (250, 270), ((ON_TIME, LATE, ON_TIME, ON_TIME),), all_repaired=False
)
FAILED: Final = Course(
    "failed", Level.FAILED, (180, 228), ((NOT_DONE, LATE, NOT_DONE, ON_TIME, NOT_DONE),), all_repaired=False
)

# Of a thousand rated, how many get each level (published distributions of earlier years).
EXCELLENT_SHARE, COMPLETED_SHARE, FAILED_SHARE = 145, 71, 6
STEP_DOWN_SHARE: Final = 30


def courses_for(count: int, *, extra: int, rng: Random) -> list[Course]:
    """Spread the courses over a group; `extra` more are proposed for the top level than the cap will take."""
    failed, completed = ((count * share + 500) // 1000 for share in (FAILED_SHARE, COMPLETED_SHARE))
    good_or_better = count - failed - completed
    if extra:
        best = min(good_or_better, good_or_better * 20 // 100 + extra)
    else:
        best = min(good_or_better * 20 // 100, (count * EXCELLENT_SHARE + 500) // 1000)
    down = min(good_or_better - best, count * STEP_DOWN_SHARE // 1000)
    spread = [EXCELLENT] * best + [GOOD_STEP_DOWN] * down + [GOOD] * (good_or_better - best - down)
    spread += [COMPLETED] * completed + [FAILED] * failed
    rng.shuffle(spread)
    return spread


@dataclass(frozen=True, slots=True)
class Points:
    """Points by criterion as they are stored, with their sums."""

    by_code: dict[str, str]
    common: Decimal
    results: Decimal

    @property
    def total(self) -> Decimal:
        return self.common + self.results


class PointsBank:
    """Sets of points for a subject type and a course, drawn once and shared by everybody they fit."""

    def __init__(self, criteria_by_subject: dict[str, tuple[Criterion, ...]], rng: Random) -> None:
        self.criteria, self.rng = criteria_by_subject, rng
        self.known: dict[tuple[str, str], list[Points]] = {}

    def draw(self, subject_type: str, course: Course) -> Points:
        """Return points whose total lies in the course's range."""
        key = (subject_type, course.name)
        if key not in self.known:
            self.known[key] = [self._make(subject_type, course) for _ in range(VARIANTS)]
        return self.rng.choice(self.known[key])

    def _make(self, subject_type: str, course: Course) -> Points:
        total = self.rng.randint(*course.quarters)
        common = min(int(COMMON_TOTAL * 4), total * 3 // 10 + self.rng.randrange(3))
        by_group = {Group.COMMON: common, Group.RESULTS: total - common}
        points = {}
        for group, quarters in by_group.items():
            points |= self._spread([c for c in self.criteria[subject_type] if c.group == group], quarters)
        order = [criterion.code for criterion in self.criteria[subject_type]]
        texts = {code: f"{(points[code] * QUARTER).normalize():f}" for code in order}
        return Points(texts, *(quarters * QUARTER for quarters in by_group.values()))

    def _spread(self, criteria: list[Criterion], quarters: int) -> dict[str, int]:
        """Take quarter points away from full marks, here and there, until the sum is right."""
        points = {criterion.code: int(criterion.maximum * 4) for criterion in criteria}
        weights = list(points.values())
        while sum(points.values()) > quarters:
            code = self.rng.choices(list(points), weights)[0]
            if points[code] > 0:
                points[code] -= 1
        return points
