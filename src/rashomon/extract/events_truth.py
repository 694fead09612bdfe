"""Whether a content says that something happened: negated, planned or feared, stated or taken for granted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rashomon.extract.events_words import (
    DENYING,
    KNOWING,
    MODALS,
    OBJECTS,
    OPEN_MODALS,
    PLANNING,
    UNREAL,
    UNREAL_ADJECTIVES,
)
from rashomon.extract.syntax import SUBJECTS, is_negated, subject

if TYPE_CHECKING:
    from spacy.tokens import Token

_DEEP = 8
_NOTHING = frozenset({"no", "none", "nobody", "neither", "nothing"})


def governor(trigger: Token) -> Token:
    """Return what a happening hangs on, through a preposition: "plan" of "plans for an attack"."""
    head = trigger.head
    return head.head if head.dep_ == "prep" else head


def planning(trigger: Token) -> Token | None:
    """Return the word of planning that a verb hangs on: "plan" of "plans to invade", "has no intention to attack"."""
    above = trigger.head
    if trigger.dep_ == "pcomp":
        above = above.head
    hangs = trigger.pos_ == "VERB" and trigger.dep_ in ("xcomp", "acl", "pcomp")
    return above if hangs and above.lemma_.lower() in PLANNING else None


def denied(trigger: Token) -> bool:
    """Tell whether the words say that it did not happen: "did not bomb", "no bombing", "denied any bombing"."""
    above = trigger.head
    rejected = above.lemma_.lower() in DENYING and trigger.dep_ in ("dobj", "xcomp", "ccomp") and not is_negated(above)
    if trigger.pos_ != "VERB":
        return rejected or any(c.lower_ == "no" and c.dep_ == "det" for c in trigger.children)
    named = [child for child in trigger.children if child.dep_ in SUBJECTS or child.dep_ in OBJECTS]
    if trigger.dep_ == "conj" and not any(child.dep_ in SUBJECTS for child in named):
        shared = subject(trigger)  # "no one was killed or injured"
        named += [shared] if shared is not None else []
    nothing = any(
        grand.lower_ in ("no", "none", "nobody", "neither", "nothing")
        for child in named
        for grand in (child, *child.children)
    )
    hangs = trigger.dep_ in ("xcomp", "ccomp") and is_negated(above)
    doc = trigger.doc
    # "Not only were they killed" says that they were.
    only = any(c.dep_ == "neg" and c.i + 1 < len(doc) and doc[c.i + 1].lower_ == "only" for c in trigger.children)
    return (is_negated(trigger) and not only) or nothing or hangs or rejected


def is_real(trigger: Token) -> bool:
    """Tell whether the words say that it happened, rather than that it may, should or is meant to."""
    if trigger.pos_ in ("VERB", "AUX"):
        auxiliaries = {c.lower_ for c in trigger.children if c.dep_ == "aux"}
        open_ones = auxiliaries & MODALS
        # "Must have killed" says that it did; "could have killed" leaves it open.
        if open_ones and ("have" not in auxiliaries or open_ones & OPEN_MODALS):
            return False
        if any(c.dep_ == "mark" and c.lower_ in ("if", "unless", "whether") for c in trigger.children):
            return False
    elif any(c.dep_ == "amod" and c.lower_ in UNREAL_ADJECTIVES for c in trigger.children):
        return False
    above = governor(trigger)
    return not (above != trigger and above.lemma_.lower() in UNREAL) and not _unknown(trigger)


def _unknown(trigger: Token) -> bool:
    """Tell what there is said to be no evidence of: it is left open."""
    token = trigger
    for _ in range(_DEEP):
        above = token.head
        if above == token:
            return False
        if above.pos_ == "NOUN" and above.lemma_.lower() in KNOWING and token.dep_ in ("acl", "prep", "relcl"):
            first = above.head if above.dep_ == "conj" else above
            lacks = any(c.lower_ in ("no", "any", "little") for noun in (above, first) for c in noun.children)
            return lacks or is_negated(first.head)
        token = above
    return False


def is_main(trigger: Token) -> bool:
    """Tell what is stated from what is taken for granted ("those who killed them must ...")."""
    seen = 0
    token = trigger
    while token.head != token and seen < _DEEP:
        if token.dep_ in ("relcl", "acl", "advcl", "poss", "compound", "pobj"):
            return False
        if token.pos_ != "VERB" and token.dep_ in ("nsubj", "nsubjpass") and token is trigger:
            return False
        token = token.head
        seen += 1
    return True
