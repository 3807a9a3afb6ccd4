"""Somebody who walks through the pages and looks at each as a tester would: axe, console, hosts, width."""

from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from emulation.models import Account

ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "mat-khau-dai"


class Walker:
    """One browser window; `sign_in` makes it somebody's."""

    def __init__(self, browser: Browser, home: str, width: int, axe: Axe, shots: Path | None) -> None:
        self.browser, self.home, self.width, self.axe, self.shots = browser, home, width, axe, shots
        self.context = None
        self.looked_at: set[str] = set()

    def sign_in(self, account: Account, *, scripts: bool = True) -> Page:
        """Open a fresh window and sign the account in."""
        self.close()
        self.murmurs: list[str] = []
        self.context = self.browser.new_context(
            viewport={"width": self.width, "height": 800},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=scripts,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.page.on("console", lambda said: self.murmurs.append(said.text) if said.type == "error" else None)
        self.page.on("pageerror", lambda error: self.murmurs.append(str(error)))
        self.page.on("request", lambda asked: self._check_host(asked.url))
        self.page.goto(f"{self.home}/account/login/")
        self.page.fill("[name=login]", account.username)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("main form button.button--primary")
        return self.page

    def _check_host(self, url: str) -> None:
        if urlsplit(url).hostname not in (urlsplit(self.home).hostname, None):
            self.murmurs.append(f"asked another host: {url}")

    def go(self, path: str, name: str) -> Page:
        """Open a page and look at it."""
        self.page.goto(f"{self.home}{path}")
        self.look(name)
        return self.page

    def look(self, name: str) -> None:
        """Fail on what no page may have; keep a picture when asked to."""
        if self.shots:
            self.shots.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=self.shots / f"{name}-{self.width}.png", full_page=True)
        assert not self.murmurs, f"{name}: {self.murmurs}"
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} px wide"
        found = self.axe.run(self.page)
        assert found.violations_count == 0, f"{name}:\n{found.generate_report()}"
        self.looked_at.add(name)

    def said(self) -> str:
        """Return what the page says."""
        return self.page.locator("main").inner_text()

    def press(self, words: str) -> None:
        """Press the button with these words; where the page asks first, agree."""
        button = self.page.get_by_role("button", name=words, exact=True).first
        asks = button.evaluate("(it) => it.matches('[data-confirm]') || !!it.closest('form[data-confirm]')")
        if asks:
            button.click()
            button = self.page.locator("dialog[open] [data-confirm-yes]")
        with self.page.expect_navigation():
            button.click()

    def close(self) -> None:
        """Close the window."""
        if self.context:
            self.context.close()
            self.context = None
