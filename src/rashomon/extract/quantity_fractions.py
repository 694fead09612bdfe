"""Fractions in words: "two thirds", "a quarter of", "half a million", "three and a half", "one in five".

An ordinal is a denominator here, and ordinals have another life ("a third man", "the twenty-first century"), so what
stands around a fraction decides whether it is one. Denominators may be long ("one one-hundred-and-fifth"): of all
places where the numerator can end, the one that leaves the longest denominator is taken, and a proper fraction after
"and" is added to the whole number before it ("two hundred and fifty-four hundredths" is 200.54).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from rashomon.extract.quantity_cardinals import (
    SCALES,
    SMALL,
    TENS,
    Number,
    read_cardinal,
    read_small,
    scale_at,
    scaled,
)
from rashomon.extract.quantity_items import Item, is_hyphen, word, word_list, word_set

_ORDINALS: Final = (
    {
        name: value
        for value, name in enumerate(
            word_list(
                "third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
                "sixteenth seventeenth eighteenth nineteenth"
            ),
            start=3,
        )
    }
    | {f"{name.removesuffix('y')}ieth": value for name, value in TENS.items()}
    | {f"{name}th": value for name, value in SCALES.items() if name != "dozen"}
)
_PARTS: Final = _ORDINALS | {"half": 2, "quarter": 4, "first": 1}
_LONGEST: Final = 14
"""Most items a fraction is looked for in."""
_AFTER_HALF: Final = word_set("of the its their those these his her our")
_LIMITING: Final = word_set(
    "than nearly almost about over roughly by below above under exceed exceeds exceeding least most some approximately"
)
_KINDS: Final = word_set("party parties world grader graders person round place class floor estate state dimension")
_TIMED: Final = word_set("second seconds minute minutes hour hours day days week weeks month months year years")


def read_fraction(items: list[Item], i: int) -> Number | None:
    """Read a number with a fraction that starts at item `i`, None where there is none."""
    return (
        _read_half(items, i)
        or _read_ratio(items, i)
        or _read_mixed(items, i)
        or _read_worded(items, i)
        or _read_over(items, i)
    )


def _share(last: int, value: Fraction) -> Number:
    return Number(last, value, value, words=True, share=value < 1)


# --- half, a quarter million -----------------------------------------------------------------------------------------


def _read_half(items: list[Item], i: int) -> Number | None:
    """Read "half", "a half", "half a million", "a quarter of a million"."""
    first, second = word(items, i), word(items, i + 1)
    if first in ("half", "quarter") and (second == "a" or second in SCALES):
        return _of_scale(items, i + 2 if second == "a" else i + 1, Fraction(1, _PARTS[first]))
    if first in ("a", "one") and second in ("half", "quarter") and scale_at(items, i + 2):
        return _of_scale(items, i + 2, Fraction(1, _PARTS[second]))
    if first == "half" and (second in _AFTER_HALF or word(items, i - 1) in _LIMITING):
        return _share(i + 1, Fraction(1, 2))
    return None


def _of_scale(items: list[Item], i: int, part: Fraction) -> Number | None:
    return scaled(items, i, part, words=True) if scale_at(items, i) else None


# --- two thirds, one twenty-fifth ------------------------------------------------------------------------------------


def _read_worded(items: list[Item], i: int) -> Number | None:
    """Read a fraction in words: "two thirds", "one quarter of", "twenty-three fifths", "a hundredth"."""
    head = word(items, i)
    if head not in SMALL and head not in TENS and head not in ("a", "an") and head not in SCALES:
        return None
    end = _run_end(items, i)
    plural, value = _part_at(items, end)
    if not value:
        return None
    if end == i + 1 or (end == i + 2 and is_hyphen(items, i + 1)):
        top = 1 if head in ("a", "an") else SMALL.get(head, 0) or TENS.get(head, 0)
        if top == 1 or value == 1:
            return _of(items, end + 1, Fraction(1, value)) if value > 1 and _is_sure(items, i, end, plural) else None
        name = word(items, end).removesuffix("s")
        proper = name not in ("quarter", "halve", "third") or (top < value and (name, top) != ("quarter", 2))
        return _of(items, end + 1, Fraction(top, value)) if top and plural and proper else None
    return _longest(items, i, end, value, plural=plural)


def _run_end(items: list[Item], i: int) -> int:
    """Return the item after the number words, hyphens and "and" that start at item `i`."""
    end = i + (word(items, i) in ("a", "an"))
    while end < len(items) and end - i < _LONGEST:
        text = items[end].lower
        if not (text in SMALL or text in TENS or text in SCALES or text == "and" or is_hyphen(items, end)):
            break
        end += 1
    return end


def _part_at(items: list[Item], i: int) -> tuple[bool, int]:
    """Return whether the denominator at item `i` is a plural, and its value, 0 where there is none."""
    text = word(items, i)
    if text in _PARTS:
        return False, _PARTS[text]
    return True, 2 if text == "halves" else _PARTS.get(text.removesuffix("s"), 0) if text.endswith("s") else 0


def _is_sure(items: list[Item], first: int, at: int, plural: bool) -> bool:
    """Tell whether "a third" or "one fifth", with its denominator at item `at`, is a part and no mere ordinal."""
    if plural:
        return False
    if word(items, first) == "one":
        return word(items, at + 1) not in _KINDS and not is_hyphen(items, at + 1)
    ends = at + 1 >= len(items) or items[at + 1].kind == "s"
    whole = first == 0 and at + 3 >= len(items) and all(item.kind == "s" for item in items[at + 1 :])
    return (
        word(items, at + 1) in ("of", "fewer", "less", "more", "as")
        or whole
        or (ends and word(items, first - 1) in _LIMITING)
    )


def _of(items: list[Item], last: int, value: Fraction) -> Number:
    """Return a fraction, of what follows where that is a scale: "two thirds of a million"."""
    if word(items, last) == "of" and word(items, last + 1) == "a" and scale_at(items, last + 2):
        return scaled(items, last + 2, value, words=True)
    return _share(last, value)


def _longest(items: list[Item], i: int, end: int, value: int, *, plural: bool) -> Number | None:
    """Split number words before a denominator into a numerator and the longest denominator they allow."""
    for at in range(i + 1, end + 1):
        bottom = _denominator(items, at, end, value)
        if not bottom:
            continue
        for whole, top in _numerators(items, i, at):
            if (top == 1) == plural or (whole and not top < bottom):
                continue
            if plural or _is_sure(items, i, end, plural):
                made = whole + top / bottom
                return Number(end + 1, made, made, words=True, share=made < 1)
    return None


def _denominator(items: list[Item], at: int, end: int, value: int) -> int:
    """Return what items `at` to the ordinal at `end` stand for as one ordinal, 0 where they are none."""
    if at == end:
        torn = is_hyphen(items, at - 1) and word(items, at - 2) in TENS and value <= 9
        return 0 if torn or value == 1 else value
    if word(items, at) not in SMALL and word(items, at) not in TENS:
        return 0
    if is_hyphen(items, at - 1) and word(items, at - 2) in TENS and word(items, at) in SMALL:
        return 0
    last = end - 1 - (word(items, end - 1) == "and" or is_hyphen(items, end - 1))
    prefix = read_cardinal(items[at : last + 1], 0)
    if prefix is None or prefix.last != last + 1 - at:
        return 0
    room = 10 if word(items, last) in TENS else SCALES.get(word(items, last), 0)
    return int(prefix.value) + value if value < room else 0


def _numerators(items: list[Item], i: int, at: int) -> Iterator[tuple[Fraction, Fraction]]:
    """Yield what items `i` to `at` are before a denominator: a whole number and a numerator, the likeliest first."""
    stop = at - is_hyphen(items, at - 1)
    for joint in range(stop - 1, i, -1):
        if word(items, joint) == "and":
            whole, top = _exact(items, i, joint), _exact(items, joint + 1, stop)
            if whole and top:
                yield whole, top
            break
    one = _exact(items, i, stop)
    if one:
        yield Fraction(0), one


def _exact(items: list[Item], i: int, stop: int) -> Fraction | None:
    """Return the cardinal that items `i` to `stop` are, None where they are not just that."""
    if stop == i + 1 and word(items, i) in ("a", "an"):
        return Fraction(1)
    joined = next((k for k in range(stop - 1, i, -1) if word(items, k) == "and"), None)
    number = read_cardinal(items[i:stop], 0)
    if number is not None and number.last == stop - i:
        return number.value
    if joined is None:
        return None
    whole, rest = _exact(items, i, joined), _exact(items, joined + 1, stop)  # "twenty and three"
    return whole + rest if whole and rest and rest < whole else None


# --- three and a half ------------------------------------------------------------------------------------------------


def _read_mixed(items: list[Item], i: int) -> Number | None:
    """Read a whole number and a part of one: "two and a half million", "a million and a half", "103 and two thirds"."""
    number = read_cardinal(items, i)
    if number is None:
        return None
    joint = number.last
    if word(items, joint) != "and":  # "two million and one half": the numerator was read as part of the number
        joint = next((k for k in range(joint - 1, max(i, joint - 4), -1) if word(items, k) == "and"), -1)
        number = read_cardinal(items[i:joint], 0) if joint > i else None
        if number is None or number.last != joint - i:
            return None
    at = joint + 1
    top = Fraction(1) if word(items, at) in ("a", "an") else None
    small = read_small(items, at) if top is None else (at + 1, top)
    if small is None or small[1].denominator != 1:
        return None
    last, top = small
    last += is_hyphen(items, last)
    plural, bottom = _part_at(items, last)
    if not bottom or (top == 1) == plural or not 0 < top < bottom:
        return None
    ordinal = bottom not in (2, 4) or word(items, last) not in ("half", "quarter", "quarters")
    if (
        ordinal
        and not plural
        and last + 1 < len(items)
        and items[last + 1].kind == "w"
        and word(items, last + 1) != "of"
    ):
        return None
    return _added(items, number, last + 1, top / bottom)


def _added(items: list[Item], number: Number, last: int, part: Fraction) -> Number:
    """Add a part: of one, of the scale that follows, or of the scale before it ("a million and a half")."""
    size = scale_at(items, last)
    if number.scale >= 1000:
        smaller = size if 0 < size < number.scale else number.scale
        total = number.value + part * smaller
        return Number(last + (0 < size < number.scale), total, total / number.scale, number.scale, number.words)
    return scaled(items, last, number.value + part, words=number.words)


# --- one in five, two out of three, one over three -------------------------------------------------------------------


def _read_ratio(items: list[Item], i: int) -> Number | None:
    """Read "one in five" and "two out of three" as shares; not "one in 12 hours", "one in 2016"."""
    top = read_small(items, i)
    if top is None or top[1].denominator != 1 or not top[1]:
        return None
    last, value = top
    out = word(items, last) == "out" and word(items, last + 1) == "of"
    if not out and not (value == 1 and word(items, last) == "in"):
        return None
    bottom = read_cardinal(items, last + 2 if out else last + 1)
    if bottom is None or bottom.value <= value or bottom.value.denominator != 1:
        return None
    if not out and (word(items, bottom.last) in _TIMED or bottom.value >= 1500 or bottom.scale > 12):
        return None
    return _share(bottom.last, value / bottom.value)


def _read_over(items: list[Item], i: int) -> Number | None:
    """Read "one over three" where nothing follows that the second number could count."""
    top = read_cardinal(items, i)
    if top is None or word(items, top.last) != "over":
        return None
    bottom = read_cardinal(items, top.last + 1)
    if bottom is None or not bottom.value or (bottom.last < len(items) and items[bottom.last].kind != "s"):
        return None
    return _share(bottom.last, top.value / bottom.value)
