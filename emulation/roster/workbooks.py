"""Workbooks given back: the rejected rows to correct and import again, and an empty list to fill in."""

import datetime
import io

import xlsxwriter
from django.utils.translation import gettext as _

from .cells import loose

UNIT_HEADING, REASON_HEADING = "Chi bộ", "Lý do"
# What comes from a file stays text: nothing a stranger typed may run as a formula or open as a link.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
DAY = "dd/mm/yyyy"

# Heading, width in characters, example.
TEMPLATE = (
    ("STT", 6, 1),
    ("Họ và tên", 28, "Nguyễn Thị Mẫu"),
    ("Giới tính", 10, "Nữ"),
    ("Ngày sinh", 14, datetime.date(1975, 5, 19)),
    ("Dân tộc", 12, "Kinh"),
    ("Ngày vào Đảng", 16, datetime.date(2000, 2, 3)),
    ("Ngày chính thức", 16, datetime.date(2001, 2, 3)),
    ("Số thẻ đảng viên", 18, "00000001"),
    ("Chức vụ", 24, "Chi ủy viên"),
    ("Chi bộ", 28, "Chi bộ Khu phố 1"),
    ("Đơn vị công tác", 28, "Trường Tiểu học số 1"),
    ("Ghi chú", 28, ""),
)
TITLE = "DANH SÁCH ĐẢNG VIÊN"
HEADER_ROW = 2
FILLED_ROWS = 1000  # rows prepared with the formats of their columns
NOTES = (
    "Mỗi đảng viên một dòng; giữ nguyên dòng tiêu đề. Thứ tự các cột có thể thay đổi.",
    "Thay hoặc xóa dòng ví dụ trước khi nhập.",
    "Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 19/05/1975. Nếu chỉ biết năm sinh thì ghi năm, ví dụ 1942.",
    "Giới tính ghi Nam hoặc Nữ.",
    "Số thẻ đảng viên gồm 8 chữ số; để trống nếu chưa được cấp thẻ.",
    "Đảng viên dự bị: để trống ngày chính thức.",
    "Nhiều chức vụ thì cách nhau bằng dấu chấm phẩy.",
    "Ghi chú: “Miễn sinh hoạt”, “Đình chỉ sinh hoạt”, “Sinh hoạt tạm thời”, “Nghỉ thai sản” được hiểu và ghi nhận.",
    "Không dùng công thức trong các ô; nếu dữ liệu lấy từ tệp khác thì dán dạng giá trị.",
)


def rejected_workbook(reading):
    """The rejected rows as .xlsx bytes: their columns as they were, the cell where it had no column, and why."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, PLAIN) as book:
        for number, name in enumerate(dict.fromkeys(row.sheet for row in reading.rejected), start=1):
            rows = [row for row in reading.rejected if row.sheet == name]
            _RejectedSheet(book, number, name, reading.headers[name]).write(rows)
        if not reading.rejected:
            book.add_worksheet().write_string(0, 0, _("No row was rejected."))
    return output.getvalue()


class _RejectedSheet:
    """One sheet of rejected rows."""

    def __init__(self, book, number, name, header):
        self.page = book.add_worksheet(_sheet_name(name, number))
        self.day = book.add_format({"num_format": DAY})
        self.bold = book.add_format({"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1})
        self.wrapped = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#9C0006"})
        self.header = header
        self.reason = header.columns.get("reason", header.width + (0 if "unit" in header.columns else 1))
        self.unit = None if "unit" in header.columns else header.width

    def write(self, rows):
        self.page.write_string(0, 0, _("Correct each row by the reason at its right, then import this workbook again."))
        top = self._write_header(first=HEADER_ROW)
        for place, row in enumerate(rows, start=top):
            self._write_row(place, row)
        self.page.freeze_panes(top, 0)

    def _write_header(self, first):
        for depth, labels in enumerate(self.header.labels):
            for column, label in enumerate(labels):
                self.page.write_string(first + depth, column, label, self.bold)
        if self.unit is not None:
            self.page.write_string(first, self.unit, UNIT_HEADING, self.bold)
        self.page.write_string(first, self.reason, REASON_HEADING, self.bold)
        self.page.set_column(0, self.header.width, 16)
        self.page.set_column(self.reason, self.reason, 60)
        return first + len(self.header.labels)

    def _write_row(self, place, row):
        for column, cell in enumerate(row.cells[: self.header.width]):
            self._write_cell(place, column, cell)
        if self.unit is not None:
            self.page.write_string(place, self.unit, row.unit)
        self.page.write_string(place, self.reason, row.reasons, self.wrapped)

    def _write_cell(self, place, column, cell):
        if isinstance(cell, datetime.date):
            self.page.write_datetime(place, column, cell, self.day)
        elif isinstance(cell, (int, float)) and not isinstance(cell, bool):
            self.page.write_number(place, column, cell)
        elif cell not in ("", None):
            self.page.write_string(place, column, str(cell))


def _sheet_name(name, number):
    # A sheet's name has at most 31 characters and none of []:*?/\.
    kept = "".join(char for char in name if char not in "[]:*?/\\'")[:31].strip()
    return kept if loose(kept) else f"Sheet{number}"


def template_workbook():
    """An empty roster as .xlsx bytes: headings, one example, formats that guide, and notes on a second sheet."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, PLAIN) as book:
        _write_template(book, book.add_worksheet("Danh sách"))
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 0, 110)
        for place, note in enumerate(NOTES):
            notes.write_string(place, 0, note, book.add_format({"text_wrap": True}))
    return output.getvalue()


def _write_template(book, page):
    title, heading = book.add_format({"bold": True, "font_size": 14}), {"bold": True, "border": 1, "text_wrap": True}
    head = book.add_format({**heading, "bg_color": "#F2DCDB", "align": "center", "valign": "vcenter"})
    formats = {"date": book.add_format({"num_format": DAY}), "text": book.add_format({"num_format": "@"})}
    page.write_string(0, 0, TITLE, title)
    for column, (label, width, example) in enumerate(TEMPLATE):
        is_day = isinstance(example, datetime.date)
        # A column of text keeps the zeros at the front of a card number.
        page.set_column(column, column, width, formats["date" if is_day else "text"])
        page.write_string(HEADER_ROW, column, label, head)
        write_example(page, column, example, formats)
    sexes = {"validate": "list", "source": ["Nam", "Nữ"]}
    page.data_validation(HEADER_ROW + 1, 2, FILLED_ROWS, 2, sexes)
    page.freeze_panes(HEADER_ROW + 1, 2)


def write_example(page, column, example, formats):
    """Write the example under a heading: a date, a number or a text."""
    if isinstance(example, datetime.date):
        page.write_datetime(HEADER_ROW + 1, column, example, formats["date"])
    elif isinstance(example, int):
        page.write_number(HEADER_ROW + 1, column, example)
    else:
        page.write_string(HEADER_ROW + 1, column, example, formats["text"])
