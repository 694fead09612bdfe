"""Places named in a text, with a point where the gazetteer is sure enough of one.

A name becomes a place on the parser's word (GPE, LOC, FAC), on a preposition's ("in Raqqa"), or by being large and
unmistakable. A name that the parser calls a place and the gazetteer does not know is kept without a point: no point is
better than a wrong one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from typing import Any

from rashomon.extract.places_candidates import Label, Labels, Match, Word, find_matches, is_upper, split_words
from rashomon.extract.places_gazetteer import Entry, Gazetteer, fold_name
from rashomon.extract.places_rank import CITY, TRUSTED_POPULATION, Hints, precision, rank, trusted
from rashomon.extract.places_words import (
    CALENDAR,
    MODIFIERS,
    REGION_AFTER,
    REGION_BEFORE,
    STATES,
    STRONG_PREPOSITIONS,
    TITLES,
    VAST,
    WEAK_PREPOSITIONS,
)
from rashomon.records import Place, Span

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
MAX_OTHERS = 3
# A city this large is meant even where the country after it is another one, as in a list: "Cairo, Syria and Iraq".
WORLD_CITY = 1_000_000
UNRESOLVED = "unknown"


@dataclass(frozen=True, slots=True)
class _Text:
    """A text with its words and labels."""

    text: str
    words: list[Word]
    labels: Labels
    upper: bool

    def before(self, match: Match) -> str:
        """Return the word before the match, small, when only white space or "the" stands between; else ""."""
        index = match.first - 1
        if index >= 0 and self.words[index].text.lower() == "the" and self._near(index):
            index -= 1
        return self.words[index].text.lower() if index >= 0 and self._near(index) else ""

    def after(self, match: Match) -> str:
        """Return the word after the match as written, when only white space stands between; else ""."""
        index = match.last + 1
        return self.words[index].text if index < len(self.words) and self._near(match.last) else ""

    def _near(self, index: int) -> bool:
        """Tell whether only a little white space lies between the words `index` and `index + 1`."""
        if index + 1 >= len(self.words):
            return False
        gap = self.text[self.words[index].end : self.words[index + 1].start]
        return len(gap) <= 4 and not gap.strip() and bool(gap)

    def opens_sentence(self, match: Match) -> bool:
        """Tell whether the match stands where any word would have a capital."""
        left = self.text[max(match.start - 4, 0) : match.start].rstrip(" \t\"'“‘(")
        return not left or left[-1] in ".!?\n:"


def find_places(doc: Any, *, gazetteer: Gazetteer) -> list[Place]:
    """Return the places named in a parsed text, in the order of the text; they do not overlap.

    Args:
        doc: a spaCy `Doc` with named entities; spans are offsets in `doc.text`.
        gazetteer: where names are looked up.

    Returns:
        Places; `latitude` and `longitude` are None and `precision` is "unknown" for those without a sure point.
    """
    written: str = doc.text  # spaCy joins the tokens anew at every look
    words = split_words(written)
    text = _Text(written, words, Labels(doc), is_upper(words))
    matches = list(find_matches(written, words, gazetteer, upper=text.upper))
    votes = _votes(text, matches)
    accepted: list[Match] = []
    for match in matches:
        if _accepted(text, match, votes) or (accepted and _listed(text, accepted[-1], match)):
            accepted.append(match)
    places = _resolve(text, accepted)
    taken = [p.span for p in places]
    places += [_unresolved(written, *span) for span in _unknown(text, taken)]
    return sorted(places, key=lambda place: place.span)


def _votes(text: _Text, matches: list[Match]) -> Counter[str]:
    """Count, per name, how often the parser calls it a place less how often it calls it something else."""
    votes: Counter[str] = Counter()
    for match in matches:
        for label in text.labels.over(match.start, match.end):
            votes[fold_name(text.text[match.start : match.end])] += 1 if label.kind in PLACE_LABELS else -1
    return votes


def _accepted(text: _Text, match: Match, votes: Counter[str]) -> bool:
    """Decide whether a run of words that the gazetteer knows is used as the name of a place."""
    labels = text.labels.over(match.start, match.end)
    kinds = {label.kind for label in labels}
    name = fold_name(text.text[match.start : match.end])
    before = text.before(match)
    titled = not text.upper and before in TITLES and text.words[match.first - 1].text[0].isupper()
    if (
        titled
        or name in VAST
        or _state(text.text, match.start, match.end)
        or any(not _covers(text, match, label) for label in labels)
    ):
        return False
    if kinds and kinds <= PLACE_LABELS:
        return True
    if name in CALENDAR or "NORP" in kinds:
        return False
    if match.abbreviation:
        return not text.upper or before == "the"
    if not text.upper and _goes_on(text, match, text.after(match)):
        return False
    return _by_context(text, match, before, vote=votes.get(name, -1), labelled=bool(kinds))


def _listed(text: _Text, previous: Match, match: Match) -> bool:
    """Tell whether a name is joined by "and" to one that is a place: "Donbas and Tigray"."""
    joined = text.text[previous.end : match.start].strip() == "and" and match.start - previous.end < 8
    large = any(r.own and not r.common and (r.kind != "settlement" or r.population >= CITY) for r in match.readings)
    return joined and large and all(_covers(text, match, label) for label in text.labels.over(match.start, match.end))


def _by_context(text: _Text, match: Match, before: str, *, vote: int, labelled: bool) -> bool:
    """Decide about a name that the parser does not call a place, by the words around it and its size."""
    own = [r for r in match.readings if r.own]
    common = any(r.common for r in match.readings)
    largest = max((r.population for r in match.readings), default=0)
    country = any(r.kind == "country" for r in own)
    if before in STRONG_PREPOSITIONS:
        plain = not text.upper and text.words[match.first - 1].text.lower() == before
        return not common or (plain and (country or largest >= TRUSTED_POPULATION))
    if common:
        return False
    if before in WEAK_PREPOSITIONS:
        return country or largest >= TRUSTED_POPULATION
    if vote >= 0:
        return True
    if labelled:
        return False
    return country or (not text.opens_sentence(match) and any(r.population >= CITY for r in own))


def _covers(text: _Text, match: Match, label: Label) -> bool:
    """Tell whether the match is all that the label names, but for words that leave it the same place.

    "northern Syria" is covered by "Syria" and "Raqqa, Syria" by "Raqqa"; "Aleppo Hospital" is not by "Aleppo".
    """
    for word in text.words[max(match.first - 12, 0) : match.last + 13]:
        if label.start <= word.start < label.end and not match.start <= word.start < match.end:
            beside = text.text[min(word.end, match.end) : max(word.start, match.start)]
            plain = word.text.lower() in MODIFIERS or word.text in {"s", "S"} or not word.text[0].isupper()
            if not plain and not (label.kind in PLACE_LABELS and ("," in beside or "-" in beside or "/" in beside)):
                return False
    return label.end - label.start < 200


def _goes_on(text: _Text, match: Match, after: str) -> bool:
    """Tell whether a capitalised neighbour makes the name part of a longer one: "Jordan Peterson", "BBC Syria Desk"."""
    if after and after[0].isupper() and after.lower() not in MODIFIERS:
        return True
    index = match.first - 1
    if index < 0 or text.opens_sentence(match):
        return False
    word = text.words[index]
    gap = text.text[word.end : match.start]
    if gap.strip() or not gap or not word.text[0].isupper():
        return False
    known = STRONG_PREPOSITIONS | WEAK_PREPOSITIONS | MODIFIERS
    return word.text.lower() not in known and not any(
        label.kind in PLACE_LABELS for label in text.labels.over(word.start, word.end)
    )


def _resolve(text: _Text, matches: list[Match]) -> list[Place]:
    """Give each accepted name its place: first by itself, then in the light of the other names' countries."""
    hints, forced = _hints(text, matches)
    names = [fold_name(text.text[m.start : m.end]) for m in matches]
    spoken = {
        name: {r.country for r in m.readings if r.kind == "country"} for name, m in zip(names, matches, strict=True)
    }
    named = Counter(country for countries in spoken.values() for country in countries)
    for index, (name, match) in enumerate(zip(names, matches, strict=True)):
        context = {c for c, count in named.items() if count > (c in spoken[name])}
        order = _order(match, hints[index], context)
        if order and order[0].kind != "country" and trusted(order[0], hints=hints[index], context=context):
            spoken[name] = spoken[name] | {order[0].country}
    named = Counter(country for countries in spoken.values() for country in countries)
    places = []
    for index, (name, match) in enumerate(zip(names, matches, strict=True)):
        context = {c for c, count in named.items() if count > (c in spoken[name])}
        labelled = bool(text.labels.over(match.start, match.end))
        place = _place(text.text, match, hints[index], context, forced=forced.get(index))
        if place.latitude is not None or labelled:
            places.append(place)
    return places


