"""What kind of thing a noun phrase names: person, group, organisation, outlet, document, footage, unnamed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from rashomon.extract.syntax import SUBJECTS, layout
from rashomon.records import SourceKind

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

    from rashomon.extract.syntax import Range

PRONOUNS: Mapping[str, frozenset[SourceKind]] = {
    "he": frozenset({SourceKind.PERSON, SourceKind.UNNAMED}),
    "she": frozenset({SourceKind.PERSON, SourceKind.UNNAMED}),
    "it": frozenset(
        {SourceKind.ORGANISATION, SourceKind.OUTLET, SourceKind.DOCUMENT, SourceKind.GROUP, SourceKind.FOOTAGE}
    ),
    "they": frozenset({SourceKind.GROUP, SourceKind.ORGANISATION, SourceKind.OUTLET, SourceKind.UNNAMED}),
}
# "its own plan", "his claim": the possessive speaks for the same referents.
POSSESSIVES = {"his": "he", "her": "she", "its": "it", "their": "they"}
# Every form of a pronoun → the form above.
FORMS = {
    **POSSESSIVES,
    **{pronoun: pronoun for pronoun in PRONOUNS},
    **{"him": "he", "himself": "he", "hers": "she", "herself": "she", "itself": "it"},
    **{"them": "they", "theirs": "they", "themselves": "they"},
}
RELATIVES = frozenset({"who", "which", "that", "whom", "whose"})
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})


@dataclass(frozen=True, slots=True)
class KindLexicon:
    """The tables of `data/kinds.toml`.

    Attributes:
        heads: head noun → kind.
        anaphora: descriptions that refer back → what they may stand for.
        outlets: names of news outlets.
        endings: last words of names of outlets.
        genders: noun or title → "he" or "she".
        titles: title in a name → nouns that may name its bearer again.
        callings: nouns by which a person already named is named again in other words.
        offices: those of them that one person holds: they mean whoever the text says holds it.
        trained: nouns that do so where a word before them says more.
    """

    heads: Mapping[str, SourceKind]
    anaphora: Mapping[str, frozenset[SourceKind]]
    outlets: frozenset[str]
    endings: frozenset[str]
    genders: Mapping[str, str]
    titles: Mapping[str, frozenset[str]]
    callings: frozenset[str]
    offices: frozenset[str]
    trained: frozenset[str]

    def is_outlet(self, name: str) -> bool:
        """Tell whether a name is that of a news outlet."""
        bare = re.sub(r"^(?:the|a|an)\s+", "", name, flags=re.IGNORECASE)
        return bare in self.outlets or bare.rpartition(" ")[2] in self.endings

    def outlet_in(self, name: str) -> str | None:
        """Return the outlet that a name contains ("BBC documentary" → "BBC"), or None."""
        padded = f" {name} "
        found = [outlet for outlet in self.outlets if re.search(rf"(?<![\w-]){re.escape(outlet)}(?![\w-])", padded)]
        return max(found, key=len) if found else None


@lru_cache(maxsize=1)
def kind_lexicon() -> KindLexicon:
    """Return the tables that ship with the package."""
    tables = tomllib.loads(files("rashomon.data").joinpath("kinds.toml").read_text(encoding="utf-8"))
    heads: dict[str, SourceKind] = {}
    for kind, nouns in tables["heads"].items():
        for noun in nouns:
            heads.setdefault(noun, SourceKind(kind))
    anaphora: dict[str, set[SourceKind]] = {}
    for kind, nouns in tables["anaphora"].items():
        for noun in nouns:
            anaphora.setdefault(noun, set()).add(SourceKind(kind))
    return KindLexicon(
        heads,
        {noun: frozenset(kinds) for noun, kinds in anaphora.items()},
        frozenset(tables["outlets"]["names"]),
        frozenset(tables["outlets"]["endings"]),
        {noun: pronoun for pronoun, nouns in tables["gender"].items() for noun in nouns},
        {title: frozenset(nouns) for title, nouns in tables["titles"].items()},
        frozenset(tables["callings"]["public"]),
        frozenset(tables["callings"]["offices"]),
        frozenset(tables["callings"]["trained"]),
    )


def head_of(doc: Doc, run: Range) -> Token:
    """Return the token of a range that the others hang on; a noun or pronoun before anything else."""
    start, end = run
    heads = [doc[i] for i in layout(doc).roots(start, end)]
    nominal = [t for t in heads if t.pos_ in _NOMINAL]
    # "Footage shot in secret": where the parser takes the participle for the main verb, its subject is the head.
    acting = [c for t in heads for c in t.children if start <= c.i < end and c.dep_ in SUBJECTS and c.pos_ in _NOMINAL]
    # "The editorial read": where the parser takes "read" for a noun, what is left is no determiner all the same.
    others = [t for t in heads if t.dep_ not in ("det", "poss")]
    head: Token = (nominal or acting or others or heads or [doc[end - 1]])[0]
    compound = [c for c in head.children if c.dep_ == "compound" and start <= c.i] if head.lower_ == "shot" else []
    return compound[-1] if compound else head


def core(doc: Doc, run: Range) -> Range:
    """Return the noun phrase without appositions, relative clauses and participles."""
    head = head_of(doc, run)
    start, end = run
    start = max(start, min([head.i, *(c.left_edge.i for c in head.children if c.i < head.i and c.dep_ != "punct")]))
    last = head.i + 1
    for child in head.children:
        follows = child.dep_ == "prep" and child.left_edge.i == last and child.i < end
        if follows and child.lower_ in ("of", "for", "at", "in", "from"):
            last = child.right_edge.i + 1
    last = min(last, end)
    for i in range(head.i + 1, last):
        if doc[i].text in (",", "(", "–", "—") or doc[i].dep_ in ("relcl", "acl"):
            last = i
            break
    return start, max(last, head.i + 1)


def kind_of(doc: Doc, run: Range) -> SourceKind:
    """Return what kind of source a noun phrase names; a plural or a phrase with "a" and no name is unnamed."""
    table = kind_lexicon()
    head = head_of(doc, run)
    start, end = core(doc, run)
    named = any(token.pos_ == "PROPN" for token in doc[start:end])
    label = _label(head)
    by_head = table.heads.get(head.lemma_.lower())
    if head.pos_ == "PROPN" and label != "PERSON" and table.is_outlet(doc[start:end].text):
        return SourceKind.OUTLET  # "The Daily Record" is no record
    if by_head in (SourceKind.DOCUMENT, SourceKind.FOOTAGE) and label != "PERSON":
        return by_head
    if head.pos_ == "PROPN" or label in ("PERSON", "ORG"):
        return _named_kind(doc, (start, end), label, by_head)
    if by_head is SourceKind.PERSON:
        return SourceKind.UNNAMED if not _names_one(doc, head, named) else SourceKind.PERSON
    if by_head is SourceKind.OUTLET and not named:
        return SourceKind.OUTLET
    if by_head is not None:
        return by_head
    if FORMS.get(head.lower_) in ("he", "she"):
        return SourceKind.PERSON
    if label in ("NORP", "GPE") or head.lower_ in ("they", "we"):
        return SourceKind.GROUP
    return SourceKind.UNNAMED


def _names_one(doc: Doc, head: Token, named: bool) -> bool:
    """Tell "the spokesman" and "President X" from "a driver" and "officials"."""
    determiners = {child.lower_ for child in head.children if child.dep_ in ("det", "poss", "nummod")}
    return head.tag_ in ("NN", "NNP") and bool(
        determiners & _DEFINITE or (named and "a" not in determiners and "an" not in determiners)
    )


def _label(head: Token) -> str:
    return str(head.ent_type_)


def _named_kind(doc: Doc, run: Range, label: str, by_head: SourceKind | None) -> SourceKind:
    table = kind_lexicon()
    name = doc[run[0] : run[1]].text
    bare = name.removeprefix("The ").removeprefix("the ")
    if table.is_outlet(bare):
        return SourceKind.OUTLET
    if label == "PERSON":
        return SourceKind.PERSON
    last = bare.split()[-1].lower().removesuffix("s") if bare.split() else ""
    by_last = table.heads.get(last)
    if by_last in (SourceKind.GROUP, SourceKind.ORGANISATION):
        return by_last
    if label in ("GPE", "NORP"):
        return SourceKind.GROUP
    if by_head is not None:
        return by_head
    if label == "ORG" or bare.isupper():
        return SourceKind.ORGANISATION
    titled = any(table.heads.get(word.lower().rstrip(".")) is SourceKind.PERSON for word in bare.split()[:-1])
    # Nobody is called "the" something: "The Islamic State", "The Red Crescent".
    untold = label == "" and name == bare
    return SourceKind.PERSON if titled or untold else SourceKind.ORGANISATION
