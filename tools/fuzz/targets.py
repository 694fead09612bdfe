"""What is fuzzed: each target takes any bytes and checks what must hold of our own code, whatever they are.

A target raises `AssertionError` (or whatever the code under it threw) on a finding. Findings are kept as files in
`tests/hostile/findings/<target>/` and run again by `tests/hostile/test_findings.py`.
"""

from __future__ import annotations

import json
import math
import struct
from array import array
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, Final

from rashomon.config import IngestConfig
from rashomon.errors import ItemError
from rashomon.extract.quantities import find_quantities
from rashomon.extract.times import find_times
from rashomon.ingest.check import checked, weigh
from rashomon.ingest.encoding import decode
from rashomon.ingest.html_metadata import read_metadata
from rashomon.ingest.html_source import scan, squeeze
from rashomon.ingest.plain import read as read_plain
from rashomon.ingest.view import tidy
from rashomon.ingest.wire import unpack
from rashomon.records import Document, Passage, Span

BLANK: Final = Document(path="a", sha256="0" * 64, media_type="text/plain", text="")
CONFIG: Final = IngestConfig()
PUBLISHED: Final = date(2017, 11, 14)


def html_source(data: bytes) -> None:
    """Every character of a page has a place in its source, in order, and every block can be found again."""
    source = data.decode("utf-8", "replace").replace("\x00", "\N{REPLACEMENT CHARACTER}")
    page = scan(source)
    assert len(page.characters) == len(page.starts) == len(page.ends)
    assert all(0 <= start < end <= len(source) for start, end in zip(page.starts, page.ends, strict=True))
    assert all(before <= after for before, after in zip(page.starts, page.starts[1:], strict=False))
    for block in page.blocks:
        assert 0 <= block.source.start < block.source.end <= len(source)
        assert block.text.strip() == block.text != ""
        assert not squeeze(block.text) or page.locate(block.text)[0] is not None, block.text
    metadata = read_metadata(page)
    for value in (metadata.title, metadata.author, metadata.publisher, metadata.language):
        assert value is None or (value.isprintable() and 0 < len(value) <= 1000)
    assert metadata.when is None or metadata.when.tzinfo is not None


def plain(data: bytes) -> None:
    """Text decodes, can be written again as UTF-8, and its cleaned view maps back to it."""
    decoded = decode(data)
    decoded.text.encode("utf-8")
    if not decoded.damaged and not decoded.guessed and decoded.encoding == "utf-8":
        assert decoded.text.encode("utf-8") == data
    try:
        document = read_plain(data, BLANK, CONFIG)
    except ItemError as error:
        assert error.reason and error.remedy
        return
    assert document.text == decoded.text
    _check_view(document)


def wire(data: bytes) -> None:
    """No bytes make the parent raise anything but what the wall expects; what it takes has places inside its text."""
    # The lengths in front are set right for most inputs, or nearly all would be refused for them alone.
    if data[:1] == b"{":
        header, _, glyphs = data.partition(b"\xff")
        data = struct.pack(">QQQ", len(header), len(glyphs) // 5, len(glyphs) - len(glyphs) // 5) + header + glyphs
    try:
        weigh(data, CONFIG)
        document = checked(unpack(data, BLANK).document, CONFIG)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError, struct.error):
        return
    assert document.path == BLANK.path
    assert document.sha256 == BLANK.sha256
    assert all(0 <= p.span.start <= p.span.end <= len(document.text) for p in document.passages)
    assert "\x00" not in document.text
    json.dumps([document.text, document.title, document.problems], allow_nan=False).encode()
    assert document.glyphs is None or all(map(math.isfinite, document.glyphs.boxes))


def view(data: bytes) -> None:
    """The cleaned view of any text with any passages maps every character back."""
    text = data[2:].decode("utf-8", "replace")
    passages: list[Passage] = []
    at = 0
    step = data[0] % 40 + 1 if data else 1
    while len(data) > 1 and data[1] % 2 and at < len(text):
        passages.append(Passage(Span(at, min(at + step, len(text)))))
        at += step + data[1] // 2 % 3
    _check_view(replace(BLANK, text=text, passages=tuple(passages)))


