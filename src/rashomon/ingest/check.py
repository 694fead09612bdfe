"""What the parent takes from a reader's process: nothing unbounded, nothing that a record or an output cannot hold.

The process that read the file may have been taken over by it. So the answer is weighed before it is unpacked, and the
document that comes out is checked field by field.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Final

from rashomon.config import IngestConfig
from rashomon.records import Document, Glyphs, Passage, ReadState

MAX_PASSAGES: Final = 1_000_000
MAX_PROBLEMS: Final = 100
MAX_PROBLEM: Final = 2000
MAX_FIELD: Final = 10_000
"""Longest title, publisher and so on taken, code points; readers keep theirs far shorter."""
MAX_NUMBER: Final = 1 << 40
"""Largest page number, or place in a source, taken."""

_HEADER_AT: Final = 24
"""The JSON of an answer ends no later than its length, the first number, and this many bytes more: see `wire`."""
_SPARE: Final = 100_000
"""Brackets beside those of the text and of passages: of fields, problems and names."""
_KIND = re.compile(r"[a-z][a-z_-]{0,39}")
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,80}/[\w.+-]{1,120}", re.A)
_SURROGATE = re.compile("[\ud800-\udfff]")
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def weigh(answer: bytes, config: IngestConfig, end: int | None = None) -> None:
    """Refuse an answer whose JSON would grow out of proportion when read: a list of two bytes becomes sixty.

    Args:
        end: where its JSON ends; without, it is a document that was packed by `wire`.

    Raises:
        ValueError: it holds more brackets than any document does.
    """
    if end is None:
        end = _HEADER_AT + int.from_bytes(answer[:8], "big")
    brackets = answer.count(b"[", 0, end) + answer.count(b"{", 0, end)
    if brackets > config.max_characters + 2 * MAX_PASSAGES + _SPARE:
        raise ValueError("more brackets than a document can have")


def checked(document: Document, config: IngestConfig) -> Document:
    """Return a document from a reader with every field what its record promises.

    Control characters in metadata become spaces, a NUL in the text U+FFFD, which keeps every offset; anything else that
    is out of bounds is refused.

    Raises:
        ValueError, TypeError: a field is of another type, too long, or points outside the text.
    """
    text = _text(document.text)
    if len(text) > config.max_characters + 1:
        raise ValueError("the text is longer than a reader may give")
    if not isinstance(document.state, ReadState):
        raise TypeError("not a state")
    if not _MEDIA_TYPE.fullmatch(_text(document.media_type)):
        raise ValueError("not a media type")
    _check_passages(document.passages, len(text))
    if document.glyphs is not None:
        _check_glyphs(document.glyphs, len(text))
    if len(document.problems) > MAX_PROBLEMS:
        raise ValueError("too many problems")
    problems = tuple(_line(_text(problem))[:MAX_PROBLEM] for problem in document.problems)
    if document.state is ReadState.FAILED and not problems:
        raise ValueError("failed without a reason")
    state = document.state
    if "\x00" in text:
        problems = (*problems, f"it holds NUL characters, shown as {_REPLACEMENT}; check that it is the file you meant")
        state = ReadState.PARTIAL if state is ReadState.PARSED else state
        text = text.replace("\x00", _REPLACEMENT)
    return replace(
        document,
        text=text,
        problems=problems,
        state=state,
        title=_field(document.title),
        publisher=_field(document.publisher),
        author=_field(document.author),
        language=_field(document.language),
        encoding=_field(document.encoding),
    )


def _text(value: object) -> str:
    """Return a string without half of a surrogate pair, which no output could encode."""
    if not isinstance(value, str):
        raise TypeError("not a string")
    if _SURROGATE.search(value):
        raise ValueError("half of a surrogate pair")
    return value


def _field(value: object) -> str | None:
    if value is None:
        return None
    text = _text(value)
    if len(text) > MAX_FIELD:
        raise ValueError("a field is too long")
    return _line(text)


def _line(text: str) -> str:
    """Return `text` on one line, every character that is not printable a space."""
    return text if text.isprintable() else "".join(ch if ch.isprintable() else " " for ch in text)


def _check_passages(passages: tuple[Passage, ...], length: int) -> None:
    if len(passages) > MAX_PASSAGES:
        raise ValueError("too many passages")
    for passage in passages:
        numbers = [passage.span.start, passage.span.end]
        if passage.source is not None:
            numbers += [passage.source.start, passage.source.end]
        if passage.page is not None:
            numbers.append(passage.page)
        if not all(type(number) is int and 0 <= number < MAX_NUMBER for number in numbers):
            raise ValueError("not a place")
        if passage.span.end > length:
            raise ValueError("a passage ends outside the text")
        if passage.place is not None and len(_text(passage.place)) > MAX_FIELD:
            raise ValueError("the name of a place is too long")
        if not _KIND.fullmatch(_text(passage.kind)):
            raise ValueError("not a kind of passage")


def _check_glyphs(glyphs: Glyphs, length: int) -> None:
    if len(glyphs.pages) != length or len(glyphs.boxes) != 4 * length:
        raise ValueError("not one page and box a character")
    # One sum tells of any box that is infinite or no number.
    if length and (min(glyphs.pages) < 0 or not math.isfinite(sum(glyphs.boxes))):
        raise ValueError("a page or box that is none")
