"""The script of the pages, in a real browser against an invented server: nothing typed is ever lost."""

import json
import re

import pytest
from django.conf import settings
from django.template import Context, Template
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SITE = "http://neuguong.test"
SCRIPT = settings.BASE_DIR / "emulation" / "static" / "emulation" / "site.js"
PAGE = """<!doctype html><html lang="vi"><title>t</title>
{% include "components/_draft_offer.html" only %}
<form method="post" action="/sent" data-autosave="/save" data-draft-key="k">
  <input type="hidden" name="csrfmiddlewaretoken" value="old"><input type="hidden" name="version" value="1">
  <textarea name="words"></textarea><input type="checkbox" name="tick" value="1">
  <input name="p1" value="8,25" data-sum-group="a"><input name="p2" value="1.5" data-sum-group="b">
  <output data-sum-output="a b"></output>
  {% include "components/_autosave.html" with saved_at=None only %}
  <button data-confirm="Sure?">Send</button>
</form>
<table id="t"><thead><tr><th data-select-all="all"></th><th></th></tr></thead><tbody>
  <tr><td><input type="checkbox" data-cap-group="g"></td><td>Trần Thị Đào</td></tr>
  <tr><td><input type="checkbox" data-cap-group="g"></td><td>Lê Văn An</td></tr></tbody></table>
<input data-filter-table="t"><p data-filter-count="t" data-template="{shown}/{all}"></p>
{% include "components/_cap_counter.html" with group="g" maximum=1 chosen=0 only %}
{% include "_confirm_dialog.html" %}<script src="/site.js"></script></html>"""


class Server:
    """Answers the page as told: `mode` is ok, down, conflict or signed-out."""

    def __init__(self, page):
        self.mode, self.version, self.saves = "ok", 1, []
        page.route(f"{SITE}/**", self.answer)

    def answer(self, route):
        path = route.request.url.removeprefix(SITE)
        if path == "/save":
            return self.save(route)
        if path == "/site.js":
            return route.fulfill(body=SCRIPT.read_text(), content_type="text/javascript")
        return route.fulfill(body=Template(PAGE).render(Context()), content_type="text/html; charset=utf-8")

    def save(self, route):
        self.saves.append(route.request.post_data)
        if self.mode == "ok":
            self.version += 1
            body = {"saved_at": "2026-11-20T07:05:00Z", "version": self.version, "messages": []}
            return route.fulfill(json=body)
        if self.mode == "conflict":
            return route.fulfill(status=409, json={"detail": "Somebody else saved.", "code": "stale"})
        return (
            route.abort() if self.mode == "down" else route.fulfill(body="<h1>Sign in</h1>", content_type="text/html")
        )


@pytest.fixture
def server(page):
    server = Server(page)
    page.goto(SITE)
    return server


def status(page):
    return page.locator("[data-autosave-status]")


def kept(page):
    return page.evaluate("({...localStorage})")


def saved(page):
    expect(status(page)).to_have_class(re.compile("autosave--saved"), timeout=5000)


def test_typed_text_is_saved_and_the_copy_dropped(page, server):
    page.fill("[name=words]", "xin chào")
    assert "xin chào" in json.loads(kept(page)["k"])["fields"][0]
    saved(page)
    expect(status(page)).to_contain_text("14:05")
    assert page.input_value("[name=version]") == "2"
    assert kept(page) == {}


def test_lost_connection_keeps_the_text_and_saves_it_later(page, server):
    server.mode = "down"
    page.fill("[name=words]", "giữ lại")
    expect(status(page)).to_have_class(re.compile("trouble"), timeout=4000)
    server.mode = "ok"
    saved(page)
    assert "giữ lại" in server.saves[-1]


def test_text_kept_on_the_device_is_offered_after_a_reload(page, server):
    server.mode = "down"
    page.fill("[name=words]", "giữ lại")
    page.check("[name=tick]")
    page.goto(SITE)
    page.fill("[name=words]", "typed beside the offer")
    page.goto(SITE)
    server.mode = "ok"
    page.click("[data-draft-drop]")
    page.click("[data-draft-use]")
    assert page.input_value("[name=words]") == "giữ lại"
    assert page.is_checked("[name=tick]")
    saved(page)
    assert kept(page) == {}


def test_conflict_is_said_and_stops_saving(page, server):
    server.mode = "conflict"
    page.fill("[name=words]", "mine")
    expect(status(page)).to_contain_text("Somebody else saved.", timeout=4000)
    page.fill("[name=words]", "mine still")
    page.wait_for_timeout(1600)
    assert len(server.saves) == 1
    assert "mine still" in kept(page)["k"]


def test_sign_in_page_is_not_taken_for_an_answer(page, server):
    server.mode = "signed-out"
    page.fill("[name=words]", "kept")
    expect(status(page)).to_have_class(re.compile("trouble"), timeout=4000)
    assert "kept" in kept(page)["k"]


def test_question_comes_before_sending(page, server):
    page.fill("[name=words]", "send me")
    saved(page)
    page.click("button:has-text('Send')")
    expect(page.locator(".dialog__text")).to_have_text("Sure?")
    page.click("#confirm-dialog button[value=no]")
    assert page.url == f"{SITE}/"
    page.click("button:has-text('Send')")
    page.click("[data-confirm-yes]")
    page.wait_for_url(f"{SITE}/sent")


def test_sums_are_exact_and_show_a_comma(page, server):
    expect(page.locator("[data-sum-output]")).to_have_text("9,75")
    page.fill("[name=p1]", "0.1")
    page.fill("[name=p2]", "0,2")
    expect(page.locator("[data-sum-output]")).to_have_text("0,3")


def test_choosing_all_counts_towards_the_cap(page, server):
    page.check("th input")
    expect(page.locator("[data-cap-output]")).to_have_class("cap cap--over")
    page.uncheck("tbody tr:first-child input")
    expect(page.locator("[data-cap-output]")).to_have_class("cap")


def test_rows_are_found_without_diacritics(page, server):
    page.fill("[data-filter-table]", "dao")
    assert page.locator("tbody tr:visible").count() == 1
    expect(page.locator("[data-filter-count]")).to_have_text("1/2")