def _hints(text: _Text, matches: list[Match]) -> tuple[list[Hints], dict[int, Entry]]:
    """Read the words around each name; also return the readings that a name after another one must have.

    In "Atlanta, Georgia" the second name settles the first and is settled by it: it is the state that has an Atlanta.
    """
    hints: list[Hints] = []
    forced: dict[int, Entry] = {}
    for index, match in enumerate(matches):
        region = text.after(match).lower() in REGION_AFTER or _region_before(text, match)
        country = admin = None
        following = matches[index + 1] if index + 1 < len(matches) else None
        towns = [r for r in match.readings if r.kind != "country"]
        if following and _comma(text.text[match.end : following.start]):
            pairs = [
                (r.population, -r.id, parent)
                for r in towns
                for parent in following.readings
                if parent.kind != "settlement"
                and parent.country == r.country
                and parent.admin in {"", r.admin}
                and parent.id != r.id
            ]
            parents = [p for p in following.readings if p.kind != "settlement"]
            if pairs:
                parent = max(pairs, key=lambda pair: pair[:2])[2]
                forced[index + 1] = parent
                country, admin = parent.country, parent.admin or None
            elif parents:
                country, admin = parents[0].country, parents[0].admin or None
        elif (state := _state_after(text.text, match.end)) and any(
            r.admin == state and r.country == "US" for r in towns
        ):
            country, admin = "US", state
        hints.append(Hints(country=country, admin=admin, region=region))
    return hints, forced


