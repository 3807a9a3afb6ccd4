"""The worksheet of a cell: out, filled in, back; what changes is looked at first, and a bad file saves nothing."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from emulation.models import Account, JournalEntry, Role
from emulation.roster.problems import UnusableFile
from emulation.roster.workbook import read_workbook
from pledges.models import CheckIn, Pledge, PledgeItem, State
from pledges.services import Line, apply_worksheet, export_worksheet, preview_worksheet, send_check_in
from pledges.worksheet.writing import DONE, MARK, NEXT, STANDS, TOP, VALUE, done_or_not
from tests.emulation.sheets import xlsx
from tests.factories import give_role, make_year
from tests.pledges.factories import make_people, make_pledge

FIRST, SECOND, THIRD = TOP + 1, TOP + 2, TOP + 3
GOOD, RISK = "Đúng tiến độ", "Có nguy cơ chậm"


@pytest.fixture
def pledge(cast) -> Pledge:
    """The member's pledge: a number, and a thing that is done or not; a colleague has one in words."""
    made = make_pledge(cast.member.member, cast.cell, cast.year, State.CONFIRMED, items=2)
    made.items.filter(position=1).update(measure_kind="COUNT", target=12, counted_in="buổi")
    made.items.filter(position=2).update(measure_kind="YES_NO")
    make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED, items=1)
    return made


@pytest.fixture
def taken(cast, pledge) -> list[list]:
    """The worksheet of the third quarter as rows of cells: the member's two items, then the colleague's one."""
    content, name = export_worksheet(unit=cast.cell, year=cast.year, month=9, by=cast.secretary)
    assert name == "to-lam-viec-2026-09-chi-bo-khu-pho-1.xlsx"
    rows = [list(row) for row in read_workbook(content, name)[0].rows]
    order = [row[1] for row in rows[FIRST:]]
    return rows if order[0] == "Trần Thị Lan" else rows[:FIRST] + rows[FIRST + 1 :] + rows[FIRST : FIRST + 1]


def fill(rows: list[list], at: int, stands: str = GOOD, value="", done: str = "", then: str = "") -> list[list]:
    rows[at][STANDS], rows[at][VALUE], rows[at][DONE], rows[at][NEXT] = stands, value, done, then
    return rows


def look(cast, rows, **more):
    data = rows if isinstance(rows, bytes) else xlsx(rows)
    values = {"unit": cast.cell, "year": cast.year, "filename": "x.xlsx", "by": cast.secretary}
    return preview_worksheet(data=data, **values | more)


def save(cast, rows, **more):
    plan = look(cast, rows)
    values = {"unit": cast.cell, "year": cast.year, "filename": "x.xlsx", "by": cast.secretary, "seen": plan.seen}
    return apply_worksheet(data=xlsx(rows), **values | more)


def test_it_goes_out_locked_and_marked_and_the_journal_says_so(cast, pledge, taken):
    first = taken[FIRST]
    assert (first[1], first[3], first[4]) == ("Trần Thị Lan", "Làm việc 1", "1 lần\nCần đạt: 12 buổi")
    assert str(first[MARK]).startswith("NGR:") and "Lan" not in str(first[MARK])
    entry = JournalEntry.objects.first()
    assert (entry.verb, entry.data) == ("worksheet.exported", {"year": 2026, "month": 9, "reports": 2})


def test_what_was_filled_in_becomes_reports_for_the_members(cast, pledge, taken):
    fill(taken, FIRST, GOOD, "7,5", "Đã dự đủ\nCó ảnh", "Làm tiếp")
    fill(taken, SECOND, RISK, done_or_not()[0])
    plan = save(cast, taken)
    assert (len(plan.changed), len(plan.conflicts), plan.same) == (2, 0, 1)
    report = CheckIn.objects.get()
    first, second = report.lines.all()
    assert (report.month, report.on_behalf) == (9, True)
    assert (first.value, first.done, first.next_step) == (Decimal("7.5"), "Đã dự đủ\nCó ảnh", "Làm tiếp")
    assert (second.confidence, second.value) == ("AT_RISK", 1)
    assert [entry.verb for entry in JournalEntry.objects.all()[:2]] == ["worksheet.applied", "pledge.checked_in"]


