"""Counts that answer one question only in part: of another year, another place, another size, another quake."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final, TypeAlias

from rashomon.link.slots_base import NAME, SETTLEMENT, Slot, around
from rashomon.link.stories import SMALL, Stories
from rashomon.link.vocabulary import vocabulary
from rashomon.records import Claim, Quantity

Member: TypeAlias = tuple[Claim, Quantity]
Members: TypeAlias = dict[Slot, list[Member]]
# The time and place of a part, its place among the sizes there, and its name, by which its id differs from the whole's.
Part: TypeAlias = tuple[str, str, int, str]

# Counts more than this many times apart are taken to be of different events.
_LEAP: Final = 100
# Agencies measure one quake this far apart; a quake and its aftershocks lie further apart than that.
_ONE_QUAKE: Final = 0.31
# Counts that are given for the whole and for its parts.
TOLLS: Final = frozenset(
    {"killing", "injury", "serious_injury", "slight_injury", "loss", "destruction", "displacement"}
)
_THE_PLACE: Final = re.compile(
    rf"\A[^.;:]{{0,40}}?\bin\s+(?:the|this|that|his|their)\s+(?P<what>{SETTLEMENT})\b(?!\s+of\b)"
)
_IN: Final = re.compile(rf"\b[Ii]n\s+(?:the\s+|neighbou?ring\s+|nearby\s+)*(?P<name>{NAME})")
_OFF: Final = re.compile(
    rf"\b(?:off|near)\s+(?:the\s+)?(?:(?:city|coast|island|shores?|tip|town)\s+of\s+)?(?P<name>{NAME})"
)
_DAY: Final = re.compile(r"XXXX-\d\d-\d\d")
_ASIDE: Final = re.compile(r",\s+(?:which|where|who|whose)\b", re.IGNORECASE)
_CALENDAR: Final = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|spring|summer|autumn|winter",
    re.IGNORECASE,
)


def parted(slots: Members, claims: Sequence[Claim], stories: Stories) -> Iterator[tuple[Part, Slot, list[Member]]]:
    """Yield each slot, parted by year and place and where the numbers leap: a dozen dead and two million are two tolls.

    The name of a part is empty for the first, so that the id of a question without parts is that of its slot.
    """
    own = _own_day(claims)
    for slot, members in slots.items():
        told: dict[tuple[str, str], list[Member]] = defaultdict(list)
        dated = _dated(slot, members, stories, own)
        for (claim, quantity), time in zip(members, dated, strict=True):
            told[time, _where(slot, claim, quantity)].append((claim, quantity))
        for number, (part, group) in enumerate(told.items()):
            name = " ".join(part) if number else ""
            sizes = _by_quake(slot, group) if slot.unit == "magnitude" else _by_size(group)
            for leap, sized in enumerate(sizes):
                yield (*part, leap, f"{name} {leap}" if leap else name), slot, sized


def _own_day(claims: Sequence[Claim]) -> str:
    """Return the day without a year that by far the most documents of a story name: its own, and not another's."""
    named = {(claim.document, t.value[:10]) for claim in claims for t in claim.times if _DAY.match(t.value)}
    (best, most), (_, second) = [*Counter(day for _, day in sorted(named)).most_common(2), ("", 0), ("", 0)][:2]
    return best if most > 1 and most >= 2 * second else ""


def _time(claim: Claim, quantity: Quantity, stories: Stories, own: str) -> str:
    """Return the time that an amount looks back on: not that of an aside after it, nor the story's own day."""
    time = stories.of(claim)[1]
    if time == own:
        return ""
    if time.isdigit():
        after = around(claim, quantity)[1]
        said = [t for t in claim.times if t.start is not None and str(t.start.year) == time]
        if said and all(_ASIDE.search(after.partition(t.text)[0]) and t.text in after for t in said):
            return ""
    return time


def _dated(slot: Slot, members: Sequence[Member], stories: Stories, own: str) -> list[str]:
    """Return the time that each claim looks back on; a quake "last year" is the one that others date, at its place."""
    times = [_time(claim, quantity, stories, own) for claim, quantity in members]
    if slot.unit != "magnitude":
        return times
    places = [found["name"] if (found := _OFF.search(claim.text)) else "" for claim, _ in members]
    years: dict[str, set[str]] = defaultdict(set)
    for place, time in zip(places, times, strict=True):
        if place and time.isdigit():
            years[place].add(time)
    return [
        next(iter(years[place])) if time == "past" and len(years.get(place, ())) == 1 else time
        for place, time in zip(places, times, strict=True)
    ]


