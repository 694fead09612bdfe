"""Amounts without a number: "dozens", "a few hundred", "tens of thousands", "a huge number of", "several"."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from rashomon.extract.quantity_cardinals import SCALES
from rashomon.extract.quantity_items import Item, word, word_set

_PLURAL_ROWS = {"dozens": "dozens", "scores": "scores", "tens": "tens", "hundreds": "hundreds"}
_POWERS = {f"{name}s": size for name, size in SCALES.items() if size >= 1000}
_SIZES = word_set(
    "large huge great vast significant considerable substantial high big massive enormous growing sizeable sizable "
    "unprecedented good"
)
_PLAIN = {"several": "several", "many": "many", "numerous": "many", "countless": "many"}
_NAMED = {
    "few": ("few", ()),
    "handful": ("few", ("of",)),
    "couple": ("couple", ("of", "hundred", "thousand", "dozen")),
    "number": ("several", ("of",)),
}
OPENING = frozenset((*_PLURAL_ROWS, *_POWERS, *_PLAIN, *_SIZES, "a", "an"))
"""Words that a vague amount can begin with."""
_ASKED = word_set("how so too as not that very")


@dataclass(frozen=True, slots=True)
class Vague:
    """A vague amount that ends before item `last`, the row that reads it, and its scale N.

    `needs_noun` marks words that are an amount only before a thing ("many", "several").
    """

    last: int
    row: str
    number: Fraction
    needs_noun: bool = False


def read_vague(items: list[Item], i: int) -> Vague | None:
    """Read the vague amount that starts at item `i`, None where there is none."""
    text = word(items, i)
    if text in _PLURAL_ROWS or text in _POWERS:
        return _read_plural(items, i, text)
    head = _read_head(items, i)
    if head is None:
        return None
    name, last = head
    if word(items, last) == "of" and name != "many" and word(items, last + 1).removesuffix("s") in SCALES:
        last += 1
    scale = word(items, last).removesuffix("s")
    if scale in SCALES:
        if scale == "dozen" and name in ("few", "several"):
            return Vague(last + 1, f"{name}_dozen", Fraction(1))
        return Vague(last + 1, f"{name}_of_scale", Fraction(SCALES[scale]))
    return Vague(last, name, Fraction(1), needs_noun=True)


def _read_plural(items: list[Item], i: int, text: str) -> Vague | None:
    after = word(items, i + 2)
    if word(items, i + 1) == "of" and after in _POWERS and text in ("tens", "hundreds", "dozens"):
        row = "hundreds_of" if text == "hundreds" else "tens_of"
        return Vague(i + 3, row, Fraction(_POWERS[after]))
    last = i + 3 if word(items, i + 1) in ("and", "upon", "on") and after == text else i + 1
    if text in ("tens", "scores") and word(items, last) not in ("of", "more"):
        return None
    if text in _POWERS:
        return Vague(last, "powers", Fraction(_POWERS[text]))
    return Vague(last, _PLURAL_ROWS[text], Fraction(1))


def _read_head(items: list[Item], i: int) -> tuple[str, int] | None:
    """Read "a few", "several", "a handful of"; return the row's name and the next item."""
    first, second, third = word(items, i), word(items, i + 1), word(items, i + 2)
    if first in _PLAIN:
        asked = first == "many" and (word(items, i - 1) in _ASKED or second in ("a", "an", "more"))
        return None if asked else (_PLAIN[first], i + 1)
    named = _NAMED.get(second) if first == "a" else None
    if named is not None and (third in named[1] or not named[1]):
        return None if second == "few" and third == "more" else (named[0], i + 2)
    at = i + 1 if first in ("a", "an") else i
    if word(items, at) in _SIZES and word(items, at + 1) in ("number", "numbers") and word(items, at + 2) == "of":
        return "many", at + 2
    return None
