"""Files that cannot be used: each is refused with one sentence before anything is opened that should not be."""

import datetime
import io
import os
import signal
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulation.roster import UnusableFile, apart, package, read_roster, workbook

from .sheets import HEADINGS, csv_bytes, member_row, ods, xls, xlsx

TODAY = datetime.date(2026, 11, 22)
GOOD = [HEADINGS, member_row(1)]


def refusal(data, filename="list.xlsx"):
    with pytest.raises(UnusableFile) as refused:
        read_roster(data, filename, unit_name="Chi bộ A", today=TODAY)
    assert str(refused.value).strip() and "%(" not in str(refused.value)
    return refused.value.code


def repacked(data, **parts):
    """The archive with some parts replaced; names with _ for / and . are given whole in `parts`."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.pop(name, None) or old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return output.getvalue()


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    "data, filename, code",
    [
        (b"", "list.xlsx", "empty"),
        (b"\xef\xbb\xbf\r\n", "list.csv", "empty"),
        ("Họ và tên,Ngày sinh".encode(), "list.xlsx", "not_a_workbook"),
        (b"PK\x03\x04 nothing more", "list.xlsx", "not_a_workbook"),
        (b"%PDF-1.7 ...", "list.xls", "not_a_workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "list.xls", "not_a_workbook"),
        ("Hä vµ tªn;Ngµy sinh".encode("latin-1"), "list.csv", "not_utf8"),
        (b"a,b\x00c\n", "list.csv", "not_a_workbook"),
        (b"one two three\nfour\n", "list.csv", "no_header"),
        (xlsx([[]]), "list.xlsx", "empty"),
        (xlsx([["Chỉ có một tiêu đề"]]), "list.xlsx", "no_header"),
        (xlsx([HEADINGS]), "list.xlsx", "no_members"),
        (xlsx(GOOD)[:-40], "list.xlsx", "not_a_workbook"),
    ],
)
def test_unusable_file_gets_its_own_sentence(data, filename, code):
    assert refusal(data, filename) == code


def test_document_that_is_no_spreadsheet_is_refused():
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert refusal(output.getvalue(), "list.docx") == "not_a_workbook"


def test_part_that_is_no_xml_is_refused():
    assert refusal(repacked(xlsx(GOOD), **{"xl/workbook.xml": b"<not xml"})) == "not_a_workbook"


def test_entities_are_not_expanded():
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part(xlsx(GOOD), "xl/workbook.xml").split(b"?>", 1)[1]
    assert refusal(repacked(xlsx(GOOD), **{"xl/workbook.xml": evil})) == "not_a_workbook"
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part(ods(GOOD), "content.xml").split(b"?>", 1)[1]
    assert refusal(repacked(ods(GOOD), **{"content.xml": evil}), "a.ods") == "not_a_workbook"


def test_zip_bomb_is_refused_before_it_is_unpacked():
    bomb = repacked(xlsx(GOOD), **{"xl/media/image1.bin": b"\x00" * 40_000_000})
    assert len(bomb) < 100_000
    assert refusal(bomb) == "too_big"


def test_archive_of_very_many_parts_is_refused(monkeypatch):
    monkeypatch.setattr(package, "MAX_ENTRIES", 5)
    assert refusal(xlsx(GOOD)) == "too_big"


def test_archive_that_lies_about_its_size_is_refused():
    bomb = bytearray(repacked(xlsx(GOOD), **{"xl/media/image1.bin": b"\x00" * 1_000_000}))
    true_size = struct.pack("<I", 1_000_000)
    while (found := bomb.find(true_size)) >= 0:
        bomb[found : found + 4] = struct.pack("<I", 1_000)
    assert refusal(bytes(bomb)) == "not_a_workbook"


def test_cell_at_the_far_corner_does_not_take_the_memory():
    sheet = part(xlsx(GOOD), SHEET)
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    assert refusal(repacked(xlsx(GOOD), **{SHEET: sheet.replace(b"</sheetData>", far)})) == "too_many_rows"
    wide = b'<row r="90"><c r="XFD90"><v>1</v></c></row></sheetData>'
    assert refusal(repacked(xlsx(GOOD), **{SHEET: sheet.replace(b"</sheetData>", wide)})) == "too_big"


def test_repeated_cells_of_ods_do_not_take_the_memory():
    content = part(ods(GOOD), "content.xml")
    for what, code in ((b"number-rows-repeated", "too_many_rows"), (b"number-columns-repeated", "too_big")):
        tag = b"<table:table-row>" if b"rows" in what else b"<table:table-cell office:value-type"
        assert tag in content
        evil = content.replace(
            tag,
            tag.replace(b"row>", b"row table:" + what + b'="900000">').replace(
                b"cell office", b"cell table:" + what + b'="900000" office'
            ),
            1,
        )
        assert refusal(repacked(ods(GOOD), **{"content.xml": evil}), "a.ods") == code


def test_formatted_but_empty_cells_to_the_last_column_are_no_harm():
    sheet = part(xlsx(GOOD), SHEET).replace(b"</sheetData>", b'<row r="9"><c r="XFD9" s="1"/></row></sheetData>')
    data = repacked(xlsx(GOOD), **{SHEET: sheet})
    assert len(read_roster(data, "a.xlsx", unit_name="Chi bộ A", today=TODAY).accepted) == 1


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_ROWS", 3)
    rows = [HEADINGS, *(member_row(n) for n in range(5))]
    assert refusal(xlsx(rows)) == refusal(csv_bytes(rows), "a.csv") == refusal(xls(rows), "a.xls") == "too_many_rows"


def test_file_larger_than_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MAX_BYTES", 100)
    assert refusal(xlsx(GOOD)) == "too_big"


def renamed_stream(data, name):
    """An old workbook whose only stream has another name, as an encrypted package has."""
    entry = "Workbook".encode("utf-16-le")
    at = data.index(entry)
    new = name.encode("utf-16-le")
    return data[:at] + new.ljust(64, b"\x00") + struct.pack("<H", len(new) + 2) + data[at + 66 :]


def test_encrypted_package_is_refused():
    assert refusal(renamed_stream(xls(GOOD), "EncryptedPackage"), "list.xlsx") == "encrypted"


def test_old_workbook_with_a_password_is_refused():
    data = xls(GOOD)
    begin = data.index(struct.pack("<HH", 0x0809, 16)) + 20
    # The record after the first is overwritten with a FILEPASS of the same length.
    size = struct.unpack_from("<H", data, begin + 2)[0]
    locked = data[:begin] + struct.pack("<HH", 0x2F, size) + data[begin + 4 :]
    assert refusal(locked, "list.xls") == "encrypted"


def test_encrypted_parts_and_encrypted_ods_are_refused():
    data = bytearray(xlsx(GOOD))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    assert refusal(bytes(data)) == "encrypted"
    manifest = part(ods(GOOD), "META-INF/manifest.xml").replace(b"</manifest", b"<manifest:encryption-data/></manifest")
    assert refusal(repacked(ods(GOOD), **{"META-INF/manifest.xml": manifest}), "a.ods") == "encrypted"


def test_a_file_that_ends_its_reader_is_refused_and_the_next_one_read():
    damaged = bytearray(xls(GOOD))
    damaged[damaged.index(b"\x00\x02\x0e\x00") + 5] = 0x77  # the first row stands after the last: 1.3 TB to hold it
    with pytest.raises(apart.Lost):
        apart.call(workbook._opened, bytes(damaged), [])
    assert refusal(bytes(damaged), "a.xls") == "not_a_workbook"
    assert len(workbook.read_workbook(xls(GOOD), "a.xls")) == 1


@pytest.mark.parametrize("work", [(os.abort,), (signal.raise_signal, signal.SIGXCPU)])
def test_a_reader_that_is_lost_is_said_so(work):
    with pytest.raises(apart.Lost):
        apart.call(*work)
    assert apart.call(abs, -1) == 1


def test_a_reader_gets_no_more_memory_than_its_share():
    with pytest.raises(MemoryError):
        apart.call(bytearray, 2 * apart.MEMORY)


SEEDS = {"a.xlsx": xlsx(GOOD), "a.xls": xls(GOOD), "a.ods": ods(GOOD), "a.csv": csv_bytes(GOOD)}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(SEEDS)), st.data())
def test_damaged_file_is_read_or_refused_but_never_breaks(filename, data):
    damaged = bytearray(SEEDS[filename])
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_roster(bytes(damaged), filename, unit_name="Chi bộ A", today=TODAY)
    except UnusableFile as refused:
        assert str(refused)
