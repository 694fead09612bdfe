"""Places without a name in the gazetteer: what the parser calls a place, and buildings of a town named before."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace

from rashomon.extract.places_accept import PLACE_LABELS
from rashomon.extract.places_gazetteer import fold_name
from rashomon.extract.places_hints import is_state
from rashomon.extract.places_passage import Passage
from rashomon.extract.places_words import CALENDAR, FACILITIES, FACILITY_WORDS
from rashomon.records import Place, Span

UNRESOLVED = "unknown"
# How far back the town of "the city's hospital" may be named, code points.
TOWN_REACH = 500
_TOWNS = frozenset({"city", "town", "village"})
_BUILDING = re.compile(
    rf"\b(?:city|town|village)(?:['’]s)?\s+(?P<what>(?:(?:{'|'.join(sorted(FACILITY_WORDS | {'main', 'only'}))})\s+)"
    rf"{{0,2}}(?:{'|'.join(sorted(FACILITIES))}))\b"
)


def unknown_places(passage: Passage, taken: list[Span]) -> list[Place]:
    """Return what the parser calls a place and no name in `taken` lies in, without points."""
    return [unresolved(passage.text, *span) for span in _unknown(passage, taken)]


def unresolved(text: str, start: int, end: int) -> Place:
    """Return a place without a point."""
    words = text[start:end]
    return Place(words, Span(start, end), " ".join(words.split()), None, None, UNRESOLVED)


def town_buildings(passage: Passage, places: list[Place]) -> list[Place]:
    """Return the buildings that the text gives to the town it speaks of: "the city's hospital".

    The town is the last one named, where every town named shortly before is that one; else there is no place.
    """
    towns = sorted((p for p in places if p.precision in _TOWNS), key=lambda p: p.span)
    taken = sorted((p.span for p in places), key=lambda s: s.start)
    starts, ends = [s.start for s in taken], [p.span.end for p in towns]
    found: list[Place] = []
    for match in _BUILDING.finditer(passage.text):
        upto = bisect_left(ends, match.start() + 1)
        near = [p for p in towns[max(upto - 8, 0) : upto] if match.start() - p.span.end <= TOWN_REACH]
        following = bisect_left(starts, match.start())
        free = following == len(starts) or starts[following] >= match.end()
        if free and near and len({(p.name, p.country) for p in near}) == 1:
            span = Span(match.start(), match.end())
            what = " ".join(match["what"].split())
            found.append(replace(near[-1], text=match.group(), span=span, facility=what))
    return found


def _unknown(passage: Passage, taken: list[Span]) -> Iterator[tuple[int, int]]:
    """Yield what the parser calls a place and no accepted name lies in, less "the" and the possessive."""
    starts = sorted(span.start for span in taken)
    ordered = sorted(taken, key=lambda span: span.start)
    for label in passage.labels:
        if label.kind not in PLACE_LABELS:
            continue
        near = bisect_left(starts, label.start)
        if near < len(starts) and starts[near] < label.end:
            continue
        start, end = _trimmed(passage.text, label.start, label.end)
        if any(span.start < end and start < span.end for span in ordered[max(near - 1, 0) : near]):
            continue
        name = passage.text[start:end]
        if is_state(passage.text, start, end) or "\n\n" in name or fold_name(name) in CALENDAR:
            continue
        if any(c.isupper() for c in name):
            yield start, end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch without a leading "the" and a trailing possessive or punctuation."""
    if text[start : start + 4].lower() == "the ":
        start += 4
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    while end > start and not text[end - 1].isalnum():
        end -= 1
    while start < end and not text[start].isalnum():
        start += 1
    return start, end
