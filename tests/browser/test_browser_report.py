"""What no parser can tell: how a report lies on a screen, and that a browser asks nobody for anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from grader.reporting import html, teacher
from tests.unit.reporting import samples

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Request

pytestmark = pytest.mark.browser

WIDE, NARROW = 1280, 360


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("reports")
    parts: dict[str, tuple[Any, Any, Any]] = {
        "honest": (samples.evidence(), samples.grade(reasons=("Look at cell 5.",)), samples.findings()),
        "hostile": (samples.hostile_evidence(), samples.hostile_grade(), samples.hostile_findings()),
    }
    made = {}
    for name, (evidence, grade, findings) in parts.items():
        page = html.render(
            assignment=samples.assignment(), evidence=evidence, grade=grade, findings=findings, image=samples.image
        )
        made[name] = folder / f"{name}.html"
        made[name].write_text(page, encoding="utf-8")
    for name, accounts in (("honest", samples.accounts()), ("hostile", samples.hostile_accounts())):
        evidence, grade, _ = parts[name]
        page = teacher.render(assignment=samples.assignment(), evidence=evidence, grade=grade, accounts=accounts)
        made[f"teacher-{name}"] = folder / f"teacher-{name}.html"
        made[f"teacher-{name}"].write_text(page, encoding="utf-8")
    return made


@contextmanager
def _opened(browser: Browser, report: Path, width: int, scheme: Any = "light") -> Iterator[tuple[Page, list[str]]]:
    """The page, and whatever it said, asked for or threw."""
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    events: list[str] = []

    def dismiss(dialog: Dialog) -> None:
        events.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def note_request(request: Request) -> None:
        if request.url != report.as_uri() and not request.url.startswith("data:image/png"):
            events.append(f"request: {request.url[:200]}")

    page.on("console", lambda message: events.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: events.append(f"error: {error}"))
    page.on("dialog", dismiss)
    page.on("request", note_request)
    page.goto(report.as_uri())
    try:
        yield page, events
    finally:
        page.close()


def _overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", ["honest", "hostile", "teacher-honest", "teacher-hostile"])
def test_it_fits_the_screen_and_asks_for_nothing(
    browser: Browser, reports: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    with _opened(browser, reports[name], width, scheme) as (page, events):
        assert _overflow(page) <= 0
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        assert _overflow(page) <= 0
        page.mouse.move(width // 2, 400)
        page.wait_for_timeout(100)
        assert events == []


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_it_still_fits_with_letters_twice_as_large(browser: Browser, reports: dict[str, Path], width: int) -> None:
    with _opened(browser, reports["honest"], width) as (page, _):
        page.add_style_tag(content=":root { font-size: 200% }")
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        assert _overflow(page) <= 0


def test_a_mention_of_a_cell_unfolds_the_notebook_and_leads_to_it(browser: Browser, reports: dict[str, Path]) -> None:
    with _opened(browser, reports["honest"], WIDE) as (page, _):
        cell = page.locator("#cell-7")
        assert not cell.is_visible()
        page.locator("[id='item-5.1'] a", has_text="cell 7").click()
        cell.wait_for(state="visible")
        assert page.locator("details.notebook").get_attribute("open") is not None


def test_the_first_tab_is_the_way_past_the_header(browser: Browser, reports: dict[str, Path]) -> None:
    with _opened(browser, reports["honest"], WIDE) as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the result"
        assert page.locator(".skip").bounding_box()["x"] >= 0  # type: ignore[index]
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_items_open_with_the_keyboard_alone(browser: Browser, reports: dict[str, Path]) -> None:
    with _opened(browser, reports["honest"], NARROW) as (page, _):
        page.locator("[id='item-3.1'] > summary").focus()
        page.keyboard.press("Enter")
        assert page.get_by_text("1,200 pairs in").first.is_visible()


def test_what_is_read_aloud_has_landmarks_and_a_chart_with_words(browser: Browser, reports: dict[str, Path]) -> None:
    with _opened(browser, reports["honest"], WIDE) as (page, _):
        spoken = page.locator("body").aria_snapshot()
        for words in ("banner", "main", "contentinfo", 'navigation "On this page"', 'region "Next steps"'):
            assert words in spoken
        assert 'img "Loss by epoch' in spoken
        assert "{{7*7}}" not in spoken


def test_on_paper_every_item_is_unfolded_and_dark_on_light(browser: Browser, reports: dict[str, Path]) -> None:
    with _opened(browser, reports["honest"], 794, "dark") as (page, _):
        page.emulate_media(media="print")
        assert page.get_by_text("1,200 pairs in").first.is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert not page.locator("#notebook").is_visible()


def test_an_attack_changes_nothing_in_the_page(browser: Browser, reports: dict[str, Path]) -> None:
    with _opened(browser, reports["hostile"], WIDE) as (page, events):
        assert page.locator("main").count() == 1
        assert page.locator("#cell-28").count() == 1
        assert page.locator("main #notebook #cell-28").count() == 1
        assert (
            page.locator("script, iframe, form, input, object, embed, a[href^='http'], img[src^='http']").count() == 0
        )
        page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
        assert "49" not in page.locator("h1").inner_text()
        assert events == []
