"""Numerals: digits and English number words read as exact values.

A text is cut once into items (numerals, words, single symbols) and every reader works on that list, left to right, with
a bounded look ahead, so the work grows linearly with the text. Values are fractions, so that 0.9 of 50 is 45 exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

MAX_DIGITS = 24
"""Longest numeral read as a number; longer runs of digits are identifiers, keys or noise."""


def word_list(line: str) -> tuple[str, ...]:
    """Return the words of a line, so that long lists stay readable in the source."""
    return tuple(line.split())


def word_set(line: str) -> frozenset[str]:
    """Return the words of a line as a set."""
    return frozenset(line.split())


_ITEM = re.compile(
    r"(?P<n>(?:(?<![\w.])\.\d+|\d+(?:[.,]\d+)*)|[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])|(?P<w>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<s>[^\s])"
)
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_PLAIN = re.compile(r"\d*\.?\d+")
_VULGAR = dict(
    zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
        map(Fraction, word_list("1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5 1/6 5/6 1/8 3/8 5/8 7/8")),
        strict=True,
    )
)
_GROUP_SPACES = frozenset(" \u00a0\u2009\u202f")
_HYPHENS = frozenset("-‐‑")

_SMALL = {
    word: value
    for value, word in enumerate(
        word_list(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
} | {"nought": 0, "naught": 0}
_TENS = {
    word: 10 * value
    for value, word in enumerate(word_list("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
} | {"fourty": 40}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "trillion": 10**12,
}
_SCALE_PLURALS = {f"{word}s": value for word, value in SCALES.items()}
_SUFFIXES = {
    "k": 10**3,
    "mn": 10**6,
    "mln": 10**6,
    "mil": 10**6,
    "bn": 10**9,
    "bln": 10**9,
    "tn": 10**12,
    "tln": 10**12,
    "trn": 10**12,
}
_ROUND_SCALES = frozenset({12, 100, 10**5, 10**7, 10**8, 10**11, *(10 ** (3 * k) for k in range(1, 9))})
MONEY_SUFFIXES = {"m": 10**6, "mm": 10**6, "b": 10**9, "t": 10**12}
"""Letters that are a scale only beside a currency: "1.5m" of rope is something else."""
_DENOMINATORS = word_set("2 3 4 5 6 8 16")
_AFTER_HALF = word_set("of the its their those these his her our")
_BEFORE_HALF = word_set("than nearly almost about over roughly")
_HALVES = ("half", "quarter", "third")
_PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
}


@dataclass(frozen=True, slots=True)
class Item:
    """A numeral (`kind` n), a word (w) or a single symbol (s) of the text, at code points `start` to `end`.

    `lower` is the text in lower case with straight apostrophes; `value` is set for numerals; `plain` marks bare digits.
    """

    start: int
    end: int
    kind: str
    text: str
    lower: str
    value: Fraction | None = None
    plain: bool = False


@dataclass(frozen=True, slots=True)
class Number:
    """A number that ends before item `last`: `value` = `coefficient` x `scale`; a `share` is a part ("a third")."""

    last: int
    value: Fraction
    coefficient: Fraction
    scale: int = 1
    words: bool = False
    share: bool = False


def lex(text: str) -> list[Item]:
    """Cut `text` into items. A run of digits that is no number (a version, an over-long key) becomes one symbol."""
    items: list[Item] = []
    for match in _ITEM.finditer(text):
        start, end, raw = match.start(), match.end(), match.group()
        if match.lastgroup == "n":
            items.extend(_numerals(raw, start))
        else:
            kind = "w" if match.lastgroup == "w" else "s"
            items.append(Item(start, end, kind, raw, raw.lower().replace("’", "'")))
    return _join_groups(items, text)


def _numerals(raw: str, start: int) -> list[Item]:
    """Return the numerals in one run of digits, points and commas ("22,24,26" is three)."""
    end = start + len(raw)
    if raw in _VULGAR:
        return [Item(start, end, "n", raw, raw, _VULGAR[raw])]
    if len(raw) > MAX_DIGITS:
        return [Item(start, end, "s", raw, "")]
    if raw.isascii() and (_PLAIN.fullmatch(raw) or _GROUPED.fullmatch(raw)):
        return [Item(start, end, "n", raw, raw, Fraction(raw.replace(",", "")), plain=raw.isdigit())]
    pieces: list[Item] = []
    for piece in raw.split(","):
        value = Fraction(piece) if piece.isascii() and _PLAIN.fullmatch(piece) else None
        kind = "s" if value is None else "n"
        lower = "" if value is None else piece
        pieces.append(
            Item(start, start + len(piece), kind, piece, lower, value, plain=value is not None and piece.isdigit())
        )
        start += len(piece) + 1
    return pieces


def _join_groups(items: list[Item], text: str) -> list[Item]:
    """Join digits grouped by spaces ("816 000", "1 414 021 100").

    A plain space must be sure: two groups or more, or a last group of whole hundreds.
    """
    joined: list[Item] = []
    i = 0
    while i < len(items):
        head, last = items[i], i
        if head.plain and len(head.text) <= 3 and head.text[0] != "0":
            separator = text[head.end : head.end + 1]
            while separator in _GROUP_SPACES and last - i < 5 and _is_group(items, last + 1, separator, text):
                last += 1
        sure = last > i and (text[head.end] != " " or last > i + 1 or items[last].text.endswith("00"))
        if sure and not (
            last + 1 < len(items) and items[last + 1].plain and items[last + 1].start == items[last].end + 1
        ):
            value = Fraction("".join(item.text for item in items[i : last + 1]))
            raw = text[head.start : items[last].end]
            joined.append(Item(head.start, items[last].end, "n", raw, raw, value))
            i = last + 1
        else:
            joined.append(head)
            i += 1
    return joined


def _is_group(items: list[Item], i: int, separator: str, text: str) -> bool:
    """Tell whether item `i` is three digits that stand one `separator` after the item before."""
    if not separator or i >= len(items) or not items[i].plain or len(items[i].text) != 3:
        return False
    return text[items[i - 1].end : items[i].start] == separator


def word(items: list[Item], i: int) -> str:
    """Return the lower-case text of item `i`, empty outside the list."""
    return items[i].lower if 0 <= i < len(items) else ""


def touches(items: list[Item], i: int) -> bool:
    """Tell whether item `i` follows the one before without a space."""
    return 0 < i < len(items) and items[i - 1].end == items[i].start


def is_hyphen(items: list[Item], i: int) -> bool:
    """Tell whether item `i` is a hyphen."""
    return 0 <= i < len(items) and items[i].text in _HYPHENS


def read_number(items: list[Item], i: int) -> Number | None:
    """Read the longest number that starts at item `i`: "3,500", "two hundred and fifty", "half a dozen"."""
    part = _read_part(items, i)
    if part is not None:
        return part
    if word(items, i) in ("a", "an", "one") and _scale(items, i + 1) and word(items, i + 1) not in _SCALE_PLURALS:
        return _scaled(items, i + 1, Fraction(1), words=True)
    if word(items, i) in SCALES:  # "hundred thousand dollars"
        return _scaled(items, i, Fraction(1), words=True)
    small = _read_small(items, i)
    if small is None:
        return None
    end, value = small
    words = items[i].kind == "w"
    end, value = _add_part(items, end, value)
    return _scaled(items, end, value, words=words)


def _read_small(items: list[Item], i: int) -> tuple[int, Fraction] | None:
    """Read a numeral or a number word below one hundred; return the next item and the value."""
    if i >= len(items):
        return None
    item = items[i]
    if item.value is not None:
        return _read_digits(items, i, item.value)
    if item.lower in _SMALL:
        return _read_decimals(items, i + 1, Fraction(_SMALL[item.lower]))
    if item.lower in _TENS:
        after = i + 2 if is_hyphen(items, i + 1) and touches(items, i + 1) else i + 1
        unit = _SMALL.get(word(items, after), 0)
        if 1 <= unit <= 9:
            return _read_decimals(items, after + 1, Fraction(_TENS[item.lower] + unit))
        return _read_decimals(items, i + 1, Fraction(_TENS[item.lower]))
    return None


def _read_digits(items: list[Item], i: int, value: Fraction) -> tuple[int, Fraction]:
    """Read what may follow a numeral: a vulgar fraction ("2½", "2 1/4", "1/2") or a power of ten ("3×10−8", "1e6")."""
    over = _fraction_at(items, i)
    if over is not None:
        return i + 3, over
    if value.denominator == 1 and i + 1 < len(items):
        if items[i + 1].text in _VULGAR:
            return i + 2, value + _VULGAR[items[i + 1].text]
        over = _fraction_at(items, i + 1)
        if over is not None and items[i + 1].start == items[i].end + 1:
            return i + 4, value + over
    if word(items, i + 1) in ("×", "x") and word(items, i + 2) == "10":
        sign = word(items, i + 3)
        power = i + 4 if sign in ("−", "-", "^", "–") else i + 3
        if sign and touches(items, i + 3) and power < len(items) and items[power].plain and len(items[power].text) <= 2:
            return power + 1, value * Fraction(10) ** ((-1 if sign in "−-–" else 1) * int(items[power].text))
    return i + 1, value


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
    """Read "point two five" after number words."""
    digits = ""
    last = i + 1
    while word(items, i) == "point" and 0 <= _SMALL.get(word(items, last), -1) <= 9 and len(digits) < MAX_DIGITS:
        digits += str(_SMALL[word(items, last)])
        last += 1
    return (last, value + Fraction(f"0.{digits}")) if digits else (i, value)


def _add_part(items: list[Item], i: int, value: Fraction) -> tuple[int, Fraction]:
    """Add "and a half", "and three quarters"."""
    if word(items, i) != "and":
        return i, value
    if word(items, i + 1) in ("a", "one") and word(items, i + 2) in _HALVES:
        return i + 3, value + Fraction(1, _PARTS[word(items, i + 2)])
    if word(items, i + 1) == "three" and word(items, i + 2) == "quarters":
        return i + 3, value + Fraction(3, 4)
    return i, value


def _scale(items: list[Item], i: int) -> int:
    """Return the scale word's value at item `i`, 0 where there is none."""
    text = word(items, i)
    return SCALES.get(text, 0) or _SCALE_PLURALS.get(text, 0)


