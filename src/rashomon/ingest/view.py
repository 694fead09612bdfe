"""The cleaned view of a text: what is analysed, with the way back to every original offset.

Text that came out of a PDF has doubled spaces, hard line breaks inside sentences and words cut at line ends. A
parser reads such text badly, so the rooms after this one read a view: white space folded, soft line breaks joined,
paragraphs set apart by a blank line. The document's own text is never changed.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence

from rashomon.records import Document, Span, View

_BLANK_LINE = re.compile(r"(?:[^\S\n]*\r?\n){2,}|\f")
_LINE = re.compile(r"[^\n]+")
_SPACE = re.compile(r"\s+")
_SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*$")
# "Publisher: …", "Date: …": a line of its own, however short the one before.
_FIELD = re.compile(r"[A-Z][A-Za-z]{1,15}: \S")
# Under a headline: "By Anna Keller", "Published 14 November 2017", "Example Herald · 14 November 2017".
_BYLINE = re.compile(r"(?:[Bb][Yy]|Published|Posted|Updated) [A-Z\d]|[^·•|]{3,60} [·•|] ")
_HYPHENS = "-\u2010\u00ad"
# Invisible marks that would sit inside words: soft hyphen within a line, zero-width characters, byte-order mark.
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")
# Lines longer than this were not broken by a typesetter: every break between them is meant.
_WIDEST_TYPESET_LINE = 140


def tidy(document: Document) -> View:
    """Return the cleaned view of `document.text`; the same text always gives the same view."""
    text = document.text
    builder = _Builder(text)
    if document.passages:
        for spans in _turns(document):
            builder.paragraph(spans)
    else:
        for number, block in enumerate(_blocks(text)):
            for lines in _paragraphs(text, block, opening=number == 0):
                builder.paragraph(lines)
    return builder.view()


def _turns(document: Document) -> Iterator[list[Span]]:
    """Yield the span of each passage; subtitles' cues that are one line break apart are one turn, so one paragraph."""
    spans: list[Span] = []
    cue = False
    for passage in document.passages:
        joined = cue and passage.kind == "cue" and document.text[spans[-1].end : passage.span.start] == "\n"
        if spans and not joined:
            yield spans
            spans = []
        spans.append(passage.span)
        cue = passage.kind == "cue"
    if spans:
        yield spans


def paragraph_spans(text: str) -> Iterator[Span]:
    """Yield the paragraphs of plain text, hard line breaks inside them left alone."""
    for number, block in enumerate(_blocks(text)):
        for lines in _paragraphs(text, block, opening=number == 0):
            yield Span(lines[0].start, lines[-1].end)


def _blocks(text: str) -> Iterator[Span]:
    """Yield the stretches between blank lines."""
    start = 0
    for gap in _BLANK_LINE.finditer(text):
        if text[start : gap.start()].strip():
            yield Span(start, gap.start())
        start = gap.end()
    if text[start:].strip():
        yield Span(start, len(text))


def _paragraphs(text: str, block: Span, *, opening: bool) -> Iterator[list[Span]]:
    """Yield the lines of each paragraph of a block: lines joined where the break between them is soft."""
    lines = [Span(m.start(), m.end()) for m in _LINE.finditer(text, block.start, block.end) if m.group().strip()]
    folded = [_SPACE.sub(" ", line.of(text)).strip() for line in lines]
    width = max(map(len, folded))
    paragraph: list[Span] = []
    for number, line in enumerate(lines):
        paragraph.append(line)
        last = number + 1 == len(lines)
        if last or not _soft(folded[number], folded[number + 1], width=width, opening=opening):
            yield paragraph
            paragraph = []


def _soft(line: str, following: str, *, width: int, opening: bool) -> bool:
    """Tell whether the break between two lines was made by the typesetter rather than the writer."""
    if width > _WIDEST_TYPESET_LINE:
        return False
    if _FIELD.match(following) or (_FIELD.match(line) and len(line) < width // 2):
        return False
    if opening and (_BYLINE.match(following) or (_BYLINE.match(line) and len(line) < width)):
        return False
    if line[-1] in _HYPHENS and following[0].islower():
        return True
    if not _SENTENCE_END.search(line) and following[0].islower():
        return True
    if opening and _is_title(line) and _is_title(following):
        return True
    # The first word of the next line would still have fitted: the writer broke the line on purpose.
    return len(line) + 1 + len(following.split(" ", 1)[0]) > width


def _is_title(line: str) -> bool:
    """Tell whether a line is set like a headline: most words capitalised, no full stop."""
    long_words = [word for word in re.findall(r"[^\W\d_]+", line) if len(word) > 3]
    capital = sum(word[0].isupper() for word in long_words)
    return bool(long_words) and capital >= 0.75 * len(long_words) and not line.endswith(".")


class _Builder:
    """Collects the characters of the view, each with the offset it stands for."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._characters: list[str] = []
        self._origins: array[int] = array("L")

    def paragraph(self, lines: Sequence[Span]) -> None:
        """Append one paragraph; a line break inside it becomes a space, or nothing at a hyphenated word."""
        if self._characters:
            gap = max(self._origins[-1], lines[0].start - 1)
            self._put("\n", gap)
            self._put("\n", gap)
        stretch = Span(lines[0].start, lines[-1].end)
        offset = stretch.start
        while offset < stretch.end:
            character = self._text[offset]
            if character.isspace():
                run = _SPACE.match(self._text, offset, stretch.end)
                end = run.end() if run else offset + 1
                if end < stretch.end and self._characters and self._characters[-1] not in " \n":
                    self._put(" ", offset)
                offset = end
                continue
            if character in _HYPHENS and self._rejoins(offset, stretch.end):
                offset = self._after_break(offset, stretch.end)
                continue
            if character not in _INVISIBLE:
                self._put(character, offset)
            offset += 1
        while self._characters and self._characters[-1] == " ":
            self._characters.pop()
            self._origins.pop()

    def view(self) -> View:
        return View("".join(self._characters), self._origins)

    def _put(self, character: str, offset: int) -> None:
        self._characters.append(character)
        self._origins.append(offset)

    def _after_break(self, offset: int, end: int) -> int:
        run = _SPACE.match(self._text, offset + 1, end)
        return run.end() if run else offset + 1

    def _rejoins(self, offset: int, end: int) -> bool:
        """Tell whether the hyphen at `offset` was put there by a typesetter at the end of a line.

        U+2010 and the soft hyphen before a line break always are. A plain hyphen is ambiguous ("US-" + "led"): it goes
        only where the text writes the same word elsewhere without it and never with it.
        """
        run = _SPACE.match(self._text, offset + 1, end)
        if run is None or "\n" not in run.group():
            return False
        if self._text[offset] != "-":
            return True
        head = re.search(r"\w+$", self._text[max(0, offset - 40) : offset])
        tail = re.compile(r"\w+").match(self._text, run.end(), end)
        if head is None or tail is None:
            return False
        joined, hyphened = head.group() + tail.group(), f"{head.group()}-{tail.group()}"
        return joined in self._text and hyphened not in self._text
