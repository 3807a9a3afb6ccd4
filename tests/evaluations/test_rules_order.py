"""The order guards: both ways round, never a ring, and nobody twice. The worked table is in docs/rules.md."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.rules.order import Body, Breach, Guard, Kind, breaches, guard_between

WARD, CELL, OTHER = "0001", "00010001", "00010002"
CELL_BODY = Body(Kind.ORGANISATION, CELL)
BODIES = st.builds(
    Body, st.sampled_from(Kind), st.sampled_from([WARD, CELL, OTHER, "000100010001"]), st.sampled_from(["An", "Lan"])
)


@pytest.mark.parametrize(
    ("first", "then", "guard"),
    [
        (Kind.LEADERSHIP, Kind.LEADER, Guard.LEADERSHIP_FIRST),
        (Kind.LEADERSHIP, Kind.HEAD, Guard.HEAD_AFTER_COLLECTIVE),
        (Kind.AGENCY, Kind.HEAD, Guard.HEAD_AFTER_COLLECTIVE),
        (Kind.LEADERSHIP, Kind.ORGANISATION, Guard.MEMBERS_FIRST),
        (Kind.HEAD, Kind.ORGANISATION, Guard.MEMBERS_FIRST),
        (Kind.LEADER, Kind.ORGANISATION, Guard.MEMBERS_FIRST),
        (Kind.MEMBER, Kind.ORGANISATION, Guard.MEMBERS_FIRST),
        (Kind.AGENCY, Kind.ORGANISATION, Guard.AGENCY_FIRST),
    ],
)
def test_at_one_unit_these_pairs_and_no_others_are_ordered(first, then, guard):
    assert guard_between(Body(first, CELL), Body(then, CELL)) is guard
    assert guard_between(Body(then, CELL), Body(first, CELL)) is None


def test_at_one_unit_eight_pairs_are_ordered():
    pairs = [guard_between(Body(first, CELL), Body(then, CELL)) for first, then in product(Kind, Kind)]
    assert sum(guard is not None for guard in pairs) == 8


@pytest.mark.parametrize("kind", Kind)
def test_neighbours_never_wait_for_each_other(kind):
    assert not [then for then in Kind if guard_between(Body(kind, OTHER), Body(then, CELL))]


@pytest.mark.parametrize("kind", Kind)
def test_nothing_waits_for_what_is_above(kind):
    assert not [then for then in Kind if guard_between(Body(kind, WARD), Body(then, CELL))]


def test_a_cell_waits_for_all_its_members():
    members = [Body(Kind.MEMBER, CELL, str(number)) for number in range(30)]
    assert breaches(CELL_BODY, members, members[:29]) == (Breach(Guard.MEMBERS_FIRST, members[29]),)
    assert breaches(CELL_BODY, members, members) == ()


def test_nobody_waits_for_themselves():
    assert breaches(CELL_BODY, [CELL_BODY], ()) == ()


@given(st.sets(BODIES, min_size=1))
def test_somebody_may_always_go_next(waiting):
    done = set()
    while waiting:
        free = {body for body in waiting if not breaches(body, waiting, done)}
        assert free
        done |= free
        waiting -= free


@given(st.lists(BODIES), st.sets(BODIES), BODIES, st.randoms())
def test_the_order_of_the_list_changes_nothing_but_the_order_of_the_answer(everybody, done, then, chance):
    mixed = chance.sample(everybody, len(everybody))
    assert set(breaches(then, mixed, done)) == set(breaches(then, everybody, done))
