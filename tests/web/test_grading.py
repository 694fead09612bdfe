"""Grading in the workbench: forms, proposals, the rule about origins, history, and what is looked at again."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.casework import add
from rashomon.config import Config
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.people import KeyGate, Person, Role
from web.live import ACTOR, KEY

HTML = {"accept": "text/html"}
Again = Callable[[], None]
HOSTILE = "<script>alert(1)</script>{{ 7*7 }}\"'"


def question(client: TestClient, text: str) -> str:
    found = client.get("/api/overview", params={"status": "all"}).json()["questions"]
    return str(next(each["id"] for each in found if each["text"] == text))


def source(client: TestClient, name: str) -> str:
    found = client.get("/api/sources", params={"name": name}).json()["sources"]
    return str(next(each["id"] for each in found if each["source"]["text"] == name))


def claims(client: TestClient, asked: str) -> list[Any]:
    card = client.get(f"/api/questions/{question(client, asked)}").json()
    return [claim for account in card["accounts"] for claim in account["claims"]]


def give(client: TestClient, target: str, about: str, **fields: str) -> Any:
    """Send the form, as a browser without script does."""
    seen = str(client.get("/api/board").json()["seq"])
    path = f"/api/grades/{target}/{about}"
    return client.post(path, data={"seen": seen} | fields, headers=HTML, follow_redirects=False)


def shown(client: TestClient, target: str, about: str) -> Any:
    answer = client.get(f"/api/grades/{target}/{about}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_source_is_graded_by_topic_and_keeps_its_history(client: TestClient, compared: Again) -> None:
    of = source(client, "BBC")
    on = {"scale": "admiralty-source", "topic": "numbers"}
    first = give(client, "source", of, **on, value="B", why="its figures held")
    assert (first.status_code, first.headers["location"]) == (303, f"/sources/{of}#grades")
    give(client, "source", of, **on, value="C")
    give(client, "source", of, scale="admiralty-source", topic="", value="F")
    found = shown(client, "source", of)
    assert [(each["value"], each["topic"], each["actor"]) for each in found["current"]] == [
        ("F", "", ACTOR),
        ("C", "numbers", ACTOR),
    ]
    assert [(each["value"], each["state"], each["why"]) for each in found["history"]] == [
        ("B", "replaced", "its figures held")
    ]
    assert found["waiting"] is True
    page = client.get(f"/sources/{of}", headers=HTML).text
    assert "fairly reliable" in page
    assert "for <bdi>numbers</bdi>" in page
    compared()
    assert shown(client, "source", of)["waiting"] is False


def test_taking_a_grade_back_brings_the_one_before_back(client: TestClient) -> None:
    of = source(client, "BBC")
    for value in ("B", "C"):
        give(client, "source", of, scale="admiralty-source", value=value)
    last = shown(client, "source", of)["current"][0]["judgement"]
    assert f'action="/api/judgements/{last}/undo"' in client.get(f"/sources/{of}").text
    assert client.post(f"/api/judgements/{last}/undo").status_code == 201
    found = shown(client, "source", of)
    assert [each["value"] for each in found["current"]] == ["B"]
    assert [each["state"] for each in found["history"]] == ["taken back"]


@pytest.mark.parametrize("path", ["/sources/{source}", "/questions/{question}", "/claims/{claim}"])
def test_pages_show_the_form_with_meanings_and_the_proposal_as_nobodys(client: TestClient, path: str) -> None:
    asked = "How many foreign fighters left?"
    names = {
        "source": source(client, "Syrian Democratic Forces"),
        "question": question(client, asked),
        "claim": claims(client, asked)[0]["id"],
    }
    page = client.get(path.format(**names), headers=HTML).text
    assert "proposal, nobody has set this" in page
    assert "What would change it:" in page
    assert "Nobody has graded this." in page
    assert re.search(r'<input type="radio" name="value" id="g-admiralty-[a-z]+-(F|6)"', page)
    assert "Not a middle" in page
    proposal = page[page.index('<details class="proposal">') :]
    assert not proposal.startswith('<details class="proposal" open')


def test_proposals_name_the_claims_that_they_rest_on(client: TestClient) -> None:
    found = shown(client, "question", question(client, "How many foreign fighters left?"))
    assert {each["scale"] for each in found["proposals"]} == {"admiralty-information"}
    assert len(found["proposals"]) == len(found["topics"]) == 4
    reasons = [reason for each in found["proposals"] for reason in each["reasons"]]
    link = next(link for reason in reasons for link in reason["claims"])
    assert client.get(f"/api{link['anchor']}").status_code == 200
    assert all("1" not in each["values"] for each in found["proposals"])


def test_confirmed_is_refused_on_the_page_with_the_origin_and_what_is_needed(client: TestClient, desk: Desk) -> None:
    of = question(client, "Was there a deal?")
    on = {"scale": "admiralty-information", "value": "1", "topic": "no", "why": "all say so"}
    answer = give(client, "question", of, **on)
    assert answer.status_code == 422
    assert "one origin stands behind it" in answer.text
    assert "Syrian Democratic Forces; needed is another origin" in answer.text
    assert 'value="all say so"' in answer.text, "what was filled in stays"
    assert list(desk.case.judgements()) == []
    assert "several answers" in give(client, "question", of, **on | {"topic": ""}).text
    assert give(client, "question", of, **on | {"topic": "yes"}).status_code == 303


@pytest.mark.parametrize("door", ["/api/judgements", "/api/grades/claim/{claim}"])
def test_programs_are_refused_at_every_door(program: TestClient, desk: Desk, door: str) -> None:
    (lone, *_) = [c for c in claims(program, "How many fighters left Raqqa?") if c["speaker"]["text"].startswith("Syr")]
    value = {"scale": "admiralty-information", "value": "1", "origins": ["o1", "o2"]}
    told = {"kind": "grade", "claim": lone["id"], "value": value} if door.endswith("judgements") else dict(value)
    told.pop("origins", None)
    answer = program.post(door.format(claim=lone["id"]), json=told)
    assert answer.status_code == 422
    assert "asks for 2 independent origins" in answer.json()["detail"]
    assert list(desk.case.judgements()) == []


def test_a_claim_of_several_origins_may_be_confirmed_and_its_card_says_so(client: TestClient) -> None:
    (one, *_) = claims(client, "How many trucks were there?")
    assert f'href="/grades/claim/{one["id"]}"' in client.get(f"/claims/{one['id']}").text
    of = one["id"]
    assert give(client, "claim", of, scale="admiralty-information", value="1").status_code == 303
    card = client.get(f"/api/claims/{of}").json()
    assert [(g["scale"], g["value"], g["value_title"]) for g in card["grades"]] == [
        ("admiralty-information", "1", "confirmed by other sources")
    ]
    assert card["text"] == one["text"]
    assert 'class="graded"' in client.get(f"/claims/{of}/card").text


def test_new_documents_that_change_the_origins_are_flagged(
    client: TestClient, desk: Desk, compared: Again, tmp_path: Path
) -> None:
    of = question(client, "How many trucks were there?")
    assert give(client, "question", of, scale="admiralty-information", value="1").status_code == 303
    compared()
    assert shown(client, "question", of)["current"][0]["review"] == ""
    text = "Mayor Ada Hill said that almost 50 trucks were in the convoy that left Raqqa with ISIS fighters.\n"
    (tmp_path / "new.txt").write_text(text, encoding="utf-8")
    add(desk.case, [str(tmp_path / "new.txt")], config=Config())
    compared()
    (current,) = shown(client, "question", of)["current"]
    assert "its origins changed since it was graded: now also" in current["review"]
    assert "Look again" in client.get(f"/questions/{of}").text


REFUSED: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("source", "BBC", {"scale": "admiralty-information", "value": "2"}, 422, "not a source"),
    ("source", "BBC", {"scale": "admiralty-source", "value": "Z"}, 422, "has no value 'Z'"),
    ("source", "BBC", {"scale": "stars", "value": "5"}, 422, "there is no scale"),
    ("source", "BBC", {"scale": "admiralty-source"}, 422, "no value was chosen"),
    ("source", "BBC", {"scale": "admiralty-source", "value": "B", "topic": ["x"]}, 422, "topic: a text"),
    ("source", "BBC", {"scale": "admiralty-source", "value": "B", "topic": "x" * 201}, 422, "201 characters"),
    ("source", "BBC", {"scale": "admiralty-source", "value": "B", "seen": "x"}, 422, "seen: a whole number"),
    ("source", "", {"scale": "admiralty-source", "value": "B"}, 404, "no such source"),
    ("claim", "", {"scale": "admiralty-information", "value": "2"}, 404, "no such claim"),
]


@pytest.mark.parametrize(("target", "name", "told", "status", "said"), REFUSED)
def test_what_cannot_be_recorded_says_why(
    program: TestClient, desk: Desk, target: str, name: str, told: dict[str, Any], status: int, said: str
) -> None:
    about = source(program, name) if name else "x" * 17
    answer = program.post(f"/api/grades/{target}/{about}", json=told)
    assert (answer.status_code, said in answer.json()["detail"]) == (status, True), answer.text
    assert list(desk.case.judgements()) == []


def test_a_source_without_a_name_of_its_own_is_not_graded(client: TestClient) -> None:
    of = source(client, "driver (in Example Daily)")
    assert "no name that is its alone" in shown(client, "source", of)["closed"]
    assert 'action="/api/grades/' not in client.get(f"/sources/{of}").text
    answer = give(client, "source", of, scale="admiralty-source", value="C")
    assert answer.status_code == 422
    assert "grade its claims instead" in answer.text


def test_a_document_is_graded_on_the_scale_that_the_case_brings(client: TestClient, desk: Desk) -> None:
    head = '[desk]\ntitle="Desk <b>"\naxis="use"\ntarget=["document"]\nsource="ours"\n'
    own = head + "".join(f'[[desk.values]]\nvalue="{v}"\ntitle="t"\nmeaning="m"\n' for v in ("yes", "no"))
    (desk.case.folder / "scales.toml").write_text(own, encoding="utf-8")
    assert client.get("/api/scales").json()[-1]["name"] == "desk"
    document = next(iter(desk.case.documents())).id
    page = client.get(f"/grades/document/{document}").text
    assert "Desk &lt;b&gt;" in page
    answer = give(client, "document", document, scale="desk", value="yes")
    assert answer.headers["location"] == f"/grades/document/{document}#grades"
    assert "Grades of this document" in client.get(f"/documents/{document}").text


def test_words_of_people_stay_words(client: TestClient) -> None:
    of = source(client, "BBC")
    give(client, "source", of, scale="admiralty-source", value="B", topic=HOSTILE, why=HOSTILE)
    page = client.get(f"/sources/{of}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "{{ 7*7 }}" in page


def test_a_colleagues_grade_comes_first(client: TestClient, desk: Desk) -> None:
    of = source(client, "BBC")
    value = {"scale": "admiralty-source", "value": "D"}
    desk.judge({"kind": "grade", "target": {"entity": "BBC"}, "value": value}, actor="colleague", seen=0)
    late = client.post(f"/api/grades/source/{of}", json={"scale": "admiralty-source", "value": "A", "seen": 0})
    assert late.status_code == 409
    assert give(client, "source", of, scale="admiralty-source", value="A").status_code == 303
    found = shown(client, "source", of)["current"]
    assert {(each["actor"], each["value"]) for each in found} == {("colleague", "D"), (ACTOR, "A")}


def test_a_reader_sees_grades_and_no_forms(desk: Desk) -> None:
    class ReadOnly(KeyGate):
        def person(self, request: Any) -> Person | None:
            found = super().person(request)
            return None if found is None else Person(found.name, Role.READER, found.csrf)

    app = create_app(desk, ReadOnly(ACTOR, key=KEY), title="The convoy")
    with TestClient(app, base_url="http://127.0.0.1:8410", headers={"authorization": f"Bearer {KEY}"}) as reader:
        of = source(reader, "BBC")
        assert "Set it" not in reader.get(f"/sources/{of}", headers=HTML).text
        answer = reader.post(f"/api/grades/source/{of}", json={"scale": "admiralty-source", "value": "B"})
        assert answer.status_code == 403


def test_a_slip_in_the_scales_of_a_case_is_said_and_stops_no_page(client: TestClient, desk: Desk) -> None:
    of = source(client, "BBC")
    give(client, "source", of, scale="admiralty-source", value="B")
    (desk.case.folder / "scales.toml").write_text("[desk", encoding="utf-8")
    page = client.get(f"/sources/{of}")
    assert page.status_code == 200
    assert "it is no TOML" in page.text
    assert "usually reliable" in page.text
    assert give(client, "source", of, scale="admiralty-source", value="C").status_code == 503
