"""How a protected name may stand in a text: whole in any spelling of spaces, marks and case, or in parts.

A whole name is one wherever it stands. A part of it ("Fulan" of "Yusuf Fulan") is one only in a text that names the
whole, written as a name is, and not as a part of somebody else's name; with another forename it may be a relative, of
whom nothing is said but that a name was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rashomon.protect.folding import Folded, fold, folded
from rashomon.protect.marks import Protection

WITHHELD: Final = "name withheld"
"""What stands for a name that is not the protected one and would tell it."""

SHORTEST_PART: Final = 3
_JOINT: Final = r"[\W_]{0,4}"
"""What may stand between the words of a name: spaces, line breaks, hyphens, a comma."""

_BEGIN, _END = r"(?<![^\W_])", r"(?![^\W_])"
_WORD: Final = re.compile(r"[^\W_]+")
# Words of names that are no one's: particles, titles, ranks, honours.
_COMMON: Final = frozenset(
    "al el as ash an ar at ad az abu abou umm um bin ben ibn bint abd abdul de da di del della der den van von la le "
    "los las mac mc st saint san santa mr mrs ms miss dr prof professor sir lord lady sheikh shaykh sayyid haji hajji "
    "mullah imam father brother sister mother uncle king prince princess president minister general gen colonel col "
    "major maj captain capt lieutenant lt sergeant sgt commander corporal officer judge ambassador senator mayor "
    "doctor nurse teacher driver witness the a of and for in on from jr sr ii iii "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december".split()
)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text that tells something protected, and what stands in its place. Offsets of the text given."""

    start: int
    end: int
    label: str
    protection: str


@dataclass(frozen=True, slots=True)
class _Name:
    protection: Protection
    last: str
    parts: frozenset[str]


class Names:
    """Finds protected names in texts."""

    def __init__(self, protections: Iterable[Protection]) -> None:
        """Prepare to look for the names of protections; those of documents are left to `masking`."""
        self._by_key: dict[str, Protection] = {}
        ids = []
        self._parts: dict[str, list[_Name]] = {}
        wholes: list[tuple[int, str]] = []
        for protection in protections:
            ids.append(protection.id)
            for name in protection.names:
                words = _WORD.findall(folded(name))
                if not words or (key := "".join(words)) in self._by_key:
                    continue
                self._by_key[key] = protection
                wholes.append((len(key), _JOINT.join(map(re.escape, words))))
                if protection.kind in ("source", "name"):
                    self._divide(protection, words)
        self.ids = frozenset(ids)
        wholes.sort(reverse=True)  # the longest first: a shorter name may be its beginning
        joined = "|".join(pattern for _, pattern in wholes)
        # The apostrophe of "Yusuf's" is folded away.
        self._whole = re.compile(f"{_BEGIN}(?:{joined})s?{_END}") if joined else None
        parts = "|".join(sorted(map(re.escape, self._parts), key=len, reverse=True))
        self._part = re.compile(f"{_BEGIN}({parts})(s?){_END}") if parts else None

    def _divide(self, protection: Protection, words: Sequence[str]) -> None:
        telling = [word for word in words if len(word) >= SHORTEST_PART and word not in _COMMON]
        if len(words) > 1 and telling:
            name = _Name(protection, telling[-1], frozenset(telling))
            for part in name.parts:
                self._parts.setdefault(part, []).append(name)

    def wholes(self, text: str, view: Folded | None = None) -> list[Stretch]:
        """Return where whole names stand, in the order of the text."""
        if self._whole is None:
            return []
        view = view or fold(text)
        found = []
        for match in self._whole.finditer(view.text):
            key = "".join(_WORD.findall(match[0]))
            protection = self._by_key.get(key) or self._by_key[key[:-1]]
            start, end = view.back(*match.span())
            end -= 2 if text[start:end].endswith(("'s", "’s")) else 0
            found.append(Stretch(start, end, protection.label, protection.id))
        return found

    def told(self, text: str) -> set[str]:
        """Return the ids of the protections whose whole names a text holds; quick, for whole pages."""
        if self._whole is None:
            return set()
        keys = {"".join(_WORD.findall(match[0])) for match in self._whole.finditer(folded(text))}
        return {(self._by_key.get(key) or self._by_key[key[:-1]]).id for key in keys}

    def parts(self, text: str, view: Folded, named: Iterable[str], taken: Sequence[Stretch]) -> Iterator[Stretch]:
        """Yield where parts of names stand by themselves.

        Args:
            named: ids of the protections whose whole names the document gives.
            taken: what is replaced anyhow.
        """
        known = frozenset(named)
        if self._part is None or not known:
            return
        covered = {place for stretch in taken for place in range(stretch.start, stretch.end)}
        for match in self._part.finditer(view.text):
            names = [name for name in self._parts[match[1]] if name.protection.id in known]
            start, end = view.back(*match.span(1))
            if not names or start in covered or end - 1 in covered or not _is_name(text, start, end):
                continue
            if (label := _label(text, start, end, names, match[1])) is not None:
                yield Stretch(start, end, label, names[0].protection.id)

    def in_words(self, text: str, named: frozenset[str], *, loose: bool = False) -> list[Stretch]:
        """Return where names and parts of names stand in words taken out of a document.

        Args:
            named: ids of the protections whose whole names the document gives.
            loose: take parts of every name, whatever their case and whoever else may be called so: for names of files.
        """
        view = fold(text)
        found = self.wholes(text, view)
        if self._part is None:
            return found
        if loose or (text.islower() and " " not in text):  # a lemma has lost its capital
            found += self._loosely(view, found, None if loose else named)
        elif named:
            found += self.parts(text, view, named, found)
        return sorted(found, key=lambda stretch: stretch.start)

    def _loosely(self, view: Folded, taken: Sequence[Stretch], named: frozenset[str] | None) -> list[Stretch]:
        found: list[Stretch] = []
        if self._part is None:
            return found
        for match in self._part.finditer(view.text):
            names = [n for n in self._parts[match[1]] if named is None or n.protection.id in named]
            start, end = view.back(*match.span(1))
            if names and not any(s.start < end and start < s.end for s in taken):
                labels = {name.protection.label for name in names}
                found.append(
                    Stretch(start, end, labels.pop() if len(labels) == 1 else WITHHELD, names[0].protection.id)
                )
        return found


