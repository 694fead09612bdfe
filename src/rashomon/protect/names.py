"""How a protected name may stand in a text: whole in any spelling of spaces, marks and case, or in parts.

A whole name is one wherever it stands. A part of it ("Fulan" of "Yusuf Fulan") is one only in a text that names the
whole, written as a name is, and not as a part of somebody else's name; with another forename it may be a relative, of
whom nothing is said but that a name was left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rashomon.protect.folding import Folded, fold, folded
from rashomon.protect.marks import Protection
from rashomon.protect.ways import BEGIN, COMMON, END, GLUED, PARTICLES, SHORTEST_PART, TITLES, WITHHELD, WORD, Way, ways
from rashomon.protect.written import beside_pattern, day_pattern, near_points


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


_SPELT: Final = {
    ord(sign): said for sign, said in zip("äöüåøÄÖÜÅØ", "ae oe ue aa oe Ae Oe Ue Aa Oe".split(), strict=True)
}
_APOSTROPHE: Final = re.compile(r"(\w)['\u2019\u2018\u02bc`](\w)")


_BETWEEN: Final = re.compile(r"[\W_]+")
_STEM: Final = re.compile("[aeiouy\u044f\u044c\u0438]\\Z")  # endings change
_KEPT: Final = 200
_RUN: Final = 6
"""Words of a passage in a row that are of it wherever they stand."""


def _back(text: str, start: int) -> int:
    while start > 0 and not text[start - 1].isspace():
        start -= 1
    return start


def _forth(text: str, end: int) -> int:
    while end < len(text) and not text[end].isspace():
        end += 1
    return end


class Names:
    """Finds protected names in texts, and days and points however they are written."""

    def __init__(self, protections: Iterable[Protection]) -> None:
        """Prepare to look for what protections keep; whole documents are left to `masking`."""
        ids = []
        self._parts: dict[str, list[_Name]] = {}
        self._days: list[tuple[re.Pattern[str], Protection]] = []
        self._points: list[tuple[tuple[float, float], Protection]] = []
        self._grams: dict[tuple[str, ...], Protection] = {}
        glued: dict[str, Protection] = {}
        known: dict[str, Way] = {}
        for protection in protections:
            ids.append(protection.id)
            if protection.kind == "date" and protection.days is not None:
                self._days.append((day_pattern(*protection.days), protection))
            if protection.point is not None:
                self._points.append((protection.point, protection))
            apart = (_APOSTROPHE.sub(r"\1 \2", name) for name in protection.names)
            german = (name.translate(_SPELT) for name in protection.names)
            for name in dict.fromkeys((*protection.names, *apart, *german)):
                words = WORD.findall(folded(name))
                if not words:
                    continue
                if protection.kind == "passage":
                    runs = (tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1))
                    self._grams.update((run, protection) for run in runs)
                elif (
                    protection.kind in ("source", "name", "place")
                    and len("".join(words)) >= GLUED
                    and name[0].isupper()
                ):
                    glued.setdefault("".join(words), protection)
                needs = _STEM.sub("", max(words, key=len) if protection.kind == "passage" else words[-1])
                for way in ways(name, words, protection):
                    known.setdefault(
                        way.pattern, replace(way, needs="" if "%" in way.pattern.replace("%[0-9a-f]", "") else needs)
                    )
                if protection.kind in ("source", "name"):
                    self._divide(protection, words)
        self.ids = frozenset(ids)
        self._glued = glued
        keys = "|".join(sorted(map(re.escape, glued), key=len, reverse=True))
        self._glue = re.compile(f"({keys})") if keys else None
        # Whole names before what may stand for another one; the longest first: a shorter name may be its beginning.
        self._ways = sorted(known.values(), key=lambda w: (w.label == WITHHELD, w.between, -len(w.pattern)))
        self._compiled: dict[tuple[int, ...], re.Pattern[str]] = {}
        parts = "|".join(sorted(map(re.escape, self._parts), key=len, reverse=True))
        self._part = re.compile(f"{BEGIN}({parts})(s?){END}") if parts else None
        self._inside = re.compile(f"({parts})") if parts else None

    def _divide(self, protection: Protection, words: Sequence[str]) -> None:
        telling = [word for word in words if len(word) >= SHORTEST_PART and word not in COMMON]
        last = words[-1]
        # "King" and "Li" are common words, and still what the rest of a text calls John King and Bo Li.
        if len(last) >= 2 and last not in PARTICLES and (words[0] in TITLES or words[0] not in COMMON):
            telling += [] if last in telling else [last]
        if telling and len(words[0]) == 2 and words[0] not in COMMON:
            telling.insert(0, words[0])
        if len(words) > 1 and telling:
            name = _Name(protection, telling[-1], frozenset(telling))
            for part in name.parts:
                self._parts.setdefault(part, []).append(name)

    def wholes(self, text: str, view: Folded | None = None) -> list[Stretch]:
        """Return where whole names, days and points stand, in the order of the text."""
        view = view or fold(text)
        found = [Stretch(*view.back(*span), way.label, way.protection.id) for way, span in self._matches(text, view)]
        for pattern, protection in self._days:
            spans = (match.span() for match in pattern.finditer(view.text))
            found += [Stretch(*view.back(*span), protection.label, protection.id) for span in spans]
        for point, protection in self._points:
            found += [Stretch(*span, protection.label, protection.id) for span in near_points(text, point)]
        found += self._runs(view)
        found += self._in_handles(text, view)
        return sorted(found, key=lambda stretch: stretch.start)

    def _runs(self, view: Folded) -> Iterator[Stretch]:
        """Yield where several words of a passage stand in their order: a part of it, or a copy with a change."""
        if not self._grams:
            return
        words = [(match[0], match.span()) for match in WORD.finditer(view.text)]
        for n in range(len(words) - _RUN + 1):
            if (protection := self._grams.get(tuple(word for word, _ in words[n : n + _RUN]))) is not None:
                span = view.back(words[n][1][0], words[n + _RUN - 1][1][1])
                yield Stretch(*span, protection.label, protection.id)

    def _in_handles(self, text: str, view: Folded) -> Iterator[Stretch]:
        """Yield where a name is a part of a handle or an address: "@RaqqaSL", "raqqa24.net", "#FulanFree"."""
        for match in self._glue.finditer(view.text) if self._glue else ():
            start, end = view.back(*match.span())
            token = text[_back(text, start) : _forth(text, end)]
            if (
                any(sign in token for sign in "@#/\\_")
                or re.search(r"\w\.[a-zA-Z]{2}", token)
                or _stands_alone(text, start, end)
            ):
                protection = self._glued[match[1]]
                yield Stretch(start, end, protection.label, protection.id)

    def beside(self, text: str, view: Folded, named: Iterable[str]) -> Iterator[Stretch]:
        """Yield what tells a day in a text that gives its week: "Thursday", "the 12th"."""
        known = frozenset(named)
        for protection in (p for _, p in self._days if p.id in known and p.days):
            first, last = protection.days or (date.min, date.min)
            for match in beside_pattern(first, last).finditer(view.text):
                yield Stretch(*view.back(*match.span()), protection.label, protection.id)

    def _matches(self, text: str, view: Folded) -> Iterator[tuple[Way, tuple[int, int]]]:
        at = 0
        ways, whole = self._worth(view.text)
        while whole is not None and (match := whole.search(view.text, at)) is not None:
            number = match.lastindex or 1
            span = match.span(number)
            if not ways[number - 1].between or _is_one_name(text[slice(*view.back(*span))]):
                yield ways[number - 1], span
                at = span[1]
            else:
                at = match.start() + 1

    def _worth(self, text: str) -> tuple[list[Way], re.Pattern[str] | None]:
        """Return the ways that are worth looking for in a folded text, and what finds them, a group each."""
        letters = _BETWEEN.sub("", text)
        found = tuple(n for n, way in enumerate(self._ways) if way.needs in letters)
        if found and found not in self._compiled:
            if len(self._compiled) >= _KEPT:
                self._compiled.clear()
            # The apostrophe of "Yusuf's" is folded away.
            self._compiled[found] = re.compile("|".join(self._ways[n].pattern for n in found))
        return [self._ways[n] for n in found], self._compiled.get(found)

    def told(self, text: str) -> set[str]:
        """Return the ids of the protections whose whole names a text holds; quick, for whole pages."""
        text = folded(text)
        ways, whole = self._worth(text)
        found = (ways[(match.lastindex or 1) - 1] for match in (whole.finditer(text) if whole else ()))
        return {way.protection.id for way in found if way.label != WITHHELD}

    def parts(self, text: str, view: Folded, named: Iterable[str], taken: Sequence[Stretch]) -> Iterator[Stretch]:
        """Yield where parts of names stand by themselves.

        Args:
            named: ids of the protections whose whole names the document gives.
            taken: what is replaced anyhow.
        """
        known = frozenset(named)
        if self._part is None:
            return
        covered = {place for stretch in taken for place in range(stretch.start, stretch.end)}
        for match in self._part.finditer(view.text):
            names = [name for name in self._parts[match[1]] if name.protection.id in known]
            start, end = view.back(*match.span(1))
            if start in covered or end - 1 in covered or not _is_name(text, start, end):
                continue
            if _is_weak(match[1]) and (text[start].islower() or _is_of_a_date(view.text, *match.span(1))):
                continue
            if not names:
                # Who is called so by a text that never gives the whole name may be somebody else.
                if any(n.last == match[1] for n in self._parts[match[1]]) and _is_lone(text, match[1], start, end):
                    yield Stretch(start, end, WITHHELD, self._parts[match[1]][0].protection.id)
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
        found = [*self.wholes(text, view), *(() if loose else self.beside(text, view, named))]
        if self._part is None:
            return sorted(found, key=lambda stretch: stretch.start)
        if loose or (text.islower() and " " not in text):  # a lemma has lost its capital
            found += self._loosely(text, view, found, None if loose else named)
        else:
            found += self.parts(text, view, named, found)
        return sorted(found, key=lambda stretch: stretch.start)

    def _loosely(
        self, text: str, view: Folded, taken: Sequence[Stretch], named: frozenset[str] | None
    ) -> list[Stretch]:
        found: list[Stretch] = []
        if self._part is None:
            return found
        for match in (
            self._inside.finditer(view.text) if named is None and self._inside else self._part.finditer(view.text)
        ):
            names = [n for n in self._parts[match[1]] if named is None or n.protection.id in named]
            start, end = view.back(*match.span(1))
            if _is_weak(match[1]) or not _stands_alone(text, start, end):
                continue
            if names and not any(s.start < end and start < s.end for s in taken):
                labels = {name.protection.label for name in names}
                found.append(
                    Stretch(start, end, labels.pop() if len(labels) == 1 else WITHHELD, names[0].protection.id)
                )
        return found


def _is_weak(part: str) -> bool:
    """Tell whether a part of a name is a common word, or so short that it is one in some language."""
    return len(part) < SHORTEST_PART or part in COMMON


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a part of a name is a word of a file's name, by its capital too ("interviewFulan.txt")."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    begins = not before.isalpha() or (before.islower() and text[start].isupper())
    return begins and (
        not after.isalpha() or after.isupper() or (after in "sS" and not text[end + 1 : end + 2].isalpha())
    )


def _is_lone(text: str, part: str, start: int, end: int) -> bool:
    """Tell whether a surname stands without any other name beside it: "Mr. Fulan", "as Fulan said"."""
    if _is_weak(part) or text[start].islower():
        return False
    before = re.search(r"([^\W\d_][^\W_]*)[.,]?[ \u00a0-]+\Z", text[max(0, start - 40) : start])
    if before is not None and before[1][0].isupper() and folded(before[1]) not in COMMON:
        return False
    return not _neighbour(text, end, back=False)


_MONTH: Final = frozenset(
    "january february march april may june july august september october november december".split()
)
_BESIDE: Final = re.compile(
    r"(?:\d(?=[ ,])|\b(?:in|since|until|till|last|next|of|by|during|early|late|mid|this|from|to|and))\W{0,2}\Z"
)


def _is_of_a_date(text: str, start: int, end: int) -> bool:
    """Tell whether a word of folded text is a month beside a day or year, and no name."""
    if text[start:end] not in _MONTH:
        return False
    return bool(_BESIDE.search(text[max(0, start - 12) : start])) or bool(re.match(r"\W{0,2}\d", text[end : end + 3]))


_SMALL: Final = frozenset("after about from into over that than this when while with".split())


def _in_headline(text: str, start: int, end: int) -> bool:
    """Tell whether a word stands in a line whose words all have capitals, so that those beside it need be no names."""
    line = text[text.rfind("\n", 0, start) + 1 : (text.find("\n", end) + 1 or len(text) + 1) - 1]
    every = WORD.findall(line[:400])
    return len(every) > 2 and all(w[0].isupper() for w in every if len(w) > 3 and w not in _SMALL)


def _is_one_name(written: str) -> bool:
    """Tell whether all words of a stretch are written as those of one name are, with nothing that ends it between."""
    first, *rest = WORD.findall(written)
    if not rest and first[0].islower():
        return False
    return first not in rest and all(not word[0].islower() for word in rest) and "\n\n" not in written


def _is_name(text: str, start: int, end: int) -> bool:
    """Tell whether a word is written as a name, or stands in an address or a file's name."""
    word = text[start:end]
    if word[:1].isupper() or not word[:1].islower():  # a script without capitals counts as one that has them
        return True
    while text[end : end + 1].isdigit():  # "fulan2.txt"
        end += 1
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
        # "Yusuf Saleh" is another Yusuf, "YUSUF TELLS ALL" is not; "Fulan Street" may tell.
        return None if not is_last and not _in_headline(text, start, end) else WITHHELD
    if is_last and before and not any(folded(before) in name.parts for name in names):
        return WITHHELD
    return _one_label(names)


_BEFORE: Final = re.compile(r"([^\W\d_][^\W_]*)[ \u00a0-]+\Z")
_AFTER: Final = re.compile(r"[ \u00a0-]+([^\W\d_][^\W_]*)")


def _neighbour(text: str, place: int, *, back: bool) -> str:
    """Return the capitalised word beside a place that can be a part of one name with it, empty where there is none."""
    match = _BEFORE.search(text, max(0, place - 40), place) if back else _AFTER.match(text, place)
    if match is None or not match[1][0].isupper() or folded(match[1]) in COMMON:
        return ""
    # The first word of a sentence has a capital whatever it is.
    if back and re.search(r"(?:\A|[.!?:\n“\"]\s*)\Z", text[max(0, match.start(1) - 3) : match.start(1)]):
        return ""
    return match[1]
