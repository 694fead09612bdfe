"""A text cut into numerals, words and single symbols, for the readers of amounts.

It is cut once, and every reader works on that list, left to right, with a bounded look ahead, so the work grows
linearly with the text. Values are fractions, so that 0.9 of 50 is 45 exactly.
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
# As most of Europe writes them: 1.234.567,89 and 5,00. A lone "1,3" may be a list, so it stays two numbers.
_EUROPEAN = re.compile(r"(?P<whole>\d{1,3}(?:\.\d{3})+),(?P<part>\d{1,2})|(?P<units>\d+),0{1,2}")
VULGAR = dict(
    zip(
        "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
        map(Fraction, word_list("1/2 1/3 2/3 1/4 3/4 1/5 2/5 3/5 4/5 1/6 5/6 1/8 3/8 5/8 7/8")),
        strict=True,
    )
)
"""Fractions that are one character, by that character."""
_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]+)?")
_GROUP_SPACES = frozenset(" \u00a0\u2009\u202f")
_HYPHENS = frozenset("-‐‑")


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
    if raw in VULGAR:
        return [Item(start, end, "n", raw, raw, VULGAR[raw])]
    if len(raw) > MAX_DIGITS:
        return [Item(start, end, "s", raw, "")]
    if raw.isascii() and (_PLAIN.fullmatch(raw) or _GROUPED.fullmatch(raw)):
        return [Item(start, end, "n", raw, raw, Fraction(raw.replace(",", "")), plain=raw.isdigit())]
    european = _EUROPEAN.fullmatch(raw) if raw.isascii() else None
    if european:
        whole = (european["whole"] or european["units"]).replace(".", "")
        return [Item(start, end, "n", raw, raw, Fraction(f"{whole}.{european['part'] or 0}"))]
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

    A plain space must be sure: two groups or more, or a last group of whole hundreds. The last may have decimals.
    """
    joined: list[Item] = []
    i = 0
    while i < len(items):
        head, last = items[i], i
        if head.plain and len(head.text) <= 3 and head.text[0] != "0":
            separator = text[head.end : head.end + 1]
            while separator in _GROUP_SPACES and last - i < 5 and _is_group(items, last + 1, separator, text):
                last += 1
                if not items[last].plain:
                    break
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
    """Tell whether item `i` is three digits, perhaps with decimals, one `separator` after the item before."""
    if not separator or i >= len(items) or not _GROUP.fullmatch(items[i].text):
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
