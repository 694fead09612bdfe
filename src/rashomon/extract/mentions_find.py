"""Where the mentions are: names, pronouns and descriptions of one parsed text, as runs of tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rashomon.extract.kinds import FORMS, core, head_of, kind_lexicon
from rashomon.extract.mentions_names import People, bare_name, given_names
from rashomon.extract.syntax import SUBJECTS, Range
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_NAMED = frozenset({"PERSON", "ORG", "NORP", "WORK_OF_ART", "LAW"})
_PLACES = frozenset({"GPE", "LOC", "FAC", "PRODUCT", "EVENT"})
_DATES = frozenset({"DATE", "TIME", "CARDINAL", "ORDINAL", "MONEY", "PERCENT", "QUANTITY"})
_NOMINAL = SUBJECTS | {"pobj", "dobj", "dative", "poss", "conj"}
# What only says more of somebody: "Keller, a nurse and a writer, ..." and "Keller is a nurse".
_ADDED = frozenset({"appos", "attr"})
# Participles that make a description of a name: "the Kurdish-led force".
LED = frozenset({"led", "backed", "based"})
DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def find_runs(doc: Doc, *, quoted: Sequence[bool], sources: Iterable[Range], people: People) -> set[Range]:
    """Return the runs of all mentions; of two with one head, the source's."""
    runs = set(sources)
    taken = {head_of(doc, run).i for run in runs}
    for run in _names(doc, people):
        root = head_of(doc, run).i
        if root not in taken:
            runs.add(run)
            taken.add(root)
    for token in doc:
        if token.i in taken:
            continue
        if _is_pronoun(token, quoted[token.i]):
            runs.add((token.i, token.i + 1))
        elif not quoted[token.i] and _is_description(token):
            runs.add(core(doc, (token.left_edge.i, token.right_edge.i + 1)))
    return runs


def _is_description(token: Token) -> bool:
    """Tell a noun that names people, groups, outlets or documents, and is no name."""
    known = token.pos_ == "NOUN" and token.lemma_.lower() in kind_lexicon().heads
    return known and _is_nominal(token) and not _is_abstract(token)


def _is_nominal(token: Token) -> bool:
    first = token
    while first.dep_ == "conj" and first.head != first:
        first = first.head
    return token.dep_ in _NOMINAL and first.dep_ not in _ADDED


def _is_abstract(token: Token) -> bool:
    """Tell "criminal justice" from "the justice": one person is not mentioned without an article or the like."""
    if token.ent_type_ in _DATES:
        return True
    single = token.tag_ == "NN" and kind_lexicon().heads.get(token.lemma_.lower()) is SourceKind.PERSON
    return (
        single and token.dep_ not in SUBJECTS and not any(c.dep_ in ("det", "poss", "nummod") for c in token.children)
    )


def _names(doc: Doc, people: People) -> Iterator[Range]:
    names = given_names()
    covered: set[int] = set()
    for entity in doc.ents:
        parts = bare_name(entity.text).split()
        # "Keller" is a person wherever she is one in most places, though the tagger takes her for a town here.
        known = bool(parts) and (parts[-1].lower() in people.surnames or (len(parts) > 1 and parts[0] in names))
        if entity.label_ == "NORP" and entity.root.dep_ in ("amod", "npadvmod"):
            continue  # "an Islamic group" is about the group
        if entity.label_ in _NAMED or (entity.label_ in _PLACES and known):
            covered.update(range(entity.start, entity.end))
            yield entity.start, entity.end
    for token in doc:
        if token.pos_ != "PROPN" or token.i in covered or token.ent_type_ or token.dep_ == "compound":
            continue
        start = token.i
        while start > 0 and doc[start - 1].pos_ == "PROPN" and doc[start - 1].head == token:
            start -= 1
        first = doc[start].text
        if first in names or token.lower_ in people.surnames or token.dep_ in SUBJECTS | {"poss"}:
            yield start, token.i + 1


def _is_pronoun(token: Token, is_quoted: bool) -> bool:
    form = FORMS.get(token.lower_)
    if form in ("he", "she"):
        return True
    if is_quoted or form is None:
        return _is_relative(token) and not is_quoted
    return form == "they" or token.dep_ in SUBJECTS or token.dep_ == "poss"


def _is_relative(token: Token) -> bool:
    """Tell the "who" of "the nurse who called" from one that asks."""
    return token.lower_ in ("who", "which", "that") and token.dep_ in SUBJECTS and token.head.dep_ == "relcl"


def is_bare_description(doc: Doc, run: Range, head: Token) -> bool:
    """Tell "the report" from "the deal struck by officials", which says itself which deal is meant."""
    low, high = core(doc, run)
    # "the Kurdish-led force" describes; the name in it belongs to "led".
    named = any(token.pos_ == "PROPN" and token.head.lower_ not in LED for token in doc[low:high])
    return doc[run[0]].lower_ in DEFINITE and not named and not modified(head)


def modified(head: Token, *, compounds: bool = True) -> bool:
    """Tell whether a noun carries what says which one is meant: a clause, a phrase, an owner, a noun before it."""
    telling = ("acl", "relcl", "prep", "poss", *(("compound",) if compounds else ()))
    return any(child.dep_ in telling for child in head.children)


def antecedent(relative: Token) -> Token | None:
    """Return the noun a relative pronoun stands for: the name, where that noun only says what the name is."""
    verb = relative.head
    while verb.dep_ not in ("relcl", "ROOT", "acl") and verb.head != verb:
        verb = verb.head
    if verb.dep_ not in ("relcl", "acl") or verb.head.i >= relative.i:
        return None
    noun = verb.head
    if noun.dep_ == "appos" and noun.head.pos_ == "PROPN" and noun.head.i < noun.i:
        return noun.head  # "Hillside, a foundation that ..."
    if noun.dep_ == "attr" and noun.head.lemma_ == "be":
        acting = next((child for child in noun.head.children if child.dep_ in SUBJECTS), None)
        if acting is not None and acting.pos_ == "PROPN":
            return acting  # "Keller was the first one that called"
    return noun


def cataphoric(pronoun: Token) -> Token | None:
    """Return the subject of the main clause after an opening clause with the pronoun: "When she rose, Keller ..."."""
    token = pronoun
    while token.head != token:
        if token.dep_ in ("advcl", "prep") and token.i < token.head.i:
            for child in token.head.children:
                if child.dep_ in SUBJECTS and child.i > token.right_edge.i:
                    return child
        token = token.head
    return None
