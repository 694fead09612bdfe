"""Dossiers as a browser without script and as a program make them, and the file that comes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.report.wording import LIMITS
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.dossier_text import own_words
from rashomon.web.people import COOKIE, Role
from web.live import ACTOR, RoleGate

HTML = {"accept": "text/html"}
HOSTILE = "<script>alert(1)</script> {{ 7*7 }} \N{RIGHT-TO-LEFT OVERRIDE}'; DROP TABLE dossier; --"


def questions(client: TestClient, status: str = "all") -> dict[str, str]:
    """Return the ids of the questions by their titles."""
    found = client.get("/api/overview", params={"status": status}).json()["questions"]
    return {question["text"]: question["id"] for question in found}


def make(client: TestClient, *titles: str, words: str = "", show: tuple[str, ...] = ()) -> Any:
    ids = questions(client)
    parts: list[dict[str, Any]] = [{"key": "", "text": words}] if words else []
    parts += [{"key": "", "question": ids[title], "text": title, "show": list(show)} for title in titles]
    answer = client.post("/api/dossiers", json={"title": "The convoy, told", "parts": parts})
    assert answer.status_code == 201, answer.text
    return answer.json()


def sent(card: Any, act: str, **changed: str) -> dict[str, Any]:
    """Return the fields of the builder's form, with a button pressed."""
    fields: dict[str, Any] = {"title": card["title"], "version": str(card["version"]), "act": act}
    fields["part"] = [part["key"] for part in card["parts"]]
    for part in card["parts"]:
        key = part["key"]
        fields |= {f"question-{key}": part["question"], f"text-{key}": part["text"], f"show-{key}": part["show"]}
    return fields | changed


def press(client: TestClient, card: Any, act: str, **changed: str) -> Any:
    """Press a button of the builder and return the dossier as it then is."""
    answer = client.post(f"/dossier/{card['id']}", data=sent(card, act, **changed), headers=HTML)
    assert answer.status_code == 200, answer.text
    return client.get(f"/api/dossiers/{card['id']}").json()


def test_a_dossier_is_put_together_by_forms_alone(client: TestClient) -> None:
    page = client.post("/dossier", data={"title": "The convoy, told"}, headers=HTML)
    assert page.status_code == 200
    card = client.get(f"/api/dossiers/{page.url.path.rpartition('/')[2]}").json()
    ids = questions(client)
    for title in ("How many fighters left Raqqa?", "Was there a deal?"):
        card = press(client, card, f"add:{ids[title]}")
    first, second = (part["key"] for part in card["parts"])
    assert [part["asked"]["text"] for part in card["parts"]] == ["How many fighters left Raqqa?", "Was there a deal?"]
    card = press(client, card, f"up:{second}")
    assert [part["key"] for part in card["parts"]] == [second, first]
    card = press(client, card, f"text:{second}")
    card = press(client, card, "save", **{f"text-{card['parts'][1]['key']}": "First line\r\nsecond"})
    assert [part["text"] for part in card["parts"]][1] == "First line\nsecond"
    card = press(client, card, f"add:{ids['Was there a deal?']}")
    assert len(card["parts"]) == 3, "a question is in a dossier once"
    card = press(client, card, f"remove:{first}")
    assert [part["question"] for part in card["parts"]] == [ids["Was there a deal?"], ""]
    assert "First line\nsecond</textarea>" in client.get(f"/dossier/{card['id']}").text


def test_each_button_also_saves_what_was_typed(client: TestClient) -> None:
    card = make(client, "Was there a deal?", words="old")
    card = press(client, card, f"up:{card['parts'][1]['key']}", **{f"text-{card['parts'][0]['key']}": "new"})
    assert [part["text"] for part in card["parts"]] == ["Was there a deal?", "new"]


def test_a_question_is_put_into_a_dossier_from_its_page(client: TestClient) -> None:
    card = make(client, "Was there a deal?")
    asked = questions(client)["How many buses were there?"]
    assert f"/dossier?question={asked}" in client.get(f"/questions/{asked}").text
    listed = client.get("/dossier", params={"question": asked}).text
    assert "The convoy, told" in listed
    client.post("/dossier", data={"dossier": card["id"], "question": asked})
    parts = client.get(f"/api/dossiers/{card['id']}").json()["parts"]
    assert [part["question"] for part in parts][1] == asked


