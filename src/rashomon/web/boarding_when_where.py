"""When and where on the board: what claims say happened when, when each was said, and the places they name.

The page of times asks for one stretch of days of one lane (all, a source, a question), so each lane has its own rows in
the order of their days; the page of places asks for those in a window, the most spoken of first.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from itertools import groupby, pairwise

from rashomon.compare.dating import Calendar, Dated
from rashomon.records import Claim, Dossier, Place, Time
from rashomon.report.marked import fit, fold
from rashomon.web import board

EVENT, STATEMENT, BOTH = 0, 1, 2
"""What a moment is: something that a claim says happened, or the saying of it."""

WITHIN, RANGE, UNTIL, FROM = 0, 1, 2, 3
"""How days are to be read: some time between them; from one to the other, as the words say; up to it; from it on."""

NEAR = 90
"""Days by which the usual window reaches beyond the bulk of a short case, to take in what lies close to it."""

MOST_OTHERS = 4


# When


def lay_times(
    connection: sqlite3.Connection, dossier: Dossier, claims: Mapping[str, Claim], of_claim: Mapping[str, str]
) -> None:
    """Fill the tables of times, once those of questions, answers and sources are there.

    Args:
        claims: those of the case by id; what a person took out is left out here.
        of_claim: the source of each claim.
    """
    calendar = Calendar(dossier.readings)
    rejected = {claim.id for claim in dossier.rejected}
    kept = [claim for claim in claims.values() if claim.id not in rejected and claim.content]
    board.insert(connection, "event", _events(kept, calendar, of_claim))
    lay_lanes(connection)
    timed = "SELECT count(DISTINCT claim) FROM event WHERE kind = ?"
    for kind in ("event", "statement"):
        without = len(kept) - connection.execute(timed, (kind,)).fetchone()[0]
        board.insert(connection, "meta", [(f"claims_without_{kind}", str(without))])


def _events(claims: Iterable[Claim], calendar: Calendar, of_claim: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    """Yield what claims say happened when, and apart from it when each was said."""
    number = 0
    for claim in claims:
        for moment in _moments(claim, calendar.dated(claim)):
            number += 1
            first, last, kind, precision, words, reading, basis = moment
            named = (str(first), str(last), kind, precision, words, claim.id, of_claim.get(claim.id, ""))
            yield number, *named, reading, basis, first.toordinal(), last.toordinal()


def _moments(claim: Claim, said: Dated) -> Iterator[tuple[date, date, str, str, str, int, str]]:
    """Yield first and last day, kind, precision, words, how the days are to be read and what they rest on."""
    for time in claim.times:
        first, last = time.start or time.end, time.end or time.start
        if first is not None and last is not None:
            first, last = min(first, last), max(first, last)
            yield first, last, "event", time.precision, fit(fold(time.text), 120), _reading(time), ""
    if said.start is not None and said.end is not None:
        precision = "day" if said.start == said.end else "span"
        yield said.start, said.end, "statement", precision, "", WITHIN, said.basis


def _reading(time: Time) -> int:
    if time.end is None:
        return FROM
    if time.start is None:
        return UNTIL
    told = time.kind == "duration" or "/" in time.value
    return RANGE if told and not time.alternatives else WITHIN


def lay_lanes(connection: sqlite3.Connection) -> None:
    """Give every source and question its lane, every lane its moments in the order of their days, and their bulk."""
    connection.execute("INSERT INTO lane VALUES (0, 'all', '', '')")
    connection.execute("INSERT INTO lane SELECT place + 1, 'source', id, name FROM entity ORDER BY place")
    sources = connection.execute("SELECT max(id) FROM lane").fetchone()[0]
    connection.execute(
        "INSERT INTO lane SELECT number + ?, 'question', id, text FROM question ORDER BY number", (sources,)
    )
    columns = "event.firstday, event.lastday, event.kind = 'statement', event.reading, event.number"
    origin = f"{columns}, coalesce(source.id, 0) FROM event LEFT JOIN lane AS source"
    keyed = "ON source.kind = 'source' AND source.key = event.entity"
    order = "ORDER BY 1, 2, 3, 4, 5"
    connection.execute(f"INSERT INTO moment SELECT 0, {origin} {keyed} {order}")
    connection.execute(f"INSERT INTO moment SELECT source.id, {origin} {keyed} WHERE source.id IS NOT NULL {order}")
    connection.execute(
        f"INSERT INTO moment SELECT DISTINCT asked.id, {origin} {keyed} JOIN answer ON answer.claim = event.claim "
        f"JOIN lane AS asked ON asked.kind = 'question' AND asked.key = answer.question {order}"
    )
    board.insert(connection, "stretch", _stretches(connection))


def _stretches(connection: sqlite3.Connection) -> Iterator[tuple[int, ...]]:
    """Yield lane, kind, number of moments, the days of their bulk, the first and the last day of all."""
    rows = connection.execute("SELECT lane, kind, firstday, lastday FROM moment ORDER BY lane, firstday")
    for lane, moments in groupby(rows, key=lambda row: row[0]):
        days = [tuple(row[1:]) for row in moments]
        for kind in (EVENT, STATEMENT, BOTH):
            chosen = [(first, last) for of, first, last in days if kind in (BOTH, of)]
            if chosen:
                yield lane, kind, len(chosen), *bulk(chosen), min(f for f, _ in chosen), max(e for _, e in chosen)


def bulk(days: list[tuple[int, int]]) -> tuple[int, int]:
    """Return the days between which the bulk lies: a misread year or an aside on history does not stretch it.

    One in a hundred is left off at each end, of few days the two or three outermost; then what lies no further from the
    rest than the rest is long is taken in again. Fewer than eight are all taken.
    """
    firsts, lasts = sorted(first for first, _ in days), sorted(last for _, last in days)
    off = max(len(days) // 100, min(3, len(days) // 8))
    low, high = firsts[off], lasts[-1 - off]
    low, high = min(low, high), max(low, high)
    reach = max(NEAR, high - low)
    near = [(first, last) for first, last in days if first >= low - reach and last <= high + reach]
    return min([low, *(f for f, _ in near)]), max([high, *(last for _, last in near)])


# Where


@dataclass(slots=True)
class _Named:
    """A place as it is gathered: the claims that name it, the words they use, the other readings of those words."""

    claims: dict[str, None] = field(default_factory=dict)
    words: Counter[str] = field(default_factory=Counter)
    others: dict[str, None] = field(default_factory=dict)


def lay_places(connection: sqlite3.Connection, dossier: Dossier, claims: Mapping[str, Claim]) -> None:
    """Fill the tables of places, and say which window holds their bulk."""
    rejected = {claim.id for claim in dossier.rejected}
    found: dict[tuple[object, ...], _Named] = defaultdict(_Named)
    for claim in claims.values():
        if claim.id in rejected:
            continue
        for place in claim.places:
            named = found[_key(place)]
            named.claims[claim.id] = None
            named.words[fit(fold(place.text), 60)] += 1
            named.others.update(dict.fromkeys(place.others))
    board.insert(connection, "place", (_place(key, named) for key, named in found.items()))
    placed = ((identity(key), n, claim) for key, named in found.items() for n, claim in enumerate(named.claims))
    board.insert(connection, "placed", placed)
    points = [
        (float(str(key[2])), float(str(key[3])), len(named.claims), str(key[4]))
        for key, named in found.items()
        if key[2] is not None and key[3] is not None
    ]
    board.insert(connection, "meta", [("map_window", json.dumps(window_of(points)))])


def _key(place: Place) -> tuple[object, ...]:
    return place.name, place.country or "", place.latitude, place.longitude, place.precision


def identity(key: tuple[object, ...]) -> int:
    """Return the number of a place, the same in every comparison: an address that is kept leads there tomorrow."""
    return int.from_bytes(sha256(json.dumps(key).encode()).digest()[:6], "big")


def _place(key: tuple[object, ...], named: _Named) -> tuple[object, ...]:
    words = named.words.most_common(1)[0][0]
    return identity(key), *key, len(named.claims), words, json.dumps(list(named.others)[:MOST_OTHERS])


def window_of(points: list[tuple[float, float, int, str]]) -> tuple[float, float, float, float] | None:
    """Return south, west, north and east of the bulk of places, weighed by their claims; east may lie beyond 180.

    Countries are spoken of as actors, so their middles count only where no other place has a point. One claim in fifty
    is left off at each end.
    """
    chosen = [point for point in points if point[3] != "country"] or points
    if not chosen:
        return None
    turned = _unwrapped([(longitude, claims) for _, longitude, claims, _ in chosen])
    south, north = _middle([(latitude, claims) for latitude, _, claims, _ in chosen])
    west, east = _middle(turned)
    return south, west, north, east


def _unwrapped(points: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """Cut the circle of longitudes in its widest gap, so that places on both sides of 180 lie side by side."""
    around = sorted({longitude % 360 for longitude, _ in points})
    gaps = [(after - before, after) for before, after in pairwise(around)]
    _, west = max([(around[0] + 360 - around[-1], around[0]), *gaps])
    start = (west + 180) % 360 - 180
    # The little that is added keeps the westernmost one from being turned around once more.
    return [(start + (longitude - start + 1e-9) % 360, claims) for longitude, claims in points]


def _middle(values: list[tuple[float, int]]) -> tuple[float, float]:
    ordered = sorted(values)
    total = sum(weight for _, weight in ordered)
    low = high = None
    passed = 0
    for value, weight in ordered:
        passed += weight
        if low is None and passed > total * 0.02:
            low = value
        if high is None and passed >= total * 0.98:
            high = value
    return (ordered[0][0] if low is None else low), (ordered[-1][0] if high is None else high)