def times(data: bytes) -> None:
    """Times are spans in order with bounds in order."""
    text = data[1:].decode("utf-8", "replace")
    end = 0
    for item in find_times(text, published=PUBLISHED if data and data[0] % 2 else None):
        assert end <= item.span.start
        assert item.span.of(text) == item.text != ""
        assert not (item.start and item.end) or item.start <= item.end
        assert item.precision in {"day", "week", "month", "season", "year", "span"}
        end = item.span.end


def quantities(data: bytes) -> None:
    """Amounts are spans of the text with bounds in order, under every profile."""
    text = data[1:].decode("utf-8", "replace")
    profile = ("literal", "airwars", "acled")[data[0] % 3 if data else 0]
    for item in find_quantities(_tokenizer()(text), profile=profile):
        assert 0 <= item.span.start < item.span.end <= len(text)
        assert item.low is None or item.high is None or item.low <= item.high


def _check_view(document: Document) -> None:
    cleaned = tidy(document)
    assert len(cleaned.text) == len(cleaned.origins)
    assert isinstance(cleaned.origins, array)
    assert all(0 <= origin < len(document.text) for origin in cleaned.origins)
    assert all(a <= b for a, b in zip(cleaned.origins, cleaned.origins[1:], strict=False)) or document.passages


_LOADED: list[Any] = []


def _tokenizer() -> Any:
    """Return a pipeline that only cuts words: amounts must be read without a parse too."""
    if not _LOADED:
        import spacy

        _LOADED.append(spacy.blank("en"))
    return _LOADED[0]


TARGETS: Final[dict[str, Callable[[bytes], None]]] = {
    "html_source": html_source,
    "plain": plain,
    "wire": wire,
    "view": view,
    "times": times,
    "quantities": quantities,
}

SEEDS: Final[dict[str, tuple[bytes, ...]]] = {
    "html_source": (
        b"<!DOCTYPE html><html lang=en><head><title>A &amp; B</title><meta property='og:title' content='C'>"
        b'<script type=\'application/ld+json\'>{"@type":"NewsArticle","headline":"D","author":[{"name":"E"}],'
        b'"datePublished":"2017-11-14T10:00:00Z"}</script></head><body><h1>F</h1><p>G &ndash; H&#8211;<br>I</p>'
        b"<blockquote>J</blockquote><time datetime=2017-11-14 pubdate>K</time><![CDATA[ x ]]><svg><title>y</title></svg>",
    ),
    "plain": (
        b"Caf\xc3\xa9 au lait. 12 dead.",
        "\ufeffLe ministre a d\u00e9menti.".encode("utf-16"),
        "\u041c\u0438\u043d\u0438\u0441\u0442\u0440 \u043e\u0442\u0440\u0438\u0446\u0430\u043b.\n".encode("cp1251") * 4,
    ),
    "wire": (
        b'{"media_type": "text/html", "text": "abc", "title": null, "publisher": null, "author": null, "language": null, '
        b'"encoding": null, "published": "2017-11-14", "when": null, "state": "parsed", "problems": [], '
        b'"passages": [[0, 3, "paragraph", [1, 2], 1]]}\xff' + bytes(60),
    ),
    "view": (
        b"\x05\x01One line\nand an-\nother.\n\nBy Anna Keller\n",
        b"\x00\x00Date: today\nText \xc2\xad\xe2\x80\x8b.\x0c",
    ),
    "times": (
        b"\x01On Tuesday, 14 November 2017, at 5:30 p.m. GMT, two days after the attack, since early May and until last week.",
        b"\x00Between 3 and 5 June; in the late 1990s; from 2016-03 to 2016-05; every Friday; half a year later.",
    ),
    "quantities": (
        b"\x00At least two dozen people, including 5 to 7 children, were killed and more than 1,200.5 km were lost.",
        b"\x01Almost two-thirds of 3 million, $4.5bn, 1/2, 10^6, 1e9, 40%, twelve hundred and five wounded, no one died.",
    ),
}
"""Where the fuzzer starts, one list a target."""
