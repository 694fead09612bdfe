"""The page in a browser: opened from a file, with the keyboard, on a telephone and on paper."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rashomon.report.html import render_html
from report.dossier_example import HOSTILE, example
from report.dossier_factory import large
from web.live import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "dossier.html"
    path.write_text(render_html(example(), title="The convoy"), encoding="utf-8")
    return path


def opened(browser: Browser, file: Path, *, width: int = 1440, height: int = 900) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(file.as_uri())
    return page


def test_it_opens_without_a_request_or_an_error(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    requests: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_timeout(200)
    assert requests == [file.as_uri()]
    assert messages == []


def test_injected_markup_stays_text(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    assert page.locator("script, img, iframe").count() == 0
    assert page.locator(".documents h3", has_text="</script>").first.inner_text().endswith(HOSTILE + " read")


def test_every_cell_opens_with_the_keyboard(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    summaries = page.locator("details > summary")
    total = summaries.count()
    assert total > 20
    for _ in range(3):  # those inside a closed one can be reached only once that one is open
        for index in range(total):
            summary = summaries.nth(index)
            if summary.is_visible() and not summary.evaluate("it => it.parentElement.open"):
                summary.focus()
                page.keyboard.press("Enter")
    assert summaries.evaluate_all("all => all.every(it => it.parentElement.open)")
    assert page.get_by_text("24 to 60 and 250 cannot both be").first.is_visible()


def test_focus_can_be_seen_and_the_first_stop_skips_to_the_accounts(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to the accounts"
    assert link.evaluate("it => getComputedStyle(it).outlineStyle") == "solid"
    assert (link.bounding_box() or {"y": -1})["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


@pytest.mark.parametrize("width", [320, 390, 768, 1120, 1440])
def test_the_page_never_scrolls_sideways(browser: Browser, file: Path, width: int) -> None:
    page = opened(browser, file, width=width)
    page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_on_a_telephone_the_grid_scrolls_inside_its_frame_with_the_questions_in_sight(
    browser: Browser, file: Path
) -> None:
    page = opened(browser, file, width=390)
    frame = page.get_by_role("region", name="Grid of questions and sources")
    assert frame.evaluate("it => { it.scrollLeft = 300; return it.scrollLeft }") > 100
    left = frame.bounding_box() or {"x": -1}
    question = page.locator(".grid tbody th").first.bounding_box() or {"x": -99}
    assert abs(question["x"] - left["x"]) < 3


def test_a_link_to_a_claim_opens_what_holds_it(browser: Browser, file: Path) -> None:
    page = browser.new_page()
    page.goto(f"{file.as_uri()}#claim-c11")
    claim = page.locator("#claim-c11")
    claim.wait_for(state="visible")
    assert "Only four foreign fighters" in claim.inner_text()


def test_landmarks_and_the_description_of_the_figure_reach_a_screen_reader(browser: Browser, file: Path) -> None:
    page = opened(browser, file)
    for role in ("banner", "main", "contentinfo"):
        assert page.get_by_role(role).count() == 1
    assert page.get_by_role("navigation", name="Contents").count() == 1
    assert page.get_by_role("img", name="How many fighters left Raqqa?").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_colour_schemes_are_served(browser: Browser, file: Path, scheme: str) -> None:
    page = browser.new_context(color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.goto(file.as_uri())
    bright = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(251, 250, 246)"
    assert bright is (scheme == "light")


def test_paper_shows_what_was_folded(browser: Browser, file: Path, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    page = opened(browser, file)
    printed = tmp_path / "page.pdf"
    page.pdf(path=str(printed), prefer_css_page_size=True)
    out = subprocess.run([reader, "-layout", str(printed), "-"], capture_output=True, text=True, check=True).stdout
    words = " ".join(out.split())
    assert "24 to 60 and 250 cannot both be the number of fighters." in words
    assert "An earlier version said that 205 fighters had left the city" in words
    assert "Contents" not in words


def test_a_large_case_is_laid_out_in_time(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "large.html"
    file.write_text(render_html(large()), encoding="utf-8")
    page = opened(browser, file, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator(".contents a").nth(40).click()
    assert page.locator(".question").nth(40).evaluate("it => Math.abs(it.getBoundingClientRect().top)") < 60
