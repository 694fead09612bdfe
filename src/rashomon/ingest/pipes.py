"""A process that opens other people's bytes, and the pipe to it: what is sent and received, each by a deadline."""

from __future__ import annotations

import os
import select
import signal
import struct
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import IO, BinaryIO, Final

from rashomon.errors import RunError
from rashomon.ingest.confine import environment

ANSWER: Final = struct.Struct(">iQ")
"""What a process answers with: a number, 0 where all is well, and the length in bytes of what follows."""

_CHUNK: Final = 1 << 20


def start(command: Sequence[str], given: int | IO[bytes] = subprocess.PIPE) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, away from the documents, with little of our environment.

    Args:
        given: what its standard input is: a pipe, to which `send` writes, or a file.

    Raises:
        RunError: no process can be started.
    """
    try:
        process = subprocess.Popen(
            command,
            stdin=given,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
            env=environment(),
            bufsize=0,
        )
    except OSError as error:
        raise RunError(
            f"cannot start a process to read documents in: {error}; check the Python installation"
        ) from error
    if process.stdin is not None:
        os.set_blocking(process.stdin.fileno(), False)  # our end only: one that takes nothing must not hold us up
    return process


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process and whatever it started: they live in a session of their own, so one signal reaches them all."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(BrokenPipeError), process:  # closes the pipes and reaps it; what it did not take is lost
        pass


def answer(descriptor: int, longest: int, deadline: float) -> tuple[int, bytes]:
    """Return the next answer of a process: its number, and what it wrote.

    Args:
        longest: what it may write, bytes.
        deadline: on the clock of `time.monotonic`, seconds.

    Raises:
        TimeoutError, EOFError: it does not answer, or ended.
        ValueError: its answer is longer than it may be.
    """
    status, length = ANSWER.unpack(_receive(descriptor, ANSWER.size, deadline))
    if length > longest:
        raise ValueError("an answer longer than allowed")
    return status, _receive(descriptor, length, deadline)


def answers() -> BinaryIO:
    """Return where this process answers: its standard output, to which from now on nothing else can be written."""
    kept = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  a descriptor is needed, not a path
        os.dup2(nowhere.fileno(), 1)
    return kept


def reply(answers: BinaryIO, status: int, data: bytes) -> None:
    """Answer as `answer` reads it."""
    answers.write(ANSWER.pack(status, len(data)) + data)
    answers.flush()


def send(descriptor: int, data: bytes, deadline: float) -> None:
    """Write all of `data` by `deadline` (monotonic seconds). Raises `TimeoutError` or `BrokenPipeError`."""
    poll = select.poll()
    poll.register(descriptor, select.POLLOUT)
    waiting = memoryview(data)
    while waiting:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            raise TimeoutError
        waiting = waiting[os.write(descriptor, waiting[:_CHUNK]) :]


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
