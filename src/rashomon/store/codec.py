"""Readings as bytes and back, exactly: the kind of every number, every missing value and every glyph box.

JSON, compressed. The fields of the records say how each value is read back, so reading runs no code but ours. The type
annotations of the records are followed as they are; `float` there may hold an `int` (PEP 484), and stays what it was.
Fields added to a record later take their defaults when an older reading is read; a field that went away is passed over.
"""

from __future__ import annotations

import base64
import json
import sys
import types
import typing
import zlib
from array import array
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from rashomon.records import Document, Glyphs, Reading, Span

Codec = tuple[Callable[[Any], Any], Callable[[Any], Any]]
"""A pair: record to JSON value, JSON value to record."""

MAX_JSON = 1 << 30
"""Longest reading unpacked, bytes: a stored value that was tampered with must not fill the memory."""


def pack_reading(reading: Reading) -> bytes:
    """Return a reading as compressed JSON; equal readings give equal bytes with one version of zlib."""
    return zlib.compress(reading_json(reading), 1)


def reading_json(reading: Reading) -> bytes:
    """Return a reading as JSON, ASCII."""
    return json.dumps(_codec(Reading)[0](reading), separators=(",", ":")).encode("ascii")


def unpack_reading(data: bytes) -> Reading:
    """Return the reading packed in `data`.

    Raises:
        ValueError: the bytes are no packed reading.
    """
    return read_json(inflate(data))


def inflate(data: bytes) -> bytes:
    """Return the JSON of a packed reading. Raises `ValueError` where the bytes are damaged or too long."""
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(data, MAX_JSON)
    except zlib.error as error:
        raise ValueError(f"not a packed reading: {error}") from error
    if not unpacker.eof or unpacker.unused_data:
        raise ValueError("not a packed reading: cut short, followed by something, or too long")
    return text


def read_json(text: bytes) -> Reading:
    """Return the reading that `reading_json` wrote. Raises `ValueError` where it is none."""
    try:
        reading: Reading = _codec(Reading)[1](json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a reading: {error}") from error
    return reading


def unpack_document(data: bytes) -> Document:
    """Return the document of a packed reading, without its glyphs: a tenth of the work of unpacking all.

    Raises:
        ValueError: the bytes are no packed reading.
    """
    try:
        kept = json.loads(inflate(data))["document"]
        document: Document = _codec(Document)[1]({name: value for name, value in kept.items() if name != "glyphs"})
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a reading: {error}") from error
    return document


def document_json(document: Document) -> str:
    """Return a document as JSON, ASCII."""
    return json.dumps(_codec(Document)[0](document), separators=(",", ":"))


def read_document(text: str) -> Document:
    """Return the document that `document_json` wrote. Raises `ValueError` where it is none."""
    try:
        document: Document = _codec(Document)[1](json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"not a document: {error}") from error
    return document


def _same(value: Any) -> Any:
    return value


def _span_from(pair: Any) -> Span:
    start, end = pair
    return Span(start, end)


def _array(kind: typing.Literal["i", "f"]) -> Codec:
    def write(values: array[Any]) -> str:
        if sys.byteorder == "big":
            values = values[:]
            values.byteswap()
        return base64.b64encode(values.tobytes()).decode("ascii")

    def read(text: str) -> array[Any]:
        values: array[Any] = array(kind)
        values.frombytes(base64.b64decode(text, validate=True))
        if sys.byteorder == "big":
            values.byteswap()
        return values

    return write, read


@cache
def _codec(hint: Any) -> Codec:
    """Return how values of an annotated type are written and read.

    Raises:
        TypeError: an annotation that no record used before; say here how it is kept.
    """
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint in (str, int, float, bool, types.NoneType) or origin is typing.Literal:
        return _same, _same
    if hint is Span:
        return (lambda span: (span.start, span.end)), _span_from
    if hint is datetime or hint is date:
        return (lambda moment: moment.isoformat()), hint.fromisoformat
    if isinstance(hint, type) and issubclass(hint, Enum):
        return (lambda member: member.value), hint
    if isinstance(hint, type) and is_dataclass(hint):
        return _record(hint)
    if origin is tuple:
        return _tuple(arguments)
    if origin in (types.UnionType, typing.Union):
        return _union(arguments)
    raise TypeError(f"no way to store {hint}")


def _tuple(arguments: tuple[Any, ...]) -> Codec:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        write, read = _codec(arguments[0])
        if write is _same:
            return list, tuple
        return (lambda items: [write(item) for item in items]), (lambda items: tuple([read(item) for item in items]))
    codecs = [_codec(argument) for argument in arguments]
    return (
        lambda items: [codec[0](item) for codec, item in zip(codecs, items, strict=True)],
        lambda items: tuple([codec[1](item) for codec, item in zip(codecs, items, strict=True)]),
    )


def _union(arguments: tuple[Any, ...]) -> Codec:
    """Return how a value that is one of several types is kept: a list is the only one that is not plain, or a span."""
    rest = [argument for argument in arguments if argument is not types.NoneType]
    if len(rest) == 1:
        write, read = _codec(rest[0])
        return (
            lambda value: None if value is None else write(value),
            lambda value: None if value is None else read(value),
        )
    plain = [argument for argument in rest if _codec(argument)[0] is _same]
    other = [argument for argument in rest if argument not in plain]
    if len(other) != 1:
        raise TypeError(f"no way to tell {rest} apart in JSON")
    write, read = _codec(other[0])
    return (
        lambda value: write(value) if isinstance(value, tuple | Span) else value,
        lambda value: read(value) if isinstance(value, list) else value,
    )


def _record(kind: type[Any]) -> Codec:
    if kind is Glyphs:
        codecs = {"pages": _array("i"), "boxes": _array("f")}
    else:
        hints = typing.get_type_hints(kind)
        codecs = {item.name: _codec(hints[item.name]) for item in fields(kind)}
    names = [(name, write) for name, (write, _) in codecs.items()]
    readers = {name: read for name, (_, read) in codecs.items()}
    needed = [item.name for item in fields(kind) if item.default is MISSING and item.default_factory is MISSING]

    def write_record(record: Any) -> dict[str, Any]:
        return {name: write(getattr(record, name)) for name, write in names}

    def read_record(value: dict[str, Any]) -> Any:
        for name in needed:
            if name not in value:
                raise KeyError(f"{kind.__name__}.{name}")
        return kind(**{name: readers[name](item) for name, item in value.items() if name in readers})

    return write_record, read_record
