"""A pledge lived through its year in a browser, the clock moved from month to month: theme to self-review."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from playwright.sync_api import expect

from emulation.models import Theme
from evaluations.models import Assessment
from pledges.models import (
    CheckIn,
    HalfYearReview,
    Pledge,
    PledgeItem,
    Posting,
    State,
    SupervisionNote,
)
from pledges.worksheet.writing import DONE, STANDS, TOP, VALUE
from tests.evaluations.year import make_rule_set
from tests.factories import make_ready
from tests.people import make_cast
from tests.pledges.factories import make_pledge

from .acts import give_points, hand_in
from .unit_models import YEAR, confirm_model, look_at_chart, read_indicator, register_model

pytestmark = pytest.mark.browser
MEASURED, YES_NO = "Trả lời đơn của dân đúng hạn", "Viết một sáng kiến cải cách thủ tục"
EVIDENCE = "Có sổ theo dõi, bộ phận một cửa xác nhận"
MOST_REQUESTS = 3  # from the card on the first page until the report is saved
REPORTS = {3: ("70", "0", "AT_RISK"), 6: ("82,5", "0", "ON_TRACK"), 9: ("92", "1", "ON_TRACK")}


@pytest.fixture
def cast(transactional_db, clock):
    clock.move_to(datetime.date(YEAR, 1, 5))
    return make_cast()


def test_a_pledge_through_its_year(walker, cast, clock):
    for month, day, acts in (
        (1, 8, (set_theme, adapt_theme)),
        (2, 10, (write_pledge, confirm_pledge, agree_to_post, open_board, register_model, confirm_model)),
        (3, 30, (report_progress, read_indicator)),
        (6, 29, (report_progress, report_by_worksheet)),
        (7, 6, (look_back, supervise)),
        (9, 28, (report_progress, read_indicator, look_at_chart, look_at_boards)),
        (12, 1, (open_campaign, assess_oneself, print_pledge)),
    ):
        clock.move_to(datetime.date(YEAR, month, day))
        for act in acts:
            act(walker, cast, month) if act in (report_progress, read_indicator) else act(walker, cast)
    assert len(walker.looked_at) >= 35


def pledge_of(cast) -> Pledge:
    return Pledge.objects.get(member=cast.member.member)


def items_of(cast) -> tuple[PledgeItem, PledgeItem]:
    measured, yes_no = pledge_of(cast).items.all()
    return measured, yes_no


def place(cast) -> str:
    return f"?unit={cast.cell.pk}&year={YEAR}"


# ── January and February: the theme, the pledge, the board, the model ──


def set_theme(walker, cast):
    page = walker.sign_in(cast.officer)
    walker.go(f"/years/{cast.year.pk}/themes/{cast.committee.pk}/", "theme-ward")
    page.fill("[name=title]", "Nêu gương trong việc nhỏ")
    page.fill("[name=key_actions]", "Đúng giờ, đúng hẹn\nGiải quyết việc của dân đến cùng")
    walker.press("Lưu chuyên đề")
    walker.look("theme-ward-saved")
    walker.go(f"/themes/?unit={cast.committee.pk}&year={YEAR}", "themes-before")
    assert cast.cell.name in walker.said()


def adapt_theme(walker, cast):
    page = walker.sign_in(cast.secretary)
    walker.go(f"/themes/?unit={cast.cell.pk}&year={YEAR}", "themes-cell")
    page.locator(f"main a[href*='/units/{cast.cell.pk}/themes/']").last.click()
    page.fill("[name=key_actions]", "Trực tiếp dân vào thứ Năm hằng tuần")
    walker.look("theme-cell")
    walker.press("Lưu chuyên đề")
    adapted = Theme.objects.get(unit=cast.cell)
    assert (adapted.title, adapted.parent.unit) == ("Nêu gương trong việc nhỏ", cast.committee)
    walker.sign_in(cast.officer)
    walker.go(f"/themes/?unit={cast.committee.pk}&year={YEAR}", "themes-after")


def write_pledge(walker, cast):
    page = walker.sign_in(cast.member)
    walker.go("/pledges/mine/", "pledge-begin")
    assert "Trực tiếp dân vào thứ Năm hằng tuần" in walker.said()
    page.locator("main form button.button--primary").click()
    fill_item(page, 0, MEASURED, measure_kind="PERCENT", baseline="60", target="90")
    fill_item(page, 1, YES_NO, measure_kind="YES_NO")
    walker.look("pledge-measured")
    walker.press("Lưu và gửi")
    measured, yes_no = items_of(cast)
    assert (measured.baseline, measured.target) == (60, 90), walker.said()
    assert yes_no.is_yes_no and pledge_of(cast).is_submitted


def fill_item(page, place, deed, *, measure_kind, **figures):
    name = f"items-{place}-"
    page.select_option(f"[name={name}group]", "STYLE")
    page.fill(f"[name={name}deed]", deed)
    page.fill(f"[name={name}measure]", "Theo sổ một cửa của phường")
    page.fill(f"[name={name}due_on]", f"15/12/{YEAR}")
    page.locator("fieldset.group", has=page.locator(f"[name={name}deed]")).locator("summary").click()
    page.select_option(f"[name={name}measure_kind]", measure_kind)
    for field, figure in figures.items():
        page.fill(f"[name={name}{field}]", figure)


def confirm_pledge(walker, cast):
    walker.sign_in(cast.secretary)
    walker.go(f"/pledges/{pledge_of(cast).pk}/", "pledge-to-confirm")
    walker.press("Xác nhận bản cam kết")
    assert pledge_of(cast).is_confirmed, walker.said()
    make_pledge(cast.colleague.member, cast.cell, cast.year, State.CONFIRMED, items=2)


def agree_to_post(walker, cast):
    page = walker.sign_in(cast.member)
    walker.go(f"/pledges/{pledge_of(cast).pk}/consent/", "consent")
    page.locator("[name=agreed_to][value='20']").check()
    page.locator("[name=with_progress]").check()
    walker.press("Tôi đồng ý công khai")
    walker.look("consent-given")
    assert Posting.objects.get(pledge=pledge_of(cast)).agreed_to == 20


def open_board(walker, cast):
    page = walker.sign_in(cast.officer)
    walker.go(f"/pledges/public/{cast.year.pk}/setting/", "board-setting")
    page.locator("[name=audience][value='20']").check()
    page.locator("[name=whose][value=TICKED]").check()
    page.locator("[name=with_progress]").check()
    walker.press("Lưu thiết lập")
    walker.go(f"/pledges/public/{cast.year.pk}/choose/?unit={cast.cell.pk}", "board-choose")
    page.locator(f"[name=member][value='{cast.member.member_id}']").check()
    page.locator("main .action-bar button.button--primary").click()
    walker.go(f"/pledges/public/{cast.year.pk}/", "board-public")
    assert MEASURED in walker.said()


# ── March to September: progress, the worksheet, the half of the year, supervision, the boards ──


def report_progress(walker, cast, month):
    page, (value, done, confidence) = walker.sign_in(cast.member), REPORTS[month]
    walker.look(f"home-{month}")
    asked = []
    page.on("request", lambda one: asked.append(one.url) if one.resource_type in ("document", "fetch") else None)
    page.locator(f"main a[href$='/progress/{month}/']").first.click()
    for item, said_of_it in zip(items_of(cast), (value, done), strict=True):
        page.locator(f"[name=item{item.pk}-confidence][value={confidence}]").check()
        box = page.locator(f"[name=item{item.pk}-value]")
        box.select_option(said_of_it) if item.is_yes_no else box.fill(said_of_it)
        tell_more(page, item, month)
    walker.press("Gửi báo cáo")
    assert page.url.endswith(f"/pledges/{pledge_of(cast).pk}/"), walker.said()
    assert len(asked) <= MOST_REQUESTS, asked
    report = CheckIn.objects.get(pledge=pledge_of(cast), month=month)
    assert report.lines.first().value == Decimal(value.replace(",", ".")) and not report.on_behalf
    walker.look(f"pledge-after-{month}")
    walker.go(f"/pledges/{pledge_of(cast).pk}/progress/{month}/", f"progress-{month}")


def tell_more(page, item, month):
    """Say in the autumn what has been done, which is the evidence of the self-review."""
    if month == 9:
        page.locator("fieldset.group", has=page.locator(f"[name=item{item.pk}-done]")).locator("summary").click()
        page.fill(f"[name=item{item.pk}-done]", EVIDENCE)


def report_by_worksheet(walker, cast):
    """The secretary takes the worksheet out, fills in the colleague's two rows, and brings it back."""
    page = walker.sign_in(cast.secretary)
    walker.go(f"/pledges/board/worksheet/{place(cast)}", "worksheet")
    with page.expect_download() as caught:
        page.locator("main a[href*='worksheet/file/'][href$='month=6']").click()
    filled = fill_worksheet(caught.value.path().read_bytes(), cast.colleague.member.full_name)
    page.set_input_files("[name=file]", {"name": "to.xlsx", "mimeType": "application/octet-stream", "buffer": filled})
    walker.press("Đọc tệp và xem trước")
    walker.look("worksheet-preview")
    assert not CheckIn.objects.filter(pledge__member=cast.colleague.member).exists()
    walker.press("Lưu như trên")
    walker.look("board-after-worksheet")
    report = CheckIn.objects.get(pledge__member=cast.colleague.member)
    assert (report.month, report.on_behalf, report.recorded_by) == (6, True, cast.secretary)
    assert {line.done for line in report.lines.all()} == {"Đã dự đủ các buổi"}
    mine = CheckIn.objects.get(pledge=pledge_of(cast), month=6)
    assert (mine.version, mine.on_behalf) == (1, False)


