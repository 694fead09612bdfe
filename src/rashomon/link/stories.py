"""Whether documents, and claims of theirs, can be about one event: same event before same question."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Final

from rashomon.link.vocabulary import fold
from rashomon.records import Claim, Reading, Time

# Cosine of the names of a document and those of a story from which on it may tell of that.
_LEAST: Final = 0.08
# Cosine from which on two stories are one.
_SAME: Final = 0.3
# Names of a document by which it is looked up, and stories of a name that it is held against.
_NAMES, _RECENT = 10, 30
_NAMED: Final = frozenset({"place", "organisation", "group", "person"})
# Times long past that cannot be placed on a calendar.
_PAST: Final = re.compile(
    r"\b(?:(?:last|previous) (?:year|century|decade)|(?:years?|decades?|centuries) (?:ago|earlier))\b", re.I
)
_LOOSE: Final = re.compile(r"XXXX-\d\d-\d\d")
SMALL: Final = frozenset({"village", "town", "city", "district"})


class _Told:
    """The names of a story so far, with the square of their length kept beside them."""

    def __init__(self) -> None:
        self.names: dict[str, float] = defaultdict(float)
        self.square = 0.0

    def add(self, weights: Mapping[str, float]) -> None:
        for name, weight in weights.items():
            self.square += weight * (2 * self.names[name] + weight)
            self.names[name] += weight

    def cosine(self, weights: Mapping[str, float]) -> float:
        """Return the cosine, 0 to 1, of these names with those of a document: a vector of length 1."""
        common = sum(weight * self.names[name] for name, weight in weights.items() if name in self.names)
        return common / sqrt(self.square) if self.square else 0.0


class Stories:
    """The documents of a case, parted by what they tell of: places and people in common.

    Documents join in the order given, each the story so far that its names fit best (leader clustering), so a later one
    never changes the story of an earlier one. It is held against a bounded number of stories: the cost is near linear.
    """

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._weights = {reading.document.id: name_weights(reading) for reading in readings}
        self._published = {reading.document.id: reading.document.published for reading in readings}
        self._date = {reading.document.id: _main_date(reading) for reading in readings}
        self._year = {reading.document.id: _main_year(reading) for reading in readings}
        self._root: dict[str, str] = {}
        told: dict[str, _Told] = defaultdict(_Told)
        holders: dict[str, dict[str, None]] = defaultdict(dict)
        for name, weights in self._weights.items():
            best = sorted(weights, key=lambda w: (-weights[w], w))[:_NAMES]
            near = dict.fromkeys(story for word in best for story in list(holders[word])[-_RECENT:])
            if not weights and told:  # it may be of any story: of the first
                near = dict.fromkeys([next(iter(told))])
            alike = {story: told[story].cosine(weights) for story in near}
            likely = max(alike, key=lambda story: alike[story], default=name)
            story = likely if likely in alike and (not weights or alike[likely] >= _LEAST) else name
            self._root[name] = story
            told[story].add(weights)
            for word in best:
                holders[word][story] = None
        merged = _merged(told)
        self._root = {name: merged[story] for name, story in self._root.items()}

    def of(self, claim: Claim) -> tuple[str, str]:
        """Return the story a claim belongs to: that of its document, or another year's that it looks back on."""
        return self._root[claim.document], self._background(claim)

    def day(self, claim: Claim) -> date | None:
        """Return the day of a claim's document."""
        return self._published[claim.document]

    def _background(self, claim: Claim) -> str:
        """Return the year that a claim looks back on; empty when it speaks of its document's own time."""
        main = self._year[claim.document]
        years = {t.start.year for t in claim.times if t.start is not None and t.end is not None and _when(claim, t)}
        if years:
            return "" if main is not None and main in years else str(min(years))
        dates = {day for day in map(_loose_date, claim.times) if day}
        if dates and self._date[claim.document] not in dates:
            return min(dates)
        return "past" if _PAST.search(claim.text) else ""


def name_weights(reading: Reading) -> Mapping[str, float]:
    """Return the weight of each name in a document; a country is no mark of an event."""
    countries = {fold(place.name) for place in reading.places if place.precision == "country"}
    counts = Counter(fold(place.name) for place in reading.places if place.latitude is not None)
    counts.update(fold(m.entity) for m in reading.mentions if m.kind in _NAMED and m.entity[:1].isupper())
    for name in countries & counts.keys():
        del counts[name]
    total = sqrt(sum(counts.values())) or 1.0
    return {name: sqrt(count) / total for name, count in counts.items()}


def _merged(told: Mapping[str, _Told]) -> Mapping[str, str]:
    """Return for each story the first one whose names are much the same: both began before that was clear."""
    kept: dict[str, _Told] = defaultdict(_Told)
    holders: dict[str, dict[str, None]] = defaultdict(dict)
    root: dict[str, str] = {}
    for story, so_far in told.items():
        weights = so_far.names
        best = sorted(weights, key=lambda w: (-weights[w], w))[:_NAMES]
        near = dict.fromkeys(other for word in best for other in list(holders[word])[-_RECENT:])
        length = sqrt(so_far.square) or 1.0
        unit = {name: value / length for name, value in weights.items()}
        first = next((other for other in near if kept[other].cosine(unit) >= _SAME), story)
        root[story] = first
        kept[first].add(weights)
        for word in best:
            holders[word][first] = None
    return root


def _main_year(reading: Reading) -> int | None:
    if reading.document.published is not None:
        return reading.document.published.year
    return max((t.start.year for t in reading.times if t.start is not None and t.precision == "day"), default=None)


def _main_date(reading: Reading) -> str:
    """Return the day without a year that a document without a date gives most often."""
    dates = Counter(day for day in map(_loose_date, reading.times) if day)
    return max(sorted(dates), key=lambda day: dates[day], default="")


def _loose_date(time: Time) -> str:
    """Return "XXXX-04-20" of a day whose year is not known, else nothing."""
    return time.value[:10] if time.start is None and _LOOSE.match(time.value) else ""


def _when(claim: Claim, time: Time) -> bool:
    """Tell a time that says when ("in 2009") from one that belongs to a thing ("the tsunami of 2004")."""
    before, found, after = claim.text.partition(time.text)
    if time.precision == "day" or not found:
        return True
    return bool(re.search(r"(?:\A|\b(?:by|during|in|on|since)(?: \w+)?)\s*\Z", before, re.IGNORECASE)) and not re.match(
        r"\s+[a-z]+(?:quake|nami|war|crisis)", after
    )