def _is_name(text: str, start: int, end: int) -> bool:
    """Tell whether a word is written as a name, or stands in an address or a file's name."""
    word = text[start:end]
    if word[:1].isupper() or not word[:1].islower():  # a script without capitals counts as one that has them
        return True
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    is_dotted = after == "." and text[end + 1 : end + 2].isalnum()
    return is_dotted or any(sign in "@_#/\\" for sign in before + after)


def _one_label(names: Sequence[_Name]) -> str:
    """Return the label of names, where they are one person's."""
    labels = {name.protection.label for name in names}
    return labels.pop() if len(labels) == 1 else WITHHELD


def _label(text: str, start: int, end: int, names: Sequence[_Name], part: str) -> str | None:
    """Return what stands for a part of names, None where it belongs to somebody else's name."""
    before, after = _neighbour(text, start, back=True), _neighbour(text, end, back=False)
    is_last = any(name.last == part for name in names)
    if after and not any(folded(after) in name.parts for name in names):
        return None if not is_last else WITHHELD  # "Yusuf Saleh" is another Yusuf; "Fulan Street" may tell
    if is_last and before and not any(folded(before) in name.parts for name in names):
        return WITHHELD
    return _one_label(names)


_BEFORE: Final = re.compile(r"([^\W\d_][^\W_]*)[ \u00a0-]+\Z")
_AFTER: Final = re.compile(r"[ \u00a0-]+([^\W\d_][^\W_]*)")


def _neighbour(text: str, place: int, *, back: bool) -> str:
    """Return the capitalised word beside a place that can be a part of one name with it, empty where there is none."""
    match = _BEFORE.search(text, max(0, place - 40), place) if back else _AFTER.match(text, place)
    if match is None or not match[1][0].isupper() or folded(match[1]) in _COMMON:
        return ""
    # The first word of a sentence has a capital whatever it is.
    if back and re.search(r"(?:\A|[.!?:\n“\"]\s*)\Z", text[max(0, match.start(1) - 3) : match.start(1)]):
        return ""
    return match[1]
