"""RTF documents, by striprtf."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import Block, assemble, clean, one_line
from rashomon.ingest.format import Format, unreadable
from rashomon.ingest.view import paragraph_spans
from rashomon.records import Document, ReadState

_PAIR = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_LONE = re.compile("[\ud800-\udfff]")
_FIELD = re.compile(rb"\{\\(title|author)\s+([^{}]{1,500})\}")
_ESCAPE = re.compile(r"\\'([0-9a-fA-F]{2})|\\u(-?\d{1,5})\s?\??|\\([{}\\])")
_INFO_WITHIN = 1 << 16


def recognise(head: bytes) -> bool:
    """Tell an RTF file by its first group."""
    return head.lstrip().startswith(b"{\\rtf")


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the text of an RTF document; its pictures and embedded objects are passed over.

    Raises:
        ItemError: it holds no text.
    """
    from striprtf.striprtf import rtf_to_text

    source = data.decode("latin-1")  # RTF is seven-bit; bytes beyond that keep their number and count as cp1252
    convert: Callable[..., str] = rtf_to_text
    found = convert(source, errors="replace")
    text = clean(_LONE.sub("\N{REPLACEMENT CHARACTER}", _PAIR.sub(_joined, found)))
    blocks = [Block(span.of(text).strip()) for span in paragraph_spans(text)]
    text, passages = assemble(blocks)
    if not text:
        raise unreadable(blank, reason="it holds no text", remedy="save it as PDF and give that")
    fields = {match[1]: _unescaped(match[2].decode("latin-1")) for match in _FIELD.finditer(data[:_INFO_WITHIN])}
    problems = []
    if data.rstrip(b"\x00 \r\n\t")[-1:] != b"}":
        problems.append("the file ends in the middle, so text may be missing; get it again from its source")
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    if damaged:
        problems.append(f"{damaged} character(s) could not be decoded; save it as PDF or UTF-8 text")
    return replace(
        blank,
        text=text,
        passages=passages,
        title=one_line(fields.get(b"title")),
        author=one_line(fields.get(b"author")),
        state=ReadState.PARTIAL if problems else ReadState.PARSED,
        problems=tuple(problems),
    )


def _joined(match: re.Match[str]) -> str:
    """Return the character that a surrogate pair stands for: RTF writes UTF-16 units."""
    return chr(0x10000 + ((ord(match[1]) - 0xD800) << 10) + ord(match[2]) - 0xDC00)


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        if match[1]:
            return bytes.fromhex(match[1]).decode("cp1252", "replace")
        if match[2]:
            return chr(int(match[2]) % 0x10000)
        return match[3]

    return _LONE.sub("\N{REPLACEMENT CHARACTER}", _PAIR.sub(_joined, _ESCAPE.sub(one, text)))


FORMAT = Format(
    name="RTF",
    media_type="application/rtf",
    suffixes=(".rtf",),
    recognise=recognise,
    read=read,
    walled=True,
    warm=("striprtf.striprtf",),
)
