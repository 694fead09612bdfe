"""Cardinal numbers as English writes them: "3,500", "two hundred and fifty", "1.5 million", "1e10", "three dozen"."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from rashomon.extract.quantity_items import MAX_DIGITS, VULGAR, Item, is_hyphen, touches, word, word_list, word_set

SMALL: Final = {
    name: value
    for value, name in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
} | {"nought": 0, "naught": 0}
TENS: Final = {
    name: 10 * value
    for value, name in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
} | {"fourty": 40}
SCALES: Final = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
SCALE_PLURALS: Final = {f"{name}s": value for name, value in SCALES.items()}
_DOZENS: Final = dict.fromkeys(word_list("doz dozs dz dzs dzn"), 12)
_LONG_SUFFIXES: Final = {
    "mn": 10**6,
    "mln": 10**6,
    "mil": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "tln": 10**12,
    "trn": 10**12,
}
_LETTERS: Final = {"k": 10**3, "K": 10**3, "M": 10**6, "MM": 10**6, "B": 10**9}
"""Letters that are a scale right after a numeral."""
_ROUND_SCALES: Final = frozenset({12, 100, 10**5, 10**7, 10**8, 10**11, *(10 ** (3 * k) for k in range(1, 9))})
_SIGNS: Final = {"+": 1, "-": -1, "−": -1, "–": -1}
MOST_POWER: Final = 64
"""Largest exponent that is read: the value is exact, and has that many digits."""
# After these a tens word and a unit word with a loose dash between are two things: "fifty - two of them armed".
_TWO_THINGS: Final = word_set("of were was are is in at on among including from by had have")


@dataclass(frozen=True, slots=True)
class Number:
    """A number that ends before item `last`: `value` = `coefficient` x `scale`; a `share` is a part ("a third")."""

    last: int
    value: Fraction
    coefficient: Fraction
    scale: int = 1
    words: bool = False
    share: bool = False


def scale_at(items: list[Item], i: int) -> int:
    """Return the scale word's value at item `i`, 0 where there is none."""
    text = word(items, i)
    return SCALES.get(text, 0) or SCALE_PLURALS.get(text, 0) or _DOZENS.get(text, 0)


def read_cardinal(items: list[Item], i: int) -> Number | None:
    """Read the longest cardinal that starts at item `i`, None where there is none."""
    if word(items, i) in ("a", "an", "one") and scale_at(items, i + 1) and word(items, i + 1) not in SCALE_PLURALS:
        return scaled(items, i + 1, Fraction(1), words=True)
    if word(items, i) in SCALES:  # "hundred thousand dollars"
        return scaled(items, i, Fraction(1), words=True)
    small = read_small(items, i)
    if small is None:
        return None
    return scaled(items, *small, words=items[i].kind == "w")


def read_small(items: list[Item], i: int) -> tuple[int, Fraction] | None:
    """Read a numeral or a number word below one hundred; return the next item and the value."""
    if i >= len(items):
        return None
    item = items[i]
    if item.value is not None:
        return _read_digits(items, i, item.value)
    if item.lower in SMALL:
        return _read_decimals(items, i + 1, Fraction(SMALL[item.lower]))
    if item.lower in TENS:
        after = unit_after_tens(items, i)
        if after is not None:
            return _read_decimals(items, after + 1, Fraction(TENS[item.lower] + SMALL[items[after].lower]))
        return _read_decimals(items, i + 1, Fraction(TENS[item.lower]))
    return None


def unit_after_tens(items: list[Item], i: int) -> int | None:
    """Return the item of the unit that belongs to the tens word at item `i`: "fifty-two", "fifty - two"."""
    hyphened = is_hyphen(items, i + 1)
    after = i + 2 if hyphened else i + 1
    if not 1 <= SMALL.get(word(items, after), 0) <= 9:
        return None
    loose = hyphened and not touches(items, i + 1) and not touches(items, i + 2)
    return None if loose and word(items, after + 1) in _TWO_THINGS else after


def _read_digits(items: list[Item], i: int, value: Fraction) -> tuple[int, Fraction]:
    """Read what may follow a numeral: a fraction ("2½", "2 1/4", "1/2") or a power ("3×10−8", "1e6", "1.1^23")."""
    over = _fraction_at(items, i)
    if over is not None:
        return i + 3, over
    if value.denominator == 1 and i + 1 < len(items):
        if items[i + 1].text in VULGAR:
            return i + 2, value + VULGAR[items[i + 1].text]
        over = _fraction_at(items, i + 1)
        if over is not None and items[i + 1].start - items[i].end in (1, 2):
            return i + 4, value + over
    mark = word(items, i + 1)
    if mark in ("×", "x") and word(items, i + 2) == "10":
        power = _power(items, i + 3 + (word(items, i + 3) == "^"))
        if power is not None and touches(items, i + 3):
            return power[0], value * Fraction(10) ** power[1]
    if mark in ("e", "^") and touches(items, i + 1):
        power = _power(items, i + 2)
        if power is not None and (value or power[1] >= 0):
            return power[0], (value * Fraction(10) ** power[1]) if mark == "e" else value ** power[1]
    return i + 1, value


