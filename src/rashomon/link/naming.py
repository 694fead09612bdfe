"""Whom a claim's words mean where they name nobody by themselves: "we", "his country", "the south"."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from rashomon.link.entities import Actors
from rashomon.records import Claim, Reading, SourceKind

_SELF: Final = frozenset({"we", "i", "us", "ourselves", "they themselves"})
# "His country", "our forces": what belongs to the source.
_OWN: Final = re.compile(
    r"(?:his|her|its|my|our|their)\s+(?:own\s+)?(?P<what>administration|army|country|forces?|government|military|movement|"
    r"nation|party|people|side|soldiers|territory|troops)\Z",
    re.IGNORECASE,
)
_SIDE: Final = re.compile(r"(?:the\s+)?(?P<side>north|south|east|west)\Z", re.IGNORECASE)
_SIDED: Final = re.compile(r"(?P<side>north|south|east|west)(?:ern)?\s+(?P<name>[A-Z][\w-]+)", re.IGNORECASE)
# Sources are told in longer words ("South Sudan's president Salva Kiir") up to this many.
_WORDS: Final = 10
# What is the source's side as a whole.
_WHOLE: Final = frozenset({"country", "nation", "party", "people", "side", "territory"})


class Naming:
    """The words by which a case's sources are called, and the halves of countries that its documents speak of."""

    def __init__(self, readings: Sequence[Reading], actors: Actors) -> None:
        self._actors = actors
        self._called: dict[str, str] = {}
        self._sided: dict[str, dict[str, str]] = {}
        for reading in readings:
            for claim in reading.claims:
                entity = actors.of_claim.get(claim.id)
                voice = voice_of(claim)
                if (
                    entity is not None
                    and len(self._called.get(entity, "")) < len(voice)
                    and len(voice.split()) <= _WORDS
                ):
                    self._called[entity] = voice
            sides: dict[str, Counter[str]] = defaultdict(Counter)
            for found in _SIDED.finditer(reading.document.text):
                if found["name"][0].isupper() and found["side"][0].isupper():
                    sides[found["side"].lower()][found["name"]] += 1
            self._sided[reading.document.id] = {
                side: f"{side.capitalize()} {max(sorted(names), key=lambda n: names[n])}"
                for side, names in sides.items()
            }

    def called(self, claim: Claim) -> str:
        """Return the longest words for a claim's source anywhere in the case: they tell whose side it is on."""
        return self._called.get(self._actors.of_claim.get(claim.id, ""), "") or voice_of(claim)

    def named(self, claim: Claim, name: str) -> str:
        """Return whom a phrase of a claim means: itself, where it says so."""
        if name.lower() in _SELF:
            return voice_of(claim)
        if (own := _OWN.match(name)) is not None:
            called = self.called(claim)
            return called if own["what"].lower() in _WHOLE else f"{called} {own['what']}" if called else name
        if (side := _SIDE.match(name)) is not None:
            return self._sided[claim.document].get(side["side"].lower(), name)
        return name


def voice_of(claim: Claim) -> str:
    """Return the source as a party: the whole phrase, so that "spokesman for Sudan's army" is of Sudan's army."""
    source = claim.source
    if source is None or source.kind is SourceKind.AUTHOR:
        return ""
    return source.text if len(source.text) > len(source.canonical) else source.canonical
