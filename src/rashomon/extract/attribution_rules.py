"""Attribution rules over the parse: verbs, nouns and phrases that introduce indirect speech.

Each rule takes one cue token and yields a candidate; which candidates stand is decided in `attribution`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rashomon.extract.cues import Cue, Lexicon, lexicon
from rashomon.extract.syntax import Range, extent, runs, sentence_of, subject, trim, verb_group, without_connective
from rashomon.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_VERBAL = frozenset({"VERB", "AUX"})
# Adverbs that narrow a cue and are read as part of it ("also said", "repeatedly denied").
_CUE_ADVERBS = frozenset({"also", "repeatedly", "first", "previously", "then", "later", "earlier", "still", "again"})
TELLING = frozenset({"say", "tell", "report", "claim", "announce", "admit", "deny", "write", "state", "confirm"})


@dataclass(frozen=True, slots=True)
class Candidate:
    """An attribution in token ranges of the parsed view. `anchor` is the token that carries the cue."""

    anchor: int
    source: tuple[Range, ...]
    cue: tuple[Range, ...]
    content: tuple[Range, ...]
    stance: Stance
    rule: str
    score: float
    addressee: tuple[Range, ...] = ()


def parse_candidates(doc: Doc, lexicon: Lexicon, quoted: Sequence[bool]) -> Iterator[Candidate]:
    """Yield candidates for every cue outside quotations; `quoted[i]` says whether token i lies inside one."""
    for token in doc:
        if token.is_space or token.is_punct or (quoted[token.i] and not _retold(token)):
            continue
        lemma = token.lemma_.lower()
        if token.pos_ in _VERBAL and lemma in lexicon.verbs:
            yield from _verb(token, lexicon.verbs[lemma])
        elif token.pos_ == "NOUN" and lemma in lexicon.nouns:
            yield from _noun(token, lexicon.nouns[lemma])
        elif token.pos_ == "ADJ" and lemma in lexicon.adjectives:
            yield from _adjective(token, lexicon.adjectives[lemma])


def _retold(token: Token) -> bool:
    """Tell whether a cue inside a quotation passes on somebody else's words ("he told me that ...").

    What a speaker thinks, wants or asks is part of the speech, not an attribution of its own.
    """
    head = subject(token)
    return (
        token.lemma_ in TELLING
        and head is not None
        and head.lower_ not in ("i", "we", "you", "it", "that", "who")
        and any(child.dep_ == "ccomp" for child in token.children)
    )


def _verb(verb: Token, cue: Cue) -> Iterator[Candidate]:
    """One candidate for a verb: the first of clause, infinitive, preposition, object, passive that it has."""
    passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)
    # "Asked about the dam, the mayor said ...": the mayor was asked.
    passive = passive or (verb.tag_ == "VBN" and verb.dep_ == "advcl" and all(c.dep_ != "aux" for c in verb.children))
    for frame in (_clause, _infinitive, _prepositional, _passive, _object):
        found = frame(verb, cue, passive)
        if found is not None:
            content, rule, score, extra = found
            source = _source(verb, passive)
            if source is None and rule not in ("clause", "passive", "preposition"):
                return
            yield Candidate(
                verb.i,
                source=(source,) if source else (),
                cue=_cue_ranges(verb, extra),
                content=content,
                stance=cue.stance,
                rule=f"verb-{rule}",
                score=score if source else score * 0.8,
                addressee=_addressee(verb),
            )
            return


def _cue_ranges(verb: Token, extra: Sequence[int]) -> tuple[Range, ...]:
    members = [*verb_group(verb), *extra]
    members.extend(
        child.i
        for child in verb.children
        if child.dep_ == "advmod" and child.lower_ in _CUE_ADVERBS and abs(child.i - verb.i) <= 2
    )
    return tuple(runs(members, verb.doc))


def _source(verb: Token, passive: bool) -> Range | None:
    """Return who acts: the subject, or in the passive the agent."""
    if passive:
        for child in verb.children:
            if child.dep_ == "agent":
                for inner in child.children:
                    if inner.dep_ == "pobj":
                        return noun_phrase(inner)
        return None
    head = subject(verb)
    if head is None:
        return None
    if verb.dep_ in ("acl", "relcl") and head == verb.head:
        # The noun a participle hangs on ("a letter saying ..."), without the participle's own clause.
        return trim((head.left_edge.i, min(extent(verb)[0], head.right_edge.i + 1)), verb.doc)
    return noun_phrase(head)


def noun_phrase(head: Token) -> Range:
    """Return the noun phrase of `head` with appositions and relative clauses, trimmed."""
    start, end = extent(head)
    if head.dep_ in ("nsubj", "nsubjpass") and head.i < head.head.i:
        end = min(end, head.head.i)
    return trim((start, end), head.doc)


def _addressee(verb: Token) -> tuple[Range, ...]:
    """Return who was told: the object of "tell" and the like, or "to X" after "say"."""
    for child in verb.children:
        if child.dep_ in ("dobj", "dative") and verb.lemma_ in (
            "tell",
            "inform",
            "assure",
            "notify",
            "remind",
            "advise",
        ):
            if child.dep_ == "dative" and child.pos_ == "ADP":
                return tuple(noun_phrase(inner) for inner in child.children if inner.dep_ == "pobj")
            return (noun_phrase(child),)
    for child in verb.children:
        if child.dep_ in ("prep", "dative") and child.lower_ == "to" and verb.lemma_ in ("say", "speak", "describe"):
            return tuple(noun_phrase(inner) for inner in child.children if inner.dep_ == "pobj")
    return ()


_Found = tuple[tuple[Range, ...], str, float, list[int]]


def _clause(verb: Token, cue: Cue, passive: bool) -> _Found | None:
    if "clause" not in cue.frames:
        return None
    clauses = [child for child in verb.children if child.dep_ == "ccomp"]
    if not clauses:
        return _as_saying(verb) if passive else None
    if passive and not any(child.dep_ == "agent" for child in verb.children) and verb.lemma_ not in ("tell",):
        return None
    # Several complements on one side are one content that the parser split ("..., all of them locals").
    content = _clause_content(verb, clauses[-1])
    if content and len(clauses) > 1 and all(clause.i > verb.i for clause in clauses):
        content = (trim((clauses[0].left_edge.i, content[-1][1]), verb.doc),)
    return (content, "clause", 0.9, []) if content else None


def _as_saying(verb: Token) -> _Found | None:
    """Read "was quoted as saying that ..." and "is cited as saying"."""
    for child in verb.children:
        if child.dep_ == "prep" and child.lower_ == "as":
            for inner in child.children:
                if inner.dep_ == "pcomp":
                    for clause in inner.children:
                        if clause.dep_ in ("ccomp", "xcomp"):
                            content = _clause_content(inner, clause)
                            return (content, "as-saying", 0.9, [child.i, inner.i]) if content else None
    return None


def _clause_content(verb: Token, clause: Token) -> tuple[Range, ...]:
    """Return the words of a complement clause before, after or around its cue."""
    doc = verb.doc
    opens = sentence_of(verb)[0]
    end = extent(clause)[1]
    cluster = set(verb_group(verb))
    for child in verb.children:
        if child == clause or child.dep_ == "punct":
            continue
        if child.dep_ in (
            "nsubj",
            "nsubjpass",
            "dobj",
            "dative",
            "npadvmod",
            "advmod",
            "prep",
            "advcl",
            "agent",
            "prt",
        ):
            cluster.update(range(*extent(child)))
    members = {token.i for token in clause.subtree} - cluster
    if clause.i < verb.i:
        own_subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")), None)
        opening = min([verb.i, *([own_subject.left_edge.i] if own_subject is not None else [])])
        if opening > clause.i:
            if verb.dep_ == "ROOT":
                # All before "..., officials said" is theirs, also what the parser hung on the cue.
                members.update(i for i in range(opens, opening))
            members = {i for i in members if i < opening} | {i for i in members if i > verb.i}
    elif verb.i < clause.i:
        members.update(_tail(verb, end))
    return tuple(
        part
        for number, run in enumerate(runs(members, doc))
        if (part := without_connective(run, doc) if number == 0 and run[0] == opens else run)[0] < part[1]
    )


def _tail(verb: Token, end: int) -> range:
    """Return what follows a complement to the end of its sentence, if only adjuncts follow."""
    later = [child for child in verb.children if child.i >= end and child.dep_ != "punct"]
    if later and all(child.dep_ in ("advcl", "prep", "npadvmod", "advmod") for child in later):
        if any(child.lower_ in ("according", "as", "while", "although", "though") for child in later):
            return range(end, end)
        return range(end, max(child.right_edge.i for child in later) + 1)
    return range(end, end)


def _infinitive(verb: Token, cue: Cue, passive: bool) -> _Found | None:
    if "inf" not in cue.frames or (passive and verb.lemma_ not in ("expect", "allege", "report")):
        return None
    for child in verb.children:
        if (
            child.dep_ == "xcomp"
            and child.i > verb.i
            and any(c.dep_ == "aux" and c.lower_ == "to" for c in child.children)
        ):
            return (trim(extent(child), verb.doc),), "infinitive", 0.7, []
        if child.dep_ == "ccomp" and "clause" not in cue.frames and child.i > verb.i:
            return (trim(extent(child), verb.doc),), "infinitive", 0.7, []
    return None


def _prepositional(verb: Token, cue: Cue, passive: bool) -> _Found | None:
    if passive and verb.lemma_ not in ("accuse", "blame", "suspect", "know"):
        return None
    for child in verb.children:
        if child.dep_ == "prep" and child.i > verb.i and child.lower_ in cue.prepositions:
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is None:
                continue
            content = [trim(extent(inner), verb.doc)]
            # "accused X of Y", "described X as Y": the person spoken of is part of what is said.
            about = next((c for c in verb.children if c.dep_ == "dobj" and c.i < child.i), None)
            if about is not None:
                content = [trim((extent(about)[0], extent(inner)[1]), verb.doc)]
            return tuple(content), "preposition", 0.6, [child.i] if about is None else []
    return None


def _passive(verb: Token, cue: Cue, passive: bool) -> _Found | None:
    if not passive or not cue.frames & {"passive", "obj"}:
        return None
    agent = any(child.dep_ == "agent" for child in verb.children)
    head = next((child for child in verb.children if child.dep_ == "nsubjpass"), None)
    if head is None or not agent:
        return None
    return (noun_phrase(head),), "passive", 0.5, []


def _object(verb: Token, cue: Cue, passive: bool) -> _Found | None:
    if passive or "obj" not in cue.frames:
        return None
    for child in verb.children:
        if child.dep_ in ("dobj", "oprd") and child.i > verb.i:
            return (trim(extent(child), verb.doc),), "object", 0.5, []
    return None


def _noun(noun: Token, cue: Cue) -> Iterator[Candidate]:
    """Read "the claim that ...", "their refusal to ...", "doubts about ..."."""
    content: Range | None = None
    rule = ""
    for child in noun.children:
        if child.dep_ in ("acl", "relcl", "ccomp") and child.i > noun.i:
            marks = {c.lower_ for c in child.children if c.dep_ in ("mark", "aux")}
            if ("clause" in cue.frames and "that" in marks) or ("inf" in cue.frames and "to" in marks):
                content, rule = trim(extent(child), noun.doc), "noun-clause"
                break
        if child.dep_ == "prep" and child.lower_ in cue.prepositions:
            inner = next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
            if inner is not None:
                content, rule = trim(extent(inner), noun.doc), "noun-preposition"
                break
    if noun.dep_ == "dobj" and _rejects(noun.head) and not any(child.dep_ == "poss" for child in noun.children):
        return  # who "rejected the claim that P" makes no claim that P
    source = _noun_source(noun)
    if (
        content is None
        and source is not None
        and "is" in cue.frames
        and noun.dep_ == "nsubj"
        and noun.head.lemma_ == "be"
    ):
        # "The ministry's figure is 40": the predicate is what the source holds.
        predicate = next(
            (c for c in noun.head.children if c.dep_ in ("attr", "acomp", "ccomp") and c.i > noun.head.i), None
        )
        if predicate is not None:
            content, rule = trim(extent(predicate), noun.doc), "noun-is"
    if content is None or source is None:
        return
    yield Candidate(
        noun.i,
        source=(source,),
        cue=((noun.i, noun.i + 1),),
        content=(content,),
        stance=cue.stance,
        rule=rule,
        score=0.5,
    )


def _rejects(verb: Token) -> bool:
    cue = lexicon().verbs.get(verb.lemma_.lower())
    return cue is not None and cue.stance in (Stance.DENIES, Stance.DOUBTS, Stance.QUESTIONS)


def _noun_source(noun: Token) -> Range | None:
    """Return whose claim it is: "X's claim", "the claim by X", or the subject of "X made the claim"."""
    for child in noun.children:
        if child.dep_ == "poss":
            start, end = extent(child)
            while end > start and noun.doc[end - 1].dep_ == "case":
                end -= 1
            return trim((start, end), noun.doc)
        if child.dep_ == "prep" and child.lower_ in ("by", "from"):
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None:
                return noun_phrase(inner)
    if noun.dep_ in ("dobj", "attr") and noun.head.pos_ in _VERBAL:
        head = subject(noun.head)
        return noun_phrase(head) if head is not None else None
    return None


def _adjective(adjective: Token, cue: Cue) -> Iterator[Candidate]:
    """Read "X is confident that ..."."""
    if adjective.head.pos_ not in _VERBAL:
        return
    for child in adjective.children:
        clause = child.dep_ == "ccomp" and "clause" in cue.frames
        phrase = child.dep_ == "prep" and child.lower_ in cue.prepositions
        if not (clause or phrase):
            continue
        inner = child if clause else next((c for c in child.children if c.dep_ in ("pobj", "pcomp")), None)
        head = subject(adjective.head)
        if inner is None or head is None or head.lower_ == "it":
            continue
        yield Candidate(
            adjective.i,
            source=(noun_phrase(head),),
            cue=tuple(runs([*verb_group(adjective.head), adjective.i], adjective.doc)),
            content=(trim(extent(inner), adjective.doc),),
            stance=cue.stance,
            rule="adjective",
            score=0.6,
        )
        return
