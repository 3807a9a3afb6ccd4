"""An empty list of results to fill in: headings, one example, formats that guide, and notes on a second sheet."""

import datetime
import io
from typing import Final

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from emulation.roster.workbooks import DAY, FILLED_ROWS, HEADER_ROW, PLAIN, write_example

from ..shipped import shipped_rule_sets

# Heading, width in characters, example.
COLUMNS: Final = (
    ("STT", 6, 1),
    ("Số thẻ đảng viên", 18, "00000001"),
    ("Họ và tên", 28, "Nguyễn Thị Mẫu"),
    ("Ngày sinh", 14, datetime.date(1975, 5, 19)),
    ("Chi bộ", 28, "Chi bộ Khu phố 1"),
    ("Mức xếp loại", 30, "Hoàn thành tốt nhiệm vụ"),
    ("Số quyết định", 18, "125-QĐ/ĐU"),
    ("Ngày quyết định", 16, datetime.date(2024, 12, 20)),
    ("Ghi chú", 28, ""),
)
LEVEL_COLUMN: Final = 5
TITLE: Final = "KẾT QUẢ XẾP LOẠI CHẤT LƯỢNG ĐẢNG VIÊN ĐÃ ĐƯỢC QUYẾT ĐỊNH"
GRADED: Final = "QD124"
PEOPLE: Final = ("LEADER", "NONLEAD", "OUTSIDE")
NOTES: Final = (
    "Mỗi đảng viên một dòng; giữ nguyên dòng tiêu đề. Thứ tự các cột có thể thay đổi.",
    "Thay hoặc xóa dòng ví dụ trước khi nhập. Mỗi tệp là kết quả của một năm; năm được chọn khi nhập.",
    "Đảng viên được tìm theo số thẻ; không có số thẻ thì theo họ tên và ngày sinh. Đảng viên đã chuyển đi, đã ra khỏi "
    "chi bộ vẫn được tìm theo số thẻ.",
    "Chi bộ: nơi đảng viên được xếp loại năm đó; để trống thì lấy chi bộ của đảng viên.",
    "Mức xếp loại ghi đủ chữ hoặc ghi tắt: HTXSNV, HTTNV, HTNV, KHTNV.",
    "Ngày ghi theo thứ tự ngày/tháng/năm, ví dụ 20/12/2024.",
    "Kết quả đã có trong chương trình không bị ghi đè: mức thay đổi sau đó phải có quyết định xếp loại lại.",
    "Không dùng công thức trong các ô; nếu dữ liệu lấy từ tệp khác thì dán dạng giá trị.",
    "Các cột ký hiệu tiêu chí dưới đây chỉ dùng cho năm 2023 và 2024; không có thì để trống hoặc bỏ cột. "
    "Ghi Xuất sắc, Tốt, Trung bình hoặc Kém.",
)


def template_workbook() -> bytes:
    """Return the .xlsx bytes."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, PLAIN) as book:
        criteria = _criteria()
        _write_list(book, book.add_worksheet("Kết quả"), list(criteria))
        notes = book.add_worksheet("Hướng dẫn")
        notes.set_column(0, 0, 110)
        for place, note in enumerate((*NOTES, *(f"{code}: {label}" for code, label in criteria.items()))):
            notes.write_string(place, 0, note, book.add_format({"text_wrap": True}))
    return output.getvalue()


def _criteria() -> dict[str, str]:
    """Code and label of the criteria that got grades, each once, in the order of the form."""
    blocks = (block for subject in PEOPLE for block in shipped_rule_sets()[GRADED]["criteria"][subject])
    found: dict[str, str] = {}
    for leaf in (leaf for block in blocks for leaf in block["criteria"]):
        found.setdefault(leaf["code"], leaf["label"])
    return found


def _write_list(book: xlsxwriter.Workbook, page: Worksheet, codes: list[str]) -> None:
    heading = {"bold": True, "border": 1, "text_wrap": True, "align": "center", "valign": "vcenter"}
    head = book.add_format(heading | {"bg_color": "#F2DCDB"})
    formats = {"date": book.add_format({"num_format": DAY}), "text": book.add_format({"num_format": "@"})}
    page.write_string(0, 0, TITLE, book.add_format({"bold": True, "font_size": 14}))
    for column, (label, width, example) in enumerate((*COLUMNS, *((code, 12, "") for code in codes))):
        is_day = isinstance(example, datetime.date)
        # A column of text keeps the zeros at the front of a card number.
        page.set_column(column, column, width, formats["date" if is_day else "text"])
        page.write_string(HEADER_ROW, column, label, head)
        write_example(page, column, example, formats)
    data = shipped_rule_sets()[GRADED]
    _offer(page, LEVEL_COLUMN, LEVEL_COLUMN, data["level_names"])
    _offer(page, len(COLUMNS), len(COLUMNS) + len(codes) - 1, data["grade_names"])
    page.freeze_panes(HEADER_ROW + 1, 3)


def _offer(page: Worksheet, first: int, last: int, names: dict[str, str]) -> None:
    """Let the cells of some columns be chosen from a list."""
    page.data_validation(HEADER_ROW + 1, first, FILLED_ROWS, last, {"validate": "list", "source": list(names.values())})
