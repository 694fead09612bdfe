"""Timeline and map in a browser: widths, colours, keys, paper, and names that want to break the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rashomon.web.app import create_app
from rashomon.web.boarding_when_where import FROM, RANGE, WITHIN
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate
from web.live import ACTOR, KEY, PHONE, WIDE, Watched, faults, served
from web.moments import board_of, put_moments, put_place

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

EVIL = "</title><script>window.hacked=1</script>\u202eevil" + "W" * 200


@pytest.fixture
def address(desk: Desk, folder: Path) -> Iterator[str]:
    put_place(folder, 1, EVIL, "province", (36.4, 38.2))
    put_place(folder, 2, "Thetown", "town", (35.2, 38.0))
    put_place(folder, 3, EVIL, "unknown", None)
    days = [("statement", f"2017-10-{day:02}", f"2017-10-{day:02}", WITHIN) for day in range(1, 31)]
    odd = [("event", "2017-10-05", "2017-10-09", RANGE), ("event", "2017-10-11", "2017-10-11", FROM)]
    with board_of(folder) as connection:
        connection.execute("UPDATE entity SET name = ?", (EVIL,))
    put_moments(folder, [*days, *odd, ("event", "2017-09-01", "2017-10-31", WITHIN)])
    with served(create_app(desk, KeyGate(ACTOR, key=KEY), title="The convoy")) as running:
        yield running


PATHS = (
    "/timeline",
    "/timeline?lanes=question&from=2016&to=2018",
    "/map",
    "/map?lat=8&lon=30&km=40000",
    "/map?place=1",
)


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), ((320, 700), "light")])
def test_they_can_be_read_by_everybody(browser: Browser, address: str, size: tuple[int, int], scheme: str) -> None:
    watched = Watched(browser, address, size=size, color_scheme=scheme)
    watched.enter(KEY)
    for path in PATHS:
        page = watched.open(path)
        assert page.get_by_role("heading", level=1).inner_text() in {"Timeline", "Map"}
        assert watched.overflow() <= 0, path
        assert faults(page) == [], path
        assert page.evaluate("window.hacked") is None
    assert watched.wrong == []


def test_a_count_and_a_place_can_be_opened_with_the_keyboard(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    watched.enter(KEY)
    page = watched.open("/timeline?from=2014&to=2018")
    page.locator(".of-statement:has(.column)").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**from=2017-10-01&to=2017-10-31*")
    assert page.locator(".of-statement").count() > 0
    page.go_back()
    assert "from=2014" in page.url
    page = watched.open("/map")
    town = page.get_by_role("link", name="Thetown: 1 claim, known to the town")
    town.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**place=2**")
    assert page.get_by_role("heading", name="Thetown").is_visible()
    assert page.locator(".chosen .claim-card").count() == 1


def test_on_a_telephone_the_lanes_scroll_in_their_frame_and_words_on_the_map_can_be_read(
    browser: Browser, address: str
) -> None:
    watched = Watched(browser, address, size=PHONE)
    watched.enter(KEY)
    page = watched.open("/timeline")
    frame = page.get_by_role("region", name="Lanes, to scroll sideways")
    assert frame.evaluate("it => { it.scrollLeft = 200; return it.scrollLeft }") > 100
    name = page.locator(".lane h3").first.bounding_box() or {"x": -999}
    assert name["x"] >= 0, "the name of the lane stays in sight"
    page = watched.open("/map")
    words = page.locator(".layer-narrow text", has_text="Thetown")
    box = words.bounding_box() or {"height": 0}
    assert box["height"] >= 11
    assert not page.locator(".layer-wide").first.is_visible()


def test_on_paper_the_pictures_are_there_and_the_buttons_are_not(browser: Browser, address: str) -> None:
    watched = Watched(browser, address)
    watched.enter(KEY)
    page = watched.open("/timeline")
    page.emulate_media(media="print")
    assert page.locator(".lane svg rect.partly").first.is_visible()
    assert not page.locator(".filters").is_visible()
    page = watched.open("/map")
    assert page.locator(".map").is_visible()
    assert not page.locator(".map-moves").is_visible()
