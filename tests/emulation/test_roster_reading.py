"""Reading rosters: the two sample workbooks row by row, every format, every layout, every fault."""

import datetime
import json
from pathlib import Path

import pytest

from emulation.roster import UnusableFile, read_roster

from .sheets import HEADINGS, csv_bytes, date, member_row, ods, xls, xlsx

DATA = Path(__file__).parent / "data"
TODAY = datetime.date(2026, 11, 22)


def read(data, filename="list.xlsx", unit_name="Chi bộ Khu phố 1"):
    return read_roster(data, filename, unit_name=unit_name, today=TODAY)


def read_rows(*rows, headings=HEADINGS, **options):
    return read(xlsx([headings, *rows]), **options)


def only(reading):
    (row,) = reading.rows
    return row


def facts(row):
    if not row.accepted:
        return {"row": row.row, "outcome": "rejected", "field": row.field}
    return {
        "row": row.row,
        "outcome": "accepted",
        "name": row.name,
        "sex": row.sex,
        "born": str(row.born),
        "joined": row.joined.isoformat(),
        "official": row.official.isoformat() if row.official else "",
        "card": row.card,
    }


def test_messy_workbook_reads_as_its_answers_say():
    reading = read_roster((DATA / "roster-messy.xlsx").read_bytes(), "roster-messy.xlsx", today=TODAY)
    answers = json.loads((DATA / "roster-messy.json").read_text(encoding="utf-8"))
    expected = [{key: value for key, value in row.items() if key != "why"} for row in answers["rows"]]
    assert [facts(row) for row in reading.rows] == expected
    assert reading.units == [answers["unit"]]
    assert all(row.message for row in reading.rejected)


def test_messy_workbook_tells_every_conversion():
    reading = read_roster((DATA / "roster-messy.xlsx").read_bytes(), "roster-messy.xlsx", today=TODAY)
    told = {row.row: [notice.code for notice in row.conversions] for row in reading.accepted}
    assert told == {
        7: [],
        8: ["composed"],
        9: ["spaces", "spaces"],
        10: ["capitals"],
        11: ["letter_d", "address"],
        12: ["text_date", "text_date", "text_date"],
        13: ["card_marks"],
        15: ["card_number"],
        16: ["year_only"],
        27: ["tcvn3"],
    }


def test_ward_workbook_gives_24_cells_and_600_members():
    reading = read_roster((DATA / "roster-ward.xlsx").read_bytes(), "roster-ward.xlsx", today=TODAY)
    assert len(reading.units) == 24
    assert len(reading.accepted) == 600
    assert not reading.rejected and not reading.warnings
    assert reading.rows[0].unit == "Chi bộ Khu phố 1" and reading.rows[0].posts == ("Bí thư chi bộ",)
    assert sum("EXEMPT" in row.flags for row in reading.rows) == 15
    assert sum(row.official is None for row in reading.rows) == 5


@pytest.mark.parametrize(
    "make, filename",
    [
        (xlsx, "list.xlsx"),
        (xls, "list.xls"),
        (ods, "list.ods"),
        (csv_bytes, "list.csv"),
        (lambda rows: csv_bytes(rows, delimiter=";"), "list.csv"),
        (lambda rows: csv_bytes(rows, delimiter=";", bom=True), "LIST.CSV"),
        (lambda rows: csv_bytes(rows, bom=True), "list.csv"),
    ],
)
def test_every_format_reads_alike(make, filename):
    rows = [["DANH SÁCH ĐẢNG VIÊN", *[""] * 7], [""] * 8, HEADINGS, member_row(1), [""] * 8, member_row(2, "Lê Thị Ý")]
    reading = read(make(rows), filename)
    assert [(row.row, row.name, row.born_on) for row in reading.accepted] == [
        (4, "Trần Thị Hòa", date(19, 5, 1970)),
        (6, "Lê Thị Ý", date(19, 5, 1970)),
    ]
    assert reading.rows[0].joined == date(3, 2, 1995)


