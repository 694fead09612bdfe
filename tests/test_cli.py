"""The command line as a user meets it: another process, its two streams and its exit status."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from commandline import RASHOMON, called
from factories import MAIL
from ingest.conftest import hand_pdf, show

SENTENCE = "The mayor said that “twelve people” had been killed in the harbour.\n"
PAGE = "<html><body><p>The governor denied on Monday that more than 20 people had been killed.</p></body></html>"
COMMANDS = (
    *("report", "extract", "doctor", "echoes", "relate", "text", "evaluate"),
    *("init", "add", "status", "search", "reread", "judge", "grade", "protect", "redact"),
    *("export", "formats", "import", "backup", "restore", "key", "lock", "unlock", "verify", "log"),
    *("serve", "account", "archive"),
)
ON_ARCHIVES = ("read", "link", "select", "case", "status")
BUFFERED = {"PYTHONUNBUFFERED": ""}
"""As users run it: without buffers a write to a pipe that closes half way ends as a short write and not as an error."""


def run(
    *arguments: str, cwd: Path, stdin: bytes = b"", env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [RASHOMON, *arguments],
        input=stdin,
        capture_output=True,
        cwd=cwd,
        env={**os.environ, **BUFFERED, **(env or {})},
        timeout=120,
        check=False,
    )


def lines(output: bytes) -> list[str]:
    return output.decode("utf-8").splitlines()


PDF = hand_pdf([show(50, 700, "The mayor said that twelve people had been killed.")])
BAD: dict[str, bytes] = {
    "empty.txt": b"",
    "blank.txt": b" \n\t\n",
    "binary.bin": bytes(range(256)) * 20,
    "picture.txt": b"\x89PNG\r\n\x1a\n" + bytes(60),
    "locked.pdf": hand_pdf([show(50, 700, "Nobody may read this.")], encrypted=True),
    "cut-short.pdf": PDF[: len(PDF) // 3],
}
REASON = {
    "missing.txt": "no such file",
    "empty.txt": "empty",
    "blank.txt": "only white space",
    "binary.bin": "binary",
    "picture.txt": "picture",
    "locked.pdf": "password",
    "cut-short.pdf": "cut short",
    "folder": "the folder is empty",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A working folder with good and bad files."""
    for name, data in BAD.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.txt").write_text(SENTENCE, encoding="utf-8")
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "named.pdf").write_text(PAGE, encoding="utf-8")
    return tmp_path


def test_each_bad_file_gives_one_clear_line_and_the_others_are_read(folder: Path) -> None:
    done = called("extract", *REASON, "named.pdf", "good.txt", cwd=folder)
    said = lines(done.stderr)
    for name, reason in REASON.items():
        (line,) = [line for line in said if line.startswith(f"{name}: ")]
        assert line.startswith(f"{name}: failed: ")
        assert reason in line
        assert "; " in line, "it says what to do"
    (line,) = [line for line in said if line.startswith("named.pdf: ")]
    assert "is HTML and was read as that" in line
    assert len(said) == len(REASON) + 1
    assert {json.loads(line)["document"]["path"] for line in lines(done.stdout)} == {"named.pdf", "good.txt"}
    assert done.returncode == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["report", "good.txt", "--profile", "none"], "'none'; choose one of literal, airwars, acled"),
        (["extract", "good.txt", "--profile", "none"], "'none'; choose one of literal, airwars, acled"),
        (["extract", "good.txt", "--language", "no such"], "--language 'no such': no names of languages"),
        (["report", "good.txt", "--language", "qqq"], "tesseract-ocr-qqq"),
        (["report", "good.txt", "--database", "postgresql://a@b/c"], "--database is for a case, and this is none"),
        (["report", "good.txt", "--format", "pdf"], "'pdf' is not one of 'html', 'json'"),
        (["extract", "good.txt", "--format", "csv"], "jsonl only"),
        (["extract", "good.txt", "--layer", "verbs"], "'verbs' is not one of 'claims'"),
        (["extract", "good.txt", "--published", "yesterday"], "'yesterday' does not match"),
        (
            ["report", "good.txt", "-o", "nowhere/dossier.html"],
            "nowhere/dossier.html: write: its folder does not exist",
        ),
        (["report", "good.txt", "-o", "folder"], "folder: write: this is a folder"),
        (["report", "missing.txt"], "no file could be read"),
        (["report"], "Missing argument 'FILES...'"),
        (["text"], "Missing argument 'FILE'"),
        (["evaluate", "colours", "."], "'colours' is not one of 'attribution'"),
        (["evaluate", "attribution", "folder"], "folder: read gold: no text/ and attributions/"),
        (["summarise"], "No such command 'summarise'"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_run_that_cannot_go_on_says_why_and_ends_with_status_2(
    folder: Path, arguments: list[str], message: str
) -> None:
    done = called(*arguments, cwd=folder)
    assert message in " ".join(lines(done.stderr))
    assert b"Traceback" not in done.stderr
    assert done.stdout == b""
    assert done.returncode == 2


def test_text_prints_exactly_the_decoded_file(tmp_path: Path) -> None:
    text = "One line\r\nanother\rthird\n\n  “déjà vu” \U0001f30d\u2028 \ufeff end without a line break"
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + text.encode("utf-8"))
    assert run("text", "a.txt", cwd=tmp_path).stdout.decode("utf-8") == text
    assert run("text", "-", cwd=tmp_path, stdin=text.encode("utf-8")).stdout.decode("utf-8") == text


