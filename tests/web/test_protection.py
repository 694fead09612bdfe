"""What each role is shown of what is protected: every page, address of the API, search, original and log."""

from __future__ import annotations

import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
from fastapi.testclient import TestClient

from rashomon.casework import add
from rashomon.casework.protecting import new_passage, new_protection
from rashomon.config import Config
from rashomon.store.base import Case
from rashomon.store.judgements import Kind, new_judgement
from rashomon.store.judging_targets import ClaimTarget, EntityTarget, Text, quote
from rashomon.web import boarding, veiling
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import Role
from web.live import ACTOR, RoleGate

MOST_WAYS = 4
"""Filters and pages of one address that are looked at."""

BASE = "http://127.0.0.1:8410"
WAIT = 90.0

PASSAGE = "a stretch of road"
SECRETS = {
    "name": ("Dillon", "Ryan"),
    "place": ("Raqqa", "Raqqah", "35.95"),
    "day": ("October 12", "12 October", "2017-10-12"),
    "passage": ("stretch of road",),
    "document": ("Convoy took ISIS", "01-investigation"),
    "note": ("Dillon told me",),
}
"""What must not be seen, by the field it stands in."""


@pytest.fixture(scope="module")
def protected_case(made_case: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a case in which something of every kind is protected, and noted on."""
    folder = Path(shutil.copytree(made_case, tmp_path_factory.mktemp("protected") / "raqqa"))
    with Case.open(folder, actor=ACTOR) as case:
        readings = list(case.readings())
        first = next(r for r in readings if "01-investigation" in r.document.path)
        other = next(r for r in readings if PASSAGE in r.document.text)
        for kind, words in (
            *(("source", "Colonel Ryan Dillon"), ("place", "Raqqa"), ("date", "2017-10-12")),
            ("document", first.document.id),
        ):
            made = new_protection(kind, words, list(case.judgements()), actor=ACTOR, readings=readings)
            case.judge(made)
        case.judge(new_passage(other.document.id, PASSAGE, readings, actor=ACTOR))
        note = Text("Dillon told me in Raqqa")
        case.judge(new_judgement(Kind.NOTE, EntityTarget("Colonel Ryan Dillon"), note, actor=ACTOR, why="R. Dillon"))
        claim = next(c for c in other.claims if c.source and "Dillon" in c.source.canonical)
        target = ClaimTarget(other.document.id, quote(other.document.text, claim.content), claim.id)
        case.judge(new_judgement(Kind.ACCEPT, target, actor=ACTOR, why="as Dillon told me"))
        boarding.make(case)
    veiling.make(folder, view=True)
    return folder


@pytest.fixture
def as_role(protected_case: Path, tmp_path: Path) -> Iterator[Callable[[Role], TestClient]]:
    folder = Path(shutil.copytree(protected_case, tmp_path / "raqqa"))
    clients: list[TestClient] = []
    with Desk(folder, actor=ACTOR) as desk:

        def client(role: Role) -> TestClient:
            app = create_app(desk, RoleGate(role), title="The convoy")
            opened = TestClient(app, base_url=BASE, follow_redirects=False, headers={"x-csrf-token": "token"})
            clients.append(opened)
            opened.__enter__()
            return opened

        yield client
        for opened in clients:
            opened.__exit__(None, None, None)


def ready(client: TestClient) -> None:
    """Wait until the readers' view is made."""
    until = time.monotonic() + WAIT
    while client.get("/api/board").status_code == 503 and time.monotonic() < until:
        time.sleep(0.1)
    while client.get("/api/board").json()["state"] != "fresh" and time.monotonic() < until:
        time.sleep(0.1)
    assert client.get("/api/board").json()["state"] == "fresh"


def told(body: str) -> set[str]:
    """Return the fields whose secrets a body holds, however it spells them."""
    # Windows of the timeline are worked out from its first and last day, and may end on any day.
    windows = r'"name":"\w+","first":"[^"]*","last":"[^"]*"|[?&]\w+=[-\d]+|title="[-\d]+ to [-\d]+"'
    plain = re.sub(windows, "", unescape(unquote(body)))
    return {field for field, words in SECRETS.items() for word in words if word.casefold() in plain.casefold()}


def crawl(client: TestClient) -> dict[str, str]:
    """Return the body of every page and address that links, forms and ids lead to."""
    described = client.get("/openapi.json").json()["paths"]
    waiting = ["/", "/grid", "/sources", "/timeline", "/map", "/documents", "/search?words=the", "/review", "/dossier"]
    waiting += ["/log", "/origins", "/echoes", "/api/search?words=convoy", "/add"]
    waiting += [path for path, methods in described.items() if "get" in methods and "{" not in path]
    found: dict[str, str] = {}
    ways: Counter[str] = Counter()
    while waiting:
        path = waiting.pop()
        bare = path.split("?")[0]
        if path in found or path == "/api/live" or ways[bare] >= MOST_WAYS:
            continue
        ways[bare] += 1
        answer = client.get(path, headers={"accept": "application/json" if path.startswith("/api") else "text/html"})
        found[path] = answer.text if "image/png" not in answer.headers.get("content-type", "") else ""
        assert answer.status_code < 500, path
        links = re.findall(r'(?:href|src|action|hx-get)="(/[^"]*)"', found[path])
        waiting += [unescape(link).split("#")[0] for link in links if not link.startswith("/static")]
        for kind, one in re.findall(r'"(/(?:questions|sources|claims|documents)/)([a-z]?[0-9a-f]{16})', found[path]):
            waiting += [f"{kind}{one}", f"/api{kind}{one}"]
    return found


def test_readers_are_shown_nothing_of_what_is_protected(as_role: Callable[[Role], TestClient]) -> None:
    reader = as_role(Role.READER)
    ready(reader)
    pages = crawl(reader)
    assert len(pages) > 100
    assert {path: told(body) for path, body in pages.items() if told(body)} == {}
    whole = " ".join(pages.values())
    for label in ("Witness A", "a city in Syria", "the week of 9 October 2017", "passage withheld"):
        assert label in whole, f"{label} stands in its place"


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.LEAD])
def test_whoever_may_see_it_sees_it_and_the_log_tells(as_role: Callable[[Role], TestClient], role: Role) -> None:
    client = as_role(role)
    desk = client.app.state.desk  # type: ignore[attr-defined]
    until = time.monotonic() + WAIT
    while not desk.veil.named() and time.monotonic() < until:
        time.sleep(0.1)
    assert told(client.get("/sources").text) >= {"name"}
    client.get("/sources")
    reveals = [entry for entry in desk.case.log.entries() if entry.action == "reveal"]
    labels = {p.id: p.label for p in desk.veil.named()}
    shown = [labels[one] for entry in reveals for one in entry.detail["protections"]]
    assert "Witness A" in shown
    assert len(shown) == len(set(shown)), "once an hour is enough"
    assert {entry.actor for entry in reveals} == {"somebody"}
    assert "Dillon" not in str([entry.detail for entry in desk.case.log.entries()]), "the log itself tells nothing"


