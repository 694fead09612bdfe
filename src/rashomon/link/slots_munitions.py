"""Bombs, shells and rockets: how many there were, how many fell inside a place and how many outside it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rashomon.link.slots_base import SETTLEMENT, Slot, Slots, around, together
from rashomon.link.vocabulary import Counted, counted, vocabulary
from rashomon.records import Claim, Quantity

_FRAME: Final = rf"(?:the\s+)?(?:[\w’'-]+\s+){{0,3}}?(?P<frame>{SETTLEMENT}|base|airport)\b"
_INSIDE: Final = re.compile(rf"\b(?:in|inside|into|within)\s+{_FRAME}", re.IGNORECASE)
_OUTSIDE: Final = re.compile(
    r"\b(?:outside|beyond|outskirts|edge|just\s+off|(?:close\s+)?vicinity|surroundings?)\b", re.IGNORECASE
)
_NEAR: Final = re.compile(r"\b(?:near|next\s+to|close\s+to|around)\b", re.IGNORECASE)
_SOMEWHERE: Final = re.compile(r"\b(?:at|in|inside|into|near|on|onto|within)\s+(?!\d|three\b|once\b)", re.IGNORECASE)
# The words that go with one amount: to the next part of the sentence.
_PART: Final = re.compile(
    r"[,;:.]|\band\b(?!\s+(?:blew|detonat|explod|went))|\b(?:while|but|another|one|two|three|four|five|six|seven|eight|nine|ten)\b",
    re.IGNORECASE,
)
# Words for how a munition was let go: such a count is of all of them, wherever they fell.
_RELEASED: Final = frozenset({"drop", "fire", "launch", "lob"})
_ARRIVED: Final = frozenset({"fall", "hit", "land", "strike", "impact"})
_EXPLODED: Final = frozenset({"blow up", "detonate", "explode", "go off"})


def munition(claim: Claim, quantity: Quantity) -> Slots | None:
    """Return which question a count of munitions answers; None where something else is counted."""
    found = _placed(claim, quantity)
    if found is None:
        return None
    if _is_part(claim, quantity, found):
        return ()  # "three fell outside: two near the airfield ...": two of the three
    if found.of and quantity.event in _EXPLODED:
        quantity = replace(quantity, high=None)  # more may have fallen there than went off
    total = _total(claim, quantity, found)
    return ((found, quantity), *total)


def _placed(claim: Claim, quantity: Quantity) -> Slot | None:
    thing = counted(quantity.counted or "")
    event = quantity.event or ""
    if thing.head not in vocabulary().munitions or event not in _RELEASED | _ARRIVED | _EXPLODED:
        return None
    exploded = "detonation" if event in _EXPLODED else "impact"
    words = _PART.split(around(claim, quantity)[1], maxsplit=1)[0]
    inside = _INSIDE.search(words)
    if inside is not None:
        return Slot("impact", _bare(thing), None, f"inside the {inside['frame'].lower()}")
    elsewhere = _frame(claim)
    if elsewhere and (_OUTSIDE.search(words) or (_NEAR.search(words) and _INSIDE.search(claim.text))):
        return Slot("impact", _bare(thing), None, f"outside the {elsewhere}")
    if event in _ARRIVED and (event in ("hit", "strike") or _SOMEWHERE.search(words)):
        return None  # "one hit a school": where some of them fell, and not how many there were
    return Slot(exploded, _bare(thing), None)


def _bare(thing: Counted) -> Counted:
    return replace(thing, restricted=frozenset())


def _frame(claim: Claim) -> str:
    """Return the kind of place that a claim tells inside from outside of: "camp"."""
    found = re.search(rf"\b(?:{SETTLEMENT}|base|airport)\b", claim.text, re.IGNORECASE)
    return found[0].lower().removesuffix("s") if found else ""


def _is_part(claim: Claim, quantity: Quantity, slot: Slot) -> bool:
    """Tell whether a claim gave a greater count of the same before."""
    for other in claim.quantities:
        earlier = other.span.start < quantity.span.start and (other.low or 0) >= (quantity.low or 0)
        if earlier and _placed(claim, other) == slot:
            return True
    return False


def _total(claim: Claim, quantity: Quantity, slot: Slot) -> Slots:
    """Return those inside and those outside together, where a claim gives both and no sum of its own."""
    placed = {s: q for q in reversed(claim.quantities) if (s := _placed(claim, q)) is not None}
    if not slot.of.startswith("outside") or any(not s.of for s in placed):
        return ()
    inside = next((q for s, q in placed.items() if s.of == slot.of.replace("outside", "inside", 1)), None)
    if inside is None:
        return ()
    return ((replace(slot, of=""), together(inside, quantity, "those inside and those outside")),)
