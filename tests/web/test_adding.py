"""Adding files in the workbench: taken as they come, held to limits, read by a process beside the server."""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from fastapi.testclient import TestClient

from rashomon.config import IngestConfig
from rashomon.store.base import Case
from rashomon.web import adding_jobs, adding_upload, files
from rashomon.web.adding_jobs import Reading
from rashomon.web.adding_upload import file_name
from rashomon.web.desk import Desk
from rashomon.web.people import Person, Role

HTML = {"accept": "text/html"}
NOTE = b"The army said on Monday that 31 buses left Raqqa. Ryan Dillon denied that any deal was made."


def settled(client: TestClient) -> list[Any]:
    """Wait until nothing is being read any more; return the files, the first one first."""
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        found = client.get("/api/files").json()
        if not found["busy"]:
            return list(reversed(found["files"]))
        time.sleep(0.05)
    raise AssertionError("still reading")


def left(desk: Desk) -> list[Path]:
    """Return the uploads that lie about."""
    return [path for path in (desk.case.folder / "incoming").glob("*/*") if path.name != "lock"]


@pytest.fixture
def orders(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[dict[str, Any]]]:
    """Nothing is read: what the process would be told is kept, and it answers that all is well."""
    given: list[dict[str, Any]] = []

    def read(_: Reading, order: dict[str, Any], told: Callable[[dict[str, Any]], None]) -> str:
        data = Path(order["path"]).read_bytes() if "path" in order else b""
        given.append(order | {"data": data})
        told({"document": f"d{len(given):016}", "what": "new", "state": "parsed", "problems": []})
        return ""

    monkeypatch.setattr(Reading, "read", read)
    yield given


def test_files_are_read_beside_the_server_and_compared(client: TestClient, desk: Desk) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"{number}.txt", b"0" * (30 << 20))
    sent = [
        ("file", ("../../note of the army.txt", NOTE, "text/plain")),
        ("file", ("bomb.zip", bomb.getvalue(), "application/zip")),
        ("file", ("empty.pdf", b"", "application/pdf")),
        ("file", ("again.txt", NOTE, "text/plain")),
    ]
    answer = client.post("/api/files", files=sent, data={"published": "2017-11-20"})
    assert answer.status_code == 202
    assert {job["state"] for job in answer.json()} <= {"uploaded", "reading"}
    note, bomb_job, empty, again = settled(client)
    assert (note["name"], note["state"], note["problems"]) == ("note of the army.txt", "parsed", [])
    assert bomb_job["state"] in ("partial", "failed")
    assert bomb_job["problems"]
    assert (empty["state"], empty["retry"]) == ("failed", True)
    assert "empty" in empty["problems"][0]
    assert "under another name" in again["note"]
    kept = {name: document for document in desk.case.documents() for name in document.names}
    assert kept["note of the army.txt"].id == kept["again.txt"].id == note["document"]
    assert str(kept["note of the army.txt"].published) == "2017-11-20"
    assert left(desk) == []
    added = [entry for entry in desk.case.log.entries() if entry.action == "add"]
    assert {entry.actor for entry in added} == {"editor"}
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        with desk.board.open() as connection:
            assert connection is not None
            if connection.execute("SELECT 1 FROM document WHERE id = ?", (note["document"],)).fetchone():
                break
        time.sleep(0.1)
    else:
        raise AssertionError("the new file is not on the board")
    tried = client.post(f"/api/files/{empty['id']}/retry").json()
    assert tried["state"] in ("uploaded", "reading")
    assert settled(client)[2]["state"] == "failed"
    page = client.get("/add", headers=HTML).text
    assert "note of the army.txt" in page
    assert f"/api/files/{empty['id']}/retry" in page


def test_two_senders_at_once_are_read_one_after_the_other(client: TestClient, orders: list[dict[str, Any]]) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def send(number: int) -> int:
        data = f"{number} ".encode() * 200_000
        return client.post("/api/files", files={"file": (f"{number}.txt", data)}).status_code

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(send, range(8))) == [202] * 8
    assert {job["state"] for job in settled(client)} == {"parsed"}
    assert {order["name"]: order["data"] for order in orders} == {
        f"{number}.txt": f"{number} ".encode() * 200_000 for number in range(8)
    }


