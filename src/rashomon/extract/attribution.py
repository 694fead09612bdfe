"""Attributions of a parsed view: candidates of all rules, settled into one list.

Steps: (1) candidates from direct speech and from the parse; (2) one candidate a cue, the surer one; (3) quotations
without a cue joined to their speaker; (4) overlapping readings of the same words thinned; (5) nesting.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from rashomon.extract.attribution_inserted import inserted_candidates
from rashomon.extract.attribution_model import EncoderReading
from rashomon.extract.attribution_phrases import phrase_candidates
from rashomon.extract.attribution_quotes import Speech, join_quotes, quote_candidates, speeches
from rashomon.extract.attribution_rules import TELLING, Candidate, parse_candidates
from rashomon.extract.cues import lexicon
from rashomon.extract.nesting import OWN, inner_candidates, reported
from rashomon.extract.pointing import Pointer
from rashomon.extract.syntax import runs

if TYPE_CHECKING:
    from spacy.tokens import Doc


def rule_candidates(doc: Doc) -> list[Candidate]:
    """Return the attributions that the rules find, in token ranges of `doc`, in reading order."""
    found = speeches(doc, doc.text)
    return _ruled(doc, found, _spoken(doc, found))


def _ruled(doc: Doc, found: Sequence[Speech], quoted: Sequence[bool]) -> list[Candidate]:
    """Do the steps of the module's head, the quotations given."""
    direct = list(quote_candidates(doc, found, lexicon(), quoted))
    indirect = [*parse_candidates(doc, lexicon(), quoted), *phrase_candidates(doc, lexicon(), quoted)]
    inserted = list(inserted_candidates(doc, lexicon(), quoted, taken={c.anchor for c in (*direct, *indirect)}))
    settled = [_without_own_words(doc, c) for c in _one_per_cue(doc, [*direct, *indirect, *inserted])]
    joined = list(join_quotes(doc, found, _own_words(doc, settled)))
    return sorted(_thin(doc, joined), key=lambda c: (c.content[0], c.anchor))


def _spoken(doc: Doc, found: Sequence[Speech]) -> list[bool]:
    """Tell for each token whether it stands inside direct speech."""
    quoted = [False] * len(doc)
    for speech in found:
        if speech.spoken:
            quoted[speech.start : speech.end] = [True] * (speech.end - speech.start)
    return quoted


