"""The contract of a case: one body of tests for every engine."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from rashomon.errors import RunError
from rashomon.records import ReadState
from rashomon.store import schema
from rashomon.store.base import Case, Finding, Location, LocationKind, SearchQuery, Stored
from stored import LATER, RUN, judgement, put, reading, stored


def findings(case: Case) -> list[Finding]:
    return list(case.verify())


def test_the_same_bytes_are_one_document_with_all_its_places(case: Case) -> None:
    first = put(case, "Twelve people died.", name="a.txt")
    second = put(case, "Twelve people died.", name="b.txt")
    again = put(case, "Twelve people died.", name="a.txt")
    assert [first.what, second.what, again.what] == ["new", "place", "known"]
    (kept,) = case.documents()
    assert kept.names == ("a.txt", "b.txt")
    assert kept.sha256 == hashlib.sha256(b"Twelve people died.").hexdigest()
    assert findings(case) == []


def test_adding_again_changes_nothing_at_all(case: Case) -> None:
    put(case, "Twelve people died.")
    before = case.log.receipt()
    put(case, "Twelve people died.")
    after = case.log.receipt()
    assert (before.seq, before.head) == (after.seq, after.head)


def test_within_one_batch_the_same_bytes_are_one_document_too(case: Case) -> None:
    words = "Twelve people died."
    batch = [stored(case, words, name=name, read=reading(words)) for name in ("a.txt", "b.txt", "a.txt")]
    assert [outcome.what for outcome in case.put(batch, run=RUN)] == ["new", "place", "known"]
    assert len(list(case.documents())) == 1
    assert len(list(case.search(SearchQuery(words="twelve")))) == 1
    assert findings(case) == []


def test_a_page_that_changed_is_a_new_version_of_it(case: Case) -> None:
    url = "https://example.org/a"
    first = put(case, "Twelve people died.", name=url)
    second = put(case, "Thirteen people died.", name=url)
    assert second.what == "version"
    assert [kept.previous for kept in case.documents()] == [None, first.document]
    back = put(case, "Twelve people died.", name=url)
    assert back.what == "version"
    assert len(list(case.documents())) == 2
    assert findings(case) == []


def test_a_document_inside_another_knows_where_it_lies(case: Case) -> None:
    put(case, "A mail.", name="mail.eml")
    (outer,) = case.documents()
    data = case.add_original(b"An annex.")
    place = Location(kind=LocationKind.MEMBER, name="mail.eml!annex.txt")
    case.put([Stored(sha256=data, size=9, location=place, parent=outer.id, member="annex.txt")])
    inner = list(case.documents())[1]
    assert (inner.parent, inner.member, inner.state) == (outer.id, "annex.txt", "archived")


def test_a_parent_that_is_not_there_is_refused_and_leaves_nothing(case: Case) -> None:
    data = case.add_original(b"An annex.")
    place = Location(kind=LocationKind.MEMBER, name="x!annex.txt")
    with pytest.raises(RunError, match="database"):
        case.put([Stored(sha256=data, size=9, location=place, parent="d0000000000000000", member="annex.txt")])
    assert list(case.documents()) == []
    assert findings(case) == []


def test_readings_come_back_as_they_went_in_and_in_order(case: Case) -> None:
    texts = ["Zürich \x00 voted. It was late.", "Twelve people died.", "Nobody \U0001f600 knows."]
    readings = [reading(words, name=f"{at}.txt") for at, words in enumerate(texts)]
    for at, (words, read) in enumerate(zip(texts, readings, strict=True)):
        put(case, words, name=f"{at}.txt", read=read)
    assert list(case.readings()) == readings
    assert findings(case) == []


def test_a_later_reading_counts_and_the_earlier_one_stays(case: Case) -> None:
    words = "Twelve people died. It rained."
    put(case, words)
    case.judge_object(judgement(1))
    newer = reading(words, source="the Navy")
    (outcome,) = case.put([Stored(sha256=newer.document.sha256, reading=newer)], run=LATER)
    assert outcome.what == "read"
    assert list(case.readings()) == [newer]
    assert list(case.search(SearchQuery(source="army"))) == []
    assert len(list(case.search(SearchQuery(source="navy")))) == 1
    with case.base.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM reading")).scalar() == 2
    assert [made["id"] for made in case.judgement_objects()] == [judgement(1)["id"]]
    assert findings(case) == []


def test_a_reading_of_other_bytes_is_refused(case: Case) -> None:
    with pytest.raises(RunError, match="other bytes"):
        case.put([stored(case, "One.", read=reading("Two."))], run=RUN)
    with pytest.raises(RunError, match="run that made it"):
        case.put([stored(case, "One.", read=reading("One."))])
    with pytest.raises(RunError, match="not archived"):
        case.put([Stored(sha256="0" * 64, location=Location(kind=LocationKind.PATH, name="a"))])
    assert list(case.documents()) == []


def test_the_status_shows_what_was_not_read_and_why(case: Case) -> None:
    put(case, "Good.", name="good.txt")
    for state in (ReadState.PARTIAL, ReadState.FAILED):
        put(case, f"{state}.", name=f"{state}.txt", read=reading(f"{state}.", state=state))
    case.put([stored(case, "Waiting.", name="waiting.txt")])
    gone = Location(kind=LocationKind.PATH, name="gone.txt")
    case.put([Stored(sha256="", location=gone, problems=("there is no such file; check the name",))])
    status = case.status()
    assert status.counts == {"parsed": 1, "partial": 1, "failed": 1, "archived": 1}
    told = {kept.names[0]: (kept.state, kept.problems) for kept in status.unread}
    assert told["partial.txt"] == ("partial", ("it is damaged; save it anew",))
    assert told["failed.txt"] == ("failed", ("it is damaged; save it anew",))
    assert told["waiting.txt"] == ("archived", ())
    assert [(missing.name, missing.problems) for missing in status.missing] == [
        ("gone.txt", ("there is no such file; check the name",))
    ]
    assert findings(case) == []


def test_a_place_that_gives_bytes_at_last_is_missing_no_more(case: Case) -> None:
    gone = Location(kind=LocationKind.PATH, name="late.txt")
    problems = ("there is no such file; check the name",)
    assert [case.put([Stored(sha256="", location=gone, problems=problems)])[0].what for _ in range(2)] == ["failed"] * 2
    entries = case.status().entries
    assert put(case, "Here.", name="late.txt").what == "new"
    assert case.missing() == ()
    assert entries == 2, "the same failure is told once"


def test_a_batch_of_a_thousand_is_one_transaction(case: Case) -> None:
    texts = [f"Report number {number}." for number in range(1000)]
    outcomes = case.put([stored(case, words, name=f"{words}txt", read=reading(words)) for words in texts], run=RUN)
    assert {outcome.what for outcome in outcomes} == {"new"}
    assert [entry.action for entry in case.log.entries()] == ["init", "add", "run", "read"]
    assert [hit.snippet for hit in case.search(SearchQuery(words="number 777"))] == ["Report number 777."]
    assert findings(case) == []


def test_judgements_are_kept_in_order_and_held_to_the_log(case: Case) -> None:
    assert [case.judge_object(judgement(number)) for number in (5, 3, 9)] == [1, 2, 3]
    made = case.judgement_objects()
    assert [entry["seq"] for entry in made] == [1, 2, 3]
    assert made[0] == judgement(5) | {"seq": 1}
    with pytest.raises(RunError):
        case.judge_object(judgement(5))
    with pytest.raises(RunError, match="append-only"), case.base.writing() as connection:
        connection.execute(schema.judgement.update().values(why="other"))
    assert findings(case) == []


ADDER = """
import sys
from pathlib import Path
from rashomon.store.base import Case
from stored import RUN, reading, stored
folder, database, name = sys.argv[1], sys.argv[2] or None, sys.argv[3]
with Case.open(Path(folder), database=database) as case:
    print("ready", flush=True)
    sys.stdin.readline()
    for number in range(15):
        texts = [f"{name} {number} {part}." for part in range(3)] + [f"Shared {number}."]
        case.put([stored(case, t, name=f"{name}-{t}", read=reading(t, name=f"{name}-{t}")) for t in texts], run=RUN)