def fill_worksheet(data: bytes, name: str) -> bytes:
    book, output = openpyxl.load_workbook(io.BytesIO(data)), io.BytesIO()
    for row in book.worksheets[0].iter_rows(min_row=TOP + 2):
        if row[1].value == name:
            row[STANDS].value, row[DONE].value = "Đúng tiến độ", "Đã dự đủ các buổi"
        else:
            assert row[VALUE].value is not None  # what the member has said herself stands in the file
    book.save(output)
    return output.getvalue()


def look_back(walker, cast):
    page, measured = walker.sign_in(cast.member), items_of(cast)[0]
    walker.go(f"/pledges/{pledge_of(cast).pk}/half-year/", "half-year")
    expect(page.locator(f"[name=item{measured.pk}-value]")).to_have_value("82,5")
    page.fill("[name=word]", "Việc thứ hai cần chi bộ góp ý thêm.")
    walker.press("Lưu sơ kết")
    walker.look("half-year-saved")
    assert HalfYearReview.objects.get(pledge=pledge_of(cast)).word == "Việc thứ hai cần chi bộ góp ý thêm."


def supervise(walker, cast):
    page = walker.sign_in(cast.secretary)
    walker.go(f"/pledges/board/half-year/{place(cast)}", "half-year-cell")
    walker.go(f"/pledges/board/supervision/new/{place(cast)}", "supervision-new")
    page.select_option("[name=pledge]", str(pledge_of(cast).pk))
    page.fill("[name=looked_for]", "Thái độ tiếp dân\nĐúng giờ, đúng hẹn")
    page.locator("[name=finding][value=NOTHING]").check()
    walker.press("Lưu")
    walker.look("supervision")
    note = SupervisionNote.objects.get(pledge=pledge_of(cast))
    assert (note.finding, note.words, note.seen_on) == ("NOTHING", "", datetime.date(YEAR, 7, 6))


