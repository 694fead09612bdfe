"""Adding, searching, reviewing and the log in a browser: files dropped, keys, a telephone, axe."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from web.live import faults, served_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
PAGES = ("/search?q=fighters", "/review", "/log", "/add")
SLOW = 240_000
"""Milliseconds that reading a file may take on a machine with other work: the models are loaded first."""

DROP = """([names, texts]) => {
  const data = new DataTransfer();
  names.forEach((name, at) => data.items.add(new File([texts[at]], name, { type: "text/plain" })));
  const place = document.getElementById("drop");
  for (const kind of ["dragover", "drop"])
    place.dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture(scope="module")
def base(made_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = Path(shutil.copytree(made_case, tmp_path_factory.mktemp("served") / "raqqa"))
    with served_folder(folder) as address:
        yield address


@pytest.fixture
def untouched(made_case: Path, tmp_path: Path) -> Iterator[str]:
    """A case that nobody adds files to: the comparison after that may put the queue into another order."""
    with served_folder(Path(shutil.copytree(made_case, tmp_path / "raqqa"))) as address:
        yield address


def opened(browser: Browser, base: str, path: str, *, width: int = 1280, height: int = 900) -> Page:
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.goto(base)
    page.goto(base.partition("/open")[0] + path)
    return page


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_is_asked_of_outside(browser: Browser, base: str, path: str) -> None:
    for width in (1280, 390):
        page = opened(browser, base, "/add", width=width)
        requests: list[str] = []
        messages: list[str] = []
        page.on("request", lambda request: requests.append(request.url))  # noqa: B023  each page its own
        page.on("console", lambda message: messages.append(message.text))  # noqa: B023
        page.on("pageerror", lambda error: messages.append(str(error)))  # noqa: B023
        page.goto(base.partition("/open")[0] + path)
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true })")
        assert faults(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert {url.partition("/open")[0].split("/")[2] for url in requests} == {base.split("/")[2]}
        assert messages == []
        page.context.close()


def test_two_files_that_are_dropped_are_read_and_seen(browser: Browser, base: str) -> None:
    page = opened(browser, base, "/add")
    texts = ["The army said that 31 buses left Raqqa.", "Ryan Dillon denied that 77 fighters left Raqqa."]
    page.evaluate(DROP, [["first <b>.txt", "second.txt"], texts])
    rows = page.locator("#files li[data-state=parsed]")
    rows.nth(1).wait_for(timeout=SLOW)
    assert sorted(rows.locator(".file a bdi").all_inner_texts()) == ["first <b>.txt", "second.txt"]
    assert page.locator("#sending li").count() == 0
    page.reload()
    assert page.locator("#files li").count() == 2, "the list outlives the page"
    page.goto(base.partition("/open")[0] + "/search?q=77+fighters")
    assert "denied that 77 fighters" in page.locator(".found blockquote").inner_text()


def test_a_file_that_is_too_large_is_refused_before_it_is_sent(browser: Browser, base: str) -> None:
    page = opened(browser, base, "/add")
    page.evaluate("document.getElementById('drop').dataset.limit = 10")
    page.set_input_files("#file", {"name": "large.txt", "mimeType": "text/plain", "buffer": b"x" * 11})
    assert "larger than 64 MB" in page.get_by_role("alert").inner_text()


def test_a_review_by_keys_alone_goes_on_without_loading_the_page(browser: Browser, untouched: str) -> None:
    page = opened(browser, untouched, "/review")
    loads: list[str] = []
    page.on("load", lambda _: loads.append(page.url))
    shown = [page.locator("#review .claim-card").get_attribute("id")]
    # No claim is rejected here yet: without it the next comparison puts the queue into another order.
    for key in "aaa":
        page.keyboard.press(key)
        page.locator(f"#review .claim-card:not(#{shown[-1]})").wait_for()
        shown.append(page.locator("#review .claim-card").get_attribute("id"))
        assert page.evaluate("document.activeElement.id") == shown[-1]
        assert page.url.endswith(f"/review?claim={str(shown[-1]).removeprefix('claim-')}")
    assert len(set(shown)) == 4
    assert loads == []
    assert re.match(r"3 of \d+ claims of the case", page.locator("#review .progress .counts").last.inner_text())

    def comes(card: str) -> None:
        page.locator(card).wait_for()
        page.wait_for_load_state()  # keys are heard from here on

    page.keyboard.press("u")
    comes(f"#{shown[2]}")
    assert page.locator("#review .claim-card.is-accepted").count() == 0
    page.keyboard.press("k")
    comes(f"#{shown[1]}.is-accepted")
    page.keyboard.press("j")
    comes(f"#{shown[2]}")
    page.go_back()
    comes(f"#{shown[1]}")
    page.go_forward()
    comes(f"#{shown[2]}")
    page.keyboard.press("x")
    page.locator(f"#review .claim-card:not(#{shown[2]})").wait_for()
    assert "Your last decision: rejected" in page.locator(".last").inner_text()


def test_the_log_says_in_words_that_it_is_whole(browser: Browser, base: str) -> None:
    page = opened(browser, base, "/log")
    page.get_by_role("button", name="Check the whole log").click()
    page.get_by_role("heading", name="The log is whole").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download a receipt").click()
    assert download.value.suggested_filename.startswith("receipt-")


def test_the_search_page_works_from_the_keyboard(browser: Browser, base: str) -> None:
    page = opened(browser, base, "/log")
    page.keyboard.press("/")
    page.wait_for_url("**/search")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type('"few dozen"')
    page.keyboard.press("Enter")
    page.locator("mark").first.wait_for()
    assert "few%20dozen" in page.url or "few+dozen" in page.url
