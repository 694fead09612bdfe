"""Web pages: the main text (found by trafilatura), each passage traced to its place in the page's source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rashomon.config import IngestConfig
from rashomon.ingest.encoding import Decoded, decode, is_binary
from rashomon.ingest.format import Format, unreadable
from rashomon.ingest.html_metadata import Metadata, clean, parse_date, read_metadata
from rashomon.ingest.html_source import Block, Page, scan, squeeze
from rashomon.records import Document, Passage, ReadState, Span

MAX_SOURCE = 16 * 1024 * 1024
"""Longest page read, bytes: more than any article needs, little enough to parse within the usual time limit."""

_PREAMBLE = re.compile(rb"\A(?:\s|<!--.*?-->|<\?xml[^>]*>)*", re.S)
_DOCUMENT = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s/>]", re.I)
_FRAGMENT = re.compile(rb"<(?:title|meta|div|p|article|section|main|h[1-6]|table|ul|ol|blockquote)[\s/>]", re.I)
_END_TAG = re.compile(rb"</[a-z][a-z0-9]*\s*>", re.I)
_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.I
)

_KINDS = {"head": "heading", "quote": "quote", "item": "list", "table": "table"}
_BLOCK_TAGS = frozenset({"p", "head", "quote", "list", "item", "table", "row", "code"})
_DATE_SEARCH = {
    # htmldate would compare with the day it runs; fixed bounds and no guessing keep the result the same on any day.
    "original_date": True,
    "extensive_search": False,
    "min_date": "1990-01-01",
    "max_date": "2100-01-01",
}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A passage before it has a place in the text."""

    kind: str
    text: str
    source: Span | None = None


def recognise(head: bytes) -> bool:
    """Tell whether a file begins like a web page: with its outermost tags, or with a tagged fragment of one."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head[2:].replace(b"\x00", b"")
    start = head.removeprefix(b"\xef\xbb\xbf")
    start = _PREAMBLE.sub(b"", start, count=1)
    if _DOCUMENT.match(start):
        return True
    return bool(_FRAGMENT.match(start)) and len(_END_TAG.findall(start)) >= 2


def read(data: bytes, blank: Document, config: IngestConfig) -> Document:
    """Return the main text of a page, its headline first, paragraphs apart by a blank line.

    Raises:
        ItemError: the page is too long, is no text, or shows none.
    """
    if len(data) > MAX_SOURCE:
        raise unreadable(
            blank, reason=f"the page is larger than {MAX_SOURCE >> 20} MiB", remedy="save only the article from it"
        )
    decoded = source_of(data)
    if is_binary(decoded.text):
        raise unreadable(blank, reason="it begins like a web page but is binary", remedy="save the page again as HTML")
    source = decoded.text.replace("\x00", "\N{REPLACEMENT CHARACTER}")  # the tree builder stops at a NUL
    page = scan(source)
    pieces, found = _extract(source)
    problems = list(decoded.problems)
    traced = list(_trace(pieces, page))
    main = traced or [_Piece(block.kind, block.text, block.source) for block in _visible(page)]
    if not main:
        raise unreadable(
            blank,
            reason="the page shows no text (it may be built by scripts)",
            remedy="open it in a browser, save it as PDF and give that",
        )
    if not traced:
        problems.append(
            "its main text could not be told from the rest, so all was kept; check where it begins and ends"
        )
    if page.cut_short:
        problems.append("the page ends in the middle, so text may be missing; save or download it again")
    metadata = read_metadata(page).or_else(found)
    headline = _headline(page, metadata.title or page.title)
    title = metadata.title or (headline.text if headline else None) or clean(page.title)
    text, passages = _assemble(_with_headline(main, headline))
    incomplete = bool(decoded.damaged) or not traced or page.cut_short
    return replace(
        blank,
        text=text,
        passages=passages,
        title=title,
        author=metadata.author,
        publisher=metadata.publisher,
        published=metadata.published or _shown_date(page),
        when=metadata.when,
        language=metadata.language,
        encoding=decoded.encoding,
        state=ReadState.PARTIAL if incomplete else ReadState.PARSED,
        problems=tuple(problems),
    )


def source_of(data: bytes) -> Decoded:
    """Return the decoded source of a page, in which passages have their places."""
    declared = _CHARSET.search(data[:4096])
    return decode(data, declared=declared[1].decode("ascii") if declared else None)


def visible(source: str) -> list[Block]:
    """Return all text blocks of a page that is content as a whole (a chapter, a mail), with their places in it."""
    return _visible(scan(source.replace("\x00", "\N{REPLACEMENT CHARACTER}")))


def _extract(source: str) -> tuple[list[_Piece], Metadata]:
    """Return the passages of the main text, not yet traced, and what trafilatura makes of the page's head."""
    from trafilatura import bare_extraction, extract_metadata
    from trafilatura.utils import load_html

    tree = load_html(source)
    if tree is None or len(tree) == 0:
        return [], Metadata()
    # Given a tree, the extractor works on a copy, so the second pass sees the page whole.
    result = bare_extraction(tree, include_comments=False, include_formatting=True)
    pieces = [] if result is None or isinstance(result, dict) else list(_pieces(result.body))
    for script in list(tree.iter("script")):  # its reader of JSON-LD is not proof against hostile ones; ours is
        script.clear(keep_tail=True)
    found = extract_metadata(tree, date_config=dict(_DATE_SEARCH), extensive=False)
    published: date | None = parse_date(found.date)
    return pieces, Metadata(clean(found.title), clean(found.author), clean(found.sitename), published)


