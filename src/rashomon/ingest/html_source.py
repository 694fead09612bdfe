"""A page's source read once, in order: its visible characters with their places, and what its head says about it.

The text extractor works on a tree and keeps no offsets. So every character it may give back is also noted here with
its place in the decoded source, and a passage is traced by finding its characters, white space aside, in that stream.
"""

from __future__ import annotations

import html
from array import array
from dataclasses import dataclass
from html.parser import HTMLParser

from rashomon.records import Span

_HIDDEN = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "head",
        "title",
        "nav",
        "footer",
        "aside",
        "form",
        "button",
        "select",
        "svg",
        "iframe",
    ]
)
_BLOCK_KINDS = {
    **dict.fromkeys(
        ["p", "div", "section", "article", "main", "header", "body", "html", "dl", "dd", "dt", "pre", "address", "tr"],
        "paragraph",
    ),
    **dict.fromkeys(["h1", "h2", "h3", "h4", "h5", "h6"], "heading"),
    **dict.fromkeys(["td", "th", "caption"], "table"),
    "blockquote": "quote",
    "li": "list",
    "figcaption": "caption",
}
_MUST_CLOSE = frozenset(
    [
        "article",
        "div",
        "section",
        "main",
        "span",
        "a",
        "ul",
        "ol",
        "table",
        "blockquote",
        "h1",
        "h2",
        "h3",
        "em",
        "strong",
        "b",
        "i",
    ]
)
_MAX_ITEMS = 1000
_LONGEST_REFERENCE = 100
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
_ANCHOR = 24
"""Characters at either end of a passage that place it when its middle differs from the source."""


@dataclass(frozen=True, slots=True)
class Block:
    """A run of visible text between block tags. `hidden`: in navigation, a form or another part that is no content."""

    kind: str
    text: str
    source: Span
    hidden: bool


@dataclass(frozen=True, slots=True)
class Page:
    """What one pass over a page's source finds.

    Attributes:
        characters: the characters of the page without white space, in source order.
        starts, ends: the place in the source of each of them, code points; an entity is longer than its character.
        blocks: its text, block by block.
        headlines: its `h1` elements.
        metas: pairs of lower-case name (or property, itemprop) and content.
        json_ld: the contents of its JSON-LD scripts.
        times: `datetime` attributes of `time` elements; the flag says that the page marks it as the publication time.
        title, language: the `title` element and the `lang` attribute, empty when absent.
        cut_short: the source ends inside a tag or with elements open that have to be closed.
    """

    characters: str
    starts: array[int]
    ends: array[int]
    blocks: tuple[Block, ...]
    headlines: tuple[Block, ...]
    metas: tuple[tuple[str, str], ...]
    json_ld: tuple[str, ...]
    times: tuple[tuple[str, bool], ...]
    title: str
    language: str
    cut_short: bool

    def locate(self, text: str, start: int = 0) -> tuple[Span | None, int]:
        """Find `text`, white space aside, from character `start` of this page on, else anywhere.

        Returns:
            Its span in the source, or None; and the index in `characters` behind it (`start` when not found).
        """
        wanted = squeeze(text)
        if not wanted:
            return None, start
        at = self.characters.find(wanted, start)
        if at < 0:
            at = self.characters.find(wanted)
        end = at + len(wanted)
        if at < 0 and len(wanted) > 2 * _ANCHOR:
            at = self.characters.find(wanted[:_ANCHOR], start)
            end = (
                self.characters.find(wanted[-_ANCHOR:], at + _ANCHOR, at + 2 * len(wanted)) + _ANCHOR if at >= 0 else -1
            )
            if end < at + _ANCHOR:
                at = -1
        if at < 0:
            return None, start
        return Span(self.starts[at], self.ends[end - 1]), end


def squeeze(text: str) -> str:
    """Return the characters of `text` that two renderings share: no white space, no invisible ones."""
    return "".join(ch for ch in text if ch.isprintable() and not ch.isspace())


def scan(source: str) -> Page:
    """Read the source of a page in one pass. Never raises; broken markup gives what can be made of it."""
    scanner = _Scanner(source)
    scanner.feed(source)
    unfinished = scanner.rawdata.startswith("<") or scanner.cdata_elem is not None
    scanner.close()
    return scanner.page(unfinished)


