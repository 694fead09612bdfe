"""Deciding about questions and relations: the comparison follows, and each can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.report.contexts import Badge, Link, RelationView
from rashomon.web.desk import Desk
from rashomon.web.relating import ordered

HTML = {"accept": "text/html"}
Again = Callable[[], None]


def asked(client: TestClient) -> dict[str, str]:
    found = client.get("/api/overview", params={"status": "all"}).json()["questions"]
    return {question["text"]: question["id"] for question in found}


def claims(client: TestClient, question: str) -> list[Any]:
    card = client.get(f"/api/questions/{question}").json()
    return [claim for account in card["accounts"] for claim in account["claims"]]


def undo(client: TestClient, question: str) -> None:
    """Take the last decision back by the button on the page."""
    page = client.get(f"/questions/{question}").text
    last = client.get(f"/api/questions/{question}").json()["decisions"][0]["id"]
    assert f'action="/api/judgements/{last}/undo"' in page
    assert client.post(f"/api/judgements/{last}/undo").status_code == 201


def test_two_questions_are_made_one_and_two_again(client: TestClient, compared: Again) -> None:
    before = asked(client)
    one, two = before["How many trucks were there?"], before["How many vehicles were there?"]
    found = client.get(f"/questions/{one}/same", params={"find": "vehicles"}).text
    assert "How many vehicles were there?" in found
    assert f'value="{two}"' in found
    theirs = {claim["id"] for claim in claims(client, two)}
    fields = {"other": two, "seen": "0"}
    answer = client.post(f"/api/questions/{one}/same", data=fields, headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/questions/{one}")
    compared()
    assert "How many vehicles were there?" not in asked(client)
    assert theirs <= {claim["id"] for claim in claims(client, one)}
    undo(client, one)
    compared()
    assert asked(client) == before


def test_only_questions_of_one_kind_are_offered(client: TestClient) -> None:
    ids = asked(client)
    deal = client.get(f"/api/questions/{ids['Was there a deal?']}/candidates").json()["found"]
    assert deal == []
    offered = client.get(f"/api/questions/{ids['How many trucks were there?']}/candidates").json()["found"]
    texts = {each["text"] for each in offered}
    assert "How many buses were there?" in texts
    assert "How many trucks were there?" not in texts


def test_what_could_not_be_applied_is_said_on_the_question(client: TestClient, desk: Desk, compared: Again) -> None:
    ids = asked(client)
    one, two = ids["How many trucks were there?"], ids["Was there a deal?"]
    assert client.post(f"/api/questions/{one}/same", json={"other": two}).status_code == 201
    compared()
    card = client.get(f"/api/questions/{one}").json()
    assert "take answers of different kinds" in card["unapplied"][0]
    assert "take answers of different kinds" in client.get(f"/questions/{one}").text
    undo(client, one)
    compared()
    assert client.get(f"/api/questions/{one}").json()["unapplied"] == []


def test_a_claim_leaves_a_question_that_it_does_not_answer(client: TestClient, compared: Again) -> None:
    question = asked(client)["How many fighters left Raqqa?"]
    claim = claims(client, question)[0]["id"]
    assert f'<input type="hidden" name="claim" value="{claim}">' in client.get(f"/questions/{question}").text
    fields = {"claim": claim, "seen": "0"}
    answer = client.post(f"/api/questions/{question}/other", data=fields, headers=HTML, follow_redirects=False)
    assert answer.status_code == 303
    shown = client.get(f"/api/claims/{claim}").json()
    assert (shown["waiting"], shown["decisions"][0]["kind"]) == (True, "other_question")
    compared()
    assert claim not in [each["id"] for each in claims(client, question)]
    new = [text for text in asked(client) if text.startswith("How many fighters left Raqqa, as in")]
    assert len(new) == 1
    undo(client, question)
    compared()
    assert claim in [each["id"] for each in claims(client, question)]


def relation(client: TestClient, claim: str) -> Any:
    return client.get(f"/api/claims/{claim}").json()["view"]["relations"]


def test_a_relation_is_said_to_be_wrong_and_right(client: TestClient, compared: Again) -> None:
    question = asked(client)["How many fighters left Raqqa?"]
    claim = next(each for each in claims(client, question) if each["view"]["relations"])
    one = relation(client, claim["id"])[0]
    other = one["other"]["anchor"].rpartition("/")[2]
    page = client.get(f"/claims/{claim['id']}").text
    assert f'name="b" value="{other}"' in page
    fields = {"a": claim["id"], "b": other, "relation": "none", "claim": claim["id"], "seen": "0"}
    part = client.post("/api/relations", data=fields, headers={"hx-request": "true"})
    assert f'id="claim-{claim["id"]}"' in part.text, "the card comes back, with the decision on it"
    assert "nothing to do with each other" in part.text
    compared()
    assert other not in [each["other"]["anchor"].rpartition("/")[2] for each in relation(client, claim["id"])]
    last = client.get(f"/api/claims/{claim['id']}").json()["decisions"][0]["id"]
    client.post(f"/api/judgements/{last}/undo")
    right = {"a": claim["id"], "b": other, "relation": "contradicts", "why": "both count fighters", "seen": 9}
    assert client.post("/api/relations", json=right).status_code == 201
    compared()
    (held,) = [e for e in relation(client, claim["id"]) if e["other"]["anchor"].endswith(other)]
    assert held["badge"]["kind"] == "contradicts"
    assert "judged by" in held["reason"]
    assert "both count fighters" in held["reason"]


@pytest.mark.parametrize(("kind", "text"), [("note", "see the annex"), ("tag", "numbers")])
def test_a_question_is_noted_and_tagged(client: TestClient, compared: Again, kind: str, text: str) -> None:
    question = asked(client)["Was there a deal?"]
    fields = {"kind": kind, "text": text, "seen": "0"}
    assert client.post(f"/api/questions/{question}/notes", data=fields, headers=HTML).status_code == 200
    compared()
    assert text in client.get(f"/questions/{question}").text
    undo(client, question)
    assert client.get(f"/api/questions/{question}").json()["decisions"][1]["stands"] is False


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("/api/questions/Q/same", {"other": "Q"}, 422, "same question"),
        ("/api/questions/Q/same", {"other": "nothing"}, 404, "not asked any more"),
        ("/api/questions/nothing/other", {"claim": "C"}, 404, "not asked any more"),
        ("/api/questions/Q/other", {"claim": "nothing"}, 404, "no claim"),
        ("/api/questions/Q/other", {}, 422, "claim"),
        ("/api/questions/Q/notes", {"kind": "accept", "text": "x"}, 422, "none of note"),
        ("/api/questions/Q/notes", {"text": ""}, 422, "empty"),
        ("/api/relations", {"a": "C", "b": "C", "relation": "agrees"}, 422, "same claim"),
        ("/api/relations", {"a": "C", "b": "D", "relation": "hates"}, 422, "hates"),
    ],
)
def test_what_cannot_be_recorded_says_why(
    client: TestClient, desk: Desk, path: str, body: dict[str, str], status: int, said: str
) -> None:
    question = asked(client)["Was there a deal?"]
    first, second = (claim["id"] for claim in claims(client, question)[:2])
    named = {"Q": question, "C": first, "D": second}
    given = {name: named.get(value, value) for name, value in body.items()}
    answer = client.post(path.replace("/Q/", f"/{question}/"), json=given)
    assert answer.status_code == status
    assert said in answer.json()["detail"]
    assert list(desk.case.judgements()) == []


def test_a_colleagues_decision_about_the_question_comes_first(client: TestClient, desk: Desk) -> None:
    question = asked(client)["Was there a deal?"]
    target = {"question": question, "text": "Was there a deal?"}
    desk.judge({"kind": "note", "target": target, "value": {"text": "mine"}}, actor="colleague", seen=0)
    late = client.post(f"/api/questions/{question}/notes", json={"text": "too late", "seen": 0})
    assert late.status_code == 409
    assert "colleague" in late.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "words", "pair"),
    [
        ("corrects", "corrects", ("this", "other")),
        ("corrects", "is corrected by", ("other", "this")),
        ("denies", "is denied by", ("other", "this")),
        ("agrees", "agrees with", ("this", "other")),
    ],
)
def test_a_relation_is_judged_in_the_direction_in_which_it_reads(kind: str, words: str, pair: tuple[str, str]) -> None:
    shown = RelationView(Badge(kind, words), Link("BBC", "/claims/other"), "words", "reason")
    assert ordered(shown, "this") == pair
