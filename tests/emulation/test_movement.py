"""The roster of a year reconciles, or says which rows keep it from doing so."""

import datetime

import pytest

from emulation.models import Membership
from emulation.movement import days_of, movement_of, roster_problems
from tests.factories import make_member

FIRST, LAST = days_of(2026)
MARCH = datetime.date(2026, 3, 1)


def began(member, day, **facts) -> Membership:
    Membership.objects.filter(member=member).update(valid_from=day, **facts)
    return Membership.objects.get(member=member)


def test_a_roster_that_stands_still_reconciles(cast):
    table = movement_of(cast.committee, FIRST, LAST)
    assert (table.opening.total, table.closing.total, table.reconciles) == (5, 5, True)
    assert roster_problems(cast.committee, 2026) == []


def test_the_row_nobody_has_explained_is_named_with_its_cure(cast):
    row = began(make_member("Đinh Thị Đến", cast.cell), MARCH)
    (problem,) = roster_problems(cast.committee, 2026)
    assert (problem.code, problem.membership, problem.member) == ("NO_ARRIVAL", row.pk, "Đinh Thị Đến")
    assert "01/03/2026" in str(problem) and "Khu phố 1" in str(problem) and str(row.pk) in problem.url
    assert roster_problems(cast.other_cell, 2026) == [] == roster_problems(cast.committee, 2025 + 2)


def test_what_comes_after_the_last_day_is_no_problem_yet(cast):
    began(make_member("Đinh Thị Đến", cast.cell), MARCH)
    assert roster_problems(cast.committee, 2026, MARCH - datetime.timedelta(days=1)) == []


def test_a_guest_is_on_no_roster_of_the_ward(cast):
    began(make_member("Vũ Văn Khách", cast.cell, stay="TEMPORARY"), MARCH)
    assert movement_of(cast.committee, FIRST, LAST).closing.total == 5
    assert roster_problems(cast.committee, 2026) == []


def test_a_change_of_cell_counts_in_the_cells_and_not_in_the_ward(cast):
    eve = MARCH - datetime.timedelta(days=1)
    Membership.objects.filter(member=cast.member.member).update(valid_to=eve, departure="MOVED")
    to = {"unit": cast.other_cell, "valid_from": MARCH, "arrival": "MOVED"}
    Membership.objects.create(member=cast.member.member, **to)
    tables = [movement_of(unit, FIRST, LAST) for unit in (cast.committee, cast.cell, cast.other_cell)]
    assert [(one.increase.total, one.decrease.total) for one in tables] == [(0, 0), (0, 1), (1, 0)]
    assert all(one.reconciles for one in tables)


@pytest.mark.parametrize("people", [1, 12])
def test_problems_are_read_in_two_queries_however_many(cast, people, django_assert_max_num_queries):
    for place in range(people):
        began(make_member(f"Lê Văn {place}", cast.cell), MARCH)
    with django_assert_max_num_queries(2):
        assert len(roster_problems(cast.committee, 2026)) == people
