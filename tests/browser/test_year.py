"""The whole year in a browser, by five people, at two widths: from the theme to the PDF."""

import datetime
import re

import pytest
from playwright.sync_api import expect

from emulation.models import Theme
from evaluations.models import Assessment, CellReview, Decision, State
from evaluations.services.reviews import CellRow, propose_cell, save_review
from pledges.models import Pledge, PledgeItem
from tests.evaluations.meeting import meeting, secretary_of
from tests.evaluations.year import SYSTEM, make_campaign, make_rule_set, submitted
from tests.factories import make_ready
from tests.people import make_cast

from .acts import give_points, hand_in

pytestmark = pytest.mark.browser
DEEDS = ("Đọc báo Đảng mỗi tuần", "Họp chi bộ đủ 12 kỳ", "Giúp một hộ khó khăn")


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def test_the_year_from_theme_to_report(walker, cast):
    set_theme(walker, cast)
    write_pledge(walker, cast)
    confirm_pledge(walker, cast)
    open_campaign(walker, cast)
    assess_oneself(walker, cast)
    review_and_propose(walker, cast)
    verify(walker, cast)
    decide(walker, cast)
    export(walker, cast)
    assert len(walker.looked_at) >= 20


def set_theme(walker, cast):
    page = walker.sign_in(cast.officer)
    walker.look("home-officer")
    walker.go(f"/years/{cast.year.pk}/", "year")
    page.locator(f"main a[href$='/themes/{cast.committee.pk}/']").first.click()
    page.fill("[name=title]", "Nêu gương trong việc nhỏ")
    page.fill("[name=key_actions]", "Việc thứ nhất\nViệc thứ hai")
    walker.look("theme")
    page.locator("main form.form button.button--primary").click()
    assert Theme.objects.get(unit=cast.committee).actions == ["Việc thứ nhất", "Việc thứ hai"]


def write_pledge(walker, cast):
    page = walker.sign_in(cast.member)
    walker.look("home-member")
    walker.go("/pledges/mine/", "pledge-start")
    page.locator("main form button.button--primary").click()
    for place, deed in enumerate(DEEDS):
        fill_item(page, place, deed)
    walker.look("pledge-edit")
    walker.press("Lưu và gửi")
    pledge = Pledge.objects.get(member=cast.member.member)
    assert pledge.is_submitted, page.locator("main").inner_text()
    assert [item.deed for item in pledge.items.all()] == list(DEEDS)
    walker.look("pledge-submitted")


def fill_item(page, place, deed):
    if not page.locator(f"[name=items-{place}-deed]").count():
        page.locator("[data-formset-add]").click()
    page.fill(f"[name=items-{place}-deed]", deed)
    page.fill(f"[name=items-{place}-measure]", "12 lần")
    page.fill(f"[name=items-{place}-due_on]", "15/12/2026")


def confirm_pledge(walker, cast):
    pledge = Pledge.objects.get(member=cast.member.member)
    page = walker.sign_in(cast.secretary)
    walker.look("home-secretary")
    walker.go("/pledges/board/", "pledge-board")
    walker.go("/pledges/board/record/", "pledge-record")
    walker.go(f"/pledges/{pledge.pk}/", "pledge-confirm")
    walker.press("Xác nhận bản cam kết")
    pledge.refresh_from_db()
    assert pledge.is_confirmed, page.locator("main").inner_text()


def open_campaign(walker, cast):
    make_rule_set()
    make_ready(cast.committee)
    page = walker.sign_in(cast.officer)
    walker.go("/campaigns/open/", "campaign-open")
    page.locator("main form.form button.button--primary").click()
    expect(page.locator("h1")).to_contain_text("2026")
    walker.look("campaign")
    assert Assessment.objects.count() == 5
    # The others hand in theirs meanwhile.
    for account in (cast.colleague, cast.secretary, cast.officer, cast.leader):
        submitted(Assessment.objects.get(member=account.member), SYSTEM, off="15")


def assess_oneself(walker, cast):
    page = walker.sign_in(cast.member)
    walker.go("/my-review/", "assessment-edit")
    for area in page.locator("main textarea[name^=section]").all():
        area.fill("Đã hoàn thành, còn một việc chậm.")
    for place in range(2):
        page.fill(f"[name=tasks-{place}-title]", f"Việc được giao {place + 1}")
        page.fill(f"[name=tasks-{place}-product]", "Một báo cáo")
        page.select_option(f"[name=tasks-{place}-result]", "ON_TIME")
    for item in PledgeItem.objects.filter(pledge__member=cast.member.member):
        page.select_option(f"[name=item_{item.pk}_outcome]", "KEPT")
        page.fill(f"[name=item_{item.pk}_evidence]", "Có sổ theo dõi.")
    give_points(page)
    hand_in(walker, cast.member)


