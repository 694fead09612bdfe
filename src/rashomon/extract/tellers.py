"""Through whom words came: the outlet that was told them, that quotes them, and the source that an outlet cites."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rashomon.extract.attribution_rules import Candidate, noun_phrase
from rashomon.extract.kinds import core, head_of, kind_of
from rashomon.extract.syntax import Range, sentence_of
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Who is named after these was spoken to, or put the words out.
_THROUGH = frozenset({"to", "with", "on", "by"})
_SPEAKING = frozenset({"speak", "talk", "tell", "inform"})
_CITING = frozenset({"cite", "quote"})
# What a verb hangs on when another one governs it: "was quoted as saying".
_GOVERNED = frozenset({"pcomp", "prep", "xcomp"})


def tellers(doc: Doc, candidate: Candidate) -> list[Range]:
    """Return the outlets through which words came, in reading order: told, spoken to, or quoting them."""
    found = [run for run in candidate.addressee if kind_of(doc, run) is SourceKind.OUTLET]
    for run in candidate.source:
        found.extend(_told_by(doc, run))
    found.extend(_beside(doc, candidate))
    cores = [core(doc, run) for run in found]
    return list(dict.fromkeys(cores))


def cited(doc: Doc, candidate: Candidate) -> list[Range]:
    """Return whom the source cites for its words: "AFP, citing a hospital source, said ..."."""
    verb = _governor(doc[candidate.anchor])
    source = _tokens(candidate.source)
    heads = {verb.i, *(head_of(doc, run).i for run in candidate.source)}
    found: list[Range] = []
    for token in doc[slice(*sentence_of(verb))]:
        if token.lemma_.lower() in _CITING and token.tag_ == "VBG" and token.head.i in heads and token.i not in source:
            found.extend(noun_phrase(child) for child in token.children if child.dep_ == "dobj")
    return [run for run in found if not _tokens((run,)) & _tokens(candidate.content)]


def _told_by(doc: Doc, run: Range) -> Iterator[Range]:
    """Yield the outlets of "a driver who spoke to the BBC" and "a nurse, who told Reuters ..."."""
    for verb in head_of(doc, run).children:
        if verb.dep_ == "relcl" and verb.lemma_ in _SPEAKING:
            direct = [child for child in verb.children if child.dep_ in ("dobj", "dative") and child.pos_ != "ADP"]
            spoken = [c for to in verb.children if to.lower_ in ("to", "with") for c in to.children if c.dep_ == "pobj"]
            for listener in (*direct, *spoken):
                where = core(doc, (listener.left_edge.i, listener.right_edge.i + 1))
                if kind_of(doc, where) is SourceKind.OUTLET:
                    yield where


def _beside(doc: Doc, candidate: Candidate) -> Iterator[Range]:
    """Yield the outlets of "said in an interview with the BBC", "speaking to AFP", "was quoted by AFP as saying"."""
    taken = _tokens(candidate.content) | _tokens(candidate.source)
    verb = _governor(doc[candidate.anchor])
    for token in verb.subtree:
        if token.dep_ != "pobj" or token.i in taken or token.head.lower_ not in _THROUGH:
            continue
        if token.head.lower_ == "by" and token.head.head.lemma_.lower() not in _CITING:
            continue
        if any(above.i in taken for above in token.ancestors if above.i != verb.i and verb.is_ancestor(above)):
            continue
        if kind_of(doc, (token.left_edge.i, token.i + 1)) is SourceKind.OUTLET:
            yield token.left_edge.i, token.i + 1


def _governor(token: Token) -> Token:
    while token.dep_ in _GOVERNED and token.head != token:
        token = token.head
    return token


def _tokens(parts: tuple[Range, ...]) -> set[int]:
    return {i for start, end in parts for i in range(start, end)}
