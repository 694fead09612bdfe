"""Whether documents, and claims of theirs, can be about one event: same event before same question."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from math import sqrt
from typing import Final

from rashomon.link.vocabulary import fold
from rashomon.records import Claim, Place, Reading, Time

# Cosine of the names in two documents from which on they may tell of one event.
_LEAST: Final = 0.12
# Names of a document by which it is looked up, and documents of a name that it is held against.
_NAMES, _RECENT = 10, 30
_NAMED: Final = frozenset({"place", "organisation", "group", "person"})
# Times long past that cannot be placed on a calendar.
_PAST: Final = re.compile(
    r"\b(?:(?:last|previous) (?:year|century|decade)|(?:years?|decades?|centuries) (?:ago|earlier))\b", re.I
)
_LOOSE: Final = re.compile(r"XXXX-\d\d-\d\d")
SMALL: Final = frozenset({"village", "town", "city", "district"})
# Places this far apart, in degrees of latitude or longitude, are two.
_DEGREES: Final = 0.3
# Dates this many days apart are two.
_DAYS: Final = 2


class Stories:
    """The documents of a case, parted by what they tell of: places and people in common.

    A document is held against a bounded number of others that share a name with it, so the cost is near linear.
    """

    def __init__(self, readings: Sequence[Reading]) -> None:
        self._weights = {reading.document.id: _weights(reading) for reading in readings}
        self._published = {reading.document.id: reading.document.published for reading in readings}
        self._date = {reading.document.id: _main_date(reading) for reading in readings}
        self._year = {reading.document.id: _main_year(reading) for reading in readings}
        self._root: dict[str, str] = {}
        holders: dict[str, list[str]] = defaultdict(list)
        for name, weights in self._weights.items():
            self._root[name] = name
            best = sorted(weights, key=lambda w: (-weights[w], w))[:_NAMES]
            near = dict.fromkeys(other for word in best for other in holders[word][-_RECENT:])
            if not weights:  # it may be of any story: of the first
                near = dict.fromkeys([next(iter(self._root))])
            for other in near:
                if self.related(name, other):
                    first, second = self._find(other), self._find(name)
                    self._root[second] = first
            for word in best:
                holders[word].append(name)

    def _find(self, name: str) -> str:
        while self._root[name] != name:
            self._root[name] = self._root[self._root[name]]
            name = self._root[name]
        return name

    def of(self, claim: Claim) -> tuple[str, str]:
        """Return the story a claim belongs to: that of its document, or another year's that it looks back on."""
        return self._find(claim.document), self._background(claim)

    def day(self, claim: Claim) -> date | None:
        """Return the day of a claim's document."""
        return self._published[claim.document]

    def related(self, a: str, b: str) -> bool:
        """Tell whether two documents may tell of one event; one without names may be of any."""
        one, two = self._weights[a], self._weights[b]
        if not one or not two:
            return True
        return sum(weight * two[name] for name, weight in one.items() if name in two) >= _LEAST

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


def _weights(reading: Reading) -> Mapping[str, float]:
    counts = Counter(fold(place.name) for place in reading.places if place.latitude is not None)
    counts.update(fold(m.entity) for m in reading.mentions if m.kind in _NAMED and m.entity[:1].isupper())
    total = sqrt(sum(counts.values())) or 1.0
    return {name: sqrt(count) / total for name, count in counts.items()}


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


def apart(a: Claim, b: Claim) -> bool:
    """Tell whether two claims about one kind of happening give days or settlements that cannot be the same."""
    return times_apart(a, b) or places_apart(a, b)


def times_apart(a: Claim, b: Claim) -> bool:
    """Tell whether both claims give days, and none of the one is near any of the other."""
    ours, theirs = _days(a), _days(b)
    return bool(ours and theirs) and all(max(0, x[0] - y[1], y[0] - x[1]) > _DAYS for x in ours for y in theirs)


def _days(claim: Claim) -> Sequence[tuple[int, int]]:
    return [(t.start.toordinal(), t.end.toordinal()) for t in claim.times if t.start is not None and t.end is not None]


def places_apart(a: Claim, b: Claim) -> bool:
    """Tell whether both claims name settlements or districts, and none of the one is near any of the other."""
    ours, theirs = _settlements(a), _settlements(b)
    return bool(ours and theirs) and not any(_near(x, y) for x in ours for y in theirs)


def _settlements(claim: Claim) -> Sequence[Place]:
    return [p for p in claim.places if p.latitude is not None and p.precision in SMALL]


def _near(a: Place, b: Place) -> bool:
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return True
    return abs(a.latitude - b.latitude) < _DEGREES and abs(a.longitude - b.longitude) < _DEGREES
