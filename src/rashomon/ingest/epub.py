"""E-books (EPUB 2 and 3): the chapters of the spine in order, each by the reader of web pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import Block, assemble, language, local, one_line, parse_xml
from rashomon.ingest.encoding import decode
from rashomon.ingest.format import Format, Zipped, never, unreadable
from rashomon.ingest.html import MAX_SOURCE, visible
from rashomon.ingest.html_metadata import parse_date
from rashomon.ingest.zipped import MemberError, check_total, member, open_zip, optional
from rashomon.records import Document, ReadState

_PAGES = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_CONTAINER = "META-INF/container.xml"
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*>")


@dataclass(frozen=True, slots=True)
class _Book:
    """What the package document says: metadata by name, and the chapters' members in reading order."""

    metadata: dict[str, str]
    chapters: tuple[str, ...]


def holds(archive: Zipped) -> bool:
    """Tell an e-book by its media type, stored first, or by the file that points to its package document."""
    return archive.mimetype == "application/epub+zip" or _CONTAINER in archive.names


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the chapters of an e-book; a passage's source is its place in the chapter that `place` names.

    Raises:
        ItemError: it is damaged, encrypted, or no chapter shows text.
    """
    archive = open_zip(data, blank, config)
    check_total(archive, blank, config)
    try:
        book = _package(archive)
    except (MemberError, ValueError) as error:
        raise unreadable(
            blank, reason="its table of parts is damaged or missing", remedy="get it again from its source"
        ) from error
    locked = optional(archive, "META-INF/encryption.xml") or b""
    blocks: list[Block] = []
    lost: list[str] = []
    for name in book.chapters:
        try:
            if name.encode() in locked:
                raise MemberError("it is encrypted")
            blocks.extend(_chapter(name, member(archive, name, limit=MAX_SOURCE)))
        except MemberError as error:
            lost.append(f"{name} ({error})")
    text, passages = assemble(blocks)
    if not text:
        reason = f"no chapter can be read: {lost[0]}" if lost else "no chapter shows text"
        raise unreadable(blank, reason=reason, remedy="get a copy without protection, or save it as PDF")
    problems = [
        f"chapter {one_line(name)} was left out; get an undamaged copy without protection" for name in lost[:10]
    ]
    return replace(
        blank,
        text=text,
        passages=passages,
        title=one_line(book.metadata.get("title")),
        author=one_line(book.metadata.get("creator")),
        publisher=one_line(book.metadata.get("publisher")),
        published=parse_date(book.metadata.get("date")),
        language=language(book.metadata.get("language")),
        state=ReadState.PARTIAL if lost else ReadState.PARSED,
        problems=tuple(problems),
    )


def _package(archive: Any) -> _Book:
    """Read the package document (EPUB 3.3, section 5)."""
    container = parse_xml(member(archive, _CONTAINER))
    path = next((node.get("full-path") for node in container.iter() if local(node) == "rootfile"), None)
    if not path:
        raise ValueError("no package document")
    root = parse_xml(_DOCTYPE.sub(b"", member(archive, path), count=1))  # EPUB 2 may name a type without declaring any
    folder = posixpath.dirname(path)
    items: dict[str, str] = {}
    metadata: dict[str, str] = {}
    spine: list[str] = []
    for node in root.iter():
        name = local(node)
        if name == "item" and node.get("media-type") in _PAGES:
            items[node.get("id", "")] = posixpath.normpath(posixpath.join(folder, unquote(node.get("href", ""))))
        elif name == "itemref":
            spine.append(node.get("idref", ""))
        elif isinstance(node.tag, str) and node.tag.startswith("{http://purl.org/dc/elements/1.1/}") and node.text:
            metadata.setdefault(name, node.text)
    return _Book(metadata, tuple(dict.fromkeys(items[key] for key in spine if key in items)))


def _chapter(name: str, data: bytes) -> Iterator[Block]:
    for block in visible(decode(data).text):
        yield Block(block.text, block.kind, source=block.source, place=name)


FORMAT = Format(
    name="e-book",
    media_type="application/epub+zip",
    suffixes=(".epub",),
    recognise=never,
    holds=holds,
    read=read,
    walled=True,
    warm=("lxml.etree", "charset_normalizer"),
)
