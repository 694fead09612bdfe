"""Marking source, cue and content in the sentences that hold them.

The result is flat: pieces of text, each with the roles that cover it. A role that starts and ends inside another one
needs no nesting, and overlapping spans, which no tree of elements could hold, are no special case.
"""

from __future__ import annotations

import bisect
import itertools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from rashomon.records import Spans

LIMIT = 1500
"""Longest stretch of text shown around the spans of one claim, code points."""

_AROUND = 160
_MOST_SPANS = 400
_GAP = re.compile(r"\s*")
_BROKEN = re.compile(r"[\u2010\u00ad]\s*\n\s*")
_BLANK = re.compile(r"\s+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under one set of roles.

    Attributes:
        text: the words, white space folded; an ellipsis where text was left out (then `roles` is empty).
        roles: the roles that cover the run, in the order they were given.
        begins, ends: the roles that start at its first and stop at its last code point.
    """

    text: str
    roles: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def clean(text: str) -> str:
    """Replace what no page may hold by U+FFFD: control characters, overrides of text direction, halves of pairs."""
    return _UNPRINTABLE.sub("\ufffd", text)


def fold(text: str) -> str:
    """Fold white space to single spaces and rejoin words that were hyphenated at a line end."""
    return _BLANK.sub(" ", _BROKEN.sub("", text))


def width(text: str) -> int:
    """Return the width of `text` in columns: East Asian wide characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def fit(text: str, columns: int) -> str:
    """Cut `text` to a width in columns, an ellipsis in place of the rest."""
    used = 0
    for index, character in enumerate(text):
        used += width(character)
        if used > columns:
            return text[: max(index - 1, 0)].rstrip() + "…"
    return text


def excerpt(text: str, sentences: Spans, roles: Mapping[str, Spans], *, limit: int = LIMIT) -> tuple[Piece, ...]:
    """Return the sentences that hold the spans of `roles`, cut into pieces at every border of a span.

    Args:
        text: `Document.text`.
        sentences: its sentences in order; where a span lies in none, a stretch of text around it is shown.
        roles: what to mark, e.g. `{"source": ..., "cue": ..., "content": ...}`; spans outside the text are cut to it.
        limit: most code points shown; what lies beyond is left out and an ellipsis says so.
    """
    marks = _marks(roles, len(text))
    pieces: list[Piece] = []
    shown = 0
    for start, end in _windows(text, sentences, [(mark[0], mark[1]) for mark in marks]):
        if shown >= limit:
            break
        stop = min(end, start + limit - shown)
        if pieces:
            pieces.append(Piece(" … "))
        pieces.extend(_cut(text, start, stop, marks))
        shown += stop - start
        if stop < end:
            pieces.append(Piece(" …"))
    return tuple(pieces)


def _marks(roles: Mapping[str, Spans], length: int) -> list[tuple[int, int, str]]:
    """All spans with their role, cut to the text, empty ones left out, in reading order."""
    marks = [
        (span.start, min(span.end, length), role)
        for role, spans in roles.items()
        for span in spans[:_MOST_SPANS]
        if span.start < min(span.end, length)
    ]
    return sorted(marks, key=lambda mark: mark[:2])


def _windows(text: str, sentences: Spans, marks: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The stretches of text to show: the sentences of the marks, neighbours joined."""
    starts = [sentence.start for sentence in sentences]
    found: list[tuple[int, int]] = []
    for start, end in marks:
        first = bisect.bisect_right(starts, start) - 1
        last = bisect.bisect_left(starts, end) - 1
        if first < 0 or sentences[first].end <= start:
            found.append((max(start - _AROUND, 0), min(end + _AROUND, len(text))))
        else:
            found.append((sentences[first].start, min(max(sentences[last].end, end), len(text))))
    windows: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if windows and start <= _skip_blank(text, windows[-1][1]):
            windows[-1] = (windows[-1][0], max(windows[-1][1], end))
        else:
            windows.append((start, end))
    return windows


def _skip_blank(text: str, offset: int) -> int:
    match = _GAP.match(text, offset)
    return match.end() if match else offset


def _cut(text: str, start: int, stop: int, marks: list[tuple[int, int, str]]) -> list[Piece]:
    """Cut `[start, stop)` at the borders of the marks."""
    inside = [(max(low, start), min(high, stop), role) for low, high, role in marks if low < stop and start < high]
    borders = sorted({start, stop, *(mark[0] for mark in inside), *(mark[1] for mark in inside)})
    order = list(dict.fromkeys(role for _, _, role in inside))
    runs = [
        (low, high, tuple(role for role in order if any(a <= low and high <= b for a, b, r in inside if r == role)))
        for low, high in itertools.pairwise(borders)
    ]
    pieces = []
    for index, (low, high, roles) in enumerate(runs):
        before = runs[index - 1][2] if index else ()
        after = runs[index + 1][2] if index + 1 < len(runs) else ()
        begins = tuple(role for role in roles if role not in before)
        ends = tuple(role for role in roles if role not in after)
        pieces.append(Piece(fold(text[low:high]), roles, begins, ends))
    return pieces
