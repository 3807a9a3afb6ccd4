"""The committee's board while somebody chooses, with and without scripts and without a network; the pages after it."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from emulation.config.demo.plan import Stage
from evaluations.models import Assessment, Decision, State
from evaluations.services.findings import record_finding
from tests import seeded

from .walker import PASSWORD

pytestmark = pytest.mark.browser
FINDING = {
    "code": "K2",
    "document_number": "15-QĐ/UBKT",
    "document_date": timezone.localdate(),
    "issuer": "Ủy ban Kiểm tra Đảng ủy phường",
}


def build(stage) -> seeded.Place:
    seeded.build(stage, 100, 4)
    for username in seeded.EVERYBODY:
        person = seeded.account(username)
        person.set_password(PASSWORD)
        person.save()
    return seeded.place()


@pytest.fixture
def proposed(transactional_db) -> seeded.Place:
    at = build(Stage.PROPOSED)
    Assessment.objects.filter(campaign=at.campaign, state=State.PROPOSED).update(state=State.VERIFIED)
    return at


def board(at: seeded.Place) -> str:
    return f"/decisions/{at.campaign.pk}/?group=NONLEAD"


def counts(page) -> list[str]:
    row = page.locator("#groups .row--here td.big")
    return [text.strip() for text in row.all_inner_texts()]


def test_every_tick_is_worked_out_at_once_and_survives_a_lost_network(walker, proposed):
    page = walker.sign_in(seeded.account(seeded.LEADER))
    walker.go(board(proposed), "board")
    status, boxes = page.locator("[data-preview-status]").first, page.locator("#candidates input[type=checkbox]")
    before = int(counts(page)[0])
    boxes.first.uncheck()
    expect(status).to_contain_text("Đã tính lại, chưa lưu")
    assert int(counts(page)[0]) == before - 1
    expect(page.locator("#group-contest")).to_contain_text("Phải ghi lý do lựa chọn")
    expect(page.locator("#group-count")).to_contain_text(f"{before - 1} / ")
    walker.look("board-worked-out")
    page.fill("#choice-reason", "Nhận việc khó.")
    expect(page.locator("#groups .row--here")).not_to_contain_text("còn thiếu lý do")
    page.context.set_offline(True)
    boxes.nth(1).uncheck()
    expect(status).to_contain_text("Chưa tính lại được")
    assert int(counts(page)[0]) == before - 1
    page.context.set_offline(False)
    expect(status).to_contain_text("Đã tính lại, chưa lưu")
    assert int(counts(page)[0]) == before - 2
    assert page.input_value("#choice-reason") == "Nhận việc khó."
    assert not Assessment.objects.exclude(committee_level="").exists()
    walker.murmurs.clear()  # the browser's own word about the network


def test_without_scripts_a_button_works_it_out(walker, proposed):
    page = walker.sign_in(seeded.account(seeded.LEADER), scripts=False)
    page.goto(f"{walker.home}{board(proposed)}")
    before = int(counts(page)[0])
    page.locator("#candidates input[type=checkbox]").first.uncheck()
    page.get_by_role("button", name="Tính lại").first.click()
    expect(page.locator("main")).to_contain_text("Đã tính lại, chưa lưu")
    assert int(counts(page)[0]) == before - 1
    assert not page.locator("#candidates input[type=checkbox]").first.is_checked()


def test_the_pages_after_the_decision_stand(walker, transactional_db):
    at = build(Stage.DECIDED)
    top = Decision.objects.current().filter(assessment__campaign=at.campaign, level="HTXSNV").first()
    related = ("member", "unit", "campaign__year__unit", "campaign__rule_set")
    assessment = Assessment.objects.select_related(*related).get(pk=top.assessment_id)
    record_finding(assessment=assessment, values=FINDING, by=seeded.account(seeded.OFFICER))
    page = walker.sign_in(seeded.account(seeded.LEADER))
    walker.go(f"/decisions/{at.campaign.pk}/", "decided-waiting")
    page.get_by_role("link", name=assessment.member.full_name).first.click()
    walker.look("rerating")
    page.get_by_text("Không hoàn thành nhiệm vụ", exact=True).last.click()
    page.fill("[name=number]", "60-QĐ/ĐU")
    page.fill("[name=signed_on]", f"{timezone.localdate():%d/%m/%Y}")
    page.fill("[name=reason]", "Bị kỷ luật sau khi xếp loại.")
    walker.press("Ghi quyết định xếp loại lại")
    expect(page.locator("h2", has_text=re.compile("Xếp loại lại: 1"))).to_be_visible()
    walker.look("decided-rerated")
    walker.go(f"/decisions/{at.campaign.pk}/what-if/", "what-if")
    assert Decision.objects.current().get(assessment=assessment).level == "KHTNV"
