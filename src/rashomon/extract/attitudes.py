"""Attitudes: what somebody thinks, feels, wants or judges, read off the parse with a lexicon of words for it.

"Iran opposes the strike", "fears of a flood among farmers", "the plan was condemned by the union": the target is seen
through the holder's eyes, as words are that somebody is reported to have said.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from rashomon.errors import RunError
from rashomon.extract.attribution_rules import Candidate, noun_phrase
from rashomon.extract.kinds import RELATIVES, head_of, kind_lexicon
from rashomon.extract.syntax import Range, subject, trim
from rashomon.extract.tables import rows
from rashomon.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_VERBAL = frozenset({"VERB", "AUX"})
_CLAUSES = frozenset({"ccomp", "xcomp", "oprd"})
_POS = MappingProxyType({"VERB": "verb", "AUX": "verb", "NOUN": "noun", "ADJ": "adjective"})
# Verbs that lend a noun their subject: "voiced fears", "has doubts", "came under criticism" does not.
_SENTIENT = frozenset({"NORP", "GPE", "ORG", "PERSON"})
_INERT = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "LAW", "EVENT", "PRODUCT", "FAC"})
_NO_ONE = frozenset({"that", "this", "these", "those", "there", "what", "nothing", "something", "which"})
# Endings of nouns for deeds and qualities.
_ABSTRACT = (
    "tion",
    "sion",
    "ment",
    "ness",
    "ity",
    "ence",
    "ance",
    "ism",
    "ing",
    "al",
    "ship",
    "cy",
    "age",
    "ure",
    "da",
)
# What a clause without a subject of its own may hang on, up to the verb whose subject it shares.
_CONTROLLED = frozenset({"xcomp", "acomp", "advcl", "pcomp", "prep", "conj", "attr"})


@dataclass(frozen=True, slots=True)
class Attitude:
    """One entry of `data/attitudes.tsv`: who holds it, and which arguments are its target."""

    holder: str
    targets: frozenset[str]
    prepositions: frozenset[str]


@lru_cache(maxsize=1)
def attitude_lexicon() -> Mapping[tuple[str, str], Attitude]:
    """Return the entries by lemma and part of speech.

    Raises:
        RunError: when a line of the file is not an entry.
    """
    entries: dict[tuple[str, str], Attitude] = {}
    for number, fields in rows("attitudes.tsv"):
        try:
            lemma, pos, holder, targets = fields
        except ValueError as error:
            raise RunError(f"attitudes.tsv line {number}: not an entry ({error}); reinstall the package") from error
        names = frozenset(targets.split())
        entries[lemma, pos] = Attitude(holder, names, frozenset(n[5:] for n in names if n.startswith("prep:")))
    return MappingProxyType(entries)


def attitudes(doc: Doc) -> Iterator[Candidate]:
    """Yield every attitude with a holder and a target: source is the holder, content the target."""
    yield from _to_somebody(doc)
    for token in doc:
        pos, entry = _entry(token)
        if entry is None:
            continue
        holder, target = _READERS[pos](token, entry)
        if holder is not None and target and _can_hold(head_of(doc, holder)):
            cue = ((token.i, token.i + 1),)
            yield Candidate(token.i, (holder,), cue, target, Stance.ASSERTS, f"attitude-{pos}", 0.5)


def _entry(token: Token) -> tuple[str, Attitude | None]:
    """Return what the lexicon says of a word; a participle can be an adjective ("is opposed to", "committed to")."""
    entries = attitude_lexicon()
    adjective = entries.get((str(token.lower_), "adjective")) if token.tag_ == "VBN" else None
    if adjective is not None and not _has_agent(token):
        return "adjective", adjective
    pos = _POS.get(token.pos_, "")
    return pos, entries.get((_lemma(token), pos))


def _has_agent(verb: Token) -> bool:
    return any(child.dep_ in ("agent", "dobj") for child in verb.children)


def _lemma(token: Token) -> str:
    lemma = str(token.lemma_.lower())
    return "hope" if lemma == "hop" and "pp" not in token.lower_ else lemma  # the lemmatizer takes "hoped" for a jump


def _to_somebody(doc: Doc) -> Iterator[Candidate]:
    """Read "To the critics, the plan is a threat", "for most observers": the rest of the clause is as they see it."""
    for token in doc:
        if token.lower_ not in ("to", "for") or not (token.is_sent_start or token.text[0].isupper()):
            continue
        who = next((c for c in token.children if c.dep_ == "pobj"), None)
        if who is None or token.dep_ != "prep" or token.head.pos_ not in _VERBAL or not _can_hold(who):
            continue
        after = who.right_edge.i + 1
        end = token.head.right_edge.i + 1
        if after < end and doc[after].text == "," and (who.ent_type_ in _SENTIENT or who.pos_ in ("PROPN", "PRON")):
            words = trim((after, end), doc)
            if words[0] < words[1]:
                cue = ((token.i, token.i + 1),)
                yield Candidate(token.i, (noun_phrase(who),), cue, (words,), Stance.ASSERTS, "attitude-phrase", 0.5)


def _can_hold(head: Token) -> bool:
    """Tell who can think and feel from what cannot: "the agenda", "a ruling", "his decision" hold no attitude."""
    if head.ent_type_ in _SENTIENT or head.pos_ == "PROPN":
        return True
    if head.ent_type_ in _INERT or head.pos_ not in ("NOUN", "PRON"):
        return False
    if head.pos_ == "PRON":
        return head.lower_ not in _NO_ONE
    lemma = head.lemma_.lower()
    return lemma in kind_lexicon().heads or not lemma.endswith(_ABSTRACT)


_Held = tuple[Range | None, tuple[Range, ...]]


def _verb(verb: Token, entry: Attitude) -> _Held:
    passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)
    own = next((c for c in verb.children if c.dep_ in ("nsubj", "nsubjpass")), None)
    agent = next((c for a in verb.children if a.dep_ == "agent" for c in a.children if c.dep_ == "pobj"), None)
    if verb.dep_ == "acl" and verb.tag_ == "VBN" and own is None:
        passive, own = True, verb.head  # "the deal opposed by the union"
    objects = [c for c in verb.children if c.dep_ in ("dobj", "dative") and c.pos_ != "ADP"]
    if entry.holder == "object":
        if passive or (verb.tag_ == "VBN" and own is None):
            felt = own if own is not None else controller(verb)
            causes = [agent] if agent is not None else []
            causes += [c for c in verb.children if c.dep_ in ("advcl", *_CLAUSES) and c.i > verb.i]
            causes += [c for p in verb.children if p.dep_ == "prep" and p.i > verb.i for c in p.children]
        else:
            felt = objects[0] if objects else None
            causes = [own] if own is not None else []
        return (_who(felt) if felt is not None else None), _joined(causes)
    targets = [own] if passive and own is not None and "object" in entry.targets else []
    if "object" in entry.targets and not passive:
        targets += objects
    targets += _complements(verb, entry)
    head = agent if passive else own if own is not None else controller(verb)
    if "object" in entry.targets and verb.dep_ == "relcl":
        targets += _relativized(verb, own, objects)
    if passive and agent is None and own is not None and verb.dep_ != "acl":
        head, targets = None, []
    return (_who(head) if head is not None else None), _joined(targets)


def _relativized(verb: Token, own: Token | None, objects: list[Token]) -> list[Token]:
    """Return the noun that a relative clause is about, where it is the object: "the strike that Iran opposes"."""
    if own is None or own.lower_ in ("who", "which", "that") or any(c.lower_ not in RELATIVES for c in objects):
        return []
    if any(c.dep_ in _CLAUSES for c in verb.children):
        return []
    return [verb.head]


def _noun(noun: Token, entry: Attitude) -> _Held:
    targets = _complements(noun, entry)
    if not targets and noun.dep_ == "nsubj" and noun.head.lemma_ == "be":
        # "Their goal is to win": the predicate says what it is.
        targets = [c for c in noun.head.children if c.dep_ in _CLAUSES and c.i > noun.head.i]
    head = _owner(noun, targets)
    return (_who(head) if head is not None else None), _joined(targets)


def _adjective(adjective: Token, entry: Attitude) -> _Held:
    targets = _complements(adjective, entry)
    if not targets:
        return None, ()
    if adjective.dep_ in ("amod", "acl") and adjective.i > adjective.head.i:
        return _who(adjective.head), _joined(targets)
    head = controller(adjective)
    return (_who(head) if head is not None else None), _joined(targets)


_READERS = MappingProxyType({"verb": _verb, "noun": _noun, "adjective": _adjective})


def _complements(word: Token, entry: Attitude) -> list[Token]:
    """Return the clauses and prepositional objects of a word that its entry names as target."""
    found = []
    for child in word.children:
        if child.dep_ in _CLAUSES and "clause" in entry.targets and child.i > word.i:
            found.append(child)
        elif child.dep_ == "acl" and "clause" in entry.targets and child.i > word.i:
            if any(c.lower_ in ("to", "that") for c in child.children):
                found.append(child)
        elif child.dep_ in ("prep", "dative", "agent") and child.lower_ in entry.prepositions and child.i > word.i:
            found += [c for c in child.children if c.dep_ in ("pobj", "pcomp")]
    return found


def _owner(noun: Token, targets: list[Token]) -> Token | None:
    """Return whose attitude a noun names: "X's fear", "the fear of X", "fear among X", "X voiced fears"."""
    for child in noun.children:
        if child.dep_ == "poss":
            return child
        if child.dep_ == "prep" and child.lower_ in ("by", "among", "of", "from"):
            inner = next((c for c in child.children if c.dep_ == "pobj"), None)
            if inner is not None and inner not in targets:
                return inner
    among = next(
        (c for prep in noun.subtree if prep.lower_ == "among" for c in prep.children if c.dep_ == "pobj"), None
    )
    if among is not None:
        return among  # the parser hangs "fears of a flood among farmers" on the flood
    for child in noun.children:
        if child.dep_ in ("amod", "compound", "nmod") and child.ent_type_ in _SENTIENT:
            return child  # "French opposition to the war"
    if noun.dep_ in ("dobj", "attr", "pobj", "conj"):
        return controller(noun)
    return None


def controller(word: Token) -> Token | None:
    """Return whose clause a word stands in: the nearest subject up the tree that governs it."""
    verb = word
    while True:
        if verb.pos_ in _VERBAL or verb == word:
            own = subject(verb)
            # "made it clear that": whoever makes it so.
            if own is not None and own != word and (own.lower_ != "it" or verb.head.lemma_ != "make"):
                return own
        if verb.head == verb or (verb != word and verb.dep_ not in _CONTROLLED and verb.pos_ in _VERBAL):
            return None
        verb = verb.head


def _who(head: Token) -> Range:
    """Return the noun phrase of a holder; for a relative pronoun, the noun it stands for."""
    if head.lower_ in RELATIVES and head.dep_ in ("nsubj", "nsubjpass"):
        verb = head.head
        while verb.dep_ in ("conj", "xcomp") and verb.head != verb:
            verb = verb.head
        if verb.dep_ == "relcl" and verb.head.i < head.i:
            return trim((verb.head.left_edge.i, verb.left_edge.i), head.doc)
    if head.dep_ in ("poss", "amod", "compound", "nmod"):
        start, end = head.left_edge.i, head.right_edge.i + 1
        while end > start + 1 and head.doc[end - 1].dep_ == "case":
            end -= 1
        return trim((start, end), head.doc)
    return noun_phrase(head)


def _joined(targets: list[Token]) -> tuple[Range, ...]:
    found = sorted({trim((t.left_edge.i, t.right_edge.i + 1), t.doc) for t in targets})
    return tuple(run for run in found if run[0] < run[1])
