"""Web archives (WARC, ISO 28500), by fastwarc: the pages that servers answered with, as documents inside."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import one_line
from rashomon.ingest.format import Format, Member, Parcel, unreadable
from rashomon.records import Document, ReadState

_NO_DOCUMENT = ("application/javascript", "application/x-javascript", "application/json", "application/wasm",
                "application/font", "application/x-font", "application/vnd.ms-fontobject", "application/manifest",
                "text/css", "text/javascript", "font/", "audio/", "video/", "image/svg", "image/x-icon",
                "image/vnd.microsoft.icon", "image/gif")  # fmt: skip
"""Beginnings of media types that pages are built of and that hold no account."""

_MAX_RECORD = 64 << 20


@dataclass(slots=True)
class _Records:
    """What was found in an archive."""

    members: list[Member] = field(default_factory=list)
    size: int = 0
    found: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    full: bool = False
    damaged: bool = False


def recognise(head: bytes) -> bool:
    """Tell a web archive by its first record, compressed with gzip or not."""
    if head.startswith(b"\x1f\x8b"):
        try:
            head = zlib.decompressobj(wbits=31).decompress(head, 16)
        except zlib.error:
            return False
    return head.startswith(b"WARC/")


def read(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Return the successful answers and resources of an archive, named by their addresses.

    Raises:
        ItemError: no record can be read.
    """
    found = _Records()
    _iterate(data, found, config)
    if not found.found:
        raise unreadable(
            blank, reason="the web archive is damaged: no record can be read", remedy="get it again from its source"
        )
    problems = [f"a web archive of {found.found} answers, {len(found.members)} of them read as documents of their own"]
    missing = []
    if found.left_out["failed"]:
        problems.append(f"{found.left_out['failed']} answers are errors or redirections and were left out")
    if found.left_out["material"]:
        problems.append(
            f"{found.left_out['material']} answers are scripts, styles, fonts, sound or icons and were left out"
        )
    if found.left_out["large"]:
        missing.append(f"{found.left_out['large']} answers are larger than {_MAX_RECORD >> 20} MiB and were left out")
    if found.left_out["broken"]:
        missing.append(f"{found.left_out['broken']} answers are damaged and were left out; get the archive again")
    if found.damaged:
        missing.append("the archive is damaged or cut short, so answers may be missing; get it again from its source")
    if found.full:
        missing.append("answers beyond the limits were not read; split the archive")
    return Parcel(
        replace(blank, state=ReadState.PARTIAL if missing else ReadState.PARSED, problems=(*problems, *missing)),
        tuple(found.members),
    )


def _iterate(data: bytes, found: _Records, config: IngestConfig) -> None:
    from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource
    try:
        for record in ArchiveIterator(io.BytesIO(data), record_types=kinds, parse_http=False, fsspec_args=False):
            found.found += 1
            if found.full or len(found.members) >= config.max_members:
                found.full = True
                continue
            _add(record, found, config)
    except (OSError, ValueError, EOFError):
        found.damaged = True


def _add(record: Any, found: _Records, config: IngestConfig) -> None:
    """Take one record's content where it may be a document."""
    block = record.reader.read(_MAX_RECORD + 1)
    if len(block) > _MAX_RECORD:
        found.left_out["large"] += 1
        return
    # The library gives what there is of a record that is cut short, and says nothing.
    found.damaged = found.damaged or len(block) < record.content_length
    record.set_bytes_content(block)
    record.parse_http(auto_decode="all")
    headers = record.http_headers
    if headers is not None:
        status = headers.status_code
        if status is None or not 200 <= status < 300:
            found.left_out["failed"] += 1
            return
        kind = str(record.http_content_type or "")
    else:
        kind = str(record.headers.get("Content-Type", ""))
    if kind.lower().startswith(_NO_DOCUMENT):
        found.left_out["material"] += 1
        return
    try:
        content = record.reader.read(_MAX_RECORD + 1)
    except (OSError, ValueError, EOFError):
        found.left_out["broken"] += 1
        return
    if len(content) > _MAX_RECORD:
        found.left_out["large"] += 1
        return
    found.size += len(content)
    if found.size > config.max_unpacked:
        found.full = True
        return
    address = one_line(str(record.headers.get("WARC-Target-URI", "")).strip("<>"))
    found.members.append(Member(address or f"record-{found.found}", content))


FORMAT = Format(
    name="web archive (WARC)",
    media_type="application/warc",
    suffixes=(".warc", ".warc.gz"),
    recognise=recognise,
    read=read,
    walled=True,
    warm=("fastwarc.warc",),
)
