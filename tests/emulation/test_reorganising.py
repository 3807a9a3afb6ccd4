"""Cells merged, split, moved: nothing is deleted, the members go along, what was decided stays."""

import datetime

import pytest

from emulation.models import Membership, RatingAuthority, Role, RoleAssignment, Unit
from emulation.movement import days_of, movement_of, roster_problems
from emulation.movement_table import movement_table
from emulation.services.reorganising import merge_cells, move_cell, split_cell
from evaluations.models import State
from pledges.models import Pledge
from tests.evaluations.year import assessment_of, make_campaign
from tests.factories import give_role, make_account, make_cell, make_committee, make_member
from tests.pledges.factories import make_pledge

from .asking import last_entry, not_now, refused

ON = datetime.date(2026, 8, 1)
DAY = datetime.timedelta(days=1)
DECIDED = {"on": ON, "document": "9-QĐ/ĐU"}
NEW = {"name": "Chi bộ Khu phố Hợp Nhất", "code": "HN"}


def merge(cast, by=None, **changes):
    facts = {"unit": cast.committee, "cells": [cast.cell, cast.other_cell], **DECIDED, **NEW} | changes
    return merge_cells(by=by or cast.officer, **facts)


def split(cast, by=None, **changes):
    rows = Membership.objects.filter(unit=cast.cell).order_by("pk")
    facts = {
        "cell": cast.cell,
        "parts": [("Chi bộ 1A", "1A"), ("Chi bộ 1B", "1B")],
        "places": {row.pk: at % 2 for at, row in enumerate(rows)},
        **DECIDED,
    }
    return split_cell(by=by or cast.officer, **facts | changes)


@pytest.mark.parametrize("person", ["member", "secretary", "leader", "viewer", "admin", "stranger"])
def test_only_the_officer_reorganises(cast, person):
    refused(lambda: merge(cast, getattr(cast, person)))
    refused(lambda: split(cast, getattr(cast, person)))


def test_looking_changes_nothing_and_says_who_goes_where(cast):
    plan = merge(cast, dry_run=True)
    assert [going.name for going in plan.going] == [NEW["name"]] * 5
    assert {cell.pk for cell in plan.closing} == {cast.cell.pk, cast.other_cell.pk}
    assert [role.role for role in plan.ending] == ["SECRETARY"]
    assert Unit.objects.get(pk=cast.cell.pk).valid_to is None and not Unit.objects.filter(code="HN").exists()


def test_a_merger_founds_a_cell_and_closes_the_old_ones(cast):
    merge(cast)
    new = Unit.objects.get(code="HN")
    old = Unit.objects.get(pk=cast.cell.pk)
    assert (old.valid_to, old.merged_into, new.predecessor_id) == (ON - DAY, new, cast.cell.pk)
    assert Membership.objects.filter(unit=new, arrival="REORGANISED", valid_to=None).count() == 5
    assert not Membership.objects.filter(unit=old, valid_to=None).exists()
    assert RatingAuthority.objects.get(subject=new).decider == cast.committee
    assert RatingAuthority.objects.get(subject=old).valid_to == ON - DAY
    assert RoleAssignment.objects.filter(unit=new, role="MEMBER", valid_to=None).count() == 2
    assert not RoleAssignment.objects.filter(unit=old, valid_to=None).exists()
    entry = last_entry()
    assert (entry.verb, entry.data["count"], entry.data["document"]) == ("unit.merged", 5, "9-QĐ/ĐU")


def test_after_a_merger_every_roster_reconciles(cast):
    merge(cast)
    table = movement_table(cast.committee, 2026)
    assert table.reconciles and (table.whole.opening.total, table.whole.closing.total) == (5, 5)
    assert [row.movement.decreases.get("REORGANISED", None) is not None for row in table.cells] == [True, True, False]
    assert roster_problems(cast.committee, 2026) == []


def test_a_cell_takes_others_in_and_keeps_its_secretary(cast):
    merge(cast, cells=[cast.other_cell], into=cast.cell, name="", code="")
    assert Unit.objects.get(pk=cast.cell.pk).valid_to is None
    assert Unit.objects.get(pk=cast.other_cell.pk).merged_into == cast.cell
    assert movement_of(cast.cell, *days_of(2026)).increases["REORGANISED"].total == 2
    assert RoleAssignment.objects.filter(unit=cast.cell, role=Role.SECRETARY, valid_to=None).exists()


def test_what_is_open_goes_along_and_what_is_proposed_stays(cast):
    make_pledge(cast.member.member, cast.cell, cast.year)
    campaign = make_campaign(cast)
    campaign.assessments.filter(member=cast.colleague.member).update(state=State.PROPOSED)
    campaign.assessments.filter(member=cast.member.member).update(version=4, recorded_by=cast.member)
    merge(cast)
    new = Unit.objects.get(code="HN")
    assert Pledge.objects.get(member=cast.member.member).unit == new
    assert assessment_of(campaign, cast.member).unit == new
    assert assessment_of(campaign, cast.colleague).unit == cast.cell
    assert campaign.reviews.filter(unit=new).exists()


