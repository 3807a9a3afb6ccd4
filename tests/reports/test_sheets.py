"""Sheets on paper: blank and filled in, of one member and of a cell; each with its code, none for a stranger."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from emulation.models import JournalEntry
from pledges.codes import CodeKind, Target, read_code
from pledges.models import Pledge, PledgeItem, State
from pledges.selectors.sheets import subject_of, subject_to_start, subjects_at
from pledges.services import HalfLine, Line, send_check_in, write_half_year
from reports.documents.sheets import SheetKind, build_sheets
from reports.services import export_blank_sheet, export_cell_sheets, export_sheet
from tests.pledges.factories import make_people, make_pledge, membership_of

EARLY = timezone.make_aware(datetime.datetime(2026, 2, 10, 9))
TODAY = datetime.date(2026, 9, 20)


@pytest.fixture(autouse=True)
def vietnamese():
    """Documents are in Vietnamese."""
    with translation.override("vi"):
        yield


@pytest.fixture
def pledge(cast) -> Pledge:
    """A confirmed pledge with a report of the third quarter and a half-year review."""
    made = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2, confirmed_at=EARLY)
    made.items.filter(position=1).update(measure_kind="COUNT", target=12, counted_in="buổi")
    first, second = made.items.values_list("pk", flat=True)
    lines = {first: Line("ON_TRACK", Decimal("7.5"), "Đã dự đủ", next_step="Làm tiếp"), second: Line("OFF")}
    send_check_in(pledge=made, month=9, lines=lines, by=cast.member)
    halves = {first: HalfLine("AT_RISK", Decimal(3), "Nửa chừng", "Chia theo tháng"), second: HalfLine("ON_TRACK")}
    write_half_year(pledge=made, lines=halves, word="Cần giúp", by=cast.member)
    return made


def sheet_of(reader, pledge: Pledge, kind: SheetKind, *, blank: bool = False, month: int = 9):
    return build_sheets(kind, [subject_of(reader, pledge, month)], month=month, is_blank=blank, on=TODAY).sheets[0]


def test_a_filled_pledge_says_what_was_pledged_and_a_blank_one_leaves_room(cast, pledge):
    filled = sheet_of(cast.member, pledge, SheetKind.PLEDGE)
    assert (filled.title, filled.name, filled.cell) == ("BẢN ĐĂNG KÝ, CAM KẾT", "Trần Thị Lan", cast.cell.name)
    assert [(row.deed, row.target, row.due) for row in filled.rows] == [
        ("Làm việc 1", "12 buổi", "31/12/2026"),
        ("Làm việc 2", "", "31/12/2026"),
    ]
    blank = sheet_of(cast.member, pledge, SheetKind.PLEDGE, blank=True)
    assert {row.deed for row in blank.rows} == {""} and blank.name == filled.name and "……" in blank.day


def test_a_report_and_a_half_year_say_what_was_said_and_blank_ones_only_what_was_pledged(cast, pledge):
    report = sheet_of(cast.secretary, pledge, SheetKind.CHECK_IN)
    first = report.rows[0]
    assert (first.standing, first.value, first.done, first.then) == ("Đúng tiến độ", "7,5 buổi", "Đã dự đủ", "Làm tiếp")
    half = sheet_of(cast.secretary, pledge, SheetKind.HALF_YEAR)
    assert (half.rows[0].then, half.word, half.is_half_year) == ("Chia theo tháng", "Cần giúp", True)
    for kind in (SheetKind.CHECK_IN, SheetKind.HALF_YEAR):
        blank = sheet_of(cast.secretary, pledge, kind, blank=True)
        assert [(row.deed, row.standing, row.done) for row in blank.rows] == [
            ("Làm việc 1", "", ""),
            ("Làm việc 2", "", ""),
        ]
        assert blank.word == blank.comment == ""


def test_each_code_leads_to_its_record_and_holds_nothing_of_the_person(cast, pledge):
    wanted = {
        SheetKind.PLEDGE: Target(CodeKind.PLEDGE, pledge.pk),
        SheetKind.CHECK_IN: Target(CodeKind.CHECK_IN, pledge.pk, 9),
        SheetKind.HALF_YEAR: Target(CodeKind.HALF_YEAR, pledge.pk),
    }
    for kind, target in wanted.items():
        sheet = sheet_of(cast.member, pledge, kind)
        assert read_code(sheet.code) == target and "<svg" in sheet.qr
    start = build_sheets(
        SheetKind.PLEDGE, [subject_to_start(membership_of(cast.colleague), cast.year)], is_blank=True, on=TODAY
    )
    assert read_code(start.sheets[0].code) == Target(CodeKind.START, membership_of(cast.colleague).pk, 2026)


def test_the_secretarys_own_sheet_is_signed_above(cast, pledge):
    own = make_pledge(cast.secretary.member, cast.cell, cast.year, State.CONFIRMED)
    assert sheet_of(cast.officer, pledge, SheetKind.PLEDGE).body.on_behalf == "T/M CHI BỘ"
    assert sheet_of(cast.officer, own, SheetKind.PLEDGE).body.on_behalf != "T/M CHI BỘ"


def test_where_there_is_nothing_to_print_it_says_so(cast, pledge):
    for kind, month in ((SheetKind.CHECK_IN, 6), (SheetKind.CHECK_IN, 4)):
        with pytest.raises(ValidationError):
            export_sheet(pledge=pledge, kind=kind, month=month, by=cast.member)
    draft = make_pledge(cast.colleague.member, cast.cell, cast.year, State.DRAFT)
    with pytest.raises(ValidationError):
        export_sheet(pledge=draft, kind=SheetKind.HALF_YEAR, blank=True, by=cast.colleague)
    assert not JournalEntry.objects.filter(verb="sheet.exported").exists()


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("blank", [False, True])
def test_every_sheet_is_laid_out_without_a_murmur_and_journaled(cast, pledge, kind, blank):
    PledgeItem.objects.filter(pledge=pledge).update(deed="<b>" + "Việc rất dài " * 38)
    month = 9 if kind == SheetKind.CHECK_IN else 0
    content, name = export_sheet(pledge=pledge, kind=kind, month=month, blank=blank, by=cast.member)
    assert content.startswith(b"%PDF") and "lan" not in name and name.endswith(".pdf")
    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.data) == ("sheet.exported", {"sheet": kind, "month": month, "blank": blank})


def test_a_whole_cell_in_one_file_leaves_out_who_has_no_such_sheet(cast, pledge):
    blank, _name = export_cell_sheets(
        unit=cast.cell, year=cast.year, kind=SheetKind.PLEDGE, blank=True, by=cast.secretary
    )
    assert JournalEntry.objects.first().data["sheets"] == 3
    export_cell_sheets(unit=cast.cell, year=cast.year, kind=SheetKind.CHECK_IN, month=9, by=cast.officer)
    entry = JournalEntry.objects.first()
    assert entry.data == {"sheet": "check-in", "year": 2026, "month": 9, "blank": False, "sheets": 1}
    assert blank.startswith(b"%PDF")


def test_a_cells_sheets_cost_the_same_for_few_and_many(cast, pledge, django_assert_num_queries):
    assert cast.secretary.scope

    def read():
        with django_assert_num_queries(7):
            found = subjects_at(cast.secretary, cast.cell, cast.year, 9)
        return build_sheets(SheetKind.PLEDGE, found, is_blank=True, on=TODAY)

    assert len(read().sheets) == 3
    for member in make_people(cast.cell, 8):
        make_pledge(member, cast.cell, cast.year, State.CONFIRMED, items=3)
    assert len(read().sheets) == 11


def test_only_one_cell_at_a_time_and_only_who_may(cast, pledge):
    with pytest.raises(ValidationError):
        export_cell_sheets(unit=cast.committee, year=cast.year, kind=SheetKind.PLEDGE, by=cast.officer)
    for who in ("colleague", "viewer", "admin", "stranger"):
        with pytest.raises(PermissionDenied):
            export_sheet(pledge=pledge, kind=SheetKind.PLEDGE, by=getattr(cast, who))
        with pytest.raises(PermissionDenied):
            export_cell_sheets(unit=cast.cell, year=cast.year, kind=SheetKind.PLEDGE, by=getattr(cast, who))
        with pytest.raises(PermissionDenied):
            export_blank_sheet(membership=membership_of(cast.member), year=cast.year, by=getattr(cast, who))


@pytest.mark.parametrize("base", ["/reports/sheets/", "/api/v1/reports/sheets/"])
def test_pages_and_api_give_the_same_files_and_a_stranger_nothing(client, cast, pledge, base):
    year, membership = f"unit={cast.cell.pk}&year=2026", membership_of(cast.member).pk
    addresses = [f"{base}pledge/{pledge.pk}/", f"{base}pledge/?{year}&blank=1", f"{base}new/{membership}/2026/"]
    client.force_login(cast.secretary)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF"), address
    assert client.get(f"{base}poster/{pledge.pk}/").status_code == 404
    client.force_login(cast.stranger)
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


def test_the_page_offers_what_can_be_printed(client, cast, pledge):
    client.force_login(cast.secretary)
    text = client.get(reverse("reports:papers")).content.decode()
    assert "blank=1" in text and reverse("pledges:worksheet") in text
    client.force_login(cast.officer)
    assert reverse("pledges:worksheet") not in client.get(reverse("reports:papers")).content.decode()
