"""Loads files in a process that tests can watch: own home, working and temporary folder, the network a deadly trap.

A reader that asks for the network, in Python or in native code, is killed (signal 31), which its file then says. What
this process itself asks for is told on standard error.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TRAP = """
import sys
from rashomon.ingest import confine_seccomp, registry, worker
worker.NETWORK = confine_seccomp.KILL
{more}
worker.main()
"""

PROGRAM = """
import json, sys, time
from rashomon.config import IngestConfig
from rashomon.ingest import load, wall

sys.addaudithook(lambda event, args: print("asked for", event, args, file=sys.stderr)
                 if event.startswith(("socket.connect", "socket.getaddrinfo", "socket.send", "urllib.")) else None)
wall.COMMAND = (sys.executable, "-P", "-c", {trap!r})
# Lower than usual: what is meant to pass a limit passes it sooner.
LIMITS = IngestConfig(timeout={timeout}, max_bytes=32 << 20, max_members=600)
started = time.monotonic()
for document in load.load(sys.argv[1:], config=LIMITS):
    now = time.monotonic()
    print(json.dumps([document.path, document.state.value, document.problems, len(document.text), document.sha256,
                      now - started]), flush=True)
    document.text.encode()
    started = now
"""


def start(paths: list[str], place: Path, *, more: str = "", timeout: float) -> subprocess.Popen[str]:
    """Start loading `paths`; `place` has the three folders. `more` is done in the worker before it begins."""
    program = PROGRAM.format(trap=TRAP.format(more=more), timeout=timeout)
    environment = {
        "HOME": str(place / "home"),
        "TMPDIR": str(place / "tmp"),
        "PATH": os.environ["PATH"],
        "PYTHONDONTWRITEBYTECODE": "1",
        **{name: os.environ[name] for name in ("PYTHONPATH",) if name in os.environ},
    }
    return subprocess.Popen(
        [sys.executable, "-c", program, *paths],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
        cwd=place / "here",
    )
