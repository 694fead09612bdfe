"""The way in, the overview, a question, deciding and taking back: as a browser without script, and as a program."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.store.base import Case
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate
from web.live import KEY


def contested(client: TestClient) -> Any:
    found = client.get("/api/overview").json()["questions"]
    return next(question for question in found if question["text"] == "How many fighters left Raqqa?")


def first_claim(client: TestClient) -> str:
    question = client.get(f"/api/questions/{contested(client)['id']}").json()
    return str(question["accounts"][0]["claims"][0]["id"])


def test_without_the_key_nothing_is_shown(desk: Desk) -> None:
    app = create_app(desk, KeyGate("editor", key=KEY), title="The convoy")
    with TestClient(app, base_url="http://127.0.0.1:8410") as stranger:
        for path in ("/", "/api/overview", "/api/judgements", "/questions/x", "/api/live"):
            answer = stranger.get(path, headers={"accept": "text/html"})
            assert answer.status_code == 401, path
            assert "fighters" not in answer.text
        assert stranger.get("/open", params={"key": "guess"}).status_code == 401
        assert stranger.post("/api/judgements", json={"kind": "accept", "claim": "x"}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"x-csrf-token": "guess"}, 403),
        ({"origin": "http://127.0.0.1:8410"}, 201),
    ],
)
def test_another_sites_form_decides_nothing(
    client: TestClient, desk: Desk, headers: dict[str, str], status: int
) -> None:
    claim = first_claim(client)
    answer = client.post("/api/judgements", data={"kind": "accept", "claim": claim, "seen": "0"}, headers=headers)
    assert answer.status_code == status
    assert len(list(desk.case.judgements())) == (status == 201)


def test_every_answer_carries_the_policy(client: TestClient) -> None:
    for path in ("/", "/api/overview", "/static/workbench.js", "/nowhere", "/openapi.json"):
        policy = client.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_the_overview_says_what_is_contested_by_whom(client: TestClient) -> None:
    sides = {side["text"]: side for side in contested(client)["sides"]}
    assert "Syrian Democratic Forces" in sides["“a few dozen” (24 to 60)"]["sources"]
    assert sides["“250”"]["documents"] > sides["“250”"]["origins"] == 1
    page = client.get("/", headers={"accept": "text/html"}).text
    assert "How many fighters left Raqqa?" in page
    assert "a few dozen" in page


def test_a_decision_is_shown_at_once_and_can_be_taken_back(
    client: TestClient, desk: Desk, compared: Callable[[], None]
) -> None:
    claim = first_claim(client)
    made = client.post("/api/judgements", json={"kind": "reject", "claim": claim, "why": "misread"}).json()
    card = client.get(f"/api/claims/{claim}").json()
    assert (card["state"], card["waiting"]) == ("rejected", True)
    assert card["decisions"][0]["why"] == "misread"
    compared()
    card = client.get(f"/api/claims/{claim}").json()
    assert (card["state"], card["waiting"]) == ("rejected", False), "a claim that was taken out can still be looked at"
    question = client.get(f"/api/questions/{contested(client)['id']}").json()
    assert claim not in [each["id"] for account in question["accounts"] for each in account["claims"]]
    assert client.post(f"/api/judgements/{made['id']}/undo").status_code == 201
    assert client.post(f"/api/judgements/{made['id']}/undo").status_code == 422, "twice is an error, told so"
    compared()
    assert client.get(f"/api/claims/{claim}").json()["state"] == ""
    assert [judgement.kind.value for judgement in desk.case.judgements()] == ["reject", "undo"]


def test_a_colleagues_decision_is_never_overwritten_unseen(client: TestClient, desk: Desk) -> None:
    claim = first_claim(client)
    desk.judge({"kind": "accept", "target": desk.target(claim)}, actor="colleague", seen=0)
    late = client.post("/api/judgements", json={"kind": "reject", "claim": claim, "seen": 0})
    assert late.status_code == 409
    assert "colleague" in late.json()["detail"]
    assert client.post("/api/judgements", json={"kind": "reject", "claim": claim, "seen": 1}).status_code == 201


def test_a_decision_made_elsewhere_is_seen(client: TestClient, desk: Desk) -> None:
    claim = first_claim(client)
    target = desk.target(claim)
    with Case.open(desk.case.folder, actor="shell") as other:
        from rashomon.store.judgements import judgement_from

        told = {"id": "0" * 32, "seq": 0, "time": "2026-01-01T00:00:00Z", "actor": "shell", "kind": "accept"}
        other.judge(judgement_from({**told, "target": target}))
    desk.look()
    assert client.get(f"/api/claims/{claim}").json()["state"] == "accepted"


@pytest.mark.parametrize(
    ("sent", "status", "said"),
    [
        (b"{", 400, "no JSON"),
        (b"[]", 400, "no object"),
        (b'{"kind": "accept"}', 422, "claim or target"),
        (b'{"kind": "praise", "claim": "CLAIM"}', 422, "praise"),
        (b'{"kind": "accept", "claim": "nobody"}', 404, "no claim"),
        (b'{"kind": "correct", "claim": "CLAIM", "value": {"field": "stance", "stance": "hates"}}', 422, "stance"),
        (b'{"kind": "note", "claim": "CLAIM"}', 422, "value"),
        (b'{"kind": "accept", "claim": "CLAIM", "seen": "soon"}', 422, "seen"),
    ],
)
def test_what_cannot_be_recorded_says_why(client: TestClient, desk: Desk, sent: bytes, status: int, said: str) -> None:
    body = sent.replace(b"CLAIM", first_claim(client).encode())
    answer = client.post("/api/judgements", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert list(desk.case.judgements()) == []


def test_a_form_without_script_leads_back_to_where_it_was(client: TestClient) -> None:
    claim = first_claim(client)
    fields = {"kind": "accept", "claim": claim, "seen": "0", "csrf": client.headers["x-csrf-token"]}
    del client.headers["x-csrf-token"]
    answer = client.post(
        "/api/judgements",
        data=fields,
        headers={"accept": "text/html", "referer": "http://127.0.0.1:8410/questions/q?page=2"},
        follow_redirects=False,
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/questions/q?page=2#claim-{claim}")


def test_the_api_is_described(program: TestClient) -> None:
    described = program.get("/openapi.json").json()
    assert {"/api/overview", "/api/questions/{question}", "/api/judgements"} <= set(described["paths"])
    assert "seen" in json.dumps(described["paths"]["/api/judgements"]["post"]["requestBody"])


def test_a_decision_is_known_though_another_thread_is_in_the_middle_of_looking(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk, "look", lambda: None)  # as if the other one had noted that it looked, and no more yet
    claim = first_claim(client)
    assert client.post("/api/judgements", json={"kind": "accept", "claim": claim}).status_code == 201
    assert client.get(f"/api/claims/{claim}").json()["state"] == "accepted"
