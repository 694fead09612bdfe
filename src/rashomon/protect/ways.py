"""How a protected name may be written: each way as a pattern over folded text, with what may stand in and around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from rashomon.protect.marks import Protection

WITHHELD: Final = "name withheld"
"""What stands for a name that is not the protected one and would tell it."""

SHORTEST_PART: Final = 3
GLUED: Final = 5
"""Fewest letters of a name that is looked for within other words, or spread out."""

_JOINT: Final = r"(?:[\W_]|%[0-9a-f]{2}|&#?[0-9a-z]{1,8};){0,80}"
"""What may stand between the words of a name: spaces, line breaks, hyphens, a comma, bars of a table, signs as they are
written in addresses and in HTML."""

_CUT: Final = r"(?:[-\u2010]?\s*\n\s*)?"
"""Between two letters: a typesetter's hyphen at the end of a line."""

# A number beside a name (of a footnote, of a file) is no part of it, a letter is.
BEGIN, END = r"(?<![^\W\d_])", r"(?![^\W\d_])"
_BEGIN_NUMBER, _END_NUMBER = r"(?<![^\W_])", r"(?![^\W_])"
WORD: Final = re.compile(r"[^\W_]+")
PARTICLES: Final = frozenset(
    "al el as ash an ar at ad az abu abou umm um bin ben ibn bint abd abdul de da di del della der den van von la le "
    "los las mac mc st saint san santa the a of and for in on from jr sr ii iii".split()
)
TITLES: Final = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady sheikh shaykh sayyid haji hajji mullah general gen colonel col "
    "major maj captain capt lieutenant lt sergeant sgt commander corporal officer judge ambassador senator".split()
)
# Words of names that are no one's: particles, titles, ranks, honours.
COMMON: Final = frozenset(
    "al el as ash an ar at ad az abu abou umm um bin ben ibn bint abd abdul de da di del della der den van von la le "
    "los las mac mc st saint san santa mr mrs ms miss dr prof professor sir lord lady sheikh shaykh sayyid haji hajji "
    "mullah imam father brother sister mother uncle king prince princess president minister general gen colonel col "
    "major maj captain capt lieutenant lt sergeant sgt commander corporal officer judge ambassador senator mayor "
    "doctor nurse teacher driver witness the a of and for in on from jr sr ii iii "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Way:
    """One way of writing a name.

    Attributes:
        between: what stands between its words must be written as names are.
        needs: letters that a text must hold in a row, whatever stands between them, for this to be worth looking for.
    """

    pattern: str
    protection: Protection
    label: str
    between: bool = False
    needs: str = ""


_NO_SPACES: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ARABIC: Final = re.compile("[\u0590-\u07ff]")
_BEFORE: Final = "[\u0648\u0641\u0628\u0644\u0643\u05d5\u05d1\u05dc\u05de\u05d4\u05e9\u05db]{0,2}(?:\u0627\u0644)?"
_CYRILLIC: Final = re.compile("[\u0400-\u052f]")
_BESIDES: Final = r"[ \u00a0\n'\"“”«».()-]{1,5}"


def ways(name: str, words: Sequence[str], protection: Protection) -> Iterator[Way]:
    """Yield the ways in which a name may stand in folded text; each pattern is one group and what is around it."""
    begin = _BEGIN_NUMBER if words[0][0].isdigit() else BEGIN
    end = _END_NUMBER if words[-1][-1].isdigit() else END
    each = [re.escape(word) for word in words]
    if protection.kind != "passage":
        each = [_CUT.join(map(re.escape, word)) for word in words]
    if _NO_SPACES.search(name):  # scripts without spaces, or with endings of all sorts
        begin = end = ""
    elif _ARABIC.search(name):
        begin += _BEFORE  # "and", "to", "the"
    elif _CYRILLIC.search(name):
        each = [re.sub(r"[aeyuyo\u044f\u044c\u0438]\Z", "", word) + r"[^\W\d_]{0,3}" for word in words]

    def way(pattern: str) -> str:
        return f"{begin}({pattern})s?{end}"

    yield Way(way(_JOINT.join(each)), protection, protection.label)
    if not name.isascii() and (coded := quote(name)) != name:
        yield Way(f"({re.escape(coded.lower())})", protection, protection.label)
    if protection.kind == "place" and len(words[-1]) > SHORTEST_PART:  # "Raqqawi", "Homsis"
        stem = _JOINT.join([*each[:-1], re.escape(re.sub(r"[aeiou]\Z", "", words[-1]))])
        of_there = rf"{stem}[aeiou]?(?:w?[aei]?n?[si]{{0,2}}|ites?|ese|ers?)"
        yield Way(way(of_there), protection, protection.label, between=True)
    letters = [re.escape(sign) for word in words for sign in word]
    if protection.kind in ("source", "name", "place") and len(letters) > GLUED:  # "Y U S U F  F U L A N"
        yield Way(way(r"[\s._*-]{1,4}".join(letters)), protection, protection.label)
    telling = [n for n, word in enumerate(words) if word not in COMMON or n == len(words) - 1]
    if protection.kind not in ("source", "name") or len(telling) < 2 or words[-1] in PARTICLES:
        return
    first, last = telling[0], len(words) - 1
    yield Way(way(each[last] + _JOINT + _JOINT.join(each[first:last])), protection, protection.label)
    middle = rf"{_BESIDES}(?:[^\W\d_]{{1,20}}{_BESIDES}){{1,3}}"
    yield Way(way(each[first] + middle + each[last]), protection, protection.label, between=True)
    initial = re.escape(words[first][0])
    if words[first][0].isascii() and len(words[last]) >= SHORTEST_PART:
        # Of somebody who may be another one: "Y. Fulan", "Fulan, Y.", "yfulan@example.org".
        yield Way(way(rf"{initial}(?:[\W_]{{1,3}}[^\W\d_]){{0,2}}[\W_]{{0,3}}{each[last]}"), protection, WITHHELD)
        yield Way(way(rf"{each[last]}[,\s]{{1,3}}{initial}"), protection, WITHHELD)
