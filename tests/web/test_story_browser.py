"""The whole story, by one pair of hands, every click and key counted: from an empty case to a dossier to hand on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from rashomon.store.base import Case
from rashomon.web.desk import Desk
from web.conftest import EXAMPLES
from web.live import ACTOR, KEY, PHONE, WIDE, Watched, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

MOST = 60
"""Clicks and keys from an empty case to an exported dossier, corrections and all."""

LONG = 120_000
"""Milliseconds for reading eight files on a busy machine."""


class Hands:
    """Clicks and types as a person would, and counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def click(self, what: Locator) -> None:
        """Click on something that is there and can be seen."""
        self.count += 1
        what.click()
        self.page.wait_for_load_state("load")

    def press(self, keys: str) -> None:
        """Press one key after the other."""
        for key in keys:
            self.count += 1
            self.page.keyboard.press(key)

    def choose(self, what: Locator, value: str) -> None:
        """Choose from a list: one click opens it, one chooses."""
        self.count += 2
        what.select_option(value)

    def to(self, name: str) -> None:
        """Go to a page by the list of pages."""
        menu = self.page.locator("header details:not([open]) > summary").locator("visible=true")
        if menu.count():
            self.click(menu.first)
        self.click(self.page.locator("header nav").get_by_role("link", name=name, exact=True))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    Case.create(tmp_path / "raqqa", actor=ACTOR).close()
    with Desk(tmp_path / "raqqa", actor=ACTOR) as desk, serving(desk) as address:
        yield tmp_path / "raqqa", address


def compared(page: Page) -> None:
    """Wait until the comparison knows everything, and look at the page as it is then."""
    page.wait_for_timeout(500)
    for _ in range(240):
        if page.evaluate("fetch('/api/board').then(answer => answer.json())")["state"] == "fresh":
            break
        page.wait_for_timeout(500)
    page.reload()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desktop", "phone"])
def test_from_an_empty_case_to_a_dossier(
    empty: tuple[Path, str], browser: Browser, size: tuple[int, int], tmp_path: Path
) -> None:
    folder, address = empty
    watched = Watched(browser, address, size=size, accept_downloads=True)
    page = watched.enter(KEY)
    hands = Hands(page)

    # Files in: choosing them is a click for the window, one for all files, one for its button.
    hands.to("Add")
    page.locator("#file").set_input_files(sorted(map(str, EXAMPLES.glob("0*"))))
    hands.count += 3
    page.locator("#files li[data-state=parsed]").nth(7).wait_for(timeout=LONG)

    # What is contested, and who says so.
    hands.to("Overview")
    compared(page)
    assert page.locator(".asked-card h3").first.inner_text() == "How many fighters left Raqqa?"
    assert page.locator(".asked-card").count() == 3

    # The review begins with what a correction changes most: accept one, reject one, take that back.
    hands.to("Review")
    first = page.locator(".claim-card").first.get_attribute("data-claim")
    hands.press("a")
    _until(page, lambda: page.locator(".claim-card").first.get_attribute("data-claim") != first)
    second = page.locator(".claim-card").first.get_attribute("data-claim")
    hands.press("x")
    _until(page, lambda: page.locator(".claim-card").first.get_attribute("data-claim") != second)
    hands.press("u")
    # Not asked for by the page itself, which may be on its way to another one just then.
    claim = urljoin(page.url, f"/api/claims/{second}")
    _until(page, lambda: page.request.get(claim).json()["state"] == "")

    # A claim that was misread is put right: its source does not say so, it doubts it.
    hands.to("Overview")
    hands.click(page.get_by_role("link", name="Was there a deal?"))
    words = page.locator("details.words:not([open]) > summary")
    if not page.locator(".claim-card a", has_text="Correct").first.is_visible():
        hands.click(words.first)
    hands.click(page.locator(".claim-card a", has_text="Correct").locator("visible=true").first)
    hands.click(page.locator("summary", has_text="How the source stands to it").first)
    stance = page.locator("select[name=stance]").first
    hands.choose(stance, "doubts")
    hands.click(page.locator("form", has=page.locator("select[name=stance]")).get_by_role("button").first)
    _until(page, lambda: "corrected" in page.locator("main").inner_text())

    # Two sources are one, and how far one relies on it is written down.
    hands.to("Sources")
    hands.click(page.locator("main").get_by_role("link", name="Example Daily", exact=True).first)
    hands.click(page.get_by_text("The same as another source"))
    hands.click(page.locator("#f-other"))
    hands.press("BBC")
    hands.click(page.get_by_role("button", name="Make one with BBC", exact=True))
    page.locator(".recorded").wait_for()
    hands.click(page.locator("details.deed > summary", has_text="Admiralty: reliability"))
    hands.click(page.locator("#g-admiralty-source-B"))
    hands.click(page.get_by_role("button", name="Set it").locator("visible=true"))
    page.locator(".given", has_text="usually reliable").wait_for()
    compared(page)
    found = page.evaluate("fetch('/api/sources').then(answer => answer.json())")["sources"]
    names = {each["source"]["text"] for each in found}
    assert not names >= {"BBC", "Example Daily"}, "the two are one now"

    # The dossier: three questions, exported.
    hands.to("Dossiers")
    hands.click(page.get_by_role("button", name="Make"))
    for _ in range(3):
        hands.click(page.locator(".choices button", has_text="Add").first)
        page.wait_for_timeout(400)
    with page.expect_download(timeout=LONG) as coming:
        hands.click(page.locator("#export-button"))
    file = tmp_path / "dossier.html"
    coming.value.save_as(file)
    assert "How many fighters left Raqqa?" in file.read_text(encoding="utf-8")

    print(f"{hands.count} clicks and keys")
    assert hands.count < MOST
    assert watched.wrong == []
    watched.context.close()
    with Case.open(folder, write=False) as case:
        assert list(case.verify()) == []
        exported = [entry for entry in case.log.entries() if entry.action == "export"]
    assert hashlib.sha256(file.read_bytes()).hexdigest() in str(exported[-1].detail)


def _until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds; the policy of the pages forbids the browser's own way of waiting for that."""
    for _ in range(200):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it did not come to that")
