"""Every decision row for every kind of subject, both sides of every border, and all small years by plain arithmetic."""

from itertools import product

import pytest

from evaluations.rules.classification import Code, Escape, Inconsistent, Inputs, derive
from evaluations.rules.inputs import Targets
from evaluations.rules.levels import Level, Subject
from evaluations.rules.participation import Participation
from tests.evaluations.plain import as_plain, plain
from tests.evaluations.qd366 import QD366, make_inputs

TOP = {Subject.NONLEAD: "R6", Subject.OUTSIDE: "R6", Subject.LEADER: "R7", Subject.COLLECTIVE: "R8"}
MEMBERS = (Subject.NONLEAD, Subject.OUTSIDE)
LED = (Subject.LEADER, Subject.COLLECTIVE)
EVERYBODY = tuple(Subject)
HUNDRED = "100/100/100/30/0"

# border · of whom · on this side · its row · on the other side · its row; TOP is R6, R7 or R8 by the subject
BORDERS = [
    ("90 points", EVERYBODY, {"score": "90.00"}, "TOP", {"score": "89.99"}, "R9"),
    ("70 points", EVERYBODY, {"score": "70.00"}, "R9", {"score": "69.99"}, "R10"),
    ("50 points", EVERYBODY, {"score": "50.00"}, "R10", {"score": "49.99"}, "R1"),
    ("90 points, third decimal", EVERYBODY, {"score": "90.000"}, "TOP", {"score": "89.999"}, "R9"),
    ("all points and none", EVERYBODY, {"score": "100.00"}, "TOP", {"score": "0.00"}, "R1"),
    ("30 % beyond of 100", EVERYBODY, {"tasks": HUNDRED}, "TOP", {"tasks": "100/100/100/29/0"}, "R9"),
    ("30 % beyond of 10", EVERYBODY, {"tasks": "10/10/10/3/0"}, "TOP", {"tasks": "10/10/10/2/0"}, "R9"),
    ("30 % beyond of 7", EVERYBODY, {"tasks": "7/7/7/3/0"}, "TOP", {"tasks": "7/7/7/2/0"}, "R9"),
    ("30 % beyond of 3", EVERYBODY, {"tasks": "3/3/3/1/0"}, "TOP", {"tasks": "3/3/3/0/0"}, "R9"),
    ("30 % beyond of 1", EVERYBODY, {"tasks": "1/1/1/1/0"}, "TOP", {"tasks": "1/1/1/0/0"}, "R9"),
    ("on time", EVERYBODY, {"tasks": "10/10/10/3/0"}, "TOP", {"tasks": "10/10/9/3/1"}, "R10"),
    ("without quality", EVERYBODY, {"tasks": "10/10/10/3/0"}, "TOP", {"tasks": "10/10/9/3/0"}, "R10"),
    ("20 % late of 100", EVERYBODY, {"tasks": "100/100/80/30/20"}, "R10", {"tasks": "100/100/79/30/21"}, "R11"),
    ("20 % late of 5", EVERYBODY, {"tasks": "5/5/4/2/1"}, "R10", {"tasks": "4/4/3/2/1"}, "R11"),
    ("all finished", EVERYBODY, {"tasks": "10/10/9/3/0"}, "R10", {"tasks": "10/9/9/3/0"}, "R11"),
    ("repaired", EVERYBODY, {"faults_noted": 2, "faults_repaired": 2}, "TOP",
     {"faults_noted": 2, "faults_repaired": 1}, "R9"),
    ("one task", EVERYBODY, {"tasks": "1/1/1/1/0"}, "TOP", {"tasks": "0/0/0/0/0"}, "R5"),
    ("K5, half of 10", MEMBERS, {"tasks": "10/5/5/0/0"}, "R11", {"tasks": "10/4/4/0/0"}, "R4"),
    ("K5, half of 101", MEMBERS, {"tasks": "101/51/51/0/0"}, "R11", {"tasks": "101/50/50/0/0"}, "R4"),
    ("K5 is not for those who lead", LED, {"tasks": "10/7/7/0/0"}, "R11", {"tasks": "10/4/4/0/0"}, "R4"),
    ("K6, 70 % of 100", LED, {"tasks": "100/70/70/0/0"}, "R11", {"tasks": "100/69/69/0/0"}, "R4"),
    ("K6, 70 % of 3", LED, {"tasks": "3/3/2/1/0"}, "R10", {"tasks": "3/2/2/1/0"}, "R4"),
    ("K6 is not for members", MEMBERS, {"tasks": "100/70/70/0/0"}, "R11", {"tasks": "100/69/69/0/0"}, "R11"),
    ("K6, targets", LED, {"five_targets": Targets.MET}, "TOP", {"five_targets": Targets.MISSED}, "R4"),
    ("K6, targets of members", MEMBERS, {"five_targets": Targets.NA}, "TOP", {"five_targets": Targets.MISSED}, "TOP"),
    ("K7", (Subject.LEADER,), {"areas_led": 4, "areas_failed": 2}, "R7", {"areas_led": 4, "areas_failed": 3}, "R4"),
    ("K7, one area", (Subject.LEADER,), {"areas_led": 1}, "R7", {"areas_led": 1, "areas_failed": 1}, "R4"),
    ("K7 is for leaders", (*MEMBERS, Subject.COLLECTIVE), {"areas_led": 4}, "TOP",
     {"areas_led": 4, "areas_failed": 4}, "TOP"),
    ("K8", (Subject.LEADER,), {"confidence_cast": 40, "confidence_low": 20}, "R7",
     {"confidence_cast": 40, "confidence_low": 21}, "R4"),
    ("K8 of odd votes", (Subject.LEADER,), {"confidence_cast": 41, "confidence_low": 20}, "R7",
     {"confidence_cast": 41, "confidence_low": 21}, "R4"),
    ("subordinates", (Subject.COLLECTIVE,), {}, "R8", {"subordinate_disciplined": True}, "R9"),
    ("leadership", (Subject.COLLECTIVE,), {}, "R8", {"leadership_disciplined": True}, "R9"),
    ("leadership, while good", (Subject.COLLECTIVE,), {"score": "80"}, "R9",
     {"score": "80", "leadership_disciplined": True}, "R9"),
    ("a collective's matters", (*MEMBERS, Subject.LEADER), {}, "TOP",
     {"subordinate_disciplined": True, "leadership_disciplined": True}, "TOP"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "this", "row", "other", "other_row"),
    [
        pytest.param(subject, *sides, id=f"{name}: {subject}")
        for name, subjects, *sides in BORDERS
        for subject in subjects
    ],
)
def test_both_sides_of_every_border(subject, this, row, other, other_row):
    for facts, expected in ((this, row), (other, other_row)):
        derivation = derive(make_inputs(subject, **facts), QD366)
        assert derivation.row == (TOP[subject] if expected == "TOP" else expected)


