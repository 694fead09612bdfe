"""A case with accounts behind a gate, with a clock that stands still, for the tests of logging in and of roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rashomon.store import passwords
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.team import TeamGate

BASE = "http://127.0.0.1:8410"
PASSWORD = "four unlikely words here"
TITLE = "The convoy"
HTML = {"accept": "text/html"}


def quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash with less work: what is tested is who may do what, not how long that takes."""
    hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "_hasher", lambda: hasher)
    nobody = hasher.hash("nobody's")
    monkeypatch.setattr(passwords, "nobody", lambda: nobody)


@dataclass
class Clock:
    """The time of day and the seconds that only go forward; both move when they are told to."""

    now: datetime = datetime(2026, 3, 1, 9, 0, tzinfo=UTC)
    seconds: float = 1000.0

    def __call__(self) -> datetime:
        return self.now

    def tick(self) -> float:
        return self.seconds

    def forward(self, **length: float) -> None:
        step = timedelta(**length)
        self.now += step
        self.seconds += step.total_seconds()


@dataclass
class Team:
    """A desk with its gate, and what the tests do with them."""

    desk: Desk
    gate: TeamGate
    clock: Clock
    app: FastAPI = field(init=False)

    def __post_init__(self) -> None:
        self.app = create_app(self.desk, self.gate, title=TITLE)

    def add(self, name: str, role: str, password: str = PASSWORD) -> str:
        """Make an account and return its id."""
        return self.gate.members.add(name, role, actor="tests", password=passwords.hashed(password)).id

    def token(self, name: str) -> str:
        """Begin a session without logging in, and return its token."""
        found = self.gate.members.credentials(name)
        assert found is not None
        assert found[1] is not None
        token = self.gate.members.open_session(found[0].id, found[1])
        assert token is not None
        return token

    @contextmanager
    def browser(self, base: str = BASE, *, address: str = "192.0.2.1") -> Iterator[TestClient]:
        """Give a browser without cookies."""
        with TestClient(self.app, base_url=base, follow_redirects=False, client=(address, 5000)) as opened:
            yield opened

    @contextmanager
    def of(self, name: str, *, address: str = "192.0.2.1") -> Iterator[TestClient]:
        """Give a browser that logged in, whose forms carry what they must."""
        with self.browser(address=address) as opened:
            assert log_in(opened, name).status_code == 303
            opened.headers["x-csrf-token"] = csrf(opened)
            yield opened

    def log(self) -> list[dict[str, Any]]:
        """Return what the log tells of accounts, with who did it."""
        return [{**e.detail, "actor": e.actor} for e in self.desk.case.log.entries() if e.action == "account"]


@contextmanager
def team_of(desk: Desk, *, behind_proxy: bool = False) -> Iterator[Team]:
    """Open the gate of a desk."""
    clock = Clock()
    gate = TeamGate(desk.case, behind_proxy=behind_proxy, clock=clock, tick=clock.tick)
    try:
        yield Team(desk, gate, clock)
    finally:
        gate.close()


def log_in(browser: TestClient, name: str, password: str = PASSWORD, **more: str) -> Any:
    """Send the form of the login page and return the answer; its class depends on the version of the client."""
    return browser.post("/login", data={"name": name, "password": password, **more}, headers=HTML)


def csrf(browser: TestClient) -> str:
    return str(browser.get("/api/me").json()["csrf"])
