"""Logging in, one's own account and the accounts of a case in a browser: keyboard, telephone, axe, without script."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from rashomon.store import passwords
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.team import TeamGate
from web.live import faults, served
from web.teamwork import PASSWORD, TITLE, quick_hashes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser
SIZES = [(1280, 900), (390, 800), (320, 640)]


@pytest.fixture
def base(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a case where Ada leads and Ron reads."""
    quick_hashes(monkeypatch)
    gate = TeamGate(desk.case)
    for name, role in (("Ada", "lead"), ("Ron", "reader")):
        gate.members.add(name, role, actor="tests", password=passwords.hashed(PASSWORD))
    with served(create_app(desk, gate, title=TITLE)) as address:
        yield address
    gate.close()


def menu(page: Page) -> None:
    """Open the list of pages, where it is folded up as on a telephone."""
    folded = page.locator("header details:not([open]) > summary").locator("visible=true")
    if folded.count():
        folded.click()


@contextmanager
def window(browser: Browser, size: tuple[int, int] = SIZES[0], **more: Any) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **more)
    context.set_default_timeout(20_000)
    yield context
    context.close()


def log_in(page: Page, base: str, name: str, password: str = PASSWORD, path: str = "/") -> None:
    page.goto(f"{base}{path}")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Log out").wait_for()


def sound(page: Page, width: int) -> None:
    """Hold a page to what every page is held to: nothing for axe, and no scrolling sideways."""
    assert faults(page, all_of_them=True) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("size", SIZES, ids=lambda size: str(size[0]))
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_about_people_is_accessible_and_fits(
    browser: Browser, base: str, size: tuple[int, int], scheme: str
) -> None:
    with window(browser, size, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{base}/me")
        sound(page, size[0])
        page.get_by_label("Name").fill("Ada")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("alert").wait_for()
        sound(page, size[0])
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", name="Change your password").wait_for()
        sound(page, size[0])
        menu(page)
        page.get_by_role("link", name="People").click()
        page.get_by_label("Name, as it is to stand").fill("A very long name of somebody, without end, 64")
        page.get_by_role("button", name="Add and make a link").click()
        link = page.get_by_label("Send this link").input_value()
        sound(page, size[0])
    with window(browser, size, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(link)
        sound(page, size[0])


def test_with_the_keyboard_alone(browser: Browser, base: str) -> None:
    with window(browser) as context:
        page = context.new_page()
        page.goto(f"{base}/people")
        page.locator("#name:focus").wait_for()  # it may come after the page, and letters typed before are lost
        page.keyboard.type("Ada")
        page.keyboard.press("Tab")
        page.keyboard.type("wrong")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        page.locator("#password:focus").wait_for()  # the name stays, the password is asked for
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name="People").wait_for()
        assert page.url == f"{base}/people", "where one wanted to be"
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.getAttribute('aria-label')") == "Disable Ron":
                break
        assert page.locator(":focus").evaluate("it => getComputedStyle(it).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Enable Ron").wait_for()


def test_without_script_from_the_invitation_to_the_way_out(browser: Browser, base: str) -> None:
    with window(browser, java_script_enabled=False) as leads, window(browser, java_script_enabled=False) as others:
        ada, ivo = leads.new_page(), others.new_page()
        log_in(ada, base, "Ada", path="/people")
        ada.get_by_label("Name, as it is to stand").fill("Ivo")
        ada.get_by_label("reviewer reads and judges").check()
        ada.get_by_role("button", name="Add and make a link").click()
        ivo.goto(ada.get_by_label("Send this link").input_value())
        for label in ("New password", "The same again"):
            ivo.get_by_label(label).fill("my own four words")
        ivo.get_by_role("button", name="Set the password and log in").click()
        ivo.get_by_role("link", name="Ivo").click()
        assert "You are a reviewer of this case" in ivo.locator("main").inner_text()
        ivo.get_by_label("Password of now").fill("my own four words")
        for label in ("New password", "The same again"):
            ivo.get_by_label(label).fill("another four words")
        ivo.get_by_role("button", name="Change the password").click()
        assert "Your password was changed" in ivo.locator("main").inner_text()
        ivo.get_by_role("button", name="Log out").click()
        assert ivo.url == f"{base}/login"
        ivo.goto(f"{base}/me")
        assert ivo.url == f"{base}/login?next=%2Fme"


def test_what_password_managers_go_by(browser: Browser, base: str) -> None:
    with window(browser) as context:
        page = context.new_page()

        def fields() -> dict[str, str]:
            found: dict[str, str] = page.evaluate(
                "Object.fromEntries([...document.querySelectorAll('input[autocomplete]')]"
                ".map(it => [it.name, it.autocomplete]))"
            )
            return found

        page.goto(f"{base}/login")
        assert fields() == {"name": "username", "password": "current-password"}
        log_in(page, base, "Ron", path="/me")
        assert fields() == {
            "username": "username",
            "current": "current-password",
            "password": "new-password",
            "again": "new-password",
        }


def test_nothing_is_asked_of_others_and_no_script_is_refused(browser: Browser, base: str) -> None:
    with window(browser) as context:
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        log_in(page, base, "Ada")
        for path in ("/me", "/people", "/login"):
            page.goto(f"{base}{path}")
        assert {url for url in asked if not url.startswith(f"{base}/")} == set()
        assert said == []


def test_logged_out_in_one_tab_is_logged_out_in_all(browser: Browser, base: str) -> None:
    with window(browser) as context:
        one, other = context.new_page(), context.new_page()
        log_in(one, base, "Ron")
        other.goto(f"{base}/me")
        one.get_by_role("button", name="Log out").click()
        one.get_by_role("heading", name="Log in").wait_for()
        other.go_back()
        other.goto(f"{base}/")
        other.get_by_role("heading", name="Log in").wait_for()
        assert TITLE not in other.content()
