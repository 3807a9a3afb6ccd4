"""Who is rated on the cut-off date; both sides of six months. The tables of docs/rules.md are run elsewhere."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.participation import (
    CellStay,
    Participation,
    Period,
    Reason,
    Standing,
    add_months,
    is_new,
    longest_cell,
    looked_at_on,
    participation,
)
from tests.evaluations.qd366 import CASES

CUT_OFF = date(2026, 12, 31)
LONG_AGO = date(1996, 5, 19)
DAYS = st.dates(date(1930, 1, 1), date(2100, 1, 1))


@pytest.mark.parametrize("case", CASES["participation"], ids=lambda case: case["id"])
def test_published_case(case):
    facts = Standing(admitted=date.fromisoformat(case["admitted"]))
    assert participation(facts, date.fromisoformat(case["cut_off"])).status == case["expect"]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 6, 30), 6, date(2026, 12, 30)),
        (date(2026, 7, 1), 6, date(2027, 1, 1)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 1, 31), 12, date(2027, 1, 31)),
    ],
)
def test_months_are_counted_by_the_calendar(day, months, later):
    assert add_months(day, months) == later


@given(DAYS)
def test_six_months_are_never_more_than_184_days(day):
    assert 181 <= (add_months(day, 6) - day).days <= 184


@given(DAYS)
def test_new_ends_exactly_on_the_day_six_months_are_over(day):
    over = add_months(day, 6)
    assert not is_new(day, over)
    assert is_new(day, date.fromordinal(over.toordinal() - 1))


def test_suspension_gives_way_to_exemption_and_both_to_no_one_else():
    period = (Period(date(2026, 1, 1)),)
    facts = Standing(admitted=date(2026, 11, 1), exempt=period, suspended=period, temporary_here=True)
    assert participation(facts, CUT_OFF).reason_code is Reason.EXEMPT


def test_period_counts_both_its_days():
    period = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert [period.covers(date(2026, *day)) for day in ((2, 28), (3, 1), (3, 31), (4, 1))] == [False, True, True, False]


def test_nobody_is_left_out_for_want_of_a_date():
    result = participation(Standing(admitted=None), CUT_OFF)
    assert (result.status, result.reason_code, result.is_rated) == (Participation.REQUIRED, Reason.NO_DATE, True)


def test_who_is_not_rated_has_no_reduced_basis():
    facts = Standing(admitted=LONG_AGO, suspended=(Period(date(2026, 1, 1)),), maternity=True, away=True)
    result = participation(facts, CUT_OFF)
    assert (result.is_rated, result.reduced_basis, result.awaits_comment) == (False, False, False)


@pytest.mark.parametrize(
    ("held_on", "at_the_meeting", "day"),
    [
        (date(2026, 12, 10), True, date(2026, 12, 10)),
        (date(2026, 12, 10), False, CUT_OFF),
        (None, True, CUT_OFF),
        (None, False, CUT_OFF),
    ],
)
def test_the_day_looked_at_is_the_meeting_only_once_it_is_known(held_on, at_the_meeting, day):
    assert looked_at_on(CUT_OFF, held_on, at_the_meeting=at_the_meeting) == day


@pytest.mark.parametrize(("months", "status"), [(6, Participation.REQUIRED), (7, Participation.NEW_UNDER_6M)])
def test_the_months_of_a_new_member_are_given(months, status):
    assert participation(Standing(admitted=date(2026, 6, 30)), CUT_OFF, months).status is status


@pytest.mark.parametrize(
    ("period", "days"),
    [
        (Period(date(2026, 1, 1), date(2026, 1, 31)), 31),
        (Period(date(2025, 1, 1), date(2026, 1, 1)), 1),
        (Period(date(2026, 12, 31)), 1),
        (Period(date(2020, 1, 1)), 365),
        (Period(date(2027, 1, 1)), 0),
        (Period(date(2025, 1, 1), date(2025, 12, 31)), 0),
    ],
)
def test_days_within_the_year(period, days):
    assert period.days_within(date(2026, 1, 1), CUT_OFF) == days


FIRST, MIDDLE = date(2026, 1, 1), date(2026, 7, 2)  # of 365 days the second half begins with the 183rd


@pytest.mark.parametrize(
    ("stays", "cell"),
    [
        ([CellStay(1, Period(date(2020, 1, 1)))], 1),
        ([CellStay(1, Period(date(2020, 1, 1), MIDDLE)), CellStay(2, Period(date(2026, 7, 3)))], 1),
        ([CellStay(1, Period(date(2020, 1, 1), date(2026, 7, 1))), CellStay(2, Period(MIDDLE))], 2),
        (
            [
                CellStay(1, Period(date(2026, 1, 1), date(2026, 4, 30))),
                CellStay(2, Period(date(2026, 5, 1), date(2026, 8, 31))),
                CellStay(1, Period(date(2026, 9, 1))),
            ],
            1,
        ),
        ([], None),
    ],
)
def test_of_several_cells_the_longest_rates(stays, cell):
    assert longest_cell(stays, FIRST, CUT_OFF) == cell


def test_of_equally_long_ones_the_later_rates():
    stays = [CellStay(1, Period(FIRST, date(2026, 1, 10))), CellStay(2, Period(date(2026, 1, 11), date(2026, 1, 20)))]
    assert longest_cell(stays, FIRST, CUT_OFF) == longest_cell(stays[::-1], FIRST, CUT_OFF) == 2
