"""Short documents made of real sentences, with copies that are known: what `benchmarks/copies.py` looks for.

Every document follows from the seed and its number alone, so any share of them can be made anywhere. The first
`BASES` of all are originals. Of the later ones three in ten are copies of one of them: few originals have hundreds of
copies, most have one or two (a power law). Every fourth word of a sentence is exchanged for another word of the same
texts, so that no two documents have a run of words in common by chance; sites have footers that their pages share.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final

from rashomon.records import Document

BASES: Final = 0.2
"""Share of documents that are originals; others may be alone too."""
COPIES: Final = 0.3
"""Share of the later ones that are copies."""
FOOTERS, WITH_FOOTER = 500, 0.25
KINDS: Final = ("verbatim", "edited", "truncated", "embedded")
_SENTENCE = re.compile(r"[A-Z][^.!?\n]{40,240}[.!?]")
_FIRST = date(2015, 1, 1)


@dataclass(frozen=True, slots=True)
class Made:
    """A document with what is known of it: number of its original and kind of copy, None for one of its own."""

    document: Document
    original: int | None
    kind: str | None


@lru_cache(maxsize=1)
def material(folder: str) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Return the sentences of all texts in a folder, as words, and the words that stand in them."""
    sentences: set[str] = set()
    for path in sorted(Path(folder).rglob("*")):
        if path.is_file() and path.suffix in {".txt", ".xml", ".tml", ""} and "__pycache__" not in path.parts:
            text = re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8", errors="replace"))
            sentences.update(" ".join(s.split()) for s in _SENTENCE.findall(text))
    ordered = tuple(tuple(sentence.split()) for sentence in sorted(sentences))
    return ordered, tuple(sorted({w for s in ordered for w in s if len(w) > 3 and w.isalpha()}))


class Maker:
    """Makes document number n of `count`."""

    def __init__(self, folder: str, count: int, seed: int) -> None:
        self.sentences, self.words = material(folder)
        self.count, self.seed = count, seed
        self.bases = max(1, int(count * BASES))

    def _own(self, number: int) -> list[list[str]]:
        """Return the sentences of an original, a list of words each."""
        rng = random.Random(f"{self.seed} text {number}")
        return [self._said(rng) for _ in range(rng.randint(3, 7))]

    def _said(self, rng: random.Random) -> list[str]:
        words = list(self.sentences[int(rng.random() * len(self.sentences))])
        for place in range(rng.randrange(4), len(words), 4):
            words[place] = self.words[int(rng.random() * len(self.words))]
        return words

    def make(self, number: int) -> Made:
        """Return a document."""
        rng = random.Random(f"{self.seed} document {number}")
        original = kind = None
        if number >= self.bases and rng.random() < COPIES:
            original = int(self.bases * rng.random() ** 2)
            kind = rng.choice(KINDS)
            sentences = self._copied(self._own(original), kind, rng)
            day = self._day(original) + timedelta(days=rng.randint(0, 5))
        else:
            sentences, day = self._own(number), self._day(number)
        site = int(FOOTERS * rng.random() ** 3)
        text = "\n\n".join(" ".join(sentence) for sentence in sentences)
        if rng.random() < WITH_FOOTER:
            text += "\n\n" + self._footer(site)
        digest = hashlib.sha256(f"{self.seed} {number} {text}".encode()).hexdigest()
        path = f"{site}/{number}.txt"
        return Made(Document(path, digest, "text/plain", text, publisher=f"Site {site}", published=day), original, kind)

    def _copied(self, sentences: list[list[str]], kind: str, rng: random.Random) -> list[list[str]]:
        if kind == "edited":
            kept = [s for s in sentences if rng.random() < 0.85] or sentences
            return [[rng.choice(self.words) if rng.random() < 0.08 else w for w in s] for s in kept]
        if kind == "truncated":
            return sentences[: max(2, len(sentences) // 2 + 1)]
        if kind == "embedded":
            at = rng.randrange(max(1, len(sentences) - 1))
            return [self._said(rng), self._said(rng), *sentences[at : at + 2], self._said(rng)]
        return sentences

    def _footer(self, site: int) -> str:
        return " ".join(self._said(random.Random(f"{self.seed} footer {site}")))

    def _day(self, number: int) -> date:
        return _FIRST + timedelta(days=int(3000 * random.Random(f"{self.seed} day {number}").random()))

    def all(self, start: int, end: int) -> Iterator[Made]:
        """Yield the documents from `start` on, `end` excluded."""
        for number in range(start, end):
            yield self.make(number)
