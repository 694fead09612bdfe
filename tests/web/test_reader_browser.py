"""The Reader in a browser: words selected become exact corrections, keys judge, nothing hostile runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import stored
from rashomon.casework import add
from rashomon.config import Config
from rashomon.web import boarding
from rashomon.web.desk import Desk
from web.live import KEY, faults, serving
from web.test_reader import HOSTILE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page, Request

pytestmark = pytest.mark.browser
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]


@pytest.fixture
def address(desk: Desk) -> Iterator[str]:
    with serving(desk) as base:
        yield base


class Watched:
    """A page with everything that it asked for and complained of."""

    def __init__(self, browser: Browser, address: str, *, width: int = 1280, script: bool = True) -> None:
        context = browser.new_context(viewport={"width": width, "height": 850}, java_script_enabled=script)
        self.page: Page = context.new_page()
        self.requests: list[Request] = []
        self.complaints: list[str] = []
        context.on("request", self._asked)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text) if said.type == "error" else None)
        self.page.on("dialog", self._dismiss)
        self.base = address
        self.page.goto(f"{address}/open?key={KEY}")

    def _asked(self, request: Request) -> None:
        self.requests.append(request)

    def _dismiss(self, dialog: Dialog) -> None:
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def open(self, path: str) -> Page:
        self.page.goto(f"{self.base}{path}")
        return self.page

    def outside(self) -> list[str]:
        """Return what was asked of anybody else; what the policy of the page stopped was not asked."""
        asked = [request for request in self.requests if not request.url.startswith((self.base, "data:"))]
        return [f"{request.url}: {request.failure}" for request in asked if request.failure != "csp"]


def text_of(desk: Desk, document: str) -> str:
    now = desk.readings.now(document)
    assert now is not None
    return now.reading.document.text


def id_of(desk: Desk, name: str) -> str:
    return next(kept.id for kept in desk.case.documents() if any(name in each for each in kept.names))


def claim_of(desk: Desk, document: str, words: str) -> Any:
    now = desk.readings.now(document)
    assert now is not None
    return next(claim for claim in now.reading.claims if words in claim.text)


# Where a word stands on the page, by the browser's own account of its text.
PLACE = """(words) => {
  for (const run of document.querySelectorAll('#text [data-start]')) {
    const at = run.firstChild ? run.firstChild.data.indexOf(words) : -1;
    if (at < 0) continue;
    const range = document.createRange();
    range.setStart(run.firstChild, at);
    range.setEnd(run.firstChild, at + words.length);
    const box = range.getBoundingClientRect();
    return [box.left, box.top + box.height / 2, box.right];
  }
  return null;
}"""

SHOW = """(words) => [...document.querySelectorAll('#text [data-start]')]
  .find((run) => run.textContent.includes(words)).scrollIntoView({ block: 'center' })"""


def drag(page: Page, first: str, last: str) -> None:
    """Select from the beginning of one word to the end of another with the mouse."""
    left, high, _ = page.evaluate(f"(words) => {{ ({SHOW})(words); return ({PLACE})(words); }}", first)
    _, low, right = page.evaluate(PLACE, last)
    page.mouse.move(left + 1, high)
    page.mouse.down()
    page.mouse.move(right - 1, low, steps=8)
    page.mouse.up()


def until(page: Page, script: str) -> None:
    """Wait until a script says yes. The pages' policy forbids the way in which Playwright itself would ask again."""
    for _ in range(100):
        if page.evaluate(script):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def test_words_selected_with_the_mouse_become_the_words_of_the_claim(
    browser: Browser, address: str, desk: Desk
) -> None:
    document = id_of(desk, "03-")
    claim = claim_of(desk, document, "few dozen fighters")
    seen = Watched(browser, address)
    page = seen.open(f"/documents/{document}#at-{claim.id}")
    page.wait_for_selector(f"#focus #claim-{claim.id}")
    drag(page, "dozen fighters", "leave")
    page.wait_for_selector("#picked:not([hidden])")
    assert page.locator("#picked q").inner_text() == "dozen fighters managed to leave"
    with page.expect_navigation():
        page.get_by_role("button", name="This is what is said").click()
    text = text_of(desk, document)
    start = text.index("dozen fighters")
    now = claim_of(desk, document, "dozen fighters")
    assert [(span.start, span.end) for span in now.content] == [(start, text.index("leave") + len("leave"))]
    page.wait_for_selector(f"#focus #claim-{claim.id}.is-corrected")
    assert page.locator(".run.content.here, .run.told.here").all_inner_texts() == ["dozen fighters managed to leave"]
    assert seen.complaints == []
    assert seen.outside() == []


