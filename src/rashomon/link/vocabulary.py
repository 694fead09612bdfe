"""The word classes by which claims in different words meet, and small normal forms of written names and counts."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "children": "child",
    "people": "person",
    "families": "family",
    "buses": "bus",
}
_NO_MEN = frozenset({"abdomen", "acumen", "omen", "regimen", "semen", "specimen"})
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|these|those|its|his|her|their)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The tables of `data/events.toml`, inverted for look-up."""

    event_of: Mapping[str, str]
    ask: Mapping[str, str]
    counted_of: Mapping[str, str]
    restricting: Mapping[str, str]
    opposites: Mapping[str, str]
    actors: Mapping[str, str]
    participation: frozenset[str]
    states: Mapping[str, str]
    noun_event: Mapping[str, str]
    did: Mapping[str, str]
    done: Mapping[str, str]
    parties: Mapping[str, str]
    exclusive: frozenset[frozenset[str]]
    munitions: frozenset[str]
    severity: Mapping[str, str]

    def actor_class(self, name: str) -> str | None:
        """Return the class of actors that a name belongs to ("US and UK armed forces" → "western")."""
        words = re.findall(r"[\w.-]+", name.lower())
        parts = (part for word in words for part in word.split("-"))
        padded = f" {' '.join(words)} "
        phrases = (actor for actor in self.actors if " " in actor and f" {actor} " in padded)
        return next((self.actors[name] for name in (*phrases, *words, *parts) if name in self.actors), None)


def _inverted(table: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return word → name of its class."""
    return {word: name for name, words in table.items() for word in words}


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """Return the tables that ship with the package."""
    tables = tomllib.loads(files("rashomon.data").joinpath("events.toml").read_text(encoding="utf-8"))
    return Vocabulary(
        event_of={word: name for name, event in tables["events"].items() for word in event["words"]},
        ask={name: event["ask"] for name, event in tables["events"].items()},
        counted_of=_inverted(tables["counted"]),
        restricting=_inverted(tables["restricting"]),
        opposites=tables["opposites"],
        actors=_inverted(tables["actors"]),
        participation=frozenset(tables["participation"]["words"]),
        states=tables["states"],
        noun_event={noun: name for name, event in tables["events"].items() for noun in event.get("nouns", ())},
        did={name: event["did"] for name, event in tables["events"].items() if "did" in event},
        done={name: event["done"] for name, event in tables["events"].items() if "done" in event},
        parties=_inverted(tables["parties"]),
        exclusive=frozenset(frozenset(pair) for pair in tables["exclusive"]["pairs"]),
        munitions=frozenset(tables["munitions"]["words"]),
        severity=_inverted(tables["severity"]),
    )


def singular(noun: str) -> str:
    """Return the singular of an English noun as written, lower case."""
    word = noun.lower()
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("men") and word not in _NO_MEN:
        return word[:-2] + "an"  # gunmen, policemen
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|(?<![ao])us|x|zz|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def fold(name: str) -> str:
    """Return a name for comparison: no article, no diacritics, one case, one space."""
    bare = _ARTICLE.sub("", name.strip())
    plain = unicodedata.normalize("NFKD", bare)
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).casefold().split())


@dataclass(frozen=True, slots=True)
class Counted:
    """A counted thing in normal form: its class, and the modifiers that make it a smaller set."""

    head: str
    restricted: frozenset[str]


def counted(text: str) -> Counted:
    """Read the counted thing of a quantity: "foreign fighters" → fighter, restricted to foreign."""
    table = vocabulary()
    phrase = " ".join(singular(word) for word in re.findall(r"[\w’'-]+", text))
    words = phrase.split()
    if not words:
        return Counted("", frozenset())
    head = next((name for written, name in table.counted_of.items() if phrase.endswith(written)), words[-1])
    restricted = frozenset(table.restricting[word] for word in words[:-1] if word in table.restricting)
    if head == "foreigner":
        return Counted("fighter", restricted | {"foreign"})
    return Counted(head, restricted)