def _scaled(items: list[Item], i: int, coefficient: Fraction, *, words: bool) -> Number:
    """Read the scales after a first coefficient, each smaller than the last ("two thousand three hundred and one")."""
    suffix = _SUFFIXES.get(word(items, i)) if not words and touches(items, i) else None
    if suffix:
        return Number(i + 1, coefficient * suffix, coefficient, suffix)
    end, value = _hundreds(items, i, coefficient)
    end, size = _big_scale(items, end)
    total = value * size
    if size > 12 and word(items, end) == "and" and word(items, end + 1) == "a" and word(items, end + 2) in _HALVES:
        total += Fraction(size, _PARTS[word(items, end + 2)])  # "a million and a half"
        return Number(end + 3, total, total / size, size, words)
    while size > 12:
        after = end + 1 if word(items, end) == "and" else end
        small = _read_small(items, after)
        if small is None or not _goes_on(items, after):
            break
        last, value = _hundreds(items, *small)
        last, smaller = _big_scale(items, last)
        if not 0 < value * smaller < size or value < 1:
            break
        end, size, total = last, smaller, total + value * smaller
    scale = total / coefficient if coefficient else Fraction(1)
    if scale in _ROUND_SCALES:
        return Number(end, total, coefficient, int(scale), words)
    return Number(end, total, total, 1, words)


