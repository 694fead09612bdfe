"""A case with the example documents, compared, behind a client that speaks as its one user."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fastapi.testclient import TestClient

from once import once, run_folder
from rashomon.casework import add
from rashomon.config import Config
from rashomon.store.base import Case
from rashomon.web import boarding
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate
from web.live import ACTOR, KEY, chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EXAMPLES = Path(__file__).parents[2] / "examples" / "raqqa"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; tests that need it are skipped where it is absent.

    Not for the session: its driver keeps a loop running, beside which no other test can start one.
    """
    with chromium() as started:
        yield started


@pytest.fixture(scope="session")
def made_case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a case with the example, read and compared once a run; tests work on copies."""

    def make(folder: Path) -> None:
        with Case.create(folder, actor=ACTOR) as case:
            add(case, sorted(map(str, EXAMPLES.glob("0*"))), config=Config())
            boarding.make(case)

    made = once(run_folder(tmp_path_factory), "web-raqqa", make)
    return Path(shutil.copytree(made, tmp_path_factory.mktemp("web") / "raqqa"))


@pytest.fixture
def folder(made_case: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_case, tmp_path / "raqqa"))


@pytest.fixture
def desk(folder: Path) -> Iterator[Desk]:
    with Desk(folder, actor=ACTOR) as opened:
        yield opened


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    """A browser after `/open`: it has the cookie, and sends what a form of ours would send."""
    app = create_app(desk, KeyGate(ACTOR, key=KEY), title="The convoy")
    with TestClient(app, base_url="http://127.0.0.1:8410") as opened:
        opened.get("/open", params={"key": KEY})
        opened.headers["x-csrf-token"] = KeyGate(ACTOR, key=KEY).csrf
        yield opened


@pytest.fixture
def program(desk: Desk) -> Iterator[TestClient]:
    """A program with the key as bearer token."""
    app = create_app(desk, KeyGate(ACTOR, key=KEY), title="The convoy")
    with TestClient(app, base_url="http://127.0.0.1:8410", headers={"authorization": f"Bearer {KEY}"}) as opened:
        yield opened


@pytest.fixture
def compared(desk: Desk) -> Callable[[], None]:
    """Compare the case again at once, as the server does in the background."""

    def again() -> None:
        boarding.make(desk.case)
        desk.look()

    return again
