"""A form sent without a connection: kept on the device, sent when the line returns; who was first is shown."""

import json
import re

import pytest
from django.conf import settings
from django.template import Context, Template
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
SITE = "http://neuguong.test"
STATIC = settings.BASE_DIR / "emulation" / "static" / "emulation"
PAGE = """<!doctype html><html lang="vi"><title>t</title>
{% include "components/_draft_offer.html" only %}
<form method="post" action="/report" data-outbox="k">
  <input type="hidden" name="csrfmiddlewaretoken" value="old"><input type="hidden" name="version" value="1">
  <textarea name="words"></textarea>
  {% include "components/_outbox.html" only %}
  <button>Send</button>
</form>
{% include "_confirm_dialog.html" %}<script src="/site.js"></script><script src="/outbox.js"></script></html>"""


class Server:
    """Answers the page as told: `mode` is ok, down, first (somebody else was) or out (signed out)."""

    def __init__(self, page):
        self.mode, self.sent, self.whole = "ok", [], []
        page.route(f"{SITE}/**", self.answer)

    def answer(self, route):
        path = route.request.url.removeprefix(SITE)
        if path == "/report" and route.request.method == "POST":
            return self.take(route)
        if path.endswith(".js"):
            return route.fulfill(body=(STATIC / path[1:]).read_text(), content_type="text/javascript")
        return route.fulfill(body=Template(PAGE).render(Context()), content_type="text/html; charset=utf-8")

    def take(self, route):
        if route.request.headers.get("x-requested-with") != "fetch":
            self.whole.append(route.request.post_data)
            return route.fulfill(body="<h1>Compare</h1>", content_type="text/html")
        if self.mode == "down":
            return route.abort()
        self.sent.append(route.request.post_data)
        if self.mode == "first":
            return route.fulfill(status=409, json={"code": "refused"})
        if self.mode == "out":
            return route.fulfill(body="<h1>Sign in</h1>", content_type="text/html")
        return route.fulfill(json={"url": "/done"})


@pytest.fixture
def server(page):
    server = Server(page)
    page.goto(SITE)
    return server


def status(page):
    return page.locator("[data-outbox-status]")


def kept(page):
    return page.evaluate("({...localStorage})")


def test_with_a_connection_it_is_sent_and_nothing_stays_on_the_device(page, server):
    page.fill("[name=words]", "Đã dự đủ")
    assert "Đã dự đủ" in kept(page)["k"]
    page.click("button:has-text('Send')")
    page.wait_for_url(f"{SITE}/done")
    assert kept(page) == {} and len(server.sent) == 1


def test_without_one_it_is_kept_said_so_and_sent_when_the_line_returns(page, server):
    server.mode = "down"
    page.fill("[name=words]", "Viết ở vùng lõm sóng")
    page.click("button:has-text('Send')")
    expect(status(page)).to_have_class(re.compile("trouble"), timeout=4000)
    expect(status(page)).to_have_text(status(page).get_attribute("data-text-kept"))
    assert "vùng lõm sóng" in json.loads(kept(page)["k"])["fields"][0][1]
    server.mode = "ok"
    page.evaluate("dispatchEvent(new Event('online'))")
    page.wait_for_url(f"{SITE}/done")
    assert len(server.sent) == 1 and "vùng lõm sóng" in server.sent[0]
    assert kept(page) == {}


def test_what_was_kept_is_offered_when_the_page_is_opened_again(page, server):
    server.mode = "down"
    page.fill("[name=words]", "giữ lại")
    page.click("button:has-text('Send')")
    expect(status(page)).to_have_class(re.compile("trouble"), timeout=4000)
    page.goto(SITE)
    server.mode = "ok"
    page.click("[data-draft-use]")
    assert page.input_value("[name=words]") == "giữ lại"
    page.click("button:has-text('Send')")
    page.wait_for_url(f"{SITE}/done")
    assert kept(page) == {}


def test_where_somebody_was_first_the_page_itself_is_shown_with_what_was_typed(page, server):
    server.mode = "first"
    page.fill("[name=words]", "của tôi")
    page.click("button:has-text('Send')")
    expect(page.locator("h1")).to_have_text("Compare")
    assert len(server.whole) == 1 and "words=" in server.whole[0]
    assert "của tôi" in kept(page)["k"]


def test_a_sign_in_page_is_not_taken_for_an_answer(page, server):
    server.mode = "out"
    page.fill("[name=words]", "giữ")
    page.click("button:has-text('Send')")
    expect(status(page)).to_have_text(status(page).get_attribute("data-text-signed-out"))
    assert "giữ" in kept(page)["k"]