def _own_words(doc: Doc, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop what is part of another's words: "said he thinks that ..." is one attribution, not two.

    Somebody else's words retold inside ("said that officials had told ...") stay, nested.
    """
    holders: dict[int, set[int]] = defaultdict(set)
    for number, candidate in enumerate(candidates):
        for i in _tokens(candidate):
            holders[i].add(number)
    kept = []
    for number, candidate in enumerate(candidates):
        inside = bool(holders.get(candidate.anchor, set()) - {number})
        pronoun = all(doc[start].pos_ == "PRON" for start, _ in candidate.source)
        retold = doc[candidate.anchor].lemma_ in TELLING and not pronoun
        if not inside or retold or (candidate.source and not pronoun and candidate.rule.startswith("verb-clause")):
            kept.append(candidate)
    return kept


def _without_own_words(doc: Doc, candidate: Candidate) -> Candidate:
    """Take source and cue out of the content: what introduces the words is not part of them."""
    own = {i for start, end in (*candidate.source, *candidate.cue) for i in range(start, end)}
    words = _tokens(candidate)
    if not own & words or words <= own:
        return candidate
    return replace(candidate, content=tuple(runs(words - own, doc)))


def _one_per_cue(doc: Doc, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Merge candidates that share their cue token; a clause that holds the quotation wins over the quotation."""
    by_anchor: dict[int, Candidate] = {}
    for candidate in candidates:
        other = by_anchor.get(candidate.anchor)
        by_anchor[candidate.anchor] = candidate if other is None else _merge(doc, other, candidate)
    return list(by_anchor.values())


def _merge(doc: Doc, a: Candidate, b: Candidate) -> Candidate:
    ours, theirs = _tokens(a), _tokens(b)
    if a.rule.startswith(("quote", "cue-before")) and b.rule.startswith("verb"):
        if b.rule == "verb-clause" and theirs & ours:
            # Direct speech found by position, and the parse sees more of the same content: mixed speech.
            content = tuple(runs(ours | theirs, doc))
            return replace(a, content=content, source=a.source or b.source, cue=b.cue or a.cue)
        return replace(a, source=a.source or b.source, addressee=a.addressee or b.addressee)
    content = (
        tuple(runs(ours | theirs, doc))
        if a.rule.startswith("quote") and b.rule.startswith(("quote", "cue"))
        else a.content
    )
    return replace(a, content=content, source=a.source or b.source)


def _tokens(candidate: Candidate) -> set[int]:
    return {i for start, end in candidate.content for i in range(start, end)}


def _thin(doc: Doc, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Drop a candidate whose content is nearly that of a surer one with the same source."""
    kept: list[Candidate] = []
    holders: dict[int, list[int]] = defaultdict(list)
    for candidate in sorted(candidates, key=lambda c: -c.score):
        words = _tokens(candidate)
        # Two contents that are nearly the same share most of their words, so only those that hold one are compared.
        near = {number for i in words for number in holders[i]}
        same = any(_same(candidate, words, kept[number]) for number in near)
        if words and not same:
            for i in words:
                holders[i].append(len(kept))
            kept.append(candidate)
    return kept


def _same(candidate: Candidate, words: set[int], other: Candidate) -> bool:
    """Tell whether two candidates read nearly the same words as those of one source."""
    theirs = _tokens(other)
    alike = len(words & theirs) >= 0.8 * len(words | theirs)
    return alike and (other.source == candidate.source or not candidate.source)


# Where the encoder passes over what these rules find, it is right more often than they are (PolNeAR, development),
# unless they are sure.
_DOUBTFUL, _SURE = frozenset({"verb-clause", "verb-infinitive", "noun-preposition", "quote-same-speaker"}), 0.8
# Clauses after these tell as often what somebody does or finds out ("the two learned of a meeting", "they hold X
# liable") as what he says; of those that the encoder passed over, most.
_FOUND_OUT = frozenset({"assume", "guess", "hold", "know", "learn", "show", "think"})
# Below this, a content of so few words is a fragment if the rule reads more than twice as many.
_UNSURE, _FEW = 0.5, 2


def completed(doc: Doc, found: Sequence[Candidate]) -> list[Candidate]:
    """Return the encoder's candidates with what the rules know better.

    What a rule is sure of and the encoder passed over is added, for a lost statement is worse than a doubtful one, and
    where the encoder has but a fragment the rule's reading stands. Attributions inside others ("said that officials had
    told ...") are added too: it does not look for them. Who was told is read off the parse.
    """
    spoken = speeches(doc, doc.text)
    quoted = _spoken(doc, spoken)
    rules = _ruled(doc, spoken, quoted)
    by_anchor = {candidate.anchor: candidate for candidate in rules}
    told = [_fuller(candidate, by_anchor.get(candidate.anchor)) for candidate in found]
    said = {i for c in told for i in _tokens(c)}
    cues = {i for c in told for start, end in c.cue for i in range(start, end)}
    for rule in rules:
        words = _tokens(rule)
        named = bool(rule.source) and (rule.anchor not in cues or not rule.cue)
        heard = rule.score >= _SURE or rule.rule not in _DOUBTFUL
        said_so = rule.rule != "verb-clause" or doc[rule.anchor].lemma_ not in _FOUND_OUT
        if named and heard and said_so and len(words & said) < 0.3 * len(words):
            told.append(rule)
    inner = inner_candidates(doc, told, quoted)
    # What somebody is said to think or want is content; what somebody is said to have said has a source of its own.
    told.extend(
        c
        for c in inner
        if c.rule != OWN and c.anchor not in cues and doc[c.anchor].lemma_ in TELLING and reported(doc, c)
    )
    return sorted(told, key=lambda c: (c.content[0], c.anchor))


def _fuller(candidate: Candidate, rule: Candidate | None) -> Candidate:
    """Return the encoder's reading of a cue, or the rule's where that one is a fragment of it."""
    if rule is None:
        return candidate
    words = len(_tokens(candidate))
    fragment = candidate.score < _UNSURE and words <= _FEW and len(_tokens(rule)) > 2 * words
    return rule if fragment and rule.source and rule.cue else replace(candidate, addressee=rule.addressee)


class Begun(Protocol):
    """A back end at work on one text: it may begin before the parse is there."""

    def candidates(self, doc: Doc) -> list[Candidate]:
        """Return the attributions in token ranges of the parse, in reading order."""

    def pointer(self) -> Pointer | None:
        """Return what ranks the referents of pronouns, where the back end knows."""


class _Rules:
    """The rules need the parse first and know nothing of pronouns."""

    def __init__(self, text: str) -> None:
        del text

    def candidates(self, doc: Doc) -> list[Candidate]:
        return rule_candidates(doc)

    def pointer(self) -> Pointer | None:
        return None


class _Model:
    """The encoder, with what the rules know better."""

    def __init__(self, text: str) -> None:
        self._reading = self._begin(text)

    def _begin(self, text: str) -> EncoderReading:
        return EncoderReading(text)

    def candidates(self, doc: Doc) -> list[Candidate]:
        return completed(doc, self._reading.candidates(doc))

    def pointer(self) -> Pointer | None:
        return self._reading.pointer()


# Windows that a graphics processor reads together: what it takes for one or for all of them is nearly the same.
_ON_GPU = 64


class _ModelOnGpu(_Model):
    """The same with the encoder on a graphics processor."""

    def _begin(self, text: str) -> EncoderReading:
        from rashomon.extract.encoder_torch import shipped_torch_network

        return EncoderReading(text, network=shipped_torch_network(), together=_ON_GPU)


BACKENDS: Mapping[str, Callable[[str], Begun]] = MappingProxyType(
    {"rules": _Rules, "model": _Model, "model-gpu": _ModelOnGpu}
)
