"""Finding words again in a text that was edited: at their place, elsewhere, or nearly the same."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from rashomon.records import Span, Spans, words
from rashomon.store.judging_targets import Quote, quote

# Least similarity, 0 to 100, of words that are held to be the same after an edit.
NEARLY: Final = 85.0
# How much better, 0 to 100, the best of several places must fit than the next.
MARGIN: Final = 10.0
# The least of what stood around a word that must be there still where the words alone do not tell the place.
_LEAST_CONTEXT: Final = 50.0
# Similar words are looked for with at most this many comparisons of letters (about a second), nearest their old place,
# and of a claim this many letters are compared, so that a hostile text costs no quadratic time.
_MOST_COMPARED: Final = 5_000_000
LONGEST_FUZZY: Final = 5_000

_NUMBER: Final = re.compile(r"\d(?:[\d.,\u00a0\u202f]*\d)?")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’\-‐‑][^\W\d_]+)*")
_NUMERALS: Final = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands "
    "million millions billion billions trillion dozen dozens score scores half third thirds quarter quarters couple "
    "pair both single double several few many most all some every each first second once twice almost nearly about "
    "around roughly over under more less fewer than least only just up".split()
)
_NEGATIONS: Final = frozenset(
    "no not never none nobody nothing nowhere neither nor without cannot deny denies denied denying denial refuse "
    "refuses refused refusing reject rejects rejected rejecting false untrue fail fails failed hardly barely unlikely "
    "dismiss dismisses dismissed disputes disputed unable".split()
)


class State(StrEnum):
    """How well a target was found: where it was, elsewhere, in changed words, or not at all."""

    SAME = "same"
    MOVED = "moved"
    CHANGED = "changed"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand now."""

    spans: Spans
    state: State
    reason: str


@dataclass(frozen=True, slots=True)
class Lost:
    """Why words cannot be placed."""

    reason: str


class Text:
    """A text made ready for looking up words whatever its white space and cut words."""

    def __init__(self, text: str) -> None:
        self.text = text
        kept: list[str] = []
        self._origins: list[int] = []
        gap = False
        at = 0
        for cut in (*re.finditer(r"[\u2010\u00ad]\s*\n\s*|\u00ad", text), None):
            end = cut.start() if cut is not None else len(text)
            for offset in range(at, end):
                character = text[offset]
                if character.isspace():
                    gap = bool(kept)
                    continue
                if gap:
                    kept.append(" ")
                    self._origins.append(offset - 1)
                    gap = False
                kept.append(character)
                self._origins.append(offset)
            at = cut.end() if cut is not None else end
        self.folded = "".join(kept)

    def span(self, start: int, end: int) -> Span:
        """Return the span of the text that a stretch of `folded` stands for."""
        return Span(self._origins[start], self._origins[end - 1] + 1)

    def place_of(self, offset: int) -> int:
        """Return the place in `folded` at or after an offset of the text."""
        return bisect_left(self._origins, offset)

    def occurrences(self, sought: str, most: int = 1_000) -> Iterator[Span]:
        """Yield where words stand, at most `most` times; overlapping ones too."""
        at = self.folded.find(sought) if sought else -1
        while at >= 0 and most > 0:
            yield self.span(at, at + len(sought))
            most -= 1
            at = self.folded.find(sought, at + 1)


def find_quote(sought: Quote, text: Text) -> Place | Lost:
    """Return where quoted words stand in a text, or why that cannot be said."""
    if sought.spans[-1].end <= len(text.text) and words(text.text, sought.spans) == fold(sought.words):
        return Place(sought.spans, State.SAME, "the same words at the same place")
    places = list(_exact(sought, text))
    if len(places) == 1:
        return Place(places[0], State.MOVED, "the same words at another place")
    if places:
        best = by_context(sought, [quote(text.text, place) for place in places])
        if best is None:
            return Lost(f"the same words stand at {len(places)} places, and what is around them does not tell which")
        return Place(places[best], State.MOVED, "the same words at another place, told by what stands around them")
    return _fuzzy(sought, text)


def _exact(sought: Quote, text: Text) -> Iterator[Spans]:
    """Yield the places of the words; of words in several pieces, where the pieces follow each other as they did."""
    if len(sought.spans) == 1:
        yield from ((span,) for span in text.occurrences(fold(sought.words)))
        return
    gaps = [later.start - earlier.end for earlier, later in zip(sought.spans, sought.spans[1:], strict=False)]
    pieces = _pieces(sought)
    if pieces is None:
        return
    for first in text.occurrences(pieces[0]):
        found = [first]
        for piece, gap in zip(pieces[1:], gaps, strict=True):
            at = text.folded.find(piece, text.place_of(found[-1].end))
            if at < 0:
                break
            span = text.span(at, at + len(piece))
            if span.start - found[-1].end > 2 * gap + 64:
                break
            found.append(span)
        else:
            yield tuple(found)


