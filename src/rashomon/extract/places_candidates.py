"""Where a text may name a place: runs of words that the gazetteer knows, and what the parser says about them.

A run is at most `MAX_WORDS` words, so the work grows linearly with the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rashomon.extract.places_gazetteer import Entry, Gazetteer, fold_name
from rashomon.extract.places_words import (
    ABBREVIATIONS,
    ARTICLES_FIRST,
    DISTRICT_KINDS,
    FEATURES,
    PARTICLES,
    REGION_KINDS,
    SAINTS,
    SENTENCE_WORDS,
    TOWN_KINDS,
)

MAX_WORDS = 6

_WORD = re.compile(r"(?:[A-Z]\.){1,3}[A-Z]\b\.?|[^\W\d_]+")
_GAP = re.compile(r"[ \t]?\r?\n?[ \t]{0,2}|[-‐‑'’ʼ‘`]|\.[ \t]")
_POSSESSIVE = re.compile(r"['’]s?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters, or initials with full stops ("U.S."); code-point offsets in the text."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Match:
    """A run of words that the gazetteer knows.

    Attributes:
        first, last: indices of its words, last inclusive.
        readings: the places of that name; one country for an abbreviation.
        abbreviation: the run is one of `ABBREVIATIONS`.
    """

    first: int
    last: int
    start: int
    end: int
    readings: tuple[Entry, ...]
    abbreviation: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """What the parser's named-entity recogniser says about a stretch of text."""

    start: int
    end: int
    kind: str


def split_words(text: str) -> list[Word]:
    """Return the words of `text` in order; marks that combine with a letter belong to its word."""
    return [Word(m.start(), m.end(), m.group()) for m in _WORD.finditer(text)]


def is_upper(words: list[Word]) -> bool:
    """Tell whether a text is written in capitals, as telegrams are, so that capitals say nothing about names."""
    letters = sum(len(word.text) for word in words)
    return letters > 0 and sum(len(word.text) for word in words if word.text.isupper()) > 0.6 * letters


class Labels:
    """The recogniser's labels of a text, found by offset."""

    def __init__(self, doc: Any) -> None:
        self._labels = [Label(e.start_char, e.end_char, e.label_) for e in doc.ents]
        self._starts = [label.start for label in self._labels]

    def __iter__(self) -> Iterator[Label]:
        return iter(self._labels)

    def over(self, start: int, end: int) -> list[Label]:
        """Return the labels that share a code point with `[start, end)`, in order."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_left(self._starts, end)
        return [label for label in self._labels[first:last] if label.end > start]


def find_matches(text: str, words: list[Word], gazetteer: Gazetteer, *, upper: bool) -> Iterator[Match]:
    """Yield the longest run of words at each place that the gazetteer knows; runs do not overlap."""
    index = 0
    while index < len(words):
        match = _longest(text, words, index, gazetteer, upper=upper)
        if match is None:
            index += 1
        else:
            yield match
            index = match.last + 1


def _longest(text: str, words: list[Word], first: int, gazetteer: Gazetteer, *, upper: bool) -> Match | None:
    word = words[first]
    if not word.text[0].isupper() and not _article(text, words, first):
        return None
    entry = gazetteer.country(ABBREVIATIONS.get(word.text.removesuffix("."), ""))
    if entry is not None:
        return Match(first, first, word.start, word.end, (entry,), abbreviation=True)
    for last in range(_reach(text, words, first), first - 1, -1):
        run = text[word.start : words[last].end]
        if not words[last].text[0].isupper():
            continue
        # Short words in capitals are acronyms in ordinary prose ("ISIS", "IS", "SDF").
        if last == first and (
            run.lower() in PARTICLES
            or run.lower() in SAINTS
            or len(run) < 3
            or (run.isupper() and len(run) <= 4 and not upper and not _dateline(text, word))
        ):
            continue
        if upper and last > first and _phrase([w.text.lower() for w in words[first : last + 1]]):
            continue
        readings = gazetteer.lookup(run)
        # "Saudi" is for people and things of a country; Laos and the Philippines are countries.
        if last == first and run.lower() in gazetteer.demonyms and run.lower() not in map(_folded, readings):
            continue
        if readings:
            return Match(first, last, word.start, words[last].end, readings)
    return None


def _phrase(words: list[str]) -> bool:
    """Tell whether words in capitals are a phrase, not a name: "THE VILLAGES (OF)", "(INVASION OF) PANAMA BY"."""
    kinds = REGION_KINDS | DISTRICT_KINDS | TOWN_KINDS | FEATURES
    return words[-1] in SENTENCE_WORDS or (words[0] == "the" and all(word in kinds for word in words[1:]))


def _folded(entry: Entry) -> str:
    return fold_name(entry.name) if entry.kind == "country" else ""


def _reach(text: str, words: list[Word], first: int) -> int:
    """Return the index of the last word that a name beginning at `first` can stretch to."""
    last = first
    while last + 1 < len(words) and last + 1 - first < MAX_WORDS:
        gap, word = text[words[last].end : words[last + 1].start], words[last + 1]
        if not gap or not _GAP.fullmatch(gap) or _POSSESSIVE.fullmatch(gap.strip() + word.text):
            break
        if not word.text[0].isupper() and word.text not in PARTICLES:
            break
        last += 1
    return last


def _article(text: str, words: list[Word], index: int) -> bool:
    """Tell whether the word is a small Arabic article tied to a capitalised name: "al-Bab"."""
    return (
        words[index].text in ARTICLES_FIRST
        and index + 1 < len(words)
        and text[words[index].end : words[index + 1].start] == "-"
        and words[index + 1].text[0].isupper()
    )


def _dateline(text: str, word: Word) -> bool:
    """Tell whether the word opens a line and is set off as a dateline is: "ROME (AP)", "LIMA, Peru"."""
    return (word.start == 0 or text[word.start - 1] == "\n") and text[word.end : word.end + 2] in {
        ", ",
        " (",
        " -",
        " –",
        " —",
    }
