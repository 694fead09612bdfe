"""Chains at a place of a text: through whose mouths and minds did the words there come?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.syntax import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Link:
    """One source in a chain and the words that are seen through it."""

    source: Range
    anchor: int
    words: frozenset[int]
    rule: str


def links_of(candidates: Sequence[Candidate]) -> list[Link]:
    """Return the links that the candidates make; of two at one cue, the first given."""
    found: dict[int, Link] = {}
    for c in candidates:
        words = frozenset(i for start, end in c.content for i in range(start, end))
        if c.source and words:
            found.setdefault(c.anchor, Link(c.source[0], c.anchor, words, c.rule))
    return list(found.values())


def chain_at(doc: Doc, links: Sequence[Link], place: Range) -> list[Link]:
    """Return the links whose words hold the tokens of `place`, outermost first."""
    inside = {i for i in range(*place) if not (doc[i].is_punct or doc[i].is_space)}
    around = [link for link in links if inside and inside <= link.words]
    return sorted(around, key=lambda link: (-len(link.words), link.anchor))