@pytest.mark.parametrize("wrong", ["one cell", "no name", "foreign cell", "too early", "no decision", "closed"])
def test_a_merger_that_cannot_be(cast, wrong):
    changes = {
        "one cell": {"cells": [cast.cell]} | {"name": "", "code": ""},
        "no name": {"name": ""},
        "foreign cell": {"cells": [cast.cell, cast.stranger_cell]},
        "too early": {"on": cast.cell.valid_from},
        "no decision": {"document": "  "},
        "closed": {"cells": [cast.cell, make_cell(cast.committee, "Chi bộ cũ", valid_to=ON)]},
    }
    not_now(lambda: merge(cast, **changes[wrong]))
    assert not Unit.objects.filter(code="HN").exists()
    assert Membership.objects.filter(unit=cast.cell, valid_to=None).count() == 3


def test_what_was_not_looked_at_is_not_done(cast):
    seen = merge(cast, dry_run=True).fingerprint
    make_member("Đinh Thị Đến", cast.cell)
    not_now(lambda: merge(cast, fingerprint=seen), "stale")
    merge(cast, fingerprint=merge(cast, dry_run=True).fingerprint)


def test_who_came_only_afterwards_stops_it(cast):
    member = make_member("Đinh Thị Đến", cast.cell)
    Membership.objects.filter(member=member).update(valid_from=ON)
    not_now(lambda: merge(cast), "dates", "Đinh Thị Đến")


def test_a_guest_goes_along_as_a_guest(cast):
    guest = make_member("Vũ Văn Khách", cast.cell, stay="TEMPORARY")
    Membership.objects.filter(member=guest).update(valid_to=ON + 60 * DAY)
    merge(cast)
    row = Membership.objects.get(member=guest, unit__code="HN")
    assert (row.stay, row.arrival, row.valid_to) == ("TEMPORARY", "GUEST", ON + 60 * DAY)


def test_a_split_places_everybody(cast):
    split(cast)
    parts = Unit.objects.filter(predecessor=cast.cell).order_by("path")
    assert [(part.name, part.memberships.count()) for part in parts] == [("Chi bộ 1A", 2), ("Chi bộ 1B", 1)]
    assert movement_table(cast.committee, 2026).reconciles
    assert Unit.objects.get(pk=cast.cell.pk).valid_to == ON - DAY
    assert not any(Unit.objects.find_problems())


def test_a_split_that_leaves_somebody_out_is_none(cast):
    not_now(lambda: split(cast, places={}), "not_placed", "Trần Thị Lan")
    everybody = dict.fromkeys(Membership.objects.filter(unit=cast.cell).values_list("pk", flat=True), 0)
    not_now(lambda: split(cast, places=everybody), "empty_part")
    not_now(lambda: split(cast, parts=[("Chi bộ 1A", "1A")]), "parts")
    not_now(lambda: split(cast, parts=[("A", "1A"), ("B", "1A")]), "parts")


def test_a_cell_moves_under_another_committee_with_its_leaders(cast):
    province = make_committee("Tỉnh ủy", kind="PROVINCE")
    wards = [make_committee(name, province) for name in ("Đảng ủy phường An Hải", "Đảng ủy phường Sơn Trà")]
    cell = make_cell(wards[0], "Chi bộ Trường Tiểu học")
    secretary = give_role(make_account("Bí thư", make_member("Lê Bí Thư", cell)), Role.SECRETARY, cell)
    officer = give_role(make_account("Cán bộ tỉnh"), Role.OFFICER, province)
    facts = {"cell": cell, "to": wards[1], "code": "ST-01", **DECIDED}
    refused(lambda: move_cell(by=give_role(make_account("Cán bộ"), Role.OFFICER, wards[0]), **facts))
    move_cell(by=officer, **facts)
    new = Unit.objects.get(code="ST-01")
    assert (new.predecessor, new.name, Unit.objects.get_parent(new)) == (cell, cell.name, wards[1])
    held = RoleAssignment.objects.get(account=secretary, valid_to=None)
    assert (held.role, held.unit) == (Role.SECRETARY, new)
    tables = [movement_of(unit, *days_of(2026)) for unit in (province, *wards)]
    assert [(one.increase.total, one.decrease.total) for one in tables] == [(0, 0), (0, 1), (1, 0)]
    not_now(lambda: move_cell(by=officer, **facts | {"cell": new, "code": "X", "on": ON + DAY}), "wrong_place")
