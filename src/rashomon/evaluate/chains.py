"""Chains against MPQA: through how many mouths did the words at a place come, and through whose?

MPQA 2.0 gives, for a stretch of a text, the chain of nested sources: the writer, then who the writer says says it, and
so on. *Depth* is right when the chain is as long as the gold one; *exact* when also each source is the same one (its
name shares a telling word with the gold name). "Always the writer and one source" is right in depth for about half.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rashomon.evaluate.gold import telling
from rashomon.records import Span

_EMPTY = frozenset("a an the of for and in on at to his her its their mr mrs ms dr president minister".split())
_PRONOUNS = frozenset("he she it they we i you him her them us me who".split())


@dataclass(frozen=True, slots=True)
class ChainItem:
    """A document and the gold chains of stretches in it, the writer ("w") first and left out of `chain`."""

    name: str
    text: str
    spans: tuple[Span, ...]
    chains: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class ChainScore:
    """Counts over all stretches."""

    items: int = 0
    depth: int = 0
    exact: int = 0
    two_links: int = 0


def read_mpqa(path: Path) -> Iterator[ChainItem]:
    """Read `mpqa_chains/*.json`; stretches that do not stand in their document as given are left out."""
    for name, entry in json.loads(path.read_text(encoding="utf-8")).items():
        text = _plain(entry["context"])
        spans, chains = [], []
        for extract in entry["extract"]:
            sentence = text.find(_plain(extract["text"]).strip())
            start = text.find(_plain(extract["question"]), max(sentence, 0)) if sentence >= 0 else -1
            if start >= 0:
                spans.append(Span(start, start + len(_plain(extract["question"]))))
                chains.append(tuple(_plain(link) for link in extract["answer"][1:]))
        yield ChainItem(name, text, tuple(spans), tuple(chains))


def _plain(text: str) -> str:
    """Undo the escapes that the file's maker left in."""
    return text.replace("\\t", " ").replace("\\n", "\n").replace("\\'", "'").replace('\\"', '"')


def score_chains(pairs: Iterable[tuple[ChainItem, Sequence[tuple[str, ...]]]]) -> ChainScore:
    """Score predicted chains (outermost source first, the writer left out), one for each stretch of each item."""
    score = ChainScore()
    for item, found in pairs:
        for gold, ours in zip(item.chains, found, strict=True):
            score.items += 1
            score.two_links += len(gold) == 1
            if len(gold) == len(ours):
                score.depth += 1
                score.exact += all(_same(a, b) for a, b in zip(gold, ours, strict=True))
    return score


def _same(gold: str, ours: str) -> bool:
    """Tell whether two names can be one; gold that is itself a pronoun says nothing about the name."""
    a, b = telling(gold, _EMPTY), telling(ours, _EMPTY)
    return bool(a & b) or (bool(a) and a <= _PRONOUNS)
