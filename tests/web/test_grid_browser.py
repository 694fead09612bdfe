"""The grid and the pages about sources in a browser: with the keyboard, on a telephone, without script, with axe."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from web.crowd import crowd
from web.live import faults, served_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
HERE = "document.activeElement.closest('td, th')"


@pytest.fixture(scope="module")
def example(made_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served_folder(Path(shutil.copytree(made_case, tmp_path_factory.mktemp("served") / "raqqa"))) as address:
        yield address


@pytest.fixture(scope="module")
def crowded(made_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(shutil.copytree(made_case, tmp_path_factory.mktemp("crowded") / "raqqa"))
    crowd(folder, questions=70, sources=45)
    with served_folder(folder) as address:
        yield address


@contextmanager
def opened(browser: Browser, address: str, path: str, **options: Any) -> Iterator[Page]:
    """Open a page; no message on the console, no request to anywhere else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **options)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    base = address.partition("/open")[0]
    page.on("request", lambda request: None if request.url.startswith((base, "data:")) else said.append(request.url))
    page.goto(address)
    page.goto(base + path)
    yield page
    context.close()
    assert said == []


def text(page: Page) -> str:
    return str(page.evaluate(f"{HERE}.innerText")).strip()


def test_head_and_first_column_stay_in_sight(browser: Browser, crowded: str) -> None:
    with opened(browser, crowded, "/grid") as page:
        assert page.locator("table.grid tbody tr").count() == 60
        assert page.locator("table.grid thead th").count() == 41
        page.evaluate("document.querySelector('.scroll').scrollTo(1500, 1200)")
        region = page.locator(".scroll").bounding_box()
        head = page.locator("thead th").nth(20).bounding_box()
        first = page.locator("tbody tr").nth(25).locator("th").bounding_box()
        assert region is not None
        assert head is not None
        assert first is not None
        assert abs(head["y"] - region["y"]) < 3
        assert abs(first["x"] - region["x"]) < 3


def test_arrow_keys_move_from_cell_to_cell_in_sight(browser: Browser, crowded: str) -> None:
    with opened(browser, crowded, "/grid") as page:
        page.locator("tbody tr").first.locator("a.entry").first.focus()
        assert page.locator("table.grid [tabindex='0']").count() == 1, "one stop of the Tab key for all cells"
        for _ in range(30):
            page.keyboard.press("ArrowRight")
        for _ in range(40):
            page.keyboard.press("ArrowDown")
        at = page.evaluate(f"[{HERE}.parentElement.rowIndex, {HERE}.cellIndex]")
        for _ in range(38):
            page.keyboard.press("ArrowUp")
            page.keyboard.press("ArrowLeft")
            box = page.evaluate(f"(({{x, y}}) => [x, y])({HERE}.getBoundingClientRect())")
            head = page.locator("thead .corner").bounding_box()
            assert head is not None
            column = page.evaluate(f"{HERE}.cellIndex")
            row = page.evaluate(f"{HERE}.parentElement.rowIndex")
            assert row == 0 or box[1] >= head["y"] + head["height"] - 2, "nothing is hidden under the head"
            assert column == 0 or box[0] >= head["x"] + head["width"] - 2, "nor under the first column"
        assert at == [41, 32] or at == [41, 31]
        assert page.evaluate(f"{HERE}.cellIndex") == 0
        page.keyboard.press("Control+End")
        assert page.evaluate(f"[{HERE}.parentElement.rowIndex, {HERE}.cellIndex]") == [60, 40]
        page.keyboard.press("Home")
        assert text(page).startswith("How many left village 59?")


def test_the_words_open_beside_the_grid_and_close_again(browser: Browser, example: str) -> None:
    with opened(browser, example, "/grid") as page:
        cell = page.locator("tbody tr").first.locator("a.entry", has_text="a few dozen").last
        cell.focus()
        page.keyboard.press("Enter")
        panel = page.locator("#words")
        panel.locator("blockquote").first.wait_for()
        assert "Nobody but a few dozen fighters" in panel.inner_text()
        assert page.evaluate("document.activeElement.id") == "words"
        panel.get_by_role("button", name="Accept").first.click()
        panel.locator(".claim-card.is-accepted").first.wait_for()
        page.keyboard.press("Escape")
        assert not panel.is_visible()
        assert text(page).endswith("side 4")


def test_without_script_a_cell_leads_to_its_account(browser: Browser, example: str) -> None:
    with opened(browser, example, "/grid", java_script_enabled=False) as page:
        page.locator("a.entry", has_text="250").first.click()
        assert "#account-" in page.url
        page.locator(".account:target").wait_for()
        assert page.locator(".account:target").count() == 1
        assert "250" in page.locator(".account:target").inner_text()


def test_on_a_telephone_it_is_a_list_by_question(browser: Browser, example: str) -> None:
    with opened(browser, example, "/grid") as page:
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        first = page.locator("tbody tr").first
        assert not page.locator("thead").is_visible()
        assert first.locator(".silent").first.is_hidden()
        assert first.locator(".speaker").first.inner_text() == "BBC"
        entry = first.locator("a.entry").first
        box = entry.bounding_box()
        assert box is not None
        assert box["height"] >= 24
        entry.click()
        page.locator("#words blockquote").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_labels_of_the_picture_lie_in_their_boxes(browser: Browser, example: str) -> None:
    with opened(browser, example, "/sources?name=dillon") as page:
        page.locator("tbody th a").first.click()
        boxes = page.locator(".flow .box")
        assert boxes.count() > 4
        for box in boxes.all():
            # All three of one moment: the page may move while it is looked at.
            outer, label, tally = box.evaluate(
                """box => ["rect", ".label", ".tally"].map((part) => {
                    const { x, y, width, height } = box.querySelector(part).getBoundingClientRect();
                    return { x, y, width, height };
                })"""
            )
            assert outer["x"] <= label["x"]
            assert label["x"] + label["width"] <= tally["x"] + 1
            assert outer["y"] <= label["y"] + 1
            assert label["y"] + label["height"] <= outer["y"] + outer["height"] + 1


def test_a_source_is_joined_with_another_by_search(browser: Browser, example: str) -> None:
    with opened(browser, example, "/sources?name=documentary&kind=document") as page:
        page.locator("tbody th a").first.click()
        page.get_by_text("The same as another source").click()
        page.locator("#f-other").press_sequentially("broadcaster")
        button = page.get_by_role("button", name="Make one with Example Broadcaster")
        button.wait_for()
        button.focus()
        page.keyboard.press("Enter")
        page.locator(".recorded").wait_for()
        assert "Example Broadcaster" in page.locator("#deciding .decisions").inner_text()
        page.locator("#deciding .decision").get_by_role("button", name="Undo").click()
        page.locator("#deciding .decision.gone").wait_for()


@pytest.mark.parametrize("path", ["/grid", "/grid?side=denies", "/sources", "SOURCE", "/origins", "ORIGIN", "/echoes"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_found_by_axe(browser: Browser, example: str, path: str, scheme: str) -> None:
    with opened(
        browser, example, {"SOURCE": "/sources", "ORIGIN": "/origins"}.get(path, path), color_scheme=scheme
    ) as page:
        if path in ("SOURCE", "ORIGIN"):
            page.locator("tbody th a").nth(1).click()
        for details in page.locator("details").all():
            details.evaluate("each => each.open = true")
        if path == "/grid":
            page.locator("a.entry").first.click()
            page.locator("#words blockquote").first.wait_for()
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert faults(page) == []