def _pieces(body: Any) -> Iterator[_Piece]:
    """Yield the passages of an extracted tree (an lxml element), in order."""
    kinds: list[str] = []
    words: list[str] = []

    def flush() -> Iterator[_Piece]:
        text = "\n".join(filter(None, _folded("".join(words))))
        words.clear()
        if text:
            yield _Piece(next((kind for kind in reversed(kinds) if kind), "paragraph"), text)

    def walk(element: Any) -> Iterator[_Piece]:  # the tree is at most 256 deep: the parser cuts deeper ones
        block = element.tag in _BLOCK_TAGS
        if block:
            yield from flush()
            kinds.append(_KINDS.get(element.tag, ""))
        elif element.tag == "lb":
            words.append("\n")
        words.append(_one_line(element.text))
        for child in element:
            yield from walk(child)
            if element.tag == "row":
                words.append("\t")
            words.append(_one_line(child.tail))
        if block:
            yield from flush()
            kinds.pop()

    yield from walk(body)
    yield from flush()


def _one_line(text: str | None) -> str:
    """Source line ends mean nothing in HTML; only `lb` elements do."""
    return re.sub(r"[^\S\t]+|\t+", " ", text) if text else ""


def _folded(text: str) -> Iterator[str]:
    """Yield the lines of a passage, white space folded, table cells apart by tabs."""
    for line in text.split("\n"):
        yield "\t".join(filter(None, (" ".join(cell.split()) for cell in line.split("\t"))))


def _trace(pieces: list[_Piece], page: Page) -> Iterator[_Piece]:
    """Yield each passage with its place in the source, where it can be found there."""
    at = 0
    for piece in pieces:
        source, at = page.locate(piece.text, at)
        yield replace(piece, source=source)


def _visible(page: Page) -> list[Block]:
    """Return the blocks that are content by their tags, or all of them when none is."""
    return [block for block in page.blocks if not block.hidden] or list(page.blocks)


def _headline(page: Page, title: str) -> Block | None:
    """Return the `h1` that is the article's headline: the only one, or the one most like the title."""
    wanted = set(title.lower().split())
    best = max(page.headlines, key=lambda block: len(wanted & set(block.text.lower().split())), default=None)
    if best is None or len(page.headlines) == 1 or wanted & set(best.text.lower().split()):
        return best
    return None


def _with_headline(main: list[_Piece], headline: Block | None) -> list[_Piece]:
    """Put the headline first, unless the main text already has it: headlines carry claims, and extractors drop them."""
    if headline is None:
        return main
    wanted = squeeze(headline.text).casefold()
    if any(squeeze(piece.text).casefold() == wanted for piece in main[:5]):
        return main
    return [_Piece("heading", headline.text, headline.source), *main]


def _shown_date(page: Page) -> date | None:
    """Return the date of the page's only `time` element; of several, none is known to be the publication's."""
    dates = {parse_date(value) for value, _ in page.times}
    return dates.pop() if len(dates) == 1 else None


def _assemble(pieces: list[_Piece]) -> tuple[str, tuple[Passage, ...]]:
    """Join passages with blank lines; return the text and each passage's span in it."""
    passages = []
    at = 0
    for piece in pieces:
        passages.append(Passage(Span(at, at + len(piece.text)), piece.kind, piece.source))
        at += len(piece.text) + 2
    return "\n\n".join(piece.text for piece in pieces), tuple(passages)


FORMAT = Format(
    name="HTML",
    media_type="text/html",
    suffixes=(".html", ".htm", ".xhtml"),
    recognise=recognise,
    read=read,
    walled=True,
    warm=("charset_normalizer", "rashomon.ingest.html_warm"),
)
