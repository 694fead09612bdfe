"""ZIP archives, of their own or inside a format: what they hold, and members read within limits.

Sizes are checked as declared before anything is inflated, and as they come out: a member never yields more than its
declared size (zipfile stops there, and its checksum then tells). Nothing is ever written to a disk, so a member's name
is only a name.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from rashomon.config import IngestConfig
from rashomon.ingest.format import Zipped, unreadable
from rashomon.records import Document

SIGNATURES = (b"PK\x03\x04", b"PK\x05\x06")
"""How a ZIP archive begins: with a member, or, when it is empty, with the end of its directory."""

MAX_RATIO = 300
"""Steepest compression believed of a member of more than a mebibyte: DEFLATE reaches 1032, documents hardly 100."""

MAX_PART = 128 << 20
"""Most bytes of one member that are inflated, inside a format."""

_LISTED = 4000
_END = struct.Struct("<4s4H2LH")
_ENTRY = struct.Struct("<4s6H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_DTD = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.I)


class MemberError(Exception):
    """A member that cannot be read; the message says why, in one clause."""


def peek(data: bytes) -> Zipped:
    """Return the names of the first members of an archive and its stored media type; inflates nothing, never raises."""
    names: set[str] = set()
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 65557))
    if at >= 0 and len(data) - at >= _END.size:
        start = _END.unpack_from(data, at)[6]
        size = _END.unpack_from(data, at)[5]
        start = at - size if data[start : start + 4] != b"PK\x01\x02" else start  # something stands before the archive
        while len(names) < _LISTED and 0 <= start <= len(data) - _ENTRY.size:
            entry = _ENTRY.unpack_from(data, start)
            if entry[0] != b"PK\x01\x02":
                break
            name_at = start + _ENTRY.size
            names.add(data[name_at : name_at + entry[10]].decode("utf-8", "replace"))
            start = name_at + entry[10] + entry[11] + entry[12]
    return Zipped(frozenset(names), _mimetype(data))


def _mimetype(data: bytes) -> str:
    """Return the media type that ODF and EPUB store uncompressed as the first member (OASIS ODF 1.3 part 2, 3.3)."""
    if len(data) < _LOCAL.size:
        return ""
    head = _LOCAL.unpack_from(data)
    method, size, name_length, extra = head[3], head[8], head[9], head[10]
    start = _LOCAL.size + name_length + extra
    if method or size > 200 or data[_LOCAL.size : _LOCAL.size + name_length] != b"mimetype":
        return ""
    return data[start : start + size].decode("ascii", "replace").strip()


def open_zip(data: bytes, blank: Document, config: IngestConfig) -> zipfile.ZipFile:
    """Open an archive whose directory is whole and whose declared sizes are within limits.

    Raises:
        ItemError: it is damaged, or looks like one made to overflow whoever unpacks it.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, OverflowError) as error:
        raise unreadable(
            blank, reason="it is damaged and cannot be unpacked", remedy="get it again from its source"
        ) from error
    if reason := _suspect(entries, config):
        raise unreadable(blank, reason=reason, remedy="unpack it with care and give the documents by themselves")
    return archive


def _suspect(entries: list[zipfile.ZipInfo], config: IngestConfig) -> str | None:
    if len(entries) > 2 * config.max_members:
        return f"it has {len(entries)} members, more than twice the limit of {config.max_members}"
    for entry in entries:
        if entry.file_size > max(1 << 20, MAX_RATIO * max(1, entry.compress_size)):
            return "a member is compressed more steeply than documents are (a decompression bomb)"
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            return "its members overlap (a decompression bomb)"
        end = entry.header_offset + entry.compress_size
    return None


def check_total(archive: zipfile.ZipFile, blank: Document, config: IngestConfig) -> None:
    """Refuse a document whose parts are together larger than the limit, before any is inflated.

    Raises:
        ItemError: they are.
    """
    if sum(entry.file_size for entry in archive.infolist()) > config.max_unpacked:
        raise unreadable(
            blank,
            reason=f"its parts are larger than the limit of {config.max_unpacked} bytes",
            remedy="split it or raise the limit",
        )


def member(archive: zipfile.ZipFile, name: str | zipfile.ZipInfo, *, limit: int = MAX_PART) -> bytes:
    """Return the bytes of one member.

    Raises:
        MemberError: it is missing, encrypted, damaged or larger than `limit` bytes.
    """
    try:
        entry = archive.getinfo(name) if isinstance(name, str) else name
    except KeyError as error:
        raise MemberError("it is missing") from error
    if entry.flag_bits & 1:
        raise MemberError("it is encrypted")
    if entry.file_size > limit:
        raise MemberError(f"it is larger than {limit} bytes")
    try:
        with archive.open(entry) as file:
            return file.read(limit)
    except NotImplementedError as error:
        raise MemberError("it is compressed in a way that is not known") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error) as error:
        raise MemberError("it is damaged") from error


def optional(archive: zipfile.ZipFile, name: str) -> bytes | None:
    """Return the bytes of one member, or None when there is none of that name that can be read."""
    try:
        return member(archive, name)
    except MemberError:
        return None


def refuse_entities(archive: zipfile.ZipFile, blank: Document) -> None:
    """Refuse a document whose XML parts declare a document type: none needs one, and entities are for attacks.

    Raises:
        ItemError: a part declares one, or cannot be unpacked.
    """
    for entry in xml_parts(archive):
        try:
            part = member(archive, entry)
        except MemberError as error:
            raise unreadable(
                blank,
                reason=f"its part {entry.filename[:100]} cannot be read: {error}",
                remedy="get it again or save it anew",
            ) from error
        if _DTD.search(part) or _DTD.search(part.replace(b"\x00", b"")):
            raise unreadable(
                blank,
                reason="its XML declares entities, which documents never do",
                remedy="save it anew from its program",
            )


def xml_parts(archive: zipfile.ZipFile) -> Iterator[zipfile.ZipInfo]:
    """Yield the members that are XML by their names."""
    for entry in archive.infolist():
        if entry.filename.lower().endswith((".xml", ".rels", ".opf", ".ncx", ".vml")):
            yield entry
