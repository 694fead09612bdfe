"""A wall between us and the parsers: they run in another process, under limits, and can fail one file only.

A crash, a hang, a memory bomb or an endless answer of a parser ends the reading of that file; the caller gets a reason
in words. What the process may not do at all (network, writing, other processes) is the matter of `confine`.
"""

from __future__ import annotations

import json
import os
import struct
import subprocess
import sys
import time
from dataclasses import asdict
from types import TracebackType
from typing import Final

from rashomon.config import IngestConfig
from rashomon.errors import ItemError, RunError
from rashomon.ingest.check import checked, weigh
from rashomon.ingest.confine import Walls
from rashomon.ingest.format import Format, Parcel, unreadable
from rashomon.ingest.limits import limits_for
from rashomon.ingest.pipes import answer, end, send, start
from rashomon.ingest.wire import unpack
from rashomon.ingest.worker import JOB, TOO_LONG, TOO_SLOW
from rashomon.records import Document

COMMAND = (sys.executable, "-P", "-m", "rashomon.ingest.worker")
"""How a worker is started. `-P` keeps the current folder, which may be the documents', out of its import path."""

GRACE: Final = 30.0
"""Seconds for imports, and that the worker, which keeps the clock for its child, may be late before it is ended."""

START: Final = 60.0
"""Seconds that a worker may take to start and to wall itself."""

_MAX_HELLO: Final = 4096


class Wall:
    """Reads files in a separate process. A context manager; the process starts with the first file.

    One process serves all files, each in a fresh child of its own; one that no longer answers is killed and started
    anew.
    """

    def __init__(self, config: IngestConfig) -> None:
        self._config = config
        self._worker: subprocess.Popen[bytes] | None = None
        self._walls: Walls | None = None

    def __enter__(self) -> Wall:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    @property
    def walls(self) -> Walls:
        """What is in force around readers here; starts the process if it does not run yet.

        Raises:
            RunError: no process can be started.
        """
        self._running()
        assert self._walls is not None  # noqa: S101  set with the process
        return self._walls

    def read(self, data: bytes, blank: Document, format_: Format) -> Parcel:
        """Return the document that `format_` reads from `data`, with what lies in it; a failed one where it says so.

        Raises:
            ItemError: the reader crashed, hung, or ran out of the limits set for it.
            RunError: no process can be started.
        """
        limits = limits_for(len(data), self._config, programs=format_.programs)
        try:
            status, packed = self._ask(data, format_)
        except TimeoutError:
            self._stop()
            status, packed = TOO_SLOW, b""
        except (BrokenPipeError, EOFError, ValueError) as error:
            self._stop()
            raise self._crashed(blank, format_, "its process ended") from error
        if status and format_.programs:
            self._stop()  # what the child started may still run
        if status == TOO_SLOW:
            reason = f"reading it took longer than {limits.seconds:g} seconds"
            raise unreadable(blank, reason=reason, remedy="allow more time or split it")
        if status == TOO_LONG:
            reason = f"reading it gave more than {limits.answer} bytes"
            raise unreadable(blank, reason=reason, remedy="split it, and open it with care: it may be malicious")
        if status:
            how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
            raise self._crashed(blank, format_, how)
        try:
            weigh(packed, self._config)
            parcel = unpack(packed, blank)
            return parcel._replace(document=checked(parcel.document, self._config))
        except (
            ArithmeticError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
            struct.error,
        ) as error:
            raise self._crashed(blank, format_, "garbled answer") from error

    def _ask(self, data: bytes, format_: Format) -> tuple[int, bytes]:
        """Send one job and wait for its answer: the child's exit status and the packed document.

        Raises:
            TimeoutError, BrokenPipeError, EOFError: the process does not answer, or ended.
            ValueError: its answer is longer than it may be.
        """
        worker = self._running()
        assert worker.stdin is not None  # noqa: S101  both are pipes, see `start`
        assert worker.stdout is not None  # noqa: S101
        settings = {name: value for name, value in asdict(self._config).items() if name != "published"}
        header = json.dumps({"media_type": format_.media_type, "config": settings}).encode("ascii")
        limits = limits_for(len(data), self._config, programs=format_.programs)
        deadline = time.monotonic() + limits.seconds + GRACE
        send(worker.stdin.fileno(), JOB.pack(len(header), len(data)) + header, deadline)
        send(worker.stdin.fileno(), data, deadline)
        return answer(worker.stdout.fileno(), limits.answer, deadline)

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the worker, started if need be."""
        if self._worker is None:
            self._worker = start(COMMAND)
            assert self._worker.stdout is not None  # noqa: S101  a pipe, see `start`
            try:
                _, hello = answer(self._worker.stdout.fileno(), _MAX_HELLO, time.monotonic() + START)
                self._walls = Walls.unpacked(hello)
            except (EOFError, TimeoutError, TypeError, ValueError) as error:
                self._stop()
                raise RunError(
                    "the process to read documents in does not start; check the Python installation"
                ) from error
        return self._worker

    def _crashed(self, blank: Document, format_: Format, how: str) -> ItemError:
        return unreadable(
            blank,
            reason=f"the {format_.name} reader crashed on it ({how})",
            remedy="it may be damaged or malicious: open it with care, save it anew as PDF or text and try again",
        )

    def _stop(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            end(worker)
