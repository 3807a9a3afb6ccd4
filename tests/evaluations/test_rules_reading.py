"""What a derivation says: its marks, what the next level lacks, and that a frozen one reads as it was derived."""

from dataclasses import replace

import pytest

from evaluations.rules.classification import Escape, Outcome, Tag, derive, not_selected
from evaluations.rules.conditions import Code, Condition
from evaluations.rules.levels import Level, Subject
from evaluations.rules.participation import Participation
from evaluations.rules.reading import Mark, goal_of, lacking_for, mark_of, restored, shortfall
from tests.evaluations.qd366 import CASES, QD366, inputs_of, make_inputs

ALL = [inputs_of(case) for case in CASES["cases"]]
ALL += [make_inputs(participation=status) for status in Participation]
ALL += [make_inputs(Subject(subject), findings=(code,)) for subject, codes in QD366.findings.items() for code in codes]
ALL += [make_inputs(Subject.COLLECTIVE, findings=(code,), escape=Escape.CLAIMED) for code in ("K10", "K11")]
ALL += [make_inputs(findings=("K2",), escape=Escape.ACCEPTED, escape_level=level) for level in Level]
NO_TASK, LENIENT = {"tasks": "0/0/0/0/0"}, replace(QD366, no_tasks_needs_input=False)


@pytest.mark.parametrize("inputs", ALL, ids=range(len(ALL)))
def test_a_frozen_derivation_reads_as_it_was_derived(inputs):
    derivation = derive(inputs, QD366)
    stored = [Condition.from_data(condition.as_data()) for condition in derivation.conditions]
    assert restored(inputs.subject, derivation.outcome, stored) == derivation


def test_a_frozen_one_without_a_task_reads_as_it_was_derived():
    derivation = derive(make_inputs(score="75", **NO_TASK), LENIENT)
    assert restored(Subject.NONLEAD, Outcome.NEEDS_DECISION, derivation.conditions) == derivation


@pytest.mark.parametrize("inputs", ALL, ids=range(len(ALL)))
def test_below_the_top_something_is_always_lacking(inputs):
    derivation = derive(inputs, QD366)
    goal = goal_of(derivation)
    assert goal is None or lacking_for(derivation, goal)


# what, inputs, goal, codes lacking
GOALS = [
    ("eligible", make_inputs(), None, ()),
    ("too little beyond", make_inputs(score="92", tasks="4/4/4/1/0"), "HTXSNV", ("T_EXC",)),
    ("points and beyond", make_inputs(score="70", tasks="5/5/5/0/0"), "HTXSNV", ("SCORE", "T_EXC")),
    ("a fault is left", make_inputs(faults_noted=2, faults_repaired=1), "HTXSNV", ("FIXED",)),
    ("points alone", make_inputs(score="69.99"), "HTTNV", ("SCORE",)),
    ("one late", make_inputs(score="75", tasks="5/5/4/0/1"), "HTTNV", ("T_OK",)),
    ("too many late", make_inputs(score="75", tasks="4/4/3/0/1"), "HTNV", ("T_LATE",)),
    ("one not done", make_inputs(score="55", tasks="5/4/4/0/0"), "HTNV", ("T_ALL",)),
    ("points below the lowest border", make_inputs(score="49.99"), "HTNV", ("SCORE",)),
    ("a finding", make_inputs(findings=("K2",)), "HTNV", ("K2",)),
    ("K5 is told by its tasks", make_inputs(score="80", tasks="5/2/2/0/0"), "HTNV", ("T_ALL",)),
    (
        "targets missed",
        make_inputs(Subject.LEADER, tasks="20/20/20/7/0", five_targets="MISSED"),
        "HTNV",
        ("K6",),
    ),
    (
        "a leader was disciplined",
        make_inputs(Subject.COLLECTIVE, leadership_disciplined=True),
        "HTXSNV",
        ("LEADERSHIP",),
    ),
    ("no task", make_inputs(**NO_TASK), None, ()),
    ("no task and too few points", make_inputs(score="40", **NO_TASK), "HTNV", ("SCORE", "TASKS")),
    ("claimed", make_inputs(findings=("K2",), escape=Escape.CLAIMED), None, ()),
    ("accepted", make_inputs(findings=("K2",), escape=Escape.ACCEPTED, escape_level=Level.GOOD), None, ()),
    ("not rated", make_inputs(participation=Participation.EXEMPT), None, ()),
]


