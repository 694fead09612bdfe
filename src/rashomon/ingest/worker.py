"""The process that runs other people's parsers, for `wall` to start, feed and end. Not for people to run.

It walls itself, says which walls stand, and waits for jobs on standard input. For each it forks a child, which gives up
still more, reads the one file and hands the answer back through a pipe. Slow imports are done once, before the fork, so
a small file costs milliseconds.
"""

from __future__ import annotations

import importlib
import json
import os
import select
import signal
import struct
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any, NoReturn

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest import pipes
from rashomon.ingest.confine import Walls, address_space, confine, confine_more
from rashomon.ingest.format import Parcel, beginning
from rashomon.ingest.limits import Limits, limits_for
from rashomon.ingest.registry import JOBS
from rashomon.ingest.wire import pack
from rashomon.records import Document, ReadState

JOB = struct.Struct(">QQ")
"""Lengths in bytes of a job's header (JSON) and of the file that follows it."""

TOO_SLOW, TOO_LONG = -1, -2
"""Answered where the child was ended: it took too long, or wrote more than it may. Else how it ended (0, `waitpid`)."""

NETWORK: int | None = None
"""What a reader's call for the network answers, see `confine_more`. Tests set it so that no such call goes unseen."""

_CHUNK = 1 << 20

Confine = Callable[..., None]
"""`confine_more`, bound to what is the same for every reader of a file."""


def main() -> None:
    """Serve jobs until standard input ends."""
    # Parsers may write to descriptor 1; answers travel on a copy of it that they do not know.
    answers = pipes.answers()
    walls = confine()
    pipes.reply(answers, 0, walls.packed())
    while (lengths := sys.stdin.buffer.read(JOB.size)) and len(lengths) == JOB.size:
        header_length, data_length = JOB.unpack(lengths)
        header = json.loads(sys.stdin.buffer.read(header_length))
        data = sys.stdin.buffer.read(data_length)
        for module in JOBS[header["media_type"]].warm:
            importlib.import_module(module)
        pipes.reply(answers, *_in_child(header, data, walls=walls, answers=answers.fileno()))


def _in_child(header: dict[str, Any], data: bytes, *, walls: Walls, answers: int) -> tuple[int, bytes]:
    """Read one file in a forked child; return its exit status and what it wrote (whole only when the status is 0)."""
    programs = JOBS[header["media_type"]].programs
    limits = limits_for(len(data), IngestConfig(**header["config"]), programs=programs)
    base = address_space()
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(BaseException):
            os.close(ours)
            os.close(answers)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            _read_and_exit(header, data, theirs, partial(confine_more, limits, walls=walls, base=base))
        os._exit(1)
    os.close(theirs)
    try:
        status, payload = _collect(ours, limits)
    finally:
        os.close(ours)
    if status:
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    ended = os.waitpid(child, 0)[1]
    return (status or ended), (b"" if status or ended else payload)


def _collect(descriptor: int, limits: Limits) -> tuple[int, bytes]:
    """Read what a child writes until it ends, its time is up or it wrote too much; return 0, TOO_SLOW or TOO_LONG."""
    deadline = time.monotonic() + limits.seconds
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    received = bytearray()
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not poll.poll(left * 1000):
            return TOO_SLOW, b""
        chunk = os.read(descriptor, _CHUNK)
        if not chunk:
            return 0, bytes(received)
        received += chunk
        if len(received) > limits.answer:
            return TOO_LONG, b""


def _read_and_exit(header: dict[str, Any], data: bytes, descriptor: int, confine_: Confine) -> NoReturn:
    """Read the file behind what `confine_` puts up, write the packed document to `descriptor`, end this process."""
    status = 1
    try:
        config = IngestConfig(**header["config"])
        format_ = JOBS[header["media_type"]]
        confine_(programs=format_.programs, network=NETWORK)
        blank = Document(path="", sha256="", media_type=format_.media_type, text="")
        document: Document | Parcel
        try:
            document = cut(format_.read(data, blank, config), config.max_characters + 1)
        except ItemError as error:
            document = _failed(blank, error.reason, error.remedy)
        except MemoryError:
            document = _failed(blank, "it needs more memory than a reader may use", "split it or simplify it")
        except Exception as error:  # noqa: BLE001  the wall itself: whatever a parser throws fails this one file, aloud
            document = _failed(
                blank, f"the {format_.name} reader failed on it ({type(error).__name__})", "convert it and try again"
            )
        with os.fdopen(descriptor, "wb") as pipe:
            pipe.write(pack(document))
        status = 0
    finally:
        os._exit(status)


def cut(item: Document | Parcel, limit: int) -> Document | Parcel:
    """Return a document of at most `limit` code points, so that a long text is not carried over only to be cut.

    One more than the longest text kept is enough for the caller to see that it was longer, and to say so.
    """
    return (
        item._replace(document=beginning(item.document, limit)) if isinstance(item, Parcel) else beginning(item, limit)
    )


def _failed(blank: Document, reason: str, remedy: str) -> Document:
    return Document(
        blank.path, blank.sha256, blank.media_type, "", state=ReadState.FAILED, problems=(f"{reason}; {remedy}",)
    )


if __name__ == "__main__":
    main()