def _pieces(sought: Quote) -> list[str] | None:
    """Cut the words where the spans were cut; None where the lengths do not tell, for white space was folded."""
    left, pieces = fold(sought.words), []
    lengths = [len(span) for span in sought.spans]
    if sum(lengths) + len(lengths) - 1 != len(left):
        return None
    for length in lengths:
        pieces.append(left[:length].strip())
        left = left[length:].lstrip()
    return pieces if all(pieces) else None


def _fuzzy(sought: Quote, text: Text) -> Place | Lost:
    """Return the one place whose words are nearly the same, with the same numbers, negations and names."""
    from rapidfuzz import fuzz

    folded = fold(sought.words)
    if len(folded) > LONGEST_FUZZY:
        return Lost("the words are not there any more, and they are too long to look for similar ones")
    width = _MOST_COMPARED // len(folded)
    low = max(0, text.place_of(sought.spans[0].start) - width // 2)
    near = text.folded[low : low + width]
    found = fuzz.partial_ratio_alignment(folded, near, score_cutoff=NEARLY) if len(folded) <= len(near) else None
    if found is None:
        where = "" if len(near) == len(text.folded) else " near their place"
        return Lost(f"neither the words nor similar ones are there any more{where}")
    start, end = _whole(text.folded, low + found.dest_start, low + found.dest_end)
    span = text.span(start, end)
    said = words(text.text, (span,))
    if (difference := differs(folded, said)) is not None:
        return Lost(f"similar words are there, “{short(said)}”, but {difference}")
    if fuzz.ratio(folded, said) < NEARLY:
        return Lost("only words that are too unlike are there")
    return Place((span,), State.CHANGED, f"the words are now “{short(said)}”")


def _whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen a stretch to whole words."""
    while start > 0 and text[start - 1].isalnum() and text[start].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


def differs(one: str, other: str) -> str | None:
    """Return in which of numbers, negations and names two wordings differ, in words; None where in none of them."""
    for what, of in (("numbers", _numbers), ("negations", _negations), ("names", _names)):
        ours, theirs = of(one), of(other)
        if ours != theirs:
            said, now = (", ".join(sorted(c.elements())) or "none" for c in (ours, theirs))
            return f"their {what} differ ({short(said)} before, {short(now)} now)"
    return None


def _numbers(text: str) -> Counter[str]:
    figures = (re.sub(r"[\u00a0\u202f,]", "", n) for n in _NUMBER.findall(text))
    return Counter([*figures, *(w for word in _parts(text) if (w := word.lower()) in _NUMERALS)])


def _negations(text: str) -> Counter[str]:
    low = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    return Counter("not" if w.endswith("n't") or w == "cannot" else w for w in low if w in _NEGATIONS or "n't" in w)


def _names(text: str) -> Counter[str]:
    found = _WORD.findall(text)
    later = [word for word in found[1:] if word[:1].isupper()]
    return Counter(later) + Counter(word for word in found[:1] if word.isupper() and len(word) > 1)


def _parts(text: str) -> list[str]:
    return [part for word in _WORD.findall(text) for part in re.split(r"[\-‐‑]", word)]


def fold(text: str) -> str:
    """Return words with single spaces between them."""
    return " ".join(text.split())


def short(text: str, longest: int = 60) -> str:
    """Return the beginning of long words."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def by_context(sought: Quote, places: Sequence[Quote]) -> int | None:
    """Return which of several places has most of what stood around the words; None where that does not tell."""
    if not (sought.before.strip() or sought.after.strip()):
        return None
    scores = [sum(_around(sought, place)) / 2 for place in places]
    order = sorted(range(len(scores)), key=lambda n: -scores[n])
    clear = len(order) == 1 or scores[order[0]] - scores[order[1]] >= MARGIN
    return order[0] if clear and scores[order[0]] >= _LEAST_CONTEXT else None


def _around(one: Quote, other: Quote) -> tuple[float, float]:
    """Return how alike, 0 to 100, what stands before two quotes is, and what stands after."""
    from rapidfuzz import fuzz

    sides = ((one.before, other.before), (one.after, other.after))
    before, after = (fuzz.ratio(_plain(was), _plain(now)) for was, now in sides)
    return before, after


def fits(one: Quote, other: Quote) -> bool:
    """Tell whether at least one side of two quotes is much the same."""
    return max(_around(one, other)) >= _LEAST_CONTEXT


def _plain(text: str) -> str:
    return fold(unicodedata.normalize("NFKC", text)).casefold()
