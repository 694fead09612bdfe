"""A document as bytes between two of our processes. JSON and plain numbers: reading it back can run no code.

The sender may have been taken over by the file it read, so the receiver believes nothing: every length and span is
checked before a record is made of it.
"""

from __future__ import annotations

import json
import re
import struct
from array import array
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from rashomon.ingest.format import Member, Parcel
from rashomon.records import Document, Glyphs, Passage, ReadState, Span

_LENGTHS = struct.Struct(">QQQ")
_PLAIN = ("media_type", "text", "title", "publisher", "author", "language", "encoding")
_NEVER_NONE = frozenset({"media_type", "text"})
_MAX_NAME = 1000
_MAX_PROBLEMS = 100


def new_pages() -> array[int]:
    """Return an empty array for page numbers, one a code point."""
    return array("i")


def new_boxes() -> array[float]:
    """Return an empty array for boxes, four single-precision floats a code point."""
    return array("f")


def pack(item: Document | Parcel) -> bytes:
    """Return a document, and what lies in it, as bytes; without its path and hash, which the receiver knows."""
    document, members = item if isinstance(item, Parcel) else (item, ())
    fields: dict[str, Any] = {name: _sound(getattr(document, name)) for name in _PLAIN}
    fields["published"] = document.published.isoformat() if document.published else None
    fields["when"] = document.when.isoformat() if document.when else None
    fields["state"] = document.state.value
    fields["problems"] = [_sound(problem) for problem in document.problems[:_MAX_PROBLEMS]]
    fields["passages"] = [
        (
            p.span.start,
            p.span.end,
            p.kind,
            [p.source.start, p.source.end] if p.source else None,
            p.page,
            _sound(p.place),
        )
        for p in document.passages
    ]
    fields["members"] = [(_sound(member.name[:_MAX_NAME]), len(member.data)) for member in members]
    header = json.dumps(fields).encode("ascii")
    glyphs = document.glyphs
    pages, boxes = (glyphs.pages.tobytes(), glyphs.boxes.tobytes()) if glyphs else (b"", b"")
    lengths = _LENGTHS.pack(len(header), len(pages), len(boxes))
    return b"".join((lengths, header, pages, boxes, *(member.data for member in members)))


def _sound(text: str | None) -> str | None:
    """Return a text of the same length without halves of surrogate pairs, which no output could hold."""
    return re.sub("[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", text) if text else text


def unpack(data: bytes, blank: Document) -> Parcel:
    """Return the document packed in `data`, with path and hash of `blank`, and the members that came with it.

    Raises:
        ValueError, KeyError, TypeError, struct.error: the bytes are not a packed document.
    """
    header_length, pages_length, boxes_length = _LENGTHS.unpack_from(data)
    start = _LENGTHS.size + header_length
    fields = json.loads(data[_LENGTHS.size : start])
    ends = (start, start + pages_length, start + pages_length + boxes_length)
    if ends[-1] > len(data):
        raise ValueError("cut short")
    plain: dict[str, Any] = {name: _words(fields[name], none=name not in _NEVER_NONE) for name in _PLAIN}
    length = len(fields["text"])
    document = replace(
        blank,
        **plain,
        published=date.fromisoformat(fields["published"]) if fields["published"] else None,
        when=datetime.fromisoformat(fields["when"]) if fields["when"] else None,
        state=ReadState(fields["state"]),
        problems=tuple(str(_words(problem)) for problem in fields["problems"][:_MAX_PROBLEMS]),
        passages=tuple(_passage(item, length) for item in fields["passages"]),
        glyphs=_glyphs(data[ends[0] : ends[1]], data[ends[1] : ends[2]], length) if pages_length else None,
    )
    return Parcel(document, _members(fields["members"], data, ends[2]))


def _words(value: object, *, none: bool = False) -> str | None:
    """Return a string that any output can hold; raise on anything else."""
    if value is None and none:
        return None
    if not isinstance(value, str):
        raise TypeError("not a string")
    value.encode()  # raises on half a surrogate pair
    return value


def _passage(item: list[Any], length: int) -> Passage:
    start, end, kind, source, page, place = item
    if not (isinstance(end, int) and end <= length) or not isinstance(page, int | None):
        raise ValueError("a passage outside the text")
    if place is not None and len(place) > _MAX_NAME:
        raise ValueError("a place is too long")
    return Passage(
        Span(start, end), str(_words(kind)), Span(*source) if source else None, page, _words(place, none=True)
    )


def _glyphs(pages_bytes: bytes, boxes_bytes: bytes, length: int) -> Glyphs:
    pages, boxes = new_pages(), new_boxes()
    pages.frombytes(pages_bytes)
    boxes.frombytes(boxes_bytes)
    if (len(pages), len(boxes)) != (length, 4 * length):
        raise ValueError("not one page and box a character")
    return Glyphs(pages, boxes)


def _members(named: list[Any], data: bytes, at: int) -> tuple[Member, ...]:
    members = []
    for name, size in named:
        if not isinstance(size, int) or not 0 <= size <= len(data) - at:
            raise ValueError("a member is cut short")
        members.append(Member(str(_words(name)), data[at : at + size]))
        at += size
    if at != len(data):
        raise ValueError("bytes left over")
    return tuple(members)
