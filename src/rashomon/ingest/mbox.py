"""Mailboxes (MBOX, RFC 4155): a document without words of its own, and its messages as documents inside.

The standard library's reader wants a file on a disk, which readers may not touch, so the messages are parted here:
each begins with a line "From sender date" at the start or after an empty line.
"""

from __future__ import annotations

import re
from dataclasses import replace

from rashomon.config import IngestConfig
from rashomon.ingest.format import Format, Member, Parcel
from rashomon.records import Document, ReadState

_SEPARATOR = rb"From [^\r\n]{1,200} (?:19|20)\d\d(?: [^\r\n]{0,40})?\r?\n(?=[!-9;-~]{1,76}:)"
_FIRST = re.compile(rb"(?:\r?\n)*" + _SEPARATOR)
_MESSAGES = re.compile(rb"(?:\A(?:\r?\n)*|(?<=\n\n)|(?<=\n\r\n))" + _SEPARATOR)


def recognise(head: bytes) -> bool:
    """Tell a mailbox by its first separator, with a heading field on the line below it."""
    return _FIRST.match(head) is not None


def read(data: bytes, blank: Document, config: IngestConfig) -> Parcel:
    """Return the messages of a mailbox, byte for byte without their separators, named by their number."""
    starts = [match.span() for match in _MESSAGES.finditer(data)]
    ends = [start for start, _ in starts[1:]] + [len(data)]
    members: list[Member] = []
    size = 0
    for number, ((_, start), end) in enumerate(zip(starts, ends, strict=True), start=1):
        message = data[start:end].removesuffix(b"\n").removesuffix(b"\r")
        size += len(message)
        if number > config.max_members or size > config.max_unpacked:
            break
        members.append(Member(f"{number}.eml", message))
    left = len(starts) - len(members)
    problems = [f"a mailbox of {len(starts)} messages, each read as a document of its own"]
    if left:
        problems.append(f"its last {left} messages are beyond the limits and were not read; split it")
    return Parcel(
        replace(blank, state=ReadState.PARTIAL if left else ReadState.PARSED, problems=tuple(problems)), tuple(members)
    )


FORMAT = Format(
    name="mailbox",
    media_type="application/mbox",
    suffixes=(".mbox", ".mbx"),
    recognise=recognise,
    read=read,
    walled=True,
)
