"""JSON lines, compressed with gzip or not: cut by bytes, and read with every line's place, however long or broken."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

from rashomon.archive.pieces import Piece, Source

_SAMPLE: Final = 1 << 20
_CHUNK: Final = 1 << 20
_LEAST: Final = 4096

DAMAGED: Final = (EOFError, zlib.error, gzip.BadGzipFile)
"""What reading a compressed file raises where it is damaged or cut short."""


def is_packed(path: Path) -> bool:
    """Tell whether lines are compressed with gzip: by the first bytes, never by the name."""
    try:
        with path.open("rb") as file:
            return file.read(2) == b"\x1f\x8b"
    except OSError:
        return False


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open lines to read, unpacked."""
    if is_packed(path):
        with gzip.open(path, "rb") as packed:
            yield cast("BinaryIO", packed)
    else:
        with path.open("rb") as plain:
            yield plain


def unpacked_length(path: Path) -> int:
    """Return how many bytes a compressed file holds, of a damaged one those before the damage, and one for that."""
    length = 0
    with opened(path) as file:
        try:
            while chunk := file.read(_CHUNK):
                length += len(chunk)
        except DAMAGED:
            length += 1
    return length


def cut(source: Source, path: Path, length: int, *, documents: int, weight: int) -> Iterator[Piece]:
    """Yield pieces of about as many lines as `documents`, judged by the lengths of the first ones."""
    with opened(path) as file:
        try:
            sample = file.read(_SAMPLE)
        except DAMAGED:
            sample = b""
    mean = max(1, len(sample) // max(1, sample.count(b"\n")))
    step = max(_LEAST, min(mean * documents, weight))
    for start in range(0, length, step):
        end = min(start + step, length)
        yield Piece(source, start, end, -(-(end - start) // mean), end - start)


def lines(file: BinaryIO, start: int, end: int, *, limit: int) -> Iterator[tuple[int, bytes, bool]]:
    """Yield the lines that begin in a stretch: place of the first byte, bytes without the break, whether it is whole.

    A line that is longer than `limit` comes cut to that and is not whole; memory is bounded by the limit.
    """
    at = start
    if start:
        file.seek(start - 1)
        at = start - 1 + _skip(file)
    while at < end and (line := file.readline(limit + 1)):
        whole = len(line) <= limit or line.endswith(b"\n")
        length = len(line)
        if not line.endswith(b"\n"):
            length += _skip(file)
        yield at, line[:limit].rstrip(b"\r\n") if whole else line[:limit], whole
        at += length


def _skip(file: BinaryIO) -> int:
    """Pass over the rest of a line; return its length, the break included."""
    length = 0
    while chunk := file.readline(_CHUNK):
        length += len(chunk)
        if chunk.endswith(b"\n"):
            break
    return length
