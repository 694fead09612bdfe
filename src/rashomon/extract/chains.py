"""Chains at a place of a text: through whose mouths and minds did the words there come?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.syntax import Range

if TYPE_CHECKING:
    from spacy.tokens import Doc


# How much of a place a link must hold: parses and annotators draw the ends of a phrase differently.
_SHARE = 0.6


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
            known = found.get(c.anchor)
            found[c.anchor] = (
                replace(known, words=known.words | words) if known else Link(c.source[0], c.anchor, words, c.rule)
            )
    return list(found.values())


def chain_at(doc: Doc, links: Sequence[Link], place: Range) -> list[Link]:
    """Return the links whose words hold the tokens of `place`, outermost first."""
    inside = {i for i in range(*place) if not (doc[i].is_punct or doc[i].is_space)}
    if not inside:
        return []
    root = doc[place[0] : place[1]].root.i
    around = [link for link in links if root in link.words and len(inside & link.words) >= _SHARE * len(inside)]
    around.sort(key=lambda link: (-len(link.words), link.anchor))
    anchors = {link.anchor for link in around}
    return [link for link in around if not _one_expression(doc, link, anchors)]


def _one_expression(doc: Doc, link: Link, anchors: set[int]) -> bool:
    """Tell whether a cue only completes another one: "voiced concern", "wishes to stress", "failed to condemn"."""
    cue = doc[link.anchor]
    return cue.dep_ in ("dobj", "xcomp") and cue.head.i in anchors and not any(c.dep_ == "nsubj" for c in cue.children)
