"""Spellings: whether two written words may be one name, spelt by two hands or mistyped."""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

from rashomon.link.actors_tables import tables

# Least likeness of two spellings of one name, 0 to 1, once sounds written in two ways are written in one.
_ALIKE = 0.79
# Up to this length a word has to sound the same: Lang is not Long, letters.
_SHORT = 4
# Shortest word in which one slip of a finger is taken for one, letters.
_LONG = 6
_SOUNDS = (
    ("ph", "f"),
    (r"c(?=[eiy])", "s"),
    ("tch|tsch|ch", "ch"),
    ("kh|gh|ck|q|c(?!h)", "k"),
    (r"(?<=k)h", ""),
    ("dh", "d"),
    ("w", "v"),
    ("ou|oo", "u"),
    ("ei|ey|ee|ij|iy|yi|y", "i"),
    ("x", "ks"),
    (r"^g(?=ad+[ah]?f)", "k"),
    ("o", "u"),
    ("e", "i"),
    (r"(.)\1", r"\1"),
)


@lru_cache(maxsize=65536)
def sounds(word: str) -> str:
    """Return a folded word with sounds that are written in several ways written in one: "khaled", "qaddafi"."""
    for pattern, written in _SOUNDS:
        word = re.sub(pattern, written, word)
    return word


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """Return the consonants of a word as heard, the key under which its spellings meet: "khalid", "khaled" → "kld"."""
    heard = sounds(word)
    return (heard[:1] if heard[:1] not in "aeiou" else "a") + re.sub("[aeiouh]", "", heard[1:])


@lru_cache(maxsize=65536)
def letters(word: str) -> str:
    """Return the letters of a word in order: the key under which two swapped letters meet."""
    return "".join(sorted(word))


@lru_cache(maxsize=65536)
def spelt_alike(one: str, other: str) -> bool:
    """Tell whether two folded words may be spellings of one name: "khaled" and "khalid", not "maria" and "mario"."""
    if one == other:
        return True
    if len(one) == 1 or len(other) == 1:
        return one[0] == other[0]
    given = tables().given
    if given.get(one, "?") != given.get(other, "?") and one in given and other in given:
        return False
    if sounds(one) == sounds(other):
        return True
    if skeleton(one) == skeleton(other) and min(len(one), len(other)) > _SHORT:
        return OSA.normalized_similarity(sounds(one), sounds(other)) >= _ALIKE
    return mistyped(one, other)


def mistyped(one: str, other: str) -> bool:
    """Tell whether two long words differ by two letters that changed places."""
    return min(len(one), len(other)) >= _LONG and letters(one) == letters(other) and OSA.distance(one, other) == 1
