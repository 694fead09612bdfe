"""Where a text tells a protected day or place, and what is said of it instead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from rashomon.protect.folding import folded
from rashomon.protect.marks import Protection
from rashomon.protect.names import Stretch
from rashomon.protect.written import NEAR
from rashomon.records import Place, Reading, Span, Time


def time_stretches(reading: Reading, protections: Sequence[Protection]) -> tuple[list[Stretch], dict[Span, Protection]]:
    """Return where protected days are told, and the times that count from those and would give them away.

    A time tells a protected day where it is no longer than a week and shares a day with it; one that counts from such
    a time ("two days later") keeps its words and loses its days.
    """
    dated = [p for p in protections if p.kind == "date" and p.days is not None]
    told = {time.span: protection for time in reading.times if (protection := _tells(time, dated)) is not None}
    counted: dict[Span, Protection] = {}
    for time in reading.times:  # in the order of the text, so that what counts from what counts is found
        base = time.anchor if isinstance(time.anchor, Span) else None
        if base is not None and time.span not in told and (found := told.get(base) or counted.get(base)):
            counted[time.span] = found
    return [Stretch(span.start, span.end, p.label, p.id) for span, p in told.items()], counted


def _tells(time: Time, protections: Sequence[Protection]) -> Protection | None:
    if time.start is None or time.end is None or (time.end - time.start).days >= 7:
        return None
    return next((p for p in protections if p.days and time.start <= p.days[1] and p.days[0] <= time.end), None)


def coarse_time(time: Time, protection: Protection, words: str) -> Time:
    """Return a time with the days that stand for the protected one."""
    start, end = protection.within or (None, None)
    return replace(
        time,
        text=words,
        start=start,
        end=end,
        precision="span",
        rule="coarsened, since the day is protected",
        value="",
        kind="date",
        anchor=None,
        zone=None,
        alternatives=(),
    )


def unknown_time(time: Time) -> Time:
    """Return a time that counts from a protected one, without days."""
    rule = "no days, since it counts from a protected day"
    return replace(time, start=None, end=None, value="", rule=rule, anchor=None, zone=None, alternatives=())


def other_day(stretch: Stretch, reading: Reading, protections: Sequence[Protection]) -> bool:
    """Tell whether words that may be those of a protected day are of another one: "12 October" in a text of 2015."""
    dated = {p.id: p for p in protections if p.kind == "date"}
    return stretch.protection in dated and any(
        time.start is not None
        and time.end is not None
        and _tells(time, [dated[stretch.protection]]) is None
        and time.span.start <= stretch.start
        and stretch.end <= time.span.end
        for time in reading.times
    )


def is_protected_day(day: date | None, protections: Sequence[Protection]) -> bool:
    """Tell whether a day is a protected one."""
    return day is not None and any(p.days[0] <= day <= p.days[1] for p in protections if p.days)


def place_stretches(reading: Reading, protections: Sequence[Protection]) -> Iterator[Stretch]:
    """Yield where protected places are named, by whatever name the gazetteer knows."""
    for place in reading.places:
        if (protection := protected_place(place, protections)) is not None:
            yield Stretch(place.span.start, place.span.end, protection.label, protection.id)


def protected_place(place: Place, protections: Sequence[Protection]) -> Protection | None:
    """Return what protects a place: its name, as written or as the gazetteer has it, or its point."""
    for protection in protections:
        if protection.kind != "place":
            continue
        names = {folded(name) for name in protection.names}
        if folded(place.text) in names or folded(place.name) in names:
            return protection
        if protection.point is not None and near(place, protection.point):
            return protection
    return None


def near(place: Place, point: tuple[float, float]) -> bool:
    """Tell whether a place is at a point."""
    if place.latitude is None or place.longitude is None:
        return False
    return abs(place.latitude - point[0]) < NEAR and abs(place.longitude - point[1]) < NEAR


def coarse_place(place: Place, protection: Protection, words: str) -> Place:
    """Return a place as its label, without a point."""
    return replace(
        place,
        text=words,
        name=protection.label,
        latitude=None,
        longitude=None,
        precision="unknown",
        others=(),
        facility=None,
    )
