"""Stance, polarity and certainty: how a source stands to what it says, and what it says is so or not so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rashomon.extract.attribution_cues import cue_stance, cue_token
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.cues import lexicon
from rashomon.extract.parse import parse
from rashomon.extract.stance_content import negated_clause, rejects, stance_of_content
from rashomon.extract.stance_cue import stance_of_cue
from rashomon.extract.syntax import Range, layout
from rashomon.records import Certainty, Span, Spans, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_REST = re.compile(r"[^\n]*\n*")
_HEDGED = frozenset({"alleged", "purported"})
_POSSIBLE = frozenset({"may", "might", "could", "possibly", "perhaps", "maybe", "possible", "conceivably"})
_PROBABLE = frozenset({"probably", "likely", "presumably", "probable", "evidently"})
_WORRIED = frozenset({"worry", "worried", "concern", "concerned", "nervous", "uneasy", "unease", "apprehension"})
_BELIEF = frozenset(
    {"believe", "think", "feel", "suspect", "estimate", "assume", "presume", "reckon", "guess", "expect"}
)


def clause_root(doc: Doc, run: Range) -> Token:
    """Return the verb (or other head) that the words of a content hang on."""
    start, end = run
    heads = [doc[i] for i in layout(doc).roots(start, end)]
    verbs = [t for t in heads if t.pos_ in ("VERB", "AUX")]
    return (verbs or heads or [doc[start]])[-1]


def content_root(doc: Doc, content: tuple[Range, ...]) -> Token:
    """Return the verb of a content in several pieces ("The road ... was closed"), else the head of its first piece."""
    roots = [clause_root(doc, run) for run in content]
    return next((root for root in roots if root.pos_ in ("VERB", "AUX")), roots[0])


def content_negated(doc: Doc, content: tuple[Range, ...]) -> bool:
    """Tell whether the main statement of a content is that something is not so."""
    return any(negated_clause(clause_root(doc, run)) for run in content)


def stance_of(doc: Doc, candidate: Candidate, content: tuple[Range, ...]) -> Stance:
    """Return the stance of one claim: its cue's, or where the cue only tells, that of what is said."""
    stance = stance_of_cue(doc, candidate.source, candidate.cue, candidate.anchor, content)
    cue = cue_token(doc, candidate.cue, candidate.anchor) if candidate.cue else None
    worried = stance is Stance.DOUBTS and cue is not None and cue.lemma_.lower() in _WORRIED
    if stance is not None and stance is not Stance.CONFIRMS and not worried:
        return stance
    said = None if stance is Stance.CONFIRMS else stance_of_content(doc, content, candidate.source, cue)
    if worried:
        # To worry that a thing will come is to foresee it; to worry about one that is there, to doubt it.
        return Stance.PREDICTS if said is Stance.PREDICTS else Stance.DOUBTS
    if said is not None:
        return said
    if rejects(doc, content, candidate.source, content_root(doc, content)):
        return Stance.DENIES
    return stance or Stance.ASSERTS


def stance_at(text: str, attributions: Sequence[tuple[Spans, Spans, Spans]], *, parser: str) -> list[Stance]:
    """Return the stances of attributions given as (source, cue, content) in offsets of `text`: for scoring.

    Paragraphs are parsed each for itself, so those that an attribution stands in are all that is parsed.
    """
    return [_stance_in(text, attribution, parser) for attribution in attributions]


def _stance_in(text: str, attribution: tuple[Spans, Spans, Spans], parser: str) -> Stance:
    low, high = _paragraphs(text, [span for spans in attribution for span in spans])
    doc = parse(text[low:high], name=parser)

    def ranges(spans: Spans) -> tuple[Range, ...]:
        found = (doc.char_span(span.start - low, span.end - low, alignment_mode="expand") for span in spans)
        return tuple((span.start, span.end) for span in found if span is not None)

    source, cue, said = map(ranges, attribution)
    anchor = cue_token(doc, cue, cue[0][0] if cue else 0)
    return stance_of(doc, Candidate(anchor.i, source, cue, said, cue_stance(anchor), "given", 1.0), said)


def _paragraphs(text: str, spans: Sequence[Span]) -> tuple[int, int]:
    """Return where the paragraphs begin and end that hold these spans, line ends after them included."""
    if not spans:
        return 0, len(text)
    low, high = min(span.start for span in spans), max(span.end for span in spans)
    rest = _REST.match(text, max(high - 1, low))
    return text.rfind("\n", 0, low) + 1, rest.end() if rest else len(text)


def certainty_of(doc: Doc, content: tuple[Range, ...], cue: Token | None) -> Certainty:
    """Return how sure the telling is, from hedges in the content and from the cue."""
    words = {token.lower_ for start, end in content for token in doc[start:end]}
    if words & (lexicon().adverbs.keys() | _HEDGED):
        return Certainty.HEDGED
    root = content_root(doc, content)
    modals = {child.lower_ for child in root.children if child.dep_ in ("aux", "advmod", "acomp")} | {root.lower_}
    if modals & _POSSIBLE:
        return Certainty.POSSIBLE
    if modals & _PROBABLE:
        return Certainty.PROBABLE
    if cue is not None and cue.lemma_.lower() in _BELIEF:
        return Certainty.PROBABLE
    return Certainty.CERTAIN
