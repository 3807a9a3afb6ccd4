"""The cells as collectives in the annual report: the same rows on the page, on paper, in the workbook and the API."""

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from rest_framework.test import APIClient

from evaluations.models import CellRating
from evaluations.services.caps import explain_choice
from evaluations.services.cell_decisions import choose_cell_levels, decide_cells
from evaluations.services.decisions import decide_campaign
from reports.documents import DoesNotReconcile, build_annual_report
from reports.documents.reconcile import reconcile
from reports.services import export_report
from tests.evaluations.collective import ALL_MET, found, rating_proposed, rating_verified
from tests.evaluations.meeting import proposed, review_of, verified
from tests.evaluations.test_decisions import GOOD
from tests.evaluations.year import make_campaign
from tests.factories import make_cell, make_member

from .test_exports import sheets_of, text_of

TODAY = timezone.localdate()
YEAR = 2026
LATE = {"level": "HTNV", "facts": ALL_MET | {"tasks_on_time": 9, "tasks_late": 1}}


@pytest.fixture
def campaign(cast):
    campaign = make_campaign(cast)
    for review in campaign.reviews.all():
        proposed(campaign, review.unit, **GOOD)
    return campaign


@pytest.fixture
def decided(cast):
    """The first cell was stepped down for discipline in its leadership, the second is rated completed."""
    campaign = make_campaign(cast)
    for review in campaign.reviews.all():
        verified(campaign, review.unit, cast.officer, **GOOD)
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    found(review_of(campaign, cast.cell), "LEADERSHIP", cast.officer)
    rating_verified(campaign, cast.cell, cast.officer, level="HTTNV")
    rating_verified(campaign, cast.other_cell, cast.officer, **LATE)
    decide_cells(campaign=campaign, number="46-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    return campaign


def build(cast, unit=None, reader=None):
    return build_annual_report(reader or cast.leader, unit or cast.committee, YEAR, TODAY)


def test_there_is_no_such_part_before_a_cell_has_proposed(cast, campaign):
    assert build(cast).collectives is None
    rating_proposed(campaign, cast.other_cell)
    assert build(cast, cast.cell).collectives is None
    part = build(cast).collectives
    assert (part.total, part.rated, part.unrated, part.decided) == (2, 1, 1, 0)
    first, second = part.rows
    assert (first.level, first.points, first.reason) == ("", None, "")
    assert (second.level, second.points, second.is_decided) == ("HTXSNV", Decimal("94"), False)
    assert part.is_draft and [cap.chosen for cap in part.caps] == [None]


def test_what_is_proposed_comes_with_its_reason(cast, campaign):
    found(review_of(campaign, cast.cell), "LEADERSHIP", cast.officer)
    rating_proposed(campaign, cast.cell, level="HTTNV")
    row = build(cast).collectives.rows[0]
    assert row.level == "HTTNV" and "94" in row.reason and "lãnh đạo bị kỷ luật" in row.reason


def test_what_is_decided_is_told_as_it_was_frozen(cast, decided):
    CellRating.objects.filter(unit=cast.cell).update(explanation="Sửa sau", total=Decimal("10"), results=0, common=10)
    part = build(cast).collectives
    assert (part.total, part.rated, part.decided) == (2, 2, 2) and not part.is_draft
    stepped, completed = part.rows
    assert (stepped.level, stepped.is_decided) == ("HTTNV", True) and "lãnh đạo bị kỷ luật" in stepped.reason
    assert completed.level == "HTNV" and "9/10" in completed.reason
    assert {level.code: level.count for level in part.levels} == {"HTXSNV": 0, "HTTNV": 1, "HTNV": 1, "KHTNV": 0}
    (cap,) = part.caps
    assert (cap.base, cap.maximum, cap.chosen, cap.is_decided) == (1, 0, 0, True)
    assert len(part.decisions) == 1 and "46-QĐ/ĐU" in part.decisions[0]


def test_a_cell_reports_itself(cast, decided):
    part = build(cast, cast.cell, cast.secretary).collectives
    assert [row.unit_id for row in part.rows] == [cast.cell.pk]
    assert (part.total, part.rated) == (1, 1)


def test_members_caps_are_not_the_cells(cast, decided):
    report = build(cast)
    assert {cap.group for cap in report.caps} == {"NONLEAD"}
    assert {cap.group for cap in report.collectives.caps} == {"CELLS:NEIGHBOURHOOD"}


def test_who_may_see_figures_only_sees_no_row(cast, decided):
    part = build(cast, reader=cast.viewer).collectives
    assert part.rows == () and part.rated == 2


@pytest.mark.parametrize("wrong", [{"rated": 1}, {"total": 3}, {"decided": 1}, {"unrated": 1}, {"levels": ()}])
def test_it_must_reconcile(cast, decided, wrong):
    report = build(cast)
    with pytest.raises(DoesNotReconcile):
        reconcile(replace(report, collectives=replace(report.collectives, **wrong)))


def test_the_same_rows_everywhere(client, cast, decided):
    rows = build(cast).collectives.rows
    client.force_login(cast.leader)
    page = client.get(reverse("reports:annual"), {"unit": cast.committee.pk, "year": YEAR}).content.decode()
    api = APIClient()
    api.force_authenticate(cast.leader)
    data = api.get(f"/api/v1/reports/annual/?unit={cast.committee.pk}&year={YEAR}").json()["collectives"]
    paper = text_of(export_report(unit=cast.committee, year=YEAR, kind="pdf", by=cast.leader)[0])
    book = sheets_of(export_report(unit=cast.committee, year=YEAR, kind="xlsx", by=cast.leader)[0])
    assert "VI- KẾT QUẢ XẾP LOẠI CHI BỘ" in paper and "46-QĐ/ĐU" in paper
    sheet = {line[0]: line for line in book[5] if line[0]}
    for row, told in zip(rows, data["rows"], strict=True):
        assert row.cell in page and row.reason[:40] in page
        assert (told["level"], told["points"], told["reason"]) == (row.level, str(row.points), row.reason)
        assert sheet[row.cell][2:4] == (float(row.points), row.level) and sheet[row.cell][5] == row.reason
        assert row.reason.split(" ")[0] in paper
    assert any(line[0] == "Khu phố, thôn" and line[1] == 1 for line in book[3])


def test_queries_are_the_same_whatever_the_cells(cast):
    counts, _known = [], cast.leader.scope
    for place in range(3, 6):
        make_member(f"Nguyễn Văn Tổ {place}", make_cell(cast.committee, f"Chi bộ Khu phố {place}"))
    campaign = make_campaign(cast)
    for number, review in enumerate(campaign.reviews.all()):
        proposed(campaign, review.unit, **GOOD)
        rating_proposed(campaign, review.unit)
        if number in (0, 4):
            with CaptureQueriesContext(connection) as queries:
                build(cast)
            counts.append(len(queries))
    assert counts[0] == counts[1]


def test_those_left_out_by_the_cap_say_so(cast):
    for place in range(3, 7):
        make_member(f"Nguyễn Văn Tổ {place}", make_cell(cast.committee, f"Chi bộ Khu phố {place}"))
    campaign = make_campaign(cast)
    for review in campaign.reviews.all():
        verified(campaign, review.unit, cast.officer, **GOOD)
    decide_campaign(campaign=campaign, number="45-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    for review in campaign.reviews.all():
        rating_verified(campaign, review.unit, cast.officer)
    rest = list(CellRating.objects.exclude(unit=cast.cell).values_list("unit", flat=True))
    choices = dict.fromkeys(rest, ("HTTNV", "Ngoài giới hạn tỷ lệ."))
    choose_cell_levels(campaign=campaign, choices=choices, by=cast.leader)
    explain_choice(campaign=campaign, group="CELLS:NEIGHBOURHOOD", reason="Tiêu biểu.", by=cast.leader)
    decide_cells(campaign=campaign, number="46-QĐ/ĐU", signed_on=TODAY, by=cast.leader)
    part = build(cast).collectives
    assert [row.level for row in part.rows] == ["HTXSNV"] + ["HTTNV"] * 5
    assert all(row.reason.startswith("Ngoài giới hạn tỷ lệ.") for row in part.rows[1:])
    assert (part.caps[0].maximum, part.caps[0].chosen, part.caps[0].choice_reason) == (1, 1, "Tiêu biểu.")
