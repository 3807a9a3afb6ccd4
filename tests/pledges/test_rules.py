"""The pure rules: steps, what an item lacks, carrying over, fulfilment, percent. Both sides of every border."""

import datetime

import pytest

from emulation.rules import WrongState, next_state
from pledges.rules import (
    CHANGE_STEPS,
    STEPS,
    ChangeState,
    Fulfilment,
    ItemDraft,
    Lack,
    PledgeState,
    carried_over,
    counting_day,
    day_of_year,
    fulfilment,
    lacks,
    percent,
)

D, R, S, C = PledgeState.DRAFT, PledgeState.RETURNED, PledgeState.SUBMITTED, PledgeState.CONFIRMED
TABLE = {
    "write": {D: D, R: R, S: None, C: None},
    "submit": {D: S, R: S, S: None, C: None},
    "return": {D: None, R: None, S: R, C: None},
    "confirm": {D: None, R: None, S: C, C: None},
    "report": {D: None, R: None, S: None, C: C},
    "check_in": {D: None, R: None, S: None, C: C},
    "change": {D: None, R: None, S: None, C: C},
    "post": {D: None, R: None, S: None, C: C},
}
W, A, G = ChangeState.DRAFT, ChangeState.AGREED, ChangeState.WITHDRAWN
B, H = ChangeState.RETURNED, ChangeState.SUBMITTED
CHANGES = {
    "write": {W: W, B: B, H: None, A: None, G: None},
    "submit": {W: H, B: H, H: None, A: None, G: None},
    "return": {W: None, B: None, H: B, A: None, G: None},
    "agree": {W: None, B: None, H: A, A: None, G: None},
    "withdraw": {W: G, B: G, H: G, A: None, G: None},
}


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in TABLE for state in PledgeState])
def test_every_cell_of_the_step_table(act, state):
    wanted = TABLE[act][state]
    if wanted is None:
        with pytest.raises(WrongState):
            next_state(STEPS, act, state)
    else:
        assert next_state(STEPS, act, state) == wanted


@pytest.mark.parametrize(("act", "state"), [(act, state) for act in CHANGES for state in ChangeState])
def test_every_cell_of_the_table_of_changes(act, state):
    wanted = CHANGES[act][state]
    if wanted is None:
        with pytest.raises(WrongState):
            next_state(CHANGE_STEPS, act, state)
    else:
        assert next_state(CHANGE_STEPS, act, state) == wanted


def test_the_tables_name_every_act():
    assert (set(TABLE), set(CHANGES)) == (set(STEPS), set(CHANGE_STEPS))


DUE = datetime.date(2026, 12, 31)


def draft(**fields) -> ItemDraft:
    return ItemDraft(**{"group": "STYLE", "deed": "Làm", "measure": "1", "due_on": DUE} | fields)


@pytest.mark.parametrize(
    ("item", "wanted"),
    [
        (draft(), ()),
        (draft(deed=""), ((1, Lack.NO_DEED),)),
        (draft(measure=""), ((1, Lack.NO_MEASURE),)),
        (draft(due_on=None), ((1, Lack.NO_DUE_DATE),)),
        (draft(due_on=datetime.date(2026, 1, 1)), ()),
        (draft(due_on=datetime.date(2025, 12, 31)), ((1, Lack.DUE_OUTSIDE_YEAR),)),
        (draft(due_on=datetime.date(2027, 1, 1)), ((1, Lack.DUE_OUTSIDE_YEAR),)),
    ],
)
def test_what_an_item_lacks(item, wanted):
    assert lacks([item], 2026) == wanted


def test_a_pledge_without_items_lacks_an_item():
    assert lacks([], 2026) == ((0, Lack.NO_ITEM),)


def test_items_not_kept_are_carried_over_first_and_due_this_year():
    last_year = [(draft(deed="Xong", due_on=datetime.date(2025, 6, 30)), "KEPT"), (draft(deed="Dở"), "PARTLY")]
    carried = carried_over(last_year, 2026)
    assert [(one.item.deed, one.origin) for one in carried] == [("Dở", "UNFINISHED"), ("Xong", "KEPT")]
    assert carried[1].item.due_on == datetime.date(2026, 6, 30)


def test_the_whole_term_part_is_carried_over_as_it_is():
    later = draft(deed="Học lý luận", is_for_term=True, due_on=datetime.date(2030, 6, 30))
    yearly = draft(deed="Đọc báo", is_for_term=True, due_on=datetime.date(2025, 12, 31))
    carried = carried_over([(draft(deed="Dở"), ""), (later, "KEPT"), (yearly, "NOT_KEPT")], 2026)
    assert [one.origin for one in carried] == ["TERM", "TERM", "UNFINISHED"]
    assert (carried[0].item, carried[1].item.due_on) == (later, DUE)
    assert lacks([later], 2026) == () and lacks([yearly], 2026) == ((1, Lack.DUE_OUTSIDE_YEAR),)


def test_the_last_of_february_exists_every_year():
    assert day_of_year(2026, 2, 29) == datetime.date(2026, 2, 28)
    assert day_of_year(2028, 2, 29) == datetime.date(2028, 2, 29)


@pytest.mark.parametrize(
    ("on", "wanted"),
    [
        (datetime.date(2025, 12, 31), datetime.date(2026, 1, 1)),
        (datetime.date(2026, 5, 1), datetime.date(2026, 5, 1)),
        (datetime.date(2027, 1, 1), datetime.date(2026, 12, 31)),
    ],
)
def test_the_day_that_counts_lies_in_the_year(on, wanted):
    assert counting_day(2026, on) == wanted


@pytest.mark.parametrize(
    ("numbers", "wanted"),
    [
        ((0, 0, 0, 0), Fulfilment.NO_RESULT),
        ((3, 3, 0, 3), Fulfilment.ALL),
        ((3, 2, 0, 2), Fulfilment.NO_RESULT),
        ((3, 2, 1, 3), Fulfilment.PARTLY),
        ((3, 0, 3, 3), Fulfilment.NOT),
        ((3, 0, 2, 3), Fulfilment.PARTLY),
    ],
)
def test_fulfilment_of_a_whole_pledge(numbers, wanted):
    assert fulfilment(*numbers) == wanted


@pytest.mark.parametrize(
    ("part", "whole", "wanted"), [(0, 0, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (1, 200, 1), (1, 201, 0), (5, 5, 100)]
)
def test_percent_is_whole_with_halves_up(part, whole, wanted):
    assert percent(part, whole) == wanted
