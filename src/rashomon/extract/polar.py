"""A statement as a yes-or-no question, so that those who affirm and those who deny it can be set side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from rashomon.extract.kinds import PRONOUNS
from rashomon.extract.syntax import SUBJECTS, Range, subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_NEGATIVE = frozenset({"not", "n't", "n’t", "never"})
_LONGEST = 24
# "No one", "no doubt": nothing whose existence could be asked about.
_NOT_THINGS = frozenset(
    {"one", "doubt", "way", "need", "reason", "time", "longer", "matter", "idea", "word", "comment"}
)
# A question asks for the thing itself, whichever way the statement answers it.
_OPEN = {"no": "any", "nobody": "anybody", "nothing": "anything", "none": "any"}
_OPEN |= {"untrue": "true", "baseless": "true", "unfounded": "true"}
_ASKING = frozenset({"who", "what", "which", "whom", "that"})
# Verbs of being and coming about: only with these does "no deal" deny that there was one.
_BEING = frozenset(
    {"be", "do", "make", "exist", "strike", "sign", "reach", "hold", "happen", "occur", "agree", "conclude"}
    | {"have", "cut", "broker", "arrange", "take"}
)


def denied_noun(root: Token) -> str | None:
    """Return the noun whose existence a clause denies: "no such deal was done", "there was no deal"."""
    for child in root.children:
        if child.dep_ in ("nsubj", "nsubjpass", "attr", "dobj") and child.pos_ == "NOUN":
            bare = any(grand.lower_ == "no" and grand.dep_ == "det" for grand in child.children)
            # "No flags were allowed to be flown" is a rule, "no civilians were hurt" a result, "no one" no thing.
            exists = root.lemma_.lower() in _BEING and child.lower_ not in _NOT_THINGS
            if bare and exists and not any(c.dep_ == "xcomp" for c in root.children):
                return str(child.lemma_.lower())
    return None


def polar_question(root: Token, content: tuple[Range, ...], names: Mapping[int, str]) -> str:
    """Return the clause of `root` as a question without its negation, or an empty string.

    "They didn't take an active part" becomes "Did they take an active part?"; pronouns are replaced by `names`.
    """
    if root.pos_ not in ("VERB", "AUX"):
        return ""
    inside = {i for start, end in content for i in range(start, end)}
    head = next((c for c in root.children if c.dep_ in SUBJECTS and c.i < root.i), None)
    head = head or subject(root)  # a second statement shares the subject of the first
    if head is None or head.i not in inside or head.i > root.i or head.lower_ in _ASKING:
        return ""  # "who had paid" is a question already
    who = _noun(head, names)
    first, verb = _auxiliary(root)
    rest = [t for t in root.subtree if t.i > root.i and t.i in inside and t.lower_ not in _NEGATIVE]
    rest = _main_clause(root, rest)
    parts = [first, who, "" if first == root.lower_ else verb, _plain(rest, names)]
    text = (
        " ".join(" ".join(part.split()) for part in parts if part)
        .replace(" ,", ",")
        .replace(" ’", "’")
        .replace(" '", "'")
    )
    text = text.strip(' ,.;:“”"')
    return f"{text[0].upper()}{text[1:]}?" if text else ""


def _auxiliary(root: Token) -> tuple[str, str]:
    """Return what opens the question and the form of the verb that follows."""
    helpers = [c for c in root.children if c.dep_ in ("aux", "auxpass") and c.i < root.i and c.lower_ != "to"]
    if helpers:
        between = " ".join(c.lower_ for c in helpers[1:])
        first = {"ca": "can", "wo": "will", "sha": "shall"}.get(helpers[0].lower_, helpers[0].lower_)
        return first, f"{between} {root.lower_}".strip()
    if root.lemma_ == "be":
        return root.lower_, ""
    return ("did" if root.tag_ in ("VBD", "VBN") else "does" if root.tag_ == "VBZ" else "do"), root.lemma_


def _noun(head: Token, names: Mapping[int, str]) -> str:
    """Return the subject in words: a pronoun by name, "no such deal" as "any deal"."""
    if head.pos_ == "PRON" and head.i in names:
        return _in_words(names[head.i])
    tokens = [t for t in head.subtree if t.lower_ != "such" and t.dep_ not in ("punct",)][:_LONGEST]
    text = "".join(_OPEN.get(t.lower_, t.text if t.pos_ == "PROPN" else t.lower_) + t.whitespace_ for t in tokens)
    return " ".join(text.split())


def _main_clause(root: Token, rest: list[Token]) -> list[Token]:
    """Cut a second, coordinated clause off: one question asks one thing."""
    conjunct = next((c for c in root.children if c.dep_ == "conj" and c.i > root.i), None)
    if conjunct is None:
        return rest[:_LONGEST]
    edge = conjunct.left_edge.i
    kept = [t for t in rest if t.i < edge]
    while kept and (kept[-1].dep_ in ("cc", "punct")):
        kept.pop()
    return kept[:_LONGEST]


def _plain(tokens: list[Token], names: Mapping[int, str]) -> str:
    return "".join(
        (
            _in_words(names[t.i])
            if t.pos_ == "PRON" and t.tag_ == "PRP" and t.i in names
            else _OPEN.get(t.lower_, t.text)
        )
        + t.whitespace_
        for t in tokens
    )


def _in_words(name: str) -> str:
    """Return the name of an entity as it stands inside a sentence: "army" as "the army", "A driver" as "a driver"."""
    first = name.partition(" ")[0]
    if name.lower() in PRONOUNS or first in ("A", "An"):
        return f"{name[0].lower()}{name[1:]}"
    return name if first in ("a", "an", "", *PRONOUNS) or not first[0].islower() else f"the {name}"