def test_a_file_that_is_too_large_is_told_so_and_the_others_are_taken(
    client: TestClient, desk: Desk, orders: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "IngestConfig", lambda: IngestConfig(max_bytes=1000))
    sent = [("file", ("large.txt", b"x" * 1001)), ("file", ("right.txt", b"x" * 1000))]
    answer = client.post("/api/files", files=sent)
    assert answer.status_code == 202
    large, right = settled(client)
    assert large["state"] == "failed"
    assert "larger than 1000 bytes" in large["problems"][0]
    assert large["retry"] is False
    assert right["state"] == "parsed"
    assert [order["name"] for order in orders] == ["right.txt"]
    assert left(desk) == []


@pytest.mark.parametrize(
    ("limit", "value", "sent", "status"),
    [
        ("MOST_FILES", 1, {"files": [("file", ("a.txt", b"a")), ("file", ("b.txt", b"b"))]}, 413),
        ("MOST_FIELDS", 1, {"files": {"file": ("a.txt", b"a")}, "data": {"x": "1", "y": "2"}}, 413),
        ("MOST_TEXT", 10, {"files": {"file": ("a.txt", b"a")}, "data": {"urls": "x" * 11}}, 413),
        ("MOST_BYTES", 100, {"files": {"file": ("a.txt", b"a" * 101)}}, 413),
    ],
)
def test_forms_beyond_a_limit_leave_nothing_behind(
    client: TestClient,
    desk: Desk,
    orders: list[dict[str, Any]],
    monkeypatch: pytest.MonkeyPatch,
    limit: str,
    value: int,
    sent: dict[str, Any],
    status: int,
) -> None:
    monkeypatch.setattr(adding_upload, limit, value)
    assert client.post("/api/files", **sent).status_code == status
    assert (client.get("/api/files").json()["files"], orders, left(desk)) == ([], [], [])


BROKEN = [
    (b"--x\r\nContent-Disposition: form-data\r\n\r\nz\r\n--x--\r\n", "no name"),
    (b"--x\r\nContent-Disposition: form-data; name=file; filename=a\r\n\r\nabc", "ends too early"),
    (b"no form at all", "not in order"),
    (b"--x\r\n" + b"A: b\r\n" * 50 + b"\r\n--x--\r\n", "not in order"),
]


