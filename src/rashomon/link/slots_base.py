"""What every reader of amounts shares: the slot that an amount answers, and the words on either side of the amount."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from rashomon.link.vocabulary import Counted
from rashomon.records import Claim, Quantity

NAME: Final = r"[A-Z][\w’'-]*[\w](?:\s+[A-Z][\w’'-]*\w){0,3}"
# Kinds of places that people live in.
SETTLEMENT: Final = r"(?:camps?|city|cities|compound|district|hamlet|neighbou?rhood|settlement|shelter|town|village)"


@dataclass(frozen=True, slots=True)
class Slot:
    """What a quantity answers: the event class (or lemma), the counted thing, the unit.

    `of` says of what where one kind of event has several ("the camp" of those who live there, "inside the camp").
    """

    event: str
    thing: Counted
    unit: str | None
    of: str = ""


Slots: TypeAlias = tuple[tuple[Slot, Quantity], ...]


def around(claim: Claim, quantity: Quantity) -> tuple[str, str]:
    """Return a claim's words before and after an amount: "35 km" is not found inside "135 km"."""
    found = [(m.start(), m.end()) for m in re.finditer(rf"(?<![\w.,]){re.escape(quantity.text)}(?!\w)", claim.text)]
    if not found:
        before, _, after = claim.text.partition(quantity.text)
        return before, after
    at = _offset(claim, quantity)
    start, end = min(found, key=lambda span: abs(span[0] - at))
    return claim.text[:start], claim.text[end:]


def _offset(claim: Claim, quantity: Quantity) -> int:
    """Return about where in the text of a claim an amount stands: its stretches are joined by a space."""
    so_far = 0
    for span in claim.content:
        if quantity.span.start < span.end:
            return so_far + max(0, quantity.span.start - span.start)
        so_far += span.end - span.start + 1
    return so_far


def times(quantity: Quantity, factor: float, unit: str, spare: float = 0.0) -> Quantity:
    """Return an amount in another unit, with room to either side for what was rounded away in its own."""

    def turned(value: float | None, more: float) -> float | None:
        return None if value is None else round(max(0.0, value + more) * factor, 3)

    return replace(quantity, low=turned(quantity.low, -spare), high=turned(quantity.high, spare), unit=unit)


def together(first: Quantity, second: Quantity, whom: str) -> Quantity:
    """Return the sum of two amounts that a claim gives as the parts of a whole."""
    low = None if first.low is None or second.low is None else first.low + second.low
    high = None if first.high is None or second.high is None else first.high + second.high
    return replace(
        second,
        text=f"{first.words} and {second.words}",
        value=low if low == high else None,
        bound="exact" if low == high else "range",
        low=low,
        high=high,
        rule=f"derived: {whom} together",
        derived=True,
    )