def _hundreds(items: list[Item], i: int, value: Fraction) -> tuple[int, Fraction]:
    """Read "hundred (and) twenty" after a coefficient; without "hundred" the coefficient stands."""
    if word(items, i) not in ("hundred", "hundreds"):
        return i, value
    end = i + 1
    after = end + 1 if word(items, end) == "and" or (is_hyphen(items, end) and touches(items, end)) else end
    small = _read_small(items, after)
    if small is None or not _goes_on(items, after) or word(items, small[0]) in ("hundred", "hundreds"):
        return end, value * 100
    last, rest = small
    return (last, value * 100 + rest) if 1 <= rest < 100 else (end, value * 100)


def _goes_on(items: list[Item], i: int) -> bool:
    """Tell whether the number at `i` may go on the one before: bare digits only after "and" or before a scale."""
    if word(items, i + 1).removesuffix("s") in _PARTS:  # "and three quarters"
        return False
    return items[i].kind == "w" or word(items, i - 1) == "and" or _scale(items, i + 1) > 0


def _big_scale(items: list[Item], i: int) -> tuple[int, int]:
    """Read scales from a dozen up, hundreds aside, and multiply them ("lakh crore"); 1 where there is none."""
    size = 1
    while size < 10**12:
        step = i + 1 if is_hyphen(items, i) and touches(items, i) else i
        scale = _scale(items, step)
        if scale in (0, 100):
            break
        size, i = size * scale, step + 1
    return i, size


def _read_part(items: list[Item], i: int) -> Number | None:
    """Read parts of one: "half a million", "half of", "two thirds", "a quarter of", "three-quarters"."""
    first, second = word(items, i), word(items, i + 1)
    if first in ("half", "quarter") and (second == "a" or second in SCALES):
        return _part_of_scale(items, i + 2 if second == "a" else i + 1, Fraction(1, _PARTS[first]))
    if first in ("a", "one") and second in ("half", "quarter") and _scale(items, i + 2):
        return _part_of_scale(items, i + 2, Fraction(1, _PARTS[second]))
    if first == "half" and (second in _AFTER_HALF or word(items, i - 1) in _BEFORE_HALF):
        return Number(i + 1, Fraction(1, 2), Fraction(1, 2), words=True, share=True)
    return _read_fraction(items, i, 1 if first == "a" else _SMALL.get(first, 0))


def _part_of_scale(items: list[Item], i: int, part: Fraction) -> Number | None:
    return _scaled(items, i, part, words=True) if _scale(items, i) else None


def _read_fraction(items: list[Item], i: int, top: int) -> Number | None:
    """Read "two thirds", and "a third" or "one quarter" where "of" follows (not "a third man")."""
    at = i + 2 if is_hyphen(items, i + 1) and touches(items, i + 1) else i + 1
    name = word(items, at)
    part = _PARTS.get(name if top == 1 else name.removesuffix("s"), 0) if top else 0
    if not 0 < top < part or (top > 1 and not name.endswith("s")) or (top == 1 and word(items, at + 1) != "of"):
        return None
    value = Fraction(top, part)
    if word(items, at + 1) == "of" and word(items, at + 2) == "a" and _scale(items, at + 3):
        return _scaled(items, at + 3, value, words=True)  # "two thirds of a million"
    return Number(at + 1, value, value, words=True, share=True)
