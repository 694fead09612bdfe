"""Words, figures and marks of a text, and the numbers and years that a few of them make.

A reader of numbers takes the tokens and an index, and returns what it read with the index after it, or None.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from rashomon.extract.times_words import ORDINALS, SMALL, TENS

_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+|\S")
# White space inside an expression: a few blanks with at most one line break, never a blank line.
_BLANK: Final = re.compile(r"[ \t\u00a0]{0,4}(?:\r?\n[ \t]{0,4})?")
GLUED, BLANK, BREAK = 0, 1, 2
DASHES: Final = frozenset("-‐‑–—")
_SENTINELS: Final = 8
_NO_FIGURE_AFTER: Final = frozenset("_.,:/$€£#-")
_ORDINAL_ENDS: Final = frozenset({"st", "nd", "rd", "th"})


class Tokens:
    """A text in tokens: runs of letters, runs of ASCII figures, and single marks.

    Attributes:
        low: each token in small letters; a few empty ones follow the last, so that looking ahead needs no test.
        starts, ends: offsets, code points.
        gap: what stands before a token: GLUED nothing, BLANK space within a phrase, BREAK more.
        depth: how many readers are at work within each other.
    """

    __slots__ = ("depth", "ends", "gap", "low", "starts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.depth = 0
        self.low: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.gap: list[int] = []
        last = 0
        for match in _TOKEN.finditer(text):
            start, end = match.span()
            wide = start - last
            self.low.append(match.group().lower())
            self.starts.append(start)
            self.ends.append(end)
            self.gap.append(wide if wide < BREAK else (BLANK if _BLANK.fullmatch(text, last, start) else BREAK))
            last = end
        if self.gap:
            self.gap[0] = BREAK
        for _ in range(_SENTINELS):
            self.low.append("")
            self.starts.append(len(text))
            self.ends.append(len(text))
            self.gap.append(BREAK)

    def __len__(self) -> int:
        return len(self.low) - _SENTINELS

    def raw(self, i: int) -> str:
        """Return a token as written."""
        return self.text[self.starts[i] : self.ends[i]]

    def word(self, i: int) -> str:
        """Return a token in small letters where it belongs to what stands before it, else ""."""
        return self.low[i] if self.gap[i] != BREAK else ""

    def before(self, i: int) -> str:
        """Return the token before `i` where they belong together, else ""."""
        return self.low[i - 1] if i > 0 and self.gap[i] != BREAK else ""

    def is_dash(self, i: int) -> bool:
        """Tell whether a token is a hyphen or a dash within a phrase."""
        return self.low[i] in DASHES and self.gap[i] != BREAK

    def is_figure(self, i: int) -> bool:
        """Tell whether a token is a run of figures."""
        return "0" <= self.low[i][:1] <= "9"

    def skip_dash(self, i: int) -> int:
        """Return the index after a hyphen glued on both sides, or `i`."""
        return i + 1 if self.is_dash(i) and self.gap[i] == self.gap[i + 1] == GLUED else i

    def skip(self, i: int, *words: str) -> int:
        """Return the index after one of the words, or `i`."""
        return i + 1 if self.low[i] in words and self.gap[i] != BREAK else i

    def after(self, offset: int, i: int) -> int:
        """Return the index of the first token at or after an offset; `i` is some token before it."""
        return bisect_left(self.starts, offset, i, len(self.starts))

    def clear_before(self, i: int) -> bool:
        """Tell whether figures that begin at `i` do not go on what stands before them."""
        if i == 0 or self.gap[i] != GLUED:
            return True
        return not (self.low[i - 1][-1:].isalnum() or self.low[i - 1] in _NO_FIGURE_AFTER)

    def stands_alone(self, i: int, j: int) -> bool:
        """Tell whether figures from `i` to before `j` are no part of a longer number, code or word."""
        if not self.clear_before(i):
            return False
        after = self.low[j]
        if self.gap[j] == GLUED and (after[:1].isalnum() or after in {"_", "%", "°"}):
            return False
        joined = after in {".", ",", ":", "/", "-"} and self.gap[j] == self.gap[j + 1] == GLUED
        return not (joined and self.is_figure(j + 1))


def number(s: Tokens, i: int) -> tuple[float, int] | None:
    """Read "12", "2 1/2", "2.5", "1,200", "twenty-five", "a hundred", "two thousand"; at most six figures."""
    if s.is_figure(i):
        return _figures(s, i)
    return spelled(s, i)


def _figures(s: Tokens, i: int) -> tuple[float, int] | None:
    if len(s.low[i]) > 6:
        return None
    value, j = float(s.low[i]), i + 1
    if s.low[j] in {",", "."} and s.gap[j] == s.gap[j + 1] == GLUED and s.is_figure(j + 1):
        digits = s.low[j + 1]
        if s.low[j] == "." and len(digits) <= 2:
            return value + int(digits) / 10 ** len(digits), j + 2
        return (value * 1000 + int(digits), j + 2) if s.low[j] == "," and len(digits) == 3 else None
    k = s.skip_dash(j) if s.is_dash(j) else j
    if s.low[k] == "1" and s.low[k + 1] == "/" and s.low[k + 2] in {"2", "4"} and s.gap[k] != BREAK:
        return value + 1 / int(s.low[k + 2]), k + 3
    if s.word(j) in {"½", "¼"}:
        return value + (0.5 if s.low[j] == "½" else 0.25), j + 1
    return value, j


def spelled(s: Tokens, i: int) -> tuple[float, int] | None:
    """Read a number in words, up to "nine thousand nine hundred and ninety nine"."""
    total, part, j, seen = 0, 0, i, False
    for _ in range(9):
        word = s.low[j] if j == i else s.word(j)
        if word in TENS and part % 100 == 0:
            part, j, seen = part + TENS[word], j + 1, True
            k = s.skip_dash(j)
            if 0 < SMALL.get(s.word(k), 0) < 10:
                part, j = part + SMALL[s.low[k]], k + 1
        elif word in SMALL and part % 100 == 0 and (part or not seen or total):
            part, j, seen = part + SMALL[word], j + 1, True
        elif word in {"hundred", "thousand", "dozen"} and seen and part:
            size = {"hundred": 100, "thousand": 1000, "dozen": 12}[word]
            total, part = (total, part * size) if size != 1000 else (total + part * size, 0)
            j += 1
        elif word == "and" and (part >= 100 or total) and (s.word(j + 1) in SMALL or s.word(j + 1) in TENS):
            j += 1
        else:
            break
    return (float(total + part), j) if seen else None


def ordinal(s: Tokens, i: int) -> tuple[int, int] | None:
    """Read "12th", "twelfth", "twenty-second"."""
    if s.is_figure(i):
        fits = len(s.low[i]) <= 3 and s.low[i + 1] in _ORDINAL_ENDS and s.gap[i + 1] == GLUED
        return (int(s.low[i]), i + 2) if fits else None
    if s.low[i] in ORDINALS:
        return ORDINALS[s.low[i]], i + 1
    if s.low[i] in TENS:
        k = s.skip_dash(i + 1)
        if ORDINALS.get(s.word(k), 99) < 10:
            return TENS[s.low[i]] + ORDINALS[s.low[k]], k + 1
    return None


def day_of_month(s: Tokens, i: int, *, words: bool = False) -> tuple[int, int] | None:
    """Read "12", "12th", "twelfth", with `words` also "twelve": 1 to 31."""
    found: tuple[float, int] | None = ordinal(s, i)
    if found is None and s.is_figure(i) and len(s.low[i]) <= 2:
        found = int(s.low[i]), i + 1
    if found is None and words:
        found = spelled(s, i)
        # "jan twenty one two thousand and eighteen" is a day and a year.
        if found and not 1 <= found[0] <= 31:
            return None
    return (int(found[0]), found[1]) if found and 1 <= found[0] <= 31 else None


def spoken_year(s: Tokens, i: int) -> tuple[int, int] | None:
    """Read "nineteen ninety-four", "nineteen zero one", "two thousand and eighteen", "twenty seventeen"."""
    first = s.low[i]
    century = SMALL.get(first, 0) if first in {"eighteen", "nineteen", "seventeen", "sixteen"} else 0
    if century or first == "twenty":
        rest = _pair(s, s.skip_dash(i + 1))
        if rest and (century or rest[0] >= 10):
            return (century or 20) * 100 + rest[0], rest[1]
        return None
    found = spelled(s, i)
    if found and s.word(i + 1) == "thousand" and 1000 <= found[0] <= 2999:
        return int(found[0]), found[1]
    return None


def _pair(s: Tokens, i: int) -> tuple[int, int] | None:
    """Read the last two figures of a spoken year: "ninety-four", "zero one", "seventeen", "oh five"."""
    if s.word(i) in {"zero", "oh", "o"} and 0 < SMALL.get(s.word(i + 1), 0) < 10:
        return SMALL[s.low[i + 1]], i + 2
    if s.word(i) in TENS:
        k = s.skip_dash(i + 1)
        ones = SMALL.get(s.word(k), 0)
        return (TENS[s.low[i]] + ones, k + 1) if 0 < ones < 10 else (TENS[s.low[i]], i + 1)
    return (SMALL[s.low[i]], i + 1) if SMALL.get(s.word(i), 0) >= 10 else None
