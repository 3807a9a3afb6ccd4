"""Lists of results as offices keep them: levels in every wording, faults in one sentence, files that are refused."""

import datetime
import io
from pathlib import Path

import openpyxl
import pytest

from emulation.roster.problems import UnusableFile
from evaluations.paper import Words, read_results
from evaluations.paper.template import template_workbook
from evaluations.shipped import shipped_rule_sets
from tests.emulation.sheets import csv_bytes, ods, xls, xlsx

from .document import read_tables
from .paper import GOOD, HEADINGS, NUMBER, PLACES, SIGNED, TODAY, YEAR

DATA = shipped_rule_sets()["QD124"]
CODES = {leaf["code"] for blocks in DATA["criteria"].values() for block in blocks for leaf in block["criteria"]}
WORDS = Words.of(DATA["level_names"].items(), DATA["grade_names"].items(), CODES)
BORN = datetime.date(1975, 5, 19)
DOCUMENT = (Path(__file__).parents[2] / "docs" / "older-years.md").read_text(encoding="utf-8")


def good(**changes) -> list:
    row = [1, "42010001", "Trần Thị Lan", BORN, "Chi bộ Khu phố 1", GOOD, NUMBER, SIGNED, ""]
    for name, value in changes.items():
        row[PLACES[name]] = value
    return row


def parse(data: bytes, name: str = "ket-qua.xlsx"):
    return read_results(data, name, words=WORDS, year=YEAR, today=TODAY)


def read(*rows, headings=HEADINGS, **options):
    return parse(xlsx([["KẾT QUẢ"], headings, *rows], **options))


def refusal(data: bytes, name: str = "ket-qua.xlsx") -> str:
    with pytest.raises(UnusableFile) as refused:
        parse(data, name)
    assert str(refused.value).strip() and "%(" not in str(refused.value)
    return refused.value.code


# ── levels in every wording ──

LEVELS = {
    "HTXSNV": [
        "Hoàn thành xuất sắc nhiệm vụ",
        "HOÀN THÀNH XUẤT SẮC NHIỆM VỤ",
        "hoan thanh xuat sac nhiem vu",
        "HTXSNV",
        "htxs",
        "Xuất sắc",
        "Hoàn thành xuất sắc",
        "Đảng viên đủ tư cách, hoàn thành xuất sắc nhiệm vụ",
        "Mức 1",
        "Loại A",
        1,
    ],
    "HTTNV": [
        "Hoàn thành tốt nhiệm vụ",
        "HTTNV",
        "Hoàn thành tốt",
        "  hoàn  thành tốt nhiệm vụ. ",
        "ĐTC hoàn thành tốt nhiệm vụ",
        "Đủ tư cách hoàn thành tốt nhiệm vụ",
        "Xếp loại: Tốt",
        "mức 2",
    ],
    "HTNV": ["Hoàn thành nhiệm vụ", "HTNV", "Hoàn thành", "Đảng viên đủ tư cách hoàn thành nhiệm vụ", "3", "loại C"],
    "KHTNV": [
        "Không hoàn thành nhiệm vụ",
        "KHTNV",
        "Chưa hoàn thành nhiệm vụ",
        "Đảng viên vi phạm tư cách",
        "Vi phạm tư cách, không hoàn thành nhiệm vụ",
        "Mức 4",
    ],
}


@pytest.mark.parametrize(("level", "word"), [(level, word) for level, words in LEVELS.items() for word in words])
def test_a_level_is_known_in_every_wording(level, word):
    row = read(good(level=word)).rows[0]
    assert (row.accepted, row.level) == (True, level), row.reasons


@pytest.mark.parametrize("row", read_tables(DOCUMENT)["Words"], ids=lambda row: row["written"])
def test_the_document_tells_the_words(row):
    assert (WORDS.level_of(row["written"]) or "–") == row["level"]


@pytest.mark.parametrize("word", ["Khá", "Đạt", "Xuất sắc tiêu biểu", "HTNV?x", "5", "Trung bình", "không"])
def test_what_is_no_level_is_refused_and_the_four_are_named(word):
    row = read(good(level=word)).rows[0]
    assert row.field == "level" and GOOD in row.message


def test_an_unusual_wording_is_told():
    assert "Hoàn thành xuất sắc nhiệm vụ" in read(good(level="Loại A")).rows[0].converted[0]
    assert read(good(level="HTTNV")).rows[0].converted == read(good()).rows[0].converted == []


@pytest.mark.parametrize(("word", "grade"), [("Xuất sắc", "A"), ("TỐT", "B"), ("tb", "C"), ("Kem", "D"), ("", None)])
def test_a_grade_is_known(word, grade):
    row = read([*good(), word], headings=[*HEADINGS, "CT"]).rows[0]
    assert row.grades == ({"CT": grade} if grade else {})


def test_an_unknown_grade_is_refused_with_its_criterion():
    row = read([*good(), "Khá"], headings=[*HEADINGS, "CT. Tư tưởng chính trị"]).rows[0]
    assert "CT" in row.message and "Trung bình" in row.message


# ── faults of a row ──

FAULTS = [
    ({"level": ""}, "level", "Thiếu mức xếp loại"),
    ({"number": ""}, "number", "Thiếu số quyết định"),
    ({"signed_on": ""}, "signed_on", "Thiếu ngày quyết định"),
    ({"signed_on": datetime.date(2024, 6, 30)}, "signed_on", "01/07/2024"),
    ({"signed_on": datetime.date(2026, 1, 1)}, "signed_on", "31/12/2025"),
    ({"signed_on": datetime.date(2026, 5, 5)}, "signed_on", "chưa đến"),
    ({"signed_on": "32/12/2024"}, "signed_on", "32/12/2024"),
    ({"signed_on": "2024"}, "signed_on", "2024"),
    ({"card": "123"}, "card", "123"),
    ({"number": "9" * 61}, "number", "60"),
    ({"note": "x" * 501}, "note", "500"),
    ({"name": "", "card": ""}, "name", "số thẻ"),
]