def review_and_propose(walker, cast):
    review = CellReview.objects.get(unit=cast.cell)
    page = walker.sign_in(cast.secretary)
    walker.go(f"/reviews/people/{Assessment.objects.filter(unit=cast.cell).first().pk}/", "review-person")
    walker.go(f"/reviews/{review.pk}/", "review")
    page.fill("[name=meeting-held_on]", datetime.date.today().strftime("%d/%m/%Y"))
    page.fill("[name=meeting-chair]", "Lê Văn Bình")
    page.fill("[name=meeting-recorder]", "Trần Thị Lan")
    for name, count in (("summoned", 3), ("present", 3), ("ballots_issued", 3), ("ballots_returned", 3)):
        page.fill(f"[name=meeting-{name}]", str(count))
    for row in Assessment.objects.filter(unit=cast.cell):
        page.fill(f"[name=r{row.pk}-common]", str(row.self_common).replace(".", ","))
        page.fill(f"[name=r{row.pk}-results]", str(row.self_results).replace(".", ","))
        page.fill(f"[name=r{row.pk}-votes_good]", "3")
        page.select_option(f"[name=r{row.pk}-level]", "HTTNV")
    walker.look("review-filled")
    walker.press("Lưu và đề xuất")
    review.refresh_from_db()
    assert review.is_proposed, page.locator("main").inner_text()
    walker.look("review-proposed")


def verify(walker, cast):
    propose_the_other_cell(cast)
    walker.sign_in(cast.officer)
    campaign = CellReview.objects.first().campaign_id
    walker.go(f"/verification/{campaign}/", "verification")
    for review in CellReview.objects.all():
        walker.go(f"/verification/cells/{review.pk}/", f"verification-cell-{review.unit_id % 2}")
        walker.press("Xác nhận đã thẩm định")
        review.refresh_from_db()
        assert review.is_verified, walker.page.locator("main").inner_text()


def propose_the_other_cell(cast):
    """The other cell's secretary does the same; here by the service."""
    review = CellReview.objects.get(unit=cast.other_cell)
    rows = {
        row.pk: CellRow(level="HTTNV", votes=(0, 2, 0, 0), common=row.self_common, results=row.self_results)
        for row in Assessment.objects.filter(unit=cast.other_cell)
    }
    facts = meeting(2, summoned=2, present=2, ballots_issued=2, ballots_returned=2, ballots_invalid=0)
    save_review(review=review, meeting=facts, rows=rows, version=None, by=SYSTEM)
    propose_cell(review=review, by=secretary_of(cast.other_cell))


def decide(walker, cast):
    page = walker.sign_in(cast.leader)
    walker.look("home-leader")
    campaign = CellReview.objects.first().campaign_id
    walker.go(f"/decisions/{campaign}/", "decision")
    sign = page.locator("form[action$='/decide/']")  # the larger share has a number and a day of its own
    sign.locator("[name=number]").fill("12-QĐ/ĐU")
    sign.locator("[name=signed_on]").fill(datetime.date.today().strftime("%d/%m/%Y"))
    walker.press("Ghi quyết định")
    assert Decision.objects.count() == 5, page.locator("main").inner_text()
    assert set(Assessment.objects.values_list("state", flat=True)) == {State.DECIDED}
    walker.look("decided")


def export(walker, cast):
    page = walker.go("/reports/annual/", "report")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Tải bản PDF").click()
    data = caught.value.path().read_bytes()
    assert data.startswith(b"%PDF-") and len(data) > 20_000
    walker.sign_in(cast.member)
    walker.go("/my-review/", "assessment-decided")


def test_without_scripts_a_pledge_is_written_and_submitted(walker, cast):
    page = walker.sign_in(cast.member, scripts=False)
    page.goto(f"{walker.home}/pledges/mine/")
    page.locator("main form button.button--primary").click()
    for place, deed in enumerate(DEEDS[:2]):
        page.fill(f"[name=items-{place}-deed]", deed)
        page.fill(f"[name=items-{place}-measure]", "12 lần")
        page.fill(f"[name=items-{place}-due_on]", "15/12/2026")
    page.locator("main button[value=submit]").click()
    pledge = Pledge.objects.get(member=cast.member.member)
    assert pledge.is_submitted, page.locator("main").inner_text()
    assert pledge.items.count() == 2


def test_without_scripts_an_assessment_is_saved_and_checked(walker, cast):
    campaign = make_campaign(cast)
    page = walker.sign_in(cast.member, scripts=False)
    page.goto(f"{walker.home}/my-review/")
    page.fill("[name=tasks-0-title]", "Việc được giao")
    page.locator("main button.button--primary").last.click()
    mine = Assessment.objects.get(campaign=campaign, member=cast.member.member)
    assert [task.title for task in mine.tasks.all()] == ["Việc được giao"]
    assert not mine.is_submitted
    expect(page.locator(".missing li").first).to_be_visible()


def test_a_lost_line_keeps_the_words_and_sends_them_later(walker, cast):
    make_campaign(cast)
    page = walker.sign_in(cast.member)
    page.goto(f"{walker.home}/my-review/")
    walker.context.set_offline(True)
    page.fill("[name=tasks-0-title]", "Gõ khi mất mạng")
    status = page.locator("[data-autosave-status]")
    expect(status).to_have_class(re.compile("trouble"), timeout=8_000)
    walker.context.set_offline(False)
    expect(status).to_have_class(re.compile("autosave--saved"), timeout=20_000)
    mine = Assessment.objects.get(member=cast.member.member)
    assert [task.title for task in mine.tasks.all()] == ["Gõ khi mất mạng"]
