"""The regulation in a browser: a committee adopts a rule set, chooses within the cap, rates its cells."""

import pytest
from playwright.sync_api import expect

from evaluations.models import Assessment, Campaign, CellRating, RuleSet
from tests.evaluations.collective import rating_proposed
from tests.evaluations.meeting import crowd, review_of, verified
from tests.evaluations.year import make_campaign, make_rule_set
from tests.factories import make_ready
from tests.people import make_cast

pytestmark = pytest.mark.browser


@pytest.fixture
def cast(transactional_db):
    return make_cast()


def test_a_committee_adapts_publishes_and_opens_its_year_under_it(walker, cast):
    make_rule_set()
    page = walker.sign_in(cast.leader)
    walker.go("/rules/", "rules")
    walker.go("/rules/QD366/copy/", "rule-copy")
    page.fill("[name=code]", "HB-2026")
    page.fill("[name=first_year]", "2026")
    walker.press("Lập dự thảo")
    walker.look("rule-draft")
    walker.go("/rules/HB-2026/edit/", "rule-edit")
    page.fill("[name=beyond_percent]", "120")
    walker.press("Lưu dự thảo")
    walker.look("rule-edit-refused")
    expect(page.locator("main .field--wrong").first).to_be_visible()
    page.fill("[name=beyond_percent]", "30")
    page.select_option("[name=cap_reading]", "EXCLUSIVE")
    walker.press("Lưu dự thảo")
    for part in ("criteria/NONLEAD", "differences", "effect", "check", "publish"):
        walker.go(f"/rules/HB-2026/{part}/", f"rule-{part.split('/')[0]}")
    walker.press("Ban hành")
    own = RuleSet.objects.get(code="HB-2026")
    assert not own.is_draft and own.unit == cast.committee and own.cap_reading == "EXCLUSIVE"
    make_ready(cast.committee)
    walker.go("/campaigns/open/", "campaign-open-own")
    assert page.locator("[name=rule_set]").input_value() == str(own.pk)
    walker.press("Mở đợt kiểm điểm")
    assert Campaign.objects.get().rule_set == own


def test_the_working_follows_every_choice_before_it_is_saved(walker, cast):
    crowd(cast.cell, 12)
    campaign = make_campaign(cast)
    for cell in (cast.cell, cast.other_cell):
        verified(campaign, cell, cast.officer)
    page = walker.sign_in(cast.leader)
    walker.go(f"/decisions/{campaign.pk}/", "board-over")
    working = page.locator("#cap-working")
    expect(working).to_contain_text("17 × 20 % = 3,4 → 3; đề xuất 17; vượt 14")
    boxes = page.locator("#candidates input[type=checkbox]")
    for place in range(14):
        boxes.nth(place).uncheck()
    expect(working).to_contain_text("đề xuất 3; trong giới hạn tỷ lệ", timeout=10_000)
    assert not Assessment.objects.exclude(committee_level="").exists()
    walker.go(f"/decisions/{campaign.pk}/what-if/", "what-if")


def test_a_cell_rates_itself_and_its_level_is_explained(walker, cast):
    campaign = make_campaign(cast)
    for cell in (cast.cell, cast.other_cell):
        verified(campaign, cell, cast.officer)
    rating, review = rating_proposed(campaign, cast.cell), review_of(campaign, cast.cell).pk
    walker.sign_in(cast.secretary)
    walker.go(f"/ratings/{review}/", "rating")
    walker.sign_in(cast.officer)
    walker.go(f"/ratings/campaigns/{campaign.pk}/", "ratings")
    walker.go(f"/ratings/{review}/", "rating-officer")
    walker.press("Xác nhận đã thẩm định")
    assert CellRating.objects.get(pk=rating.pk).is_verified, walker.page.locator("main").inner_text()
    one = Assessment.objects.filter(unit=cast.cell).first()
    walker.go(f"/assessments/{one.pk}/explanation/", "explanation")
    walker.go(f"/assessments/{one.pk}/findings/", "findings")
