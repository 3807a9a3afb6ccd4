"""Those rated again stand in the annual report with both levels, alike in every way of showing it."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluations.models import Decision

from .test_annual import build, level_of
from .test_exports import exported, sheets_of, text_of

WHY = "Bị kỷ luật sau khi xếp loại."


@pytest.fixture
def rerated(world):
    """One of the best rated again as not completing."""
    held = Decision.objects.filter(level="HTXSNV").select_related("assessment__member", "assessment__unit").first()
    Decision.objects.filter(pk=held.pk).update(is_current=False)
    Decision.objects.create(
        assessment=held.assessment,
        replaces=held,
        level="KHTNV",
        derived="KHTNV",
        inputs=held.inputs,
        conditions=held.conditions,
        rule_set_id=held.rule_set_id,
        number="60-QĐ/ĐU",
        signed_on=datetime.date(2027, 1, 20),
        reason=WHY,
        by=world.leader,
        at=timezone.now(),
    )
    return world, held.assessment


def test_the_levels_that_hold_are_counted_and_the_change_is_listed(world, rerated):
    world, assessment = rerated
    report = build(world)
    (row,) = report.reratings.people
    assert (report.reratings.count, row.name, row.before, row.after) == (
        1,
        assessment.member.full_name,
        "HTXSNV",
        "KHTNV",
    )
    assert (row.paper, row.reason) == ("số 60-QĐ/ĐU ngày 20/01/2027", WHY)
    held = Decision.objects.current()
    assert level_of(report, "HTXSNV").count == held.filter(level="HTXSNV").count()
    assert level_of(report, "KHTNV").count == held.filter(level="KHTNV").count()
    assert any("60-QĐ/ĐU" in paper for paper in report.provenance.decisions)
    (after,) = [row.after for row in report.caps if row.after]
    assert "từ mức tốt trở lên" in after
    weak = next(part for part in report.reasoned if part.code == "KHTNV")
    assert any(WHY.rstrip(".") in person.reason for person in weak.people)


def test_a_cells_report_lists_its_own_alone(rerated):
    world, assessment = rerated
    counts = {cell.pk: build(world, cell).reratings.count for cell in world.cells}
    assert counts.pop(assessment.unit_id) == 1 and set(counts.values()) == {0}


def test_figures_alone_name_nobody(rerated):
    world, _assessment = rerated
    report = build(world, reader=world.viewer)
    assert (report.reratings.count, report.reratings.people) == (1, ())


def test_every_way_of_showing_it_says_the_same(client, rerated):
    world, assessment = rerated
    paper = re.sub(r"\s+", " ", text_of(exported(world, "pdf"), "-layout"))
    cells = [str(cell) for sheet in sheets_of(exported(world, "xlsx")) for row in sheet for cell in row]
    client.force_login(world.leader)
    which = {"unit": world.committee.pk, "year": 2026}
    page = client.get(reverse("reports:annual"), which).content.decode()
    data = client.get(reverse("api-report-annual"), which).json()["reratings"]
    assert "Xếp loại lại: 1" in page and "Xếp loại lại: 1" in paper and "Xếp loại lại: 1" in cells
    assert WHY in page and WHY in cells and "60-QĐ/ĐU" in paper
    assert (data["count"], data["people"][0]["name"]) == (1, assessment.member.full_name)


def test_without_any_nothing_is_said(client, world):
    client.force_login(world.leader)
    page = client.get(reverse("reports:annual"), {"unit": world.committee.pk, "year": 2026}).content.decode()
    assert "Xếp loại lại" not in page and build(world).reratings.count == 0
