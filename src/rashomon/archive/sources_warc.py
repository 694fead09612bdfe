"""Web archives cut by the places of their records, and each record's bytes by themselves, compressed or not.

Only the frame of a record is looked at here (its own head, ISO 28500, and the first line of the server's answer), by
the standard library; what it holds is read behind the wall, as a web archive of that one record.

A compressed archive has one gzip member a record. The places are found by unpacking all of it once: what a page holds
could be made to look like the beginning of a record, so a look for such beginnings from the middle can be led astray.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_CHUNK: Final = 64 << 10
_DAMAGED: Final = "the web archive is damaged or cut short here, and what follows cannot be read; get it again"
_ONE_PIECE: Final = (
    "the web archive is compressed as one piece, in which no record can be found by its place; unpack it (gzip -d)"
)
_HEAD: Final = 64 << 10
"""Bytes of a record that are looked at: its head, and the first line of what it holds."""

_ANSWERS: Final = frozenset({"response", "resource"})


@dataclass(frozen=True, slots=True)
class Record:
    """A record of a web archive.

    Attributes:
        start, end: its place in the file as it lies on disk, `end` exclusive.
        kind: "response", "request" and so on; empty where it cannot be read, and then `problem` says why.
        address: what it is of; may be empty.
        answered: the server's status, 0 where there is none.
    """

    start: int
    end: int
    kind: str
    address: str = ""
    answered: int = 0
    problem: str = ""

    @property
    def is_answer(self) -> bool:
        """Tell whether it holds what somebody published."""
        return self.kind in _ANSWERS


def cut(path: Path, *, documents: int, weight: int) -> Iterator[tuple[int, int, int]]:
    """Yield (start, end, answers) of stretches of whole records, looking through the whole file."""
    start = end = count = 0
    for record in records(path, 0, None):
        if count and (count >= documents or record.end - start > weight):
            yield start, end, count
            start, count = record.start, 0
        end = record.end
        count += record.is_answer or not record.kind
    if count:
        yield start, end, count


def records(path: Path, start: int, end: int | None) -> Iterator[Record]:
    """Yield the records that begin in a stretch, which must begin with one.

    Where a record is damaged so that the next one cannot be found, it has no kind, ends with the file and is the last.
    """
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(start)
        packed = file.read(2) == b"\x1f\x8b"
        at = start
        while at < (size if end is None else min(end, size)):
            found = _packed(file, at, size) if packed else _plain(file, at, size)
            if found is None:
                break
            yield found
            at = found.end


def record_bytes(path: Path, start: int) -> bytes:
    """Return a record as it lies on disk, which is a web archive by itself; empty where there is none."""
    record = next(records(path, start, start + 1), None)
    if record is None or record.problem:
        return b""
    with path.open("rb") as file:
        file.seek(start)
        return file.read(record.end - start)


def _plain(file: BinaryIO, start: int, size: int) -> Record | None:
    file.seek(start)
    head = file.read(_HEAD)
    blank = len(head) - len(head.lstrip(b"\r\n"))
    if blank == len(head):
        return None  # line breaks after the last record
    fields, content = _fields(head[blank:])
    length = fields.get(b"content-length", b"")
    if not length.isdigit() or len(length) > 18:
        return Record(start, size, "", problem=_DAMAGED)
    end = start + blank + content + int(length)
    if end > size:
        return Record(start, size, "", problem=_DAMAGED)
    file.seek(end)
    end += len(file.read(4)) if end < size else 0  # two line breaks belong to it
    return _record(start, end, fields, head[blank + content :])


def _packed(file: BinaryIO, start: int, size: int) -> Record:
    """Return the record that is the gzip member at `start`; unpacked piece by piece, only its beginning is kept."""
    file.seek(start)
    unpacker = zlib.decompressobj(wbits=31)
    head, length, taken, waiting = b"", 0, start, b""
    try:
        while not unpacker.eof:
            if not waiting:
                waiting = file.read(_CHUNK)
                taken += len(waiting)
            fed = bool(waiting)
            text = unpacker.decompress(waiting, _CHUNK)
            if not text and not fed and not unpacker.eof:
                return Record(start, size, "", problem=_DAMAGED)
            head += text[: max(0, _HEAD - len(head))]
            length += len(text)
            waiting = unpacker.unconsumed_tail
    except zlib.error:
        return Record(start, size, "", problem=_DAMAGED)
    fields, content = _fields(head)
    said = fields.get(b"content-length", b"")
    if not said.isdigit() or len(said) > 18:
        return Record(start, size, "", problem=_DAMAGED)
    if length > content + int(said) + 4:
        return Record(start, size, "", problem=_ONE_PIECE)
    return _record(start, taken - len(unpacker.unused_data), fields, head[content:])


def _fields(head: bytes) -> tuple[dict[bytes, bytes], int]:
    """Return the fields of a record's head, names in small letters, and where its content begins; none if no head."""
    if not head.startswith(b"WARC/"):
        return {}, 0
    stop = head.find(b"\r\n\r\n")
    if stop < 0:
        return {}, 0
    pairs = (line.partition(b":") for line in head[:stop].split(b"\r\n")[1:])
    return {name.strip().lower(): value.strip() for name, _, value in pairs}, stop + 4


def _record(start: int, end: int, fields: dict[bytes, bytes], content: bytes) -> Record:
    first = content[:64].split(b"\r\n")[0].split()
    status = int(first[1]) if len(first) > 1 and first[0].startswith(b"HTTP/") and first[1].isdigit() else 0
    address = fields.get(b"warc-target-uri", b"").strip(b"<>").decode("utf-8", "replace")
    kind = fields.get(b"warc-type", b"").lower().decode("ascii", "replace")
    return Record(start, end, kind, address, status)