@pytest.mark.parametrize(("body", "said"), BROKEN)
def test_a_broken_form_is_refused(
    client: TestClient, desk: Desk, orders: list[dict[str, Any]], body: bytes, said: str
) -> None:
    answer = client.post("/api/files", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 400
    assert said in answer.json()["detail"]
    assert (orders, left(desk)) == ([], [])
    assert client.post("/api/files", content=b"", headers={"content-type": "multipart/form-data"}).status_code == 400


def test_another_sites_form_writes_nothing_to_the_disk(
    client: TestClient, desk: Desk, orders: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.adding.incoming, "new", lambda: pytest.fail("a file was begun"))
    token = client.headers.pop("x-csrf-token")
    late: Any = [("file", ("a.txt", b"a")), ("csrf", (None, token))]
    sent: Any
    for sent in ([("file", ("a.txt", b"a"))], [("csrf", (None, "guess")), ("file", ("a.txt", b"a"))], late):
        assert client.post("/api/files", files=sent).status_code == 403
    assert client.post("/api/files", json={"urls": ["https://example.org/"]}).status_code == 403
    assert orders == []
    gate = client.app.state.gate  # type: ignore[attr-defined]
    monkeypatch.setattr(gate, "person", lambda request: Person("guest", Role.REVIEWER, ""))
    assert client.post("/api/files", files={"file": ("a.txt", b"a")}).status_code == 403
    assert "Drop files" not in client.get("/add", headers=HTML).text


def test_a_form_without_script_leads_back_to_the_list(client: TestClient, orders: list[dict[str, Any]]) -> None:
    token = client.headers.pop("x-csrf-token")
    sent: Any = [("csrf", (None, token)), ("file", ("a.txt", b"a")), ("published", (None, ""))]
    answer = client.post("/api/files", files=sent, headers=HTML, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/add")
    settled(client)
    page = client.get("/add", headers=HTML).text
    assert "a.txt" in page
    assert "all done." in page
    empty: Any = [("csrf", (None, token)), ("file", ("", b""))]
    answer = client.post("/api/files", files=empty, headers=HTML)
    assert answer.status_code == 422
    assert "choose a file" in answer.text


def test_addresses_are_fetched_once_each_and_only_by_https(client: TestClient, orders: list[dict[str, Any]]) -> None:
    told = client.post("/api/files", json={"urls": ["https://example.org/a", " https://example.org/a ", ""]})
    assert [job["name"] for job in told.json()] == ["https://example.org/a"]
    settled(client)
    assert [order["url"] for order in orders] == ["https://example.org/a"]
    for url in (
        "http://example.org/",
        "file:///etc/passwd",
        "/etc/passwd",
        "https://",
        "https:///x",
        "-",
        "https://a b",
    ):
        answer = client.post("/api/files", json={"urls": [url]})
        assert answer.status_code == 422, url
        assert "https address" in answer.json()["detail"]
    for body in (b"[]", b"{", b'{"urls": 3}', b'{"urls": ["https://a.example"], "published": "soon"}', b"{}"):
        answer = client.post("/api/files", content=body, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422), body


def test_addresses_of_this_machine_are_not_fetched(client: TestClient) -> None:
    client.post("/api/files", json={"urls": ["https://127.0.0.1:1/secret"]})
    (job,) = settled(client)
    assert (job["state"], job["retry"], job["document"]) == ("failed", True, "")
    assert job["problems"]


NAMES = [
    ("../../etc/passwd", "passwd"),
    ("..\\..\\windows\\win.ini", "win.ini"),
    ("C:\\fakepath\\brief.doc", "brief.doc"),
    ("a/../..", "file without a name"),
    (".", "file without a name"),
    ("", "file without a name"),
    ("nul\x00l\x1b[31m.txt", "nul\ufffdl\ufffd[31m.txt"),
    ("Žižek – 総計.pdf", "Žižek – 総計.pdf"),
    ("-rf", "-rf"),
    ("https://evil.example/x", "x"),
    ("*.txt", "*.txt"),
    ("mail.eml!annex.pdf", "mail.eml!annex.pdf"),
]


@pytest.mark.parametrize(("given", "name"), NAMES)
def test_a_name_is_a_name_and_never_a_path(given: str, name: str) -> None:
    assert file_name(given) == name


def test_a_long_name_keeps_its_end() -> None:
    name = file_name("a" * 5000 + ".pdf")
    assert len(name) == 200
    assert name.endswith("….pdf"[-4:])


def test_hostile_names_are_shown_as_text(client: TestClient, desk: Desk, orders: list[dict[str, Any]]) -> None:
    hostile = ["<script>alert(1)<b>.txt", "{{ 7*7 }}.txt", "\u202etxt.exe", "x' onclick='y"]
    client.post("/api/files", files=[("file", (name, b"a")) for name in hostile])
    names = [job["name"] for job in settled(client)]
    assert names[1] == "{{ 7*7 }}.txt"
    page = client.get("/add", headers=HTML).text
    assert "<script>alert" not in page
    assert "\u202e" not in page
    assert "{{ 7*7 }}" in page
    assert all(Path(order["path"]).parent.parent == desk.case.folder / "incoming" for order in orders)


def test_a_process_that_dies_fails_one_file_which_can_be_tried_again(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "python"
    program.write_text("#!/bin/sh\nread line\necho 'Killed: out of memory' >&2\nexit 9\n")
    program.chmod(0o755)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "executable", str(program))
        client.post("/api/files", files={"file": ("note.txt", NOTE)})
        (job,) = settled(client)
    assert (job["state"], job["retry"]) == ("failed", True)
    assert "out of memory" in job["problems"][0]
    assert len(left(desk)) == 1, "kept to be tried again"
    monkeypatch.setattr(Reading, "read", lambda *_: "gone")
    client.post(f"/api/files/{job['id']}/retry")
    (job,) = settled(client)
    assert job["problems"] == ["gone"]
    assert client.post("/api/files/nobody/retry").status_code == 404


def test_what_happens_is_told_and_the_list_stays_short(
    client: TestClient, desk: Desk, orders: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, Any]] = []
    monkeypatch.setattr(desk.live, "tell", lambda event, **about: told.append((event, about.get("state"))))
    monkeypatch.setattr(adding_jobs, "MOST_KEPT", 3)
    client.post("/api/files", files={"file": ("a.txt", b"a")})
    settled(client)
    assert [state for event, state in told if event == "file"] == ["uploaded", "reading", "parsed"]
    for number in range(5):
        client.post("/api/files", files={"file": (f"{number}.txt", b"a")})
        settled(client)
    assert [job["name"] for job in settled(client)] == ["2.txt", "3.txt", "4.txt"]
    monkeypatch.setattr(adding_jobs, "MOST_WAITING", 1)
    answer = client.post("/api/files", files=[("file", ("a", b"a")), ("file", ("b", b"b"))])
    assert answer.status_code == 422
    assert left(desk) == []


def test_no_comparison_is_begun_while_files_wait(
    client: TestClient, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    held, wanted = Event(), []
    monkeypatch.setattr(desk.regroup, "want", lambda: wanted.append(desk.adding.busy))

    def read(_: Reading, order: dict[str, Any], told: Callable[[dict[str, Any]], None]) -> str:
        with Case.open(desk.case.folder, actor="editor") as case:
            from rashomon.store.judgements import judgement_from

            blank = {"seq": 0, "time": "2026-01-01T00:00:00Z", "actor": "a", "supersedes": None, "why": ""}
            note = {"id": "1" * 32, "kind": "note", "target": {"entity": "BBC"}, "value": {"text": "x"}}
            case.judge(judgement_from(blank | note))
        held.wait(30)
        told({"document": "d1", "what": "new", "state": "parsed", "problems": []})
        return ""

    monkeypatch.setattr(Reading, "read", read)
    client.post("/api/files", files={"file": ("a.txt", b"a")})
    deadline = time.monotonic() + 30
    while not list(desk.case.judgements()) and time.monotonic() < deadline:
        time.sleep(0.02)
    desk.look()
    assert wanted == []
    held.set()
    settled(client)
    deadline = time.monotonic() + 30
    while not wanted and time.monotonic() < deadline:
        time.sleep(0.02)
    assert wanted == [False]


def test_what_a_server_left_is_swept_by_the_next(folder: Path) -> None:
    from rashomon.web.incoming import Incoming

    dead, alive, after = Incoming(folder), Incoming(folder), Incoming(folder)
    lost, kept = dead.new(), alive.new()
    lost.write_bytes(b"x")
    kept.write_bytes(b"y")
    import os

    os.close(dead._lock)  # as the system does when a process ends
    after.new()
    assert not lost.exists()
    assert kept.read_bytes() == b"y"
    alive.close()
    assert not kept.parent.exists()
    after.close()


def test_the_api_of_files_is_described(program: TestClient) -> None:
    described = program.get("/openapi.json").json()["paths"]
    for path in ("/api/files", "/api/files/{job}/retry", "/api/search", "/api/review", "/api/log", "/api/log/verify"):
        assert path in described
    body = described["/api/files"]["post"]["requestBody"]["content"]
    assert set(body) == {"multipart/form-data", "application/json"}
    assert "FileJob" in json.dumps(described["/api/files"]["post"]["responses"]["202"])
