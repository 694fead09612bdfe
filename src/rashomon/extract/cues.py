"""The lexicon of cues: which words introduce somebody's words, in which frames, with what stance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from rashomon.errors import RunError
from rashomon.extract.tables import rows
from rashomon.records import Stance


@dataclass(frozen=True, slots=True)
class Cue:
    """One entry: `frames` are those of `data/cues.tsv`, `prepositions` the X of its prep:X frames."""

    lemma: str
    pos: str
    stance: Stance
    frames: frozenset[str]
    prepositions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, by part of speech and lemma."""

    verbs: Mapping[str, Cue]
    nouns: Mapping[str, Cue]
    adjectives: Mapping[str, Cue]
    adverbs: Mapping[str, Cue]
    phrases: Mapping[str, Cue]

    def __len__(self) -> int:
        return sum(map(len, (self.verbs, self.nouns, self.adjectives, self.adverbs, self.phrases)))


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return the lexicon that ships with the package.

    Raises:
        RunError: when a line of the file is not an entry.
    """
    parts: dict[str, dict[str, Cue]] = {pos: {} for pos in ("verb", "noun", "adjective", "adverb", "phrase")}
    for number, fields in rows("cues.tsv"):
        try:
            lemma, pos, stance, frames = fields
            names = frozenset(frames.split())
            prepositions = frozenset(name[5:] for name in names if name.startswith("prep:"))
            parts[pos][lemma] = Cue(lemma, pos, Stance(stance), names, prepositions)
        except (ValueError, KeyError) as error:
            raise RunError(f"cues.tsv line {number}: not an entry ({error}); reinstall the package") from error
    return Lexicon(*(MappingProxyType(parts[pos]) for pos in ("verb", "noun", "adjective", "adverb", "phrase")))
