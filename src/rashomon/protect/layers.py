"""What a file holds beside the text that was read of it: properties, comments, headers, members, streams of a PDF."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header

LARGEST = 64 << 20
_MEMBERS, _DEEP = 2000, 3
_STREAM = re.compile(rb"stream\r?\n")
_TAG = re.compile(r"<[^>]{0,2000}>")


class TooLarge(Exception):  # noqa: N818  no fault
    """A file holds more than is looked through; nobody can say what it tells."""


def layers(data: bytes, deep: int = 0) -> Iterator[str]:
    """Yield all words that a file may hold, whatever it is.

    Raises:
        TooLarge: it holds too much.
    """
    if len(data) > LARGEST or deep > _DEEP:
        raise TooLarge
    if data.startswith(b"PK"):
        yield from _archive(data, deep)
        return
    plain = data.decode("utf-8", "replace")
    yield plain
    if b"\0" in data:
        yield data.decode("utf-16-le", "replace")
        yield data.decode("utf-16-be", "replace")
    if "\ufffd" in plain:
        yield data.decode("cp1252", "replace")
    if "<" in plain:
        yield _TAG.sub("", plain)  # runs of Word cut names in pieces
    if data.startswith(b"%PDF"):
        yield from _streams(data, deep)
    if re.match(rb"(?:[!-9;-~]{1,60}:[^\n]*\r?\n|[ \t][^\n]*\n|From )", data):
        yield from _mail(data, deep)


def _archive(data: bytes, deep: int) -> Iterator[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            members = opened.infolist()
            if len(members) > _MEMBERS or sum(member.file_size for member in members) > LARGEST:
                raise TooLarge
            yield opened.comment.decode("utf-8", "replace")
            for member in members:
                yield member.filename
                yield from layers(opened.read(member), deep + 1)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, zlib.error) as error:
        raise TooLarge from error


def _streams(data: bytes, deep: int) -> Iterator[str]:
    total = 0
    for match in _STREAM.finditer(data):
        try:
            found = zlib.decompressobj().decompress(data[match.end() :], LARGEST - total)
        except zlib.error:
            continue
        total += len(found)
        if total >= LARGEST:
            raise TooLarge
        yield from layers(found, deep + 1)


def _mail(data: bytes, deep: int) -> Iterator[str]:
    message = message_from_bytes(data)
    for part in message.walk():
        for value in part.values():
            try:
                yield str(make_header(decode_header(str(value))))
            except (ValueError, LookupError):
                yield str(value)
        yield part.get_filename() or ""
        held = part.get_payload(decode=True) if part is not message or not part.is_multipart() else None
        if isinstance(held, bytes) and held and held != data:
            yield from layers(held, deep + 1)
