"""Who may ask for what: every address of the program against every role, by a table that must name each of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate
from rashomon.web.team import csrf_of
from web.live import ACTOR, KEY
from web.teamwork import BASE, TITLE, Team, quick_hashes, team_of


class Need(Enum):
    """What an address asks of whoever sends a request: a role, and for what changes something a form of ours."""

    NOTHING = 0
    DOOR = 1  # lets people in by what they send; tested in test_team
    READER = 2
    READER_FORM = 3
    REVIEWER = 4
    REVIEWER_FORM = 5
    LEAD = 6
    LEAD_FORM = 7


N = Need
TABLE: dict[str, Need] = {
    "GET /openapi.json": N.NOTHING,
    "GET /static/{name}": N.NOTHING,
    "GET /favicon.ico": N.NOTHING,
    "GET /open": N.DOOR,
    "GET /": N.READER,
    "GET /api/overview": N.READER,
    "POST /seen": N.READER,  # a mark in one's own browser
    "GET /api/board": N.READER,
    "GET /api/questions/{question}": N.READER,
    "GET /questions/{question}": N.READER,
    "GET /api/claims/{claim}": N.READER,
    "GET /claims/{claim}": N.READER,
    "GET /claims/{claim}/card": N.READER,
    "GET /api/judgements": N.READER,
    "GET /api/live": N.READER,
    "POST /api/judgements": N.REVIEWER_FORM,
    "POST /api/judgements/{judgement}/undo": N.REVIEWER_FORM,
    "POST /api/compare": N.REVIEWER_FORM,
    "GET /api/questions/{question}/candidates": N.READER,
    "GET /questions/{question}/same": N.READER,
    "POST /api/questions/{question}/same": N.REVIEWER_FORM,
    "POST /api/questions/{question}/other": N.REVIEWER_FORM,
    "POST /api/questions/{question}/notes": N.REVIEWER_FORM,
    "POST /api/relations": N.REVIEWER_FORM,
    "GET /api/scales": N.READER,
    "GET /api/grades/{target}/{about}": N.READER,
    "GET /grades/{target}/{about}": N.READER,
    "POST /api/grades/{target}/{about}": N.REVIEWER_FORM,
    "GET /api/grid": N.READER,
    "GET /grid": N.READER,
    "GET /api/grid/{question}/{number}": N.READER,
    "GET /grid/{question}/{number}": N.READER,
    "GET /api/sources": N.READER,
    "GET /sources": N.READER,
    "GET /api/sources/{source}": N.READER,
    "GET /api/sources/{source}/accounts": N.READER,
    "GET /api/sources/{source}/claims": N.READER,
    "GET /sources/{source}": N.READER,
    "GET /sources/{source}/alike": N.READER,
    "POST /sources/{source}/judge": N.REVIEWER_FORM,
    "GET /api/origins": N.READER,
    "GET /origins": N.READER,
    "GET /api/origins/{origin}": N.READER,
    "GET /origins/{origin}": N.READER,
    "GET /api/echoes": N.READER,
    "GET /echoes": N.READER,
    "GET /api/timeline": N.READER,
    "GET /timeline": N.READER,
    "GET /api/map": N.READER,
    "GET /map": N.READER,
    "GET /api/documents": N.READER,
    "GET /documents": N.READER,
    "GET /api/documents/{document}": N.READER,
    "GET /documents/{document}": N.READER,
    "GET /documents/{document}/claims/{claim}": N.READER,
    "GET /api/documents/{document}/leaves/{leaf}": N.READER,
    "GET /documents/{document}/leaves/{leaf}/picture": N.READER,
    "GET /documents/{document}/leaves/{leaf}/boxes": N.READER,
    "GET /documents/{document}/web": N.READER,
    "POST /documents/{document}/download": N.LEAD_FORM,
    "GET /api/claims/{claim}/correctable": N.READER,
    "POST /api/claims/{claim}/corrections": N.REVIEWER_FORM,
    "GET /claims/{claim}/correct": N.READER,
    "GET /api/search": N.READER,
    "GET /search": N.READER,
    "GET /api/review": N.READER,
    "GET /review": N.READER,
    "POST /review": N.REVIEWER_FORM,
    "POST /review/undo": N.REVIEWER_FORM,
    "GET /dossier": N.READER,
    "POST /dossier": N.REVIEWER_FORM,
    "GET /dossier/{dossier}": N.READER,
    "POST /dossier/{dossier}": N.REVIEWER_FORM,
    "GET /dossier/{dossier}/versions": N.READER,
    "POST /dossier/{dossier}/back": N.REVIEWER_FORM,
    "GET /dossier/{dossier}/preview": N.READER,
    "POST /dossier/{dossier}/export": N.LEAD_FORM,
    "GET /api/dossiers": N.READER,
    "POST /api/dossiers": N.REVIEWER_FORM,
    "GET /api/dossiers/{dossier}": N.READER,
    "PUT /api/dossiers/{dossier}": N.REVIEWER_FORM,
    "GET /api/dossiers/{dossier}/versions": N.READER,
    "POST /api/dossiers/{dossier}/back": N.REVIEWER_FORM,
    "GET /api/dossiers/{dossier}/choices": N.READER,
    "POST /api/dossiers/{dossier}/export": N.LEAD_FORM,
    "GET /api/files": N.READER,
    "GET /add": N.READER,
    "GET /add/list": N.READER,
    "POST /api/files": N.LEAD_FORM,
    "POST /api/files/{job}/retry": N.LEAD_FORM,
    "GET /api/log": N.READER,
    "GET /log": N.READER,
    "GET /api/log/receipt": N.READER,
    "GET /api/log/entries/{seq}": N.READER,
    "POST /api/log/verify": N.REVIEWER_FORM,
    "GET /api/exports": N.LEAD,
    "GET /export": N.LEAD,
    "GET /export/{export}": N.LEAD,
    "GET /api/exports/{export}": N.LEAD,
    "POST /api/exports": N.LEAD_FORM,
    "POST /export/{export}/file": N.LEAD_FORM,
    "GET /api/protections": N.REVIEWER,
    "GET /protection": N.REVIEWER,
    "POST /api/protections": N.REVIEWER_FORM,
    "POST /api/protections/{protection}/lift": N.LEAD_FORM,
}
TEAM_TABLE: dict[str, Need] = {
    "GET /login": N.DOOR,
    "POST /login": N.DOOR,
    "POST /api/sessions": N.DOOR,
    "GET /invitation": N.DOOR,
    "POST /invitation": N.DOOR,
    "POST /api/invitations": N.DOOR,
    "POST /logout": N.READER_FORM,
    "GET /api/me": N.READER,
    "GET /me": N.READER,
    "POST /api/me/password": N.READER_FORM,
    "POST /api/me/sessions/end": N.READER_FORM,
    "GET /api/people": N.LEAD,
    "GET /people": N.LEAD,
    "POST /api/people": N.LEAD_FORM,
    "POST /api/people/{member}/invitation": N.LEAD_FORM,
    "POST /api/people/{member}/role": N.LEAD_FORM,
    "POST /api/people/{member}/disable": N.LEAD_FORM,
    "POST /api/people/{member}/enable": N.LEAD_FORM,
    "POST /api/people/{member}/sign-out": N.LEAD_FORM,
}
FORMS = frozenset({N.READER_FORM, N.REVIEWER_FORM, N.LEAD_FORM})
MAY = {
    "reader": frozenset({N.READER, N.READER_FORM}),
    "reviewer": frozenset({N.READER, N.READER_FORM, N.REVIEWER, N.REVIEWER_FORM}),
    "lead": frozenset(N) - {N.NOTHING, N.DOOR},
}


def addresses(app: FastAPI) -> list[str]:
    """Return every method and path of an application, those of its parts too."""
    found, waiting = [], list(app.routes)
    while waiting:
        route: Any = waiting.pop()
        if (router := getattr(route, "original_router", None)) is not None:
            waiting += router.routes
            continue
        assert hasattr(route, "methods"), f"{route!r} is of a kind that this test cannot look into: teach it"
        found += [f"{method} {route.path}" for method in route.methods - {"HEAD"}]
    return sorted(found)


@pytest.fixture
def team(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Team]:
    async def once() -> Any:
        yield "event: case\ndata: {}\n\n"

    quick_hashes(monkeypatch)
    monkeypatch.setattr(desk.live, "stream", once)  # the real one ends with the server only
    monkeypatch.setattr(desk.regroup, "want", lambda: None)
    with team_of(desk) as made:
        for role in ("lead", "reviewer", "reader"):
            made.add(role, role)
        yield made


def ask(browser: TestClient, address: str, **headers: str) -> Any:
    """Send a request without a body to an address; what is in braces names nothing that is there."""
    method, _, path = address.partition(" ")
    return browser.request(method, re.sub(r"\{[^}]*\}", "none-such", path), headers=headers)


def test_every_address_has_its_place_in_the_table(team: Team) -> None:
    of_a_team, alone = addresses(team.app), addresses(create_app(team.desk, KeyGate(ACTOR, key=KEY), title=TITLE))
    assert set(of_a_team) ^ {*TABLE, *TEAM_TABLE} == set(), "say in the table who may ask for each"
    assert set(alone) ^ set(TABLE) == set(), "say in the table who may ask for each"
    assert len(of_a_team) == len(set(of_a_team)), "one address, one answer"


def test_whoever_is_not_known_gets_in_nowhere(team: Team) -> None:
    disabled = team.gate.members.named("reader").id
    token = team.token("reader")
    team.gate.members.disable(disabled, actor="tests")
    cookie = f"rashomon_session_{team.desk.case.id[:12]}={token}"
    proofs: tuple[dict[str, str], ...] = (
        {},
        {"cookie": cookie, "x-csrf-token": csrf_of(token)},
        {"authorization": f"Bearer {token}"},
        {"authorization": "Bearer "},
        {"authorization": f"Bearer {KEY}"},
        {"cookie": f"rashomon_session={KEY}"},
    )
    with team.browser() as browser:
        for proof in proofs:
            for address, need in {**TABLE, **TEAM_TABLE}.items():
                answer = ask(browser, address, **proof)
                assert TITLE not in answer.text, address
                if need is N.NOTHING:
                    assert answer.status_code in (200, 404), address
                elif need is N.DOOR:
                    shut = (200,) if address == "GET /login" else (401, 404, 429)
                    assert answer.status_code in shut, address
                    assert "set-cookie" not in answer.headers
                else:
                    assert answer.status_code == 401, address


@pytest.mark.parametrize("role", ["reader", "reviewer", "lead"])
def test_each_role_may_do_what_is_its_own_and_no_more(team: Team, role: str) -> None:
    name = f"rashomon_session_{team.desk.case.id[:12]}"
    with team.browser() as browser:
        for address, need in {**TABLE, **TEAM_TABLE}.items():
            if need in (N.NOTHING, N.DOOR):
                continue
            # A session for each request: some end it.
            token = team.token(role)
            by_cookie = {"cookie": f"{name}={token}"}
            if need in FORMS:
                assert ask(browser, address, **by_cookie).status_code == 403, f"{address}: without a form of ours"
            answer = ask(browser, address, **by_cookie, **{"x-csrf-token": csrf_of(token)})
            as_program = ask(browser, address, authorization=f"Bearer {team.token(role)}")
            if need in MAY[role]:
                for one in (answer, as_program):
                    assert one.status_code not in (401, 403), f"{address}: {one.text[:200]}"
                    assert one.status_code < 500, f"{address}: {one.text[:200]}"
            else:
                assert (answer.status_code, as_program.status_code) == (403, 403), address
                assert TITLE not in as_program.text


def test_on_ones_own_machine_the_key_opens_everything_and_nothing_else_does(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def once() -> Any:
        yield "event: case\ndata: {}\n\n"

    monkeypatch.setattr(desk.live, "stream", once)
    monkeypatch.setattr(desk.regroup, "want", lambda: None)
    gate = KeyGate(ACTOR, key=KEY)
    app = create_app(desk, gate, title=TITLE)
    with TestClient(app, base_url=BASE, follow_redirects=False) as browser:
        for address, need in TABLE.items():
            for proof in ({}, {"authorization": "Bearer guess"}, {"cookie": "rashomon_session=guess"}):
                status = ask(browser, address, **proof).status_code
                assert status in ((200, 404) if need is N.NOTHING else (401,)), address
            if need in (N.NOTHING, N.DOOR):
                continue
            by_cookie = {"cookie": f"rashomon_session={KEY}"}
            if need in FORMS:
                assert ask(browser, address, **by_cookie).status_code == 403, f"{address}: without a form of ours"
            for proof in ({**by_cookie, "x-csrf-token": gate.csrf}, {"authorization": f"Bearer {KEY}"}):
                status = ask(browser, address, **proof).status_code
                assert status not in (401, 403), address
                assert status < 500, address
        assert browser.get("/login").status_code == 404
        assert browser.get("/people").status_code == 404


@pytest.mark.parametrize(("role", "sees"), [("reader", False), ("reviewer", False), ("lead", True)])
def test_only_leads_are_shown_the_way_to_the_accounts(team: Team, role: str, sees: bool) -> None:
    with team.of(role) as browser:
        page = browser.get("/", headers={"accept": "text/html"}).text
        assert ('href="/people"' in page) is sees
        assert 'action="/logout"' in page
        assert 'href="/me"' in page


def test_on_ones_own_machine_there_is_nothing_of_accounts_on_the_pages(client: TestClient) -> None:
    page = client.get("/", headers={"accept": "text/html"}).text
    assert not any(words in page for words in ("/logout", "/people", 'href="/me"'))
