"""The grid: who says what to which question, filtered and in pages; silence is silence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate
from web.crowd import crowd
from web.live import ACTOR, KEY

HTML = {"accept": "text/html"}
DEAL = "Was there a deal?"
FIGHTERS = "How many fighters left Raqqa?"


def grid(client: TestClient, **asked: str) -> Any:
    answer = client.get("/api/grid", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def cell(found: Any, question: str, source: str) -> list[dict[str, Any]]:
    row = next(row for row in found["rows"] if row["asked"]["text"] == question)
    at = [column["source"]["text"] for column in found["columns"]].index(source)
    entries: list[dict[str, Any]] = row["cells"][at]
    return entries


def test_a_cell_holds_every_answer_of_a_source_with_its_side(client: TestClient) -> None:
    found = grid(client)
    told = cell(found, FIGHTERS, "BBC")
    assert [entry["value"] for entry in told] == ["Hundreds", "205", "250"]
    assert len({entry["side"] for entry in told}) == 3
    few = cell(found, FIGHTERS, "Syrian Democratic Forces")
    assert {entry["side"] for entry in few}.isdisjoint(entry["side"] for entry in told)
    denied = cell(found, DEAL, "Syrian Democratic Forces")[0]
    assert denied["kind"] == "denies"
    assert denied["side"] != cell(found, DEAL, "BBC")[0]["side"]
    # The same sides, in the same order, as the page of the question gives.
    sides = next(row["asked"]["sides"] for row in found["rows"] if row["asked"]["text"] == FIGHTERS)
    assert "BBC" in sides[told[2]["side"] - 1]["sources"]
    assert "250" in sides[told[2]["side"] - 1]["text"]


def test_an_empty_cell_is_silent_and_not_no(client: TestClient) -> None:
    assert cell(grid(client), DEAL, "Colonel Ryan Dillon") == []
    page = client.get("/grid", headers=HTML).text
    row = re.search(rf"{re.escape(DEAL)}.*?</tr>", page, re.DOTALL)
    assert row is not None
    assert row[0].count('<span class="unseen">silent</span>') == row[0].count('<td class="silent">') > 0


def test_every_address_in_a_cell_leads_to_its_account(client: TestClient) -> None:
    for row in grid(client)["rows"]:
        for entry in (entry for entries in row["cells"] for entry in entries):
            path, _, name = entry["href"].partition("#")
            assert f'id="{name}"' in client.get(path, headers=HTML).text
            words = client.get(f"/api/grid/{row['asked']['id']}/{entry['number']}").json()
            assert words["account"]["claims"], "there are words behind every cell"
            assert words["question"]["anchor"] == entry["href"]


def test_the_words_of_a_cell_are_a_part_of_a_page(client: TestClient) -> None:
    row = grid(client)["rows"][0]
    number = next(entry["number"] for entries in row["cells"] for entry in entries)
    part = client.get(f"/grid/{row['asked']['id']}/{number}", headers={"hx-request": "true"})
    assert part.status_code == 200
    assert "<html" not in part.text
    assert "blockquote" in part.text
    assert "Accept" in part.text
    assert client.get(f"/api/grid/{row['asked']['id']}/99999").status_code == 404


@pytest.mark.parametrize(
    ("asked", "questions", "sources"),
    [
        ({"side": "denies"}, {DEAL}, {"Syrian Democratic Forces"}),
        ({"side": "admits"}, {DEAL}, {"US-led coalition"}),
        ({"kind": "organisation", "status": "contested"}, {DEAL, FIGHTERS}, {"Syrian Democratic Forces"}),
        ({"said": "250", "status": "contested"}, {FIGHTERS}, {"BBC"}),
        ({"said": "A FEW   dozen", "status": "contested"}, {FIGHTERS}, {"Syrian Democratic Forces"}),
        ({"stance": "admits"}, {DEAL}, {"US-led coalition"}),
        ({"from": "2017-11-16", "to": "2017-11-16", "said": "205"}, {FIGHTERS}, {"Example Daily"}),
        ({"to": "2010-01-01"}, set(), set()),
        ({"said": "%"}, set(), set()),
        ({"said": "' OR 1 --"}, set(), set()),
    ],
)
def test_filters(client: TestClient, asked: dict[str, str], questions: set[str], sources: set[str]) -> None:
    found = grid(client, **asked)
    shown = {row["asked"]["text"] for row in found["rows"]}
    assert questions <= shown if questions else not shown
    assert {column["source"]["text"] for column in found["columns"]} >= sources
    for row in found["rows"]:
        assert any(entry["fits"] for entries in row["cells"] for entry in entries)
    page = client.get("/grid", params=asked, headers=HTML)
    assert page.status_code == 200
    assert ("No question fits" in page.text) is not bool(questions)


def test_what_a_filter_leaves_out_is_pale_and_not_silent(client: TestClient) -> None:
    told = cell(grid(client, said="250"), FIGHTERS, "BBC")
    assert [(entry["value"], entry["fits"]) for entry in told] == [("Hundreds", False), ("205", False), ("250", True)]
    page = client.get("/grid", params={"said": "250"}, headers=HTML).text
    assert "left out by the filter" in page


def test_reviewed_questions_are_told_from_others(client: TestClient) -> None:
    everything = {row["asked"]["text"] for row in grid(client)["rows"]}
    assert {row["asked"]["text"] for row in grid(client, reviewed="no")["rows"]} == everything
    assert grid(client, reviewed="some")["rows"] == []
    asked = next(row["asked"] for row in grid(client)["rows"] if row["asked"]["text"] == "How many buses were there?")
    accounts = client.get(f"/api/questions/{asked['id']}").json()["accounts"]
    claims = sorted({claim["id"] for account in accounts for claim in account["claims"]})
    assert len(claims) == asked["claims"] > 1
    client.post("/api/judgements", json={"kind": "accept", "claim": claims[0]})
    assert asked["text"] in {row["asked"]["text"] for row in grid(client, reviewed="some")["rows"]}
    assert asked["text"] not in {row["asked"]["text"] for row in grid(client, reviewed="no")["rows"]}
    for claim in claims[1:]:
        client.post("/api/judgements", json={"kind": "accept", "claim": claim})
    assert asked["text"] in {row["asked"]["text"] for row in grid(client, reviewed="yes")["rows"]}
    assert asked["text"] not in {row["asked"]["text"] for row in grid(client, reviewed="some")["rows"]}


@pytest.mark.parametrize("asked", ["status=great", "kind=x", "side=x", "from=soon", "page=0", "across=0", "stance=x"])
def test_what_is_no_filter_is_refused_with_words(client: TestClient, asked: str) -> None:
    answer = client.get(f"/grid?{asked}", headers=HTML)
    assert answer.status_code == 422
    assert asked.partition("=")[0] in answer.text


def test_a_form_that_was_left_empty_shows_everything(client: TestClient) -> None:
    names = ("status", "kind", "side", "said", "stance", "from", "to", "reviewed")
    assert grid(client, **dict.fromkeys(names, "")) == grid(client)


def test_pages_of_questions_and_of_sources_hold_every_cell_once(folder: Path) -> None:
    crowd(folder, questions=70, sources=85)
    with Desk(folder, actor=ACTOR) as desk:
        app = create_app(desk, KeyGate(ACTOR, key=KEY), title="A crowd")
        with TestClient(app, base_url="http://127.0.0.1:8410", headers={"authorization": f"Bearer {KEY}"}) as client:
            first = grid(client)
            assert (len(first["rows"]), len(first["columns"])) == (60, 40)
            assert (first["questions"], first["sources"]) == (70, 85)
            assert (first["pages"], first["acrosses"]) == (2, 3)
            seen: list[tuple[str, str]] = []
            for page in range(1, 3):
                for across in range(1, 4):
                    found = grid(client, page=str(page), across=str(across))
                    names = [column["source"]["text"] for column in found["columns"]]
                    seen += [
                        (row["asked"]["id"], name)
                        for row in found["rows"]
                        for name, entries in zip(names, row["cells"], strict=True)
                        for _ in entries
                    ]
            assert len(seen) == len(set(seen)) == sum((n + q) % 5 != 0 for q in range(70) for n in range(85))
            html = client.get("/grid?page=2&across=2&status=contested", headers=HTML).text
            assert "Questions 61 to 70 of 70" in html
            assert "Sources 41 to 80 of 85" in html
            assert "status=contested&amp;page=2&amp;across=3" in html
            # An account far down in a question stands on a later page of it.
            late = next(entry for row in grid(client, across="3")["rows"] for e in row["cells"] for entry in e)
            assert late["href"].startswith("/questions/q0?page=2#account-")
            asked = late["href"].partition("#")
            assert f'id="{asked[2]}"' in client.get(asked[0], headers=HTML).text
