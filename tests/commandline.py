"""The installed command, for tests that need the real thing, and the same in this process for those that do not."""

from __future__ import annotations

import io
import subprocess
import sys
import sysconfig
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

from rashomon import cli

RASHOMON = str(Path(sysconfig.get_path("scripts")) / "rashomon")


def called(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run a command in this process, for what ends by itself: to start Python is most of what it would take."""
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    status = 0
    with (
        mock.patch.object(sys, "argv", [RASHOMON, *arguments]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
        redirect_stdout(out),
        redirect_stderr(error),
    ):
        try:
            cli.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
    said = (stream.buffer.getvalue().decode() for stream in (out, error))
    return subprocess.CompletedProcess(arguments, status, *said)
