"""The normal form under which names of places are kept in the gazetteer and looked up there, by every room."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# The Arabic article as it is heard before the next letter, or spelt in Egypt or the Levant.
ARTICLES = frozenset("al el ul ar er as es ash esh at et an en ad ed ez az".split())

# Letters that have no decomposition into a plain letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "ə": "a", "æ": "ae", "œ": "oe", "þ": "th"})
_DROPPED = str.maketrans(dict.fromkeys("'`´’‘ʼʻʿʾˈˌ′ʹ.", ""))
_SPACED = str.maketrans(dict.fromkeys("-‐‑‒–_", " "))


@lru_cache(maxsize=10_000)
def fold_name(name: str) -> str:
    """Return `name` as the gazetteer keys it: no case, marks, apostrophes, full stops; hyphens as single spaces.

    An article inside a name is written "al": "Deir ez-Zor" becomes "deir al zor", "Ma'arrat an-Nu‘mān" "maarrat al
    numan", "St. Louis" "st louis".
    """
    plain = name.lower() if name.isascii() else _plain(name)
    words = plain.translate(_DROPPED).translate(_SPACED).split()
    return " ".join("al" if 0 < i < len(words) - 1 and word in ARTICLES else word for i, word in enumerate(words))


def _plain(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).casefold().translate(_LETTERS)
    return "".join(c for c in plain if not unicodedata.combining(c))
