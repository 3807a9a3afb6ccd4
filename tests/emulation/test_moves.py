"""Members admitted, received, transferred, gone, restored; mistakes in these corrected or taken back."""

import datetime

import pytest
from django.utils import timezone

from emulation.models import Member, Membership, RoleAssignment, Stay
from emulation.movement import days_of, movement_of, roster_problems
from emulation.services.moves import (
    MOVE,
    admit_member,
    begin_stay,
    correct_move,
    end_membership,
    make_official,
    receive_member,
    restore_member,
    transfer_member,
    undo_move,
)
from pledges.models import Pledge
from tests.factories import make_cell, make_member
from tests.pledges.factories import make_pledge

from .asking import last_entry, not_now, refused

TODAY = timezone.localdate()
DAY = datetime.timedelta(days=1)
ON = datetime.date(2026, 6, 15)
PERSON = {
    "full_name": "LÊ THỊ  MỚI", "sex": "F", "born_on": None, "born_year": 1999, "ethnicity": "",
    "work_unit": "UBND", "subject_type": "NONLEAD",
}  # fmt: skip
CAME = {"joined_on": datetime.date(2020, 2, 3), "official_on": datetime.date(2021, 2, 3), "card_number": "55555555"}


@pytest.fixture
def membership(cast) -> Membership:
    return Membership.objects.select_related("unit", "member").get(member=cast.member.member)


def table(unit):
    return movement_of(unit, *days_of(2026))


def transfer(cast, membership, by=None, **changes) -> Membership:
    facts = {"to": cast.other_cell, "on": ON, "document": "12-GTSHĐ"} | changes
    return transfer_member(membership=membership, by=by or cast.officer, **facts)


def receive(cast, by=None, person=PERSON | CAME, **changes) -> Membership:
    facts = {"on": ON, "arrival": "FROM_NEAR", "arrived_from": "Đảng bộ phường Thanh Khê"} | changes
    return receive_member(unit=cast.cell, values=person, by=by or cast.officer, **facts)


def test_an_admission_makes_a_provisional_member(cast):
    row = admit_member(unit=cast.cell, values=PERSON, on=ON, document="5-QĐ/ĐU", by=cast.officer)
    member = row.member
    assert (member.full_name, member.joined_on, member.official_on) == ("Lê Thị Mới", ON, None)
    assert (row.arrival, row.valid_from, row.work_unit.name) == ("ADMITTED", ON, "UBND")
    assert last_entry().verb == "member.admitted" and last_entry().after["arrival_document"] == "5-QĐ/ĐU"
    assert table(cast.cell).increases["ADMITTED"].numbers == (1, 0, 1, 1)


@pytest.mark.parametrize("person", ["member", "colleague", "secretary", "leader", "viewer", "admin", "stranger"])
def test_only_the_officer_puts_people_on_lists(cast, membership, person):
    by = getattr(cast, person)
    refused(lambda: admit_member(unit=cast.cell, values=PERSON, on=ON, by=by))
    refused(lambda: receive(cast, by))
    refused(lambda: transfer(cast, membership, by))
    refused(lambda: undo_move(membership=membership, reason="Nhầm", by=by))


def test_nobody_is_transferred_to_where_the_officer_has_no_say(cast, membership):
    refused(lambda: transfer(cast, membership, to=cast.stranger_cell))


def test_somebody_from_outside_is_received(cast):
    row = receive(cast)
    assert (row.member.card_number, row.arrived_from) == ("55555555", "Đảng bộ phường Thanh Khê")
    assert table(cast.committee).increases["FROM_NEAR"].total == 1
    not_now(lambda: receive(cast, arrived_from=" ", person=PERSON | CAME | {"card_number": "1"}), words="từ chi bộ")
    not_now(lambda: receive(cast, arrival="ADMITTED"))


def test_whoever_comes_back_is_the_same_person(cast, membership):
    member = membership.member
    same = PERSON | CAME | {"full_name": member.full_name, "card_number": member.card_number}
    not_now(lambda: receive(cast, person=same), "elsewhere")
    end_membership(membership=membership, last_day=ON, departure="TO_FAR", by=cast.officer)
    back = receive(cast, person=same, on=datetime.date(2026, 9, 1), arrival="FROM_FAR")
    assert back.member == member and Member.objects.filter(card_number=member.card_number).count() == 1
    not_now(lambda: receive(cast, person=same | {"full_name": "Trần Văn Khác"}), "card")


