"""Protected strings made ready to be looked for: words with their keys, names with the orders they may come in."""

from __future__ import annotations

import codecs
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from rashomon.protect.leaks_fold import (
    JOINED,
    WORD,
    alike,
    bones,
    fold,
    marked,
    mixed,
    near,
    other_reading,
    seen,
    sound,
    spelled,
    unvowelled,
    within,
)
from rashomon.protect.leaks_words import ARTICLES, OFFICES
from rashomon.records import Secret

LONGEST_NAME: Final = 12
"""Most words of a string that is looked for as a name; a longer one is a passage."""

LONGEST_WORD: Final = 60
"""Longest run of letters that is compared as a word, code points; a longer one is only searched for names inside it."""

SHORTEST_CHANGED: Final = 6
"""Fewest letters of a string that is also looked for backwards and with its letters moved."""

_SUFFIX: Final = re.compile(
    r"(?:s|es|n|en|in|ic|ian|ists?|ism|a|u|e|i|y|o|om|em|ym|oy|ov|ova|ovi|ovu|owi|em|ami|ach|ien|iya|iyya)$"
)
_DROPPED: Final = re.compile(r"\.[a-z0-9]{1,5}$", re.I)
_CAMEL: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[^\W\dA-Za-z_]+")

RANK: Final = (
    *("exact", "case", "spacing", "diacritics", "homoglyph", "inflected", "transliteration", "script", "near"),
    "misspelt",
)
STRONG: Final = frozenset(RANK[:8])
"""Ways in which a single word tells by itself; the others need a neighbour that does."""


