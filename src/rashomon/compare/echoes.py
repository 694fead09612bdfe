"""Copied passages: which document repeats another's words, and in which direction.

Candidates are found by shared runs of words through an index, so that documents that share nothing are never compared;
the passages are then aligned word by word with the standard library's SequenceMatcher. First version: exact runs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import combinations

from rashomon.config import CompareConfig
from rashomon.records import Document, Echo, Mode, Reading, Span

_WORD = re.compile(r"\w+")
# A text of more words is compared by its first part only.
_LONGEST = 20_000
# Passages closer than this many words to each other are one passage with small edits.
_GAP = 4
# Less than this share of the shorter text is a phrase in common, not a copy.
_LEAST_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class _Text:
    document: Document
    words: tuple[str, ...]
    places: tuple[Span, ...]
    quoted: tuple[Span, ...]


def find_echoes(readings: Sequence[Reading], *, config: CompareConfig) -> Iterator[Echo]:
    """Yield each pair of documents of which one repeats a passage of the other, from the original to the copy."""
    texts = [_words(reading) for reading in readings if reading.document.text]
    pairs, common = _pairs(texts, config.echo_words)
    for a, b in pairs:
        passages = [
            passage
            for passage in _passages(a, b, config.echo_words)
            if not _is_quotation(a, passage[0], passage[1])
            and not _is_boilerplate(a, passage[0], passage[1], common, config.echo_words)
        ]
        copied = sum(end - start for start, end, _, _ in passages)
        share = copied / max(1, min(len(a.words), len(b.words)))
        if copied < 3 * config.echo_words or share < _LEAST_SHARE or a.document.sha256 == b.document.sha256:
            continue
        first, second, why = _direction(a, b)
        if first is not a:
            passages = [(c, d, start, end) for start, end, c, d in passages]
        spans = tuple((_span(first, s, e), _span(second, s2, e2)) for s, e, s2, e2 in passages)
        runs = "one passage" if len(passages) == 1 else f"{len(passages)} passages"
        evidence = f"{runs} in the same words ({copied} words, {share:.0%} of the shorter text); {why}"
        yield Echo(first.document.id, second.document.id, round(share, 3), evidence, spans)


def _words(reading: Reading) -> _Text:
    document = reading.document
    found = list(_WORD.finditer(document.text))[:_LONGEST]
    direct = tuple(span for claim in reading.claims if claim.mode is Mode.DIRECT for span in claim.content)
    return _Text(
        document, tuple(m.group().lower() for m in found), tuple(Span(m.start(), m.end()) for m in found), direct
    )


def _is_quotation(text: _Text, start: int, end: int) -> bool:
    """Two reports that quote the same words of a third have not copied each other."""
    inside = sum(any(quote.contains(place) for quote in text.quoted) for place in text.places[start:end])
    return inside > 0.5 * (end - start)


def _is_boilerplate(text: _Text, start: int, end: int, common: Set[tuple[str, ...]], length: int) -> bool:
    """A notice that most documents carry is nobody's account."""
    runs = [text.words[i : i + length] for i in range(start, max(start + 1, end - length + 1))]
    return sum(run in common for run in runs) > 0.5 * len(runs)


def _pairs(texts: Sequence[_Text], length: int) -> tuple[list[tuple[_Text, _Text]], Set[tuple[str, ...]]]:
    """Return the pairs that share a run of `length` words, and the runs that half of all texts carry: boilerplate."""
    holders: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, text in enumerate(texts):
        for run in {text.words[i : i + length] for i in range(len(text.words) - length + 1)}:
            holders[run].append(number)
    most = max(2, len(texts) // 2)
    pairs = {pair for numbers in holders.values() if 1 < len(numbers) <= most for pair in combinations(numbers, 2)}
    common = frozenset(run for run, numbers in holders.items() if len(numbers) > most)
    return [(texts[a], texts[b]) for a, b in sorted(pairs)], common


def _passages(a: _Text, b: _Text, length: int) -> list[tuple[int, int, int, int]]:
    """Return aligned runs of at least `length` words as (start, end, start, end) in words, small edits bridged."""
    blocks = [m for m in SequenceMatcher(None, a.words, b.words).get_matching_blocks() if m.size >= 3]
    merged: list[list[int]] = []
    for block in blocks:
        start, other, size = block.a, block.b, block.size
        if merged and start - merged[-1][1] <= _GAP and other - merged[-1][3] <= _GAP:
            merged[-1][1], merged[-1][3] = start + size, other + size
        else:
            merged.append([start, start + size, other, other + size])
    return [(s, e, s2, e2) for s, e, s2, e2 in merged if e - s >= length]


def _span(text: _Text, start: int, end: int) -> Span:
    return Span(text.places[start].start, text.places[end - 1].end)


def _direction(a: _Text, b: _Text) -> tuple[_Text, _Text, str]:
    """Return original, copy and the reason: credit first, then the date, then the order given."""
    for original, copy in ((a, b), (b, a)):
        publisher = original.document.publisher
        if publisher and publisher != copy.document.publisher and publisher.lower() in copy.document.text.lower():
            return original, copy, f"the copy names {publisher}"
    first, second = a.document.published, b.document.published
    if first and second and first != second:
        earlier, later = (a, b) if first < second else (b, a)
        return earlier, later, f"published {earlier.document.published} and {later.document.published}"
    return a, b, "direction not known: neither names the other and the dates do not differ"