"""


def test_two_processes_that_add_at_once_lose_nothing(case: Case, database: str | None) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["tests", os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", ADDER, str(case.folder), database or ""]
    running = [
        subprocess.Popen([*command, name], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True)
        for name in ("left", "right")
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in running:
        assert process.communicate("go\n", timeout=120)[0] == ""
        assert process.returncode == 0
    documents = list(case.documents())
    assert len(documents) == 2 * 15 * 3 + 15
    assert sum(len(kept.names) for kept in documents) == 2 * 15 * 4
    assert [kept.number for kept in documents] == list(range(1, len(documents) + 1))
    assert findings(case) == []


def test_a_reader_sees_one_moment_while_another_writes(case: Case) -> None:
    put(case, "One.")
    with case.base.reading() as connection:
        count = text("SELECT count(*) FROM document")
        assert connection.execute(count).scalar() == 1
        put(case, "Two.", name="b.txt")
        assert connection.execute(count).scalar() == 1
    assert len(list(case.documents())) == 2


def test_a_case_opened_for_reading_cannot_be_changed(case: Case, database: str | None) -> None:
    put(case, "One.")
    with Case.open(case.folder, database=database, write=False) as opened:
        assert len(list(opened.readings())) == 1
        with pytest.raises(RunError, match="reading only"):
            opened.judge_object(judgement(1))
        assert findings(opened) == []


def test_a_folder_that_is_taken_is_refused(case: Case, database: str | None, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="a case is there already"):
        Case.create(case.folder, database=database)
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "a.txt").touch()
    with pytest.raises(RunError, match="not empty"):
        Case.create(tmp_path / "full", database=database)
    with pytest.raises(RunError, match="this is no case"):
        Case.open(tmp_path / "full")


def test_a_case_names_its_database_and_never_a_password(
    tmp_path: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = postgresql.replace("rashomon@", "rashomon:hunter2@") + "?application_name=hunter2"
    with Case.create(tmp_path / "case", database=secret) as made:
        put(made, "One.")
    for path in (path for path in (tmp_path / "case").rglob("*") if path.is_file()):
        assert b"hunter2" not in path.read_bytes()
    with Case.open(tmp_path / "case") as opened:
        assert len(list(opened.documents())) == 1
    monkeypatch.setenv("RASHOMON_DATABASE", postgresql.replace("127.0.0.1", "127.0.0.2").replace(":5", ":1"))
    with pytest.raises(RunError, match="database"):
        Case.open(tmp_path / "case")


@pytest.mark.parametrize("url", ["mysql://a/b", "nonsense", "sqlite:///x.db"])
def test_another_database_is_refused(url: str, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="--database"):
        Case.create(tmp_path / "case", database=url)


# What goes wrong around a case


@pytest.fixture
def nobody() -> Iterator[Path]:
    """A folder that belongs to a user without rights, who we are meanwhile where we were root."""
    folder = Path(tempfile.mkdtemp(prefix="case-"))
    root = os.geteuid() == 0
    if root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        for path in [folder, *folder.rglob("*")]:
            if path.is_dir():
                path.chmod(0o700)
        shutil.rmtree(folder)


def test_a_folder_that_may_not_be_written_can_be_read(nobody: Path, database: str | None) -> None:
    with Case.create(nobody / "case", database=database) as made:
        put(made, "One.")
    locked = [nobody / "case", *(path for path in (nobody / "case").rglob("*") if path.is_dir())]
    for path in (nobody / "case").rglob("*"):
        if path.is_file():
            path.chmod(0o444)
    for path in locked:
        path.chmod(0o555)
    with Case.open(nobody / "case", write=False) as opened:
        assert [hit.snippet for hit in opened.search(SearchQuery(words="one"))] == ["One."]
        assert findings(opened) == []
    with pytest.raises(RunError, match=r"(?i)permi|readonly|unable"), Case.open(nobody / "case") as opened:
        put(opened, "Two.")
    with pytest.raises(RunError, match=r"(?i)permi|readonly|unable"), Case.open(nobody / "case") as opened:
        opened.judge_object(judgement(1))
    for path in locked:
        path.chmod(0o755)
    (nobody / "case" / "case.lock").chmod(0o644)
    (nobody / "case" / "originals").chmod(0o555)
    if database:  # there the folder holds the originals alone, and they may be what is protected
        with Case.open(nobody / "case") as opened:
            with pytest.raises(RunError, match=r"archive: Permission denied; free some space or allow writing there"):
                put(opened, "Two.")
            assert findings(opened) == []
            (nobody / "case" / "originals").chmod(0o755)
            assert put(opened, "Two.", name="b.txt").what == "new"
    with pytest.raises(RunError, match=r"init: Permission denied; choose another place"):
        Case.create(nobody.parent.parent / "no-case-here", database=database)


FULL = """
import resource, signal, sys
from pathlib import Path
from rashomon.errors import RunError
from rashomon.store.base import Case
from stored import put
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Case.open(Path(sys.argv[1])) as case:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
    try:
        for number in range(400):
            put(case, f"Number {number}. " + "a b c. " * int(sys.argv[3]), name=f"{number}.txt")
            print(number, flush=True)
    except RunError as error:
        print(error, file=sys.stderr)
        raise SystemExit(2)
"""


@pytest.mark.parametrize(
    ("engine", "limit", "words"),
    [("sqlite", 400_000, 50), ("sqlite", 200_000, 100_000), ("postgresql", 200_000, 100_000)],
    ids=["database", "original", "original beside PostgreSQL"],
)
def test_a_full_disk_stops_with_a_sentence_and_loses_nothing(
    tmp_path: Path, engine: str, limit: int, words: int, request: pytest.FixtureRequest
) -> None:
    with Case.create(tmp_path / "case", database=None if engine == "sqlite" else request.getfixturevalue("postgresql")):
        pass
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(["tests", os.environ.get("PYTHONPATH", "")])}
    command = [sys.executable, "-c", FULL, str(tmp_path / "case"), str(limit), str(words)]
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120, check=False)
    assert done.returncode == 2, done.stderr
    assert "free some space" in done.stderr
    with Case.open(tmp_path / "case") as case:
        kept = {name for document in case.documents() for name in document.names}
        assert {f"{number}.txt" for number in done.stdout.split()} <= kept
        case.sweep()
        assert findings(case) == []
        assert put(case, "There is room again.", name="room.txt").what == "new"
