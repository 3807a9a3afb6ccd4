"""Levels have an order; thresholds refuse what cannot be."""

from dataclasses import asdict, replace
from decimal import Decimal

import pytest

from evaluations.rules.levels import Level, levels_from
from evaluations.rules.thresholds import Thresholds
from tests.evaluations.qd366 import QD366


def test_levels_are_ranked_from_the_best():
    assert [level.rank for level in Level] == [1, 2, 3, 4]
    assert Level.EXCELLENT.is_above(Level.GOOD)
    assert not Level.GOOD.is_above(Level.GOOD)


def test_next_below_stops_at_the_lowest():
    assert [level.next_below for level in Level] == [Level.GOOD, Level.COMPLETED, Level.FAILED, Level.FAILED]


def test_levels_from_a_level_go_down():
    assert levels_from(Level.COMPLETED) == (Level.COMPLETED, Level.FAILED)
    assert levels_from(Level.EXCELLENT) == tuple(Level)


def test_thresholds_have_no_default_at_all():
    with pytest.raises(TypeError):
        Thresholds(excellent_from=Decimal(90), good_from=Decimal(70), completed_from=Decimal(50))


def test_thresholds_are_read_from_stored_data():
    stored = {**asdict(QD366), "excellent_from": "90.00", "good_from": 70}
    assert Thresholds.from_data(stored) == QD366


@pytest.mark.parametrize("points", [90.0, True, None])
def test_points_that_are_not_exact_are_refused(points):
    with pytest.raises(ValueError, match="points_not_exact"):
        Thresholds.from_data({**asdict(QD366), "excellent_from": points})


def test_bands_must_fall():
    with pytest.raises(ValueError, match="bands_out_of_order"):
        replace(QD366, good_from=Decimal(90))


@pytest.mark.parametrize("percent", [-1, 101, 30.0, True])
def test_shares_are_whole_numbers_to_a_hundred(percent):
    with pytest.raises(ValueError, match="beyond_percent_out_of_range"):
        replace(QD366, beyond_percent=percent)
