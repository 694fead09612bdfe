"""Plain text: the decoded file exactly as it is, so that offsets are those of the file."""

from __future__ import annotations

from dataclasses import replace

from rashomon.config import IngestConfig
from rashomon.ingest.encoding import decode, is_binary
from rashomon.ingest.format import Format, unreadable
from rashomon.records import Document, ReadState


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the document whose text is the decoded file, unchanged but for a byte order mark.

    Raises:
        ItemError: the bytes are not text, or only white space.
    """
    decoded = decode(data)
    if is_binary(decoded.text):
        raise unreadable(
            blank,
            reason="it is a binary file of a kind that is not read",
            remedy="give it as PDF, HTML or plain text (UTF-8)",
        )
    if not decoded.text.strip():
        raise unreadable(blank, reason="it holds only white space", remedy="give a file with text in it")
    return replace(
        blank,
        text=decoded.text,
        encoding=decoded.encoding,
        state=ReadState.PARTIAL if decoded.damaged else ReadState.PARSED,
        problems=decoded.problems,
    )


FORMAT = Format(
    name="plain text",
    media_type="text/plain",
    suffixes=(".txt", ".text", ".md", ".log", ".csv", ".tsv"),
    recognise=lambda head: True,
    read=read,
    walled=True,
    warm=("charset_normalizer",),
)