class _Scanner(HTMLParser):
    """Collects what `Page` holds. Character references are kept apart, so that each has a place of its own."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self._source = source
        self._line_starts = [0]
        at = source.find("\n")
        while at >= 0:
            self._line_starts.append(at + 1)
            at = source.find("\n", at + 1)
        self._characters: list[str] = []
        self._starts, self._ends = array("q"), array("q")
        self._blocks: list[Block] = []
        self._headlines: list[Block] = []
        self._pieces: list[str] = []
        self._block_span: tuple[int, int] | None = None
        self._open: dict[str, int] = {}
        self._metas: list[tuple[str, str]] = []
        self._json_ld: list[str] = []
        self._times: list[tuple[str, bool]] = []
        self._title: list[str] = []
        self._language = ""
        self._in_json_ld = False
        self._closed = False

    def page(self, unfinished: bool) -> Page:
        """Return what was collected."""
        self._end_block()
        left_open = any(self._open.get(tag, 0) > 0 for tag in _MUST_CLOSE)
        return Page(
            characters="".join(self._characters),
            starts=self._starts,
            ends=self._ends,
            blocks=tuple(self._blocks),
            headlines=tuple(self._headlines),
            metas=tuple(self._metas),
            json_ld=tuple(self._json_ld),
            times=tuple(self._times),
            title=" ".join("".join(self._title).split()),
            language=self._language,
            cut_short=not self._closed and (unfinished or left_open),
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag opens and what its attributes say about the page."""
        self._note(tag, {name: value or "" for name, value in attrs})
        if tag in _BLOCK_KINDS or tag in _HIDDEN:
            self._end_block()
        elif tag == "br":
            self._pieces.append("\n")
        self._open[tag] = self._open.get(tag, 0) + 1

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element without content."""
        self._note(tag, {name: value or "" for name, value in attrs})
        if tag == "br":
            self._pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Note what a tag closes; one that was never opened is passed over."""
        self._closed = self._closed or tag in {"html", "body"}
        if tag in _BLOCK_KINDS or tag in _HIDDEN:
            self._end_block()
        if self._open.get(tag, 0) > 0:
            self._open[tag] -= 1
        if tag == "script":
            self._in_json_ld = False

    def handle_data(self, data: str) -> None:
        """Take in plain characters; each stands for itself."""
        if self._in_json_ld:
            self._json_ld.append(data)
        elif self.cdata_elem is None:
            start = self._offset()
            self._take(data, [(start + i, start + i + 1) for i in range(len(data))])

    def handle_charref(self, name: str) -> None:
        """Take in `&#8211;`."""
        self._reference(len(name) + 2)

    def handle_entityref(self, name: str) -> None:
        """Take in `&ndash;`."""
        self._reference(len(name) + 1)

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Skip `<![CDATA[...]]>` and the like; the standard library's own version raises on broken ones."""
        end = self.rawdata.find(">", i)
        return end + 1 if end >= 0 else -1

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._line_starts[line - 1] + column

    def _reference(self, length: int) -> None:
        start = self._offset()
        end = start + length
        end += self._source.startswith(";", end)
        # Python refuses to read a number of thousands of digits; none that long is a character.
        overlong = length > _LONGEST_REFERENCE and self._source.startswith("&#", start)
        characters = _REPLACEMENT if overlong else html.unescape(self._source[start:end])
        self._take(characters, [(start, end)] * len(characters))

    def _take(self, characters: str, places: list[tuple[int, int]]) -> None:
        """Add visible characters, `places` giving start and end in the source of each."""
        if self._open.get("title", 0) > self._open.get("svg", 0):
            self._title.append(characters)
        for ch, (start, end) in zip(characters, places, strict=True):
            if ch.isprintable() and not ch.isspace():
                self._characters.append(ch)
                self._starts.append(start)
                self._ends.append(end)
                self._block_span = (self._block_span[0] if self._block_span else start, end)
        self._pieces.append(characters)

    def _end_block(self) -> None:
        """Close the current block, if it holds any text."""
        if self._block_span:
            lines = (" ".join(line.split()) for line in "".join(self._pieces).split("\n"))
            open_kinds = [kind for tag, kind in _BLOCK_KINDS.items() if self._open.get(tag, 0) > 0]
            kind = next((kind for kind in open_kinds if kind != "paragraph"), "paragraph")
            hidden = any(self._open.get(tag, 0) > 0 for tag in _HIDDEN)
            block = Block(kind, " ".join(filter(None, lines)), Span(*self._block_span), hidden)
            self._blocks.append(block)
            if self._open.get("h1", 0) > 0:
                self._headlines.append(block)
        self._pieces, self._block_span = [], None

    def _note(self, tag: str, attributes: dict[str, str]) -> None:
        """Keep what a tag's attributes say about the page as a whole."""
        if tag == "html":
            self._language = self._language or attributes.get("lang", "") or attributes.get("xml:lang", "")
        elif tag == "script":
            self._in_json_ld = "ld+json" in attributes.get("type", "").lower() and len(self._json_ld) < _MAX_ITEMS
        elif tag == "meta" and len(self._metas) < _MAX_ITEMS:
            for key in ("property", "name", "itemprop", "http-equiv"):
                if attributes.get(key):
                    self._metas.append((attributes[key].strip().lower(), attributes.get("content", "")))
        elif tag == "time" and attributes.get("datetime") and len(self._times) < _MAX_ITEMS:
            marked = "datepublished" in attributes.get("itemprop", "").lower() or "pubdate" in attributes
            self._times.append((attributes["datetime"], marked))
