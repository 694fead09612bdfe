"""What a document is looked up by where there are too many to hold each against each: names together, deeds of names.

Two reports of one event name some of the same people, groups and places, and say that the same kinds of things happened
there. So a document goes by the pairs of its chief names, and by its chief deeds with each of them. Whether two that
share keys are of one event is decided elsewhere, by how many they share and how many others have them.
"""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Final

from rashomon.link.deeds import PLAN, kind_of
from rashomon.link.stories import name_weights
from rashomon.records import Reading

# Chief names of a document, those of them that are paired, and chief kinds of what happens in it.
_NAMES: Final = 8
_PAIRED: Final = 6
_DEEDS: Final = 5


def story_keys(reading: Reading) -> frozenset[str]:
    """Return what a document is looked up by; a few dozen strings, none where it names nobody and no place."""
    weights = name_weights(reading)
    names = sorted(weights, key=lambda name: (-weights[name], name))[:_NAMES]
    events = (event for claim in reading.claims for event in claim.events if event.real)
    kinds = Counter(kind.removeprefix(PLAN) for event in events if (kind := kind_of(event)))
    chief = sorted(kinds, key=lambda kind: (-kinds[kind], kind))[:_DEEDS]
    together = {" & ".join(sorted(pair)) for pair in combinations(names[:_PAIRED], 2)}
    return frozenset(together | {f"{kind}: {name}" for kind in chief for name in names})