def test_a_transfer_ends_here_and_begins_there(cast, membership):
    membership.posts.create(title="Chi ủy viên", valid_from=membership.valid_from)
    new = transfer(cast, membership)
    membership.refresh_from_db()
    assert (membership.valid_to, membership.departure) == (ON - DAY, "MOVED")
    assert (new.unit, new.valid_from, new.arrival, new.arrived_from) == (cast.other_cell, ON, "MOVED", cast.cell.name)
    assert membership.posts.get().valid_to == ON - DAY
    assert all(table(unit).reconciles for unit in (cast.committee, cast.cell, cast.other_cell))
    assert table(cast.cell).decreases["MOVED"].total == 1 and table(cast.committee).decrease.total == 0
    assert roster_problems(cast.committee, 2026) == []


def test_the_role_of_a_plain_member_goes_along_and_no_other(cast, membership):
    transfer(cast, membership)
    held = RoleAssignment.objects.filter(account=cast.member, valid_to=None)
    assert list(held.values_list("role", "unit")) == [("MEMBER", cast.other_cell.pk)]
    secretary = Membership.objects.get(member=cast.secretary.member)
    transfer(cast, secretary)
    assert not RoleAssignment.objects.filter(account=cast.secretary, valid_to=None).exists()


def test_the_pledge_of_the_year_goes_along_and_older_ones_stay(cast, membership):
    make_pledge(membership.member, cast.cell, cast.year)
    transfer(cast, membership)
    assert Pledge.objects.get(member=membership.member).unit == cast.other_cell


@pytest.mark.parametrize("change", ["same cell", "too early", "closed cell", "no cell"])
def test_a_transfer_that_cannot_be(cast, membership, change):
    closed = make_cell(cast.committee, "Chi bộ cũ", valid_to=ON - DAY)
    wrong = {
        "same cell": {"to": cast.cell},
        "too early": {"on": membership.valid_from},
        "closed cell": {"to": closed},
        "no cell": {"to": cast.committee},
    }
    not_now(lambda: transfer(cast, membership, **wrong[change]))
    membership.refresh_from_db()
    assert membership.valid_to is None


def test_nobody_is_transferred_twice(cast, membership):
    transfer(cast, membership)
    not_now(lambda: transfer(cast, membership), "wrong_state", "đã kết thúc")


@pytest.mark.parametrize("kind", ["DIED", "LEFT", "EXPELLED", "REMOVED", "TO_NEAR", "TO_FAR"])
def test_whoever_goes_is_in_the_table_under_the_kind(cast, membership, kind):
    end_membership(membership=membership, last_day=ON, departure=kind, document="7-QĐ/ĐU", by=cast.officer)
    assert {name: tally.total for name, tally in table(cast.committee).decreases.items()} == {kind: 1}
    assert not RoleAssignment.objects.filter(account=cast.member, valid_to=None).exists()


def test_nobody_is_expelled_without_a_decision_and_a_member_is_no_guest(cast, membership):
    for kind in ("EXPELLED", "REMOVED"):
        not_now(lambda kind=kind: end_membership(membership=membership, last_day=ON, departure=kind, by=cast.officer))
    not_now(lambda: end_membership(membership=membership, last_day=ON, departure="RETURNED", by=cast.officer))


def test_whoever_was_expelled_is_restored_by_a_decision(cast, membership):
    facts = {"membership": membership, "unit": cast.cell, "on": datetime.date(2026, 9, 1), "by": cast.officer}
    not_now(lambda: restore_member(document="8-QĐ", **facts), "wrong_state")
    end_membership(membership=membership, last_day=ON, departure="EXPELLED", document="7-QĐ", by=cast.officer)
    not_now(lambda: restore_member(document=" ", **facts))
    restored = restore_member(document="8-QĐ", **facts)
    assert restored.arrival == "RESTORED" and table(cast.cell).reconciles
    not_now(lambda: restore_member(document="8-QĐ", **facts), "two_lists")


def test_a_provisional_member_is_made_official_once(cast):
    member = make_member("Lê Dự Bị", cast.cell, joined_on=datetime.date(2025, 6, 1), official_on=None)
    row = Membership.objects.get(member=member)
    not_now(lambda: make_official(membership=row, on=datetime.date(2025, 6, 1), by=cast.officer), "dates")
    make_official(membership=row, on=ON, document="4-QĐ", by=cast.secretary)
    assert last_entry().verb == "member.made_official" and table(cast.cell).made_official == 1
    not_now(lambda: make_official(membership=row, on=ON, by=cast.secretary), "wrong_state")


