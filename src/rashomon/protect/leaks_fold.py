"""Words as they are compared: without case, marks and lookalike letters, in Latin letters, and as they sound.

Names from other scripts are written in many ways (Mohammed, Muhammad, Mohamed; Gaddafi, Qadhafi). Two keys bring them
together: `sound` keeps consonants by class and three vowels, as romanisations of Arabic disagree on little else;
`bones` keeps the consonants alone, for scripts that write no short vowels.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

WORD: Final = re.compile(r"[^\W_]+")
"""A run of letters and digits. An underscore parts words, as in file names."""

# Letters of other scripts that look like a Latin one, from our own reading of the Unicode charts.
_ALIKE: Final = str.maketrans(
    "аеорсухіјѕһԁԛԝвмнткАВЕКМНОРСТУХІЈЅҺԌԚԜαοινρυχκτАΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲӏɑɡıɩȷ",
    "aeopcyxijshdqwbmhtkABEKMHOPCTYXIJSHGQWaoivpuxktAABEZHIKMNOPTYXclagiij",
)
_DIGITS: Final = str.maketrans("0134578", "oieastb")
_ARABIC: Final = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_GREEK: Final = (("ου", "ou"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("τζ", "j"), ("χ", "h"))
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)

_SOUNDS: Final = (
    (re.compile(r"sch|tch|tsh|sh|ch|ş|č|š"), "S"),
    (re.compile(r"kh|x(?=[aeiou])"), "h"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"gh|ck|q|g|c(?![eiy])"), "k"),
    (re.compile(r"c"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"dzh|dj|zh"), "j"),
    (re.compile(r"d[hz]"), "d"),
    (re.compile(r"th"), "t"),
    (re.compile(r"ff$"), "v"),
    (re.compile(r"(?<=[aeiou])h$"), ""),
    (re.compile(r"oo|ou|oe|w|o"), "u"),
    (re.compile(r"ee|ei|ey|ai|ay|ie|iy|ij|y"), "i"),
    (re.compile(r"e"), "a"),
)
_DOUBLED: Final = re.compile(r"(.)\1+")
_SERVANT: Final = re.compile(r"^abd[aeiou]?(?:l(?=[^aeiou])|([rsnzdt])(?=\1))l?")
_VOWELS: Final = str.maketrans("", "", "aiu")


def seen(text: str) -> str:
    """Return a text without the characters that take no space: zero-width, soft hyphens, marks of direction."""
    return _UNSEEN.sub("", text)


def unseen(text: str) -> re.Match[str] | None:
    """Return the first character of a text that takes no space."""
    return _UNSEEN.search(text)


UNSEEN: Final = _UNSEEN
UNSPACED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Letters of scripts in which a word does not end at a space: Thai, Lao, Burmese, Khmer, Chinese, Japanese, Korean."""

JOINED: Final = frozenset("وفبلك")
"""Arabic letters that stand for "and", "in", "for" and "as", written as one with the word after them."""


@lru_cache(maxsize=1 << 17)
def fold(word: str) -> str:
    """Return a word in small Latin letters without marks, from whatever script; "" where nothing is left."""
    if word.isascii():
        return word.lower()
    return _latin(word)


@lru_cache(maxsize=1 << 15)
def alike(word: str) -> str:
    """Return a word with every letter that looks like a Latin one taken for that, folded."""
    return _latin(unicodedata.normalize("NFKC", word).translate(_ALIKE))


@lru_cache(maxsize=1 << 15)
def spelled(word: str) -> str:
    """Return a word with digits that stand for letters ("F4wz1") taken for these, folded."""
    return fold(word).translate(_DIGITS)


def _latin(word: str) -> str:
    from anyascii import anyascii

    plain = "".join(ch for ch in unicodedata.normalize("NFKD", word) if not unicodedata.combining(ch))
    if plain.isascii():
        return plain.lower()
    if _ARABIC.search(plain):
        plain = re.sub("^\u0627\u0644", "", plain).replace("\u0627", "a").replace("\u0629", "a")
    plain = plain.lower()
    for pair, by in _GREEK:
        plain = plain.replace(pair, by)
    return "".join(ch for ch in anyascii(plain).lower() if ch.isalnum())


def other_reading(word: str) -> str:
    """Return a Greek word with the pairs that stand for b, d and g read letter by letter; "" for other words."""
    low = word.lower()
    if not any(pair in low for pair in ("ντ", "μπ", "γκ")):
        return ""
    return fold(low.replace("ντ", "nt").replace("μπ", "mp").replace("γκ", "nk"))


def unvowelled(word: str) -> bool:
    """Tell whether a word is in a script that writes no short vowels (Arabic, Hebrew)."""
    return _ARABIC.search(word) is not None


def marked(word: str) -> bool:
    """Tell whether a word is of Latin letters of which some carry marks."""
    return not word.isascii() and all(
        "LATIN" in unicodedata.name(ch, "") for ch in unicodedata.normalize("NFC", word) if ch.isalpha()
    )


def mixed(word: str) -> bool:
    """Tell whether a word mixes letters of scripts, or has letters in a fancy form."""
    scripts = {unicodedata.name(ch, "?").split()[0] for ch in word if ch.isalpha()}
    return len(scripts) > 1 or not scripts <= {"LATIN", "CYRILLIC", "GREEK", "ARABIC", "HEBREW"}


@lru_cache(maxsize=1 << 17)
def sound(folded: str) -> str:
    """Return how a folded word sounds, coarsely: consonants by class, the vowels a, i and u."""
    word = _SERVANT.sub("abd", folded)
    for pattern, by in _SOUNDS:
        word = pattern.sub(by, word)
    return _DOUBLED.sub(r"\1", word)


def bones(sounded: str) -> str:
    """Return the consonants of what `sound` returned."""
    return sounded.translate(_VOWELS)


def near(one: str, other: str) -> bool:
    """Tell whether two sounds have the same consonants and differ in one vowel at most."""
    if bones(one) != bones(other) or len(bones(one)) < 2:
        return False
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) <= 1
    shorter, longer = sorted((one, other), key=len)
    return len(longer) - len(shorter) == 1 and within(shorter, longer)


def within(shorter: str, longer: str) -> bool:
    """Tell whether the letters of one word stand in another in their order, and the consonants are the same."""
    rest = iter(longer)
    return bones(shorter) == bones(longer) and all(ch in rest for ch in shorter)
