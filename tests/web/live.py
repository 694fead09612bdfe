"""The workbench on a port of this machine, and a browser that notes everything it should not have to see."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from fastapi import FastAPI, Request

from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate, Person, Role

KEY = "the-key-of-the-tests"
ACTOR = "editor"

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1280, 900), (390, 800)


class RoleGate(KeyGate):
    """Lets one person in, under any role; their forms carry "token"."""

    def __init__(self, role: Role) -> None:
        super().__init__("somebody")
        self._role = role

    def person(self, request: Request) -> Person:
        """Return that person, whatever the request carries."""
        return Person("somebody", self._role, "token")


@contextmanager
def served(app: FastAPI) -> Iterator[str]:
    """Serve an application on a free port and give its address, without a slash at the end."""
    config = uvicorn.Config(app, port=0, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@contextmanager
def serving(desk: Desk, *, actor: str = ACTOR, title: str = "The convoy") -> Iterator[str]:
    """Serve an open case as the tests' one user, and give its address, without a slash at the end."""
    with served(create_app(desk, KeyGate(actor, key=KEY), title=title)) as address:
        yield address


@contextmanager
def served_folder(folder: Path, *, title: str = "The convoy") -> Iterator[str]:
    """Serve the case in a folder; give the address that lets a browser in."""
    with Desk(folder, actor=ACTOR) as desk, serving(desk, title=title) as address:
        yield way_in(address)


def way_in(address: str) -> str:
    """Return the address that opens the case."""
    return f"{address}/open?key={KEY}"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give Debian's Chromium; skip the test where it is absent.

    Without its windows and all that belongs to them it takes less than half of the processor's time for a page.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="needs the playwright package")
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    if path is None:
        pytest.skip("needs Debian's chromium-headless-shell, or chromium")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield started
        started.close()


class Watched:
    """A page of a browser, and what went wrong on it: errors, refusals of the policy, requests to elsewhere."""

    def __init__(self, browser: Browser, address: str, *, size: tuple[int, int] = WIDE, **context: Any) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **context)
        self.page: Page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        self.page.on("console", lambda said: self.wrong.append(f"{said.type}: {said.text}") if _bad(said) else None)
        self.page.on("dialog", self._dialog)
        self.page.on("request", lambda request: self._asked(request.url))

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _asked(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.wrong.append(f"asked for {url}")

    def open(self, path: str) -> Page:
        """Go to a path of the workbench, and wait until all of it is there."""
        self.page.goto(f"{self.address}{path}", wait_until="load")
        return self.page

    def enter(self, key: str) -> Page:
        """Come in with the key."""
        return self.open(f"/open?key={key}")

    def overflow(self) -> int:
        """Return how many pixels the page is wider than the window."""
        width: int = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        return width


def _bad(said: Any) -> bool:
    return said.type in {"error", "warning"} and "401 (Unauthorized)" not in said.text


def faults(page: Page, *, all_of_them: bool = False, contrast: bool = True) -> list[str]:
    """Return what axe-core finds on a page, one line each: what is serious or critical, or also what is less.

    Args:
        contrast: look at colours too, which takes longer than all the rest; they are those of the style sheets, so of
            pages that differ in their words alone one tells of all.
    """
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="needs axe-playwright-python").Axe()
    # An element can be seen before the style sheets are there, and then has the colours of the browser.
    page.wait_for_load_state("load")
    # Every rule is applied; what passed, which is most of a page, is not described element by element.
    # Frames hold other people's documents, with scripts off: nothing would answer there.
    rules = {"color-contrast": {"enabled": contrast}}
    options = {"resultTypes": ["violations"], "rules": rules, "iframes": False}
    found = axe.run(page, options=options).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {', '.join(node['html'] for node in each['nodes'][:3])}"
        for each in found
        if all_of_them or each["impact"] in {"serious", "critical"}
    ]
