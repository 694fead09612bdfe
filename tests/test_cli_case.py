"""The commands on a case, as a user runs them."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import types
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from rashomon.cli import app
from rashomon.errors import ItemError
from rashomon.store.base import Case

ONE = 'The ministry said on Monday that 12 people had died. "Nobody was harmed," Colonel Reed told reporters.'
TWO = "Residents denied that the harbour had been closed. The mayor said that 40 trucks had left."


def rashomon(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    """Run a command in this process; an error of ours is raised."""
    return CliRunner().invoke(app, [str(argument) for argument in arguments], input=stdin, catch_exceptions=True)


def ok(*arguments: str | Path) -> str:
    done = rashomon(*arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with two texts, one of them twice."""
    folder = tmp_path / "files"
    (folder / "inner").mkdir(parents=True)
    (folder / "one.txt").write_text(ONE, encoding="utf-8")
    (folder / "two.txt").write_text(TWO, encoding="utf-8")
    (folder / "inner" / "same.txt").write_text(ONE, encoding="utf-8")
    return folder


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    ok("init", folder)
    return folder


def test_the_whole_way_from_files_to_a_report(case: Path, files: Path, tmp_path: Path) -> None:
    lines = [line.split("\t") for line in ok("add", case, files).splitlines()]
    assert sorted((what, Path(name).name) for _, what, _, name in lines) in (
        [("new", "one.txt"), ("new", "two.txt"), ("place", "same.txt")],
        [("new", "same.txt"), ("new", "two.txt"), ("place", "one.txt")],
    )
    again = ok("add", case, files)
    assert {line.split("\t")[1] for line in again.splitlines()} == {"known"}
    assert "2 parsed" in ok("status", case)
    ok("report", case, "--format", "json", "-o", tmp_path / "case.json")
    ok("report", files, "--format", "json", "-o", tmp_path / "files.json")
    assert (tmp_path / "case.json").read_text("utf-8") == (tmp_path / "files.json").read_text("utf-8")
    assert ok("search", case, '"nobody was harmed"').startswith(str(files))
    (hit,) = (json.loads(line) for line in ok("search", case, "harbour", "--format", "json").splitlines())
    assert [TWO[start:end] for start, end in hit["matches"]] == ["harbour"]
    assert rashomon("search", case, "unheard").exit_code == 1
    assert "all as they were written" in ok("verify", case)
    ok("backup", case, tmp_path / "case.tar")
    ok("restore", tmp_path / "case.tar", tmp_path / "again")
    ok("report", tmp_path / "again", "--format", "json", "-o", tmp_path / "again.json")
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "case.json").read_bytes()
    receipt = ok("log", case, "receipt")
    (tmp_path / "receipt.json").write_text(receipt, encoding="utf-8")
    assert "none altered" in ok("log", case, "verify", "--receipt", tmp_path / "receipt.json")
    shown = [json.loads(line)["action"] for line in ok("log", case).splitlines()]
    assert shown == ["init", "add", "run", "read", "backup"]


def test_archiving_first_and_reading_later(case: Path, files: Path) -> None:
    ok("add", case, files, "--no-read")
    assert "not read yet" in ok("status", case)
    assert rashomon("search", case, "harbour").exit_code == 1
    assert "nothing was read yet" in str(rashomon("report", case).exception)
    for path in files.glob("*.txt"):
        path.write_text("changed since", encoding="utf-8")
    ok("reread", case)
    assert "2 parsed" in ok("status", case)
    assert "harbour" in ok("search", case, "harbour"), "text is that of the archived bytes, not of the path"
    assert ok("reread", case) == "", "what was read by this program is not read again"


