"""Loading a roster into a committee: what is created, matched, refused; the same list again changes nothing."""

import datetime
import io
import zipfile

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from python_calamine import CalamineWorkbook

from emulation.models import (
    Circumstance,
    JournalEntry,
    Member,
    Membership,
    Post,
    RatingAuthority,
    Stay,
    Unit,
    UnitKind,
    WorkUnit,
)
from emulation.roster import read_roster
from emulation.roster.workbooks import rejected_workbook, template_workbook
from emulation.services.roster import load_roster, preview_roster
from emulation.text import sort_key
from tests.factories import make_cell, make_committee, make_member

from .sheets import HEADINGS, date, member_row, xlsx

TODAY = datetime.date(2026, 11, 22)
MORE = [*HEADINGS, "Chức vụ", "Ghi chú", "Chi bộ", "Đơn vị công tác"]
pytestmark = pytest.mark.django_db


def reading_of(*rows, headings=HEADINGS, unit_name="Chi bộ Khu phố 1"):
    return read_roster(xlsx([headings, *rows]), "list.xlsx", unit_name=unit_name, today=TODAY)


def load(cast, *rows, unit=None, on=TODAY, **options):
    return load_roster(reading=reading_of(*rows, **options), committee=unit or cast.committee, on=on, by=cast.officer)


