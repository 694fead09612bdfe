"""Lengths, durations and magnitudes: how far, how deep, how long, how strong."""

from __future__ import annotations

import re
from typing import Final

from rashomon.link.slots_base import NAME, Slot, Slots, around, times
from rashomon.link.vocabulary import Counted, counted, vocabulary
from rashomon.records import Claim, Quantity

# Lengths are held against each other in kilometres, and durations in seconds, whatever they were given in.
_KILOMETRES: Final = {
    "kilometre": 1.0,
    "metre": 0.001,
    "mile": 1.609344,
    "nautical mile": 1.852,
    "yard": 0.0009144,
    "foot": 0.0003048,
}
_SECONDS: Final = {"second": 1.0, "minute": 60.0, "hour": 3600.0, "day": 86400.0, "week": 604800.0}
_QUAKE: Final = re.compile(r"\b(?:(?:earth|sea)?quakes?|tremors?|temblors?|tremblors?)\b", re.IGNORECASE)
QUAKE: Final = Counted("quake", frozenset())
# One of several quakes, of which the others have magnitudes of their own.
ONE_OF_SEVERAL: Final = Counted("quake", frozenset({"single"}))
_PARTITIVE: Final = re.compile(
    r"\b(?:one|another|some|several|dozens)(?:\s+of\s+the\b[^.;]{0,40})?\W*\Z", re.IGNORECASE
)
_FROM: Final = re.compile(
    rf"\W*(?:\([^)]*\)\s*)?(?:away\s+)?(?:(?:north|south|east|west)\w*\s+)?(?:from|of|off)\s+(?:the\s+)?"
    rf"(?:(?:{NAME}\s*['’]s\s+)?(?:['’]?[a-z][\w’'-]*\s+){{0,5}}?)"
    rf"(?P<what>(?:{NAME}\s+)?(?:[Bb]order|[Ff]rontier)|{NAME})"
)
_DEPTH: Final = re.compile(r"\bdepth\s+of\s+[^.;,]{0,30}\Z", re.IGNORECASE)
_DEEP: Final = re.compile(
    r"\W*(?:\([^)]*\)\s*)?(?:deep\b|underground\b|(?:below|beneath|under)\s+(?:the\s+)?(?:earth|ground|seabed|surface))",
    re.IGNORECASE,
)
_FELT: Final = re.compile(r"\bfelt\s+(?:(?:as\s+far\s+as|up\s+to)\s+)?\Z", re.IGNORECASE)
_AWAY: Final = re.compile(r"\s*(?:\([^)]*\)\s*)?away\b", re.IGNORECASE)
# "South of Northville Thursday": a day is no part of the name.
_CALENDAR: Final = re.compile(r"\s+(?:mon|tues|wednes|thurs|fri|satur|sun)day\Z")
# "A crater about two metres (6.6 feet) wide".
_SIZE: Final = re.compile(
    r"\W*(?:\([^)]*\)\s*|[\d.]+\s+\w+\)\s*)?(?P<how>wide|long|high|tall|thick|across)\b", re.IGNORECASE
)
_SIZED: Final = re.compile(
    r"\b(?:an?|the)\s+(?:[\w-]+\s+)?(?P<what>(?!about|around|almost|nearly|roughly|some)[a-z]+)\s+(?:about|around|some|nearly|almost|roughly)?\W*(?:[\w.-]+\s+\w+\s+\()?\Z",
    re.I,
)
_SHAKING: Final = re.compile(
    r"(?:shook|shaken|shaking|felt|jolt\w*|rattl\w*|rock\w*|rumbl\w*|sway\w*)\b[^.;]{0,40}?\bfor\s+\Z", re.IGNORECASE
)
_LASTING: Final = re.compile(
    r"\b(?P<what>[\w-]+)(?:\s+(?:has|had|have))?\s+(?:lasted|raged|continued|went\s+on|dragged\s+on)\s+(?:for\s+)?\Z",
    re.IGNORECASE,
)


def measured(claim: Claim, quantity: Quantity) -> Slots | None:
    """Return what an amount in a unit answers; None where it is for others to say."""
    if quantity.unit == "magnitude":
        return _magnitude(claim, quantity)
    if quantity.unit in _KILOMETRES:
        return _length(claim, quantity)
    if quantity.unit in _SECONDS:
        return _duration(claim, quantity)
    return None


def _magnitude(claim: Claim, quantity: Quantity) -> Slots:
    thing = counted(quantity.counted or "")
    if not thing.head:
        if not _QUAKE.search(claim.text):
            return ()
        thing = QUAKE
    if thing.head == "quake":
        before, _ = around(claim, quantity)
        thing = ONE_OF_SEVERAL if _PARTITIVE.search(_before_noun(before)) else QUAKE
    return ((Slot("composition", thing, "magnitude"), quantity),)


def _before_noun(before: str) -> str:
    """Return what stands before "quakes--a " and "tremors with a ": whose magnitude is told."""
    return re.sub(r"\s*(?:quakes?|earthquakes?|tremors?|temblors?)\W+(?:with\s+)?an?\s+\Z", "", before, flags=re.I)


def _length(claim: Claim, quantity: Quantity) -> Slots:
    """Return a length as a depth, as a distance from what it is measured from, or as that of what is counted."""
    before, after = around(claim, quantity)
    if _QUAKE.search(claim.text) or re.search(r"\bepicent", claim.text, re.IGNORECASE):
        if _DEPTH.search(before) or _DEEP.match(after):
            return ((Slot("depth", QUAKE, "kilometre"), _km(quantity)),)
        if _FELT.search(before) and _AWAY.match(after):
            return ((Slot("reach", QUAKE, "kilometre"), _km(quantity)),)
    start = _FROM.match(after)
    if start is not None:
        words = _CALENDAR.sub("", start["what"].lower()).split()
        head = words[-1] if words[-1] in ("border", "frontier") else " ".join(words)
        return ((Slot("distance", Counted(head, frozenset()), "kilometre"), _km(quantity)),)
    if (size := _SIZE.match(after)) is not None and (what := _SIZED.search(before)) is not None:
        thing = counted(what["what"])
        return ((Slot(f"{size['how'].lower()} size", thing, "kilometre"), _km(quantity)),)
    if quantity.counted:
        return ((Slot("composition", counted(quantity.counted), quantity.unit), quantity),)
    return ()


def _duration(claim: Claim, quantity: Quantity) -> Slots:
    """Return how long something lasted; "three days a week" and "two hours ago" answer nothing."""
    before, _ = around(claim, quantity)
    lasting = _LASTING.search(before)
    if lasting is not None and lasting["what"].lower() in vocabulary().noun_event:
        thing = counted(lasting["what"])
    elif (shaking := _SHAKING.search(before)) is not None and _QUAKE.search(before[: shaking.start()]):
        thing = QUAKE
    else:
        return ()
    factor = _SECONDS[quantity.unit or ""]
    return ((Slot("duration", thing, "second"), times(quantity, factor, "second")),)


def _km(quantity: Quantity) -> Quantity:
    """Return a length in kilometres; one in another unit was rounded there, and is given half a unit either way."""
    spare = 0.0 if quantity.unit == "kilometre" else 0.5
    return times(quantity, _KILOMETRES[quantity.unit or ""], "kilometre", spare)