@pytest.mark.parametrize("make, filename", [(xlsx, "a.xlsx"), (xls, "a.xls"), (ods, "a.ods")])
def test_formula_in_place_of_a_name_is_refused(make, filename):
    rows = [HEADINGS, member_row(1, "=A1&B1"), member_row(2)]
    reading = read(make(rows, formulas={(1, 1)}), filename)
    assert [(row.field, row.accepted) for row in reading.rows] == [("name", False), ("", True)]


def test_formula_written_in_a_csv_is_refused_too():
    reading = read(csv_bytes([HEADINGS, member_row(1, "=HYPERLINK(1)"), member_row(2)]), "a.csv")
    assert [row.field for row in reading.rows] == ["name", ""]


@pytest.mark.parametrize(
    "headings, row",
    [
        (
            ["Họ tên khai sinh", "Giới tính", "Ngày sinh", "Ngày vào ĐCSVN", "Số thẻ ĐV"],
            ["Lê Thị Ý", "Nữ", "1/2/1970", "03/02/1995", "42010001"],
        ),
        (
            ["Số thẻ", "Ngày kết nạp", "Năm sinh", "Phái", "Họ tên", "TT"],
            [42010001, "3.2.1995", "01-02-1970", "nữ", "LÊ THỊ Ý", 1],
        ),
        (
            ["Ngày vào Đảng (dự bị)", "HỌ VÀ TÊN ", "Ngày, tháng,\nnăm sinh", "Giới\u00a0tính", "Số thẻ đảng viên"],
            [date(3, 2, 1995), "Lê Thị Ý", date(1, 2, 1970), "Nữ", "42 010 001"],
        ),
        (
            ["Hä vµ tªn", "Giíi tÝnh", "Ngµy sinh", "Ngµy vµo §¶ng", "Sè thÎ"],
            ["Lª ThÞ Ý".replace("Ý", "ý"), "N÷", "1/2/1970", "3/2/1995", "42010001"],
        ),
    ],
)
def test_columns_are_found_by_their_headings_in_any_order(headings, row):
    found = only(read_rows(row, headings=headings))
    assert (found.name, found.sex, found.born_on, found.joined, found.card) == (
        "Lê Thị Ý",
        "F",
        date(1, 2, 1970),
        date(3, 2, 1995),
        "42010001",
    )


def test_header_of_two_rows_with_marks_for_the_sex():
    rows = [
        ["STT", "Họ và tên", "Giới tính", "", "Ngày sinh", "Ngày vào Đảng", "Đảng"],
        ["", "", "Nam", "Nữ", "", "", "x"],
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        [1, "Lê Thị Ý", "", "x", "1970", "3/2/1995"],
    ]
    found = only(read(xlsx(rows)))
    assert (found.row, found.sex, str(found.born)) == (4, "F", "1970")


def test_cell_is_named_by_a_column_and_fills_down():
    headings = [*HEADINGS, "Chi bộ"]
    rows = [
        [*member_row(1), "Khu phố 1"],
        [*member_row(2, "Lê Thị Ý"), ""],
        [*member_row(3, "Lê Thị Tư"), "CHI BỘ UBND"],
    ]
    reading = read_rows(*rows, headings=headings, unit_name=None)
    assert [row.unit for row in reading.rows] == ["Chi bộ Khu phố 1", "Chi bộ Khu phố 1", "Chi bộ UBND"]
    assert [notice.code for notice in reading.rows[1].conversions] == ["cell_above"]


def test_cell_is_named_by_block_rows_and_rows_before_them_are_refused():
    rows = [
        member_row(1),
        ["I. CHI BỘ KHU PHỐ 2: 1 đảng viên"],
        member_row(2, "Lê Thị Ý"),
        ["II", "Trạm Y tế"],
        member_row(3, "Lê Thị Tư"),
    ]
    reading = read_rows(*rows, unit_name=None)
    assert [row.unit for row in reading.rows] == ["", "Chi bộ Khu phố 2", "Chi bộ Trạm Y tế"]
    assert reading.rows[0].field == "unit"


