"""A million levels in one process, with their reasons, against the bare arithmetic on the same years."""

import time
from collections.abc import Callable, Iterator
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from evaluations.rules.classification import derive
from evaluations.rules.inputs import Escape, Inputs, Targets
from evaluations.rules.levels import Level, Subject
from evaluations.rules.participation import Participation
from tests.evaluations.plain import as_plain, plain
from tests.evaluations.qd366 import QD366

from .table import Line, Peer

pytestmark = pytest.mark.bench
YEARS, AT_ONCE = 1_000_000, 50_000  # drawn by handfuls, so that they need not all be kept
MOST_TIMES = 20  # a level with its reasons may take at most so many times the bare comparisons


def test_a_million_drawn_years(table):
    chance, reasons, bare, different = Random(366), 0, 0, 0
    for _ in range(YEARS // AT_ONCE):
        years = [drawn(chance) for _ in range(AT_ONCE)]
        took, derived = worked(lambda years=years: levels(years))
        reasons += took
        took, expected = worked(lambda years=years: plain(years, QD366))
        bare += took
        different += sum(as_plain(*one) != other for one, other in zip(derived, expected, strict=True))
    each = Peer(0, note=f"{YEARS / reasons:,.0f} a second; bare {YEARS / bare:,.0f}")
    table.add(Line("1,000,000 drawn levels with reasons, in one process", reasons, 20, work=reasons, peer=each))
    table.add(Line("the same as a ratio to the bare arithmetic", reasons / bare, MOST_TIMES, "times"))
    assert different == 0
    assert reasons <= MOST_TIMES * bare


def levels(years: list[Inputs]) -> list[tuple[str, tuple[str, ...]]]:
    """Derive all with their reasons, keep the outcome and the tags."""
    return [(found.outcome, found.tags) for found in (derive(year, QD366) for year in years)]


def worked(act: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds of this process's own work, and what came of it."""
    start = time.process_time()
    result = act()
    return time.process_time() - start, result


def drawn(chance: Random) -> Inputs:
    """A year of anybody; most are finished, some late, a few with a finding, as years are."""
    subject = chance.choice(SUBJECTS)
    assigned = chance.randint(0, 20)
    done = assigned if chance.random() < 0.7 else chance.randint(0, assigned)
    on_time = done if chance.random() < 0.7 else chance.randint(0, done)
    noted, led, cast = chance.randint(0, 3), chance.randint(0, 4), chance.randint(0, 40)
    return Inputs(
        subject=subject,
        score=Decimal(chance.randint(4_000, 10_000)).scaleb(-2),
        assigned=assigned,
        done=done,
        on_time=on_time,
        exceeded=chance.randint(0, done),
        late=chance.randint(0, done - on_time),
        faults_noted=noted,
        faults_repaired=noted if chance.random() < 0.8 else chance.randint(0, noted),
        areas_led=led,
        areas_failed=chance.randint(0, led) if chance.random() < 0.3 else 0,
        confidence_cast=cast,
        confidence_low=chance.randint(0, cast) if chance.random() < 0.3 else 0,
        five_targets=chance.choice(TARGETS),
        **dict(chance_of_a_finding(chance, subject)),
        other_discipline=chance.random() < 0.02,
        subordinate_disciplined=chance.random() < 0.05,
        leadership_disciplined=chance.random() < 0.05,
        participation=Participation.REQUIRED if chance.random() < 0.95 else Participation.EXEMPT,
    )


SUBJECTS, TARGETS, ESCAPES, LEVELS = tuple(Subject), (Targets.MET, Targets.NA), tuple(Escape), tuple(Level)


def chance_of_a_finding(chance: Random, subject: Subject) -> Iterator[tuple[str, Any]]:
    """Now and then a finding, weighed or not."""
    if chance.random() < 0.05:
        yield "findings", (chance.choice(tuple(QD366.findings[subject])),)
        yield "escape", chance.choice(ESCAPES)
        yield "escape_level", chance.choice(LEVELS)
