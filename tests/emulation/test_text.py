"""Text at the door: what is stored, how it sorts, how it is found, and what old encodings become."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulation.text import (
    clean,
    clean_lines,
    from_tcvn3,
    looks_like_tcvn3,
    person_name,
    search_text,
    sort_key,
)

VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
FAMILIES = "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Tạ Tô Hà Đinh Mai Trịnh".split()
MIDDLES = "Văn Thị Hữu Đức Bá Xuân Ngọc Quốc Minh Kim Tấn Thanh Công Phương".split()
GIVENS = "An Ân Ánh Hà Hòa Hoà Huệ Hùng Lộc Mai Mỹ Nghĩa Oanh Sơn Thuỷ Toàn Trí Tú Ước Uyên Việt Yến Đạt Ý".split()
names = st.builds("{} {} {}".format, st.sampled_from(FAMILIES), st.sampled_from(MIDDLES), st.sampled_from(GIVENS))


@pytest.mark.parametrize(
    "typed, stored",
    [
        ("  Lê\u00a0Quốc\u2003 Việt ", "Lê Quốc Việt"),
        (unicodedata.normalize("NFD", "Nguyễn Văn Đạt"), "Nguyễn Văn Đạt"),
        ("\u00d0ặng \u00f0ình", "Đặng đình"),
        ("Hòa\u200b Bình\ufeff", "Hòa Bình"),
        ("Trần\nVăn\tAn", "Trần Văn An"),
        ("“Học tập” – làm theo…", "“Học tập” – làm theo…"),
        (None, ""),
        (7, "7"),
    ],
)
def test_text_is_cleaned_at_the_door(typed, stored):
    assert clean(typed) == stored


def test_longer_text_keeps_its_lines():
    assert clean_lines(" Một \r\n\r\n hai\u00a0 ba ") == "Một\n\nhai ba"


@pytest.mark.parametrize(
    "typed, name",
    [
        ("PHẠM THỊ THUỶ", "Phạm Thị Thuỷ"),
        ("Đ/c Ðặng Hữu Nghĩa", "Đặng Hữu Nghĩa"),
        ("đ/c. Lê Văn An", "Lê Văn An"),
        ("Đồng chí TRẦN THỊ Ý", "Trần Thị Ý"),
        ("nguyễn văn hùng", "Nguyễn Văn Hùng"),
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Lê Thị Hòa", "Lê Thị Hòa"),
        ("Đồng Chí Thành", "Thành"),
        ("Đồng Văn Chí", "Đồng Văn Chí"),
    ],
)
def test_name_is_written_as_a_name(typed, name):
    assert person_name(typed) == name


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    for door in (clean, clean_lines, person_name, search_text):
        once = door(text)
        assert door(once) == once
        assert unicodedata.is_normalized("NFC", once)


@given(st.text(alphabet=VIETNAMESE + VIETNAMESE.upper() + " ", max_size=30))
def test_decomposed_and_composed_text_are_one(text):
    decomposed = unicodedata.normalize("NFD", text)
    assert clean(decomposed) == clean(text)
    assert sort_key(decomposed) == sort_key(text)
    assert search_text(decomposed) == search_text(text)


SORTED = [
    "Trần An",
    "Vũ An An",
    "Bùi Văn An",
    "Trần Văn An",
    "Lê Xuân An",
    "Lê Bảo Anh",
    "Nguyễn Ảnh",
    "Nguyễn Ánh",
    "Nguyễn Ăn",
    "Lê Ân",
    "Lê Ần",
    "Lê Ẩn",
    "Lê Ẫn",
    "Lê Ấn",
    "Lê Ận",
    "Lê Dung",
    "Lê Đan",
    "Lê Em",
    "Lê Ên",
    "Trần Hoa",
    "An Hoà",
    "Trần Hòa",
    "Lê Oanh",
    "Lê Ơn",
    "Lê Phú",
    "Lê Uyên",
    "Lê Ước",
    "Lê Ý",
    "Lê Zen",
]


def test_names_sort_by_given_name_then_middle_then_family():
    shuffled = random.Random(1).sample(SORTED, len(SORTED))
    assert sorted(shuffled, key=sort_key) == SORTED


@given(names)
def test_sort_key_is_digits_only_and_fits_its_column(name):
    key = sort_key(name)
    assert key.isascii() and key.isdigit() and len(key) % 2 == 0 and len(key) <= 400
    assert key == sort_key(name.upper())


@given(st.text(max_size=40))
def test_sort_key_of_any_text_is_digits(text):
    assert sort_key(text) == "" or sort_key(text).isdigit()


@pytest.mark.parametrize("text, found", [("ĐẢNG  bộ", "dang bo"), ("Thuỷ", "thuy"), ("Ước", "uoc"), (None, "")])
def test_search_ignores_marks_and_case(text, found):
    assert search_text(text) == found


@pytest.mark.parametrize(
    "old, new",
    [
        ("NguyÔn V¨n Hïng", "Nguyễn Văn Hùng"),
        ("TrÇn ThÞ Hång", "Trần Thị Hồng"),
        ("§Æng D\u00ad¬ng", "Đặng Dương"),
        ("MiÔn sinh ho¹t", "Miễn sinh hoạt"),
        ("NGUYÔN V¡N HïNG", "NGUYỄN VĂN HÙNG"),
        ("BÝ th\u00ad chi bé", "Bí thư chi bộ"),
    ],
)
def test_old_encoding_is_recognised_and_converted(old, new):
    assert looks_like_tcvn3(old)
    assert from_tcvn3(old) == new


@pytest.mark.parametrize(
    "text",
    [
        "Hoàng Lê Hà",
        "Ðinh Công Tô",
        "José Müller",
        "Công ty «Hòa Bình»",
        "© 2024",
        "50 m²",
        "5°C",
        "Lý Tú",
        "",
        "An",
        "Trần Văn Ý",
        "½ giờ",
        "§ 5",
    ],
)
def test_correct_text_is_never_taken_for_the_old_encoding(text):
    assert not looks_like_tcvn3(text)


@given(names)
def test_no_unicode_name_is_converted(name):
    for written in (name, name.upper(), name.lower(), unicodedata.normalize("NFD", name)):
        assert not looks_like_tcvn3(written)
        assert not looks_like_tcvn3(clean(written))


@given(st.text(alphabet=VIETNAMESE + " ,.-0123456789", max_size=30))
def test_no_vietnamese_text_in_unicode_is_taken_for_the_old_encoding(text):
    assert not looks_like_tcvn3(text)