def test_questions_are_found_by_their_words_contested_first(client: TestClient) -> None:
    card = make(client, "Was there a deal?")
    address = f"/api/dossiers/{card['id']}/choices"
    every = client.get(address).json()["found"]
    assert [each["status"]["kind"] for each in every] == sorted(
        (each["status"]["kind"] for each in every), key=["contested", "agreed", "single"].index
    )
    assert [each["text"] for each in every if each["chosen"]] == ["Was there a deal?"]
    found = client.get(address, params={"find": "MANY fighters left", "status": "contested"}).json()["found"]
    assert {each["text"] for each in found} == {"How many fighters left Raqqa?", "How many foreign fighters left?"}
    assert client.get(address, params={"find": "100% _"}).json()["found"] == []


def test_two_who_save_at_once_see_both(client: TestClient, desk: Desk) -> None:
    card = make(client, "Was there a deal?", words="the first words")
    key = card["parts"][0]["key"]
    press(client, card, "save", **{f"text-{key}": "words of a colleague"})
    late = client.post(f"/dossier/{card['id']}", data=sent(card, "save", **{f"text-{key}": "my words"}), headers=HTML)
    assert late.status_code == 409
    assert "words of a colleague" in late.text
    assert "my words" in late.text
    told = client.put(f"/api/dossiers/{card['id']}", json={"title": "Mine", "version": 1}).json()
    assert (told["theirs"]["version"], told["mine"]["title"]) == (2, "Mine")
    # The button of that page saves mine over theirs, which stays in the history.
    version = re.search(r'name="version" value="(\d+)"', late.text)
    assert version is not None
    again = {**sent(card, "save", **{f"text-{key}": "my words"}), "version": version[1]}
    assert client.post(f"/dossier/{card['id']}", data=again).status_code == 200
    assert [row["version"] for row in client.get(f"/api/dossiers/{card['id']}/versions").json()] == [3, 2, 1]


def test_undo_goes_back_step_by_step(client: TestClient) -> None:
    card = make(client, "Was there a deal?")
    for title in ("Two", "Three"):
        card = press(client, card, "save", title=title)
    for expected in ("Two", "The convoy, told"):
        fields = {"to": str(card["before"]), "version": str(card["version"])}
        assert client.post(f"/dossier/{card['id']}/back", data=fields, headers=HTML).status_code == 200
        card = client.get(f"/api/dossiers/{card['id']}").json()
        assert card["title"] == expected
    assert card["before"] == 0
    stale = client.post(f"/api/dossiers/{card['id']}/back", json={"to": 3, "version": 1})
    assert stale.status_code == 409
    assert client.post(f"/api/dossiers/{card['id']}/back", json={"to": 3, "version": 5}).json()["title"] == "Three"
    assert "gone back to version 3" in client.get(f"/dossier/{card['id']}/versions").text


def test_a_removed_dossier_can_be_had_again(client: TestClient) -> None:
    card = make(client, "Was there a deal?")
    press(client, card, "discard")
    assert "There is no dossier yet" in client.get("/dossier").text
    assert "The convoy, told" in client.get("/dossier", params={"removed": True}).text
    client.post(f"/api/dossiers/{card['id']}/back", json={"to": 1, "version": 2})
    assert "The convoy, told" in client.get("/dossier").text


def test_what_is_not_there_or_not_allowed_is_told(client: TestClient) -> None:
    assert client.get("/dossier/nobody", headers=HTML).status_code == 404
    assert client.put(f"/api/dossiers/{'0' * 32}", json={"title": "x"}).status_code == 404
    assert client.post("/api/dossiers", json={"title": ""}).status_code == 422
    assert client.post("/api/dossiers", json={"title": "x", "parts": [{"key": "", "show": ["all"]}]}).status_code == 422
    card = make(client)
    assert client.post(f"/dossier/{card['id']}", data=sent(card, "add:nothing")).status_code == 404
    refused = client.post(f"/dossier/{card['id']}", data=sent(card, "save"), headers={"x-csrf-token": "guess"})
    assert refused.status_code == 403