def test_offsets_of_every_format_are_those_of_the_printed_text(folder: Path) -> None:
    (folder / "annex.pdf").write_bytes(PDF)
    claims = [
        json.loads(line) for line in lines(called("extract", "good.txt", "page.html", "annex.pdf", cwd=folder).stdout)
    ]
    assert {claim["document"]["path"] for claim in claims} == {"good.txt", "page.html", "annex.pdf"}
    for claim in claims:
        text = called("text", claim["document"]["path"], cwd=folder).stdout.decode("utf-8")
        words = " ".join(text[start:end] for start, end in claim["content"]["spans"])
        assert words.split() == claim["content"]["text"].split()


def test_documents_inside_others_are_read_and_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "mail.eml").write_bytes(MAIL)
    claims = [json.loads(line) for line in lines(called("extract", "mail.eml", cwd=tmp_path).stdout)]
    assert {claim["document"]["path"] for claim in claims} == {"mail.eml", "mail.eml!annex.txt"}
    assert {claim["document"]["published"] for claim in claims} == {"2017-11-14", None}
    for claim in claims:
        text = called("text", claim["document"]["path"], cwd=tmp_path).stdout.decode("utf-8")
        words = " ".join(text[start:end] for start, end in claim["content"]["spans"])
        assert words.split() == claim["content"]["text"].split()
    done = called("text", "mail.eml", cwd=tmp_path)
    assert b"governor" not in done.stdout
    assert lines(done.stderr) == ["mail.eml!annex.txt: a document inside it, left out; name it to see its text"]


def test_standard_input_is_a_file_like_any_other(folder: Path) -> None:
    done = run("extract", "-", cwd=folder, stdin=(folder / "good.txt").read_bytes())
    piped, named = (json.loads(lines(d.stdout)[0]) for d in (done, run("extract", "good.txt", cwd=folder)))
    assert (piped["document"].pop("path"), named["document"].pop("path")) == ("-", "good.txt")
    # The chain ends with the name of the file where a document names no publisher.
    assert piped.pop("chain")[:-1] == named.pop("chain")[:-1]
    assert piped == named
    assert done.returncode == 0


def test_a_report_ends_with_ten_lines_and_writes_nothing_but_the_page(folder: Path) -> None:
    before = {path.name for path in folder.iterdir()}
    done = run("report", "good.txt", "page.html", "-o", "dossier.html", cwd=folder)
    summary = lines(done.stderr)
    assert len(summary) == 10
    assert summary[0].split() == ["documents", "2", "(2", "parsed)"]
    assert summary[-1].split() == ["dossier", str(folder / "dossier.html")]
    assert done.stdout == b""
    assert done.returncode == 0
    assert {path.name for path in folder.iterdir()} - before == {"dossier.html"}


def test_a_report_with_a_failed_file_is_still_written(folder: Path) -> None:
    done = called("report", "good.txt", "empty.txt", "--format", "json", cwd=folder)
    dossier = json.loads(done.stdout)
    assert [document["state"] for document in dossier["documents"]] == ["parsed", "failed"]
    assert lines(done.stderr) == [f"empty.txt: failed: {dossier['documents'][1]['problems'][0]}"]
    assert done.returncode == 1


def test_a_folder_stands_for_its_files(folder: Path) -> None:
    (folder / "folder" / "deeper").mkdir()
    shutil.copy(folder / "good.txt", folder / "folder" / "b.txt")
    shutil.copy(folder / "page.html", folder / "folder" / "deeper" / "a.html")
    (folder / "folder" / ".hidden").write_text("The mayor said that he knew.", encoding="utf-8")
    done = called("extract", "folder", cwd=folder)
    paths = dict.fromkeys(json.loads(line)["document"]["path"] for line in lines(done.stdout))
    assert list(paths) == ["folder/b.txt", "folder/deeper/a.html"]
    assert done.returncode == 0


