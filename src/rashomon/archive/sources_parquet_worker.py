"""The process that opens one Parquet file, for `sources_parquet` to start. Not for people to run.

The file is its standard input, so it needs no name and no right to open anything. It walls itself, imports pyarrow, and
reads in a child that gives up more, as `rashomon.ingest.worker` does. It answers with JSON: first what the table is,
then a row at a time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO, Final

from rashomon.ingest import pipes
from rashomon.ingest.confine import Walls, address_space, confine, confine_more
from rashomon.ingest.limits import Limits

DAMAGED, MISSING = 1, 2
"""Answered instead of a row: why the file cannot be read on; pyarrow is not installed."""

_TOGETHER: Final = 64
_NAMES: Final = 1000
_DEEP: Final = 20


def main() -> None:
    """Answer for the file on standard input; the one argument is JSON: start, end, columns, longest, limits, walls."""
    asked = json.loads(sys.argv[1])
    answers = pipes.answers()
    walls = confine()
    try:
        _warm()
    except ImportError as error:
        _answer(answers, MISSING, str(error))
        return
    base = address_space()
    if not (child := os.fork()):
        try:
            _child(asked, answers, walls, base)
        finally:
            os._exit(1)
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) & 0xFF)


def _warm() -> None:
    """Import what reading needs, before the fork and its limits: with times come pandas and numpy, where they are."""
    import pyarrow as pa
    import pyarrow.parquet

    pa.array([0], pa.timestamp("ns", "UTC")).to_pylist()


def _child(asked: Mapping[str, Any], answers: BinaryIO, walls: Walls, base: int) -> None:
    confine_more(Limits(**asked["limits"]), walls=walls, programs=False, base=base)
    try:
        for found in _read(asked["start"], asked["end"], asked["columns"], asked["longest"]):
            _answer(answers, 0, json.dumps(found))
        _answer(answers, DAMAGED, "it holds fewer rows than it claims")  # who has them all does not ask for more
    except MemoryError:
        _answer(answers, DAMAGED, "it needs more memory than a reader may use")
    except Exception as error:  # noqa: BLE001  the wall itself: whatever a parser throws ends this file, aloud
        _answer(answers, DAMAGED, (str(error).splitlines() or [type(error).__name__])[0][:200])
    os._exit(0)


def _answer(answers: BinaryIO, status: int, text: str) -> None:
    pipes.reply(answers, status, text.encode("ascii", "backslashreplace"))


def _read(start: int, end: int, columns: Sequence[str], longest: int) -> Iterator[object]:
    """Yield the number of rows and the names of all columns; then number and content of each row of a stretch."""
    import pyarrow as pa
    import pyarrow.parquet

    file = pa.parquet.ParquetFile(pa.PythonFile(os.fdopen(0, "rb"), "r"), memory_map=False, pre_buffer=False)
    names = file.schema_arrow.names[:_NAMES]
    yield [file.metadata.num_rows, [_plain(name, longest) for name in names]]
    groups: list[int] = []
    at = first = 0
    for number in range(file.metadata.num_row_groups):
        length = file.metadata.row_group(number).num_rows
        if at < end and at + length > start:
            first = first if groups else at
            groups.append(number)
        at += length
    found = [name for name in names if name in columns]
    at = first
    batches = file.iter_batches(batch_size=_TOGETHER, row_groups=groups, columns=found, use_threads=False)
    for batch in batches if groups else ():
        for number in range(max(start, at), min(end, at + batch.num_rows)):
            row = batch.slice(number - at, 1).to_pylist()[0]
            yield [number, {name: _plain(value, longest) for name, value in row.items()}]
        at += batch.num_rows
        if at >= end:
            return


def _plain(value: object, longest: int, depth: int = 0) -> object:
    """Return a value as JSON has it: times as ISO 8601 writes them, no text longer than `longest` and one more.

    What is deeper than records are, and bytes, are as if nothing were there.
    """
    if depth > _DEEP or isinstance(value, bytes):
        return None
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(inner, longest, depth + 1) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner, longest, depth + 1) for inner in value]
    text = value.isoformat() if isinstance(value, date | datetime) else str(value)
    return text[: longest + 1]


if __name__ == "__main__":
    main()