AWKWARD = (
    "The Army denied\r\nthat 🎬👩\u200d🚒 e\u0301te\u0301 𝒳 <b>were</b>\tthere &amp; \u202eleft\x01.\r\n\r\nIt said so."
)


# Selects stretches of the text, backwards, and returns what the page would send for each.
EVERY = """async () => {
  const sent = [];
  window.fetch = async (url, options) => {
    sent.push(JSON.parse(options.body));
    return { ok: false, json: async () => ({ detail: '' }) };
  };
  const nodes = [...document.querySelectorAll('#text [data-start]')].map((run) => run.firstChild).filter(Boolean);
  const places = nodes.flatMap((node) => [...Array(node.data.length + 1).keys()].map((at) => [node, at]));
  const bar = document.getElementById('picked');
  for (let from = 0; from < places.length; from += 3)
    for (let to = from + 1; to < places.length; to += 7) {
      getSelection().setBaseAndExtent(...places[to], ...places[from]);
      document.dispatchEvent(new Event('selectionchange'));
      if (!bar.hidden) bar.requestSubmit(bar.querySelector('[value=span]'));
    }
  await new Promise((done) => setTimeout(done, 200));
  return sent.map(({ words, start, end }) => [words, start, end]);
}"""


def test_offsets_from_the_browser_are_exact_whatever_the_text_holds(browser: Browser, address: str, desk: Desk) -> None:
    document = str(stored.put(desk.case, AWKWARD).document)
    boarding.make(desk.case)
    seen = Watched(browser, address)
    page = seen.open(f"/documents/{document}")
    found = page.evaluate(EVERY)
    assert len(found) > 100
    for words, start, end in found:
        exact = AWKWARD[start:end].replace("\r\n", "\n").replace("\x01", "\ufffd").replace("\u202e", "\ufffd")
        # A selection may begin or end within a sign of two units; the whole sign is meant then, or none of it.
        assert words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").strip("\ufffd") == exact.strip(
            "\ufffd"
        )
    assert any("👩\u200d🚒 e\u0301te\u0301 𝒳" in words for words, _, _ in found)


def test_keys_go_from_claim_to_claim_judge_and_take_back(browser: Browser, address: str, desk: Desk) -> None:
    document = id_of(desk, "03-")
    seen = Watched(browser, address)
    page = seen.open(f"/documents/{document}")
    order = page.locator("a.at").evaluate_all("all => all.map(it => it.dataset.claim)")

    def focus() -> str:
        return str(page.locator("a.at.here").get_attribute("data-claim"))

    assert focus() == order[0]
    page.keyboard.press("j")
    page.wait_for_selector(f"#focus #claim-{order[1]}")
    page.keyboard.press("a")
    page.wait_for_selector(f"#focus #claim-{order[2]}")
    assert (focus(), desk.decisions.state(order[1])[0]) == (order[2], "accepted")
    page.keyboard.press("x")
    page.wait_for_selector(f"#focus #claim-{order[3]}")
    assert desk.decisions.state(order[2])[0] == "rejected"
    assert page.locator(f"#at-{order[2]}.is-rejected").count() == 1
    assert page.url.endswith(f"?claim={order[3]}#at-{order[3]}"), "the address is that of the claim in focus"
    with page.expect_navigation():
        page.keyboard.press("u")
    page.wait_for_selector(f"#focus #claim-{order[3]}")
    assert desk.decisions.state(order[2])[0] == ""
    page.keyboard.press("k")
    page.wait_for_selector(f"#focus #claim-{order[2]}")
    assert seen.complaints == []


def test_a_click_goes_to_the_innermost_claim_and_then_outwards(browser: Browser, address: str, desk: Desk) -> None:
    document = id_of(desk, "04-")
    page = Watched(browser, address).open(f"/documents/{document}")
    nested = page.locator(".run.mark").evaluate_all("all => all.map(it => it.dataset.n).find(n => n.includes(' '))")
    if nested is None:
        pytest.skip("the example has no nested claim here")
    inner, outer = nested.split()[:2]
    run = page.locator(f'.run[data-n="{nested}"]').first
    run.click()
    assert page.locator("a.at.here").get_attribute("data-n") == inner
    run.click()
    assert page.locator("a.at.here").get_attribute("data-n") == outer


