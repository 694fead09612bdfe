"""Attributions inside attributions: "X said that Y had told Z ...", "the BBC quoted him as saying ...".

Direct speech is somebody's own words, so the rules for a text's surface stay out of it. Once it is known who speaks,
the words inside can be read like any other text, and whoever is reported there is one link further away.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from rashomon.extract.attribution_phrases import phrase_candidates
from rashomon.extract.attribution_rules import Candidate, noun_phrase, parse_candidates
from rashomon.extract.cues import lexicon
from rashomon.extract.kinds import RELATIVES, head_of
from rashomon.extract.syntax import Range, runs, subject, trim, verb_group

if TYPE_CHECKING:
    from spacy.tokens import Doc

FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our"})
# Verbs that pass on another's words as such: "quoted him as saying ...".
_QUOTING = frozenset({"quote", "cite", "describe", "report", "record", "paraphrase"})
OWN = "nested-own"
# What a clause without a subject may hang on, up to the verb whose subject is also its own.
_CONTROLLED = frozenset({"xcomp", "acomp", "advcl", "pcomp", "prep", "conj", "attr", "ccomp", "advmod"})
# Rules that mostly read deeds and judgements inside somebody's words: "deny them the right", "claims to be rich".
_NO_REPORTS = frozenset({"nested-object", "nested-infinitive", "nested-is"})
# What says nothing: "something that would confirm it", "nobody said so".
_NO_ONE = frozenset("nobody nothing something what that which".split())
_SPEAKERS = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_PERCEIVED = frozenset({"hear", "see", "watch"})
_INNER_MARKS = frozenset({"'", "‘", "`", "“", '"', "``"})
_CLOSING_MARKS = frozenset({"'", "’", "”", '"', "''"})


def inner_candidates(doc: Doc, candidates: Sequence[Candidate], quoted: Sequence[bool]) -> list[Candidate]:
    """Return the attributions that the parse shows inside the contents of `candidates`, in reading order.

    The rule of each starts with "nested-"; it is `OWN` where the speaker of a quotation speaks of own words or thoughts
    ("I think ..."), which callers may want to leave out.
    """
    inside = _Inside(doc, candidates, quoted)
    read = [*_quoted_as_saying(doc), *_quotes_in_quotes(doc, inside), *_read(doc)]
    found: dict[int, Candidate] = {}
    for candidate in read:
        made = inside.clipped(candidate)
        if made is not None:
            found.setdefault(made.anchor, made)
    return sorted(found.values(), key=lambda c: (c.content[0], c.anchor))


def reported(doc: Doc, candidate: Candidate) -> bool:
    """Tell whether an inner attribution reports that somebody said something.

    What somebody might, should or must not say was not said: "it is fair to say that", "tell me what you want".
    """
    heads = [head_of(doc, run) for run in candidate.source]
    if candidate.rule in _NO_REPORTS or any(h.pos_ not in _SPEAKERS or h.lower_ in _NO_ONE for h in heads):
        return False
    verb = doc[candidate.anchor]
    if verb.tag_ != "VB" or candidate.rule == "nested-quote":
        return True
    helpers = {child.lemma_.lower() for child in verb.children if child.dep_ == "aux"}
    return "do" in helpers or (not helpers and verb.head.lemma_ in _PERCEIVED)


def _read(doc: Doc) -> Iterator[Candidate]:
    """Yield what the rules find when quotation marks keep them from nothing."""
    open_ = [False] * len(doc)
    for candidate in (*parse_candidates(doc, lexicon(), open_), *phrase_candidates(doc, lexicon(), open_)):
        rule = f"nested-{candidate.rule.rpartition('-')[2]}"
        yield replace(candidate, source=_antecedents(doc, candidate) or _controller(doc, candidate), rule=rule)


def _controller(doc: Doc, candidate: Candidate) -> tuple[Range, ...]:
    """Return who acts in a clause without a subject of its own: "I am proud to say", "she went so far as to say"."""
    verb = doc[candidate.anchor]
    while verb.dep_ in _CONTROLLED and verb.head != verb:
        verb = verb.head
        own = subject(verb)
        if own is not None:
            return (noun_phrase(own),) if own.lower_ not in ("it", "there") else ()
    return ()


def _quotes_in_quotes(doc: Doc, inside: _Inside) -> Iterator[Candidate]:
    """Read "..., and he said, 'Nobody came'": the words after a cue's mark, up to the mark that closes them."""
    for mark in doc:
        if mark.text not in _INNER_MARKS or not inside.holds(mark.i) or mark.whitespace_ or mark.i < 2:
            continue
        before = mark.i - 1
        while before > mark.i - 5 and (doc[before].text in (",", ":") or doc[before].pos_ in ("PRON", "ADP")):
            before -= 1
        cue = lexicon().verbs.get(doc[before].lemma_.lower())
        head = subject(doc[before])
        if cue is None or "quote" not in cue.frames or head is None or doc[before].pos_ not in ("VERB", "AUX"):
            continue
        end = mark.i + 1
        while inside.holds(end) and not (doc[end].text in _CLOSING_MARKS and doc[end - 1].whitespace_ == ""):
            end += 1
        words = trim((mark.i + 1, end), doc)
        if words[0] < words[1]:
            group = tuple(runs(verb_group(doc[before]), doc))
            yield Candidate(before, (noun_phrase(head),), group, (words,), cue.stance, "nested-quote", 0.8)


