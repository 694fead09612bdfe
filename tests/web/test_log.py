"""The log in the workbench: pages, filters, the check, a receipt that the command line takes."""

from __future__ import annotations

import itertools
import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from rashomon.store.receipts import read_receipt
from rashomon.web import logbook
from rashomon.web.desk import Desk
from rashomon.web.people import Person, Role

HTML = {"accept": "text/html"}


def test_it_tells_who_did_what_the_newest_first(client: TestClient, desk: Desk) -> None:
    card = client.get("/api/review").json()["claim"]
    client.post("/api/judgements", json={"kind": "reject", "claim": card["id"], "why": "misread"})
    shown = client.get("/api/log").json()
    entries = shown["entries"]
    assert [entry["seq"] for entry in entries] == sorted((entry["seq"] for entry in entries), reverse=True)
    assert entries[0]["words"].startswith("rejected “")
    assert entries[0]["href"] == f"/claims/{card['id']}"
    assert shown["newest"] == entries[0]["seq"]
    assert shown["head"] == entries[0]["hash"]
    assert all(one["previous"] == before["hash"] for one, before in itertools.pairwise(entries))
    assert any("took 8 files: 01-investigation.html, 02-" in entry["words"] for entry in entries)
    page = client.get("/log", headers=HTML).text
    assert entries[0]["hash"] in page
    assert "Check the whole log" in page


def test_a_saved_dossier_is_told_by_its_title(client: TestClient) -> None:
    made = client.post("/dossier", data={"title": "For the desk"}, headers=HTML, follow_redirects=False)
    entry = client.get("/api/log").json()["entries"][0]
    assert entry["words"] == "saved version 1 of the dossier “For the desk”"
    assert entry["href"] == made.headers["location"].split("?")[0].split("#")[0]


def test_it_can_be_turned_and_narrowed(client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logbook, "A_PAGE", 2)
    for number in range(5):
        desk.case.log.append("export", {"format": "bundle", "number": number}, actor="colleague")
    everything = [entry.seq for entry in desk.case.log.entries()][::-1]
    turned: list[int] = []
    address: str | None = "/log"
    while address:
        page = client.get(address, headers=HTML).text
        turned += [int(seq) for seq in re.findall(r'<li id="entry-(\d+)"', page)]
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else None
    assert turned == everything
    only = client.get("/api/log", params={"actor": "colleague", "action": "export"}).json()
    assert [entry["action"] for entry in only["entries"]] == ["export", "export"]
    assert only["before"]
    assert client.get("/api/log", params={"actor": "nobody"}).json()["entries"] == []
    assert "No entry fits" in client.get("/log?actor=nobody&before=", headers=HTML).text


def test_a_whole_log_is_found_whole_and_a_receipt_shows_it_later(
    client: TestClient, desk: Desk, tmp_path: Path
) -> None:
    found = client.post("/api/log/verify").json()
    assert found["holds"] is True
    assert "none altered, missing or moved" in found["sentence"]
    answer = client.get("/api/log/receipt")
    assert "attachment" in answer.headers["content-disposition"]
    kept = tmp_path / "receipt.json"
    kept.write_bytes(answer.content)
    assert desk.case.log.verify(receipts=(read_receipt(kept),)) is None
    assert json.loads(answer.content)["head"] == found["head"]


def test_an_altered_entry_is_named_in_words(client: TestClient, desk: Desk) -> None:
    with desk.case.base.writing() as connection:
        connection.execute(text("DROP TRIGGER log_fixed"))
        connection.execute(text("UPDATE log SET actor = 'somebody else' WHERE seq = 2"))
    answer = client.post("/api/log/verify", headers=HTML)
    assert answer.status_code == 200, "led back to the log"
    assert "The log is not as it was written" in answer.text
    assert "entry 2: it was altered" in answer.text
    assert client.get("/api/log").json()["check"]["holds"] is False


def test_stamps_are_shown_and_checked(client: TestClient, desk: Desk) -> None:
    told = {"seq": 1, "head": "0" * 64, "authority": "https://tsa.example.org", "sha256": "", "answer": ""}
    said = {"time": "2026-01-02T03:04:05Z", "accuracy": "", "policy": "", "serial": "", "certificate": ""}
    desk.case.log.append("stamp", told | said | {"signer": "<b>Authority</b>"})
    page = client.get("/log", headers=HTML).text
    assert "existed no later than" in page
    assert "&lt;b&gt;Authority&lt;/b&gt;" in page
    found = client.post("/api/log/verify").json()
    assert found["holds"] is False
    assert "1 time stamp does not hold" in found["sentence"]
    assert len(found["stamps"]) == 1


def test_one_entry_is_given_as_its_hash_is_over_it(client: TestClient, desk: Desk) -> None:
    entry = client.get("/api/log/entries/1").json()
    from rashomon.store.log import entry_hash

    digest = entry.pop("hash")
    assert entry_hash(entry) == digest
    for seq in ("0", "999999", str(2**70)):
        assert client.get(f"/api/log/entries/{seq}").status_code == 404


def test_a_detail_of_anybodys_making_breaks_nothing(client: TestClient, desk: Desk) -> None:
    for action in ("judge", "add", "read", "stamp", "run", "export", "<script>alert(1)</script>"):
        for detail in ({}, {"places": 3, "readings": "x", "judgement": [], "seq": "1"}, {"places": [7, {"name": 1}]}):
            desk.case.log.append(action, detail)
    page = client.get("/log", headers=HTML)
    assert page.status_code == 200
    assert "<script>alert" not in page.text


def test_who_may_not_judge_may_not_have_it_checked(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = client.app.state.gate  # type: ignore[attr-defined]
    monkeypatch.setattr(gate, "person", lambda request: Person("guest", Role.READER, ""))
    assert client.post("/api/log/verify").status_code == 403
    assert "Check the whole log" not in client.get("/log", headers=HTML).text
