"""Search in the workbench: what is found, who says it, what is wrong with a query said in its place."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.web import searching
from rashomon.web.desk import Desk

HTML = {"accept": "text/html"}


def sentences(found: Any) -> list[str]:
    documents = found["documents"]
    return ["".join(word["text"] for word in one["words"]) for document in documents for one in document["sentences"]]


def test_a_hit_says_who_says_it_and_how_and_leads_to_its_place(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": '"few dozen"', "source": "democratic"}).json()
    document = found["documents"][0]
    sentence = document["sentences"][0]
    assert [word["text"].lower() for word in sentence["words"] if word["found"]] == ["few dozen"]
    claim = sentence["claims"][0]
    assert claim["speaker"]["text"] == "Syrian Democratic Forces"
    assert claim["status"] == "contested"
    assert sentence["href"].startswith(f"/documents/{document['id']}?at=")
    assert sentence["href"].endswith(f"#at-{claim['id']}")
    assert client.get(claim["href"], headers=HTML).status_code == 200
    page = client.get("/search", params={"q": '"few dozen"'}, headers=HTML).text
    assert "<mark>few dozen</mark>" in page
    assert f'href="{claim["href"]}"' in page


def test_the_conditions_hold_together_and_stay_in_the_form(client: TestClient) -> None:
    asked = {"q": "fighters", "stance": "denies", "from": "2017-11-13", "to": "2017-11-30", "status": "contested"}
    found = client.get("/api/search", params=asked).json()
    claims = [c for document in found["documents"] for one in document["sentences"] for c in one["claims"]]
    assert claims
    assert {claim["stance"]["kind"] for claim in claims} == {"denies"}
    assert client.get("/api/search", params=asked | {"to": "2016-01-01", "from": ""}).json()["documents"] == []
    page = client.get("/search", params=asked, headers=HTML).text
    for held in ('value="fighters"', 'value="2017-11-13"', '<option value="denies" selected>'):
        assert held in page


def test_what_people_decided_can_be_asked_for(client: TestClient, desk: Desk) -> None:
    def found(**conditions: str) -> list[str]:
        return sentences(client.get("/api/search", params={"q": "fighters", **conditions}).json())

    assert found(reviewed="yes") == []
    before = found(reviewed="no")
    hit = client.get("/api/search", params={"q": "fighters", "reviewed": "no"}).json()["documents"][0]["sentences"][0]
    claim = hit["claims"][0]["id"]
    desk.judge({"kind": "accept", "target": desk.target(claim)}, actor="editor", seen=0)
    assert found(reviewed="yes") == [before[0]]
    assert '<span class="badge state-accepted">accepted</span>' in client.get("/search?q=fighters", headers=HTML).text


@pytest.mark.parametrize("conditions", [{}, {"reviewed": "no"}, {"status": "contested"}])
def test_the_pages_hold_every_hit_once(
    client: TestClient, conditions: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def numbers(page: Any) -> list[int]:
        return [one["number"] for document in page["documents"] for one in document["sentences"]]

    everything = numbers(client.get("/api/search", params={"q": "the", "after": 0, **conditions}).json())
    monkeypatch.setattr(searching, "A_PAGE", 3)
    monkeypatch.setattr(searching, "AT_ONCE", 4)
    monkeypatch.setattr(searching, "LOOKED_AT", 8)
    turned: list[int] = []
    after: int | None = 0
    while after is not None:
        page = client.get("/api/search", params={"q": "the", "after": after, **conditions}).json()
        assert page["sentences"] <= 3
        turned += numbers(page)
        after = page["more"]
    assert turned == sorted(set(turned))
    assert len(everything) == 25
    assert turned[:25] == everything
    page_two = client.get("/search", params={"q": "the", **conditions}, headers=HTML).text
    assert 'rel="next" href="/search?q=the' in page_two


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("q=%3F%21", "holds no word"),
        ("q=a&stance=hates", "no stance"),
        ("q=a&from=2017-13-45", "is no day"),
        ("q=a&from=2018-01-01&to=2017-01-01", "change one of them"),
        ("reviewed=yes", "give words"),
    ],
)
def test_what_is_wrong_with_a_query_is_said_beside_it(client: TestClient, query: str, said: str) -> None:
    assert said in client.get(f"/api/search?{query}").json()["detail"]
    page = client.get(f"/search?{query}", headers=HTML)
    assert page.status_code == 422
    assert said in page.text
    assert 'type="search"' in page.text


HOSTILE = [
    '"<script>alert(1)</script>',
    "'; DROP TABLE claim; --",
    "{{ 7 * 7 }} {% raise %}",
    "\u202eevil\u0000\ufffe",
    '" onfocus="alert(1)',
    'NEAR("a" "b") text:* ^a',
    "a" * 1000,
    '"' * 999,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_no_sign_breaks_the_page_or_becomes_markup(client: TestClient, words: str) -> None:
    for name in ("q", "source"):
        page = client.get("/search", params={name: words[:300], "from": words[:20]}, headers=HTML)
        assert page.status_code in (200, 422)
        assert "<script>alert" not in page.text
        assert 'onfocus="alert' not in page.text
        assert "49" not in page.text
        assert "\u202e" not in page.text


def test_the_empty_page_shows_how_to_search(client: TestClient) -> None:
    page = client.get("/search", headers=HTML).text
    assert "evacuat*" in page
    assert '<label for="q">' in page
    assert "No sentence fits" in client.get("/search?q=zebra", headers=HTML).text


def test_a_long_sentence_is_cut_around_what_was_found() -> None:
    from datetime import date

    from rashomon.records import Span
    from rashomon.store.base import Hit

    text = "word " * 400 + "needle " + "word " * 400
    at = 100 + text.index("needle")
    hit = Hit("d", "n", None, date(2020, 1, 1), Span(100, 100 + len(text)), (Span(at, at + 6),), text)
    words = searching._words(hit)
    assert [word.text for word in words if word.found] == ["needle"]
    assert (words[0].text, words[-1].text) == ("… ", " …")
    assert sum(len(word.text) for word in words) <= searching.SHOWN + 4
