"""What the cap rests on, alike on the page, on paper, in the workbook and as data."""

import re

import pytest
from django.urls import reverse

from evaluations.models import CapRecord

from .test_annual import build
from .test_exports import exported, sheets_of, text_of

PAPER = "Quyết định số 9-QĐ/TU ngày 01/12/2026 của Thành ủy"
WHY = "Nhận việc khó, việc đột xuất."


@pytest.fixture
def explained(world):
    facts = {"percent": 25, "reading": "EXCLUSIVE", "exception": PAPER, "choice_reason": WHY}
    CapRecord.objects.filter(group="OUTSIDE").update(**facts)
    return world


def test_the_row_says_how_it_was_counted(explained):
    rows = {row.group: row for row in build(explained).caps}
    row = rows["OUTSIDE"]
    assert (row.percent, row.exception, row.choice_reason) == (25, PAPER, WHY)
    assert row.notes[1:] == (f"25 % theo {PAPER}.", f"Lý do lựa chọn: {WHY}")
    assert len(rows["NONLEAD"].notes) == 1


def test_every_way_of_showing_it_says_the_same(client, explained):
    paper = re.sub(r"\s+", " ", text_of(exported(explained, "pdf")))
    cells = [str(cell) for sheet in sheets_of(exported(explained, "xlsx")) for row in sheet for cell in row]
    client.force_login(explained.leader)
    which = {"unit": explained.committee.pk, "year": 2026}
    page = client.get(reverse("reports:annual"), which).content.decode()
    data = client.get(reverse("api-report-annual"), which).json()["caps"]
    for words in (PAPER, WHY.rstrip(".")):
        assert words in paper and words in page
        assert any(words in cell for cell in cells)
    (row,) = [row for row in data if row["group"] == "OUTSIDE"]
    assert (row["exception"], row["choice_reason"], row["percent"]) == (PAPER, WHY, 25)
    assert row["reading"] == "số được xếp hoàn thành tốt, không tính số xuất sắc"


def test_a_cap_inside_each_cell_is_said_so(explained):
    assert not build(explained).caps_in_cells
