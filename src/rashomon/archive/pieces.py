"""What an archive is made of: sources, the pieces that they are cut into, and the shards that pieces make up.

Nothing here reads a document. A piece is a stretch of one file; what its two numbers count depends on the kind:

    file     nothing: the whole file, and whatever lies in it
    lines    bytes of the file, of what it unpacks to where it is compressed; a line belongs where its first byte lies
    warc     bytes of the file as it lies on disk
    parquet  rows
    link     nothing: a link inside a folder, which is told and not followed

`Origin.record`, and so the column `record`, is the place in the same terms: of a line its first byte, of a record of a
web archive its first byte, of a Parquet file the row; of any other file the number of the document in it, 0 for itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from rashomon.errors import ItemError


class Kind(StrEnum):
    """How a source is cut and read."""

    FILE = "file"
    LINES = "lines"
    WARC = "warc"
    PARQUET = "parquet"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class Source:
    """A file that holds documents, as it was when the archive was begun.

    Attributes:
        path: as the user gave it, or as it lies in a folder that was given.
        size, changed: bytes; time of the last change, nanoseconds since 1970. Both -1 where it cannot be looked at.
    """

    path: str
    kind: Kind
    size: int
    changed: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a source, `end` exclusive; see the module for what is counted.

    Attributes:
        documents, weight: about how many documents and bytes it holds; only for cutting into shards.
    """

    source: Source
    start: int
    end: int
    documents: int
    weight: int


Shard = tuple[Piece, ...]


def shards(pieces: Iterable[Piece], *, documents: int, weight: int) -> Iterator[Shard]:
    """Put pieces together in their order, until a shard has so many documents or bytes, or one piece has more alone."""
    taken: list[Piece] = []
    count = size = 0
    for piece in pieces:
        if taken and (count + piece.documents > documents or size + piece.weight > weight):
            yield tuple(taken)
            taken, count, size = [], 0, 0
        taken.append(piece)
        count, size = count + piece.documents, size + piece.weight
    if taken:
        yield tuple(taken)


def shard_json(shard: Shard) -> str:
    """Return a shard as one line of JSON, ASCII: names of files may be no text."""
    return json.dumps([[*source_fields(piece.source), piece.start, piece.end] for piece in shard])


def read_shard(line: bytes) -> Shard:
    """Return the shard that `shard_json` wrote. Raises `ValueError` where it is none."""
    try:
        return tuple(
            Piece(Source(path, Kind(kind), size, changed), start, end, 0, 0)
            for path, kind, size, changed, start, end in json.loads(line)
        )
    except (TypeError, KeyError) as error:
        raise ValueError(f"not a shard: {error}") from error


def source_fields(source: Source) -> tuple[str, str, int, int]:
    """Return what is kept of a source."""
    return source.path, source.kind.value, source.size, source.changed


def place(folder: Path, source: Source) -> Path:
    """Return where a source lies; `folder` is where the archive was begun, which relative paths start from."""
    return folder / source.path


def unchanged(folder: Path, source: Source) -> Path:
    """Return where a source lies, once it is sure that it is still what it was.

    Raises:
        ItemError: it was changed, or is gone.
    """
    path = place(folder, source)
    try:
        state = path.stat(follow_symlinks=source.kind is not Kind.LINK)
        now = (state.st_size, state.st_mtime_ns)
    except (OSError, ValueError):
        now = (-1, -1)
    if now != (source.size, source.changed):
        what = "is gone or may not be read" if now[0] < 0 <= source.size else "was changed"
        remedy = "put it back as it was and run the command again, or begin anew with --again"
        raise ItemError(source.path, step="read", reason=f"it {what} since the archive was begun", remedy=remedy)
    return path
