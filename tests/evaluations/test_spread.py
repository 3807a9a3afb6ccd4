"""How levels are spread over the cells: counts, exact means, which cell is far from the others, who may look."""

from fractions import Fraction

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from evaluations.models import Assessment, Proposal
from evaluations.selectors.spread import rounded, spread_of

from ..factories import make_cell
from .meeting import crowd, lived
from .year import make_campaign


@pytest.fixture
def six(cast):
    """Six cells of five members beside the cast's two: in five one of five is at the top, in the sixth all are."""
    cells = [make_cell(cast.committee, f"Chi bộ {at}") for at in range(6)]
    for cell in cells:
        crowd(cell, 5)
    campaign = make_campaign(cast)
    total = campaign.assessments.to_rate().count()
    lived(campaign, cast.officer, ["HTTNV"] * total, [*cells, cast.cell, cast.other_cell])
    for cell in cells:
        rows = list(campaign.assessments.filter(unit=cell).order_by("pk").values_list("pk", flat=True))
        top = rows if cell == cells[5] else rows[:1]
        Proposal.objects.filter(assessment__in=top).update(level="HTXSNV")
        points = {"cell_common": 28, "cell_results": 62, "cell_total": 90} if cell == cells[5] else {}
        Assessment.objects.filter(pk__in=rows).update(**points)
    return campaign, cells


def test_levels_and_points_are_counted_by_cell(cast, six):
    campaign, cells = six
    found = {cell.unit: cell for cell in spread_of(cast.leader, campaign).cells}
    last, first = found[cells[5]], found[cells[0]]
    assert (last.rated, last.excellent.said, last.mean) == (5, "100 % (5/5)", Fraction(90))
    assert (first.levels, first.mean) == ({"HTXSNV": 1, "HTTNV": 4}, Fraction(first.points) / 5)
    total = spread_of(cast.leader, campaign).total
    assert total.rated == campaign.assessments.to_rate().count() == total.pointed
    assert total.excellent.part == 10


def test_a_cell_far_from_the_others_is_named_and_no_member(client, cast, six):
    campaign, cells = six
    remarks = spread_of(cast.leader, campaign).remarks
    assert {remark.unit for remark in remarks} == {cells[5]}
    client.force_login(cast.leader)
    text = client.get(reverse("evaluations:spread", args=[campaign.pk])).content.decode()
    names = campaign.assessments.filter(unit__in=cells).values_list("member__full_name", flat=True)
    assert cells[5].name in text and not [name for name in names if name in text]


def test_a_decision_counts_before_the_proposal(cast, six):
    campaign, cells = six
    row = campaign.assessments.filter(unit=cells[1]).order_by("pk").first()
    row.decisions.create(
        level="HTNV", rule_set=campaign.rule_set, number="1-QĐ", signed_on="2026-12-20", by=cast.leader,
        at="2026-12-20T08:00:00Z",
    )  # fmt: skip
    found = {cell.unit: cell for cell in spread_of(cast.leader, campaign).cells}[cells[1]]
    assert found.levels == {"HTNV": 1, "HTTNV": 4}


def test_it_costs_the_same_for_few_and_for_many(cast, six, django_assert_num_queries):
    campaign, _cells = six
    assert cast.leader.scope
    with django_assert_num_queries(3):
        spread_of(cast.leader, campaign)


@pytest.mark.parametrize(
    ("who", "status"),
    [("leader", 200), ("officer", 200), ("secretary", 404), ("member", 404), ("viewer", 404), ("stranger", 404)],
)
def test_who_looks_on_the_page_and_over_the_api(client, cast, six, who, status):
    campaign, cells = six
    client.force_login(getattr(cast, who))
    assert client.get(reverse("evaluations:spread", args=[campaign.pk])).status_code == status
    over = APIClient()
    over.force_authenticate(getattr(cast, who))
    answer = over.get(f"/api/v1/campaigns/{campaign.pk}/spread/")
    assert answer.status_code == status
    if status == 200:
        rows = {row["unit"]: row for row in answer.json()["cells"]}
        assert rows[cells[5].pk]["levels"] == {"HTXSNV": 5, "HTTNV": 0, "HTNV": 0, "KHTNV": 0}
        assert rows[cells[5].pk]["points"] == "450.00"


@pytest.mark.parametrize(
    ("value", "said"), [(Fraction(90), "90"), (Fraction(271, 3), "90,33"), (Fraction(181, 200), "0,91"), (0, "0")]
)
def test_a_mean_is_rounded_halves_up(value, said):
    assert rounded(Fraction(value)) == said
