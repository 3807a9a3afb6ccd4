"""The worked examples of the cap through the committee's own page, and the ways of counting side by side."""

import pytest
from django.urls import reverse

from emulation.models import SubjectType
from evaluations.models import CapScope
from evaluations.rules.cap import Reading, Rounding
from evaluations.selectors.decisions import cap_working, decision_board
from evaluations.selectors.whatif import what_if

from ..factories import make_cell, make_member
from .meeting import crowd, lived
from .test_decisions import ids
from .year import adapted, make_campaign


@pytest.fixture
def first(cast):
    """Example 1: a cell of 38 on the list, 34 rated: 9 eligible, 22 good, 3 completed."""
    crowd(cast.cell, 33)
    campaign = make_campaign(cast)
    unrated = list(campaign.assessments.filter(unit=cast.cell).order_by("-pk")[:4])
    for row, why in zip(unrated, ("EXEMPT", "EXEMPT", "NEW_UNDER_6M", "SUSPENDED"), strict=True):
        row.participation = why
        row.save()
    lived(campaign, cast.officer, ["HTXSNV"] * 9 + ["HTTNV"] * 22 + ["HTNV"] * 3, [cast.cell, cast.other_cell])
    return campaign


def found(campaign, cast, **custom):
    seen = what_if(cast.leader, campaign, custom or None)
    return {variant.code: variant for variant in seen.variants}


def one(variant):
    (group,) = variant.groups
    return group.base, group.product, group.maximum


def test_example_1_and_2_both_readings_both_shares(cast, first):
    assert first.assessments.count() == 38
    (group,) = cap_working(cast.leader, first)
    assert (group.eligible, group.good, group.base, group.product, group.maximum) == (9, 22, 31, "6,2", 6)
    assert (group.chosen, group.over, group.holds) == (9, 3, False)
    assert group.check == "100 × 9 = 900 > 20 × 31 = 620"
    seen = found(first, cast)
    assert one(seen["BOUND"]) == (31, "6,2", 6)
    assert one(seen["EXCLUSIVE"]) == (31, "5,16…", 5)
    assert one(seen["LARGER"]) == (31, "7,75", 7)
    both = found(first, cast, percent=25, reading=Reading.EXCLUSIVE)
    assert one(both["CUSTOM"]) == (31, "6,2", 6)


def test_six_chosen_pass_the_exact_check(cast, first):
    choices = dict.fromkeys(ids(first)[6:9], ("HTTNV", "Ngoài giới hạn"))
    (group,) = decision_board(cast.leader, first).as_if(choices).groups
    assert (group.chosen, group.good, group.over, group.free) == (6, 25, 0, 0)
    assert group.check == "100 × 6 = 600 ≤ 20 × 31 = 620"
    exclusive = adapted(first, cap_reading="EXCLUSIVE")
    (group,) = decision_board(cast.leader, exclusive).as_if(choices).groups
    assert (group.maximum, group.over, group.check) == (5, 1, "100 × 6 = 600 > 20 × (31 − 6) = 500")


@pytest.mark.parametrize(
    ("choices", "maxima"),
    [({}, {"LEADER": 2, "NONLEAD": 19, "OUTSIDE": 42}), ({"cap_groups": "POOLED"}, {"ALL": 64})],
)
def test_example_3_groups_are_stricter_by_one(cast, choices, maxima):
    crowd(cast.cell, 315)
    campaign = make_campaign(cast)
    keys = lived(campaign, cast.officer, ["HTTNV"] * 320, [cast.cell, cast.other_cell])
    campaign.assessments.filter(pk__in=keys[:14]).update(subject_type=SubjectType.LEADER)
    campaign.assessments.filter(pk__in=keys[14:224]).update(subject_type=SubjectType.OUTSIDE)
    campaign = adapted(campaign, **choices)
    assert {group.group: group.maximum for group in cap_working(cast.leader, campaign)} == maxima
    seen = found(campaign, cast)
    assert seen["BOUND"].maximum == sum(maxima.values())
    assert {seen[code].maximum for code in ("POOLED", "SUBJECT") if code in seen} == {63 if choices else 64}