def test_a_figure_may_be_a_number_of_the_spreadsheet(cast, pledge, taken):
    fill(taken, FIRST, GOOD, 1234.5)
    fill(taken, SECOND)
    save(cast, taken)
    assert CheckIn.objects.get().lines.first().value == Decimal("1234.5")


def test_a_file_brought_back_as_it_was_changes_nothing(cast, pledge, taken):
    assert look(cast, taken).same == 3
    with pytest.raises(ValidationError) as refused:
        save(cast, taken)
    assert refused.value.code == "nothing"


def report(pledge: Pledge, by, *lines: Line) -> CheckIn:
    said = dict(zip(pledge.items.values_list("pk", flat=True), lines, strict=True))
    return send_check_in(pledge=pledge, month=9, lines=said, by=by)


def test_a_row_changed_on_both_sides_is_shown_and_the_servers_stays_unless_the_files_is_chosen(cast, pledge, taken):
    report(pledge, cast.member, Line("OFF", done="Tôi tự ghi", link="https://a.vn/1"), Line("ON_TRACK"))
    fill(taken, FIRST, GOOD, "3", "Bí thư ghi")
    plan = look(cast, taken)
    (conflict,) = plan.conflicts
    assert (conflict.server.done, conflict.row.said.done, plan.same) == ("Tôi tự ghi", "Bí thư ghi", 2)
    with pytest.raises(ValidationError, match="differs"):
        save(cast, taken)
    save(cast, taken, take=[conflict.row.number])
    first, second = CheckIn.objects.get().lines.all()
    assert (first.done, first.link, second.confidence) == ("Bí thư ghi", "https://a.vn/1", "ON_TRACK")


def test_what_changes_between_looking_and_saving_saves_nothing(cast, pledge, taken):
    fill(fill(taken, FIRST), SECOND)
    seen = look(cast, taken).seen
    report(pledge, cast.member, Line("OFF"), Line("OFF"))
    with pytest.raises(ValidationError) as refused:
        save(cast, taken, seen=seen)
    assert refused.value.code == "stale"
    assert {line.confidence for line in CheckIn.objects.get().lines.all()} == {"OFF"}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({STANDS: "Tốt"}, "how it stands is one of"),
        ({VALUE: "nhiều"}, "is not a figure"),
        ({VALUE: "-3"}, "is not a figure"),
        ({VALUE: "9" * 30}, "is not a figure"),
        ({VALUE: "99999999999999"}, "Row 6"),
        ({STANDS: "", DONE: "Đã làm"}, "choose how it stands"),
        ({DONE: "x" * 10_000}, "Row 6"),
        ({NEXT: "x" * 501}, "Row 6"),
    ],
)
def test_a_wrong_cell_is_told_with_its_row_and_nothing_is_saved(cast, pledge, taken, changes, problem):
    fill(fill(taken, FIRST), SECOND)
    for column, text in changes.items():
        taken[FIRST][column] = text
    plan = look(cast, taken)
    assert not plan.is_sound and problem in " ".join(plan.all_problems) and "Row 6" in " ".join(plan.all_problems)
    with pytest.raises(ValidationError):
        save(cast, taken)
    assert not CheckIn.objects.exists()


def test_a_member_with_one_row_filled_in_is_asked_for_the_other(cast, pledge, taken):
    plan = look(cast, fill(taken, SECOND))
    assert [one.row.number for one in plan.wrong] == [FIRST + 1] and len(plan.changed) == 1


def test_a_figure_where_the_item_has_none_is_told(cast, pledge, taken):
    plan = look(cast, fill(taken, THIRD, GOOD, "5"))
    assert "has no figure" in " ".join(plan.all_problems)