def test_cell_asked_for_wins_and_other_cells_are_told():
    rows = [["1. Chi bộ A"], member_row(1), ["2. Chi bộ B"], member_row(2, "Lê Thị Ý")]
    reading = read_rows(*rows, unit_name="Chi bộ C")
    assert reading.units == ["Chi bộ C"]
    assert [warning.code for warning in reading.warnings] == ["other_cells"]


def test_list_without_any_cell_is_refused():
    with pytest.raises(UnusableFile) as refused:
        read_rows(member_row(1), unit_name=None)
    assert refused.value.code == "no_unit"


def test_signatures_totals_and_repeated_headings_are_no_members():
    rows = [
        member_row(1),
        HEADINGS,
        member_row(2, "Lê Thị Ý"),
        ["", "Cộng: 3 đảng viên"],
        ["", "Tổng cộng", "", "", "", 2],
        [],
        ["", "NGƯỜI LẬP BIỂU", "", "", "", "Hòa Bình, ngày 3 tháng 2 năm 2026"],
        ["", "Nguyễn Văn Ký", "", "", "", "T/M CHI ỦY", "BÍ THƯ"],
        ["", "", "", "", "", "Lê Văn Duyệt"],
    ]
    reading = read_rows(*rows)
    assert [row.name for row in reading.rows] == ["Trần Thị Hòa", "Lê Thị Ý"]
    assert [(warning.code, warning.values["stated"]) for warning in reading.warnings] == [("count_differs", 3)]


def test_person_named_tong_cong_is_no_total():
    assert only(read_rows(member_row(1, "Tống Công Nghĩa"))).accepted


def test_row_nobody_understands_is_told():
    reading = read_rows(member_row(1), ["", "Danh sách này thay danh sách năm 2025: đã rà soát"])
    assert [warning.code for warning in reading.warnings] == ["row_skipped"]


NEXT_YEAR = datetime.date(TODAY.year + 1, 1, 1)


@pytest.mark.parametrize(
    "change, field",
    [
        ({"name": ""}, "name"),
        ({"name": "Lê Văn 2"}, "name"),
        ({"name": "Lê " + "A" * 130}, "name"),
        ({"born": "31/02/1970"}, "born"),
        ({"born": "3/2/70"}, "born"),
        ({"born": "02/13/1970"}, "born"),
        ({"born": ""}, "born"),
        ({"born": NEXT_YEAR, "joined": NEXT_YEAR}, "born"),
        ({"born": 1800}, "born"),
        ({"born": "1/1/1900"}, "born"),
        ({"joined": ""}, "joined"),
        ({"joined": 1995}, "joined"),
        ({"joined": "5/1995"}, "joined"),
        ({"joined": date(18, 5, 1988), "official": ""}, "joined"),
        ({"joined": NEXT_YEAR, "official": ""}, "joined"),
        ({"official": NEXT_YEAR}, "official"),
        ({"official": date(2, 2, 1995)}, "official"),
        ({"official": "hai"}, "official"),
        ({"card": "1234567"}, "card"),
        ({"card": 123456789}, "card"),
        ({"card": "4201000A"}, "card"),
    ],
)
def test_faulty_row_names_its_field_and_spares_its_neighbours(change, field):
    reading = read_rows(member_row(1), member_row(2, **{"name": "Lê Thị Ý"} | change), member_row(3, "Lê Thị Tư"))
    assert [row.accepted for row in reading.rows] == [True, False, True]
    assert reading.rows[1].field == field
    assert reading.rows[1].message