def _where(slot: Slot, claim: Claim, quantity: Quantity) -> str:
    """Return the settlement or district whose toll a claim gives: it is no toll of the whole."""
    if slot.event not in TOLLS:
        return ""
    before, after = around(claim, quantity)
    small = [p for p in claim.places if p.latitude is not None and p.precision in SMALL]
    known = next((p.name for p in small if _happens_at(claim, quantity, p.text, before, after)), "")
    if known or claim.text.isupper():
        return known
    there = _THE_PLACE.match(after)
    if there is not None:
        return f"the {there['what']}"
    large = {p.text for p in claim.places if p.precision not in SMALL}
    for stretch in (re.split(r"[;:.]|\band\b", after)[0], before):
        for found in _IN.finditer(stretch):
            name = " ".join(found["name"].split())
            if name not in large and not _CALENDAR.match(name) and _is_place(stretch[found.end() :]):
                return name
    return ""


def _happens_at(claim: Claim, quantity: Quantity, place: str, before: str, after: str) -> bool:
    """Tell whether a place is where what is counted happened, and not just a place of the sentence.

    "Rocked Northville, killing four" counts those killed by all of it; "killed four in Northville", "in Northville
    four were killed" count those of the town.
    """
    named = rf"\b(?:in|at|from|near)\s+(?:\w+\s+){{0,3}}?{re.escape(place)}\b"
    if re.match(rf"[^,;:]{{0,60}}?{named}", after, re.IGNORECASE):
        return True
    opening = before.rpartition(";")[2]
    if re.match(rf"\W*(?:\w+\s+){{0,2}}?{named}[^,]{{0,40}},?\s*(?:[\w'’-]+\s+){{0,3}}\Z", opening, re.IGNORECASE):
        return True
    kind = vocabulary().event_of.get(quantity.event or "", quantity.event)
    return any(
        place in phrase
        for event in claim.events
        if (vocabulary().event_of.get(event.lemma, event.lemma)) == kind
        for phrase in event.where
    )


def _is_place(after: str) -> bool:
    """Tell a place that a count is of by what follows its name: "in Northville, the capital of", "in Vale district"."""
    return bool(
        re.match(
            rf"\s+{SETTLEMENT}\b|,\s+(?:the|a)\s+(?:[\w-]+\s+){{0,4}}(?:capital|{SETTLEMENT}|centre|center)\b", after
        )
    )


def _by_size(members: Sequence[Member]) -> list[list[Member]]:
    parts: list[list[Member]] = []
    highest = 0.0
    for claim, quantity in sorted(members, key=lambda member: member[1].low or 0):
        if not parts or (highest >= 1 and (quantity.low or 0) > _LEAP * highest):
            parts.append([])
        parts[-1].append((claim, quantity))
        highest = max(highest, quantity.low or 0, quantity.high or 0)
    return parts


def _by_quake(slot: Slot, members: Sequence[Member]) -> list[list[Member]]:
    """Return the magnitudes of each quake: those close to each other that no claim tells apart ("7.6 and 7.5")."""
    groups: dict[float, set[float]] = {}
    told: dict[str, set[float]] = defaultdict(set)
    for claim, quantity in members:
        value = quantity.low or 0.0
        groups.setdefault(value, {value})
        told[claim.id].add(value)
    slack = 0.0 if slot.thing.restricted else _ONE_QUAKE
    for a, b in sorted(combinations(sorted(groups), 2), key=lambda pair: pair[1] - pair[0]):
        both = groups[a] | groups[b]
        if max(both) - min(both) <= slack and not any(len(both & values) > 1 for values in told.values()):
            for value in both:
                groups[value] = both
    parts: dict[frozenset[float], list[Member]] = defaultdict(list)
    for claim, quantity in members:
        parts[frozenset(groups[quantity.low or 0.0])].append((claim, quantity))
    return list(parts.values())
