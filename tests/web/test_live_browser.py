"""A page that is open tells what a colleague decides, and that the comparison followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from rashomon.web.desk import Desk
from web.live import KEY, Watched, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser


def test_what_a_colleague_decides_shows_on_an_open_page(desk: Desk, browser: Browser) -> None:
    with serving(desk) as address:
        watched = Watched(browser, address)
        watched.enter(KEY)
        page = watched.open("/")
        board = page.locator("#board")
        assert board.inner_text() == "up to date"
        with desk.rows() as connection:
            claim = connection.execute("SELECT claim FROM queue ORDER BY place").fetchone()["claim"]
        desk.judge({"kind": "reject", "target": desk.target(claim)}, actor="colleague", seen=0)
        again = board.get_by_role("button", name="compared again: show")
        again.wait_for(timeout=60_000)
        again.click()
        page.wait_for_load_state("load")
        assert board.inner_text() == "up to date"
        assert "colleague" in watched.open("/log").locator("main").inner_text()
        assert watched.wrong == []
        watched.context.close()