def test_readers_wait_until_what_was_just_protected_is_hidden(as_role: Callable[[Role], TestClient]) -> None:
    reader, lead = as_role(Role.READER), as_role(Role.LEAD)
    ready(reader)
    assert "BBC" in reader.get("/sources").text
    sent = {"kind": "source", "words": "BBC", "label": "Outlet Z"}
    assert lead.post("/api/protections", json=sent).status_code == 201
    answer = reader.get("/sources", headers={"accept": "text/html"})
    assert answer.status_code == 503
    assert "your view is being made" in answer.text
    ready(reader)
    shown = reader.get("/sources").text
    assert "Outlet Z" in shown
    assert "BBC" not in shown


def test_only_leads_lift_a_protection(as_role: Callable[[Role], TestClient]) -> None:
    reviewer, lead = as_role(Role.REVIEWER), as_role(Role.LEAD)
    listed = reviewer.get("/api/protections").json()["protected"]
    assert {one["kind"] for one in listed} == {"source", "place", "date", "document", "passage"}
    for path in (f"/api/protections/{listed[0]['id']}/lift", f"/api/judgements/{listed[0]['id']}/undo"):
        assert reviewer.post(path).status_code == 403
    assert lead.post(f"/api/protections/{listed[0]['id']}/lift").status_code == 201
    assert len(lead.get("/api/protections").json()["protected"]) == len(listed) - 1


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "date", "words": "last Monday"}, "Invalid isoformat"),
        ({"kind": "passage", "words": "no such words", "document": "d0"}, "the case has none of that id"),
        ({"kind": "mood", "words": "x"}, "is none of source"),
        ({"kind": "source", "words": " "}, "say what is to be protected"),
        ({"kind": "source", "words": "Anna", "label": "Anna B."}, "holds what it stands for"),
    ],
)
def test_what_cannot_be_protected_is_refused_with_its_reason(
    as_role: Callable[[Role], TestClient], sent: dict[str, str], said: str
) -> None:
    lead = as_role(Role.LEAD)
    answer = lead.post("/api/protections", json=sent)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    page = lead.post("/api/protections", data=sent, headers={"accept": "text/html"})
    assert page.status_code == 422
    assert unescape(page.text).find(said[1:]) > 0


def test_what_the_masks_do_not_know_is_shown_to_those_who_protect(protected_case: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(protected_case, tmp_path / "raqqa"))
    (tmp_path / "letter.txt").write_text(
        "Example document, made up.\n\nКолонел Райан Диллон wrote to us.\n", encoding="utf-8"
    )
    with Case.open(folder, actor=ACTOR) as case:
        add(case, [str(tmp_path / "letter.txt")], config=Config())
    veiling.make(folder, view=False)
    with Desk(folder, actor=ACTOR) as desk:
        (doubt,) = desk.veil.doubts()  # type: ignore[union-attr]
        assert (doubt.label, doubt.file.endswith("letter.txt")) == ("Witness A", True)
        assert "Диллон" not in str(doubt)
        app = create_app(desk, RoleGate(Role.LEAD), title="The convoy")
        with TestClient(app, base_url=BASE) as client:
            assert "Look at these" in client.get("/protection", headers={"accept": "text/html"}).text