@pytest.mark.parametrize(("inputs", "goal", "codes"), [row[1:] for row in GOALS], ids=[row[0] for row in GOALS])
def test_what_the_next_level_lacks(inputs, goal, codes):
    derivation = derive(inputs, QD366)
    assert goal_of(derivation) == goal
    assert tuple(c.code for c in lacking_for(derivation, Level(goal))) == codes if goal else codes == ()


def test_whoever_is_not_chosen_lacks_no_condition():
    derivation = not_selected(derive(make_inputs(), QD366))
    assert derivation.tags == (Tag.CAP,)
    assert (goal_of(derivation), lacking_for(derivation, Level.EXCELLENT)) == (Level.EXCELLENT, ())


def test_the_goal_follows_what_was_decided():
    derivation = derive(make_inputs(score="75", tasks="4/4/3/0/1"), QD366)
    assert goal_of(derivation, Level.COMPLETED) == Level.GOOD
    assert goal_of(derivation, Level.FAILED) == Level.COMPLETED
    assert goal_of(derivation, Level.EXCELLENT) is None


# tasks assigned/done/on time/beyond/late, condition, what is missing, what would do
SHORTFALLS = [
    ("4/4/4/1/0", Code.T_EXC, 1, 2),
    ("10/10/10/0/0", Code.T_EXC, 3, 3),
    ("11/11/11/3/0", Code.T_EXC, 1, 4),
    ("5/3/3/0/0", Code.T_ALL, 2, 5),
    ("5/5/3/0/1", Code.T_OK, 2, 5),
    ("9/9/7/0/2", Code.T_LATE, 1, 1),
    ("4/4/3/0/1", Code.T_LATE, 1, 0),
]


@pytest.mark.parametrize(("tasks", "code", "lack", "needed"), SHORTFALLS)
def test_how_much_is_missing(tasks, code, lack, needed):
    conditions = {c.code: c for c in derive(make_inputs(tasks=tasks), QD366).conditions}
    found = shortfall(conditions[code])
    assert not conditions[code].held
    assert (found["lack"], found["needed"]) == (lack, needed)


@pytest.mark.parametrize(
    ("inputs", "code", "mark"),
    [
        (make_inputs(), Code.T_OK, Mark.MET),
        (make_inputs(tasks="4/4/4/1/0"), Code.T_EXC, Mark.NOT_MET),
        (make_inputs(findings=("K2",)), "K2", Mark.FORCES),
        (make_inputs(), "K5", Mark.CLEAR),
        (make_inputs(findings=("K2",), escape=Escape.CLAIMED), Code.ESCAPE, Mark.WEIGHED),
        (make_inputs(Subject.COLLECTIVE, findings=("K10",), escape=Escape.CLAIMED), Code.ESCAPE, Mark.NOT_WEIGHED),
        (make_inputs(participation=Participation.EXEMPT), Code.PARTICIPATION, Mark.NOT_RATED),
        (make_inputs(other_discipline=True), Code.DISCIPLINE, Mark.WARNS),
    ],
)
def test_what_a_condition_says_about_the_level(inputs, code, mark):
    (condition,) = [c for c in derive(inputs, QD366).conditions if c.code == code]
    assert mark_of(condition) is mark


def test_other_discipline_bars_where_the_rule_set_says_so():
    derivation = derive(make_inputs(other_discipline=True), replace(QD366, other_discipline_bars=True))
    (condition,) = [c for c in derivation.conditions if c.code == Code.DISCIPLINE]
    assert mark_of(condition) is Mark.BARS
    assert lacking_for(derivation, Level.EXCELLENT) == (condition,)


def test_a_warning_is_never_lacking():
    derivation = derive(make_inputs(score="85", other_discipline=True), QD366)
    assert [c.code for c in lacking_for(derivation, Level.EXCELLENT)] == [Code.SCORE]
