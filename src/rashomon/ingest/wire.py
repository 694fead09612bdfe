"""A document as bytes between two of our processes. JSON and plain numbers: reading it back can run no code."""

from __future__ import annotations

import json
import struct
from array import array
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from rashomon.records import Document, Glyphs, Passage, ReadState, Span

_LENGTHS = struct.Struct(">QQ")
_PLAIN = ("media_type", "text", "title", "publisher", "author", "language", "encoding")


def new_pages() -> array[int]:
    """Return an empty array for page numbers, one a code point."""
    return array("i")


def new_boxes() -> array[float]:
    """Return an empty array for boxes, four single-precision floats a code point."""
    return array("f")


def pack(document: Document) -> bytes:
    """Return `document` as bytes, without its path and hash, which the receiver knows."""
    fields: dict[str, Any] = {name: getattr(document, name) for name in _PLAIN}
    fields["published"] = document.published.isoformat() if document.published else None
    fields["when"] = document.when.isoformat() if document.when else None
    fields["state"] = document.state.value
    fields["problems"] = document.problems
    fields["passages"] = [
        (p.span.start, p.span.end, p.kind, [p.source.start, p.source.end] if p.source else None, p.page)
        for p in document.passages
    ]
    header = json.dumps(fields).encode("ascii")
    glyphs = document.glyphs
    pages, boxes = (glyphs.pages.tobytes(), glyphs.boxes.tobytes()) if glyphs else (b"", b"")
    return _LENGTHS.pack(len(header), len(pages)) + header + pages + boxes


def unpack(data: bytes, blank: Document) -> Document:
    """Return the document packed in `data`, with path and hash of `blank`.

    Raises:
        ValueError, KeyError, TypeError, struct.error: the bytes are not a packed document.
    """
    header_length, pages_length = _LENGTHS.unpack_from(data)
    start = _LENGTHS.size + header_length
    fields = json.loads(data[_LENGTHS.size : start])
    glyphs = None
    if pages_length:
        pages, boxes = new_pages(), new_boxes()
        pages.frombytes(data[start : start + pages_length])
        boxes.frombytes(data[start + pages_length :])
        glyphs = Glyphs(pages, boxes)
    return replace(
        blank,
        **{name: fields[name] for name in _PLAIN},
        published=date.fromisoformat(fields["published"]) if fields["published"] else None,
        when=datetime.fromisoformat(fields["when"]) if fields["when"] else None,
        state=ReadState(fields["state"]),
        problems=tuple(fields["problems"]),
        passages=tuple(
            Passage(Span(start, end), kind, Span(*source) if source else None, page)
            for start, end, kind, source, page in fields["passages"]
        ),
        glyphs=glyphs,
    )
