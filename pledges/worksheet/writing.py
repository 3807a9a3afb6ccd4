"""The worksheet as a workbook: what was pledged is locked, what is to be said is open, the marks are hidden."""

import io
from collections.abc import Sequence
from typing import Any, Final

import xlsxwriter
from django.utils.translation import gettext as _
from django.utils.translation import override

from emulation.roster.workbooks import PLAIN
from emulation.text import figure

from ..models import Confidence, Pledge, PledgeItem
from ..rules import MeasureKind
from ..selectors.check_ins import period_name
from .marks import FileMark, RowMark, new_nonce, write_mark
from .shapes import NOTHING_SAID, Said, words_mark

LANGUAGE: Final = "vi"  # an office fills it in, whatever the reader's screen speaks
TITLE: Final = "TỜ LÀM VIỆC: TIẾN ĐỘ CAM KẾT"
HEADINGS: Final = (
    ("STT", 6),
    ("Họ và tên", 26),
    ("Nội dung", 9),
    ("Việc cụ thể", 46),
    ("Chỉ tiêu", 26),
    ("Tình hình", 19),
    ("Số liệu đến nay", 16),
    ("Đã làm được", 40),
    ("Việc tiếp theo", 34),
    ("Mã dòng", 10),
)
STANDS, VALUE, DONE, NEXT, MARK = 5, 6, 7, 8, 9
TOP: Final = 4  # the row of headings
NOTE: Final = (
    "Chỉ ghi vào các cột màu trắng: Tình hình, Số liệu đến nay, Đã làm được, Việc tiếp theo. "
    "Không thêm, không xóa dòng. Ghi xong thì nộp lại tệp này."
)
NOTES: Final = (
    "Tình hình: chọn một trong ba mức ở danh sách của ô.",
    "Số liệu đến nay: ghi số, ví dụ 12 hoặc 76,7; việc chỉ có “làm” hay “chưa làm” thì chọn ở danh sách của ô.",
    "Đảng viên chưa có gì để báo cáo thì để trống cả các dòng của người đó.",
    "Không dùng công thức. Nếu dán từ tệp khác thì dán dạng giá trị.",
    "Khi nộp lại sẽ được xem trước từng thay đổi; dòng nào đã có người sửa trên máy chủ thì được hỏi lại.",
)


def worksheet_workbook(pledges: Sequence[Pledge], *, unit, year, month: int) -> bytes:
    """Return the workbook; each pledge comes with its items and its report of the period."""
    output = io.BytesIO()
    with override(LANGUAGE), xlsxwriter.Workbook(output, PLAIN) as book:
        rows = [(pledge, item) for pledge in pledges for item in pledge.items.all()]
        page = _Page(book, FileMark(unit.pk, year.pk, month, len(rows), new_nonce()))
        page.head(f"{unit.name} – {period_name(year, month)}, năm {year}")
        for place, (pledge, item) in enumerate(rows):
            page.row(place, pledge, item)
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 0, 110)
        for place, note in enumerate(NOTES):
            notes.write_string(place, 0, note)
    return output.getvalue()


def said_on(pledge: Pledge, item: PledgeItem) -> tuple[Said, int]:
    """Return what the report of the period says of an item now, and the report's version, 0 where there is none."""
    report = next(iter(pledge.asked_reports), None)
    line = next((one for one in report.lines.all() if one.item_id == item.pk), None) if report else None
    if line is None:
        return NOTHING_SAID, report.version if report else 0
    return Said(line.confidence, line.value, line.done, line.next_step), report.version


def done_or_not() -> list[str]:
    """Return what may be chosen as the figure of an item that is done or not done, in the worksheet's language."""
    with override(LANGUAGE):
        return [_("Done"), _("Not done yet")]


def standings() -> dict[str, str]:
    """Return how an item may stand, by its words in the worksheet."""
    with override(LANGUAGE):
        return {str(one.label): one.value for one in Confidence}


class _Page:
    """The sheet that is filled in."""

    def __init__(self, book: Any, mark: FileMark) -> None:
        self.page, self.mark = book.add_worksheet("Tờ làm việc"), mark
        common = {"text_wrap": True, "valign": "top", "border": 1}
        self.locked = book.add_format(common | {"bg_color": "#F3ECDF"})
        self.open = book.add_format(common | {"locked": False, "num_format": "@"})
        self.number = book.add_format(common | {"locked": False, "num_format": "#,##0.##"})
        self.strong = book.add_format({"bold": True, "font_size": 14})
        self.heading = book.add_format(common | {"bold": True, "valign": "vcenter", "bg_color": "#F2DCDB"})

    def head(self, place: str) -> None:
        """Write title, place and headings; protect what is not to be written in."""
        self.page.write_string(0, 0, TITLE, self.strong)
        self.page.write_string(1, 0, place)
        self.page.write_string(2, 0, NOTE)
        self.page.write_string(1, MARK, write_mark(self.mark))
        for column, (label, width) in enumerate(HEADINGS):
            self.page.set_column(column, column, width, None, {"hidden": column == MARK})
            self.page.write_string(TOP, column, label, self.heading)
        self.page.freeze_panes(TOP + 1, 2)
        self.page.set_landscape()
        self.page.fit_to_pages(1, 0)
        self.page.repeat_rows(TOP)
        self.page.protect("", {"format_rows": True, "format_columns": False, "autofilter": True})

    def row(self, place: int, pledge: Pledge, item: PledgeItem) -> None:
        """Write one item: its words, what is said of it so far, its mark."""
        at, (said, version) = TOP + 1 + place, said_on(pledge, item)
        self.page.write_number(at, 0, place + 1, self.locked)
        self.page.write_string(at, 1, pledge.member.full_name, self.locked)
        self.page.write_number(at, 2, item.position, self.locked)
        self.page.write_string(at, 3, item.deed, self.locked)
        self.page.write_string(at, 4, _measure(item), self.locked)
        label = Confidence(said.confidence).label if said.confidence else ""
        self.page.write_string(at, STANDS, str(label), self.open)
        self.page.data_validation(at, STANDS, at, STANDS, {"validate": "list", "source": list(standings())})
        self._value(at, item, said)
        self.page.write_string(at, DONE, said.done, self.open)
        self.page.write_string(at, NEXT, said.next_step, self.open)
        mark = RowMark(self.mark.nonce, place, pledge.pk, item.pk, version, said.mark, words_mark(item))
        self.page.write_string(at, MARK, write_mark(mark))

    def _value(self, at: int, item: PledgeItem, said: Said) -> None:
        if item.is_yes_no:
            choices = done_or_not()
            label = "" if said.value is None else choices[0 if said.value else 1]
            self.page.write_string(at, VALUE, label, self.open)
            self.page.data_validation(at, VALUE, at, VALUE, {"validate": "list", "source": choices})
        elif not item.is_in_numbers:
            self.page.write_blank(at, VALUE, None, self.locked)
        elif said.value is None:
            self.page.write_blank(at, VALUE, None, self.number)
        else:
            self.page.write_number(at, VALUE, said.value, self.number)


def _measure(item: PledgeItem) -> str:
    if not item.is_in_numbers or item.target is None:
        return item.measure
    unit = "%" if item.measure_kind == MeasureKind.PERCENT else item.counted_in
    return f"{item.measure}\n{_('To be reached')}: {figure(item.target)} {unit}".strip()