def look_at_boards(walker, cast):
    walker.sign_in(cast.secretary)
    walker.go(f"/pledges/board/progress/{place(cast)}", "board-cell")
    assert cast.colleague.member.full_name in walker.said()
    walker.sign_in(cast.officer)
    ward = f"?unit={cast.committee.pk}&year={YEAR}"
    walker.go(f"/pledges/board/progress/{ward}", "board-ward")
    walker.go(f"/pledges/board/progress/{ward}&by=periods", "board-ward-periods")
    walker.go(f"/pledges/board/distribution/{ward}", "board-distribution")
    walker.go(f"/pledges/board/themes/{cast.committee.pk}/{YEAR}/", "roll-up")
    assert cast.cell.name in walker.said()


# ── December: the self-review is found filled in ──


def open_campaign(walker, cast):
    make_rule_set()
    make_ready(cast.committee)
    page = walker.sign_in(cast.officer)
    walker.go("/campaigns/open/", "campaign-new")
    page.locator("main form.form button.button--primary").click()
    walker.look("campaign-opened")
    assert Assessment.objects.count() == 5


def assess_oneself(walker, cast):
    page, (measured, yes_no) = walker.sign_in(cast.member), items_of(cast)
    walker.go("/my-review/", "assessment-proposed")
    for item in (measured, yes_no):
        expect(page.locator(f"[name=item_{item.pk}_outcome]")).to_have_value("KEPT")
        expect(page.locator(f"[name=item_{item.pk}_evidence]")).to_have_value(f"Quý 3: {EVIDENCE}")
    proposed = page.input_value("[name=section_PLEDGE]")
    assert MEASURED in proposed and YES_NO in proposed, proposed
    titles = [page.input_value(f"[name=tasks-{number}-title]") for number in range(2)]
    assert titles == [MEASURED, YES_NO]
    page.select_option(f"[name=item_{yes_no.pk}_outcome]", "PARTLY")
    page.fill(f"[name=item_{yes_no.pk}_reason]", "Sáng kiến đã viết, hội đồng chưa công nhận.")
    for area in page.locator("main textarea[name^=section]:not([name=section_PLEDGE])").all():
        area.fill("Đã hoàn thành, còn một việc chậm.")
    give_points(page)
    mine = hand_in(walker, cast.member)
    yes_no.refresh_from_db()
    assert (yes_no.outcome, yes_no.outcome_reason) == ("PARTLY", "Sáng kiến đã viết, hội đồng chưa công nhận.")
    assert PledgeItem.objects.get(pk=measured.pk).outcome == "KEPT"
    assert (mine.sections["PLEDGE"], [task.title for task in mine.tasks.all()]) == (proposed, titles)


def print_pledge(walker, cast):
    pledge = pledge_of(cast)
    page = walker.go(f"/pledges/{pledge.pk}/", "pledge-at-the-end")
    with page.expect_download() as caught:
        page.locator(f"main a[href*='/reports/sheets/pledge/{pledge.pk}/']").first.click()
    data = caught.value.path().read_bytes()
    assert data.startswith(b"%PDF-") and len(data) > 10_000
