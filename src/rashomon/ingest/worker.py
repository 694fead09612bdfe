"""The process that runs other people's parsers, for `wall` to start, feed and end. Not for people to run.

It waits for jobs on standard input. For each it forks a child, which lowers its own limits, reads the one file and
hands the answer back through a pipe. Slow imports are done once, before the fork, so a small file costs milliseconds.
"""

from __future__ import annotations

import importlib
import json
import math
import os
import resource
import struct
import sys
from typing import Any, BinaryIO, NoReturn

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.ingest.format import Parcel
from rashomon.ingest.registry import BY_MEDIA_TYPE
from rashomon.ingest.wire import pack
from rashomon.records import Document, ReadState

JOB = struct.Struct(">QQ")
"""Lengths in bytes of a job's header (JSON) and of the file that follows it."""

ANSWER = struct.Struct(">iQ")
"""How the child ended (0, or as `waitpid` tells it) and the length in bytes of what it wrote."""

MAX_MEMORY = 3 << 30
"""Address space of the process that parses one file, bytes."""


def main() -> None:
    """Serve jobs until standard input ends."""
    # Parsers may write to descriptor 1; answers travel on a copy of it that they do not know.
    answers = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  a descriptor is needed, not a path
        os.dup2(nowhere.fileno(), 1)
    while (lengths := sys.stdin.buffer.read(JOB.size)) and len(lengths) == JOB.size:
        header_length, data_length = JOB.unpack(lengths)
        header = json.loads(sys.stdin.buffer.read(header_length))
        data = sys.stdin.buffer.read(data_length)
        for module in BY_MEDIA_TYPE[header["media_type"]].warm:
            importlib.import_module(module)
        _answer(answers, *_in_child(header, data))


def _answer(answers: BinaryIO, status: int, payload: bytes) -> None:
    answers.write(ANSWER.pack(status, len(payload)) + payload)
    answers.flush()


def _in_child(header: dict[str, Any], data: bytes) -> tuple[int, bytes]:
    """Read one file in a forked child; return its exit status and what it wrote (whole only when the status is 0)."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(ours)
        _read_and_exit(header, data, theirs)
    os.close(theirs)
    with os.fdopen(ours, "rb") as pipe:
        payload = pipe.read()
    return os.waitpid(child, 0)[1], payload


def _read_and_exit(header: dict[str, Any], data: bytes, descriptor: int) -> NoReturn:
    """Read the file under limits, write the packed document to `descriptor` and end this process."""
    status = 1
    try:
        config = IngestConfig(**header["config"])
        _limit(config.timeout)
        format_ = BY_MEDIA_TYPE[header["media_type"]]
        blank = Document(path="", sha256="", media_type=format_.media_type, text="")
        document: Document | Parcel
        try:
            document = format_.read(data, blank, config)
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


def _failed(blank: Document, reason: str, remedy: str) -> Document:
    return Document(
        blank.path, blank.sha256, blank.media_type, "", state=ReadState.FAILED, problems=(f"{reason}; {remedy}",)
    )


def _limit(timeout: float) -> None:
    """Lower this process's limits: memory, processor time (the caller keeps the clock), no core, no written files."""
    seconds = math.ceil(timeout) + 1
    for kind, value in (
        (resource.RLIMIT_AS, MAX_MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        limit = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(kind, (limit, limit))


if __name__ == "__main__":
    main()
