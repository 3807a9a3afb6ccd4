"""The annual report of a year whose results are from paper: in the words of its rules, without a cap, no draft."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from rest_framework.test import APIClient

from emulation.models import JournalEntry
from reports.documents import build_annual_report
from reports.services import export_report
from tests.evaluations.paper import GOOD, YEAR, row_of, take_over
from tests.factories import make_member

from .test_exports import text_of

DAY = datetime.date(2026, 5, 4)
LEVELS = ["HTXSNV", "HTTNV", "HTTNV", "HTNV", "KHTNV"]


@pytest.fixture
def paper(cast):
    """Five results on paper, in two cells."""
    people = [cast.officer.member, cast.member.member, cast.colleague.member, cast.secretary.member, cast.leader.member]
    rows = [row_of(one, level=level, note="Vi phạm") for one, level in zip(people, LEVELS, strict=True)]
    take_over(cast, *rows)
    return cast


def build(cast, unit=None):
    return build_annual_report(cast.leader, unit or cast.committee, YEAR, DAY)


def test_figures_come_from_the_decisions_and_nothing_is_a_draft(paper):
    report = build(paper)
    assert {level.code: level.count for level in report.levels} == {"HTXSNV": 1, "HTTNV": 2, "HTNV": 1, "KHTNV": 1}
    assert report.from_paper and not report.is_draft and report.undecided == 0 and report.caps == ()
    assert (report.roster.total, report.roster.rated, report.roster.unrated) == (5, 5, 0)


def test_it_speaks_the_words_of_its_rules(paper):
    report = build(paper)
    assert [level.label for level in report.levels][1] == GOOD
    assert [basis.number for basis in report.bases] == ["25-HD/BTCTW", "124-QĐ/TW"]
    assert report.provenance.rule_set.startswith("Quy định 124-QĐ/TW")
    assert report.provenance.decisions == ("số 125-QĐ/ĐU ngày 20/12/2024",)
    assert (report.guidance, report.forms) == ("25", "02A, 02B")
    assert {row.form for part in report.sections for row in part.members} == {"02A"}
    assert "02B" in str(report.splits[0].rows[0].label)


def test_a_note_is_the_reason_of_a_lower_level(paper):
    weak = {part.code: part for part in build(paper).reasoned}
    assert [person.reason for person in weak["KHTNV"].people] == ["Vi phạm."]
    assert set(weak) == {"HTNV", "KHTNV"}


def test_a_cell_has_its_own_report(paper):
    report = build(paper, paper.cell)
    assert (report.kind, report.roster.rated) == ("cell", 3)


def test_whoever_has_no_result_is_named_without_one(paper):
    make_member("Không Có Kết Quả", paper.cell)
    paper.cell.memberships.update(valid_from=datetime.date(2020, 1, 1))
    unrated = {part.code: part.count for part in build(paper).unrated if part.count}
    assert unrated == {"NO_RECORD": 1}


def test_the_paper_says_no_cap_is_counted(paper):
    content = export_report(unit=paper.committee, year=YEAR, kind="pdf", by=paper.leader)[0]
    text = " ".join(text_of(content).split())
    assert "Không tính theo tỷ lệ: kết quả lấy từ hồ sơ giấy" in text
    assert "Quy định số 124-QĐ/TW" in text and "366-QĐ/TW" not in text
    assert "02A, 02B: mẫu áp dụng theo Hướng dẫn 25-HD/BTCTW" in text
    assert "Cam kết của năm này không được lưu trong chương trình" in text
    assert "DỰ THẢO" not in text and "20,00" in text


def test_the_workbook_says_the_same(paper):
    content, name = export_report(unit=paper.committee, year=YEAR, kind="xlsx", by=paper.leader)
    sheets = [list(sheet.iter_rows(values_only=True)) for sheet in load_workbook(io.BytesIO(content)).worksheets]
    assert name == "bao-cao-xep-loai-2024-dang-uy-phuong-hoa-binh.xlsx"
    assert any("Không tính theo tỷ lệ" in str(cell) for row in sheets[3] for cell in row)
    assert [row[1] for row in sheets[0] if row[0] == GOOD] == [2]
    assert JournalEntry.objects.filter(verb="report.exported").get().data["draft"] is False


def test_page_and_api_say_the_same(paper, client):
    client.force_login(paper.leader)
    page = client.get(reverse("reports:annual"), {"unit": paper.committee.pk, "year": YEAR}).content.decode()
    assert "Không tính theo tỷ lệ" in page and "Bản dự thảo" not in page
    api = APIClient()
    api.force_authenticate(paper.leader)
    data = api.get(f"/api/v1/reports/annual/?unit={paper.committee.pk}&year={YEAR}").data
    assert data["from_paper"] and data["caps"] == [] and not data["is_draft"]
    assert [level["count"] for level in data["levels"]] == [1, 2, 1, 1]


def test_many_results_cost_the_same_queries(cast):
    people = [make_member("Nguyễn Văn Đông", cast.cell) for _ in range(300)]
    counts = []
    for some in (people[:3], people):
        take_over(cast, *(row_of(one, name="") for one in some))
        build(cast)
        with CaptureQueriesContext(connection) as queries:
            assert build(cast).roster.rated == len(some)
        counts.append(len(queries))
    assert counts[0] == counts[1], counts