def stored():
    """Everything a roster may touch, to see that nothing changed."""
    models = (Unit, Member, Membership, Post, Circumstance, WorkUnit, RatingAuthority, JournalEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def statuses(plan):
    return [planned.status for planned in plan.rows]


def fault(plan):
    (planned,) = plan.rows
    return planned.status, planned.row.field


def full_row(number=1, name="Trần Thị Hòa", post="", note="", cell="Chi bộ Chợ", work="", **more):
    return [*member_row(number, name, **more), post, note, cell, work]


def test_loading_creates_cells_members_memberships_posts_and_exemptions(cast):
    row = full_row(1, post="Bí thư chi bộ", note="Miễn sinh hoạt", cell="Trạm Y tế", work="Trạm Y tế")
    plan = load(cast, row, headings=MORE, unit_name=None)
    cell = Unit.objects.get(name="Chi bộ Trạm Y tế")
    assert (cell.kind, cell.cell_type, Unit.objects.get_parent(cell)) == (UnitKind.CELL, "HEALTH", cast.committee)
    assert RatingAuthority.objects.get(subject=cell).decider == cast.committee
    member = Member.objects.get(card_number="42010001")
    assert (member.full_name, member.sex, member.born_on) == ("Trần Thị Hòa", "F", date(19, 5, 1970))
    assert (member.sort_key, member.search_text) == (sort_key("Trần Thị Hòa"), "tran thi hoa")
    membership = member.memberships.get()
    assert (membership.unit, membership.work_unit.name, membership.stay) == (cell, "Trạm Y tế", Stay.PERMANENT)
    assert [post.title for post in membership.posts.all()] == ["Bí thư chi bộ"]
    assert [(one.kind, one.note) for one in member.circumstances.all()] == [("EXEMPT", "Miễn sinh hoạt")]
    assert plan.new_cells == {"Chi bộ Trạm Y tế": "HEALTH"}


def test_first_list_of_a_cell_holds_from_the_years_first_day_and_later_ones_from_their_own(cast):
    recent = member_row(2, "Lê Thị Ý", born=date(1, 1, 2000), joined=date(3, 5, 2026), official="")
    load(cast, member_row(1), recent, unit_name="Chi bộ Chợ")
    load(cast, member_row(3, "Lê Thị Tư"), unit_name="Chi bộ Chợ")
    starts = dict(Membership.objects.filter(unit__name="Chi bộ Chợ").values_list("member__full_name", "valid_from"))
    assert starts == {"Trần Thị Hòa": date(1, 1, 2026), "Lê Thị Ý": date(3, 5, 2026), "Lê Thị Tư": TODAY}


def test_one_line_of_the_journal_tells_of_the_whole_roster(cast):
    load(cast, member_row(1), member_row(2, "Lê Thị Ý"))
    entry = JournalEntry.objects.get(verb="roster.imported")
    assert (entry.actor_id, entry.unit_id, entry.data["new"]) == (cast.officer.pk, cast.committee.pk, 2)


def test_same_list_again_changes_nothing(cast):
    rows = [full_row(1, post="Chi ủy viên", note="Đình chỉ sinh hoạt", work="Chợ"), full_row(2, "Lê Thị Ý", born=1942)]
    load(cast, *rows, headings=MORE, unit_name=None)
    before = stored()
    plan = load(cast, *rows, headings=MORE, unit_name=None, on=TODAY + datetime.timedelta(days=30))
    assert statuses(plan) == ["unchanged", "unchanged"]
    assert plan.summary["new_cells"] == 0 and stored() == before


def test_preview_says_the_same_and_writes_nothing(cast):
    before = stored()
    reading = reading_of(full_row(1), full_row(2, ""), headings=MORE, unit_name=None)
    plan = preview_roster(reading=reading, committee=cast.committee, on=TODAY, by=cast.officer)
    assert statuses(plan) == ["new", "rejected"]
    assert plan.summary == {
        "rows": 2,
        "accepted": 1,
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "rejected": 1,
        "new_cells": 1,
    }
    assert stored() == before


@pytest.mark.parametrize("who", ["member", "secretary", "leader", "viewer", "admin", "stranger"])
@pytest.mark.parametrize("service", [preview_roster, load_roster])
def test_only_the_committees_officer_imports(cast, who, service):
    reading = reading_of(member_row(1))
    with pytest.raises(PermissionDenied, match=r"\w"):
        service(reading=reading, committee=cast.committee, on=TODAY, by=getattr(cast, who))
    assert not Member.objects.filter(card_number="42010001").exists()


def test_officer_of_one_committee_cannot_import_into_another(cast):
    with pytest.raises(PermissionDenied):
        load(cast, member_row(1), unit=make_committee("Đảng ủy phường khác"))


def test_cell_is_recognised_however_it_is_written(cast):
    load(cast, member_row(1), unit_name="CHI BỘ  KHU PHỐ 1")
    assert Member.objects.get(card_number="42010001").memberships.get().unit == cast.cell


def test_member_is_found_by_card_and_what_differs_is_changed(cast):
    load(cast, full_row(1), headings=MORE, unit_name=None)
    changed = full_row(1, "Trần Thị Hoà Bình", post="Chi ủy viên", note="Nghỉ thai sản", work="Chợ")
    plan = load(cast, changed, headings=MORE, unit_name=None)
    member = Member.objects.get(card_number="42010001")
    assert (statuses(plan), member.full_name, member.search_text) == (
        ["changed"],
        "Trần Thị Hoà Bình",
        "tran thi hoa binh",
    )
    assert len(plan.rows[0].changes) == 4
    assert member.memberships.get().work_unit.name == "Chợ"
    assert member.memberships.get().posts.get().title == "Chi ủy viên"
    assert member.circumstances.get().kind == "MATERNITY"


def test_member_without_card_is_found_by_name_birth_and_admission_and_gets_the_card(cast):
    without = [*member_row(1)[:7], ""]
    load(cast, without)
    assert statuses(load(cast, without)) == ["unchanged"]
    assert statuses(load(cast, member_row(1, "TRẦN THỊ HOÀ"))) == ["changed"]
    assert Member.objects.get(full_name="Trần Thị Hoà").card_number == "42010001"


def test_what_the_list_leaves_empty_stays(cast):
    load(cast, member_row(1))
    short = ["Trần Thị Hòa", "Nữ", 1970, date(3, 2, 1995), "42010001"]
    plan = load(cast, short, headings=["Họ và tên", "Giới tính", "Năm sinh", "Ngày vào Đảng", "Số thẻ"])
    member = Member.objects.get(card_number="42010001")
    assert statuses(plan) == ["unchanged"]
    assert (member.born_on, member.official_on, member.ethnicity) == (date(19, 5, 1970), date(3, 2, 1996), "Kinh")


def test_card_of_somebody_else_is_refused(cast):
    load(cast, member_row(1))
    plan = load(cast, member_row(2, "Mai Thị Sáu", born=date(1, 2, 1960), card="42010001"))
    assert fault(plan) == ("rejected", "card")
    assert "Trần Thị Hòa" in plan.rows[0].row.message


def test_same_person_with_another_card_is_refused(cast):
    load(cast, member_row(1))
    assert fault(load(cast, member_row(1, card="42019999"))) == ("rejected", "card")


def test_member_of_another_cell_is_not_moved(cast):
    load(cast, member_row(1))
    before = stored()
    plan = load(cast, member_row(1), unit_name="Chi bộ Khu phố 2")
    assert fault(plan) == ("rejected", "unit")
    assert cast.cell.name in plan.rows[0].row.message and stored() == before


def test_member_of_another_committee_is_neither_changed_nor_named(cast):
    stranger = make_member(
        "Hồ Thị Lạ", cast.stranger_cell, card_number="42010001", born_on=date(19, 5, 1970), born_year=1970
    )
    before = stored()
    plan = load(cast, member_row(1), member_row(2, "Lê Thị Ý", born=date(1, 1, 1960), card="42010001"))
    assert statuses(plan) == ["rejected", "rejected"]
    assert stored() == before and stranger.full_name not in str([planned.row.reasons for planned in plan.rows])


def test_guest_of_another_committee_gets_a_temporary_membership_and_stays_as_stored(cast):
    guest = make_member(
        "Trần Thị Hòa",
        cast.stranger_cell,
        card_number="42010001",
        born_on=date(19, 5, 1970),
        born_year=1970,
        joined_on=date(3, 2, 1995),
        ethnicity="Hoa",
    )
    load(cast, full_row(1, note="Sinh hoạt tạm thời"), headings=MORE, unit_name=None)
    guest.refresh_from_db()
    assert guest.ethnicity == "Hoa"
    assert set(guest.memberships.values_list("stay", flat=True)) == {Stay.PERMANENT, Stay.TEMPORARY}


def test_member_who_left_may_come_back(cast):
    member = make_member("Trần Thị Hòa", cast.stranger_cell, card_number="42010001", sex="F")
    member.memberships.update(valid_to=date(1, 6, 2026))
    assert statuses(load(cast, member_row(1))) == ["changed"]
    assert member.memberships.filter(valid_to=None).get().unit == cast.cell


def test_two_rows_meaning_one_stored_member_are_not_both_loaded(cast):
    load(cast, member_row(1))
    plan = load(cast, member_row(1, "Trần Thị Hòa Bình"), [2, *member_row(1)[1:7], ""])
    assert statuses(plan) == ["changed", "rejected"]


def test_dates_that_contradict_what_is_stored_are_refused_before_the_database_does(cast):
    load(cast, member_row(1))
    plan = load(cast, member_row(1, joined=date(3, 2, 1999), official=""))
    assert fault(plan) == ("rejected", "official")


def test_list_loaded_at_a_cell_takes_only_its_own_members(cast):
    rows = [full_row(1, cell="Khu phố 1"), full_row(2, "Lê Thị Ý", cell="Khu phố 2")]
    plan = load(cast, *rows, headings=MORE, unit_name=None, unit=cast.cell)
    assert statuses(plan) == ["new", "rejected"]


def test_roster_cannot_be_loaded_into_a_province(cast):
    province = make_committee("Tỉnh ủy", kind=UnitKind.PROVINCE)
    reading = reading_of(member_row(1))
    with pytest.raises(PermissionDenied):
        load_roster(reading=reading, committee=province, on=TODAY, by=cast.officer)
    cast.officer.roles.update(unit=province)
    cast.officer.forget_scope()
    with pytest.raises(ValidationError) as refused:
        load_roster(reading=reading, committee=province, on=TODAY, by=cast.officer)
    assert refused.value.code == "wrong_kind"


def test_closed_cell_is_not_filled_again(cast):
    closed = make_cell(cast.committee, "Chi bộ Tổ 9", valid_to=date(1, 7, 2026))
    load(cast, member_row(1), unit_name="Chi bộ Tổ 9")
    assert Member.objects.get(card_number="42010001").memberships.get().unit != closed


def test_number_of_queries_does_not_grow_with_the_rows(cast, django_assert_max_num_queries):
    names = ["Lê Thị Một", "Lê Thị Hai", "Lê Thị Ba", "Lê Thị Tư"]
    rows = [
        full_row(
            n,
            f"{names[n % 4]} {'ABCDEFGHIK'[n // 40]}",
            "Chi ủy viên",
            "Miễn sinh hoạt",
            "Khu phố 1",
            "Chợ",
            born=date(1, 1, 1940 + n % 30),
        )
        for n in range(400)
    ]
    with django_assert_max_num_queries(40):
        plan = load(cast, *rows, headings=MORE, unit_name=None)
    assert plan.summary["new"] == 400
    with django_assert_max_num_queries(25):
        assert load(cast, *rows, headings=MORE, unit_name=None).summary["unchanged"] == 400


def cells_of(data):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()


def test_rejected_rows_come_back_corrected_and_load(cast):
    reading = reading_of(member_row(1), member_row(2, "Lê Thị Ý", born="31/02/1970"), member_row(3, ""))
    load_roster(reading=reading, committee=cast.committee, on=TODAY, by=cast.officer)
    given_back = cells_of(rejected_workbook(reading))
    header = next(row for row in given_back if "STT" in row)
    assert header == [*HEADINGS, "Chi bộ", "Lý do"]
    corrected = [["" if cell == "31/02/1970" else cell for cell in row] for row in given_back]
    for row in corrected[-2:]:
        row[1], row[3] = row[1] or "Lê Thị Tư", row[3] or date(1, 3, 1970)
        assert row[-1] and row[-2] == "Chi bộ Khu phố 1"
    again = read_roster(xlsx(corrected), "again.xlsx", today=TODAY)
    plan = load_roster(reading=again, committee=cast.committee, on=TODAY, by=cast.officer)
    assert statuses(plan) == ["new", "new"]


def test_row_the_stored_data_reject_comes_back_with_its_reason(cast):
    load(cast, member_row(1))
    reading = reading_of(member_row(1, card="42019999"))
    preview_roster(reading=reading, committee=cast.committee, on=TODAY, by=cast.officer)
    assert cells_of(rejected_workbook(reading))[-1][-1] == reading.rows[0].message


def test_nothing_typed_by_a_stranger_becomes_a_formula(cast):
    reading = reading_of(member_row(1, '=HYPERLINK("http://x")'), member_row(2, "@SUM(1)"))
    again = read_roster(rejected_workbook(reading), "again.xlsx", today=TODAY)
    assert [row.cells[1] for row in again.rows] == ['=HYPERLINK("http://x")', "@SUM(1)"]
    sheet = io.BytesIO(rejected_workbook(reading))
    assert b"<f>" not in zipfile.ZipFile(sheet).read("xl/worksheets/sheet1.xml")


def test_workbook_of_no_rejected_row_says_so():
    assert cells_of(rejected_workbook(reading_of(member_row(1))))


def test_template_really_imports(cast):
    reading = read_roster(template_workbook(), "template.xlsx", today=TODAY)
    assert [row.accepted for row in reading.rows] == [True]
    plan = load_roster(reading=reading, committee=cast.committee, on=TODAY, by=cast.officer)
    assert statuses(plan) == ["new"] and plan.rows[0].membership.unit == cast.cell
