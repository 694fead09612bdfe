"""Parquet files of documents: cut by rows, and read row by row, a batch in memory at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from rashomon.archive.layout import arrow
from rashomon.archive.pieces import Piece, Source
from rashomon.errors import ItemError

_TOGETHER: Final = 64


def cut(source: Source, path: Path, *, documents: int, weight: int) -> Iterator[Piece]:
    """Yield pieces of rows; a file that is no Parquet is one piece, so that reading it says why.

    Raises:
        RunError: pyarrow is not installed.
    """
    try:
        rows = _opened(path, source.path).metadata.num_rows
    except ItemError:
        yield Piece(source, 0, 1, 1, source.size)
        return
    mean = max(1, source.size // max(1, rows))
    step = max(1, min(documents, weight // mean))
    for start in range(0, rows, step):
        end = min(start + step, rows)
        yield Piece(source, start, end, end - start, mean * (end - start))


def rows(
    path: Path, name: str, start: int, end: int, *, columns: Sequence[str]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield number and content of each row of a stretch, of the columns that are there.

    Raises:
        ItemError: the file is damaged or no Parquet.
    """
    file = _opened(path, name)
    found = [column for column in file.schema_arrow.names if column in columns]
    groups: list[int] = []
    at = first = 0
    for number in range(file.metadata.num_row_groups):
        length = file.metadata.row_group(number).num_rows
        if at < end and at + length > start:
            first = first if groups else at
            groups.append(number)
        at += length
    if not groups:
        return
    at = first
    try:
        for batch in file.iter_batches(batch_size=_TOGETHER, row_groups=groups, columns=found, use_threads=False):
            if at + batch.num_rows > start:
                for number, row in enumerate(batch.to_pylist(), start=at):
                    if start <= number < end:
                        yield number, row
            at += batch.num_rows
            if at >= end:
                return
    except (arrow().ArrowException, OSError, ValueError) as error:
        raise _damaged(name, error) from error


def names(path: Path, name: str) -> tuple[str, ...]:
    """Return the columns of a file.

    Raises:
        ItemError: the file is damaged or no Parquet.
    """
    return tuple(_opened(path, name).schema_arrow.names)


def _opened(path: Path, name: str) -> Any:
    try:
        return arrow().parquet.ParquetFile(path, memory_map=False, pre_buffer=False)
    except (arrow().ArrowException, OSError, ValueError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> ItemError:
    reason = f"it is damaged, or no Parquet ({(str(error).splitlines() or [''])[0][:200]})"
    return ItemError(name, step="read", reason=reason, remedy="get it again from its source")