def test_formulas_never_live(cast, pledge, taken):
    PledgeItem.objects.filter(pledge=pledge, position=1).update(deed="=HYPERLINK(1)")
    content, _name = export_worksheet(unit=cast.cell, year=cast.year, month=9, by=cast.secretary)
    assert not read_workbook(content, "x.xlsx")[0].formulas
    fill(fill(taken, FIRST, GOOD, "3", '=HYPERLINK("http://x")'), SECOND)
    assert "a formula stands there" in " ".join(look(cast, xlsx(taken, formulas={(FIRST, DONE)})).all_problems)


def test_rows_taken_out_put_in_or_doubled_are_told(cast, pledge, taken):
    fill(fill(taken, FIRST), SECOND)
    for rows, problem in (
        (taken[:THIRD], "Rows were removed (No. "),
        ([*taken, ["4", "Người lạ"]], "Row 9 was added"),
        ([*taken, taken[FIRST]], "Row 9 is there twice"),
    ):
        plan = look(cast, rows)
        assert not plan.is_sound and problem in " ".join(plan.problems)


def test_forged_and_foreign_marks_are_told(cast, pledge, taken):
    other, _name = export_worksheet(unit=cast.cell, year=cast.year, month=6, by=cast.secretary)
    foreign = read_workbook(other, "x.xlsx")[0].rows[FIRST]
    for mark, problem in ((str(taken[FIRST][MARK])[:-2] + "xx", "hidden mark"), (foreign[MARK], "another worksheet")):
        rows = [list(row) for row in taken]
        rows[FIRST][MARK] = mark
        assert problem in " ".join(look(cast, rows).problems)


def test_an_item_that_left_the_cell_is_told(cast, pledge, taken):
    Pledge.objects.filter(pk=pledge.pk).update(unit=cast.other_cell)
    assert "not among the confirmed pledges" in " ".join(look(cast, fill(taken, FIRST)).all_problems)


def test_files_that_are_no_worksheet_of_this_place_are_refused_whole(cast, pledge, taken):
    without = [row[:MARK] for row in taken]
    forged = [[("NGF:x" if str(cell).startswith("NGF:") else cell) for cell in row] for row in taken]
    headless = [row for at, row in enumerate(taken) if at != TOP]
    for data, code in (
        (xlsx(without), "not_ours"),
        (xlsx(forged), "foreign"),
        (xlsx(headless), "no_headings"),
        (b"not a workbook", "not_a_workbook"),
        (b"", "empty"),
        (b"PK" + b"x" * 5 * 1024 * 1024, "too_big"),
    ):
        with pytest.raises(UnusableFile) as refused:
            look(cast, data)
        assert refused.value.code == code
    next_year = make_year(cast.committee, cast.officer, 2027)
    for place, code in (({"unit": cast.other_cell}, "other_cell"), ({"year": next_year}, "other_year")):
        by = cast.secretary if "year" in place else officer_who_reports(cast)
        with pytest.raises(UnusableFile) as refused:
            look(cast, taken, **place, by=by)
        assert refused.value.code == code


def officer_who_reports(cast):
    """Give the officer the other cell's secretary's role."""
    give_role(cast.officer, Role.SECRETARY, cast.other_cell)
    return Account.objects.get(pk=cast.officer.pk)


@pytest.mark.parametrize("who", ["member", "officer", "leader", "viewer", "admin", "stranger"])
def test_nobody_but_the_cells_secretary(cast, pledge, taken, who):
    by = getattr(cast, who)
    with pytest.raises(PermissionDenied):
        export_worksheet(unit=cast.cell, year=cast.year, month=9, by=by)
    with pytest.raises(PermissionDenied):
        look(cast, taken, by=by)
    with pytest.raises(PermissionDenied):
        save(cast, taken, by=by)