@pytest.mark.parametrize(
    "typed, born, code",
    [
        (date(8, 3, 1975), "1975-03-08", None),
        ("8-3-1975", "1975-03-08", "text_date"),
        ("08.03.1975", "1975-03-08", "text_date"),
        ("ngày 8 tháng 3 năm 1975", "1975-03-08", "text_date"),
        ("1975-03-08", "1975-03-08", "text_date"),
        (27461, "1975-03-08", "serial_date"),
        ("1942", "1942", "year_only"),
        (1942, "1942", "year_only"),
        ("00/00/1942", "1942", "year_only"),
        ("…/…/1942", "1942", "year_only"),
        ("3/1942", "1942", "year_only"),
        (datetime.date(1905, 4, 25), "1942", "year_only"),
    ],
)
def test_birth_is_read_day_first_and_a_year_stays_a_year(typed, born, code):
    found = only(read_rows(member_row(1, born=typed)))
    assert str(found.born) == born
    assert [notice.code for notice in found.conversions] == ([code] if code else [])


def test_admission_on_the_eighteenth_birthday_is_allowed():
    assert only(read_rows(member_row(1, joined=date(19, 5, 1988)))).accepted


def test_all_faults_of_a_row_are_told_at_once():
    found = only(read_rows(member_row(1, "", born="31/02/1970", card="12")))
    assert [problem.field for problem in found.problems] == ["name", "born", "card"]
    assert found.reasons.count(":") >= 1 and found.message in found.reasons


def test_double_card_is_refused_but_a_rejected_row_claims_nothing():
    reading = read_rows(
        member_row(1, born="31/02/1970", card="42010001"),
        member_row(2, "Lê Thị Ý", card="42010001"),
        member_row(3, "Lê Thị Tư", card="42010001"),
    )
    assert [(row.accepted, row.field) for row in reading.rows] == [(False, "born"), (True, ""), (False, "card")]


def test_same_person_twice_is_refused_and_a_namesake_is_told():
    reading = read_rows(
        member_row(1, card="42010001"),
        [2, *member_row(2)[1:7], ""],
        member_row(3, card="42010003"),
    )
    assert [row.field for row in reading.rows] == ["", "name", ""]
    assert [warning.code for warning in reading.warnings] == ["namesake"]


@pytest.mark.parametrize(
    "note, flag",
    [
        ("Miễn sinh hoạt", "EXEMPT"),
        ("được miễn công tác và SH đảng", "EXEMPT"),
        ("Đình chỉ sinh hoạt đảng", "SUSPENDED"),
        ("Sinh hoạt tạm thời", "TEMPORARY"),
        ("Nghỉ sinh con", "MATERNITY"),
        ("Đi làm ăn xa", "ABSENT"),
        ("Chuyển sinh hoạt đi", "LEFT"),
        ("Nghỉ sinh hoạt", None),
        ("", None),
    ],
)
def test_notes_say_what_is_due(note, flag):
    found = only(read_rows([*member_row(1), note], headings=[*HEADINGS, "Ghi chú"]))
    assert found.flags == (frozenset({flag}) if flag else frozenset())


def test_posts_and_work_unit_are_read():
    headings = [*HEADINGS, "Chức vụ", "Đơn vị công tác"]
    found = only(read_rows([*member_row(1), "Bí thư chi bộ; Trưởng khu phố", " Trường  THCS "], headings=headings))
    assert found.posts == ("Bí thư chi bộ", "Trưởng khu phố")
    assert found.work_unit == "Trường THCS"


def test_sheets_that_are_no_roster_are_told():
    two = [["Ghi chép"], ["không phải danh sách"]]
    with pytest.raises(UnusableFile) as refused:
        read(xlsx(two))
    assert refused.value.code == "no_header"


def test_missing_column_is_named():
    with pytest.raises(UnusableFile) as refused:
        read(xlsx([["STT", "Họ và tên", "Số thẻ"], [1, "Lê Văn A", "42010001"]]))
    assert refused.value.code == "missing_columns"
    assert "%(" not in str(refused.value)
