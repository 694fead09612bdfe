"""Texts as words, and the pairs of texts that share runs of words, found through an index.

The cost of the index grows with the number of words: of every text only some of its runs are kept (winnowing: the
least hash of each window, so that any shared stretch of RUN + WINDOW - 1 words keeps a run in common), and a run that
very many texts carry ties each of them to a few only, never all to all.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import islice
from zlib import crc32

from rashomon.records import Span

RUN = 5
"""Words of a run that is looked up."""
WINDOW = 4
"""Of so many neighbouring runs at least one is kept."""
HUBS = 32
"""A run that more texts carry ties each of them to so many only."""
COMMON = 8
"""A run that one text holds more often is not looked up in it."""
LONGEST = 40_000
"""A longer text is compared by its first part only, words."""

_WORD = re.compile(r"\w+")
_NONE = 1 << 61
_MASK = _NONE - 1
_BASE = 0x1F3D5B79_A1C3E5


@dataclass(frozen=True)
class Words:
    """The words of a text, folded, with their places.

    Attributes:
        runs: for each place a run of RUN words begins, its hash; the same on any machine.
    """

    words: tuple[str, ...]
    places: tuple[Span, ...]
    runs: tuple[int, ...]

    @cached_property
    def places_of(self) -> Mapping[int, Sequence[int]]:
        """For each run, where it stands; those that stand in more than COMMON places are left out.

        They say nothing about where a passage came from, and looking at all of them would make the cost quadratic.
        """
        places: dict[int, list[int]] = defaultdict(list)
        for place, run in enumerate(self.runs):
            places[run].append(place)
        return {run: found for run, found in places.items() if len(found) <= COMMON}


def read_words(text: str) -> Words:
    """Return the words of a text: letters and digits, case and typesetter's ligatures folded."""
    found = list(islice(_WORD.finditer(text), LONGEST))
    words = tuple(_fold(match.group()) for match in found)
    return Words(words, tuple(Span(m.start(), m.end()) for m in found), _runs(words))


def prints(words: Words, kept: Sequence[int]) -> frozenset[int]:
    """Return the hashes that stand for a text in the index.

    Args:
        kept: one number a word, 0 where it counts for nothing; runs of such words are passed over.
    """
    counted = [run if kept[n] and kept[n + RUN - 1] else _NONE for n, run in enumerate(words.runs)]
    return frozenset(_winnow(counted)) - {_NONE}


def _fold(word: str) -> str:
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).casefold()


def _runs(words: Sequence[str]) -> tuple[int, ...]:
    # A hash of our own: Python's differs from one process to the next, and with it what is kept.
    codes = [crc32(word.encode("utf-8", "surrogatepass")) + 1 for word in words]
    top = pow(_BASE, RUN, _MASK)
    value, runs = 0, []
    for number, code in enumerate(codes):
        value = (value * _BASE + code) % _MASK
        if number >= RUN:
            value = (value - codes[number - RUN] * top) % _MASK
        if number >= RUN - 1:
            runs.append(value)
    return tuple(runs)


def _winnow(runs: Sequence[int]) -> Iterator[int]:
    if len(runs) < WINDOW:
        yield from runs
    for start in range(len(runs) - WINDOW + 1):
        yield min(runs[start : start + WINDOW])


def shared(texts: Sequence[Set[int]], *, order: Callable[[int], tuple[str, str]]) -> Mapping[tuple[int, int], int]:
    """Return the pairs of texts that share kept runs, the lower number first, and how many they share.

    A pair is among the HUBS strongest of one of the two, so there are at most HUBS pairs a text.

    Args:
        texts: the hashes that stand for each.
        order: of a text's number; texts that come first are preferred where very many share the same. It must not
            depend on the order in which texts were given.
    """
    ranked = sorted(range(len(texts)), key=order)
    holders: dict[int, list[int]] = defaultdict(list)
    for rank, number in enumerate(ranked):
        for run in texts[number]:
            holders[run].append(rank)
    pairs: Counter[tuple[int, int]] = Counter()
    for ranks in holders.values():
        for place, one in enumerate(ranks):
            for other in ranks[: min(place, HUBS)]:
                pairs[(other, one)] += 1
    partners: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (one, other), count in pairs.items():
        partners[one].append((-count, other))
        partners[other].append((-count, one))
    kept: dict[tuple[int, int], int] = {}
    for one, found in partners.items():
        for count, other in nsmallest(HUBS, found):
            a, b = ranked[one], ranked[other]
            kept[(a, b) if a < b else (b, a)] = -count
    return kept
