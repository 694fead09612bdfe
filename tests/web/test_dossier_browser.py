"""A dossier built in a browser with the mouse and the keyboard, and its file opened from the disk without a network."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from rashomon.casework import add
from rashomon.config import Config
from rashomon.store.base import Case
from rashomon.web import boarding
from rashomon.web.desk import Desk
from web.live import ACTOR, faults, serving, way_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

playwright = pytest.importorskip("playwright.sync_api", reason="needs the playwright package")
expect = playwright.expect
pytestmark = pytest.mark.browser
WORDS = "What is *known* of the convoy.\n\n- it left\n- nobody agrees how large it was"
HOSTILE = '"><script>window.hit=1</script><img src=x onerror="window.hit=1"><style>*{display:none}</style>{{7*7}}'


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    with serving(desk) as found:
        yield found


def entered(browser: Browser, address: str, **context: Any) -> Page:
    """Return a page inside the case; whatever goes wrong in it is in `page.said`."""
    page = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **context}).new_page()
    page.goto(way_in(address))
    return page


def watched(page: Page) -> tuple[list[str], list[str]]:
    """Return lists that fill with the addresses asked for, and with errors and messages of the page."""
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    return asked, said


def built(page: Page, address: str) -> None:
    """Build a dossier of two questions with words of one's own at the top, and stay in the builder."""
    page.goto(f"{address}/dossier")
    page.get_by_label("Title of a new dossier").fill("The convoy, told")
    page.get_by_role("button", name="Make").click()
    for title in ("How many fighters left Raqqa?", "Was there a deal?"):
        page.get_by_role("button", name=f"Add {title}").click()
    page.locator("#text-top").click()
    page.locator(".part textarea").fill(WORDS)


def titles(page: Page) -> list[str]:
    return [text.strip() for text in page.locator(".part h3").all_inner_texts()]


def test_it_is_built_moved_and_undone_in_place(browser: Browser, address: str) -> None:
    page = entered(browser, address)
    asked, said = watched(page)
    built(page, address)
    assert page.locator("#unsaved").inner_text() == "not saved yet"
    assert page.locator(".part textarea").evaluate("it => it === document.activeElement")
    first = page.locator(".part", has_text="How many fighters").locator("[id^=down-]")
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".part h3").nth(1)).to_have_text("Was there a deal?")
    assert titles(page) == ["Your words", "Was there a deal?", "How many fighters left Raqqa?"]
    assert page.locator(":focus").get_attribute("id", timeout=2000) is not None
    assert page.locator(".part textarea").input_value() == WORDS, "what was typed was saved with the move"
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".part h3").nth(1)).to_have_text("How many fighters left Raqqa?")
    page.get_by_label("Words in the question").fill("buses")
    page.keyboard.press("Enter")
    expect(page.locator(".choices li")).to_have_count(1)
    assert page.locator(".choices li").inner_text().startswith("4")
    assert all(url.startswith(address) for url in asked)
    assert said == []


def test_what_was_typed_outlives_a_refusal(browser: Browser, address: str) -> None:
    page = entered(browser, address)
    built(page, address)
    page.context.clear_cookies()
    page.get_by_role("button", name="Add How many buses were there?").click()
    expect(page.locator("#said")).to_contain_text("not recorded")
    assert page.locator(".part textarea").input_value() == WORDS
    assert page.locator("#unsaved").inner_text() == "not saved yet"


def drag(page: Page, handle: Locator, over: Locator) -> None:
    """Drag something onto the upper edge of something else, slowly enough that it is seen to be over it."""
    over.scroll_into_view_if_needed()
    handle.hover()
    page.mouse.down()
    for _ in range(2):  # the last place counts once the mouse has been there
        box = over.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + 40, box["y"] + 5, steps=12)
        page.wait_for_timeout(150)
    page.mouse.up()


def test_a_part_is_moved_by_hand(browser: Browser, address: str) -> None:
    page = entered(browser, address)
    built(page, address)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#save").click()
    expect(page.locator("#unsaved")).to_have_text("")
    page.wait_for_timeout(500)  # what was saved takes the place of what was there
    with page.expect_response(lambda answer: answer.request.method == "POST"):  # it is saved once it is dropped
        drag(page, page.locator(".part .handle").nth(2), page.locator(".part").nth(0))
    expect(page.locator(".part h3").first).to_have_text("Was there a deal?")
    page.reload()
    assert titles(page) == ["Was there a deal?", "Your words", "How many fighters left Raqqa?"]


def test_without_script_every_button_works(browser: Browser, address: str) -> None:
    page = entered(browser, address, java_script_enabled=False)
    built(page, address)
    page.locator(".part", has_text="Was there a deal?").get_by_role("button", name="Up").click()
    assert titles(page) == ["Your words", "Was there a deal?", "How many fighters left Raqqa?"]
    page.locator("#preview").click()
    assert page.locator(".own em").inner_text() == "known"
    page.get_by_role("link", name="Back to the builder").click()
    with page.expect_download() as download:
        page.locator("#export-button").click()
    assert download.value.suggested_filename == "the-convoy-told.html"