def test_example_4_rounding_in_every_cell_loses_nine_places(client, cast):
    cells = [cast.cell, cast.other_cell] + [make_cell(cast.committee, f"Chi bộ {number}") for number in range(3, 25)]
    for cell, size in zip(cells, [9, 10, *[12] * 22], strict=True):
        for number in range(size):
            make_member(f"Nguyễn Văn {number}", cell)
    campaign = make_campaign(cast)
    lived(campaign, cast.officer, ["HTTNV"] * 288, cells)
    seen = what_if(cast.leader, campaign)
    assert (seen.per_cell.apart, seen.per_cell.together, seen.per_cell.lost) == (48, 57, 9)
    assert (seen.per_cell.cells, seen.per_cell.without) == (24, 0)
    inside = next(variant for variant in seen.variants if variant.code == CapScope.CELL)
    assert (inside.maximum, len(inside.groups)) == (48, 24)
    client.force_login(cast.officer)
    assert "mất 9 suất" in client.get(reverse("evaluations:what-if", args=[campaign.pk])).content.decode()
    board = decision_board(cast.leader, campaign)
    assert {cell.maximum for cell in board.cells} == {2}  # each cell's hint


def test_example_5_nobody_is_added_to_fill_places(cast):
    crowd(cast.cell, 95)
    campaign = make_campaign(cast)
    lived(campaign, cast.officer, ["HTXSNV"] * 12 + ["HTTNV"] * 88, [cast.cell, cast.other_cell])
    (group,) = cap_working(cast.leader, campaign)
    assert (group.maximum, group.chosen, group.free, group.contest) == (20, 12, 8, None)


def test_every_way_changes_one_thing_and_the_bound_one_comes_first(cast, first):
    seen = what_if(cast.leader, first)
    codes = [variant.code for variant in seen.variants]
    one_each = ["EXCLUSIVE", "HALF_UP", "CEILING", "LARGER", "SUBJECT_AND_TYPE", "POOLED", "CELL"]
    assert codes == ["BOUND", *one_each]
    for variant in seen.variants[1:]:
        names = ("percent", "reading", "rounding", "scope", "groups")
        differs = [n for n in names if getattr(variant.arrangement, n) != getattr(seen.bound.arrangement, n)]
        assert len(differs) == 1, variant.code
    up = found(first, cast)["CEILING"]
    assert (up.maximum, up.over, up.holds) == (7, 2, False)


def test_looking_changes_nothing_and_takes_few_queries(client, cast, first, django_assert_max_num_queries):
    before = list(first.assessments.order_by("pk").values())
    with django_assert_max_num_queries(6):
        what_if(cast.leader, first, {"percent": 50, "rounding": Rounding.CEILING})
    client.force_login(cast.leader)
    url = reverse("evaluations:what-if", args=[first.pk])
    ask = {"percent": 50, "reading": "EXCLUSIVE", "rounding": "FLOOR", "scope": "COMMITTEE", "groups": "POOLED"}
    text = client.get(url, ask).content.decode()
    assert "Cách tính tự chọn" in text and "10,33…" in text
    assert "không" in client.get(url, ask | {"percent": 120}).content.decode()
    assert list(first.assessments.order_by("pk").values()) == before


@pytest.mark.parametrize("who", ["member", "secretary", "viewer", "admin", "stranger"])
def test_the_ways_are_not_found_for_others(client, cast, first, who):
    client.force_login(getattr(cast, who))
    assert client.get(reverse("evaluations:what-if", args=[first.pk])).status_code == 404
    assert client.get(reverse("api-campaign-what-if", args=[first.pk])).status_code == 404


def test_the_api_gives_the_same_figures(client, cast, first):
    client.force_login(cast.officer)
    url = reverse("api-campaign-what-if", args=[first.pk])
    variants = {row["code"]: row for row in client.get(url).json()["variants"]}
    assert (variants["BOUND"]["maximum"], variants["EXCLUSIVE"]["maximum"], variants["LARGER"]["maximum"]) == (6, 5, 7)
    ask = {"percent": 25, "reading": "EXCLUSIVE", "rounding": "FLOOR", "scope": "COMMITTEE", "groups": "SUBJECT"}
    assert client.get(url, ask).json()["variants"][-1]["maximum"] == 6
    assert client.get(url, {"percent": 25}).status_code == 400
    assert client.get(url, ask | {"percent": 101}).status_code == 400


def test_nothing_proposed_says_so(client, cast):
    campaign = make_campaign(cast)
    client.force_login(cast.leader)
    answer = client.get(reverse("evaluations:what-if", args=[campaign.pk]))
    assert answer.status_code == 200 and "chưa có gì để tính" in answer.content.decode()
