"""A text as it is laid out for reading and for selecting in: runs of characters that each know their offset.

A run is one text node of the page, and its characters are code points of the document's text one by one, so that what
somebody selects is an exact stretch of the text. A carriage return before a line feed is the one code point that no run
holds, since browsers drop it; every other one is there, and what a page may not hold is shown as U+FFFD in its place.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.records import Document, Passage
from rashomon.report.marked import clean
from rashomon.web.shapes_reader import Said, Stretch

A_PAGE: Final = 100_000
"""Code points of text on one page, about; a text that is a fifth longer is still one page."""

LONGEST_RUN: Final = 20_000
"""Browsers cut text nodes at 65,536 units."""

_BREAK = re.compile(r"\n[^\S\n]*\n\s*")
ROLES: Final = ("source", "cue", "content")


@dataclass(frozen=True, slots=True)
class Run:
    """Characters under one set of marks.

    Attributes:
        start: offset of the first one in the document's text.
        roles: source, cue, content, told (the document's own statement) and sought, as far as they cover it.
        claims: numbers of the claims whose marks cover it, the innermost first.
        opens: claims whose content begins here, the outermost first.
        closes: numbers of the claims whose content ends here.
    """

    start: int
    text: str
    roles: tuple[str, ...] = ()
    claims: tuple[int, ...] = ()
    opens: tuple[Said, ...] = ()
    closes: tuple[int, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a heading, a row of a table or a cue, with all that stands between it and the next one.

    Attributes:
        kind: that of its first passage; "paragraph" where the document has none.
        label: where it begins in the file, in the format's own terms or by page; empty where that is nothing new.
    """

    kind: str
    label: str
    runs: tuple[Run, ...]


def page_starts(text: str) -> tuple[int, ...]:
    """Return where each page of a text begins: between paragraphs where there are any, else between lines or words."""
    starts, at = [0], 0
    while len(text) - at > A_PAGE * 1.2:
        low, high = at + A_PAGE * 3 // 4, at + A_PAGE
        cut = next(
            (found + len(mark) for mark in ("\n\n", "\n", " ") if (found := text.rfind(mark, low, high)) >= 0), high
        )
        at = cut + 1 if text[cut - 1 : cut + 1] == "\r\n" else cut
        starts.append(at)
    return tuple(starts)


def page_of(starts: Sequence[int], offset: int) -> int:
    """Return the number of the page, from 1, that holds an offset."""
    return max(1, bisect.bisect_right(starts, offset))


def lay_out(
    document: Document, claims: Sequence[Said], start: int, end: int, *, sought: Stretch | None = None
) -> tuple[Block, ...]:
    """Return a stretch of a document's text as blocks of runs; together they are all of it.

    Args:
        claims: all claims of the document that may touch the stretch.
        sought: a stretch to be marked beside them.
    """
    inside = [p for p in document.passages if p.span.start < end and p.span.end > start]
    blocks = _block_starts(document.text, inside, start, end)
    marks = _marks(claims, start, end)
    if sought is not None and sought[0] < end and sought[1] > start:
        marks.append((max(sought[0], start), min(sought[1], end), "sought", None))
    runs = _runs(document.text, start, end, marks, [*blocks, *(p.span.start for p in inside if p.place)])
    labels = {p.span.start: p.place for p in inside if p.place}
    kinds = {p.span.start: p for p in inside}
    laid: list[Block] = []
    waiting: list[Run] = []
    at, page = 0, 0
    for number, begin in enumerate(blocks):
        stop = blocks[number + 1] if number + 1 < len(blocks) else end
        while at < len(runs) and runs[at].start < stop:
            waiting.append(runs[at])
            at += 1
        passage = kinds.get(begin)
        label = labels.get(begin, "")
        if not label and passage is not None and passage.page not in (None, page):
            label, page = f"page {passage.page}", passage.page or 0
        runs_of = tuple(_named(run, labels) if run.start != begin else run for run in waiting)
        waiting = []
        if runs_of:
            laid.append(Block(passage.kind if passage is not None else "paragraph", label, runs_of))
    return tuple(laid)


def _named(run: Run, labels: dict[int, str]) -> Run:
    """Return a run with the name of the cell that begins with it."""
    place = labels.get(run.start, "")
    return Run(run.start, run.text, run.roles, run.claims, run.opens, run.closes, place) if place else run


def _block_starts(text: str, passages: Sequence[Passage], start: int, end: int) -> list[int]:
    """Return where blocks begin: at passages that begin a line, or else behind blank lines."""
    found = {start}
    for passage in passages:
        at = passage.span.start
        if start < at < end and text[at - 1] in "\n\r":
            found.add(at)
    if not passages:
        found |= {match.end() for match in _BREAK.finditer(text, start, end) if match.end() < end}
    return sorted(found)


Mark = tuple[int, int, str, Said | None]


def _marks(claims: Sequence[Said], start: int, end: int) -> list[Mark]:
    return [
        (max(low, start), min(high, end), "told" if role == "content" and claim.own else role, claim)
        for claim in claims
        for role in ROLES
        for low, high in getattr(claim, role)
        if low < end and high > start
    ]


def _runs(text: str, start: int, end: int, marks: Sequence[Mark], cuts: Iterable[int]) -> list[Run]:
    """Cut a stretch of text at every border, in one pass over the borders."""
    begins: dict[int, list[int]] = defaultdict(list)
    ends: dict[int, list[int]] = defaultdict(list)
    for index, (low, high, _, _) in enumerate(marks):
        begins[low].append(index)
        ends[high].append(index)
    returns = {start + match.start() for match in re.finditer("\r\n", text[start:end])}
    borders = {start, end, *begins, *ends, *(cut for cut in cuts if start < cut < end), *range(start, end, LONGEST_RUN)}
    borders |= returns | {at + 1 for at in returns}
    ordered = sorted(borders)
    opens, closes = _ends_of(marks)
    active: dict[int, None] = {}
    runs: list[Run] = []
    closing: list[int] = []
    for low, high in itertools.pairwise(ordered):
        for index in ends.get(low, ()):
            active.pop(index, None)
        active.update(dict.fromkeys(begins.get(low, ())))
        opening = opens.get(low, ())
        closing = [*closing, *closes.get(high, ())]
        if low in returns and not opening:
            continue
        roles = dict.fromkeys(marks[index][2] for index in active)
        covering = {claim.number: claim for index in active if (claim := marks[index][3]) is not None}
        inner = sorted(covering.values(), key=_length)
        shown = "" if low in returns else clean(text[low:high]).replace("\r", "\n")
        runs.append(Run(low, shown, tuple(roles), tuple(c.number for c in inner), tuple(opening), tuple(closing)))
        closing = []
    return runs


def _ends_of(marks: Sequence[Mark]) -> tuple[dict[int, list[Said]], dict[int, list[int]]]:
    """Return which claims' content begins and ends where, the outermost first and last."""
    opens: dict[int, list[Said]] = defaultdict(list)
    closes: dict[int, list[int]] = defaultdict(list)
    for low, high, role, claim in marks:
        if claim is None or role not in ("content", "told"):
            continue
        if low == claim.start:
            opens[low].append(claim)
        if high == claim.content[-1][1]:
            closes[high].append(claim.number)
    for claims in opens.values():
        claims.sort(key=_length, reverse=True)
    return opens, closes


def _length(claim: Said) -> tuple[int, int]:
    return claim.content[-1][1] - claim.content[0][0], -claim.depth
