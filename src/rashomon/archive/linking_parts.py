"""Rows that change hands between steps: every task writes one file sorted by who reads it, and readers take slices.

This is the sort shuffle of MapReduce and Spark: a task of a step writes one Arrow file with a record batch for each
task of the next step; that one reads its batch of every file. So there are as many files as tasks, not their square,
and nothing larger than a batch of each is ever in memory.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from rashomon.archive.layout import arrow
from rashomon.errors import RunError

if TYPE_CHECKING:
    import pyarrow as pa

Column = Any
"""An array, a list, or a column of Arrow."""


class Parts:
    """A folder of files that the tasks of one step write for those of the next.

    Args:
        folder: where they lie.
        count: how many tasks will read them.
    """

    def __init__(self, folder: Path, count: int) -> None:
        self.folder, self.count = folder, count

    def write(self, task: int, reader: NDArray[Any], columns: Mapping[str, Column], *, piece: int = 0) -> Path:
        """Write a task's rows; `reader` is for each row the number of the task that will read it.

        A task that has many rows writes them in several pieces, numbered from 0.
        """
        pa = arrow()
        order = np.argsort(reader, kind="stable")
        table = pa.table({name: _column(values) for name, values in columns.items()}).take(pa.array(order))
        ends = np.searchsorted(reader[order], np.arange(self.count + 1))
        path = self.folder / f"{task:05d}-{piece:04d}.arrow"
        with writing(path) as part, pa.OSFile(str(part), "wb") as sink, pa.ipc.new_file(sink, table.schema) as file:
            for number in range(self.count):
                rows = table.slice(ends[number], ends[number + 1] - ends[number]).combine_chunks()
                file.write_batch(rows.to_batches()[0] if len(rows) else _nothing(table.schema))
        return path

    def read(self, reader: int) -> Iterator[pa.RecordBatch]:
        """Yield what each task wrote for a reader, in the order of tasks, without batches that have no rows."""
        for path in sorted(self.folder.glob("[0-9]*.arrow")):
            batch = self.batch(path, reader)
            if batch.num_rows:
                yield batch

    @staticmethod
    def batch(path: Path, reader: int) -> pa.RecordBatch:
        """Return what one file holds for a reader; it is mapped into memory, not read.

        Raises:
            RunError: the file is missing or damaged.
        """
        pa = arrow()
        try:
            with pa.memory_map(str(path)) as source:
                return pa.ipc.open_file(source).get_batch(reader)
        except (OSError, pa.ArrowInvalid) as error:
            raise RunError(
                f"{path}: link: it is damaged ({error}); remove the folder 'links', and link again"
            ) from error

    def columns(self, reader: int, *names: str) -> list[NDArray[Any]]:
        """Return columns of numbers of all rows for a reader, each an array of its own."""
        batches = list(self.read(reader))
        if not batches:
            return [np.zeros(0, np.int64) for _ in names]
        return [np.concatenate([batch.column(name).to_numpy() for batch in batches]) for name in names]

    def rows(self, reader: int) -> Iterator[dict[str, Any]]:
        """Yield all rows for a reader, one by one."""
        for batch in self.read(reader):
            yield from batch.to_pylist()


def _column(values: Column) -> Any:
    return arrow().array(values)


def _nothing(schema: pa.Schema) -> pa.RecordBatch:
    pa = arrow()
    return pa.RecordBatch.from_arrays([pa.array([], field.type) for field in schema], schema=schema)


class writing:  # noqa: N801 - read as a verb: `with writing(path) as part`
    """Give a hidden name beside `path` to write to; rename it when all went well, remove it when not."""

    def __init__(self, path: Path) -> None:
        self._path, self._part = path, path.with_name(f".{path.name}.{os.getpid()}.part")

    def __enter__(self) -> Path:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        return self._part

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if error is None:
            self._part.replace(self._path)
        else:
            self._part.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise RunError(f"{self._path}: write: {error.strerror or error}; make room, and link again") from error


def save(path: Path, values: NDArray[Any]) -> Path:
    """Write an array to a file."""
    with writing(path) as part, part.open("wb") as file:
        np.save(file, values)
    return path


def load(path: Path) -> NDArray[Any]:
    """Return an array that `save` wrote, mapped into memory: only what is looked at is read.

    Raises:
        RunError: it is missing or damaged.
    """
    try:
        values: NDArray[Any] = np.load(path, mmap_mode="r")
    except (OSError, ValueError) as error:
        raise RunError(f"{path}: link: it is damaged ({error}); remove the folder 'links', and link again") from error
    return values


def summed(keys: NDArray[np.uint64], counts: NDArray[np.int64]) -> tuple[NDArray[np.uint64], NDArray[np.int64]]:
    """Return each key once, sorted, with the sum of its counts."""
    if not len(keys):
        return keys.astype(np.uint64), counts.astype(np.int64)
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
    return keys[first], np.add.reduceat(counts, first)


def groups_of(sorted_keys: NDArray[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return for each row of sorted keys where its group of equal keys starts, and how many the group has."""
    if not len(sorted_keys):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first = np.flatnonzero(np.concatenate(([True], sorted_keys[1:] != sorted_keys[:-1])))
    sizes = np.diff(np.concatenate((first, [len(sorted_keys)])))
    return np.repeat(first, sizes), np.repeat(sizes, sizes)