def test_the_original_follows_the_claim(browser: Browser, address: str, desk: Desk) -> None:
    seen = Watched(browser, address)
    document = id_of(desk, "04-")
    page = seen.open(f"/documents/{document}")
    until(page, "document.getElementById('picture').naturalWidth > 500")
    before = str(page.locator("#boxes").get_attribute("src"))
    page.keyboard.press("j")
    page.wait_for_selector(f'#boxes:not([src="{before}"])')
    until(page, "document.getElementById('boxes').naturalWidth > 500")
    web = id_of(desk, "01-")
    page = seen.open(f"/documents/{web}")
    page.keyboard.press("j")
    page.keyboard.press("j")
    until(page, "/#place-\\d+$/.test(document.getElementById('web').src)")
    assert seen.complaints == []
    assert seen.outside() == []


def test_a_claim_is_corrected_with_the_keyboard_alone(browser: Browser, address: str, desk: Desk) -> None:
    document = id_of(desk, "03-")
    claim = claim_of(desk, document, "few dozen fighters")
    seen = Watched(browser, address)
    page = seen.open(f"/documents/{document}?claim={claim.id}")
    page.keyboard.press("c")
    page.wait_for_selector("#correct .correction")
    page.locator("#correct summary", has_text="How the source stands").press("Enter")
    page.locator('#correct select[name="stance"]').select_option("doubts")
    with page.expect_navigation():
        page.locator('#correct form:has(select[name="stance"]) button', has_text="Save").press("Enter")
    page.wait_for_selector(f"#focus #claim-{claim.id}.is-corrected")
    assert claim_of(desk, document, "few dozen fighters").stance.value == "doubts"
    page.keyboard.press("c")
    page.wait_for_selector("#correct textarea")
    page.locator("#correct textarea").first.fill("the SDF")
    page.locator("#correct form button", has_text="Save").first.click()
    page.wait_for_selector("#correct [role=alert]")
    assert "times near the claim" in page.locator("#correct [role=alert]").inner_text()
    assert page.locator("#correct textarea").first.input_value() == "the SDF"


def test_without_scripts_everything_can_be_read_and_corrected(browser: Browser, address: str, desk: Desk) -> None:
    document = id_of(desk, "03-")
    claim = claim_of(desk, document, "few dozen fighters")
    page = Watched(browser, address, script=False).open(f"/documents/{document}")
    page.locator(f"#at-{claim.id}").click()
    page.locator("#focus .claim-card a", has_text="Correct").click()
    page.locator("#correct textarea").first.fill("a few dozen fighters")
    page.locator("#correct form button", has_text="Save").first.click()
    page.wait_for_selector(".claim-card.is-corrected")
    assert re.search(r"/claims/\w+/correct$", page.url)
    assert claim_of(desk, document, "few dozen fighters").text == "a few dozen fighters"


def test_nothing_in_a_hostile_page_runs_loads_or_leads_away(
    browser: Browser, address: str, desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "hostile.html").write_text(HOSTILE, encoding="utf-8")
    add(desk.case, [str(tmp_path / "hostile.html")], config=Config())
    document = id_of(desk, "hostile")
    seen = Watched(browser, address)
    page = seen.open(f"/documents/{document}")
    frame = page.frame_locator("#web")
    assert "five" in frame.locator("body").inner_text()
    for link in range(frame.locator("a").count()):
        frame.locator("a").nth(link).click(timeout=2000)
    page.wait_for_timeout(400)
    assert page.url.startswith(f"{address}/documents/{document}")
    assert seen.outside() == []
    assert seen.complaints == []
    # The frame's policy alone, without the cleaning, holds as well: the very bytes under the same headers.
    desk.pictures.web_page = lambda *_: HOSTILE  # type: ignore[method-assign]
    raw = seen.open(f"/documents/{document}/web")
    raw.wait_for_timeout(400)
    assert raw.evaluate("location.href").endswith("/web"), "not led away"
    assert raw.evaluate("origin") == "null", "an origin that has no cookie of ours"
    assert seen.outside() == []
    assert not [said for said in seen.complaints if said in map(str, range(11))], "no dialog was opened"


@pytest.mark.parametrize("width", [390, 1280])
def test_pages_fit_and_have_no_grave_faults_for_anybody(browser: Browser, address: str, desk: Desk, width: int) -> None:
    seen = Watched(browser, address, width=width)
    document = id_of(desk, "04-")
    claim = claim_of(desk, document, "Raqqa")
    for path in (
        "/documents",
        f"/documents/{document}",
        f"/documents/{id_of(desk, '01-')}",
        f"/claims/{claim.id}/correct",
    ):
        page = seen.open(path)
        page.wait_for_timeout(300)
        if path == f"/documents/{document}":
            page.keyboard.press("c")
            page.wait_for_selector("#correct .correction")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert faults(page) == [], path
