"""Groups of similar position under every arrangement a rule set may choose, and the share that holds in each."""

import datetime

import pytest

from emulation.models import CellType, SubjectType, Unit
from evaluations.grouping import (
    Arrangement,
    Grouping,
    Larger,
    Place,
    arrangement_of,
    group_of_cell,
    grouping_of,
    larger_shares,
)
from evaluations.levels import levels_and_cap
from evaluations.models import CapException, CapGroups, CapScope, CellGroups
from evaluations.rules.cap import Reading, Rounding
from evaluations.tally import LONGEST_CODE, Tallies, Terms

from .meeting import hand_in
from .year import adapted, make_campaign

HAMLET, SCHOOL, UNKNOWN = (
    Place(11, "00010001", "Chi bộ Khu phố 1", CellType.NEIGHBOURHOOD),
    Place(12, "00010002", "Chi bộ Trường Tiểu học", CellType.SCHOOL),
    Place(10**15, "00010003", "Chi bộ chưa rõ", ""),
)
PLACES = {place.unit_id: place for place in (HAMLET, SCHOOL, UNKNOWN)}


def arrangement(scope=CapScope.COMMITTEE, groups=CapGroups.SUBJECT, **more) -> Arrangement:
    return Arrangement(20, Reading.INCLUSIVE, Rounding.FLOOR, scope, groups, **more)


@pytest.mark.parametrize(
    ("scope", "groups", "hamlet", "school", "unknown"),
    [
        ("COMMITTEE", "SUBJECT", "LEADER", "LEADER", "LEADER"),
        ("COMMITTEE", "SUBJECT_AND_TYPE", "LEADER:NEIGHBOURHOOD", "LEADER:SCHOOL", "LEADER:NONE"),
        ("COMMITTEE", "POOLED", "ALL", "ALL", "ALL"),
        ("CELL", "SUBJECT", "11:LEADER", "12:LEADER", "1000000000000000:LEADER"),
        ("CELL", "SUBJECT_AND_TYPE", "11:LEADER", "12:LEADER", "1000000000000000:LEADER"),
        ("CELL", "POOLED", "11:ALL", "12:ALL", "1000000000000000:ALL"),
    ],
)
def test_every_arrangement_has_its_groups(scope, groups, hamlet, school, unknown):
    grouping = Grouping(arrangement(scope, groups), PLACES)
    codes = [grouping.group(unit_id, SubjectType.LEADER).code for unit_id in PLACES]
    assert codes == [hamlet, school, unknown]


@pytest.mark.parametrize("scope", CapScope.values)
@pytest.mark.parametrize("groups", CapGroups.values)
def test_codes_are_short_and_every_group_has_a_name(scope, groups):
    grouping = Grouping(arrangement(scope, groups), PLACES)
    found = {grouping.group(unit_id, subject) for unit_id in PLACES for subject in SubjectType.values}
    assert all(len(group.code) <= LONGEST_CODE and str(group.label) for group in found)
    assert len({str(group.label) for group in found}) == len(found)
    assert len(sorted(group.order for group in found)) == len(found)


def test_groups_of_cells_never_share_a_code_with_groups_of_members():
    cells = {group_of_cell(groups, kind).code for groups in CellGroups.values for kind in [*CellType.values, ""]}
    assert all(code.startswith("CELLS") and len(code) <= LONGEST_CODE for code in cells)
    assert len(cells) == len(CellType.values) + 2


def test_a_larger_share_holds_where_its_decision_says():
    larger = {11: Larger(25, "một"), None: Larger(25, "hai")}
    inside = Grouping(arrangement(CapScope.CELL, larger={11: larger[11]}), PLACES)
    assert inside.arrangement.terms(inside.group(11, "LEADER")) == Terms(25, "INCLUSIVE", "FLOOR", "một")
    assert inside.arrangement.terms(inside.group(12, "LEADER")) == Terms(20, "INCLUSIVE", "FLOOR", "")
    ward = Grouping(arrangement(larger={None: larger[None]}), PLACES)
    assert ward.arrangement.terms(ward.group(12, "LEADER")).exception == "hai"


def test_tallies_count_whatever_has_a_level():
    tallies = Tallies()
    schools, offices = (group_of_cell(CellGroups.TYPE, kind) for kind in (CellType.SCHOOL, CellType.OFFICE))
    tallies.add(offices, "HTXSNV", eligible=True, proposed=True, number=2)
    tallies.add(schools, "HTXSNV", eligible=True, proposed=True)
    tallies.add(schools, "HTTNV", eligible=True, proposed=False, number=4)
    tallies.add(schools, "HTNV", eligible=False, proposed=False)
    school, office = tallies.workings(lambda group: Terms(20, Reading.INCLUSIVE, Rounding.FLOOR))
    assert (school.group, school.base, school.maximum, school.chosen, school.eligible) == ("CELLS:SCHOOL", 5, 1, 1, 5)
    assert (office.base, office.maximum, office.over, office.holds, office.free) == (2, 0, 2, False, 0)


@pytest.fixture
def campaign(cast):
    found = make_campaign(cast)
    hand_in(found)
    Unit.objects.filter(pk=cast.other_cell.pk).update(cell_type=CellType.SCHOOL)
    return found


@pytest.mark.parametrize(
    ("choices", "groups"),
    [
        ({}, {"NONLEAD": 5}),
        ({"cap_groups": "POOLED"}, {"ALL": 5}),
        ({"cap_groups": "SUBJECT_AND_TYPE"}, {"NONLEAD:NEIGHBOURHOOD": 3, "NONLEAD:SCHOOL": 2}),
        ({"cap_scope": "CELL"}, {"{cell}:NONLEAD": 3, "{other_cell}:NONLEAD": 2}),
    ],
)
def test_a_campaign_counts_by_its_rule_set(cast, campaign, choices, groups, django_assert_max_num_queries):
    campaign = adapted(campaign, **choices)
    with django_assert_max_num_queries(4):
        found = levels_and_cap(campaign).groups
    names = {"cell": cast.cell.pk, "other_cell": cast.other_cell.pk}
    assert {group.group: group.base for group in found} == {code.format(**names): n for code, n in groups.items()}


def test_the_larger_share_is_read_with_its_decision(cast, campaign):
    facts = {"number": "12-QĐ/TU", "signed_on": datetime.date(2026, 12, 1), "issuer": "Tỉnh ủy"}
    CapException.objects.create(campaign=campaign, unit=cast.committee, recorded_by=cast.officer, **facts)
    assert arrangement_of(campaign.rule_set, larger_shares(campaign)).percent == 20
    assert grouping_of(campaign).arrangement.larger[None].percent == 25
    (group,) = levels_and_cap(campaign).groups
    assert (group.percent, group.maximum) == (25, 1)
    assert "12-QĐ/TU" in group.exception and "Tỉnh ủy" in group.exception
    assert larger_shares(campaign, CapException.About.CELLS) == {}
