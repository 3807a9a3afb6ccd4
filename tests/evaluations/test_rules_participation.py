"""Who is rated on the cut-off date; both sides of six months. The tables of docs/rules.md are run elsewhere."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.participation import (
    Participation,
    Period,
    Reason,
    Standing,
    add_months,
    is_new,
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
