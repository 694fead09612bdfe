"""Archives for tests: a folder as `archive.layout` says, made of readings that are given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from rashomon.archive.layout import NOUNS, Origin, Row, rows
from rashomon.archive.writing import make_folders, write_shard
from rashomon.records import Reading


def rows_of(items: Iterable[tuple[Reading, Origin]]) -> dict[str, list[Row]]:
    """Return the rows of a shard of readings, by noun."""
    found: dict[str, list[Row]] = {noun: [] for noun in NOUNS}
    for reading, origin in items:
        for noun, row in rows(reading, origin):
            found[noun].append(row)
    return found


def write_archive(out: Path, shards: Sequence[Sequence[Reading]]) -> Path:
    """Write readings as the shards of an archive that was read to the end."""
    make_folders(out)
    for number, readings in enumerate(shards):
        items = ((reading, Origin(f"source {number}", place)) for place, reading in enumerate(readings))
        write_shard(out, number, rows_of(items))
    return out