@pytest.mark.parametrize(("role", "may"), [(Role.READER, (403, 403)), (Role.REVIEWER, (200, 403))])
def test_who_may_do_what(client: TestClient, desk: Desk, role: Role, may: tuple[int, int]) -> None:
    card = make(client, "Was there a deal?")

    app = create_app(desk, RoleGate(role), title="x")
    with TestClient(app, base_url="http://127.0.0.1:8410", headers={"x-csrf-token": "token"}) as somebody:
        page = somebody.get(f"/dossier/{card['id']}", headers=HTML).text
        assert ("Export as a file" in page, "Add words" in page) == (False, role is Role.REVIEWER)
        done = somebody.post(f"/dossier/{card['id']}", data=sent(card, "save"))
        made = somebody.post(f"/api/dossiers/{card['id']}/export")
        assert (done.status_code, made.status_code) == may
        assert somebody.get(f"/dossier/{card['id']}/preview").status_code == 200
    assert COOKIE in client.cookies


# The file


def exported(client: TestClient, card: Any) -> str:
    answer = client.post(f"/api/dossiers/{card['id']}/export", params={"version": card["version"]})
    assert answer.status_code == 200, answer.text
    return answer.text


def plain(html: str) -> str:
    """Return the words of a page."""
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).replace("\u2068", "").replace("\u2069", "").split())


ALL = ("chart", "accounts", "words", "drift")


def test_the_file_holds_the_chosen_questions_in_order_and_nothing_from_outside(client: TestClient, desk: Desk) -> None:
    card = make(
        client, "How many fighters left Raqqa?", "Was there a deal?", words="What we *know*.\n\n- one\n- two", show=ALL
    )
    answer = client.post(f"/dossier/{card['id']}/export", data={"version": str(card["version"])})
    assert 'filename="the-convoy-told.html"' in answer.headers["content-disposition"]
    html = answer.text
    assert "<p>What we <em>know</em>.</p>" in html
    assert "<li>two</li>" in html
    words = plain(html)
    assert (
        words.index("What we know") < words.index("a few dozen (14 November 2017)") < words.rindex("Was there a deal?")
    )
    assert not re.search(r"<(script|img|iframe|link|object)\b", html)
    assert re.findall(r'\b(?:src|href|action)="(?!#)', html) == []
    assert "default-src 'none'; style-src 'sha256-" in unescape(html)
    (entry,) = [entry for entry in desk.case.log.entries() if entry.action == "export"]
    assert entry.actor == ACTOR
    assert entry.detail["sha256"] == hashlib.sha256(answer.content).hexdigest()
    assert (entry.detail["dossier"], entry.detail["version"]) == (card["id"], card["version"])
    assert list(desk.case.verify()) == []


@pytest.mark.parametrize("show", [ALL, (), ("accounts",), ("words",), ("chart", "drift")])
def test_every_link_lands_and_every_number_has_its_words(client: TestClient, show: tuple[str, ...]) -> None:
    html = exported(client, make(client, "How many fighters left Raqqa?", "How many foreign fighters left?", show=show))
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)
    assert "a few dozen fighters got out" in plain(html)
    # A value leads to the words of a claim, a count of documents to what is counted.
    for value, place in re.findall(r'<p class="value[^"]*"><a href="#([^"]+)"><bdi>([^<]+)', html):
        assert value.startswith("claim-"), place
    assert (html.count('<p class="value') > 0) is ("accounts" in show)
    counts = re.findall(r'<td class="amount"[^>]*><a href="#(side-[^"]+)">(\d+)<span', html)
    assert len(counts) > 10
    for side, number in counts:
        behind = html.split(f'id="{side}"', 1)[1].split("</div>", 1)[0]
        assert re.search(rf"\b{number} (documents?|outlets?|independent origins?)", behind), (side, number)
        assert "<q" in behind


