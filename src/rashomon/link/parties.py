"""Who acts and who suffers, in a form that can be compared: names and sorts of party, read off a noun phrase."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from rashomon.link.vocabulary import singular, vocabulary

_WORD: Final = re.compile(r"[^\W_][\w.’'-]*")
_SIDES: Final = frozenset({"north", "south", "east", "west", "northern", "southern", "eastern", "western", "new"})
# Words that name nobody in particular.
_VAGUE: Final = frozenset(
    """a an the this that these those its his her their our my your of in on at to by for from with and or some any all
    no none many several most other another own such same so called more than at least about around up one two
    three four five six seven eight nine ten dozen hundred thousand million billion first second last new old late
    former group member people person man woman child body victim other individual who which it they he she we i you
    them him us someone somebody elsewhere s area country part place province region state territory zone
    thing anything anyone everybody everyone unidentified unknown armed heavily multiple case""".split()
)
_ENDINGS: Final = ("ese", "ian", "ean", "an", "i", "ish", "o", "a", "e")


@dataclass(frozen=True, slots=True)
class Party:
    """Who is meant: sorts of party ("forces"), and the stems of names and nouns that say which."""

    sorts: frozenset[str]
    names: frozenset[str]

    @property
    def is_nobody(self) -> bool:
        """Tell whether the words name nobody: "they", "unidentified men"."""
        return not self.sorts and not self.names


@lru_cache(maxsize=1)
def _sorts() -> re.Pattern[str]:
    """Return the pattern of all words for a sort of party, longer ones first."""
    names = sorted(vocabulary().parties, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")


@lru_cache(maxsize=65536)
def party(words: str) -> Party:
    """Read a noun phrase: "the Sudanese armed forces" → forces of "sudan"."""
    text = " ".join(_WORD.findall(words.lower().replace("’s", "").replace("'s", "")))
    sorts: set[str] = set()

    def taken(found: re.Match[str]) -> str:
        sorts.add(vocabulary().parties[found[0]])
        return " "

    text = _sorts().sub(taken, text)
    names: set[str] = set()
    side = ""
    for word in text.split():
        if word in _SIDES:
            side = word.removesuffix("ern")
            continue
        if word not in _VAGUE and singular(word) not in _VAGUE and not word[0].isdigit():
            names.add(f"{side} {_stem(word)}".strip())
        side = ""
    return Party(frozenset(sorts), frozenset(names))


def _stem(word: str) -> str:
    """Return what "Sudan" and "Sudanese", "priest" and "priests" share."""
    stem = singular(word.strip(".'’-"))
    if len(stem) > 5:
        ending = next((e for e in _ENDINGS if stem.endswith(e) and len(stem) - len(e) >= 4), "")
        stem = stem[: len(stem) - len(ending)]
    return stem


def same_party(a: Party, b: Party) -> bool:
    """Tell whether two phrases may stand for one party: a shared name, or a shared sort and no names that differ."""
    if a.names & b.names:
        return True
    return bool(a.sorts & b.sorts) and (not a.names or not b.names)


def exclusive(a: Party, b: Party) -> bool:
    """Tell whether the two cannot be one party: the army and the guerrillas."""
    if a.names & b.names or a.sorts & b.sorts:
        return False
    return any(frozenset((x, y)) in vocabulary().exclusive for x in a.sorts for y in b.sorts)


_NATURE_WORDS: Final = """accident aftershock avalanche crash cyclone disease drought earthquake epidemic
    explosion fire flood heat hurricane landslide mudslide quake storm temblor
    tornado tremor tsunami typhoon wave catastrophe disaster"""


@lru_cache(maxsize=1)
def _nature() -> frozenset[str]:
    """Return stems of what kills and destroys, and is nobody."""
    return frozenset(map(_stem, _NATURE_WORDS.split()))


def parties(phrases: Iterable[str]) -> tuple[Party, ...]:
    """Read several phrases, leaving out those that name nobody."""
    read = (party(phrase) for phrase in phrases)
    return tuple(p for p in read if not p.is_nobody and not (p.names & _nature() and not p.sorts))
