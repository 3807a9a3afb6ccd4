"""Acts on the tree of units."""

import datetime

import pytest
from django.utils import timezone

from emulation.models import RatingAuthority, Unit, UnitKind
from emulation.services.units import close_unit, create_unit, edit_unit
from tests.factories import START, make_cell

from .asking import last_entry, not_now, refused

TODAY = timezone.localdate()


def add(cast, by, **changes) -> Unit:
    values = {"parent": cast.committee, "name": "Chi bộ Trường Hòa Bình", "code": "CB-TH", "kind": "CELL", "on": START}
    return create_unit(**values | {"cell_type": "SCHOOL"} | changes, by=by)


def test_a_new_cell_hangs_under_the_committee_which_decides_its_ratings(cast):
    cell = add(cast, cast.admin, name="  Chi bộ   Trường Ðông ")
    assert cell.path.startswith(cast.committee.path) and cell.depth == cast.committee.depth + 1
    assert (cell.name, cell.search_text) == ("Chi bộ Trường Đông", "chi bo truong dong")
    assert RatingAuthority.objects.get(subject=cell).decider == cast.committee
    entry = last_entry()
    assert (entry.verb, entry.actor, entry.unit) == ("unit.created", cast.admin, cell)


@pytest.mark.parametrize("person", ["member", "secretary", "officer", "leader", "viewer", "stranger"])
def test_only_the_administrator_keeps_the_tree(cast, person):
    refused(lambda: add(cast, getattr(cast, person)))
    refused(lambda: close_unit(unit=cast.cell, last_day=TODAY, by=getattr(cast, person)))


def test_units_stand_in_their_order(cast):
    not_now(lambda: add(cast, cast.admin, parent=cast.cell), "wrong_place", "không thể trực thuộc")
    not_now(lambda: add(cast, cast.admin, kind="COMMITTEE", cell_type=""), "wrong_place")
    not_now(lambda: add(cast, cast.admin, kind="PROVINCE", cell_type=""), "wrong_place")


def test_a_code_stands_once(cast):
    not_now(lambda: add(cast, cast.admin, code=cast.cell.code), "unique")


def test_a_committee_has_no_type_of_cell(cast):
    edited = edit_unit(unit=cast.committee, name="Đảng ủy", code="DU", cell_type="SCHOOL", by=cast.admin)
    assert edited.cell_type == ""


def test_a_correction_keeps_what_stood_before(cast):
    before = cast.cell.name
    edit_unit(unit=cast.cell, name="Chi bộ Khu phố 1A", code="CB1A", cell_type="OTHER", by=cast.admin)
    assert last_entry().before["name"] == before
    assert Unit.objects.get(pk=cast.cell.pk).search_text == "chi bo khu pho 1a"


def test_a_unit_with_members_is_not_closed(cast):
    not_now(lambda: close_unit(unit=cast.cell, last_day=TODAY, by=cast.admin), "has_members", "3 đảng viên")


def test_a_closed_unit_stays_with_its_last_day(cast):
    empty = make_cell(cast.committee, "Chi bộ cũ")
    close_unit(unit=empty, last_day=TODAY, by=cast.admin)
    empty.refresh_from_db()
    assert empty.valid_to == TODAY and not empty.holds_on(TODAY + datetime.timedelta(days=1))
    assert last_entry().verb == "unit.closed"


def test_a_unit_does_not_end_before_it_began(cast):
    empty = make_cell(cast.committee, "Chi bộ cũ")
    not_now(lambda: close_unit(unit=empty, last_day=START - datetime.timedelta(days=1), by=cast.admin))


def test_the_tree_has_three_kinds_since_districts_are_gone():
    assert UnitKind.values == ["PROVINCE", "COMMITTEE", "CELL"]
