"""Which word of a cue carries it, and what the lexicon says of that word."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rashomon.extract.cues import lexicon
from rashomon.extract.syntax import Range
from rashomon.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token


def cue_token(doc: Doc, cue: Sequence[Range], default: int) -> Token:
    """Return the word of a cue that carries it: the verb that is no auxiliary, else a noun, else the first word."""
    inside = [doc[i] for start, end in cue for i in range(start, end)]
    for fits in (
        lambda t: t.pos_ == "VERB" and t.lemma_.lower() in lexicon().verbs,
        lambda t: t.pos_ == "VERB",
        lambda t: t.lemma_.lower() in lexicon().nouns or t.lemma_.lower() in lexicon().verbs,
        lambda t: t.pos_ in ("NOUN", "ADJ", "AUX"),
    ):
        for token in inside:
            if fits(token):
                return token
    return inside[0] if inside else doc[default]


def cue_stance(anchor: Token) -> Stance:
    """Return the stance that the lexicon gives a cue; a cue it does not know asserts."""
    lemma = anchor.lemma_.lower()
    known = lexicon()
    parts = {"VERB": known.verbs, "AUX": known.verbs, "NOUN": known.nouns, "ADJ": known.adjectives}
    cue = parts.get(anchor.pos_, known.verbs).get(lemma) or known.verbs.get(lemma) or known.nouns.get(lemma)
    return cue.stance if cue is not None else Stance.ASSERTS
