"""Which word of a cue carries it, and what the lexicon says of that word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rashomon.extract.cues import Cue, lexicon
from rashomon.extract.syntax import Range
from rashomon.records import Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

# Verbs that only bring in a noun that says what is done: "raised doubts", "repeated his claim", "issued a denial".
_LIGHT = frozenset(
    "announce bring cast deliver echo express file give have join launch level lodge make offer outline post put "
    "reaffirm reiterate release renew repeat restate send share state submit unveil voice".split()
)
_NONE = frozenset({"no", "little"})


def cue_token(doc: Doc, cue: Sequence[Range], default: int) -> Token:
    """Return the word of a cue that carries it: the one that takes a stance, else the verb that is no auxiliary.

    "Seemed to blame" is carried by "blame", "repeated his claim" by "claim", "answered questions" by "answered".
    """
    inside = [doc[i] for start, end in cue for i in range(start, end)]
    verbs = [token for token in inside if token.pos_ == "VERB"]
    # "Tried to rally": of verbs that the lexicon does not know, the one that no other complements.
    verbs = sorted(verbs, key=lambda verb: any(child.dep_ == "xcomp" and child in verbs for child in verb.children))
    known = [token for token in verbs if cue_entry(token) is not None]
    words = [token for token in inside if token.pos_ not in ("VERB", "AUX", "ADP") and cue_entry(token) is not None]
    light = all(verb.lemma_.lower() in _LIGHT for verb in known)
    free = [token for token in words if light or token.dep_ in ("acomp", "oprd")]
    for choice in (
        [token for token in known if cue_stance(token) is not Stance.ASSERTS],
        [token for token in free if cue_stance(token) is not Stance.ASSERTS],
        known,
        verbs,
        words,
        [token for token in inside if token.pos_ in ("NOUN", "ADJ")],
        [token for token in inside if token.pos_ == "AUX"],
        inside,
    ):
        if choice:
            return choice[0]
    return doc[default]


def cue_entry(token: Token) -> Cue | None:
    """Return the lexicon's entry for a word in its part of speech, else as a verb or a noun.

    Its forms are tried too: headlines write verbs with capitals, which taggers take for names, and lemmas can be wrong.
    """
    known = lexicon()
    parts = {"VERB": known.verbs, "AUX": known.verbs, "NOUN": known.nouns, "ADJ": known.adjectives}
    lemma = token.lemma_.lower()
    found = parts.get(token.pos_, known.verbs).get(lemma) or known.verbs.get(lemma) or known.nouns.get(lemma)
    if found is not None or token.pos_ not in ("PROPN", "NOUN", "ADJ", "VERB"):
        return found
    stems = (stem for stem in _stems(token.lower_) if stem in known.verbs or stem in known.nouns)
    stem = next(stems, "")
    return known.verbs.get(stem) or known.nouns.get(stem)


def _stems(word: str) -> Iterator[str]:
    """Yield what an inflected form may come from: "denies" from deny, "urged" from urge, "admitted" from admit."""
    for ending, put in (
        ("ies", "y"),
        ("ied", "y"),
        ("s", ""),
        ("es", ""),
        ("ed", "e"),
        ("ed", ""),
        ("ing", "e"),
        ("ing", ""),
    ):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            stem = word[: -len(ending)] + put
            yield stem
            if not put and stem[-1] == stem[-2]:
                yield stem[:-1]


def cue_stance(anchor: Token) -> Stance:
    """Return the stance that the lexicon gives a cue; a cue it does not know asserts, and so does "no doubt"."""
    cue = cue_entry(anchor)
    if cue is None or (cue.pos == "noun" and any(child.lower_ in _NONE for child in anchor.children)):
        return Stance.ASSERTS
    return cue.stance
