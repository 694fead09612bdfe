"""Hundreds of hostile files: each ends in one visible state in bounded time; nothing crashes, calls out or is written."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from . import attacks_containers, attacks_documents
from .damage import damaged
from .driver import start

STATES = {"parsed", "partial", "failed"}
TIMEOUT = 6.0
"""Seconds a reader has for a file here; some attacks on libraries use them up, which is what the wall is for."""
SLOWEST = 3 * TIMEOUT
"""Seconds after which the next file must have its turn, on a busy machine too."""
KILLED = "signal 31"
"""How a reader ends that asked for the network, see `driver`."""


class Seen(NamedTuple):
    """What became of one file."""

    path: str
    state: str
    problems: list[str]
    length: int
    sha256: str
    seconds: float


class Run(NamedTuple):
    """What became of all files."""

    seen: list[Seen]
    errors: str
    status: int
    changed: list[str]


def snapshot(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Return size, mode and time of change of everything below a folder."""
    found = {}
    for path in folder.rglob("*"):
        state = path.lstat()
        found[str(path)] = (state.st_size, state.st_mode, state.st_mtime_ns)
    return found


def given(path: str, files: Collection[str]) -> str:
    """Return the given file that a document is, or lies in ("mail.eml!annex.pdf")."""
    parts = path.split("!")
    return next(name for end in range(1, len(parts) + 1) if (name := "!".join(parts[:end])) in files)


def run(files: list[str], place: Path, more: str = "") -> Run:
    """Load files in two processes of their own and watch what changes around them and in the files."""
    for name in ("home", "tmp", "here"):
        (place / name).mkdir(parents=True)
    folders = [place, *{Path(file).parent for file in files}]
    before = [snapshot(folder) for folder in folders]
    shares = [share for share in (files[::2], files[1::2]) if share]
    processes = [start(share, place, more=more, timeout=TIMEOUT) for share in shares]
    with ThreadPoolExecutor(len(processes)) as waiting:
        try:
            outputs = list(waiting.map(lambda process: process.communicate(timeout=900), processes))
        finally:
            for process in processes:
                process.kill()
    seen = [Seen(*json.loads(line)) for output, _ in outputs for line in output.splitlines()]
    order = {file: number for number, file in enumerate(files)}
    seen.sort(key=lambda one: order[given(one.path, order)])
    after = [snapshot(folder) for folder in folders]
    changed = [
        path
        for was, now in zip(before, after, strict=True)
        for path in {**was, **now}
        if was.get(path) != now.get(path)
    ]
    errors = "".join(errors for _, errors in outputs)
    return Run(seen, errors, max(abs(process.returncode) for process in processes), sorted(set(changed)))


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """All hostile files on disk, by name."""
    folder = tmp_path_factory.mktemp("corpus")
    made = {}
    for number, (name, data) in enumerate((*damaged(), *attacks_documents.attacks(), *attacks_containers.attacks())):
        # A file's ending plays no part in what it is taken for, so the number may stand before it.
        path = folder / f"{number:03}-{name}"
        path.write_bytes(data)
        made[path.name] = path
    return made