class Word(NamedTuple):
    """One word of a protected string."""

    raw: str
    folded: str
    sounded: str
    unvowelled: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A protected string as words.

    Attributes:
        secret: number of the secret.
        string: as it was given.
        words: numbers of its words, small words inside names left out.
        person: whether it is the name of somebody, of which initials and parts tell too.
        orders: the orders of its words that tell, the usual one first.
        kind: how it was changed ("backwards"), "" for the string itself.
    """

    secret: int
    string: str
    words: tuple[int, ...]
    person: bool
    orders: tuple[tuple[int, ...], ...] = ()
    kind: str = ""


Match = tuple[int, str]
"""Number of a word, and how a token is like it."""


@dataclass(slots=True)
class Known:
    """All protected names, and what is known of each word seen so far."""

    words: list[Word] = field(default_factory=list)
    names: list[Name] = field(default_factory=list)
    joined: dict[str, int] = field(default_factory=dict)
    loose: re.Pattern[str] | None = None
    of_word: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _by: dict[str, dict[str, list[int]]] = field(
        default_factory=lambda: {key: defaultdict(list) for key in ("fold", "sound", "hard", "bones", "cut")}
    )
    _seen: dict[str, tuple[Match, ...]] = field(default_factory=dict)
    _handles: dict[str, int | None] = field(default_factory=dict)

    def matches(self, token: str) -> tuple[Match, ...]:
        """Return the protected words that a token is like, and how."""
        if len(token) > LONGEST_WORD:
            return ()
        found = self._seen.get(token)
        if found is None:
            if len(self._seen) > 1 << 19:
                self._seen.clear()
            found = self._seen[token] = tuple(self._compared(token).items())
        return found

    def _compared(self, token: str) -> dict[int, str]:
        found: dict[int, str] = {}
        folded = fold(token)
        for number in self._by["fold"].get(folded, ()):
            found[number] = _spelling(token, self.words[number].raw)
        if not token.isascii():
            for number in self._by["fold"].get(alike(token), ()):
                found.setdefault(number, "homoglyph")
        elif not token.isalpha() and not token.isdigit():
            for number in self._by["fold"].get(folded.strip("0123456789"), ()):
                if len(self.words[number].folded) >= 4:
                    found.setdefault(number, "case")  # "fawzi84", of a user name
            for number in self._by["fold"].get(spelled(token), ()):
                found.setdefault(number, "homoglyph")
        if token[0] in JOINED and len(token) > 3:
            for number in self._compared(token[1:]):
                found.setdefault(number, "inflected")
        if len(folded) < 3 or not folded.isalpha():
            return found
        for stem in _stems(folded):
            for number in self._by["fold"].get(stem, ()):
                found.setdefault(number, "inflected")
        self._sounded(token, folded, found)
        self._misspelt(folded, found)
        return found

    def _sounded(self, token: str, folded: str, found: dict[int, str]) -> None:
        sounded, foreign = sound(folded), unvowelled(token)
        how = "transliteration" if token.isascii() or marked(token) else "script"
        keys = {sounded, sound(folded.replace("v", "w")), sound(folded.replace("w", "v"))}
        keys |= {sound(other)} if (other := other_reading(token)) else set()
        keys |= {sound(folded[2:])} if re.match("[ae]l.{4}", folded) else set()
        for key in keys:
            for number in self._by["sound"].get(key, ()):
                found.setdefault(number, how)
            for number in self._by["hard"].get(key, ()) if how == "script" else ():
                found.setdefault(number, how)
            for number in self._by["bones"].get(bones(key), ()):
                word = self.words[number]
                if foreign != word.unvowelled:
                    shorter, longer = (key, word.sounded) if foreign else (word.sounded, key)
                    if within(shorter, longer):
                        found.setdefault(number, "script")
                elif near(key, word.sounded) and len(folded) >= 4:
                    found.setdefault(number, "near")

    def _misspelt(self, folded: str, found: dict[int, str]) -> None:
        if len(folded) < 4:
            return
        from rapidfuzz.distance import OSA

        for cut in _cuts(folded):
            for number in self._by["cut"].get(cut, ()):
                known_as = self.words[number].folded
                # Short words are one slip apart by chance, so theirs must begin alike.
                alike_enough = len(known_as) >= 6 or folded[0] == known_as[0]
                if number not in found and alike_enough and OSA.distance(folded, known_as) == 1:
                    found[number] = "misspelt"

    def handle(self, token: str) -> int | None:
        """Return the number of a name that a token holds run together, as user names do; None for none."""
        if len(token) < 5:
            return None
        if len(token) > LONGEST_WORD:
            match = self.loose.search(fold(token)) if self.loose else None
            return self.joined[match[0]] if match else None
        if token not in self._handles:
            if len(self._handles) > 1 << 19:
                self._handles.clear()
            self._handles[token] = self._run_together(token)
        return self._handles[token]

    def _run_together(self, token: str) -> int | None:
        if token.isascii():
            forms = {fold(token)} if token.isalpha() else {fold(token), spelled(token)}
        else:
            forms = {fold(token), alike(token)}
        for folded in forms:
            bare = folded.strip("0123456789")
            if (at := self.joined.get(bare)) is not None and not (bare == folded and len(self.names[at].words) == 1):
                return at
            if self.loose and len(folded) >= 8 and (match := self.loose.search(folded)):
                return self.joined[match[0]]
            if len(bare) >= 8 and bare.isalpha() and (at := self.joined.get(f"~{sound(bare)}")) is not None:
                return at
        if token[1:].islower() and token.isalpha():
            return None
        pieces = _CAMEL.findall(token)
        for start in range(min(len(pieces), 12)):
            for end in range(start + 1, min(len(pieces), start + 5) + 1):
                if end - start < len(pieces) or end - start > 1:
                    at = self.joined.get(fold("".join(pieces[start:end])))
                    if at is not None:
                        return at
        return None

    def add(self, secret: int, string: str, *, person: bool, kind: str = "") -> None:
        """Take in one string of a secret."""
        raw = [word for word in WORD.findall(seen(string)) if fold(word)]
        # "Al Gore" and "Ben Carson" begin with a forename, "al-Fawzi" with an article.
        first = raw[:1] if re.match(r"[^\W\d_]+ ", string) and raw and raw[0][0].isupper() else []
        kept = [*first, *(word for word in raw[len(first) :] if fold(word) not in ARTICLES)]
        kept = kept if len(kept) > len(first) else raw
        if not kept or len(kept) > LONGEST_NAME:
            return
        numbers = tuple(self._word(word) for word in kept)
        person = person and 2 <= len(kept) <= 5
        orders = [numbers]
        if person:
            orders += [numbers[-1:] + numbers[:-1], numbers[::-1]]
            orders += [(numbers[0], numbers[-1]), (numbers[-1], numbers[0])] if len(numbers) > 2 else []
        at = len(self.names)
        self.names.append(Name(secret, string, numbers, person, tuple(dict.fromkeys(orders)), kind))
        for number in set(numbers):
            self.of_word[number].append(at)
        if not kind:
            self._join(at, kept, [fold(word) for word in raw])

    def _join(self, at: int, kept: Sequence[str], raw: Sequence[str]) -> None:
        words = [fold(word) for word in kept]
        forms = {"".join(raw), "".join(words)}
        if self.names[at].person:
            forms |= {words[-1] + "".join(words[:-1]), words[0] + words[-1], words[-1] + words[0]}
            forms |= {words[0][0] + words[-1]} if len(words[-1]) >= 5 else set()
        for form in forms:
            if len(form) >= (6 if len(words) > 1 else 5) and not form.isdigit():
                self.joined.setdefault(form, at)
                if len(words) > 1 and len(form) >= 8:
                    self.joined.setdefault(f"~{sound(form)}", at)

    def _word(self, raw: str) -> int:
        folded = fold(raw)
        for number in self._by["fold"].get(folded, ()):
            if self.words[number].raw == raw:
                return number
        number = len(self.words)
        word = Word(raw, folded, sound(folded), unvowelled(raw))
        self.words.append(word)
        self._by["fold"][folded].append(number)
        if folded.isalpha() and len(folded) >= 3:
            self._by["sound"][word.sounded].append(number)
            # Other scripts may write c and h by the letter, however they sound here ("Куккинелли", "Кхарлие").
            hard = folded.replace("c", "k")
            for letters in {re.sub("c(?!h)", "k", folded), hard.replace("h", "kh"), hard}:
                if sound(letters) != word.sounded:
                    self._by["hard"][sound(letters)].append(number)
            self._by["bones"][bones(word.sounded)].append(number)
        if folded.isalpha() and len(folded) >= 4:
            for cut in _cuts(folded):
                self._by["cut"][cut].append(number)
        return number

    def finish(self) -> None:
        """Make ready what needs all names."""
        loose = [form for form, at in self.joined.items() if len(form) >= 9 and len(self.names[at].words) > 1]
        loose = [form for form in loose if not form.startswith("~")]
        self.loose = re.compile("|".join(map(re.escape, sorted(loose, key=len, reverse=True)))) if loose else None


def known(secrets: Sequence[Secret]) -> Known:
    """Return the names of secrets, ready to be looked for."""
    made = Known()
    for number, secret in enumerate(secrets):
        for string in dict.fromkeys(secret.strings):
            made.add(number, string, person=secret.kind in {"source", "name"} and of_person(string))
            if sum(ch.isalpha() for ch in string) >= SHORTEST_CHANGED:
                made.add(number, string[::-1], person=False, kind="backwards")
                made.add(number, codecs.encode(string, "rot13"), person=False, kind="cipher")
            if secret.kind == "document" and _DROPPED.search(string):
                made.add(number, _DROPPED.sub("", string), person=False)
    made.finish()
    return made


def of_person(string: str) -> bool:
    """Tell whether a protected string looks like the name of somebody, rather than of a body or a description."""
    raw = WORD.findall(string)
    words = [fold(word) for word in raw]
    if not 2 <= len(words) <= 6 or any(word.isdigit() for word in words) or OFFICES & set(words):
        return False
    if {"of", "for", "the", "and", "a"} & set(words):
        return False
    return all(
        word in ARTICLES or raw_word[:1].lower() != raw_word[:1] or not raw_word.isascii()
        for raw_word, word in zip(raw, words, strict=True)
    )


def _spelling(token: str, raw: str) -> str:
    if token == raw:
        return "exact"
    if token.casefold() == raw.casefold():
        return "case"
    if mixed(token):
        return "homoglyph"
    if (token.isascii() or marked(token)) and (raw.isascii() or marked(raw)):
        return "diacritics"
    return "script"


def _stems(folded: str) -> list[str]:
    return [folded[:-k] for k in (1, 2, 3, 4) if len(folded) - k >= 4 and _SUFFIX.fullmatch(folded[-k:])]


def _cuts(word: str) -> set[str]:
    """Return a word and what is left of it without any one letter: two words one slip apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}
