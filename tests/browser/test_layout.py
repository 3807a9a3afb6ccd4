"""The layout of documents at both widths: the picture follows what is typed, K/T is refused, saving keeps it."""

import pytest
from playwright.sync_api import expect

from emulation.models import Role
from reports.models import PaperLayout
from tests.factories import give_role, make_account, make_committee

from .walker import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def leader(transactional_db):
    """The leader of a ward without any layout of its own."""
    return give_role(make_account("Võ Tấn Dũng", password=PASSWORD), Role.LEADER, make_committee())


def padding(page) -> float:
    """Return the left margin of the picture, in hundredths of its width."""
    return page.locator(".picture").evaluate("s => 100 * parseFloat(getComputedStyle(s).paddingLeft) / s.offsetWidth")


def test_the_picture_follows_what_is_typed_and_saving_keeps_it(walker, leader):
    page = walker.sign_in(leader)
    walker.go("/reports/layout/", "layout")
    assert padding(page) == pytest.approx(100 * 30 / 210, abs=0.5)
    page.fill("[name=margin_left]", "40")
    page.select_option("[name=tone_style]", "NEW")
    expect(page.locator(".picture")).to_contain_text("T/M ĐẢNG UỶ")
    expect(page.locator(".picture")).to_have_css("--margin-left", "40")
    assert padding(page) == pytest.approx(100 * 40 / 210, abs=0.5)
    walker.look("layout-typed")
    page.locator("main .layout form button.button--primary").click()
    page.wait_for_load_state()
    assert PaperLayout.objects.get().margin_left == 40
    walker.look("layout-saved")


def test_in_place_of_is_refused_at_its_field(walker, leader):
    page = walker.sign_in(leader)
    walker.go("/reports/layout/", "layout")
    page.fill("[name=post]", "K/T BÍ THƯ")
    page.locator("main .layout form button.button--primary").click()
    expect(page.locator("[name=post]")).to_have_attribute("aria-invalid", "true")
    walker.look("layout-refused")
    assert not PaperLayout.objects.exists()


def test_without_scripts_a_button_looks_first(walker, leader):
    page = walker.sign_in(leader, scripts=False)
    page.goto(f"{walker.home}/reports/layout/")
    page.fill("[name=issuing_body]", "BAN THƯỜNG VỤ ĐẢNG ỦY")
    page.locator("main button[name=look]").click()
    expect(page.locator(".picture")).to_contain_text("BAN THƯỜNG VỤ ĐẢNG ỦY")
    expect(page.locator("[name=issuing_body]")).to_have_value("BAN THƯỜNG VỤ ĐẢNG ỦY")
    assert not PaperLayout.objects.exists()