def test_a_period_nobody_is_asked_for_is_refused(cast, pledge):
    with pytest.raises(ValidationError) as refused:
        export_worksheet(unit=cast.cell, year=cast.year, month=8, by=cast.secretary)
    assert refused.value.code == "unknown_period"


def test_looking_costs_the_same_for_few_and_many(cast, pledge, taken, django_assert_num_queries):
    report(pledge, cast.member, Line("OFF"), Line("OFF"))
    assert cast.secretary.scope
    with django_assert_num_queries(4):
        look(cast, fill(fill(taken, FIRST), SECOND))
    for member in make_people(cast.cell, 12):
        report(make_pledge(member, cast.cell, cast.year, State.CONFIRMED), cast.secretary, Line("ON_TRACK"))
    with django_assert_num_queries(4):
        look(cast, taken)


def upload(rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("to.xlsx", xlsx(rows))


def test_the_round_on_the_pages(client, cast, pledge, taken):
    client.force_login(cast.secretary)
    place = f"?unit={cast.cell.pk}&year=2026"
    file = client.get(reverse("pledges:worksheet-file") + place + "&month=9")
    assert file.headers["Content-Disposition"].endswith('.xlsx"')
    report(pledge, cast.member, Line("OFF", done="<b>Tự ghi</b>"), Line("ON_TRACK"))
    fill(taken, FIRST, GOOD, "3", "Bí thư ghi")
    fill(taken, THIRD)
    sent = client.post(reverse("pledges:worksheet") + place, {"file": upload(taken)})
    assert sent.status_code == 302
    page = client.get(sent["Location"])
    text = page.content.decode()
    assert "&lt;b&gt;Tự ghi" in text and "Bí thư ghi" in text and CheckIn.objects.count() == 1
    chosen = {"seen": page.context["plan"].seen, "row": FIRST + 1, f"row{FIRST + 1}": "file"}
    saving = reverse("pledges:worksheet-apply") + place
    assert client.post(saving, chosen | {"seen": "x"})["Location"] == sent["Location"]
    client.post(saving, chosen)
    assert CheckIn.objects.count() == 2
    assert CheckIn.objects.get(pledge=pledge).lines.first().done == "Bí thư ghi"
    assert client.get(sent["Location"]).status_code == 302  # the file is no longer kept


def test_a_bad_file_is_told_on_the_page(client, cast, pledge):
    client.force_login(cast.secretary)
    place = f"?unit={cast.cell.pk}&year=2026"
    bad = SimpleUploadedFile("x.xlsx", b"x" * 100)
    answer = client.post(reverse("pledges:worksheet") + place, {"file": bad})
    assert answer.status_code == 200 and "không phải" in answer.content.decode()
    client.force_login(cast.officer)
    assert client.get(reverse("pledges:worksheet") + place).status_code == 404


def test_the_same_over_the_api(client, cast, pledge, taken):
    client.force_login(cast.secretary)
    base, where = "/api/v1/pledges/worksheet/", {"unit": cast.cell.pk, "year": 2026}
    assert client.get(base, where | {"month": 9}).status_code == 200
    fill(fill(taken, FIRST), SECOND)
    told = client.post(f"{base}preview/", where | {"file": upload(taken)}).json()
    assert [row["fate"] for row in told["rows"]].count("changed") == 2 and told["is_sound"]
    done = client.post(f"{base}apply/", where | {"file": upload(taken), "seen": told["seen"]})
    assert done.status_code == 200, done.content
    assert CheckIn.objects.count() == 1
    stale = client.post(f"{base}apply/", where | {"file": upload(taken), "seen": "x"})
    assert stale.status_code == 409
    bad = client.post(f"{base}preview/", where | {"file": SimpleUploadedFile("x.xlsx", b"x")})
    assert bad.status_code == 400
    client.force_login(cast.stranger)
    assert client.post(f"{base}preview/", where | {"file": upload(taken)}).status_code == 404
