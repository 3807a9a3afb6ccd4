"""Levels derived from a year's facts: published cases, both sides of every border, and what holds always."""

import json
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given

from evaluations.rules.classification import (
    Code,
    Condition,
    Escape,
    Inconsistent,
    Inputs,
    Outcome,
    Tag,
    Thresholds,
    derive,
    not_selected,
)
from evaluations.rules.inputs import Targets
from evaluations.rules.levels import Level, Subject
from evaluations.rules.participation import Participation
from tests.evaluations.drawn import years
from tests.evaluations.qd366 import CASES, QD366, inputs_of, make_inputs


def held(inputs: Inputs, code: str, thresholds=QD366) -> bool:
    return {c.code: c.held for c in derive(inputs, thresholds).conditions}[code]


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["id"])
def test_published_case(case):
    derivation = derive(inputs_of(case), QD366)
    assert derivation.outcome == case["expect"]["result"]
    assert list(derivation.tags) == case["expect"]["tags"]


@pytest.mark.parametrize(
    ("tasks", "code", "holds"),
    [
        ("10/10/10/3/0", Code.T_ALL, True),
        ("10/9/9/3/0", Code.T_ALL, False),
        ("10/10/10/3/0", Code.T_OK, True),
        ("10/10/9/3/0", Code.T_OK, False),
        ("10/10/10/3/0", Code.T_EXC, True),
        ("10/10/10/2/0", Code.T_EXC, False),
        ("100/100/100/30/0", Code.T_EXC, True),
        ("100/100/100/29/0", Code.T_EXC, False),
        ("3/3/3/1/0", Code.T_EXC, True),
        ("7/7/7/2/0", Code.T_EXC, False),
        ("10/10/8/0/2", Code.T_LATE, True),
        ("10/10/7/0/3", Code.T_LATE, False),
        ("100/100/80/0/20", Code.T_LATE, True),
        ("100/100/79/0/21", Code.T_LATE, False),
        ("10/5/5/0/0", "K5", False),
        ("10/4/4/0/0", "K5", True),
        ("101/50/50/0/0", "K5", True),
        ("0/0/0/0/0", Code.T_ALL, False),
        ("0/0/0/0/0", Code.T_OK, False),
        ("0/0/0/0/0", Code.T_EXC, False),
        ("0/0/0/0/0", Code.T_LATE, False),
        ("0/0/0/0/0", "K5", False),
        ("0/0/0/0/0", Code.TASKS, False),
    ],
)
def test_both_sides_of_every_share_of_tasks(tasks, code, holds):
    assert held(make_inputs(tasks=tasks), code) is holds


@pytest.mark.parametrize(
    ("more", "code", "holds"),
    [
        ({"tasks": "100/70/70/0/0"}, "K6", False),
        ({"tasks": "100/69/69/0/0"}, "K6", True),
        ({"five_targets": Targets.MET}, "K6", False),
        ({"five_targets": Targets.MISSED}, "K6", True),
        ({"areas_led": 4, "areas_failed": 2}, "K7", False),
        ({"areas_led": 3, "areas_failed": 2}, "K7", True),
        ({}, "K7", False),
        ({"confidence_cast": 40, "confidence_low": 20}, "K8", False),
        ({"confidence_cast": 40, "confidence_low": 21}, "K8", True),
        ({}, "K8", False),
        ({"faults_noted": 2, "faults_repaired": 2}, Code.FIXED, True),
        ({"faults_noted": 2, "faults_repaired": 1}, Code.FIXED, False),
        ({}, Code.FIXED, True),
    ],
)
def test_both_sides_of_every_border_of_a_leader(more, code, holds):
    assert held(make_inputs(Subject.LEADER, **more), code) is holds


@pytest.mark.parametrize(("subject", "code"), [(Subject(s), c) for s, codes in QD366.findings.items() for c in codes])
def test_every_finding_forces_the_lowest_level(subject, code):
    derivation = derive(make_inputs(subject, findings=(code,)), QD366)
    assert (derivation.level, derivation.row) == (Level.FAILED, "R4")
    assert [c.code for c in derivation.because] == [code]


@pytest.mark.parametrize(
    ("more", "row", "outcome"),
    [
        ({"escape": Escape.NONE}, "R4", Outcome.FAILED),
        ({"escape": Escape.CLAIMED}, "R3", Outcome.NEEDS_DECISION),
        ({"escape": Escape.ACCEPTED, "escape_level": Level.GOOD}, "R2", Outcome.GOOD),
    ],
)
def test_escape_clause(more, row, outcome):
    derivation = derive(make_inputs(findings=("K2",), **more), QD366)
    assert (derivation.row, derivation.outcome) == (row, outcome)
    assert derivation.choices == (tuple(Level) if row == "R3" else ())


