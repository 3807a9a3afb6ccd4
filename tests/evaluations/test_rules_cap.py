"""The cap: published cases, what rounding does, and what holds for every group."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.cap import Reading, Rounding, cap, holds
from tests.evaluations.qd366 import CASES

PEOPLE = st.integers(0, 5000)
PERCENT = st.integers(0, 100)
READING = st.sampled_from(Reading)
ROUNDING = st.sampled_from(Rounding)


@pytest.mark.parametrize("case", CASES["caps"], ids=lambda case: case["id"])
def test_published_case(case):
    reading, rounding = Reading(case["reading"]), Rounding(case["rounding"])
    result = cap(case["eligible"], case["good"], case["percent"], reading, rounding)
    assert (result.maximum, result.selected) == (case["expect"]["max"], case["expect"]["selected"])


def test_an_empty_group_has_no_place():
    result = cap(0, 0, 20, Reading.INCLUSIVE, Rounding.FLOOR)
    assert (result.base, result.product, result.maximum, result.selected, result.holds) == (0, 0, 0, 0, True)


def test_working_shows_how_many_are_too_many():
    working = cap(9, 32, 20, Reading.INCLUSIVE, Rounding.FLOOR).working(9)
    assert (working.base, working.percent, working.divisor, working.product) == (41, 20, 100, Fraction(41, 5))
    assert (working.maximum, working.chosen, working.over, working.holds) == (8, 9, 1, False)


def test_rounding_up_is_seen_to_pass_the_share():
    assert cap(9, 34, 20, Reading.INCLUSIVE, Rounding.HALF_UP).maximum == 9
    assert not cap(9, 34, 20, Reading.INCLUSIVE, Rounding.HALF_UP).holds
    assert cap(8, 35, 20, Reading.INCLUSIVE, Rounding.HALF_UP).holds


def test_exactly_half_is_rounded_up_and_exactly_whole_is_not():
    assert cap(0, 90, 25, Reading.INCLUSIVE, Rounding.HALF_UP).maximum == 23
    assert cap(0, 40, 20, Reading.INCLUSIVE, Rounding.CEILING).maximum == 8


@pytest.mark.parametrize(("eligible", "good", "percent"), [(-1, 0, 20), (0, -1, 20), (1, 1, -1), (1, 1, 101)])
def test_nonsense_is_refused(eligible, good, percent):
    with pytest.raises(ValueError, match=r"below_zero|out_of_range"):
        cap(eligible, good, percent, Reading.INCLUSIVE, Rounding.FLOOR)


@given(PEOPLE, PEOPLE, PERCENT, READING)
def test_rounding_down_never_fails_its_own_check(eligible, good, percent, reading):
    result = cap(eligible, good, percent, reading, Rounding.FLOOR)
    assert result.holds
    assert holds(result.maximum, result.base, percent, reading)


@given(PEOPLE, PEOPLE, PERCENT, READING)
def test_one_more_than_rounded_down_always_fails(eligible, good, percent, reading):
    result = cap(eligible, good, percent, reading, Rounding.FLOOR)
    assert not holds(result.maximum + 1, result.base, percent, reading)


@given(PEOPLE, PEOPLE, PERCENT, ROUNDING)
def test_inclusive_never_allows_less_than_exclusive(eligible, good, percent, rounding):
    inclusive, exclusive = (cap(eligible, good, percent, reading, rounding).maximum for reading in Reading)
    assert inclusive >= exclusive


@given(PEOPLE, PEOPLE, PERCENT, READING)
def test_roundings_are_ordered_and_within_one(eligible, good, percent, reading):
    down, half, up = (cap(eligible, good, percent, reading, rounding).maximum for rounding in Rounding)
    assert down <= half <= up <= down + 1


@given(PEOPLE, PEOPLE, PERCENT, READING, ROUNDING)
def test_never_more_selected_than_eligible_or_allowed(eligible, good, percent, reading, rounding):
    result = cap(eligible, good, percent, reading, rounding)
    assert result.selected == min(eligible, result.maximum)
    assert result.working(result.selected).over == 0


@given(st.lists(PEOPLE, min_size=1, max_size=8), PERCENT, READING)
def test_cell_by_cell_never_allows_more_than_one_group(cells, percent, reading):
    apart = sum(cap(0, good, percent, reading, Rounding.FLOOR).maximum for good in cells)
    assert apart <= cap(0, sum(cells), percent, reading, Rounding.FLOOR).maximum
