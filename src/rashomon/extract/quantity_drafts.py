"""Amounts on their way to a record, and the bounds that a profile gives them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rashomon.extract.quantity_items import word_set
from rashomon.extract.quantity_profiles import Row, bounds
from rashomon.extract.quantity_units import Unit

BOUNDS: Final = word_set("exact range about over at_least under at_most")
LOWER: Final = word_set("over at_least")
UPPER: Final = word_set("under at_most")
LIMITS: Final = LOWER | UPPER
Interval = tuple[Fraction | None, Fraction | None]


@dataclass(frozen=True, slots=True)
class Draft:
    """An amount in the making: items `first` to `last`, the row that reads it, what it counts (tokens).

    `number` is N of the row; `value` the number or the two in the words, None for vague words. `limits` are the rows
    of the two ends where each has words of its own ("more than 40 but fewer than 60"). `unread` says why the words
    stay words.
    """

    first: int
    last: int
    row: str
    number: Fraction
    value: Fraction | tuple[Fraction, Fraction] | None = None
    bound: str = "exact"
    unit: Unit | None = None
    counted: tuple[int, int] | None = None
    trend: str | None = None
    focus: str | None = None
    limits: tuple[str, str] | None = None
    unread: str = ""


def bound_of(row: str) -> str:
    """Return the bound a row stands for: a row of its own name, "about" for "almost", else vague."""
    return row if row in BOUNDS else "about" if row == "almost" else "vague"


def interval(draft: Draft, rows: Mapping[str, Row]) -> Interval:
    """Return the inclusive bounds of a draft under one profile's rows; None is unbounded."""
    if draft.unread:
        return None, None
    number, upper = draft.number, None
    if isinstance(draft.value, tuple):
        low, high = min(draft.value), max(draft.value)
        if draft.limits is not None:
            measured = _is_measured(draft, low)
            ends = (bounds(rows[row], n, measured=measured) for row, n in zip(draft.limits, (low, high), strict=True))
            (first, _), (_, last) = ends
            return first, last
        if draft.row == "range":
            number, upper = low, high
    first, last = bounds(rows[draft.row], number, upper=upper, measured=_is_measured(draft, number))
    if draft.value is None and draft.bound in LOWER:
        last = None
    elif draft.value is None and draft.bound in UPPER:
        first = Fraction(0)
    if draft.bound in UPPER and draft.unit is not None and draft.unit.kind == "temperature":
        first = None
    return first, last


def _is_measured(draft: Draft, number: Fraction) -> bool:
    """Tell whether something is measured, so that bounds need not be whole."""
    return draft.unit is not None or number.denominator != 1
