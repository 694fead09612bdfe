"""Runs of the real command on archives, watched and killed from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from commandline import RASHOMON
from rashomon.archive.layout import NOUNS

LONG = 120.0


def sources(folder: Path, documents: int = 48) -> Path:
    """Write JSON lines of short reports, each another one, with some that cannot be read between them."""
    path = folder / "news.jsonl"
    with path.open("w", encoding="utf-8") as file:
        for number in range(documents):
            said = f"The mayor of Raqqa said on Monday that {number + 3} people had been killed. "
            denied = f"A spokesman denied it and told reporters that at most {number + 1} fighters had left the city. "
            text = (said + denied) * 7 + f"This is report {number}."
            file.write(json.dumps({"text": text, "published": "2017-11-14", "publisher": "Example Post"}) + "\n")
            if number % 16 == 7:
                file.write("{no record\n")
    return path


def command(source: Path, out: Path, *more: str) -> list[str]:
    """Return the command that reads a source into an archive: with rules alone, four documents a shard."""
    fixed = ["--attribution", "rules", "--shard-documents", "4", "--workers", "2", "--shard-bytes", "4200"]
    return [RASHOMON, "archive", "read", str(source), "--out", str(out), *fixed, *more]


def begun(source: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """Start the command."""
    return subprocess.Popen(
        command(source, out, *more),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process: subprocess.Popen[str]) -> str:
    """Wait for the command and return what it said."""
    _, said = process.communicate(timeout=LONG)
    return said


def receipts(out: Path) -> dict[str, int]:
    """Return the receipts that are there, with their times of change in nanoseconds."""
    with suppress(FileNotFoundError):
        return {path.name: path.stat().st_mtime_ns for path in (out / "shards").glob("*.json")}
    return {}


def wait_for(condition: Callable[[], object], what: str) -> None:
    """Wait until something is so.

    Raises:
        TimeoutError: it never is.
    """
    end = time.monotonic() + LONG
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.005)


def descendants(process: int) -> Iterator[tuple[int, str]]:
    """Yield the processes that one started, directly or not, each with its command line."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(OSError):
                parent = int(
                    (entry / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()[1]
                )
                parents.setdefault(parent, []).append(int(entry.name))
    waiting = parents.get(process, [])
    while waiting:
        child = waiting.pop()
        waiting.extend(parents.get(child, []))
        with suppress(OSError):
            yield child, Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")


def workers(process: int) -> list[int]:
    """Return the processes that read shards, of either engine."""
    return sorted(
        child for child, line in descendants(process) if "daft.execution.udf_worker" in line or "UDFActor" in line
    )


def kill(process: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def tree(out: Path) -> dict[str, bytes]:
    """Return every file of an archive but its lock."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != ".lock")
    found = {str(path.relative_to(out)): path.read_bytes() for path in files}
    assert all(f"{noun}/00000.parquet" in found for noun in NOUNS)
    return found
