"""Names and kinds of files that are no plain file of a plain name: each is one document that says what it is."""

from __future__ import annotations

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from rashomon.config import IngestConfig
from rashomon.ingest.load import load
from rashomon.records import Document, ReadState

from .seeds import SENTENCE

TEXT = SENTENCE.encode()
NAMES: dict[str, bytes] = {
    "newline": b"a\nb.txt",
    "return": b"a\rb.txt",
    "escape": b"a\x1b[31m\x1b]0;owned\x07.txt",
    "right to left": "gnp\u202etxt.exe".encode(),
    "isolate": "a\u2066b.txt".encode(),
    "zero width": "a\u200bb.txt".encode(),
    "no UTF-8": b"a\xff\xfe.txt",
    "half of a pair": b"a\xed\xa0\xbd.txt",
    "longest": b"x" * 255,
    "longest in two bytes": "\u00e9".encode() * 127,
    "dash": b"-rf",
    "two dashes": b"--output=x",
    "dots": b"...",
    "blank": b" ",
    "shell": b"$(touch owned);`touch owned`;'\".txt",
    "backslash": b"..\\..\\a.txt",
    "wild": b"*?[a].txt",
    "variable": b"%PATH%$HOME~",
    "quotation": b"<script>&quot;.txt",
    "combining": ("a" + "\u0301" * 100).encode(),
    "composed": "caf\u00e9.txt".encode(),
    "decomposed": "cafe\u0301.txt".encode(),
    "tag": "\U000e0041.txt".encode(),
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_file_of_any_name_is_read_and_can_be_shown(kind: str, tmp_path: Path) -> None:
    path = os.fsencode(tmp_path) + b"/" + NAMES[kind]
    with open(path, "wb") as file:  # noqa: PTH123  a name in bytes
        file.write(TEXT)
    hidden = NAMES[kind].startswith(b".")  # passed over in a folder
    for given in (os.fsdecode(path), *([] if hidden else [str(tmp_path)])):
        (document,) = load([given], config=IngestConfig())
        assert document.state is ReadState.PARSED
        assert document.text == SENTENCE
        document.path.encode()
    assert os.listdir(os.fsencode(tmp_path)) == [NAMES[kind]]  # noqa: PTH208  names in bytes


def test_names_on_the_command_line_reach_no_terminal_and_no_option(tmp_path: Path) -> None:
    """What is said of a file stays one line of printable characters, and a name with a dash is a file after `--`."""
    (tmp_path / "a\x1b[31m\nb\u202e.txt").write_bytes(b"\x00\x01\x02")
    command = [sys.executable, "-c", "from rashomon.cli import main; main()", "text", "--"]
    done = subprocess.run(
        [*command, "a\x1b[31m\nb\u202e.txt"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.removesuffix("\n").isprintable(), done.stderr
    (tmp_path / "-rf").write_bytes(TEXT)
    done = subprocess.run([*command, "-rf"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, SENTENCE)


def fifo(folder: Path) -> None:
    os.mkfifo(folder / "it")


def listening(folder: Path) -> None:
    with socket.socket(socket.AF_UNIX) as ours:
        ours.bind(str(folder / "it"))


def folder_loop(folder: Path) -> None:
    (folder / "it").symlink_to(folder)


def link_loop(folder: Path) -> None:
    (folder / "it").symlink_to(folder / "it")


def link_nowhere(folder: Path) -> None:
    (folder / "it").symlink_to(folder / "nowhere")


def link(target: str) -> Callable[[Path], None]:
    return lambda folder: (folder / "it").symlink_to(target)


def sparse(folder: Path) -> None:
    with (folder / "it").open("wb") as file:
        file.truncate(1 << 40)


def empty_folder(folder: Path) -> None:
    (folder / "it").mkdir()


PLACES: dict[str, tuple[Callable[[Path], None], str, str]] = {
    # how it is made, the reason when given by name, the reason when found in a folder
    "pipe": (fifo, "it is no regular file (a pipe or device)", "it is no regular file (a pipe or device)"),
    "socket": (listening, "it is no regular file (a pipe or device)", "it is no regular file (a pipe or device)"),
    "endless zeros": (link("/dev/zero"), "it is no regular file (a pipe or device)", "it is a link inside a folder"),
    "terminal": (link("/dev/tty"), "it is no regular file (a pipe or device)", "it is a link inside a folder"),
    "link to itself": (link_loop, "the system could not read it", "it is a link inside a folder"),
    "link to nothing": (link_nowhere, "there is no such file", "it is a link inside a folder"),
    "link to a secret": (link("/etc/shadow"), "", "it is a link inside a folder"),
    "a terabyte of nothing": (sparse, "it is larger than the limit", "it is larger than the limit"),
    "empty folder": (empty_folder, "the folder is empty", "the folder is empty"),
}


@pytest.mark.parametrize("kind", PLACES)
def test_what_is_no_plain_file_says_so_at_once(kind: str, tmp_path: Path) -> None:
    make, by_name, in_folder = PLACES[kind]
    make(tmp_path)
    started = time.monotonic()
    cases = [(str(tmp_path), in_folder), *([(str(tmp_path / "it"), by_name)] if by_name else [])]
    for given, reason in cases:
        (document,) = load([given], config=IngestConfig(max_bytes=1 << 20))
        assert (document.state, document.text) == (ReadState.FAILED, "")
        assert document.problems[0].startswith(reason), document.problems
    assert time.monotonic() - started < 60  # some of them never end, which even a busy machine is told from


def test_folders_in_a_ring_end(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "b" / "c.txt").write_bytes(TEXT)
    found = load([str(tmp_path)], config=IngestConfig())
    assert [(Path(document.path).name, document.state.value) for document in found] == [
        ("c.txt", "parsed"),
        ("up", "failed"),
    ]


def test_deep_folders_and_odd_ways_are_one_file_each(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*["d"] * 200)
    deep.mkdir(parents=True)
    (deep / "a.txt").write_bytes(TEXT)
    (document,) = load([str(tmp_path)], config=IngestConfig())
    assert document.text == SENTENCE
    way = f"{tmp_path}/./d/../d//{'d/' * 199}a.txt"
    (document,) = load([way], config=IngestConfig())
    assert (document.text, document.path) == (SENTENCE, way)
    found = list(load([f"{tmp_path}/nothing/../../..", "\0", "a\0b", "x" * 5000, ""], config=IngestConfig(max_bytes=1)))
    assert all(document.state is ReadState.FAILED and len(document.problems) == 1 for document in found)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "a.txt").chmod(0)
    (document,) = load([str(tmp_path)], config=IngestConfig())
    assert document.problems == ("you may not read this file; change its permissions or copy it",)


def test_a_file_that_changes_while_it_is_read_is_one_of_its_states(tmp_path: Path) -> None:
    """It is read once; hash and text are of the same bytes."""
    path, done = tmp_path / "a.txt", threading.Event()
    path.write_bytes(b"a" * 50_000)

    def change() -> None:
        while not done.is_set():
            path.write_bytes(b"b" * 60_000)
            path.write_bytes(b"a" * 50_000)

    thread = threading.Thread(target=change)
    thread.start()
    try:
        seen: list[Document] = list(load([str(path)] * 20, config=IngestConfig()))
    finally:
        done.set()
        thread.join()
    for document in seen:
        if document.state is not ReadState.FAILED:
            assert hashlib.sha256(document.text.encode()).hexdigest() == document.sha256