@pytest.mark.parametrize(("command", "sentences"), [("text", 20_000), ("extract", 300)])
def test_a_reader_that_goes_away_ends_the_run_without_a_word(folder: Path, command: str, sentences: int) -> None:
    (folder / "long.txt").write_text(SENTENCE * sentences, encoding="utf-8")
    with subprocess.Popen(
        [RASHOMON, command, "long.txt"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env={**os.environ, **BUFFERED},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.read(10)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 1


def test_output_is_utf_8_whatever_the_terminal_is_set_to(folder: Path) -> None:
    done = run("extract", "good.txt", cwd=folder, env={"PYTHONIOENCODING": "ascii"})
    assert b"Traceback" not in done.stderr
    assert "“twelve people”" in done.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").is_char_device(), reason="needs the device /dev/full")
@pytest.mark.parametrize("arguments", [["text", "good.txt"], ["extract", "good.txt"]], ids=" ".join)
def test_a_full_disk_is_one_line(folder: Path, arguments: list[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [RASHOMON, *arguments], stdout=full, stderr=subprocess.PIPE, cwd=folder, timeout=120, check=False
        )
    assert [line for line in lines(done.stderr) if "No space left" not in line] == []
    assert len(lines(done.stderr)) == 1
    assert done.returncode == 2


def test_an_output_that_is_no_plain_file_is_written_to_and_not_replaced(folder: Path) -> None:
    (folder / "link.html").symlink_to("target.html")
    assert called("report", "good.txt", "-o", "link.html", cwd=folder).returncode == 0
    assert (folder / "link.html").is_symlink()
    assert (folder / "target.html").read_bytes().startswith(b"<!doctype html>")


def test_a_report_never_overwrites_a_file_it_reads(folder: Path) -> None:
    before = (folder / "page.html").read_bytes()
    done = called("report", "good.txt", "page.html", "-o", "page.html", cwd=folder)
    assert (folder / "page.html").read_bytes() == before
    assert "page.html" in " ".join(lines(done.stderr))
    assert done.returncode == 2


@pytest.mark.parametrize("command", [*COMMANDS, *(f"archive {command}" for command in ON_ARCHIVES)])
def test_the_help_of_every_command_shows_an_example(command: str, tmp_path: Path) -> None:
    done = called(*command.split(), "--help", cwd=tmp_path)
    text = " ".join(done.stdout.decode("utf-8").split())
    assert f"Example: rashomon {command} " in text
    assert done.returncode == 0


def test_help_lists_every_command_that_is_tested_here(tmp_path: Path) -> None:
    listed = re.findall(r"^  ([a-z]+)  ", called("--help", cwd=tmp_path).stdout.decode("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(COMMANDS)
    listed = re.findall(
        r"^  ([a-z]+)  ", called("archive", "--help", cwd=tmp_path).stdout.decode("utf-8"), re.MULTILINE
    )
    assert sorted(listed) == sorted(ON_ARCHIVES)


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    from rashomon import __version__

    assert lines(run("--version", cwd=tmp_path).stdout) == [f"rashomon {__version__}"]


def test_every_suite_of_the_command_line_is_one_that_runs() -> None:
    from rashomon.cli import Suite
    from rashomon.scoring import suites

    assert {suite.value for suite in Suite} == set(suites.SUITES)
    assert set(suites.SUITES) >= suites.NEED_TEXTS


PAIRS = [
    # two texts, how they stand
    ({"a": "12 people were killed in the raid.", "b": "Nobody was killed in the raid."}, "contradicts"),
    ({"a": "The army did not bomb the village.", "b": "The village was bombed by the army."}, "denies"),
    ({"a": "Rain fell.", "b": "The mayor bought a horse."}, "undecided"),
]


def test_relate_prints_one_line_a_pair_and_names_the_line_that_holds_none(tmp_path: Path) -> None:
    lines_in = [json.dumps(pair) for pair, _ in PAIRS]
    given = "\n".join([*lines_in, '{"a": "alone"}', ""]).encode()
    done = run("relate", "-", cwd=tmp_path, stdin=given)
    printed = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert [item["relation"] for item in printed] == [*(relation for _, relation in PAIRS), "unread"]
    assert all(item["reason"] and 0 <= item["score"] <= 1 for item in printed)
    assert done.returncode == 1
    assert "line 4" in done.stderr.decode("utf-8")


def test_relate_of_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    done = called("relate", "none.jsonl", cwd=tmp_path)
    assert done.returncode != 0
    assert "none.jsonl" in done.stderr.decode("utf-8")