def _power(items: list[Item], i: int) -> tuple[int, int] | None:
    """Read a signed whole exponent that touches what is before it; return the next item and its value."""
    sign = 1
    for _ in range(2):
        if word(items, i) in _SIGNS and touches(items, i):
            sign = min(sign, _SIGNS[word(items, i)])
            i += 1
    if i >= len(items) or not items[i].plain or not touches(items, i) or int(items[i].text) > MOST_POWER:
        return None
    return i + 1, sign * int(items[i].text)


_DENOMINATORS: Final = word_set("2 3 4 5 6 8 16")


def _fraction_at(items: list[Item], i: int) -> Fraction | None:
    """Read "3/4": small proper fractions with a usual denominator, so that dates ("9/11") stay what they are."""
    if i + 2 >= len(items) or items[i + 1].text != "/" or not (touches(items, i + 1) and touches(items, i + 2)):
        return None
    top, bottom = items[i], items[i + 2]
    if not (top.plain and bottom.plain) or word(items, i + 3) == "/" or bottom.text not in _DENOMINATORS:
        return None
    value = Fraction(int(top.text), int(bottom.text))
    return value if 0 < value < 1 else None


def _read_decimals(items: list[Item], i: int, value: Fraction) -> tuple[int, Fraction]:
    """Read "point two five", "point zero three", "point seventy-one" after number words."""
    if word(items, i) != "point":
        return i, value
    digits, last = "", i + 1
    while 0 <= SMALL.get(word(items, last), -1) <= 9 and len(digits) < MAX_DIGITS:
        digits += str(SMALL[word(items, last)])
        last += 1
    text = word(items, last)
    if text in TENS or SMALL.get(text, 0) > 9:
        after = unit_after_tens(items, last) if text in TENS else None
        tail = TENS.get(text, 0) or SMALL.get(text, 0)
        digits += str(tail + (SMALL[items[after].lower] if after is not None else 0))
        last = (last if after is None else after) + 1
    return (last, value + Fraction(f"0.{digits}")) if digits else (i, value)


def scaled(items: list[Item], i: int, coefficient: Fraction, *, words: bool) -> Number:
    """Read the scales after a first coefficient, each smaller than the last ("two thousand three hundred and one")."""
    suffix = _suffix(items, i, coefficient) if not words else 0
    if suffix:
        return Number(i + 1, coefficient * suffix, coefficient, suffix)
    end, value = _hundreds(items, i, coefficient)
    end, size = _big_scale(items, end)
    total = value * size
    while size > 12:
        after = end + 1 if word(items, end) == "and" else end
        small = read_small(items, after)
        if small is None or not _goes_on(items, after):
            break
        last, value = _hundreds(items, *small)
        last, smaller = _big_scale(items, last)
        if not 0 < value * smaller < size or value < 1:
            break
        end, size, total = last, smaller, total + value * smaller
    if words and word(items, end) == "point" and total.denominator == 1:
        end, total = _read_decimals(items, end, total)
    scale = total / coefficient if coefficient else Fraction(1)
    if scale in _ROUND_SCALES:
        return Number(end, total, coefficient, int(scale), words)
    return Number(end, total, total, 1, words)


def _suffix(items: list[Item], i: int, coefficient: Fraction) -> int:
    """Return the scale of an abbreviation after a numeral: "10bn", "10 bln", "5k", "10M"; 0 where there is none."""
    if i >= len(items):
        return 0
    text, glued = items[i].text, touches(items, i)
    long = _LONG_SUFFIXES.get(text.lower(), 0)
    if long and (glued or text.lower() != "mil"):
        return long
    if text == "b" and glued and coefficient.denominator != 1:
        return 10**9
    letter = _LETTERS.get(text, 0)
    if not letter:
        return 0
    if glued:
        return 0 if touches(items, i + 1) and items[i + 1].kind == "n" else letter
    # Apart from its numeral a letter is a scale only where nothing follows that it could be the unit or name of.
    return letter if text in ("k", "M", "MM") and (i + 1 >= len(items) or items[i + 1].text in ",.;)") else 0


def _hundreds(items: list[Item], i: int, value: Fraction) -> tuple[int, Fraction]:
    """Read "hundred (and) twenty" after a coefficient; without "hundred" the coefficient stands."""
    if word(items, i) not in ("hundred", "hundreds"):
        return i, value
    end = i + 1
    after = end + 1 if word(items, end) == "and" or (is_hyphen(items, end) and touches(items, end)) else end
    small = read_small(items, after)
    if small is None or not _goes_on(items, after) or word(items, small[0]) in ("hundred", "hundreds"):
        return end, value * 100
    last, rest = small
    if word(items, last) in ("dozen", "dozens") and word(items, end) == "and":  # "three hundred and two dozen"
        return last + 1, value * 100 + rest * 12
    return (last, value * 100 + rest) if 1 <= rest < 100 else (end, value * 100)


def _goes_on(items: list[Item], i: int) -> bool:
    """Tell whether the number at `i` may go on the one before: bare digits only after "and" or before a scale."""
    return items[i].kind == "w" or word(items, i - 1) == "and" or scale_at(items, i + 1) > 0


def _big_scale(items: list[Item], i: int) -> tuple[int, int]:
    """Read scales from a dozen up, hundreds aside, and multiply them ("lakh crore"); 1 where there is none."""
    size = 1
    while size < 10**12:
        step = i + 1 if is_hyphen(items, i) and touches(items, i) else i
        scale = scale_at(items, step)
        if scale in (0, 100):
            break
        size, i = size * scale, step + 1
    return i, size
