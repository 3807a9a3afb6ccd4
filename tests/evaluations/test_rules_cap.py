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


# ── the worked examples of the regulation's guide, number by number ──


@pytest.mark.parametrize(
    ("percent", "reading", "product", "places", "final", "check"),
    [
        (20, Reading.INCLUSIVE, Fraction(62, 10), 6, (6, 25, 3, 0), (600, 620)),
        (20, Reading.EXCLUSIVE, Fraction(31 * 20, 120), 5, (5, 26, 3, 0), (500, 520)),
        (25, Reading.INCLUSIVE, Fraction(775, 100), 7, (7, 24, 3, 0), (700, 775)),
        (25, Reading.EXCLUSIVE, Fraction(31, 5), 6, (6, 25, 3, 0), (600, 625)),
    ],
)
def test_examples_1_and_2_a_cell_of_38(percent, reading, product, places, final, check):
    listed, exempt, new, suspended = 38, 2, 1, 1
    eligible, good, completed = 9, 22, 3
    assert listed - exempt - new - suspended == eligible + good + completed == 34
    found = cap(eligible, good, percent, reading, Rounding.FLOOR)
    assert (found.base, found.product, found.maximum, found.selected) == (31, product, places, places)
    assert (found.selected, found.base - found.selected, completed, 0) == final
    assert sum(final) == 34
    counted = 31 if reading is Reading.INCLUSIVE else 31 - found.selected
    assert (100 * found.selected, percent * counted) == check and check[0] <= check[1]
    assert holds(found.selected, 31, percent, reading) and not holds(found.selected + 1, 31, percent, reading)


def test_example_1_with_the_wrong_base():
    by_rated, by_listed = (cap(0, n, 20, Reading.INCLUSIVE, Rounding.FLOOR).maximum for n in (34, 38))
    assert (by_rated, by_listed) == (6, 7)
    assert not holds(by_listed, 31, 20, Reading.INCLUSIVE)


def maximum(base: int) -> int:
    return cap(0, base, 20, Reading.INCLUSIVE, Rounding.FLOOR).maximum


def test_example_3_groups_are_stricter_by_one():
    assert [maximum(n) for n in (14, 96, 210)] == [2, 19, 42]
    assert sum(maximum(n) for n in (14, 96, 210)) == 63 == maximum(14 + 96 + 210) - 1


def test_example_4_cell_by_cell_loses_nine_places_and_small_cells_have_none():
    assert (24 * maximum(12), maximum(24 * 12)) == (48, 57)
    assert cap(0, 288, 20, Reading.INCLUSIVE, Rounding.FLOOR).product == Fraction(576, 10)
    assert [maximum(n) for n in range(6)] == [0, 0, 0, 0, 0, 1]


def test_example_5_places_are_not_filled_up():
    found = cap(12, 88, 20, Reading.INCLUSIVE, Rounding.FLOOR)
    assert (found.base, found.maximum, found.selected) == (100, 20, 12)


def test_example_6_after_a_re_rating():
    assert 100 * 5 <= 20 * 30 and holds(5, 30, 20, Reading.INCLUSIVE)
    assert 100 * 6 > 20 * 29 and not holds(6, 29, 20, Reading.INCLUSIVE)


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