def _antecedents(doc: Doc, candidate: Candidate) -> tuple[Range, ...]:
    """Return the source with the noun that a relative pronoun stands for in its place ("a driver who said ...")."""
    found = []
    for start, end in candidate.source:
        verb = doc[candidate.anchor]
        while verb.dep_ in ("conj", "xcomp") and verb.head != verb:
            verb = verb.head
        if end - start == 1 and doc[start].lower_ in RELATIVES and verb.dep_ == "relcl" and verb.head.i < start:
            found.append(trim((verb.head.left_edge.i, verb.left_edge.i), doc))
        else:
            found.append((start, end))
    return tuple(run for run in found if run[0] < run[1])


def _quoted_as_saying(doc: Doc) -> Iterator[Candidate]:
    """Read "quoted X as saying ...": the one who quotes is the outer source, X the inner one."""
    for saying in doc:
        as_ = saying.head
        if saying.dep_ != "pcomp" or as_.lower_ != "as" or as_.head.lemma_.lower() not in _QUOTING:
            continue
        who = next((c for c in as_.head.children if c.dep_ in ("dobj", "nsubjpass") and c.i < as_.i), None)
        said = [c for c in saying.children if c.dep_ in ("ccomp", "xcomp", "dobj") and c.i > saying.i]
        if who is None or not said or saying.lemma_.lower() not in lexicon().verbs or who.dep_ == "nsubjpass":
            continue
        content = trim((said[0].left_edge.i, saying.right_edge.i + 1), doc)
        stance = lexicon().verbs[saying.lemma_.lower()].stance
        cue = ((saying.i, saying.i + 1),)
        yield Candidate(saying.i, (noun_phrase(who),), cue, (content,), stance, "nested-as-saying", 0.9)


class _Inside:
    """Which tokens are the content of which given attribution."""

    def __init__(self, doc: Doc, candidates: Sequence[Candidate], quoted: Sequence[bool]) -> None:
        self._doc = doc
        self._quoted = quoted
        self._contents = [_tokens(candidate.content) for candidate in candidates]
        self._sources = [_tokens(candidate.source) for candidate in candidates]
        self._taken = {i for c in candidates for i in (*_tokens(c.cue), c.anchor)}
        self._holders: dict[int, list[int]] = {}
        for number, words in enumerate(self._contents):
            for i in words:
                self._holders.setdefault(i, []).append(number)

    def holds(self, token: int) -> bool:
        """Tell whether a token is part of any given content."""
        return token in self._holders

    def clipped(self, candidate: Candidate) -> Candidate | None:
        """Return a candidate cut down to the smallest content that holds its cue, or None where none does."""
        holder = min(self._holders.get(candidate.anchor, ()), key=lambda n: len(self._contents[n]), default=None)
        if holder is None or candidate.anchor in self._taken:
            return None
        words = self._contents[holder]
        content = _tokens(candidate.content) & words
        content -= _tokens(candidate.source) | _tokens(candidate.cue)
        source = tuple(runs(_tokens(candidate.source) & (words | self._sources[holder]), self._doc))
        if not content or not source:
            return None
        own = self._quoted[candidate.anchor] and all(self._doc[start].lower_ in FIRST_PERSON for start, _ in source)
        return replace(
            candidate,
            source=source,
            content=tuple(runs(content, self._doc)),
            rule=OWN if own else candidate.rule,
        )


def _tokens(parts: Sequence[Range]) -> set[int]:
    return {i for start, end in parts for i in range(start, end)}
