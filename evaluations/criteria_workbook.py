"""Criteria as a workbook: the table given to fill in, and the filled table read back, each row with what is wrong."""

import io
from dataclasses import dataclass, field
from typing import Any, Final

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from emulation.roster.problems import UnusableFile
from emulation.roster.workbook import Sheet, read_workbook
from emulation.roster.workbooks import PLAIN
from emulation.text import search_text

from .models import RuleSet
from .resources import CriterionResource
from .ruleset_criteria import CriterionLine

WIDTHS: Final = (8, 12, 34, 10, 60, 13, 16, 14)
TITLE: Final = "BẢNG TIÊU CHÍ VÀ ĐIỂM TỐI ĐA"
NOTES: Final = (
    "Mỗi tiêu chí một dòng; giữ nguyên dòng tiêu đề. Thứ tự dòng là thứ tự in.",
    "Mẫu: 2A (lãnh đạo, quản lý), 2B (không giữ chức vụ), 2C (ngoài hệ thống chính trị), 01 (tập thể chi bộ).",
    "Nhóm điểm: 30 (tiêu chí chung) hoặc 70 (kết quả thực hiện nhiệm vụ). Mỗi mẫu phải cộng đúng 30 và 70.",
    "Cách chấm: Tự do; 100/70/50; Có hoặc không. Để trống là Tự do.",
    "Điểm cam kết: ghi x ở tiêu chí chấm điểm bản cam kết, nhiều nhất một tiêu chí mỗi mẫu.",
    "Mẫu nào có trong tệp thì thay toàn bộ tiêu chí của mẫu đó; mẫu không có trong tệp được giữ nguyên.",
)
NEEDED: Final = ("subject_type", "group", "code", "label")
MOST_ROWS: Final = 1_000
NO_HEADER = _("No row with the headings %(headings)s was found; use the table that can be downloaded here.")
NO_ROWS = _("There is no criterion under the headings.")
TOO_LONG = _("The table has more than %(most)s rows; it cannot be a table of criteria.")
ROW = _("Row %(row)s, column “%(column)s”: %(fault)s")


@dataclass
class ReadCriteria:
    """The criteria of a workbook by subject type; `faults`: what could not be read, each a sentence."""

    criteria: dict[str, list[CriterionLine]] = field(default_factory=dict)
    faults: list[str | Promise] = field(default_factory=list)


def criteria_workbook(rule_set: RuleSet) -> bytes:
    """The criteria of a rule set as .xlsx, to look at or to change and read back."""
    resource, output = CriterionResource(), io.BytesIO()
    with xlsxwriter.Workbook(output, PLAIN) as book:
        page = book.add_worksheet("Tiêu chí")
        head = book.add_format(
            {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "bg_color": "#F3ECDF"}
        )
        body = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "num_format": "@"})
        page.write_string(0, 0, f"{TITLE}: {rule_set.name}", book.add_format({"bold": True}))
        for place, (heading, width) in enumerate(zip(resource.headings, WIDTHS, strict=True)):
            page.set_column(place, place, width)
            page.write_string(2, place, heading, head)
        for number, row in enumerate(resource.rows(rule_set.criteria.order_by("pk")), start=3):
            for place, text in enumerate(row):
                page.write_string(number, place, text, body)
        page.freeze_panes(3, 0)
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 0, 110)
        for place, note in enumerate(NOTES):
            notes.write_string(place, 0, note)
    return output.getvalue()


def read_criteria(data: bytes, filename: str) -> ReadCriteria:
    """Read the first sheet with our headings. Raises UnusableFile when there is none."""
    resource = CriterionResource()
    for sheet in read_workbook(data, filename):
        top = _header(sheet, resource)
        if top is not None:
            return _read(sheet, top, resource)
    needed = ", ".join(resource.fields[name].column_name for name in NEEDED)
    raise UnusableFile("no_header", NO_HEADER, headings=needed)


def _header(sheet: Sheet, resource: CriterionResource) -> int | None:
    needed = {search_text(resource.fields[name].column_name) for name in NEEDED}
    for place, row in enumerate(sheet.rows[:20]):
        if needed <= {search_text(str(cell or "")) for cell in row}:
            return place
    return None


def _read(sheet: Sheet, top: int, resource: CriterionResource) -> ReadCriteria:
    names = {search_text(heading): heading for heading in resource.headings}
    columns = [names.get(search_text(str(cell or ""))) for cell in sheet.rows[top]]
    found = ReadCriteria()
    body = sheet.rows[top + 1 :]
    if len(body) > MOST_ROWS:
        raise UnusableFile("too_long", TOO_LONG, most=MOST_ROWS)
    for number, cells in enumerate(body, start=top + 2):
        if any(cell not in ("", None) for cell in cells):
            row = dict.fromkeys(resource.headings, "") | dict(zip(columns, cells, strict=False))
            _take(found, number, row, resource)
    if not found.criteria and not found.faults:
        raise UnusableFile("empty", NO_ROWS)
    return found


def _take(found: ReadCriteria, number: int, row: dict[str, Any], resource: CriterionResource) -> None:
    values, faults = resource.read(row)
    found.faults += [ROW % {"row": number, "column": column, "fault": fault} for column, fault in faults]
    if not faults:
        lines = found.criteria.setdefault(values.pop("subject_type"), [])
        lines.append(CriterionLine.of(values))