@pytest.mark.parametrize(("change", "field", "word"), FAULTS)
def test_a_fault_is_one_sentence_at_its_column(change, field, word):
    row = read(good(**change)).rows[0]
    assert not row.accepted and row.field == field and word in row.message, row.reasons
    assert "%(" not in row.reasons


def test_all_faults_of_a_row_come_at_once():
    row = read(good(level="?", number="", signed_on="")).rows[0]
    assert len(row.problems) == 3


def test_a_formula_is_refused_not_computed():
    reading = parse(xlsx([HEADINGS, good(level="=IF(1,2,3)")], formulas={(1, PLACES["level"])}))
    assert "công thức" in reading.rows[0].message


@pytest.mark.parametrize("day", [SIGNED, "20/12/2024", "ngày 20 tháng 12 năm 2024", 45646])
def test_the_day_is_read_day_first(day):
    assert read(good(signed_on=day)).rows[0].signed_on == SIGNED


def test_a_card_typed_twice_is_refused_the_second_time():
    reading = read(good(), good(name="Lê Văn Bình"))
    assert [row.accepted for row in reading.rows] == [True, False] and "dòng 3" in reading.rows[1].message


def test_one_person_without_card_twice_is_refused():
    reading = read(good(card=""), good(card=""))
    assert [row.accepted for row in reading.rows] == [True, False]


# ── the shape of the list ──


def test_titles_totals_blocks_and_signatures_are_no_results():
    rows = [
        ["ĐẢNG BỘ PHƯỜNG HÒA BÌNH"],
        [],
        HEADINGS,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"],
        ["I", "Chi bộ Khu phố 1"],
        good(unit=""),
        HEADINGS,
        ["II", "CHI BỘ KHU PHỐ 2"],
        good(card="42010002", name="Lê Văn Bình", unit=""),
        ["Tổng cộng: 2"],
        ["", "", "", "", "", "T/M ĐẢNG ỦY"],
        ["", "", "", "", "", "Võ Tấn Dũng"],
    ]
    reading = parse(xlsx(rows))
    assert [(row.name, row.unit) for row in reading.rows] == [
        ("Trần Thị Lan", "Chi bộ Khu phố 1"),
        ("Lê Văn Bình", "Chi bộ Khu phố 2"),
    ]
    assert not reading.rejected


def test_a_heading_in_two_rows_is_understood():
    upper = ["TT", "Họ và tên", "Số thẻ đảng viên", "Xếp loại", "Quyết định", ""]
    lower = ["", "", "", "", "Số", "Ngày ký"]
    reading = parse(xlsx([upper, lower, [1, "Trần Thị Lan", "42010001", "HTTNV", NUMBER, SIGNED]]))
    assert (reading.rows[0].number, reading.rows[0].signed_on) == (NUMBER, SIGNED)


def test_columns_come_in_any_order():
    order = [7, 5, 2, 1, 6]
    headings, row = [HEADINGS[place] for place in order], [good()[place] for place in order]
    found = read(row, headings=headings).rows[0]
    assert (found.card, found.level, found.number, found.signed_on) == ("42010001", "HTTNV", NUMBER, SIGNED)


@pytest.mark.parametrize("make", [xlsx, xls, ods])
def test_every_format_says_the_same(make):
    row = parse(make([HEADINGS, good()]), "ket-qua.xls").rows[0]
    assert (row.card, row.level, row.signed_on, row.born.day) == ("42010001", "HTTNV", SIGNED, BORN)


def test_csv_says_the_same():
    row = parse(csv_bytes([HEADINGS, good()]), "ket-qua.csv").rows[0]
    assert (row.card, row.level, row.signed_on) == ("42010001", "HTTNV", SIGNED)


def test_the_template_is_read_with_its_example():
    reading = parse(template_workbook())
    assert [(row.accepted, row.level) for row in reading.rows] == [(True, "HTTNV")]


def test_the_template_offers_the_criteria_of_the_years_with_grades():
    book = openpyxl.load_workbook(io.BytesIO(template_workbook()))
    headings = [cell.value for cell in book["Kết quả"][3]]
    assert headings[:9] == ["STT", "Số thẻ đảng viên", *HEADINGS[2:]]
    assert headings[9:] == ["CT", "DD", "KL", "TP", "NV", "LD", "TN", "NG", "CK"]


# ── files that cannot be used ──

BAD = [
    (b"", "list.xlsx", "empty"),
    (b"%PDF-1.7", "list.xlsx", "not_a_workbook"),
    (b"PK\x03\x04 nothing", "list.xlsx", "not_a_workbook"),
    (b"one;two;three\n", "list.csv", "no_header"),
    (xlsx([["Một tiêu đề"]]), "list.xlsx", "no_header"),
    (xlsx([HEADINGS]), "list.xlsx", "no_results"),
    (xlsx([["STT", "Họ và tên", "Ngày sinh", "Chi bộ"], [1, "An", BORN, "Chi bộ 1"]]), "list.xlsx", "missing_columns"),
]


@pytest.mark.parametrize(("data", "name", "code"), BAD)
def test_a_bad_file_is_refused_with_one_sentence(data, name, code):
    assert refusal(data, name) == code


def test_missing_columns_are_named():
    with pytest.raises(UnusableFile, match="Số quyết định"):
        parse(xlsx([["Họ và tên", "Số thẻ", "Mức xếp loại"], ["An", "42010001", "HTTNV"]]))
