"""What a document's names say together: which countries it speaks of, and near which places it is."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice

from rashomon.extract.places_candidates import Match
from rashomon.extract.places_gazetteer import Entry, Gazetteer
from rashomon.extract.places_passage import Passage
from rashomon.extract.places_rank import CITY, EVERYWHERE, TRUSTED_POPULATION, Evidence

# What a mention of each kind weighs: a country's name, a word such as "Salvadoran", a place in the country.
NAMED, DEMONYM, INSIDE = 1.0, 0.7, 0.5
# What the place of writing weighs, and how near the beginning it is looked for, code points.
DATELINE, DATELINE_REACH = 3.0, 400
_DATELINE = re.compile(
    r"(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?| \([A-Z][\w.]+\))?"
    r"(?:,? \d{1,2} [A-Z][A-Za-z]{2}|,? [A-Z][a-z]{2,8}\.? \d{1,2}\b| ?\([A-Z]{2,}| ?[–—]| -- ?| - )"
)
# A name counts this many times at most: a report on one town is not only about that.
MAX_COUNT = 5
# What is spoken of this near a name, in code points, speaks for it more than the rest.
LOCAL_REACH = 150
# The first places of a text speak for the others, this many at most.
MAX_ANCHORS = 25


def opens_report(text: str, match: Match) -> bool:
    """Tell whether the name opens the report as its place of writing: "LIMA, 9 FEB 90", "TURNBERRY (AP)"."""
    return match.start < DATELINE_REACH and bool(_DATELINE.match(text, match.end))


def spoken_of(passage: Passage, matches: list[Match], gazetteer: Gazetteer) -> dict[str, float]:
    """Return how much a text speaks of each country, by their names, words such as "Salvadoran", and the dateline."""
    counts: dict[str, float] = defaultdict(float)
    for country, count in Counter(filter(None, map(_unmistakable, matches))).items():
        counts[country] += INSIDE * min(count, MAX_COUNT)
    for match in matches:
        for reading in match.readings:
            if reading.kind == "country" and reading.own and not reading.common:
                counts[reading.country] += NAMED
        if match.readings and opens_report(passage.text, match):
            towns = [r for r in match.readings if r.own and not r.common and r.kind == "settlement"]
            if any(town.capital or town.population >= TRUSTED_POPULATION for town in towns):
                counts[next((r for r in towns if r.capital), towns[0]).country] += DATELINE
    for _, country in demonyms(passage, gazetteer):
        counts[country] += DEMONYM
    return counts


def _unmistakable(match: Match) -> str | None:
    """Return the country of a city that has no namesake elsewhere, or of a capital; reports need not say the country.

    "RADIO VENCEREMOS" never says El Salvador, but San Salvador and Soyapango.
    """
    own = [r for r in match.readings if r.own]
    if not own or any(r.common for r in match.readings) or any(r.kind == "country" for r in own):
        return None
    if all(r.kind != "settlement" or r.country in EVERYWHERE for r in own):
        return None
    capital = next((r.country for r in own if r.capital and r.population >= CITY), None)
    alone = len({r.country for r in own}) == 1 and max(r.population for r in own) >= CITY
    return capital or (own[0].country if alone else None)


def shares(counts: Mapping[str, float]) -> dict[str, float]:
    """Return each count's share of the sum, 0 to 1."""
    total = sum(counts.values())
    return {country: count / total for country, count in counts.items()}


def demonyms(passage: Passage, gazetteer: Gazetteer) -> Iterator[tuple[int, str]]:
    """Yield (offset, country code) of words for people and things of a country, also of pairs: "Costa Rican"."""
    known = gazetteer.demonyms
    for index, word in enumerate(passage.words):
        if not word.text[0].isupper():
            continue
        small = word.text.lower()
        pair = f"{passage.words[index - 1].text.lower()} {small}" if index and passage.near(index - 1) else small
        if country := known.get(pair) or known.get(small):
            yield word.start, country


