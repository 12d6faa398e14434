"""Every payload in every place of both pages, in a real browser: nothing runs, loads, leads away or covers the page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.payloads import payloads
from tests.payloads.pages import both

try:
    from playwright.sync_api import Error
except ImportError:  # then there is no browser either, and nothing here is run
    Error = Exception  # type: ignore[assignment, misc]

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.browser

ACTING = payloads("html", "markdown", "xml")
OTHERS = payloads("invisible", "terminal", "csv", "workflow", "filenames")

CANARY = """
window.fired = 0;
window.canary = window.alert = window.prompt = window.confirm = () => { window.fired += 1; };
"""
COVERED = """() => {
  const strange = [...document.querySelectorAll("*")].filter(element => {
    const style = getComputedStyle(element);
    const placed = style.position === "fixed" || style.position === "sticky";
    return placed && !element.matches(".skip, nav.contents, header.top");
  });
  return strange.map(element => element.outerHTML.slice(0, 80));
}"""
CLICKED = """() => {
  for (const element of document.querySelectorAll("a, button, summary, [tabindex]")) {
    if (element.matches("a[href='report.html'], a[href^='report.html#']")) continue;
    element.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
    element.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
  }
}"""


class Watched:
    """A page of which everything is noted that a page full of texts has no business to do."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        self.events: list[str] = []
        page.add_init_script(CANARY)
        page.on("console", lambda message: self.events.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.events.append(f"error: {error}"))
        page.on("popup", lambda popup: self.events.append(f"popup: {popup.url}"))
        page.on("download", lambda download: self.events.append(f"download: {download.url}"))
        page.route("**/*", self._asked)

    def _asked(self, route: Route) -> None:
        if route.request.url.split("#")[0] == self.address:
            route.continue_()
        elif not route.request.url.startswith("data:image/png"):
            self.events.append(f"request: {route.request.url[:100]}")
            route.abort()
        else:
            route.continue_()

    def open(self) -> list[str]:
        """Opens it, hovers over and clicks at whatever can be clicked, and gives what happened."""
        self.events.clear()
        self.page.goto(self.address, wait_until="load")
        try:
            self.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
            self.page.evaluate(CLICKED)
            self.page.wait_for_timeout(20)
            fired = self.page.evaluate("window.fired")
            covers = self.page.evaluate(COVERED)
        except Error as error:  # the page went away under the question
            return [*self.events, f"navigation: {error.message[:100]}"]
        if self.page.url.split("#")[0] != self.address:
            return [*self.events, f"navigation: {self.page.url}"]
        return self.events + ([f"{fired} scripts"] if fired else []) + [f"covers: {each}" for each in covers]


@contextmanager
def watched(browser: Browser, file: Path) -> Iterator[Watched]:
    page = browser.new_page()
    try:
        yield Watched(page, file.as_uri())
    finally:
        page.close()


@pytest.mark.parametrize("name", ["report.html", "teacher.html"])
def test_nothing_happens(browser: Browser, tmp_path: Path, name: str, all_runs: bool) -> None:
    """Without `--all-runs` a sample: what a parser makes of all of them is in tests/unit/reporting."""
    file = tmp_path / name
    with watched(browser, file) as opened:
        for payload in (*ACTING, *OTHERS) if all_runs else (*ACTING[::12], *OTHERS[::60]):
            file.write_text(both(payload)[name == "teacher.html"], encoding="utf-8")
            assert opened.open() == [], repr(payload)
            shown = opened.page
            assert shown.locator("main").count() == shown.locator("#main").count() == 1, repr(payload)
            assert shown.locator("script, iframe, form, input, object, embed, link, base, svg a").count() == 0
            if name == "report.html":
                assert shown.title().endswith(" points")


def test_a_page_that_escapes_nothing_is_noticed(browser: Browser, tmp_path: Path, all_runs: bool) -> None:
    """Otherwise silence would prove nothing: most of them act when they stand in a page as they are."""
    tried = payloads("html") if all_runs else payloads("html")[::8]
    file = tmp_path / "naive.html"
    silent = []
    for payload in tried:
        naive = f"<!doctype html><title>x</title><main>{payload}</main>"
        file.write_text(naive, encoding="utf-8", errors="replace")
        with watched(browser, file) as opened:  # a page of its own: some lead the next astray
            if not opened.open():
                silent.append(payload)
    assert len(silent) < 0.4 * len(tried), silent
