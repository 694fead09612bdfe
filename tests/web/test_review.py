"""The review: the claims in their order, the next one after each decision, and nothing twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.web import reviewing
from rashomon.web.desk import Desk

HTML = {"accept": "text/html"}
HTMX = HTML | {"hx-request": "true"}


def turn(client: TestClient, **conditions: str) -> Any:
    answer = client.get("/api/review", params=conditions)
    assert answer.status_code == 200, answer.text
    return answer.json()


def queue(desk: Desk, kind: str = "all", key: str = "") -> list[str]:
    with desk.rows() as connection:
        rows = connection.execute(
            "SELECT claim FROM queued JOIN queue USING (place) WHERE kind = ? AND key = ? ORDER BY place", (kind, key)
        )
        return [row["claim"] for row in rows]


def decide(client: TestClient, claim: str, kind: str = "accept", *, at: str = "/review", **more: str) -> Any:
    fields = {"kind": kind, "claim": claim, "seen": "0", **more}
    return client.post(at, data=fields, headers=HTML, follow_redirects=False)


def test_the_first_claim_is_one_that_a_correction_changes_most_and_says_why(client: TestClient, desk: Desk) -> None:
    first = turn(client)
    assert first["claim"]["id"] == queue(desk)[0]
    assert first["question"]["status"]["kind"] == "contested"
    assert "contested question" in first["reason"]
    assert first["held"]
    assert first["held"] not in [other["side"]["text"] for other in first["others"]]
    assert all(other["words"] and other["href"] for other in first["others"])
    page = client.get("/review", headers=HTML).text
    for words in ("Why this one:", "The other side", "Skip →", 'data-key="a"'):
        assert words in page


def test_every_claim_comes_once_and_the_last_page_says_so(client: TestClient, desk: Desk) -> None:
    order, seen = queue(desk), []
    claim = turn(client)["claim"]["id"]
    while claim:
        seen.append(claim)
        answer = decide(client, claim, "reject" if len(seen) % 3 == 0 else "accept")
        assert answer.status_code == 303
        found = re.search(r"claim=(\w+)", answer.headers["location"])
        claim = found[1] if found else ""
    assert seen == order
    last = turn(client)
    assert last["claim"] is None
    assert last["progress"]["claims_judged"] == last["progress"]["claims"] == len(order)
    assert last["progress"]["contested_judged"] == last["progress"]["contested"] > 0
    assert "Every claim of the case is reviewed" in client.get("/review", headers=HTML).text


def test_with_script_the_next_claim_comes_as_a_part(client: TestClient, desk: Desk) -> None:
    first, second = queue(desk)[:2]
    fields = {"kind": "accept", "claim": first, "seen": "0"}
    answer = client.post("/review", data=fields, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert f'data-address="/review?claim={second}"' in answer.text
    assert f'id="claim-{second}"' in answer.text
    assert "Your last decision: accepted" in answer.text


def test_what_was_skipped_comes_again_after_the_last(client: TestClient, desk: Desk) -> None:
    order = queue(desk)
    assert turn(client, claim=order[0])["next"] == order[1]
    assert turn(client, claim=order[-1])["next"] == order[0]
    assert turn(client, claim=order[2])["previous"] == order[1]
    assert turn(client, claim=order[0])["previous"] == ""


@pytest.mark.parametrize("kind", ["question", "document", "source"])
def test_the_queue_can_be_narrowed(client: TestClient, desk: Desk, kind: str) -> None:
    card = turn(client)["claim"]
    key = {
        "question": card["questions"][0]["anchor"].rpartition("/")[2],
        "document": card["document"],
        "source": card["speaker"]["anchor"].rpartition("/")[2],
    }[kind]
    wanted = queue(desk, kind, key)
    assert 0 < len(wanted) < len(queue(desk))
    seen = []
    now = turn(client, **{kind: key})
    assert (now["part"]["kind"], now["part_claims"], now["part_judged"]) == (kind, len(wanted), 0)
    while now["claim"]:
        seen.append(now["claim"]["id"])
        answer = decide(client, seen[-1], at=f"/review?{kind}={key}")
        assert f"{kind}={key}" in answer.headers["location"]
        now = turn(client, **{kind: key})
        assert now["part_judged"] == len(seen)
    assert seen == wanted
    assert "Every claim here is reviewed" in client.get(f"/review?{kind}={key}", headers=HTML).text
    assert turn(client)["claim"] is not None


def test_a_decision_taken_back_waits_again(client: TestClient, desk: Desk) -> None:
    first, second, third = queue(desk)[:3]
    decide(client, first)
    decide(client, second)
    assert turn(client)["claim"]["id"] == third
    page = client.get("/review", headers=HTML).text
    judgement = re.search(r'name="judgement" value="(\w+)"', page)
    assert judgement
    fields = {"judgement": judgement[1], "claim": second, "seen": "2"}
    answer = client.post("/review/undo", data=fields, headers=HTML, follow_redirects=False)
    assert answer.headers["location"] == f"/review?claim={second}"
    now = turn(client)
    assert now["claim"]["id"] == second
    assert now["progress"]["claims_judged"] == 1


def test_the_count_holds_when_the_comparison_is_made_anew(
    client: TestClient, desk: Desk, compared: Callable[[], None]
) -> None:
    for claim in queue(desk)[:3]:
        decide(client, claim)
    compared()
    now = turn(client)
    assert now["progress"]["claims_judged"] == 3
    assert not desk.decisions.state(now["claim"]["id"])[0]
    overview = client.get("/api/overview").json()["progress"]
    assert overview == now["progress"]


def test_a_colleagues_decision_is_shown_and_nothing_recorded(client: TestClient, desk: Desk) -> None:
    claim = queue(desk)[0]
    desk.judge({"kind": "reject", "target": desk.target(claim), "why": "misread"}, actor="colleague", seen=0)
    answer = client.post("/review", data={"kind": "accept", "claim": claim, "seen": "0"}, headers=HTMX)
    assert answer.status_code == 409
    assert "colleague" in answer.text
    assert "misread" in answer.text
    assert f'id="claim-{claim}"' in answer.text
    assert 'name="seen" value="1"' in answer.text, "who decides again now does so knowingly"
    assert len(list(desk.case.judgements())) == 1


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"kind": "praise"}, 422),
        ({"kind": "accept", "claim": "nobody"}, 404),
        ({"seen": "soon"}, 422),
        ({"csrf": "guess"}, 403),
    ],
)
def test_what_cannot_be_recorded_is_not(client: TestClient, desk: Desk, fields: dict[str, str], status: int) -> None:
    if "csrf" in fields:
        del client.headers["x-csrf-token"]
    given = {"kind": "accept", "claim": queue(desk)[0], "seen": "0"} | fields
    assert client.post("/review", data=given, headers=HTML).status_code == status
    assert list(desk.case.judgements()) == []


def test_what_is_not_there_is_said(client: TestClient) -> None:
    for query in ("claim=c0", "question=q0", "document=d0", "source=s0"):
        assert client.get(f"/review?{query}", headers=HTML).status_code == 404
        assert client.get(f"/api/review?{query}").status_code == 404


def test_a_case_without_a_comparison_says_what_to_do(client: TestClient, desk: Desk) -> None:
    desk.board.path.unlink()
    assert turn(client)["claim"] is None
    assert 'href="/add"' in client.get("/review", headers=HTML).text


def test_a_turn_looks_at_few_rows_however_many_are_judged(client: TestClient, desk: Desk) -> None:
    """The pages are quick with 100,000 claims since they read none twice: what was passed over is remembered."""
    for claim in queue(desk)[:20]:
        decide(client, claim)
    looked = 0
    with desk.rows() as connection:
        desk.reviewed.refresh(connection)
        waiting = reviewing._next(desk, connection, ("all", ""), "", -1)
        assert waiting == queue(desk)[20]

        def count() -> int:
            nonlocal looked
            looked += 1
            return 0

        connection.set_progress_handler(count, 1)
        assert reviewing._next(desk, connection, ("all", ""), "", -1) == waiting
        connection.set_progress_handler(None, 1)
    assert looked < 100, "instructions of the database for one row, not for twenty"