def test_a_later_program_reads_again_and_keeps_what_was_read(
    case: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok("add", case, files)
    monkeypatch.setattr("rashomon.casework.reading.__version__", "9.9.9")
    assert len(ok("reread", case).splitlines()) == 2
    with Case.open(case) as opened:
        assert {kept.run for kept in opened.documents()} != {None}
        assert [entry.action for entry in opened.log.entries()].count("run") == 2
        assert list(opened.verify()) == []


@pytest.fixture
def all_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be a machine whose Tesseract has every language."""
    monkeypatch.setattr("rashomon.ingest.ocr.check", lambda _: None)


def languages(case: Path) -> dict[str, str]:
    """Return the languages that the reading of each document that counts was made in."""
    with Case.open(case) as opened:
        runs = opened.runs()
        return {
            Path(kept.names[0]).name: runs[kept.run or ""].config["ingest"]["ocr_language"]
            for kept in opened.documents()
        }


@pytest.mark.usefixtures("all_languages")
def test_every_document_keeps_the_language_that_it_was_read_in(
    case: Path, files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "program.txt").write_bytes(b"\x7fELF" + bytes(100))
    ok("add", case, files / "one.txt", "--language", "ara+eng")
    ok("add", case, files / "two.txt")
    assert rashomon("add", case, tmp_path / "program.txt", "--language", "rus").exit_code == 1
    assert languages(case) == {"one.txt": "ara+eng", "two.txt": "eng", "program.txt": "rus"}
    assert ok("reread", case) == "", "each was read as it is to be read"
    monkeypatch.setattr("rashomon.casework.reading.__version__", "9.9.9")
    assert len(rashomon("add", case, "--retry").stdout.splitlines()) == 1
    assert len(rashomon("reread", case).stdout.splitlines()) == 2
    assert languages(case) == {"one.txt": "ara+eng", "two.txt": "eng", "program.txt": "rus"}
    told = rashomon("reread", case, "--language", "ara+eng").stdout
    assert {Path(line.split("\t")[3]).name for line in told.splitlines()} == {"two.txt", "program.txt"}
    assert set(languages(case).values()) == {"ara+eng"}
    rashomon("add", case, tmp_path / "program.txt", "--retry", "--language", "fra")
    assert languages(case) == {"one.txt": "ara+eng", "two.txt": "ara+eng", "program.txt": "fra"}


def test_a_report_takes_the_database_that_it_is_given(
    memory: Path, files: Path, postgresql: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("RASHOMON_DATABASE", raising=False)
    case = memory / "case"
    ok("init", case, "--database", postgresql, "--profile", "acled")
    ok("add", case, files / "one.txt")
    here = json.loads(ok("report", case, "--format", "json"))
    settings = (case / "case.toml").read_text(encoding="utf-8")
    (case / "case.toml").write_text(settings.replace("127.0.0.1", "127.0.0.9").replace(":5", ":1"), encoding="utf-8")
    assert "can be reached" in str(rashomon("report", case).exception)
    asked = ("--database", postgresql, "--profile", "acled", "--format", "json")
    assert json.loads(ok("report", case, *asked)) == here
    assert here["profile"] == "acled"


def test_failures_are_told_kept_and_tried_again(case: Path, tmp_path: Path) -> None:
    (tmp_path / "program.txt").write_bytes(b"\x7fELF\x02\x01\x01" + bytes(60))
    done = rashomon("add", case, tmp_path / "program.txt", tmp_path / "late.txt")
    assert done.exit_code == 1
    assert "it is a program; give a document instead" in done.stderr
    assert "there is no such file; check the name" in done.stderr
    shown = ok("status", case)
    assert "1 failed" in shown
    assert "give a document instead" in shown
    assert "late.txt: there is no such file" in shown
    (tmp_path / "late.txt").write_text(ONE, encoding="utf-8")
    done = rashomon("add", case, "--retry")
    assert done.exit_code == 1
    told = {Path(line.split("\t")[3]).name: line.split("\t")[2] for line in done.stdout.splitlines()}
    assert told == {"late.txt": "parsed", "program.txt": "failed"}
    assert "no bytes    0" in ok("status", case)
    assert "all as they were written" in ok("verify", case)


def test_patterns_streams_and_dates(case: Path, files: Path) -> None:
    out = ok("add", case, f"{files}/*.txt", "--published", "2017-11-14")
    assert len(out.splitlines()) == 2
    done = rashomon("add", case, "-", stdin=b"The army said that 9 trucks had left.")
    assert done.stdout.split("\t")[1] == "new"
    assert "2 parsed" not in ok("status", case)
    assert len(ok("search", case, "--from", "2017-11-14", "--to", "2017-11-14").splitlines()) == 4
    assert rashomon("search", case, "trucks", "--from", "2018-01-01").exit_code == 1


def fetcher(pages: dict[str, list[bytes]]) -> types.ModuleType:
    """Return what stands in for the module that fetches: no network in tests."""
    module = types.ModuleType("rashomon.ingest.fetch")

    def fetch(url: str, *, config: object) -> object:
        if url not in pages:
            raise ItemError(url, step="fetch", reason="the server says 404", remedy="check the address")
        data = pages[url].pop(0)
        return types.SimpleNamespace(
            data=data,
            ok=True,
            headers=[("content-type", "text/plain"), ("etag", "a")],
            redirects=[f"{url}?moved"],
            final_url=f"{url}/final",
            warc=b"WARC/1.1 " + data,
            retrieved=datetime(2026, 11, 26, 2, 16, 16, tzinfo=UTC),
        )

    module.fetch = fetch  # type: ignore[attr-defined]
    return module


def test_a_page_that_changes_is_a_new_version(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://example.org/statement"
    module = fetcher({url: [ONE.encode(), ONE.encode(), TWO.encode()]})
    monkeypatch.setitem(sys.modules, "rashomon.ingest.fetch", module)
    told = [ok("add", case, url).split("\t")[1] for _ in range(3)]
    assert told == ["new", "known", "version"]
    done = rashomon("add", case, "https://example.org/gone")
    assert "the server says 404; check the address" in done.stderr
    with Case.open(case) as opened:
        first, second = opened.documents()
        assert second.previous == first.id
        with opened.base.reading() as connection:
            from rashomon.store import schema

            row = connection.execute(schema.location.select()).first()
        assert row is not None
        assert (row.final_url, json.loads(row.redirects)) == (f"{url}/final", [f"{url}?moved"])
        assert json.loads(row.headers)[1] == ["etag", "a"]
        assert opened.originals.read(row.warc) == b"WARC/1.1 " + ONE.encode()
        assert list(opened.verify()) == []
    assert "all as they were written" in ok("verify", case)


def test_a_page_that_is_not_there_is_no_document(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = types.SimpleNamespace(ok=False, status=404)
    monkeypatch.setattr("rashomon.ingest.fetch.fetch", lambda *_, **__: gone)
    done = rashomon("add", case, "https://example.org/statement")
    assert done.exit_code == 1
    assert "the server answered 404; check the address" in done.output + done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", "{case}"), "nothing to add"),
        (("add", "{tmp}", "a.txt"), "this is no case"),
        (("report", "{case}", "{tmp}"), "give a case alone"),
        (("report", "{tmp}", "--database", "postgresql://a@b/c"), "--database is for a case"),
        (
            ("report", "{case}", "--profile", "airwars"),
            "under the profile literal; leave the option out, or make another",
        ),
        (("report", "{case}", "--published", "2017-11-14"), "give it to 'rashomon add'"),
        (("report", "{case}", "--attribution", "rules"), "a case was read when files were added; leave it out"),
        (("add", "{case}", "{tmp}", "--language", "a b"), "give codes such as eng"),
        (("reread", "{case}", "--language", "a b"), "give codes such as eng"),
        (("add", "{case}", "{tmp}", "--language", "eng", "--no-read"), "give --language to 'rashomon reread'"),
        (("init", "{case}"), "a case is there already"),
        (("init", "{tmp}/new", "--profile", "guess"), "profile"),
        (("init", "{tmp}/new", "--database", "mysql://a"), "not supported"),
        (("restore", "{case}/case.toml", "{tmp}/new"), "no whole backup"),
        (("verify", "{tmp}"), "this is no case"),
        (("log", "{case}", "verify", "--receipt", "{tmp}/no.json"), "receipt"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_remedy(
    case: Path, tmp_path: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = rashomon(*(argument.format(case=case, tmp=tmp_path) for argument in arguments))
    assert said in str(done.exception)
    assert not (tmp_path / "new").exists()


def test_damage_is_shown_and_is_an_error(case: Path, files: Path) -> None:
    ok("add", case, files, "--no-read")
    path = next((case / "originals").glob("??/*"))
    path.chmod(0o644)
    path.write_bytes(b"other")
    done = rashomon("verify", case)
    assert done.exit_code == 1
    assert "its archived bytes were changed" in done.stdout


@pytest.mark.parametrize("command", ["init", "add", "search", "status", "reread", "backup", "restore", "verify", "log"])
def test_every_command_shows_an_example(command: str) -> None:
    assert f"Example: rashomon {command} " in " ".join(ok(command, "--help").split())


def test_an_add_that_is_killed_loses_nothing_it_told_of(memory: Path) -> None:
    case, folder = memory / "case", memory / "many"
    ok("init", case)
    folder.mkdir()
    for number in range(1500):
        (folder / f"{number:04}.txt").write_text(f"Report number {number}.", encoding="utf-8")
    program = "from rashomon.cli import main; main()"
    command = [sys.executable, "-c", program, "add", str(case), str(folder), "--no-read"]
    told: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=os.environ) as run:
        assert run.stdout is not None
        for line in run.stdout:
            told.append(line)
            if len(told) == 1:
                run.send_signal(signal.SIGKILL)
    assert run.returncode == -signal.SIGKILL
    assert told
    with Case.open(case) as opened:
        kept = {document.id for document in opened.documents()}
        assert {line.split("\t")[0] for line in told if line.endswith("\n")} <= kept
        assert list(opened.verify()) == []
    ok("add", case, folder, "--no-read")
    with Case.open(case) as opened:
        documents = list(opened.documents())
        assert len(documents) == 1500
        assert {document.sha256 for document in documents} == {
            hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()
        }
        assert list(opened.verify()) == []
