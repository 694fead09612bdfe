"""A wall between us and the parsers: they run in another process, under limits, and can fail one file only.

A crash, a hang or a memory bomb in a parser ends the reading of that file; the caller gets a reason in words.
"""

from __future__ import annotations

import json
import os
import select
import signal
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict
from types import TracebackType

from rashomon.config import IngestConfig
from rashomon.errors import ItemError, RunError
from rashomon.ingest.format import Format, Parcel, unreadable
from rashomon.ingest.wire import unpack
from rashomon.ingest.worker import ANSWER, JOB
from rashomon.records import Document

COMMAND = (sys.executable, "-P", "-m", "rashomon.ingest.worker")
"""How a worker is started. `-P` keeps the current folder, which may be the documents', out of its import path."""

_CHUNK = 1 << 20


class Wall:
    """Reads files in a separate process. A context manager; the process starts with the first file.

    One process serves all files, each in a fresh child of its own; after a time-out it is killed and started anew.
    """

    def __init__(self, config: IngestConfig) -> None:
        self._config = config
        self._worker: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Wall:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def read(self, data: bytes, blank: Document, format_: Format) -> Parcel:
        """Return the document that `format_` reads from `data`, with what lies in it; a failed one where it says so.

        Raises:
            ItemError: the reader crashed, hung, or ran out of the limits set for it.
            RunError: no process can be started.
        """
        try:
            status, answer = self._ask(data, format_)
        except TimeoutError as error:
            self._stop()
            raise unreadable(
                blank,
                reason=f"reading it took longer than {self._config.timeout:g} seconds",
                remedy="allow more time or split it",
            ) from error
        except (BrokenPipeError, EOFError) as error:
            self._stop()
            raise self._crashed(blank, format_, "its process ended") from error
        if status:
            how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
            raise self._crashed(blank, format_, how)
        try:
            return unpack(answer, blank)
        except (ValueError, KeyError, TypeError, struct.error) as error:
            raise self._crashed(blank, format_, "garbled answer") from error

    def _ask(self, data: bytes, format_: Format) -> tuple[int, bytes]:
        """Send one job and wait for its answer: the child's exit status and the packed document."""
        worker = self._worker = self._worker or _start()
        assert worker.stdin is not None  # noqa: S101  both are pipes, see _start
        assert worker.stdout is not None  # noqa: S101
        limits = {name: value for name, value in asdict(self._config).items() if name != "published"}
        header = json.dumps({"media_type": format_.media_type, "config": limits}).encode("ascii")
        deadline = time.monotonic() + self._config.timeout
        worker.stdin.write(JOB.pack(len(header), len(data)) + header)
        worker.stdin.write(data)
        worker.stdin.flush()
        status, length = ANSWER.unpack(_receive(worker.stdout.fileno(), ANSWER.size, deadline))
        return status, _receive(worker.stdout.fileno(), length, deadline)

    def _crashed(self, blank: Document, format_: Format, how: str) -> ItemError:
        return unreadable(
            blank,
            reason=f"the {format_.name} reader crashed on it ({how})",
            remedy="it may be damaged or malicious: open it with care, save it anew as PDF or text and try again",
        )

    def _stop(self) -> None:
        """End the worker and whatever it started. Both live in a session of their own, so one signal reaches them."""
        worker, self._worker = self._worker, None
        if worker is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        with suppress(BrokenPipeError), worker:  # closes the pipes and reaps it; what it did not take is lost
            pass


def _start() -> subprocess.Popen[bytes]:
    """Start a worker in a session of its own."""
    try:
        return subprocess.Popen(
            COMMAND,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise RunError(
            f"cannot start a process to read documents in: {error}; check the Python installation"
        ) from error


def _receive(descriptor: int, size: int, deadline: float) -> bytes:
    """Read exactly `size` bytes by `deadline` (monotonic seconds). Raises `TimeoutError` or `EOFError`."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    received = bytearray()
    while len(received) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError
        chunk = os.read(descriptor, min(_CHUNK, size - len(received)))
        if not chunk:
            raise EOFError
        received += chunk
    return bytes(received)
