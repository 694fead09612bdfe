"""Stance, polarity and certainty: how a source stands to what it says, and what it says is so or not so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rashomon.extract.attribution_cues import cue_stance, cue_token
from rashomon.extract.attribution_rules import Candidate
from rashomon.extract.cues import lexicon
from rashomon.extract.parse import parse
from rashomon.extract.syntax import Range, is_negated, subject
from rashomon.records import Certainty, Spans, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NEGATION = frozenset({"no", "not", "n't", "n’t", "never", "none", "nobody", "nothing", "neither", "nor", "without"})
_HEDGED = frozenset({"alleged", "purported"})
_POSSIBLE = frozenset({"may", "might", "could", "possibly", "perhaps", "maybe", "possible", "conceivably"})
_PROBABLE = frozenset({"probably", "likely", "presumably", "probable", "evidently"})
_BELIEF = frozenset(
    {"believe", "think", "feel", "suspect", "estimate", "assume", "presume", "reckon", "guess", "expect"}
)
_RAISES_NEGATION = frozenset({"believe", "think", "feel", "expect", "assume", "suppose"})
# Cues that ask for something when an infinitive follows ("told them to leave").
_REQUESTS = frozenset({"ask", "tell", "order", "urge", "instruct", "call", "request", "want", "press", "beg"})


def clause_root(doc: Doc, run: Range) -> Token:
    """Return the verb (or other head) that the words of a content hang on."""
    start, end = run
    heads = [
        t for t in doc[start:end] if (t.head == t or not start <= t.head.i < end) and not t.is_punct and not t.is_space
    ]
    verbs = [t for t in heads if t.pos_ in ("VERB", "AUX")]
    return (verbs or heads or [doc[start]])[-1]


def content_root(doc: Doc, content: tuple[Range, ...]) -> Token:
    """Return the verb of a content in several pieces ("The road ... was closed"), else the head of its first piece."""
    roots = [clause_root(doc, run) for run in content]
    return next((root for root in roots if root.pos_ in ("VERB", "AUX")), roots[0])


def content_negated(doc: Doc, content: tuple[Range, ...]) -> bool:
    """Tell whether the main statement of a content is that something is not so."""
    return any(_negated_clause(clause_root(doc, run)) for run in content)


def _negated_clause(root: Token) -> bool:
    if is_negated(root) or any(child.lower_ in _NEGATION for child in root.children):
        return True
    for child in root.children:
        if child.dep_ in ("nsubj", "nsubjpass", "dobj", "attr") and any(
            grand.lower_ in ("no", "neither", "none") and grand.dep_ in ("det", "preconj") for grand in child.children
        ):
            return True
    return False


def rejects(doc: Doc, content: tuple[Range, ...], source: tuple[Range, ...]) -> bool:
    """Tell whether an asserted content rejects a charge: "no such deal was done", "it did not shell the town".

    A negated content does so when it says that the thing itself does not exist ("no deal", "untrue") or when the source
    clears itself: the subject of the negated clause is the source's own pronoun.
    """
    root = content_root(doc, content)
    words = {token.lower_ for start, end in content for token in doc[start:end]}
    if words & {"untrue", "fabricated", "baseless", "unfounded"} or {"no", "truth"} <= words:
        return True
    if not _negated_clause(root):
        return False
    for child in root.children:
        bare = any(g.lower_ == "no" for g in child.children) and child.lower_ != "one"  # "no one" is a count
        if bare and child.dep_ in ("nsubj", "nsubjpass", "attr", "dobj"):
            # "No flags were allowed" is a rule, "no deal was made" a rejection: the modal makes the difference.
            return not any(c.dep_ == "xcomp" for c in root.children)
    head = subject(root)
    if head is None or not source:
        return False
    speaker = doc[source[0][1] - 1]
    singular = speaker.tag_ in ("NN", "NNP", "PRP") and speaker.lower_ not in ("they", "we")
    own = {"it", "he", "she", "i"} if singular else {"they", "we"}
    return head.lower_ in own and any(child.lower_ == "never" or child.dep_ == "neg" for child in root.children)


def stance_of(doc: Doc, candidate: Candidate, content: tuple[Range, ...]) -> Stance:
    """Return the stance of one claim from cue, negation and content."""
    anchor = doc[candidate.anchor]
    lemma = anchor.lemma_.lower()
    stance = candidate.stance
    if candidate.rule.startswith(("phrase", "quote-same")):
        return stance
    if lemma in ("ask", "call", "tell"):
        requests = candidate.rule == "verb-infinitive" or (candidate.rule == "verb-preposition" and lemma == "call")
        stance = Stance.DEMANDS if requests else Stance.QUESTIONS if lemma == "ask" else Stance.ASSERTS
    elif candidate.rule == "verb-infinitive" and lemma in _REQUESTS:
        stance = Stance.DEMANDS
    if anchor.pos_ in ("VERB", "AUX") and is_negated(anchor):
        if lemma in _RAISES_NEGATION:
            return Stance.DENIES
        return Stance.ASSERTS if stance is Stance.DOUBTS else Stance.DECLINES
    governor = anchor.head if anchor.dep_ == "xcomp" else None
    if governor is not None and governor.lemma_ in ("refuse", "decline"):
        return Stance.DECLINES
    if stance in (Stance.ASSERTS, Stance.CONFIRMS) and rejects(doc, content, candidate.source):
        return Stance.DENIES
    return stance


def stance_at(text: str, attributions: Sequence[tuple[Spans, Spans, Spans]], *, parser: str) -> list[Stance]:
    """Return the stances of attributions given as (source, cue, content) in offsets of `text`: for scoring."""
    doc = parse(text, name=parser)

    def ranges(spans: Spans) -> tuple[Range, ...]:
        found = (doc.char_span(span.start, span.end, alignment_mode="expand") for span in spans)
        return tuple((span.start, span.end) for span in found if span is not None)

    stances = []
    for source, cue, content in attributions:
        words = ranges(cue)
        anchor = cue_token(doc, words, words[0][0] if words else 0)
        said = ranges(content)
        candidate = Candidate(anchor.i, ranges(source), words, said, cue_stance(anchor), "given", 1.0)
        stances.append(stance_of(doc, candidate, said))
    return stances


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
