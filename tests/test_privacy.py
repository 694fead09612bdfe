"""Sources depend on it: a report talks to nobody and leaves nothing behind but the page that was asked for.

Every process of the command is watched from its first moment by an audit hook of the interpreter, which sees what
Python code does; files that native code might leave are looked for on disk afterwards.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from commandline import RASHOMON

# Sent through a named pipe: the processes that read documents may not write any file, so a log file would miss them.
WATCH = """\
import os, sys

_pipe = os.open(PIPE, os.O_WRONLY)
_seen = ("open", "socket.", "subprocess.", "os.", "shutil.", "sqlite3.connect", "urllib.", "ftplib.", "webbrowser.")

def _watch(event, args):
    if event.startswith(_seen):
        arguments = [a if isinstance(a, int) else str(a)[:400] for a in args]
        os.write(_pipe, ascii((os.getpid(), event, arguments)).encode("ascii") + b"\\n")

sys.addaudithook(_watch)
"""

TRAP = """<!DOCTYPE html SYSTEM "http://127.0.0.1:9/trap.dtd">
<html><head><title>A trap</title><base href="http://127.0.0.1:9/"><link rel="stylesheet" href="a.css">
<link rel="canonical" href="http://127.0.0.1:9/canonical"><meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/">
<script src="a.js"></script></head><body><article><img src="a.png"><iframe src="http://127.0.0.1:9/frame"></iframe>
<p>The ministry said on Monday that twelve people had been killed by the explosion in the harbour of the town.</p>
<p>Residents denied that the harbour had been closed, and told reporters that at least 20 people were missing.</p>
</article></body></html>"""

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
CHANGES = (
    "os.mkdir",
    "os.rename",
    "os.link",
    "os.symlink",
    "os.remove",
    "os.rmdir",
    "os.truncate",
    "os.chmod",
    "shutil.",
)
OUTWARD = (
    "socket.connect",
    "socket.getaddrinfo",
    "socket.gethostby",
    "socket.getname",
    "socket.send",
    "urllib.",
    "ftplib.",
)
LOCAL = "('::1', 0)"
"""A library asks the kernel whether there is IPv6 by taking a free port of this machine; nobody is spoken to."""


class Event(NamedTuple):
    """One thing that a process did: the interpreter's name for it, and its arguments (text, or whole numbers)."""

    process: int
    name: str
    arguments: list[Any]


Watched = Callable[[list[str]], tuple["subprocess.CompletedProcess[str]", list[Event]]]


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    """Run a command with an empty home, temporary and working folder; return how it ended and what it did."""
    for name in ("home", "tmp", "here", "site"):
        (tmp_path / name).mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        WATCH.replace("PIPE", repr(str(tmp_path / "pipe"))), encoding="utf-8"
    )
    environment = {
        "HOME": str(tmp_path / "home"),
        "TMPDIR": str(tmp_path / "tmp"),
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(tmp_path / "site"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }

    def run(command: list[str]) -> tuple[subprocess.CompletedProcess[str], list[Event]]:
        os.mkfifo(tmp_path / "pipe")
        log = tmp_path / "log"
        with log.open("wb") as file, subprocess.Popen(["cat", str(tmp_path / "pipe")], stdout=file) as reader:
            try:
                done = subprocess.run(
                    command,
                    capture_output=True,
                    text=True,
                    env=environment,
                    cwd=tmp_path / "here",
                    timeout=300,
                    check=False,
                )
                reader.wait(timeout=30)
            finally:
                reader.kill()
        lines = log.read_text(encoding="utf-8").splitlines()
        return done, [Event(*ast.literal_eval(line)) for line in lines]

    return run


def written(events: list[Event]) -> set[str]:
    """Return the paths that were opened for writing."""
    opened = (event.arguments for event in events if event.name == "open")
    return {path for path, _, flags in opened if isinstance(path, str) and isinstance(flags, int) and flags & WRITING}


def test_a_report_talks_to_nobody_and_leaves_only_the_page(
    watched: Watched, examples_dir: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    trap = tmp_path / "trap.html"
    trap.write_text(TRAP, encoding="utf-8")
    files = sorted(str(path) for path in (examples_dir / "raqqa").iterdir() if path.is_file())
    done, events = watched([RASHOMON, "report", *files, str(trap), "-o", str(out / "dossier.html")])
    assert done.returncode == 0, done.stderr
    # The command, the process that starts readers, and readers: one a file.
    readers = len((*files, str(trap)))
    assert [event.name for event in events].count("os.fork") == readers
    assert len({event.process for event in events}) > 2, "readers were not watched"

    assert [event for event in events if event.name.startswith(OUTWARD)] == []
    assert {event.arguments[-1] for event in events if event.name == "socket.bind"} <= {LOCAL}
    started = [event.arguments[1] for event in events if event.name == "subprocess.Popen"]
    assert len(started) == 1, started
    assert "rashomon.ingest.worker" in started[0]
    assert [event for event in events if event.name in ("os.system", "os.exec", "os.posix_spawn")] == []

    places = (str(out), str(tmp_path / "tmp"), os.devnull)
    assert {path for path in written(events) if not path.startswith(places)} == set()
    changed = [event for event in events if event.name.startswith(CHANGES)]
    assert [event for event in changed if not str(event.arguments[0]).startswith(places)] == []
    bases = [event.arguments[0] for event in events if event.name == "sqlite3.connect"]
    assert all("mode=ro" in base for base in bases), bases

    assert [path.name for path in out.iterdir()] == ["dossier.html"]
    for name in ("home", "tmp", "here"):
        assert list((tmp_path / name).iterdir()) == [], name


def test_the_watch_sees_what_it_is_for(watched: Watched, tmp_path: Path) -> None:
    program = (
        "import os, resource, socket\n"
        "if os.fork() == 0:\n"
        "    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\n"
        "    socket.socket().connect_ex(('127.0.0.1', 9))\n"
        "    os._exit(0)\n"
        "os.wait()\n"
        f"open({str(tmp_path / 'here' / 'left')!r}, 'w').close()\n"
    )
    done, events = watched([sys.executable, "-c", program])
    assert done.returncode == 0, done.stderr
    assert [event for event in events if event.name.startswith(OUTWARD)]
    assert str(tmp_path / "here" / "left") in written(events)
    assert len({event.process for event in events}) == 2
