"""Words beside the pixels of a picture, without a picture library: EXIF, XMP, IPTC, text chunks, comments.

Whole pictures are read behind a wall too. This is the check that does not depend on it.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import Final

from rashomon.protect.leaks_text import strings

_MOST: Final = 4 << 20


def aside(data: bytes) -> Iterator[tuple[str, str]]:
    """Yield where words stand beside the pixels of a PNG, JPEG or other picture, and the words."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        yield from _png(data)
    elif data.startswith(b"\xff\xd8"):
        yield from _jpeg(data)
    else:
        yield "its bytes", strings(data)


def _png(data: bytes) -> Iterator[tuple[str, str]]:
    at = 8
    while at + 8 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        where = f"PNG chunk {name.decode('latin-1')}"
        if name in {b"tEXt", b"eXIf", b"iTXt", b"zTXt"}:
            yield where, strings(body)
            for start in [i + 1 for i, byte in enumerate(body[:200]) if not byte]:
                for skip in (0, 1):
                    if body[start + skip : start + skip + 1] == b"x":
                        yield where, _inflated(body[start + skip :])
        elif name not in {b"IDAT", b"IHDR", b"PLTE", b"IEND"}:
            yield where, strings(body)
        at += 12 + length
        if name == b"IEND":
            break
    if at < len(data):
        yield "after the end of the picture", strings(data[at:])


def _inflated(body: bytes) -> str:
    try:
        return zlib.decompressobj().decompress(body, _MOST).decode("utf-8", "replace")
    except zlib.error:
        return ""


def _jpeg(data: bytes) -> Iterator[tuple[str, str]]:
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF and data[at + 1] != 0xDA:
        length = struct.unpack_from(">H", data, at + 2)[0]
        if 0xE0 <= data[at + 1] <= 0xEF or data[at + 1] == 0xFE:
            name = "comment" if data[at + 1] == 0xFE else f"APP{data[at + 1] - 0xE0}"
            yield f"JPEG segment {name}", strings(data[at + 4 : at + 2 + length])
        at += 2 + max(2, length)
    end = data.rfind(b"\xff\xd9")
    if 0 <= end < len(data) - 2:
        yield "after the end of the picture", strings(data[end + 2 :])