@pytest.fixture(scope="module")
def result(corpus: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Run:
    return run([str(path) for path in corpus.values()], tmp_path_factory.mktemp("run"))


def test_there_are_hundreds(corpus: dict[str, Path]) -> None:
    assert len(corpus) >= 300
    assert len({path.read_bytes() for path in corpus.values()}) >= 0.95 * len(corpus)  # hardly two alike


def test_the_parent_lives_and_each_file_has_one_visible_state(corpus: dict[str, Path], result: Run) -> None:
    assert (result.status, result.errors) == (0, "")
    files = [str(path) for path in corpus.values()]
    assert [seen.path for seen in result.seen if seen.path in files] == files
    holders = {path for seen in result.seen if (path := given(seen.path, files)) != seen.path}
    for seen in result.seen:
        assert seen.state in STATES
        assert seen.length == 0 or seen.state != "failed", seen
        # What has no text says why, or holds others; an archive or a mailbox has none of its own.
        assert seen.length or seen.problems or seen.path in holders, seen
        assert seen.problems or seen.state == "parsed", seen
        assert all(problem.isprintable() for problem in seen.problems), seen
        assert seen.state == "parsed" or any("; " in problem for problem in seen.problems), seen  # what to try


def test_no_file_hangs(result: Run) -> None:
    assert [seen for seen in result.seen if seen.seconds > SLOWEST] == []


def test_no_file_calls_out(result: Run) -> None:
    assert [seen for seen in result.seen if KILLED in " ".join(seen.problems)] == []


def test_nothing_outside_is_written(result: Run) -> None:
    assert result.changed == []


def test_sound_files_of_what_is_read_are_read(result: Run) -> None:
    sound = {
        Path(seen.path).name: seen.state for seen in result.seen if "-sound." in seen.path and "!" not in seen.path
    }
    states = {name.split(".", 1)[1]: state for name, state in sound.items()}
    for suffix in (
        *("txt", "utf16.txt", "html", "pdf", "flate.pdf", "csv", "md"),
        *("rtf", "eml", "mbox", "warc", "srt"),
    ):
        assert states[suffix] == "parsed", suffix


def test_readers_hardly_ever_crash(result: Run) -> None:
    """A crash is contained, but each is a fault to look at: so they are counted."""
    crashed = [seen for seen in result.seen if "crashed on it" in " ".join(seen.problems)]
    assert len(crashed) <= 3, crashed


@pytest.mark.parametrize(
    ("attempt", "test"),
    [
        ("__import__('socket').socket()", "network"),
        ("ctypes.CDLL(None).socket(2, 1, 0)", "network"),
        ("open('/' + data.decode().split()[0], 'w')", "nothing"),
    ],
)
def test_the_trap_is_sprung(attempt: str, test: str, tmp_path: Path) -> None:
    """A parser that tries is seen; without this, the tests above would prove nothing."""
    if sys.platform != "linux":
        pytest.skip("walls of Linux")
    (tmp_path / "a.txt").write_text(str(tmp_path / "left").lstrip("/"))
    more = (
        "import ctypes, dataclasses\n"
        "real = registry.BY_MEDIA_TYPE['text/plain']\n"
        f"read = lambda data, blank, config: ({attempt}, real.read(data, blank, config))[1]\n"
        "registry.BY_MEDIA_TYPE['text/plain'] = dataclasses.replace(real, read=read)\n"
    )
    (seen,) = run([str(tmp_path / "a.txt")], tmp_path / "run", more).seen
    assert (KILLED in seen.problems[0]) == (test == "network")
    assert seen.state == "failed"
    assert not (tmp_path / "left").exists()


def test_a_change_is_seen(tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    (tmp_path / "new").touch()
    assert snapshot(tmp_path) != before


if __name__ == "__main__":  # the corpus by hand: python -m hostile.test_corpus FOLDER, with tests/ on the path
    folder = Path(sys.argv[1])
    (folder / "files").mkdir(parents=True)
    paths = []
    for number, (name, data) in enumerate((*damaged(), *attacks_documents.attacks(), *attacks_containers.attacks())):
        paths.append(str(folder / "files" / f"{number:03}-{name}"))
        Path(paths[-1]).write_bytes(data)
    began = time.monotonic()
    done = run(paths, folder / "run")
    for seen in sorted(done.seen, key=lambda seen: -seen.seconds):
        print(
            f"{seen.seconds:7.3f} {seen.state:8} {seen.length:8} {Path(seen.path).name} {'; '.join(seen.problems)[:150]}"
        )
    print(
        Counter(seen.state for seen in done.seen),
        f"{time.monotonic() - began:.1f} s",
        done.status,
        done.changed,
        done.errors[:2000],
    )
