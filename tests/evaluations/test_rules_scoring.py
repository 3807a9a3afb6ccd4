"""Points of leaves, their sums, the bands, and when a cell must explain."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.levels import Level
from evaluations.rules.scoring import (
    Group,
    Leaf,
    Mode,
    PointsFault,
    allowed_points,
    band,
    check_maxima,
    explanation_required,
    points_fault,
    total,
)
from tests.evaluations.qd366 import QD366

LEAVES = (
    Leaf("1", Decimal(20), Group.COMMON),
    Leaf("2", Decimal(10), Group.COMMON, Mode.GRADED),
    Leaf("R1", Decimal(70), Group.RESULTS),
)
POINTS = st.decimals(0, 100, places=2)


def test_groups_are_added_apart_and_together():
    score = total(LEAVES, {"1": Decimal("19.95"), "2": Decimal(7), "R1": Decimal("63.05")})
    assert (score.common, score.results, score.total) == (Decimal("26.95"), Decimal("63.05"), Decimal(90))
    assert score.is_complete


def test_missing_and_invalid_points_are_named_and_not_counted():
    score = total(LEAVES, {"2": Decimal(3), "R1": Decimal(60), "X": Decimal(1)})
    assert score.missing == ("1",)
    assert score.invalid == (("2", PointsFault.NOT_A_GRADE), ("X", PointsFault.UNKNOWN_LEAF))
    assert (score.total, score.is_complete) == (Decimal(60), False)


def test_unset_points_are_missing_and_zero_is_not():
    score = total(LEAVES, {"1": None, "2": Decimal(0), "R1": Decimal(0)})
    assert (score.missing, score.total) == (("1",), Decimal(0))


@pytest.mark.parametrize("points", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_cannot_stand(points):
    assert points_fault(LEAVES[0], Decimal(points)) is PointsFault.NOT_A_NUMBER


def test_a_hidden_third_decimal_is_seen():
    assert points_fault(LEAVES[0], Decimal("1." + "0" * 40 + "1")) is PointsFault.DECIMALS
    assert points_fault(LEAVES[0], Decimal("1.500")) is None


def test_allowed_points_of_each_mode():
    assert allowed_points(Leaf("a", Decimal(5), Group.COMMON)) is None
    assert allowed_points(Leaf("a", Decimal(5), Group.COMMON, Mode.GRADED)) == (5, Decimal("3.5"), Decimal("2.5"), 0)
    assert allowed_points(Leaf("a", Decimal(5), Group.COMMON, Mode.ALL_OR_NOTHING)) == (5, 0)


def test_a_set_of_30_and_70_may_be_published():
    maxima = check_maxima(LEAVES)
    assert (maxima.common, maxima.results, maxima.faulty, maxima.holds) == (30, 70, (), True)


@pytest.mark.parametrize("maximum", ["69.99", "70.01"])
def test_a_set_beside_70_may_not(maximum):
    assert not check_maxima((*LEAVES[:2], Leaf("R1", Decimal(maximum), Group.RESULTS))).holds


@pytest.mark.parametrize(
    "leaf",
    [
        Leaf("f", Decimal(0), Group.COMMON),
        Leaf("f", Decimal(-1), Group.COMMON),
        Leaf("f", Decimal("0.005"), Group.COMMON),
        Leaf("f", Decimal("0.25"), Group.COMMON, Mode.GRADED),  # 70 % is 0.175
        Leaf("f", Decimal("NaN"), Group.COMMON),
    ],
)
def test_leaves_that_cannot_be_used_are_named(leaf):
    if leaf.maximum.is_nan():
        assert check_maxima([leaf]).faulty == ("f",)
    else:
        assert check_maxima((*LEAVES, leaf)).faulty == ("f",)


def test_a_code_used_twice_is_named():
    assert check_maxima((Leaf("1", Decimal(30), Group.COMMON), Leaf("1", Decimal(70), Group.RESULTS))).faulty == ("1",)


@pytest.mark.parametrize(
    ("points", "level"),
    [
        ("100", Level.EXCELLENT),
        ("90", Level.EXCELLENT),
        ("89.99", Level.GOOD),
        ("89.995", Level.GOOD),
        ("70", Level.GOOD),
        ("69.99", Level.COMPLETED),
        ("50", Level.COMPLETED),
        ("49.99", Level.FAILED),
        ("0", Level.FAILED),
    ],
)
def test_both_sides_of_every_band(points, level):
    assert band(Decimal(points), QD366) is level


@given(POINTS, POINTS)
def test_more_points_never_make_a_lower_band(one, other):
    assert band(max(one, other), QD366).rank <= band(min(one, other), QD366).rank


@given(POINTS, POINTS)
def test_explanation_does_not_depend_on_who_is_higher(one, other):
    good = Level.GOOD
    assert explanation_required(one, other, good, good) is explanation_required(other, one, good, good)


def test_a_level_not_yet_set_asks_for_nothing():
    assert not explanation_required(Decimal(90), Decimal(90), None, Level.GOOD)


def test_a_rule_set_may_ask_earlier():
    good = Level.GOOD
    assert explanation_required(Decimal(80), Decimal(78), good, good, explain_from=Decimal(2))