def test_an_accepted_top_level_still_counts_in_the_cap():
    inputs = make_inputs(findings=("K2",), escape=Escape.ACCEPTED, escape_level=Level.EXCELLENT)
    derivation = derive(inputs, QD366)
    assert (derivation.eligible, derivation.tags) == (True, (Tag.ESCAPE,))


def test_one_trigger_that_cannot_be_weighed_is_enough():
    inputs = make_inputs(Subject.COLLECTIVE, findings=("K11", "K12"), escape=Escape.CLAIMED)
    assert derive(inputs, QD366).row == "R4"
    assert derive(replace(inputs, findings=("K11",)), QD366).row == "R3"


def test_a_computed_trigger_may_be_weighed_too():
    assert derive(make_inputs(tasks="5/2/2/0/0", escape=Escape.CLAIMED), QD366).row == "R3"


# ── the switches A-n ──


def test_a2_switched_off_a_leader_need_not_be_on_time():
    inputs = make_inputs(Subject.LEADER, tasks="10/10/9/3/1")
    assert derive(inputs, QD366).level is Level.COMPLETED
    assert derive(inputs, replace(QD366, leader_on_time=False)).level is Level.EXCELLENT


def test_a2_is_about_leaders_only():
    assert derive(make_inputs(tasks="10/10/9/3/1"), replace(QD366, leader_on_time=False)).level is Level.COMPLETED


@pytest.mark.parametrize(("score", "best"), [("91", 4), ("75", 3), ("60", 2)])
def test_a5_switched_off_people_decide_within_the_points(score, best):
    inputs = make_inputs(score=score, tasks="0/0/0/0/0")
    assert derive(inputs, QD366).outcome is Outcome.NEEDS_INPUT
    derivation = derive(inputs, replace(QD366, no_tasks_needs_input=False))
    assert (derivation.outcome, len(derivation.choices)) == (Outcome.NEEDS_DECISION, best)


def with_findings(subject: Subject, **codes: bool) -> Thresholds:
    """QĐ 366 with other findings for one subject; True where the finding may be weighed."""
    return replace(QD366, findings={**QD366.findings, subject: codes})


def test_a7_a_rule_set_may_let_only_the_last_finding_of_a_leader_be_weighed():
    narrow = with_findings(Subject.LEADER, K1=False, K2=False, K9=True)
    rows = [
        derive(make_inputs(Subject.LEADER, findings=(code,), escape=Escape.CLAIMED), narrow).row
        for code in ("K1", "K2", "K9")
    ]
    assert rows == ["R4", "R4", "R3"]


def test_a8_switched_off_discipline_elsewhere_does_not_bar_the_top():
    inputs = make_inputs(Subject.COLLECTIVE, leadership_disciplined=True)
    assert derive(inputs, QD366).level is Level.GOOD
    assert derive(inputs, replace(QD366, leadership_discipline_blocks=False)).row == "R8"


def test_a26_a_rule_set_may_hold_no_finding_against_a_cell():
    without = with_findings(Subject.COLLECTIVE)
    assert derive(make_inputs(Subject.COLLECTIVE, tasks="10/6/6/3/0"), QD366).row == "R4"
    assert derive(make_inputs(Subject.COLLECTIVE, tasks="10/6/6/3/0"), without).row == "R11"
    with pytest.raises(Inconsistent, match="finding_not_for_subject"):
        derive(make_inputs(Subject.COLLECTIVE, findings=("K10",)), without)


@pytest.mark.parametrize(
    ("subject", "bars", "row"),
    [(s, b, r) for s in (Subject.NONLEAD, Subject.LEADER) for b, r in ((False, None), (True, "R9"))],
)
def test_a27_other_discipline_warns_or_bars_the_top_level(subject, bars, row):
    inputs = make_inputs(subject, other_discipline=True)
    derivation = derive(inputs, replace(QD366, other_discipline_bars=bars))
    assert (derivation.level is Level.GOOD) is bars
    assert any(c.code == Code.DISCIPLINE and not c.held for c in derivation.conditions)
    assert [c.code for c in derivation.because] == ([Code.DISCIPLINE] if bars else [])


