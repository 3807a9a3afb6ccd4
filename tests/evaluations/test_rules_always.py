"""What holds for every year under every rule set: by drawn cases, against plain arithmetic, in any order."""

import json
from collections import Counter
from dataclasses import asdict, replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.cap import Reading, Rounding, cap, holds
from evaluations.rules.classification import Code, Derivation, Outcome, Tag, Thresholds, derive
from evaluations.rules.inputs import Inputs
from evaluations.rules.levels import Level
from tests.evaluations.drawn import SCORES, SHARES, years, years_and_rules
from tests.evaluations.plain import as_plain, plain
from tests.evaluations.qd366 import QD366

# What is the best level left when a condition fails; the points have their own band.
BEST_WITHOUT = {
    Code.T_ALL: None,  # finished on time is finished: neither good nor completed is left
    Code.T_OK: Level.COMPLETED,
    Code.T_EXC: Level.GOOD,
    Code.FIXED: Level.GOOD,
    Code.SUBORDINATES: Level.GOOD,
    Code.LEADERSHIP: Level.GOOD,
    Code.MEMBERS: Level.GOOD,
}


def result(derivation: Derivation) -> str:
    return as_plain(derivation.outcome, derivation.tags)


@given(years_and_rules())
def test_every_year_comes_out_as_by_plain_arithmetic(drawn):
    year, rules = drawn
    assert result(derive(year, rules)) == plain([year], rules)[0]


# ── points ──


def span(derivation: Derivation) -> tuple[int, int] | None:
    """The best and the worst rank that may still come of it."""
    if derivation.level:
        return (derivation.level.rank, derivation.level.rank)
    ranks = [level.rank for level in derivation.choices]
    return (min(ranks), max(ranks)) if ranks else None


@given(years_and_rules(), SCORES)
def test_more_points_never_make_anything_worse(drawn, score):
    year, rules = drawn
    low, high = sorted((year.score, score))
    worse, better = (span(derive(replace(year, score=points), rules)) for points in (low, high))
    if worse and better:
        assert better[0] <= worse[0] and better[1] <= worse[1]


@given(years_and_rules())
def test_no_level_is_above_the_points_and_none_above_what_a_failed_condition_allows(drawn):
    derivation = derive(*drawn)
    if derivation.level is None or Tag.ESCAPE in derivation.tags or derivation.level is Level.FAILED:
        return
    assert derivation.level.rank >= Level(derivation.conditions[0].numbers["band"]).rank
    excused = {Code.T_OK} if drawn[0].subject == "LEADER" and not drawn[1].leader_on_time else set()
    for code in {c.code for c in derivation.conditions if not c.held} & (set(BEST_WITHOUT) - excused):
        best = BEST_WITHOUT[code]
        assert best is not None and derivation.level.rank >= best.rank, code


@given(years_and_rules())
def test_completed_is_never_reached_with_too_many_late(drawn):
    derivation = derive(*drawn)
    if derivation.level is Level.COMPLETED and Tag.ESCAPE not in derivation.tags:
        assert {Code.T_ALL, Code.T_LATE} <= {c.code for c in derivation.conditions if c.held}


@given(years_and_rules())
def test_a_finding_leaves_no_level_but_the_lowest_or_that_of_a_decision(drawn):
    derivation = derive(*drawn)
    if any(c.is_trigger and c.held for c in derivation.conditions):
        assert derivation.level in (None, Level.FAILED) or Tag.ESCAPE in derivation.tags


@given(years_and_rules())
def test_step_down_says_exactly_that_the_points_alone_would_give_more(drawn):
    derivation = derive(*drawn)
    if derivation.row in ("R9", "R10"):
        above = Level(derivation.conditions[0].numbers["band"]).is_above(derivation.level)
        assert (Tag.STEP_DOWN in derivation.tags) is above
        assert bool(derivation.because) is above


@given(years_and_rules())
def test_the_program_never_decides_what_people_must(drawn):
    derivation = derive(*drawn)
    undecided = (Outcome.NEEDS_DECISION, Outcome.NEEDS_INPUT, Outcome.NOT_RATED)
    assert (derivation.level is None) is (derivation.outcome in undecided)


# ── order ──


@given(st.lists(years(), max_size=12), st.randoms())
def test_the_order_of_people_changes_no_result_and_no_cap(people, chance):
    mixed = chance.sample(people, len(people))
    alone = {id(year): result(derive(year, QD366)) for year in people}
    assert {id(year): result(derive(year, QD366)) for year in mixed} == alone
    assert cap_of(mixed) == cap_of(people)


def cap_of(people: list[Inputs]):
    counts = Counter(derive(year, QD366).outcome for year in people)
    eligible, good = counts[Outcome.EXCELLENT], counts[Outcome.GOOD]
    return cap(eligible, good, 20, Reading.INCLUSIVE, Rounding.FLOOR)


@given(years_and_rules(), st.randoms())
def test_the_order_of_findings_changes_nothing(drawn, chance):
    year, rules = drawn
    mixed = replace(year, findings=tuple(chance.sample(year.findings, len(year.findings))))
    codes = {who: dict(chance.sample(list(kinds.items()), len(kinds))) for who, kinds in rules.findings.items()}
    assert result(derive(mixed, replace(rules, findings=codes))) == result(derive(year, rules))


# ── copies ──


@given(years_and_rules())
def test_a_copy_of_a_rule_set_through_plain_data_gives_the_same_with_the_same_reasons(drawn):
    year, rules = drawn
    copy = Thresholds.from_data(json.loads(json.dumps(asdict(rules), default=str)))
    assert copy == rules
    assert derive(year, copy) == derive(year, rules)


@pytest.mark.parametrize("value", [90.5, True, None, [90], "ninety"])
def test_a_band_is_never_made_of_what_is_not_exact(value):
    with pytest.raises((ValueError, ArithmeticError)):
        Thresholds.from_data(asdict(QD366) | {"excellent_from": value})


# ── the cap over a whole group ──


@given(st.lists(years(), max_size=30), SHARES, st.sampled_from(Reading))
def test_rounded_down_the_chosen_of_a_group_never_pass_the_share(people, percent, reading):
    counts = Counter(derive(year, QD366).outcome for year in people)
    found = cap(counts[Outcome.EXCELLENT], counts[Outcome.GOOD], percent, reading, Rounding.FLOOR)
    counted = found.base if reading is Reading.INCLUSIVE else found.base - found.selected
    assert Fraction(found.selected) <= Fraction(percent * counted, 100)
    assert found.selected <= counts[Outcome.EXCELLENT]
    assert all(holds(fewer, found.base, percent, reading) for fewer in range(found.selected))


def test_points_of_any_length_are_compared_as_they_are():
    year = {"assigned": 10, "done": 10, "on_time": 10, "exceeded": 3, "late": 0, "subject": "NONLEAD"}
    for score, outcome in (("89." + "9" * 40, Outcome.GOOD), ("90." + "0" * 40, Outcome.EXCELLENT)):
        assert derive(Inputs(**year, score=Decimal(score)), QD366).outcome is outcome