class Survey:
    """Counts over the accepted names of a document; no name speaks for itself.

    Args:
        passage, matches: the text and the runs the gazetteer knows.
        names: folded name of each accepted match, by index.
    """

    def __init__(self, passage: Passage, matches: list[Match], names: dict[int, str], gazetteer: Gazetteer) -> None:
        self._names = names
        self._matches = matches
        self._text = passage.text
        self._weights: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))  # by name, by country
        self._settled: dict[int, Entry] = {}
        self._groups: dict[int, list[int]] = {}
        self._anchors: dict[str, Entry] = {}
        self._kinds: dict[int, tuple[str, str]] = {}
        self._spoken: list[tuple[int, str, str]] = []  # offset, country, the name that says so
        counts = Counter(names.values())
        for index, name in names.items():
            for reading in matches[index].readings:
                if reading.kind == "country" and reading.own:
                    self._weights[name][reading.country] = NAMED * min(counts[name], MAX_COUNT)
                    self._spoken.append((matches[index].start, reading.country, name))
        self._add_demonyms(passage, gazetteer)
        self._total: dict[str, float] = defaultdict(float)
        self._sum()

    def _add_demonyms(self, passage: Passage, gazetteer: Gazetteer) -> None:
        found = list(demonyms(passage, gazetteer))
        self._spoken.extend((offset, country, "") for offset, country in found)
        self._spoken.sort()
        for country, count in Counter(country for _, country in found).items():
            self._weights[f"of {country}"][country] = DEMONYM * min(count, MAX_COUNT)

    def _sum(self) -> None:
        self._total = defaultdict(float)
        for weights in self._weights.values():
            for country, weight in weights.items():
                self._total[country] += weight

    def settle(self, index: int, entry: Entry) -> None:
        """Take the name at `index` to be `entry`, until something else is said; `close` must follow."""
        self._settled[index] = entry

    def close(self, groups: list[list[int]]) -> None:
        """Let the settled names speak for the others.

        Args:
            groups: indices of the names that stand in one list.
        """
        for index, entry in self._settled.items():
            name = self._names[index]
            self._kinds[index] = (entry.kind, entry.country)
            # A capital mostly stands for its government, and says nothing about where things happened.
            if entry.kind != "country" and not entry.capital:
                self._anchors.setdefault(name, entry)
            # A small place in a country that is not spoken of is a doubtful witness for that country.
            if entry.kind != "country" and (entry.country in self._total or entry.population >= CITY):
                before = self._weights[name][entry.country]
                self._weights[name][entry.country] = min(before + INSIDE, INSIDE * MAX_COUNT)
            if opens_report(self._text, self._matches[index]):
                self._weights["dateline"][entry.country] = DATELINE
        self._groups = {index: group for group in groups for index in group}
        self._sum()

    def evidence(self, index: int) -> Evidence:
        """Return what the other names of the document say about the one at `index`."""
        name = self._names[index]
        own = self._weights.get(name, {})
        left = {country: weight - own.get(country, 0.0) for country, weight in self._total.items()}
        rest = {country: weight for country, weight in left.items() if weight > 1e-9}
        anchors = islice((entry for other, entry in self._anchors.items() if other != name), MAX_ANCHORS)
        listed = (self._kinds[i] for i in self._groups.get(index, ()) if i in self._kinds and self._names[i] != name)
        return Evidence(shares(rest), tuple(anchors), tuple(listed), self._near(index, name))

    def _near(self, index: int, name: str) -> frozenset[str]:
        """Return the countries spoken of shortly before or after the name at `index`."""
        start, end = self._matches[index].start, self._matches[index].end
        low = bisect_left(self._spoken, (start - LOCAL_REACH, "", ""))
        high = bisect_left(self._spoken, (end + LOCAL_REACH, "", ""))
        return frozenset(c for _, c, by in self._spoken[low : min(high, low + MAX_ANCHORS)] if by != name)
