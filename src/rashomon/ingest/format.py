"""What a file format is to the ingest room: how it is recognised and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.records import Document

HEAD = 4096
"""Bytes of a file that a format may look at to recognise it."""

Recognise = Callable[[bytes], bool]
Read = Callable[[bytes, Document, IngestConfig], Document]


@dataclass(frozen=True, slots=True)
class Format:
    """One readable format.

    Attributes:
        name: what a person calls it ("PDF").
        media_type: its IANA media type, and its key in the registry.
        suffixes: file name endings that belong to it, lower case, with the dot, the usual one first.
        recognise: tells from the first `HEAD` bytes whether a file is of this format. The name plays no part.
        read: given the bytes, a blank `Document` (path, sha256 and media type set) and the configuration, returns the
            document filled in. Raises `ItemError` when the file cannot be read. Must not touch the disk or a network.
        walled: read in a process of its own, under the limits of `wall`; for every format whose parser is not ours.
        warm: names of slow modules that the reading process imports once, before the first file of this format.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    recognise: Recognise
    read: Read
    walled: bool = False
    warm: tuple[str, ...] = ()


def unreadable(blank: Document, *, reason: str, remedy: str) -> ItemError:
    """Return the error for a file that cannot be read: `reason` and `remedy` are one clause each."""
    return ItemError(blank.path, step="read", reason=reason, remedy=remedy)
