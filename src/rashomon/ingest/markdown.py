"""Markdown (CommonMark with tables), by markdown-it-py: the words without the marks, each block with its source lines.

Any text is Markdown of a kind, so a file counts as Markdown only where it plainly is: two different kinds of mark that
prose does not have. Everything else is read as the plain text it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.blocks import CELL, PARAGRAPH, ROW, Block, assemble, language, one_line
from rashomon.ingest.encoding import decode, is_binary
from rashomon.ingest.format import Format, unreadable
from rashomon.ingest.html_metadata import parse_date
from rashomon.records import Document, ReadState, Span

_MARKS = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        r"^#{1,6} [^\s#]",
        r"^[^\n|]{0,200}[^!\n]\[[^\]\n]{1,200}\]\((?:https?:|/|\.|#|mailto:)[^)\s]{1,300}\)|^\[[^\]\n]{1,200}\]\(https?:",
        r"!\[[^\]\n]{0,200}\]\([^)\s]{1,300}\)",
        r"(?<![\w*])\*\*[^\s*][^*\n]{0,200}\*\*(?![\w*])",
        r"^(?:```|~~~)[\w+-]{0,20}[ \t]*$",
        r"^\|?[ \t]*:?-{3,}:?[ \t]*\|[-:| \t]{0,200}$",
        r"\A---[ \t]*\r?\n(?:[A-Za-z][\w-]{0,40}:[^\n]{0,300}\n){1,30}---[ \t]*\r?$",
    )
)
_FRONT = re.compile(r"\A---[ \t]*\r?\n((?:[A-Za-z][\w-]{0,40}:[^\n]*\n|[ \t]+[^\n]*\n){1,50})---[ \t]*\r?(?:\n|\Z)")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_KINDS = {"heading": "heading", "blockquote": "quote", "list_item": "list", "table": "table"}
_LINE_END = re.compile(r"\r\n?|\n")


def recognise(head: bytes) -> bool:
    """Tell Markdown by two kinds of mark."""
    if b"\x00" in head or head.startswith(b"#!"):
        return False
    text = head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return sum(mark.search(text) is not None for mark in _MARKS) >= 2


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the words of a Markdown file, block by block, each with the span of its lines in the decoded source.

    Raises:
        ItemError: it is binary or shows no text.
    """
    from markdown_it import MarkdownIt

    decoded = decode(data)
    if is_binary(decoded.text):
        raise unreadable(blank, reason="it begins like Markdown but is binary", remedy="save it again as text")
    source = decoded.text
    front = _FRONT.match(source)
    fields = dict(_fields(front[1])) if front else {}
    # The front matter is blanked, not cut, so that the lines keep their numbers.
    body = re.sub(r"[^\r\n]", " ", front[0]) + source[front.end() :] if front else source
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(body.replace("\x00", "\ufffd"))
    text, passages = assemble(_Walk(_line_starts(source)).blocks(tokens))
    if not text:
        raise unreadable(blank, reason="it shows no text", remedy="give a file with text in it")
    heading = next((p.span.of(text) for p in passages if p.kind == "heading"), None)
    return replace(
        blank,
        text=text,
        passages=passages,
        title=one_line(fields.get("title")) or one_line(heading),
        author=one_line(fields.get("author")),
        published=parse_date(fields.get("date")),
        language=language(fields.get("lang") or fields.get("language")),
        encoding=decoded.encoding,
        state=ReadState.PARTIAL if decoded.damaged else ReadState.PARSED,
        problems=decoded.problems,
    )


def _fields(front: str) -> Iterator[tuple[str, str]]:
    for line in front.splitlines():
        name, colon, value = line.partition(":")
        if colon and name and not name[0].isspace():
            yield name.strip().lower(), value.strip().strip("\"'")


def _line_starts(source: str) -> list[int]:
    """Return where each line of the source begins, and, last, where it ends."""
    return [0, *(match.end() for match in _LINE_END.finditer(source)), len(source)]


@dataclass(slots=True)
class _Walk:
    """The stream of tokens to blocks."""

    starts: list[int]
    kinds: list[str] = field(default_factory=list)
    joint: str = PARAGRAPH
    rows: int = 0
    cells: int = 0

    def blocks(self, tokens: list[Any]) -> Iterator[Block]:
        """Yield a block for each paragraph, heading, list item, cell and piece of code."""
        for token in tokens:
            if token.type == "inline":
                yield Block(_words(token.children or []), self._kind(), self._source(token.map), joint=self.joint)
                self.joint = PARAGRAPH
            elif token.type in {"fence", "code_block"}:
                yield Block(token.content.strip("\n"), "paragraph", self._source(token.map))
            elif token.type == "html_block":
                yield Block(" ".join(_TAG.sub(" ", token.content).split()), "paragraph", self._source(token.map))
            elif token.nesting == 1:
                self._open(token.type.removesuffix("_open"))
            elif token.nesting == -1:
                self.kinds.pop()

    def _open(self, name: str) -> None:
        self.kinds.append(_KINDS.get(name, ""))
        if name == "table":
            self.rows = 0
        elif name == "tr":
            self.rows += 1
            self.cells = 0
        elif name in {"td", "th"}:
            self.cells += 1
            self.joint = CELL if self.cells > 1 else ROW if self.rows > 1 else PARAGRAPH

    def _kind(self) -> str:
        return next((kind for kind in reversed(self.kinds) if kind), "paragraph")

    def _source(self, lines: list[int] | None) -> Span | None:
        if not lines:
            return None
        last = len(self.starts) - 1
        return Span(self.starts[min(lines[0], last)], self.starts[min(lines[1], last)])


def _words(children: list[Any]) -> str:
    """Return the words of inline tokens: marks, addresses and tags left out, alternative texts of pictures kept."""
    parts = []
    for token in children:
        if token.type in {"text", "code_inline", "image"}:
            parts.append(token.content)
        elif token.type == "softbreak":
            parts.append(" ")
        elif token.type == "hardbreak":
            parts.append("\n")
    return "".join(parts).strip()


FORMAT = Format(
    name="Markdown",
    media_type="text/markdown",
    suffixes=(".md", ".markdown"),
    recognise=recognise,
    read=read,
    walled=True,
    warm=("markdown_it",),
)