def _comma(gap: str) -> bool:
    return gap.strip() == "," and len(gap) <= 4


def _state_after(text: str, end: int) -> str | None:
    """Return the code of a US state abbreviated after a comma at `end`, or None."""
    if not text.startswith(", ", end):
        return None
    word = re.split(r"\s", text[end + 2 : end + 8], maxsplit=1)[0].rstrip(",;:)")
    return STATES.get(word) or STATES.get(word.rstrip("."))


def _state(text: str, start: int, end: int) -> bool:
    """Tell whether the stretch is a US state's abbreviation after a town: "Ore." in "Portland, Ore."."""
    short = text[start:end] in STATES or f"{text[start:end]}." in STATES
    return short and text[max(start - 3, 0) : start].rstrip().endswith(",")


def _region_before(text: _Text, match: Match) -> bool:
    """Tell whether the words before the name call it a region: "the province of Idlib", "rural Idlib"."""
    before = text.before(match)
    if before == "of":
        index = match.first - 1 - (text.words[match.first - 1].text.lower() == "the")
        return index > 0 and text.words[index - 1].text.lower() in REGION_AFTER
    return before in REGION_BEFORE


def _order(match: Match, hints: Hints, context: Set[str]) -> list[Entry]:
    """Return the readings in order; a country named after it may be left aside for a country, region or world city."""
    order = rank(match.readings, hints=hints, context=context)
    if not order and hints.country:
        free = rank(match.readings, hints=Hints(region=hints.region), context=context)
        if free and (free[0].kind != "settlement" or free[0].population >= WORLD_CITY):
            return free
    return order


def _place(text: str, match: Match, hints: Hints, context: Set[str], *, forced: Entry | None) -> Place:
    """Return the place of an accepted name, without a point where no reading can be trusted."""
    order = _order(match, hints, context)
    chosen = forced or (order[0] if order and trusted(order[0], hints=hints, context=context) else None)
    rest = [r.label for r in (order or match.readings) if r is not chosen]
    others = tuple(label for label in dict.fromkeys(rest) if chosen is None or label != chosen.label)[:MAX_OTHERS]
    words = text[match.start : match.end]
    if chosen is None:
        return replace(_unresolved(text, match.start, match.end), others=others)
    return Place(
        text=words,
        span=Span(match.start, match.end),
        name=chosen.name,
        latitude=chosen.latitude,
        longitude=chosen.longitude,
        precision=precision(chosen, hints),
        country=chosen.country,
        others=others,
    )


def _unknown(text: _Text, taken: list[Span]) -> Iterator[tuple[int, int]]:
    """Yield what the parser calls a place and no accepted name lies in, less "the" and the possessive."""
    starts = sorted(span.start for span in taken)
    for label in text.labels:
        if label.kind not in PLACE_LABELS:
            continue
        near = bisect_left(starts, label.start)
        if near < len(starts) and starts[near] < label.end:
            continue
        start, end = _trimmed(text.text, label.start, label.end)
        if any(span.start < end and start < span.end for span in taken[max(near - 1, 0) : near]):
            continue
        name = text.text[start:end]
        if _state(text.text, start, end) or "\n\n" in name or fold_name(name) in CALENDAR:
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


def _unresolved(text: str, start: int, end: int) -> Place:
    """Return a place without a point."""
    words = text[start:end]
    return Place(words, Span(start, end), " ".join(words.split()), None, None, UNRESOLVED)