def saved(page: Page, address: str, folder: Path) -> Path:
    built(page, address)
    # Not saved by hand: exporting saves what was typed.
    with page.expect_download() as download:
        page.locator("#export-button").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_the_file_opens_from_the_disk_and_every_number_leads_to_its_words(
    browser: Browser, address: str, tmp_path: Path
) -> None:
    file = saved(entered(browser, address), address, tmp_path)
    page = browser.new_page()
    asked, said = watched(page)
    page.goto(file.as_uri())
    assert page.locator(".own li").all_inner_texts() == ["it left", "nobody agrees how large it was"]
    assert page.locator("main > .question h2").all_inner_texts() == [
        "How many fighters left Raqqa?",
        "Was there a deal?",
    ]
    values = page.locator(".value a, .intervals a, .references a")
    assert values.count() > 40
    for place in set(values.evaluate_all("all => all.map(it => it.getAttribute('href'))")):
        page.evaluate("place => { location.hash = place }", place)
        claim = page.locator(":target")
        assert claim.locator("blockquote .mark.content").first.is_visible(), place
    for link in page.locator(".sides-table .amount a").all():
        link.click()
        assert page.locator(":target q").first.is_visible()
    broken = "all => all.filter(it => !document.getElementById(it.getAttribute('href').slice(1))).length"
    assert page.locator("a[href^='#']").evaluate_all(broken) == 0
    assert [url.partition("#")[0] for url in dict.fromkeys(asked)] == [file.as_uri()] * len(dict.fromkeys(asked))
    assert said == []


def test_builder_and_file_pass_axe_and_fit_a_telephone(browser: Browser, address: str, tmp_path: Path) -> None:
    file = saved(entered(browser, address), address, tmp_path)
    fits = "document.documentElement.scrollWidth <= innerWidth"
    for width, scheme in ((1280, "light"), (390, "dark"), (320, "light")):
        shape = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
        page = entered(browser, address, **shape)
        contrast = width > 320  # its colours are those of the widest
        page.goto(f"{address}/dossier")
        assert (faults(page, contrast=contrast), page.evaluate(fits)) == ([], True)
        page.locator(".kept a").first.click()
        page.locator("#build").wait_for()
        for where in (page.url, f"{page.url}/versions", f"{page.url}/preview", file.as_uri()):
            page.goto(where)
            assert (faults(page, contrast=contrast), page.evaluate(fits)) == ([], True), (where, width)


def test_paper_has_the_pages(browser: Browser, address: str, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    file = saved(entered(browser, address), address, tmp_path)
    page = browser.new_page()
    page.goto(file.as_uri())
    page.pdf(path=str(tmp_path / "page.pdf"), prefer_css_page_size=True)
    command = [reader, "-layout", str(tmp_path / "page.pdf"), "-"]
    sheets = subprocess.run(command, capture_output=True, text=True, check=True).stdout.rstrip("\f").split("\f")
    assert len(sheets) > 5
    for number, sheet in enumerate(sheets, start=1):
        assert sheet.strip().endswith(f"{number} / {len(sheets)}"), f"sheet {number} has its number"
        lines = [line for line in sheet.splitlines() if line.strip()][:-1]
        assert len(lines) > 2, f"sheet {number} is no orphan"
        assert lines[-1].strip() not in ("Accounts", "Who speaks", "What stands behind each side"), "no heading alone"
    words = " ".join(" ".join(sheets).split())
    assert "What is known of the convoy." in words
    assert "How this was made" in words
    assert re.search(r"\b[0-9a-f]{64}\b", words)


def test_hostile_documents_and_words_do_nothing(browser: Browser, tmp_path: Path) -> None:
    for name, number in (("a", 12), ("b", 20)):
        text = f"{HOSTILE}\n\nExample Wire, 3 March 2021\n\nThe Army {HOSTILE} said {number} people died in Homs.\n"
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    with Case.create(tmp_path / "case", actor=HOSTILE) as case:
        add(case, [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], config=Config())
        boarding.make(case)
    with Desk(tmp_path / "case", actor=ACTOR) as desk, serving(desk, title=HOSTILE) as address:
        page = entered(browser, address)
        asked, _ = watched(page)
        page.goto(f"{address}/dossier")
        page.get_by_label("Title of a new dossier").fill(HOSTILE)
        page.get_by_role("button", name="Make").click()
        page.locator(".choices button").first.click()
        page.locator("#text-top").click()
        page.locator(".part textarea").fill(HOSTILE)
        page.locator("#preview").click()
        page.locator(".own").wait_for()
        assert page.locator(".own").inner_text() == HOSTILE.replace("*", ""), "but for the marks of emphasis"
        for path in (page.url, page.url.replace("/preview", ""), page.url.replace("/preview", "/versions")):
            page.goto(path)
            assert page.evaluate("window.hit") is None
            assert page.locator("main img, main script, main style").count() == 0
            assert page.locator("h1").is_visible()
        assert all(url.startswith(address) for url in asked)
