"""Numbers in a list of items: cardinals, fractions and mixed numbers, with or without a sign."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rashomon.extract.quantity_cardinals import SCALES, SMALL, TENS, Number, read_cardinal
from rashomon.extract.quantity_fractions import read_fraction
from rashomon.extract.quantity_items import Item, is_hyphen, touches, word, word_set

_OPENING: Final = frozenset((*SMALL, *TENS, *SCALES, "a", "an", "half", "quarter"))
"""Words that a number can begin with: most words of a text are none, and need no further look."""
_SIGN_WORDS: Final = frozenset(("minus", "negative"))
OPENING: Final = _OPENING | _SIGN_WORDS
"""Words that a number with its sign can begin with."""
_POINTING: Final = word_set("the this that which each every another no any")
_MINUS: Final = frozenset("-−–")
_COMPARING: Final = frozenset("<>=≤≥≈")


def read_number(items: list[Item], i: int) -> Number | None:
    """Read the longest number at item `i`: "3,500", "two hundred and fifty", "half a dozen", "one in five"."""
    if i >= len(items) or (items[i].value is None and items[i].lower not in _OPENING):
        return None
    found = [number for number in (read_fraction(items, i), read_cardinal(items, i)) if number is not None]
    if not found or _is_pronoun(items, i, found[0]):
        return None
    return max(found, key=lambda number: number.last)


def _is_pronoun(items: list[Item], i: int, number: Number) -> bool:
    """Tell whether "one" stands for a thing: "that one", "the one you mentioned"."""
    return word(items, i) == "one" and number.last == i + 1 and word(items, i - 1) in _POINTING


def read_sign(items: list[Item], i: int) -> tuple[int, int]:
    """Read a sign at item `i`: the item after it and -1 for "-", "minus" and "negative", else `i` and 1."""
    if _is_sign(items, i):
        return i + 1, -1
    if word(items, i) in _SIGN_WORDS:
        return i + 1 + is_hyphen(items, i + 1), -1
    return i, 1


def read_signed(items: list[Item], i: int) -> Number | None:
    """Read a number with its sign at item `i`: "-1", "minus five", "negative one"; else as `read_number`."""
    at, sign = read_sign(items, i)
    number = read_number(items, at)
    return number and replace(number, value=sign * number.value, coefficient=sign * number.coefficient)


def _is_sign(items: list[Item], i: int) -> bool:
    """Tell whether a minus stands at item `i`: right before a number, and after a space or a sign of comparison."""
    if word(items, i) not in _MINUS or not touches(items, i + 1):
        return False
    return not touches(items, i) or word(items, i - 1) in _COMPARING
