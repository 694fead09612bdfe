"""Pieces of a document put together to one text, with a passage for each, and what several formats share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rashomon.records import Passage, Span

PARAGRAPH, ROW, CELL = "\n\n", "\n", "\t"
"""What stands before a block: a blank line, a line break (next row or cue), a tab (next cell)."""

_MAX_GAP = 50
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_ODD_BREAK = re.compile(r"\r\n?|[\x0c\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Block:
    """A piece before it has its place in the text; `joint` is what parts it from the one before."""

    text: str
    kind: str = "paragraph"
    source: Span | None = None
    place: str | None = None
    joint: str = PARAGRAPH
    page: int | None = None


def assemble(blocks: Iterable[Block]) -> tuple[str, tuple[Passage, ...]]:
    """Return the text of the blocks that have words, and a passage for each."""
    parts: list[str] = []
    passages: list[Passage] = []
    at = 0
    for block in blocks:
        if not block.text.strip():
            continue
        if parts:
            parts.append(block.joint)
            at += len(block.joint)
        parts.append(block.text)
        passages.append(Passage(Span(at, at + len(block.text)), block.kind, block.source, block.page, block.place))
        at += len(block.text)
    return "".join(parts), tuple(passages)


def row(cells: Iterable[tuple[int, str, str]], *, opens: bool = False) -> Iterator[Block]:
    """Yield the cells of a table's row: (column from 1, words, place), empty ones left out but their tabs kept.

    `opens`: the row begins a paragraph rather than a line.
    """
    before = 0
    for column, words, place in cells:
        tabs = CELL * min(column - max(before, 1), _MAX_GAP)
        yield Block(words, "table", place=place, joint=tabs if before else (PARAGRAPH if opens else ROW) + tabs)
        before = column


def clean(text: str) -> str:
    """Return a text with line feeds as its only line breaks and without control characters but tabs."""
    return _CONTROL.sub("", _ODD_BREAK.sub("\n", text))


def one_line(text: str | None) -> str | None:
    """Return a piece of metadata as one line of at most 300 characters, None where it says nothing."""
    return " ".join(clean(text or "").split())[:300] or None


def cell(text: str) -> str:
    """Return the words of a table's cell: one line, no tab, which would read as the next cell."""
    return " ".join(clean(text).split())


def language(label: str | None) -> str | None:
    """Return the primary subtag of a language label ("en-GB": "en"), None where there is no label."""
    match = re.match(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)", label or "")
    return match[1].lower() if match else None


def parse_xml(data: bytes) -> Any:
    """Return the root of an XML document (an lxml element), read without document type, entities or network.

    Raises:
        ValueError: it is not well formed, or declares a document type.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise ValueError("not well formed") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise ValueError("declares a document type")
    return root


def local(element: Any) -> str:
    """Return the name of an XML element without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
