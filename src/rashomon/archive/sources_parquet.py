"""Parquet files of documents: cut by rows, and read row by row behind a wall, a batch in memory at a time.

Parquet is read by native code, and a table may come from anybody: so each piece is read by a process of its own that
has the open file and nothing else, see `sources_parquet_worker` and `rashomon.ingest.confine`.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from rashomon.archive.pieces import Piece, Source
from rashomon.archive.sources_parquet_worker import DAMAGED, MISSING
from rashomon.config import IngestConfig
from rashomon.errors import ItemError, RunError
from rashomon.ingest import pipes
from rashomon.ingest.check import weigh
from rashomon.ingest.limits import Limits, limits_for
from rashomon.ingest.wall import GRACE, START

COMMAND = (sys.executable, "-P", "-m", "rashomon.archive.sources_parquet_worker")
"""How the process is started. `-P` keeps the current folder out of its import path."""

_ROWS_PER_BYTE: Final = 64
"""A row of a table that is all alike takes parts of a bit; more rows than that for each byte of a file are a lie."""


@dataclass(frozen=True, slots=True)
class Table:
    """A Parquet file that is being read.

    Attributes:
        count: rows in it.
        columns: names of its columns, the first thousand.
        rows: number and content of each row of the stretch that was asked for, of the columns that are there.
    """

    count: int
    columns: tuple[str, ...]
    rows: Iterator[tuple[int, dict[str, Any]]]


@contextmanager
def opened(
    path: Path, name: str, config: IngestConfig, *, rows: range = range(0), columns: Sequence[str] = ()
) -> Iterator[Table]:
    """Open a Parquet file and read a stretch of its rows.

    A text longer than `config.max_bytes` comes with one character more than that: it is too long, and known to be.

    Raises:
        ItemError: the file is damaged or no Parquet, or reading it took more than it may; also while rows are taken.
        RunError: pyarrow is not installed, or no process can be started.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise _unreadable(name, f"the system could not read it ({error.strerror})", "check the disk") from error
    with file:
        size = path.stat().st_size
        limits = limits_for(size, config)
        asked = {"start": rows.start, "end": rows.stop, "columns": list(columns), "longest": config.max_bytes}
        process = pipes.start((*COMMAND, json.dumps({**asked, "limits": asdict(limits)})), file)
    try:
        assert process.stdout is not None  # noqa: S101  a pipe, see `pipes.start`
        answers = _Answers(process.stdout.fileno(), name, limits, config)
        count, names = answers.next(START)
        if not isinstance(names, list):
            raise _garbled(name)
        if not 0 <= count <= _ROWS_PER_BYTE * size:
            raise _unreadable(name, f"it claims {count} rows, more than {size} bytes can hold", "it may be malicious")
        yield Table(count, tuple(map(str, names)), _rows(answers, range(rows.start, min(rows.stop, count))))
    finally:
        pipes.end(process)


@dataclass(frozen=True, slots=True)
class _Answers:
    """What the process answers, one after the other."""

    descriptor: int
    name: str
    limits: Limits
    config: IngestConfig

    def next(self, more: float = 0.0) -> list[Any]:
        """Return the next answer, two values; `more` seconds are allowed for it."""
        try:
            deadline = time.monotonic() + self.limits.seconds + GRACE + more
            status, data = pipes.answer(self.descriptor, self.limits.answer, deadline)
            if status == MISSING:
                raise RunError("archive: needs pyarrow; pip install 'rashomon[archive]'")
            if status == DAMAGED:
                reason = f"it is damaged, or no Parquet ({data.decode('ascii', 'replace')})"
                raise _unreadable(self.name, reason, "get it again from its source")
            weigh(data, self.config, len(data))
            first, second = json.loads(data)
            return [int(first), second]
        except TimeoutError as error:
            reason = f"reading it took longer than {self.limits.seconds:g} seconds"
            raise _unreadable(self.name, reason, "allow more time or split it") from error
        except EOFError as error:
            raise _unreadable(self.name, "the Parquet reader crashed on it", _CAREFULLY) from error
        except (ValueError, TypeError, RecursionError) as error:
            raise _garbled(self.name) from error


_CAREFULLY: Final = "it may be damaged or malicious: get it again from its source, or save it anew as JSON lines"


def _rows(answers: _Answers, rows: range) -> Iterator[tuple[int, dict[str, Any]]]:
    for wanted in rows:
        number, row = answers.next()
        if number != wanted or not isinstance(row, dict):
            raise _garbled(answers.name)
        yield number, row


def cut(source: Source, rows: int, *, documents: int, weight: int) -> Iterator[Piece]:
    """Yield pieces of as many rows as `count` told; a file that is no Parquet, -1, is one: reading it says why."""
    if rows < 0:
        yield Piece(source, 0, 1, 1, source.size)
        return
    mean = max(1, source.size // max(1, rows))
    step = max(1, min(documents, weight // mean))
    for start in range(0, rows, step):
        end = min(start + step, rows)
        yield Piece(source, start, end, end - start, mean * (end - start))


def count(path: Path, name: str, config: IngestConfig) -> int:
    """Return how many rows a file has; -1 of one that cannot be read.

    Raises:
        RunError: pyarrow is not installed, or no process can be started.
    """
    try:
        with opened(path, name, config) as table:
            return table.count
    except ItemError:
        return -1


def _garbled(name: str) -> ItemError:
    return _unreadable(name, "what came back of it is garbled or too long", _CAREFULLY)


def _unreadable(name: str, reason: str, remedy: str) -> ItemError:
    return ItemError(name, step="read", reason=reason, remedy=remedy)
