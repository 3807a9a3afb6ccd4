"""The movement table reconciles from memberships alone, and names the rows that keep it from reconciling."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.movement_rules import ARRIVALS, DAY, DEPARTURES, NONE, FaultCode, Spell, Tally, movement

FIRST, LAST = datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)
LONG_AGO = datetime.date(2020, 5, 19)


def day(text: str) -> datetime.date:
    return datetime.datetime.strptime(f"{text}/2026", "%d/%m/%Y").date()


def spell(begins=LONG_AGO, ends=None, number=1, member=None, **facts) -> Spell:
    facts = {"official": LONG_AGO, "admitted": LONG_AGO} | facts
    return Spell(membership=number, member=member or number, cell=1, begins=begins, ends=ends, **facts)


def count(*spells) -> object:
    return movement(spells, FIRST, LAST)


def test_who_is_here_all_year_is_in_the_opening_and_the_closing():
    table = count(spell(), spell(number=2, official=None, is_woman=True))
    assert table.opening == table.closing == Tally(2, 1, 1, 1)
    assert (table.increase, table.decrease, table.reconciles) == (NONE, NONE, True)


@pytest.mark.parametrize("kind", ARRIVALS)
def test_every_arrival_is_an_increase(kind):
    table = count(spell(day("01/03"), arrival=kind))
    assert (table.opening, table.increases, table.closing) == (NONE, {kind: Tally(1, 1)}, Tally(1, 1))


@pytest.mark.parametrize("kind", DEPARTURES)
def test_every_departure_is_a_decrease(kind):
    table = count(spell(ends=day("01/03"), departure=kind))
    assert (table.opening, table.decreases, table.closing) == (Tally(1, 1), {kind: Tally(1, 1)}, NONE)


def test_the_first_list_is_no_increase():
    table = count(spell(FIRST, arrival="LISTED"), spell(day("01/07"), number=2, arrival="LISTED"))
    assert (table.opening.total, table.increase, table.closing.total, table.reconciles) == (2, NONE, 2, True)


@pytest.mark.parametrize(("ends", "gone"), [(LAST, False), (LAST - DAY, True), (FIRST - DAY, True)])
def test_the_last_day_still_counts(ends, gone):
    table = count(spell(ends=ends, departure="DIED"))
    assert (table.closing.total, table.decrease.total) == ((0, 1) if gone else (1, 0))
    assert table.reconciles


def test_who_changes_cell_within_the_unit_did_not_move():
    table = count(spell(ends=day("31/05"), departure="MOVED", member=7), spell(day("01/06"), number=2, member=7))
    assert (table.opening.total, table.increase, table.decrease, table.closing.total) == (1, NONE, NONE, 1)
    assert not table.faults


def test_who_is_made_official_changes_column_only():
    table = count(spell(official=day("01/06")))
    assert (table.opening, table.closing) == (Tally(1, 0, 1), Tally(1, 1, 0))
    assert (table.made_official, table.reconciles) == (1, True)


def test_who_is_made_official_before_leaving_leaves_as_official():
    table = count(spell(ends=day("30/09"), departure="DIED", official=day("01/06")))
    assert (table.decreases["DIED"], table.made_official, table.reconciles) == (Tally(1, 1, 0), 1, True)


# spells → code and number of the row that is named
FAULTS = [
    ([spell(day("01/03"))], FaultCode.NO_ARRIVAL, 1),
    ([spell(ends=day("01/03"))], FaultCode.NO_DEPARTURE, 1),
    ([spell(), spell(day("01/03"), number=2, member=1, arrival="MOVED")], FaultCode.OVERLAP, 2),
    ([spell(day("01/03"), arrival="ADMITTED", admitted=day("02/03"))], FaultCode.BEFORE_ADMISSION, 1),
    ([spell(cell_until=day("30/06"))], FaultCode.CELL_CLOSED, 1),
    (
        [spell(ends=day("01/02"), departure="LEFT"), spell(day("01/06"), number=2, member=1, arrival="LISTED")],
        FaultCode.NO_ARRIVAL,
        2,
    ),
]


@pytest.mark.parametrize(("spells", "code", "row"), FAULTS)
def test_the_row_that_is_wrong_is_named(spells, code, row):
    assert [(fault.code, fault.spell.membership) for fault in count(*spells).faults] == [(code, row)]


@pytest.mark.parametrize("place", [0, 1])
def test_what_nobody_has_explained_does_not_reconcile(place):
    table = count(FAULTS[place][0][0])
    assert not table.reconciles and table.difference.total == (1, -1)[place]


def test_what_lies_outside_the_period_is_not_looked_at():
    before = spell(day("01/03").replace(year=2025), day("01/09").replace(year=2025))
    assert count(before) == count() and not count(before, spell(LAST + DAY, number=2)).faults


days = st.dates(datetime.date(2025, 6, 1), datetime.date(2027, 6, 1))


@st.composite
def lives(draw, member: int) -> list[Spell]:
    """One member's memberships, one after the other, every one explained."""
    marks = sorted(set(draw(st.lists(days, min_size=1, max_size=6))))
    facts = {"official": draw(st.none() | days), "is_woman": draw(st.booleans())}
    found = []
    for place in range(0, len(marks), 2):
        ends = marks[place + 1] if place + 1 < len(marks) else None
        kinds = {"arrival": draw(st.sampled_from(ARRIVALS)), "departure": draw(st.sampled_from(DEPARTURES))}
        number = member * 10 + place
        found.append(Spell(membership=number, member=member, cell=1, begins=marks[place], ends=ends, **kinds, **facts))
    return found


@given(st.data(), st.integers(0, 8))
def test_whatever_moves_and_is_explained_reconciles_in_every_column(data, people):
    spells = [row for member in range(people) for row in data.draw(lives(member))]
    table = movement(spells, FIRST, LAST)
    assert table.reconciles and not table.faults
    here = [one for one in spells if one.holds_on(LAST)]
    assert table.closing.total == len(here)
    assert table.closing.women == sum(one.is_woman for one in here)
    assert all(sum(tally.numbers[1:3]) == tally.total for tally in (table.opening, table.increase, table.decrease))
