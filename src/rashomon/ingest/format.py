"""What a file format is to the ingest room: how it is recognised and how it is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import NamedTuple

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.records import Document, Glyphs, Span

HEAD = 4096
"""Bytes of a file that a format may look at to recognise it."""


class Member(NamedTuple):
    """A document inside another one, not yet read: its name there and its own bytes."""

    name: str
    data: bytes


class Parcel(NamedTuple):
    """A container as read: the document that it is itself, and the documents that lie in it."""

    document: Document
    members: tuple[Member, ...] = ()


class Zipped(NamedTuple):
    """What a ZIP archive shows without being unpacked: its members' names, and its stored `mimetype` ("" if none)."""

    names: frozenset[str]
    mimetype: str


Recognise = Callable[[bytes], bool]
Read = Callable[[bytes, Document, IngestConfig], Document | Parcel]


@dataclass(frozen=True, slots=True)
class Format:
    """One readable format.

    Attributes:
        name: what a person calls it ("PDF").
        media_type: its IANA media type, and its key in the registry.
        suffixes: file name endings that belong to it, lower case, with the dot, the usual one first.
        recognise: tells from the first `HEAD` bytes whether a file is of this format. The name plays no part.
        read: given the bytes, a blank `Document` (path, sha256 and media type set) and the configuration, returns the
            document filled in, or a parcel of it and of the documents inside, which are then read by themselves, each
            by its own content. Raises `ItemError` when the file cannot be read. Must not touch the disk or a network.
        walled: read in a process of its own, under the limits of `wall`; for every format whose parser is not ours.
        warm: names of slow modules that the reading process imports once, before the first file of this format.
        programs: the reader starts other programs (OCR); they run under the same walls.
        holds: for a format that is a ZIP archive inside (DOCX, EPUB): tells it from the members' names; asked for every
            file that begins like a ZIP archive, and then `recognise` is not.
    """

    name: str
    media_type: str
    suffixes: tuple[str, ...]
    recognise: Recognise
    read: Read
    walled: bool = False
    warm: tuple[str, ...] = ()
    programs: bool = False
    holds: Callable[[Zipped], bool] | None = None


def never(head: bytes) -> bool:
    """Recognise nothing: for formats that are told by what they hold."""
    return False


def unreadable(blank: Document, *, reason: str, remedy: str) -> ItemError:
    """Return the error for a file that cannot be read: `reason` and `remedy` are one clause each."""
    return ItemError(blank.path, step="read", reason=reason, remedy=remedy)


def beginning(document: Document, limit: int) -> Document:
    """Return a document with the first `limit` code points of its text, and what passages and glyphs lie in them."""
    if len(document.text) <= limit:
        return document
    passages = tuple(
        replace(p, span=Span(p.span.start, min(p.span.end, limit))) for p in document.passages if p.span.start < limit
    )
    glyphs = document.glyphs and Glyphs(document.glyphs.pages[:limit], document.glyphs.boxes[: 4 * limit])
    return replace(document, text=document.text[:limit], passages=passages, glyphs=glyphs)