def test_how_it_was_made_tells_people_omissions_and_the_receipt(
    client: TestClient, desk: Desk, compared: Callable[[], None]
) -> None:
    title = "How many fighters left Raqqa?"
    question = client.get(f"/api/questions/{questions(client)[title]}").json()
    claims = [claim["id"] for account in question["accounts"] for claim in account["claims"]]
    for kind, claim, why in (("accept", claims[0], "read it"), ("reject", claims[-1], "no such number")):
        client.post("/api/judgements", json={"kind": kind, "claim": claim, "why": why, "seen": 9})
    card = make(client, title, show=ALL)
    late = client.post(f"/api/dossiers/{card['id']}/export")
    assert late.status_code == 409
    assert "last decisions" in late.json()["detail"]
    compared()
    head = desk.case.log.receipt()
    words = plain(exported(client, card))
    made = words[words.rindex("How this was made") :]
    assert f"entry {head.seq}, {head.head}" in made
    assert f"accepted {ACTOR} 1" in made
    assert f"rejected {ACTOR} 1" in made
    assert "read it" in made
    assert "no such number" in made, "what was taken out is told"
    assert "Was there a deal?" in made, "a contested question that was not chosen"
    assert "8 (8 parsed)" in made
    assert "models/attribution" in made
    assert all(limit in made for limit in LIMITS)
    sha256 = next(desk.case.documents()).sha256
    assert sha256 in words


def test_a_dossier_without_questions_says_so(client: TestClient) -> None:
    words = plain(exported(client, make(client)))
    assert "Nothing was chosen yet." in words


def test_a_question_that_was_regrouped_is_told_and_not_lost(
    client: TestClient, desk: Desk, compared: Callable[[], None]
) -> None:
    card = make(client, "How many trucks were there?", "How many vehicles were there?", show=ALL)
    first, second = (part["question"] for part in card["parts"])
    joined = client.post(f"/api/questions/{first}/same", json={"other": second})
    assert joined.status_code == 201, joined.text
    compared()
    page = client.get(f"/dossier/{card['id']}").text
    assert "This question is not asked any more" in page
    assert "How many vehicles were there? ” was chosen here" in plain(exported(client, card))


def test_hostile_words_stay_words(client: TestClient) -> None:
    answer = client.post("/api/dossiers", json={"title": HOSTILE, "parts": [{"key": "", "text": HOSTILE}]})
    card = answer.json()
    for page in (
        client.get("/dossier").text,
        client.get(f"/dossier/{card['id']}").text,
        client.get(f"/dossier/{card['id']}/versions").text,
        client.get(f"/dossier/{card['id']}/preview").text,
        exported(client, card),
    ):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page
        assert "{{ 7*7 }}" in page
        assert "\N{RIGHT-TO-LEFT OVERRIDE}" not in page
    sent_back = client.post(f"/api/dossiers/{card['id']}/export").headers["content-disposition"]
    assert re.fullmatch(r'attachment; filename="[a-z0-9-]+\.html"', sent_back)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("one\n\ntwo", "<p>one</p>\n<p>two</p>"),
        ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
        ("<b onclick=x>", "<p>&lt;b onclick=x&gt;</p>"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](//evil.example)", "<p>[x](//evil.example)</p>"),
        (
            '[x](https://a.example/?q="<)',
            '<p><a href="https://a.example/?q=%22%3C" rel="noreferrer noopener">x</a></p>',
        ),
        ("[x](https://a.example)", '<p><a href="https://a.example" rel="noreferrer noopener">x</a></p>'),
        ("# no heading\n\n| no | table |", "<p># no heading</p>\n<p>| no | table |</p>"),
        ("> quoted", "<blockquote>\n<p>quoted</p>\n</blockquote>"),
    ],
)
def test_own_words_are_a_small_part_of_markdown(written: str, shown: str) -> None:
    assert own_words(written).strip() == shown


def test_own_words_cannot_take_long() -> None:
    for text in (">" * 20_000, "[" * 20_000, "*a " * 6_000, "- " * 9_000):
        assert len(own_words(text)) < 10 * len(text)