@pytest.mark.parametrize(
    ("good", "rated", "level"), [(16, 20, Level.EXCELLENT), (15, 20, Level.GOOD), (0, 0, Level.GOOD)]
)
def test_a_cell_may_need_a_share_of_members_rated_well(good, rated, level):
    inputs = make_inputs(Subject.COLLECTIVE, members_good=good, members_rated=rated)
    assert derive(inputs, QD366).level is Level.EXCELLENT
    assert derive(inputs, replace(QD366, good_members_percent=80)).level is level


# ── reasons ──


def test_conditions_carry_the_numbers_compared_and_the_article():
    derivation = derive(make_inputs(score="92", tasks="4/4/4/1/0"), QD366)
    condition = next(c for c in derivation.conditions if c.code == Code.T_EXC)
    assert (condition.held, condition.numbers) == (False, {"exceeded": 1, "assigned": 4, "percent": 30})
    assert condition.article == "Điều 11 Quy định 366-QĐ/TW"
    assert derivation.because == (condition,)


@pytest.mark.parametrize(
    ("inputs", "codes"),
    [
        (make_inputs(), []),
        (make_inputs(score="80"), []),
        (make_inputs(score="49"), [Code.SCORE]),
        (make_inputs(tasks="5/5/4/0/1"), [Code.T_OK]),
        (make_inputs(tasks="4/3/2/0/1"), [Code.T_ALL, Code.T_LATE]),
        (make_inputs(tasks="0/0/0/0/0"), [Code.TASKS]),
        (make_inputs(participation=Participation.EXEMPT), [Code.PARTICIPATION]),
        (make_inputs(Subject.COLLECTIVE, subordinate_disciplined=True), [Code.SUBORDINATES]),
    ],
)
def test_because_names_what_kept_from_more(inputs, codes):
    assert [c.code for c in derive(inputs, QD366).because] == codes


def test_not_chosen_within_the_cap_is_good_with_its_reason():
    derivation = not_selected(derive(make_inputs(), QD366))
    assert (derivation.level, derivation.row, derivation.tags) == (Level.GOOD, "R12", (Tag.CAP,))
    with pytest.raises(ValueError, match="not_eligible"):
        not_selected(derivation)


def test_who_is_not_rated_is_not_looked_at_further():
    derivation = derive(make_inputs(participation=Participation.SUSPENDED), QD366)
    assert (derivation.outcome, derivation.level, len(derivation.conditions)) == (Outcome.NOT_RATED, None, 1)


# ── contradictions ──


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"score": "100.01"}, "score_out_of_range"),
        ({"score": "-0.01"}, "score_out_of_range"),
        ({"score": "NaN"}, "score_out_of_range"),
        ({"tasks": "4/5/4/0/0"}, "done_above_assigned"),
        ({"tasks": "5/4/4/5/0"}, "exceeded_above_done"),
        ({"tasks": "5/5/4/0/2"}, "on_time_and_late_above_done"),
        ({"tasks": "5/-1/0/0/0"}, "count_below_zero"),
        ({"tasks": "-1/0/0/0/0"}, "done_above_assigned"),
        ({"faults_noted": 1, "faults_repaired": 2}, "repaired_above_noted"),
        ({"areas_led": 1, "areas_failed": 2}, "areas_failed_above_led"),
        ({"confidence_cast": 1, "confidence_low": 2}, "low_votes_above_cast"),
        ({"findings": ("K13",)}, "finding_unknown"),
        ({"findings": ("K10",)}, "finding_not_for_subject"),
        ({"findings": ("K2",), "escape": Escape.ACCEPTED}, "escape_without_level"),
    ],
)
def test_contradictions_are_refused_with_a_code(more, code):
    with pytest.raises(Inconsistent) as refusal:
        derive(make_inputs(**more), QD366)
    assert refusal.value.code == code


# ── what holds always ──


@given(years())
def test_every_consistent_year_has_an_outcome(inputs):
    derivation = derive(inputs, QD366)
    assert (derivation.level is None) is (derivation.outcome not in set(Level))
    assert bool(derivation.choices) is (derivation.outcome is Outcome.NEEDS_DECISION)
    assert derivation.eligible is (derivation.level is Level.EXCELLENT)


@given(years())
def test_stored_conditions_come_back_equal(inputs):
    for condition in derive(inputs, QD366).conditions:
        assert Condition.from_data(json.loads(json.dumps(condition.as_data()))) == condition


def test_ten_thousand_levels_take_no_time():
    inputs = make_inputs(score=Decimal("92.5"), tasks="10/10/10/2/0")
    start = time.process_time()
    for _ in range(10_000):
        derive(inputs, QD366)
    assert time.process_time() - start < 1
