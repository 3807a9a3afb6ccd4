"""A real browser for the tests: Debian's Chromium, no outside host, no murmur in its console."""

import datetime
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright

from .walker import ARGS, Walker

# Playwright's synchronous interface runs an event loop in this thread; the database is used between its calls only.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all; without one the tests fail, for a skipped browser test proves nothing."""
    path = shutil.which("chromium")
    assert path, "Chromium is missing: run `make test`, which installs it."
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(params=[1280, 360], ids=["wide", "phone"])
def width(request) -> int:
    """The two widths every page is tried at, in CSS pixels."""
    return request.param


@pytest.fixture
def walker(browser, live_server, width) -> Iterator[Walker]:
    """Somebody at a browser, who may be anybody of the cast."""
    shots = Path(settings.BASE_DIR) / "var" / "screenshots" if os.environ.get("SCREENSHOTS") else None
    walker = Walker(browser, live_server.url, width, Axe(), shots)
    yield walker
    walker.close()


class Clock:
    """The server's clock, which stands until it is moved on."""

    def __init__(self) -> None:
        self.at = timezone.now()

    def move_to(self, day: datetime.date) -> None:
        """Make it nine in the morning of the day."""
        self.at = timezone.make_aware(datetime.datetime.combine(day, datetime.time(9)))

    def now(self) -> datetime.datetime:
        """Return what the server takes for the present; never the same twice, for what is done is done in an order."""
        self.at += datetime.timedelta(milliseconds=1)
        return self.at


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """A clock for the test and the live server, which runs in the same process."""
    clock = Clock()
    monkeypatch.setattr(timezone, "now", clock.now)
    return clock


@pytest.fixture
def page(browser) -> Iterator[Page]:
    """A bare page, for tests that bring their own server."""
    context = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    page.on("dialog", lambda dialog: dialog.accept())
    yield page
    context.close()
