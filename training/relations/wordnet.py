"""WordNet 3.0 (Miller 1995), for making pairs: words for the same, wider words, words of the same class, opposites.

Read from the folder `dict` of its own files; without it pairs are made from our own lists alone. Only first senses are
used: what a word mostly means.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

_FILES = {"NOUN": ("noun1", "noun2"), "VERB": ("verb",), "ADJ": ("adj",)}


@dataclass(slots=True)
class _Set:
    """A set of synonyms: its words, and the sets it points to by sign (@ wider, ~ narrower)."""

    words: list[str]
    wider: list[str] = field(default_factory=list)
    narrower: list[str] = field(default_factory=list)
    against: dict[str, list[str]] = field(default_factory=dict)


class WordNet:
    """Relations of the first sense of a lemma; all words in small letters, without phrases."""

    def __init__(self, folder: Path) -> None:
        self._sets: dict[str, dict[str, _Set]] = {}
        self._first: dict[str, dict[str, str]] = {}
        against: dict[str, list[tuple[str, str, str, int]]] = defaultdict(list)
        for kind, names in _FILES.items():
            self._sets[kind] = {}
            for name in names:
                for line in (folder / f"data.{name}").read_text(encoding="latin-1").splitlines():
                    if line[:1].isdigit():
                        place, one, pointers = _read(line)
                        self._sets[kind][place] = one
                        against[kind].extend((place, *pointer) for pointer in pointers)
            self._first[kind] = _senses(folder / f"index.{'noun' if kind == 'NOUN' else kind.lower()}")
            for place, word, target, number in against[kind]:
                other = self._sets[kind].get(target)
                if other is not None and number <= len(other.words):
                    self._sets[kind][place].against.setdefault(word, []).append(other.words[number - 1])

    def _set(self, lemma: str, kind: str) -> _Set | None:
        place = self._first.get(kind, {}).get(lemma)
        return self._sets[kind].get(place) if place else None

    def same(self, lemma: str, kind: str) -> list[str]:
        """Return words of the same first sense, of both."""
        one = self._set(lemma, kind)
        return [w for w in _plain(one.words if one else []) if w != lemma and self._set(w, kind) is one]

    def wider(self, lemma: str, kind: str) -> list[str]:
        """Return words for what it is a kind of."""
        one = self._set(lemma, kind)
        return [w for place in (one.wider if one else []) for w in _plain(self._sets[kind][place].words)]

    def beside(self, lemma: str, kind: str) -> list[str]:
        """Return words for other kinds of the same."""
        one = self._set(lemma, kind)
        found = []
        for place in one.wider if one else []:
            for other in self._sets[kind][place].narrower:
                words = _plain(self._sets[kind][other].words)
                if self._sets[kind][other] is not one and words and self._first[kind].get(words[0]) == other:
                    found.append(words[0])
        return found

    def opposite(self, lemma: str, kind: str) -> list[str]:
        """Return opposites."""
        one = self._set(lemma, kind)
        return _plain(one.against.get(lemma, []) if one else [])


def _plain(words: list[str]) -> list[str]:
    return [word for word in words if word.isalpha() and word.islower()]


def _read(line: str) -> tuple[str, _Set, list[tuple[str, str, int]]]:
    """Return offset, set and (word, offset, number) of each opposite of a line."""
    parts = line.split(" | ", maxsplit=1)[0].split()
    count = int(parts[3], 16)
    words = [word.split("(")[0] for word in parts[4 : 4 + 2 * count : 2]]
    one, at, against = _Set(words), 4 + 2 * count, []
    for start in range(at + 1, at + 1 + 4 * int(parts[at]), 4):
        sign, place, kind, ends = parts[start : start + 4]
        if kind != parts[2] and not (kind in "as" and parts[2] in "as"):
            continue
        if sign in {"@", "~"}:
            (one.wider if sign == "@" else one.narrower).append(place)
        elif sign == "!":
            against.append((words[int(ends[:2], 16) - 1], place, int(ends[2:], 16)))
    return parts[0], one, against


def _senses(path: Path) -> dict[str, str]:
    """Return the offset of the first sense of each lemma."""
    found = {}
    for line in path.read_text(encoding="latin-1").splitlines():
        parts = line.split()
        if not line.startswith(" "):
            found[parts[0]] = parts[-int(parts[2])]
    return found
