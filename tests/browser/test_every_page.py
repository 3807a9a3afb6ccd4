"""Every page of the table in a real browser at both widths: axe, console, hosts, no scrolling sideways."""

import json

import pytest
from playwright.sync_api import expect

from emulation.models import Account
from tests import seeded
from tests.architecture.site import FILES, NEWCOMER, pages, routes, subject
from tests.emulation.sheets import HEADINGS, member_row, xlsx
from tests.factories import make_member

from .walker import PASSWORD

pytestmark = pytest.mark.browser
PEOPLE = dict(zip("MSOLVA", seeded.EVERYBODY, strict=True))
IN_THE_YEAR = {"emulation:styleguide"}  # walked elsewhere, or a sample


@pytest.fixture
def demonstration(transactional_db) -> seeded.Place:
    """The demonstration's small ward, its people with a password known to the tests."""
    seeded.build(seeded.Stage.LIVE, 60, 3)
    for account in Account.objects.filter(username__in=seeded.EVERYBODY):
        account.set_password(PASSWORD)
        account.save()
    at = seeded.place()
    make_member("Đinh Thị Mới", at.cell, card_number=NEWCOMER)
    return at


def pages_first_seen_by(letter: str, at: seeded.Place) -> dict[str, str]:
    """Return the addresses of the pages this person is the first to open; everybody's by the secretary."""
    found = {route.name: route for route in routes()}
    seen = {}
    for name, page in pages().items():
        first = "S" if page.readers.startswith("MS") else page.readers[:1]
        if first == letter and name not in FILES | IN_THE_YEAR:
            seen[name] = found[name].address(**subject(page.about, at))
    return seen


@pytest.mark.parametrize("letter", "MSOLVA")
def test_every_page_stands_at_both_widths(walker, demonstration, letter):
    addresses = pages_first_seen_by(letter, demonstration)
    if not addresses:
        return
    walker.sign_in(seeded.account(PEOPLE[letter]))
    for name, address in addresses.items():
        walker.go(address, name.replace(":", "-"))


def test_a_roster_goes_from_the_file_to_the_members(walker, demonstration, tmp_path):
    good = [member_row(number, f"Trần Thị Hòa {word}") for number, word in enumerate(("An", "Bình"), start=1)]
    path = tmp_path / "danh-sach.xlsx"
    path.write_bytes(xlsx([HEADINGS, *good, member_row(3, "Lê Văn Sai", card="123")]))
    page = walker.sign_in(seeded.account(seeded.OFFICER))
    walker.go(f"/units/{demonstration.cell.pk}/roster/", "roster-upload")
    page.set_input_files("main input[type=file]", path)
    page.locator("main form button.button--primary").click()
    expect(page.locator("h1")).to_have_text("Kiểm tra trước khi nhập")
    walker.look("roster-preview")
    page.get_by_role("button", name="Nhập 2 dòng hợp lệ").click()
    expect(page.locator("main")).to_contain_text("Đã nhập 2 dòng hợp lệ.")
    walker.look("roster-loaded")


def test_cases_are_tried_on_a_rule_set(walker, demonstration, tmp_path):
    cap = {"id": "c1", "percent": 20, "eligible": 9, "good": 22, "expect": {"max": 7, "selected": 7}}
    refused = {"id": "x", "subject": "NONLEAD", "score": "101", "expect": {"result": "KHTNV"}}
    level = {**refused, "id": "một trường hợp có tên dài", "score": "93"}
    path = tmp_path / "truong-hop.json"
    path.write_text(json.dumps({"cases": [level, refused], "caps": [cap]}), encoding="utf-8")
    page = walker.sign_in(seeded.account(seeded.OFFICER))
    walker.go("/rules/QD366/check/", "cases")
    page.set_input_files("main input[type=file]", path)
    page.locator("main form button.button--primary").click()
    expect(page.locator("main")).to_contain_text("2 trường hợp có kết quả khác mong đợi")
    walker.look("cases-tried")


def test_the_description_of_the_api_opens_under_the_policy(walker, demonstration):
    page = walker.sign_in(seeded.account(seeded.MEMBER))
    page.goto(f"{walker.home}/api/v1/docs/")
    expect(page.locator(".opblock").first).to_be_visible(timeout=20_000)
    # Swagger asks for an inline style once; the policy refuses it, and the page stands without.
    assert all("inline style" in said for said in walker.murmurs), walker.murmurs