def test_every_row_is_reached_by_every_subject_it_is_for():
    reached = {(subject, row) for _, subjects, _, *rows in BORDERS for subject in subjects for row in rows[::2]}
    for subject in Subject:
        assert {row for kind, row in reached if kind == subject} >= {"R1", "R4", "R5", "TOP", "R9", "R10", "R11"}


@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("status", sorted(set(Participation) - {Participation.REQUIRED}))
def test_r0_who_is_not_rated_gets_no_level_whatever_else_holds(subject, status):
    for facts in ({}, {"score": "10"}, {"tasks": "0/0/0/0/0"}, {"findings": tuple(QD366.findings[subject])[:1]}):
        derivation = derive(make_inputs(subject, participation=status, **facts), QD366)
        assert (derivation.row, derivation.level) == ("R0", None)


def escapes() -> list[tuple[Subject, str, bool]]:
    return [(Subject(name), code, weighed) for name, codes in QD366.findings.items() for code, weighed in codes.items()]


@pytest.mark.parametrize(("subject", "code", "weighed"), escapes())
def test_r2_to_r4_for_every_finding_of_every_subject(subject, code, weighed):
    facts = {"findings": (code,)}
    assert derive(make_inputs(subject, **facts), QD366).row == "R4"
    assert derive(make_inputs(subject, **facts, escape=Escape.CLAIMED), QD366).row == ("R3" if weighed else "R4")
    for level in Level:
        accepted = make_inputs(subject, **facts, escape=Escape.ACCEPTED, escape_level=level)
        derivation = derive(accepted, QD366)
        assert (derivation.row, derivation.level) == (("R2", level) if weighed else ("R4", Level.FAILED))


@pytest.mark.parametrize(("subject", "code", "weighed"), escapes())
def test_r1_comes_before_every_finding_and_its_escape(subject, code, weighed):
    facts = {"findings": (code,), "escape": Escape.ACCEPTED, "escape_level": Level.GOOD}
    assert derive(make_inputs(subject, "49.99", **facts), QD366).row == "R1"


@pytest.mark.parametrize("subject", Subject)
def test_a_finding_held_against_others_is_refused_and_one_of_ones_own_is_not(subject):
    for number in range(1, 13):
        inputs = make_inputs(subject, findings=(f"K{number}",))
        if f"K{number}" in QD366.findings[subject]:
            assert derive(inputs, QD366).level is Level.FAILED
        else:
            with pytest.raises(Inconsistent, match="finding_not_for_subject"):
                derive(inputs, QD366)


def small_years(subject: Subject) -> list[Inputs]:
    """Every way to have up to six tasks, at both sides of every band."""
    scores = ("0", "49.99", "50", "69.99", "70", "89.99", "90", "100")
    counts = [
        (n, done, ok, beyond, late)
        for n in range(7)
        for done in range(n + 1)
        for ok, late in product(range(done + 1), repeat=2)
        if ok + late <= done
        for beyond in range(done + 1)
    ]
    return [make_inputs(subject, score, "/".join(map(str, tasks))) for score, tasks in product(scores, counts)]


@pytest.mark.parametrize("subject", Subject)
def test_all_small_years_come_out_as_by_plain_arithmetic(subject):
    years = small_years(subject)
    found = [as_plain(d.outcome, d.tags) for d in (derive(year, QD366) for year in years)]
    assert found == plain(years, QD366)
    assert len(years) > 6_000


def test_every_condition_is_seen_to_hold_and_to_fail():
    years = [make_inputs(s, **facts) for _, subjects, *sides in BORDERS for s in subjects for facts in sides[::2]]
    seen = {(c.code, c.held) for year in years for c in derive(year, QD366).conditions}
    codes = set(Code) - {Code.PARTICIPATION, Code.MEMBERS, Code.DISCIPLINE, Code.ESCAPE}
    assert seen >= set(product([*codes, "K5", "K6", "K7", "K8"], (True, False)))
