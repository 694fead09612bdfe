"""Text folded for comparing names, with the way back: letters without marks and case, no signs that show nothing."""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass, field

# Apostrophes and their kin stand in names or are left out ("Ta'izz", "Taʿizz", "Taizz").
_DROPPED = frozenset("'’‘ʼʻʿʾ`´ʹ\u00ad\u200b\u200c\u200d\u2060\ufeff\u0640")
# Signs of other scripts that look like Latin ones, in lower case: names and texts are folded alike, so a name that is
# really written in them is still found.
_ALIKE = dict(zip("авекмнорстухіјѕһԁԛԝαβεηικμνορτυχγɑɡ", "abekmhopctyxijshdqwabenikmvoptyxyag", strict=True))
_SPECIAL = _ALIKE | {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as names are compared in it.

    Attributes:
        text: without marks on letters, case, apostrophes and invisible signs.
        origins: for each code point of `text`, the offset in the text given.
        length: of the text given, code points.
    """

    text: str
    origins: array[int] = field(repr=False)
    length: int = 0

    def back(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the text given that `[start, end)` (not empty) stands for."""
        return self.origins[start], self.origins[end - 1] + 1


# Letters by their category that show nothing: fillers of Hangul.
_BLANK = frozenset("\u115f\u1160\u3164\uffa0")
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85")


def _is_unseen(sign: str) -> bool:
    """Tell whether a sign shows nothing by itself: marks, directions, joiners, selectors, control signs."""
    if sign in _DROPPED or sign in _BLANK or unicodedata.combining(sign):
        return True
    kind = unicodedata.category(sign)
    return kind in ("Cf", "Mn", "Me") or (kind == "Cc" and sign not in _SPACES)


def fold_sign(sign: str) -> str:
    """Return what one code point is compared as; empty for what does not count."""
    kept = "".join(c for c in unicodedata.normalize("NFKD", sign) if not _is_unseen(c))
    return "".join(_SPECIAL.get(c, c) for c in kept.casefold())


class _Signs(dict[int, str]):
    """What each code point is compared as, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = put = fold_sign(chr(code))
        return put


_SIGNS = _Signs()


def fold(text: str) -> Folded:
    """Return a text folded, with the place of each of its signs."""
    folded: list[str] = []
    origins = array("I")
    for place, sign in enumerate(text):
        put = _SIGNS[ord(sign)]
        folded.append(put)
        origins.extend([place] * len(put))
    return Folded("".join(folded), origins, len(text))


def folded(text: str) -> str:
    """Return a text folded, without the way back; quick, for long texts too."""
    return text.translate(_SIGNS)
