"""Chains at a place of a text: through whose mouths and minds did the words there come?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rashomon.extract.attitudes import attitudes
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.kinds import core, head_of
from rashomon.extract.mentions import Resolved
from rashomon.extract.nesting import FIRST_PERSON, inner_candidates
from rashomon.extract.syntax import Range, runs
from rashomon.records import Span

if TYPE_CHECKING:
    from spacy.tokens import Doc


# How much of a place a link must hold: parses and annotators draw the ends of a phrase differently.
_SHARE = 0.6
# The fewest words of a quotation without a cue that can be speech.
_LEAST_SPEECH = 5
# Verbs that only lend an attitude their subject: "voiced concern", "have doubts".
_LENDING = frozenset(
    "express voice show demonstrate display convey have hold make give reiterate signal indicate raise take".split()
)


@dataclass(frozen=True, slots=True)
class Link:
    """One source in a chain and the words that are seen through it."""

    source: Range
    anchor: int
    words: frozenset[int]
    rule: str


def chains(
    doc: Doc,
    candidates: Sequence[Candidate],
    quoted: Sequence[bool],
    resolved: Sequence[Resolved],
    places: Sequence[Span],
) -> list[tuple[str, ...]]:
    """Return the names of the chain at each place (offsets of `doc`), outermost source first."""
    links = all_links(doc, candidates, quoted)
    names = _Names(doc, resolved)
    found = []
    for place in places:
        span = doc.char_span(place.start, place.end, alignment_mode="expand")
        chain: list[str] = []
        for link in chain_at(doc, links, (span.start, span.end)) if span is not None else ():
            chain.append(names.of(link.source, chain[-1] if chain else None))
        found.append(tuple(chain))
    return found


class _Names:
    """What each source of a text is called."""

    def __init__(self, doc: Doc, resolved: Sequence[Resolved]) -> None:
        self._doc = doc
        self._by_run = {mention.run: mention.name for mention in resolved}
        self._by_head = {head_of(doc, mention.run).i: mention.name for mention in reversed(resolved)}

    def of(self, source: Range, speaker: str | None) -> str:
        """Return the name of a source; "I" and "we" inside somebody's words are that `speaker`."""
        head = head_of(self._doc, source)
        name = self._by_run.get(source) or self._by_head.get(head.i)
        if speaker is not None and head.lower_ in FIRST_PERSON and (name is None or name.lower() in FIRST_PERSON):
            return speaker
        if name is None:
            low, high = core(self._doc, source)
            name = " ".join(self._doc[low:high].text.split())
        return name


def all_links(doc: Doc, candidates: Sequence[Candidate], quoted: Sequence[bool]) -> list[Link]:
    """Return every link of a text: its attributions, those inside them, speech that runs on, and attitudes."""
    given = [*candidates, *_running_on(doc, candidates, quoted)]
    return links_of([*given, *inner_candidates(doc, given, quoted), *attitudes(doc)])


def _running_on(doc: Doc, candidates: Sequence[Candidate], quoted: Sequence[bool]) -> Iterator[Candidate]:
    """Give a quotation that no attribution holds to whoever spoke last, in this paragraph or the one before."""
    held = {i for c in candidates for start, end in c.content for i in range(start, end)}
    speakers = sorted((c for c in candidates if c.source), key=lambda c: c.anchor)
    for start, end in runs((i for i in range(len(doc)) if quoted[i]), doc):
        free = [i for i in range(start, end) if i not in held]
        before = [c for c in speakers if c.anchor < start]
        if len(free) < _LEAST_SPEECH or 2 * len(free) < end - start or not before:
            continue
        last = before[-1]
        if doc[last.anchor : start].text.count("\n\n") <= 1:
            yield replace(last, anchor=start, cue=(), content=tuple(runs(free, doc)), rule="running-on")


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
    """Tell whether a cue only goes on with another one: "voiced concern", "wishes to stress", "agreed, saying"."""
    cue = doc[link.anchor]
    if cue.head.i not in anchors or any(child.dep_ == "nsubj" for child in cue.children):
        return False
    if cue.dep_ == "dobj":
        return cue.head.lemma_.lower() in _LENDING
    return cue.dep_ in ("xcomp", "advcl", "conj")
