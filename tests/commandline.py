"""The installed command, for tests that need the real thing, and the same in this process for those that do not."""

from __future__ import annotations

import io
import subprocess
import sys
import sysconfig
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest import mock

import pytest

from rashomon import cli

RASHOMON = str(Path(sysconfig.get_path("scripts")) / "rashomon")


def called(*arguments: str, cwd: Path | None = None, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run a command in this process, for what ends by itself: to start Python is most of what it would take."""
    out, error = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
    with (
        chdir(cwd or Path.cwd()),
        mock.patch.object(sys, "argv", [RASHOMON, *arguments]),
        mock.patch.object(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")),
        redirect_stdout(out),
        redirect_stderr(error),
        pytest.raises(SystemExit) as ended,
    ):
        cli.main()
    said = (stream.buffer.getvalue() for stream in (out, error))
    return subprocess.CompletedProcess(arguments, int(ended.value.code or 0), *said)
