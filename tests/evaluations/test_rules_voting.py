"""More than half, two thirds: both sides of every border, and working days."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.voting import Threshold, has_the_votes, votes_needed
from evaluations.rules.working_days import add_working_days

HALF, TWO_THIRDS = Threshold.HALF, Threshold.TWO_THIRDS
COUNTS = st.integers(0, 9999)


@pytest.mark.parametrize(
    ("votes", "present", "threshold", "enough"),
    [
        (8, 17, HALF, False),
        (9, 17, HALF, True),
        (8, 16, HALF, False),
        (9, 16, HALF, True),
        (1, 1, HALF, True),
        (0, 0, HALF, False),
        (11, 17, TWO_THIRDS, False),
        (12, 17, TWO_THIRDS, True),
        (11, 18, TWO_THIRDS, False),
        (12, 18, TWO_THIRDS, True),
        (0, 0, TWO_THIRDS, False),
    ],
)
def test_both_sides_of_the_border(votes, present, threshold, enough):
    assert has_the_votes(votes, present, threshold) is enough


@given(COUNTS, st.sampled_from(Threshold))
def test_the_votes_needed_are_the_fewest_that_are_enough(present, threshold):
    needed = votes_needed(present, threshold)
    assert has_the_votes(needed, present, threshold) is (present > 0)
    assert not has_the_votes(needed - 1, present, threshold)


@given(COUNTS, COUNTS)
def test_two_thirds_are_never_easier_than_half(votes, present):
    assert has_the_votes(votes, present, HALF) or not has_the_votes(votes, present, TWO_THIRDS)


@pytest.mark.parametrize(
    ("day", "count", "last"),
    [
        (date(2026, 12, 21), 5, date(2026, 12, 28)),  # from a Monday over one weekend
        (date(2026, 12, 24), 1, date(2026, 12, 25)),  # Thursday
        (date(2026, 12, 25), 1, date(2026, 12, 28)),  # Friday
        (date(2026, 12, 26), 1, date(2026, 12, 28)),  # Saturday
        (date(2026, 12, 27), 5, date(2027, 1, 1)),  # Sunday
        (date(2026, 12, 25), 10, date(2027, 1, 8)),
        (date(2026, 12, 26), 0, date(2026, 12, 26)),
    ],
)
def test_working_days_leave_out_weekends(day, count, last):
    assert add_working_days(day, count) == last


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_the_last_working_day_is_one_and_so_many_lie_before(day, count):
    last = add_working_days(day, count)
    between = [day + timedelta(days=step) for step in range(1, (last - day).days + 1)]
    assert last.weekday() < 5
    assert sum(found.weekday() < 5 for found in between) == count
