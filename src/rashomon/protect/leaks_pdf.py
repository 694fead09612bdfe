"""The bytes of a PDF without a PDF library: words in its streams and strings, also in those that no page uses any more.

A page that was redacted by an incremental update still holds the old one; a viewer does not show it, this does.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Final

MOST: Final = 64 << 20
"""Most bytes unpacked of one file."""

_LARGEST: Final = 16 << 20
_STREAM: Final = re.compile(rb"stream\r?\n")
_STRING: Final = re.compile(
    rb"\(((?:[^()\\]|\\.){1,4000}+)\)|<([0-9A-Fa-f\s]{4,4000}+)>|(\bET\b|\bT[dDm*]\b|\bBT\b|'|\bendobj\b)", re.S
)
_ESCAPE: Final = re.compile(rb"\\([0-7]{1,3}|\r?\n|.)", re.S)
_PLAIN_BYTES: Final = frozenset(b"\t\n\r") | frozenset(range(0x20, 0x7F))
_PLAIN: Final = {b"n": b"\n", b"r": b"\n", b"t": b"\t", b"b": b"", b"f": b""}


def streams(data: bytes) -> Iterator[bytes]:
    """Yield every stream of a PDF unpacked, as far as they are packed by Flate, and last all that is in no stream."""
    outside, at, total = [], 0, 0
    for match in _STREAM.finditer(data):
        if match.start() < at:
            continue
        end = data.find(b"endstream", match.end())
        end = len(data) if end < 0 else end
        outside.append(data[at : match.start()])
        at = end
        if total >= MOST:
            break
        raw = data[match.end() : end]
        unpacked = _inflated(raw) if raw[:1] in {b"x", b"h", b"X", b"8"} else raw
        total += len(unpacked)
        if unpacked:
            yield unpacked
    yield b"".join([*outside, data[at:]])


def _inflated(raw: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(raw, _LARGEST)
    except zlib.error:
        return raw


def words(data: bytes) -> str:
    """Return the strings of a stream in their order, those of one line of text joined."""
    if (b"(" not in data and b"<" not in data) or binary(data):
        return ""
    pieces: list[str] = []
    for match in _STRING.finditer(data):
        if match[3]:
            if pieces and pieces[-1] != "\n":
                pieces.append("\n")
            continue
        raw = _ESCAPE.sub(_unescaped, match[1]) if match[1] is not None else _digits(match[2])
        pieces.append(
            raw.decode("utf-16", "replace") if raw[:2] in {b"\xfe\xff", b"\xff\xfe"} else raw.decode("latin-1")
        )
    return "".join(pieces)


def binary(data: bytes) -> bool:
    """Tell whether bytes are pixels or a font rather than drawing instructions, which are letters for the most part."""
    head = data[:4096]
    return sum(byte in _PLAIN_BYTES for byte in head) < 0.7 * len(head)


def _unescaped(match: re.Match[bytes]) -> bytes:
    inside = match[1]
    if inside[:1].isdigit():
        return bytes([int(inside, 8) % 256])
    return b"" if inside.endswith(b"\n") else _PLAIN.get(inside, inside)


def _digits(found: bytes) -> bytes:
    digits = b"".join(found.split())
    return bytes.fromhex(digits[: len(digits) // 2 * 2].decode("ascii"))