def test_a_stay_for_a_time_changes_no_roster(cast, membership):
    stay = begin_stay(membership=membership, to=cast.other_cell, on=ON, last_day=ON + 90 * DAY, by=cast.officer)
    assert (stay.stay, stay.arrival) == (Stay.TEMPORARY, "GUEST")
    assert table(cast.other_cell).increase.total == 0
    not_now(lambda: begin_stay(membership=stay, to=cast.cell, on=ON, by=cast.officer), "wrong_state")
    not_now(lambda: end_membership(membership=stay, last_day=ON + DAY, departure="DIED", by=cast.officer))
    end_membership(membership=stay, last_day=ON + 30 * DAY, departure="RETURNED", by=cast.officer)
    assert Membership.objects.get(pk=stay.pk).departure == "RETURNED"


def move_of(row, **changes) -> dict:
    return {name: getattr(row, name) for name in MOVE} | changes


def test_a_corrected_day_moves_the_other_side_of_the_transfer_too(cast, membership):
    new = transfer(cast, membership)
    earlier = ON - 10 * DAY
    correct_move(membership=new, values=move_of(new, valid_from=earlier), reason="Ghi nhầm ngày", by=cast.officer)
    membership.refresh_from_db()
    assert membership.valid_to == earlier - DAY
    assert last_entry().data["reason"] == "Ghi nhầm ngày" and last_entry().before["valid_from"] == ON.isoformat()
    not_now(lambda: correct_move(membership=new, values=move_of(new), reason=" ", by=cast.officer))


def test_a_correction_does_not_put_anybody_on_two_lists(cast, membership):
    new = transfer(cast, membership)
    membership.refresh_from_db()
    wrong = move_of(membership, valid_to=None, departure="")
    not_now(lambda: correct_move(membership=membership, values=wrong, reason="x", by=cast.officer), "two_lists")
    assert new.pk


def test_a_transfer_that_was_none_is_taken_back(cast, membership):
    membership.posts.create(title="Chi ủy viên", valid_from=membership.valid_from)
    make_pledge(membership.member, cast.cell, cast.year)
    new = transfer(cast, membership)
    back = undo_move(membership=new, reason="Nhầm người", by=cast.officer)
    assert back == membership and back.valid_to is None and back.departure == ""
    assert not Membership.objects.filter(unit=cast.other_cell, member=membership.member).exists()
    assert list(RoleAssignment.objects.filter(account=cast.member, valid_to=None).values_list("unit", flat=True)) == [
        cast.cell.pk
    ]
    assert membership.posts.get().valid_to is None
    assert Pledge.objects.get(member=membership.member).unit == cast.cell
    assert last_entry().verb == "move.taken_back" and last_entry().before["arrival"] == "MOVED"


def test_a_death_recorded_of_the_wrong_member_is_taken_back(cast, membership):
    end_membership(membership=membership, last_day=ON, departure="DIED", by=cast.officer)
    membership.refresh_from_db()
    assert undo_move(membership=membership, reason="Nhầm người", by=cast.officer).valid_to is None
    assert RoleAssignment.objects.filter(account=cast.member, valid_to=None).exists()
    not_now(lambda: undo_move(membership=membership, reason="x", by=cast.officer), "wrong_state", "danh sách đầu")


def test_what_happened_since_is_taken_back_first(cast, membership):
    transfer(cast, membership)
    membership.refresh_from_db()
    not_now(lambda: undo_move(membership=membership, reason="x", by=cast.officer), "wrong_state")


def test_nobody_comes_back_into_a_cell_that_is_closed(cast, membership):
    end_membership(membership=membership, last_day=ON, departure="LEFT", by=cast.officer)
    type(cast.cell).objects.filter(pk=cast.cell.pk).update(valid_to=ON + DAY)
    row = Membership.objects.select_related("unit", "member").get(pk=membership.pk)
    not_now(lambda: undo_move(membership=row, reason="Nhầm", by=cast.officer), "not_a_cell")
    wrong = move_of(row, valid_to=None, departure="")
    not_now(lambda: correct_move(membership=row, values=wrong, reason="Nhầm", by=cast.officer), "not_a_cell")
    colleague = Membership.objects.select_related("unit", "member").get(member=cast.officer.member)
    not_now(lambda: transfer(cast, colleague, to=cast.cell), "not_a_cell")
