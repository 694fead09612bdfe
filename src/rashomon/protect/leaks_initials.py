"""Initials of protected persons and short forms of protected bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Final

from rashomon.protect.leaks_fold import WORD
from rashomon.protect.leaks_known import Known, Name
from rashomon.protect.leaks_parts import Hit
from rashomon.protect.leaks_words import ABBREVIATIONS, FUNCTION, PERSON_SIGNS, SPEAKING

_FIELD: Final = re.compile(r"(?i)(?:source|author|witness|name|speaker|by)\W{1,6}$")
_DOTTED: Final = re.compile(r"(?<![\w.&])(?:[A-Z]\.[ \u00a0]?){2,5}(?![A-Z]\.)")


class Initials:
    """Looks for the initials of protected persons, with dots, or without beside a sign that a person is meant."""

    def __init__(self, known: Known) -> None:
        self._of: dict[str, Name] = {}
        for name in known.names:
            words = [known.words[number].folded for number in name.words]
            letters = "".join(word[0] for word in words if name.person or word not in FUNCTION)
            if not name.kind and letters.isalpha() and (name.person or (len(name.words) >= 3 and len(letters) >= 3)):
                self._of.setdefault(letters.upper(), name)

    def hits(self, text: str, words: AbstractSet[str]) -> Iterator[Hit]:
        """Yield initials that tell, in a text whose distinct words are `words`."""
        if not self._of:
            return
        for match in _DOTTED.finditer(text):
            name = self._of.get("".join(ch for ch in match[0] if ch.isalpha()))
            following = WORD.match(text, match.end())
            other = following is not None and following[0][:1].isupper() and following[0].lower() not in FUNCTION
            usual = match[0].replace(".", "").strip().lower() in ABBREVIATIONS
            if name is not None and name.person and not other and (not usual or _signed(text, match)):
                yield Hit(match.start(), match.start() + len(match[0].rstrip()), name.secret, "initials", name.string)
        plain = "|".join(sorted(words & self._of.keys()))
        for match in re.finditer(f"(?<![\\w.&])(?:{plain})(?![\\w&])", text) if plain else ():
            name = self._of[match[0]]
            usual = match[0].lower() in ABBREVIATIONS
            if not name.person or _signed(text, match) or (not usual and _meant(text, match)):
                yield Hit(match.start(), match.end(), name.secret, "initials", name.string)


def _signed(text: str, match: re.Match[str]) -> bool:
    """Tell whether a word before initials says that a person is meant ("Witness", "Mr")."""
    before = WORD.findall(text[max(0, match.start() - 24) : match.start()])
    return bool(before) and before[-1].lower() in PERSON_SIGNS - {"from", "by"}


def _meant(text: str, match: re.Match[str]) -> bool:
    """Tell whether initials stand in a field for persons, or say something."""
    after = WORD.match(text, match.end() + 1)
    field = _FIELD.search(text[max(0, match.start() - 24) : match.start()])
    return field is not None or (after is not None and after[0] in SPEAKING)
