"""The lanes of a timeline, from the table `moment`: a few rows each, however many moments lie behind them."""

from __future__ import annotations

import sqlite3
from collections import Counter, OrderedDict
from dataclasses import dataclass, replace
from threading import Lock
from typing import Final, NamedTuple

from rashomon.report.contexts import Link
from rashomon.web import periods
from rashomon.web.board import meta
from rashomon.web.boarding_when_where import BOTH, EVENT, FROM, RANGE, STATEMENT, UNTIL, WITHIN
from rashomon.web.periods import Stretch, iso
from rashomon.web.shapes_timeline import Item, Lane
from rashomon.web.timeline_drawing import MOST_EVENT_ROWS, MOST_STATEMENT_ROWS, rows_needed

A_LANES = 8
MOST_UNITS = 62
"""Periods of a lane that is counted: two months of days, a year of weeks, five years of months."""
MOST_ITEMS = 40
MOST_LONG = 10

_MOST_KEPT: Final = 32
_KEPT: Final[OrderedDict[tuple[object, ...], tuple[tuple[int, ...], ...]]] = OrderedDict()
_KEEPING: Final = Lock()

READINGS = {WITHIN: "within", RANGE: "range", UNTIL: "until", FROM: "from"}
KIND_NAMES = {EVENT: "event", STATEMENT: "statement"}


@dataclass(frozen=True, slots=True)
class Asking:
    """Which moments are meant.

    Attributes:
        lane: number of the lane they lie in: 0 for all.
        source: number of the source that says so; None for any.
        kind: events, statements or both.
        stretch: the days of the window; those count that touch it.
    """

    connection: sqlite3.Connection
    lane: int
    source: int | None
    kind: int
    stretch: Stretch

    def where(self, *, lane: str = "lane = :lane", windowed: bool = True) -> str:
        """Return the condition for the rows of `moment`, with the names that `values` gives."""
        parts = [lane]
        if windowed:
            parts.append("firstday <= :last AND lastday >= :first")
        if self.source is not None:
            parts.append("source = :source")
        if self.kind != BOTH:
            parts.append("kind = :kind")
        return " AND ".join(parts)

    def values(self, **more: int) -> dict[str, int | None]:
        """Return what the names of `where` stand for."""
        first, last = self.stretch
        told = {"lane": self.lane, "source": self.source, "kind": self.kind, "first": first, "last": last}
        return {**told, **more}

    def counts(self) -> Counter[int]:
        """Return the number of moments in the window, of each kind."""
        number, statements = self.connection.execute(
            f"SELECT count(*), total(kind) FROM moment WHERE {self.where()}",  # noqa: S608  words of ours
            self.values(),
        ).fetchone()
        return Counter({EVENT: number - int(statements), STATEMENT: int(statements)})


def lanes(asking: Asking, by: str, page: int) -> tuple[tuple[Lane, ...], int]:
    """Return a page of lanes, those with most in the window first, and the number of pages.

    Args:
        asking: which moments.
        by: "source" or "question".
        page: from 1.
    """
    column, condition, low, high = _candidates(asking, by)
    ordered = _ordered(asking, column, asking.where(lane=condition), asking.values(low=low, high=high))
    made = []
    for lane, number, statements in ordered[(page - 1) * A_LANES : page * A_LANES]:
        key, name = asking.connection.execute("SELECT key, name FROM lane WHERE id = ?", (lane,)).fetchone()
        inside = replace(asking, source=lane) if column == "source" else replace(asking, lane=lane)
        items, unit, more = _items(inside)
        link = Link(name, f"/{by}s/{key}")
        made.append(Lane(key, link, number - statements, statements, items, unit, more))
    return tuple(made), max(1, -(-len(ordered) // A_LANES))


def _ordered(asking: Asking, column: str, where: str, values: dict[str, int | None]) -> tuple[tuple[int, ...], ...]:
    """Return lane, moments and statements of the lanes with something in the window, those with most first.

    Counting goes through every moment of the window, a fifth of a second in a large case. So the last few answers are
    kept: turning pages, and other people who look at the same window, ask for the same.
    """
    file = asking.connection.execute("PRAGMA database_list").fetchone()[2]
    key = (file, meta(asking.connection, "mark"), column, where, *values.values())
    with _KEEPING:
        if (kept := _KEPT.get(key)) is not None:
            _KEPT.move_to_end(key)
            return kept
    counts = asking.connection.execute(
        # The kind of a statement is 1, so their sum is their number.
        f"SELECT {column}, count(*), sum(kind) FROM moment WHERE {where} GROUP BY {column}",  # noqa: S608  words of ours
        values,
    ).fetchall()
    ordered = tuple(sorted((tuple(row) for row in counts if row[0]), key=lambda row: (-row[1], row[0])))
    with _KEEPING:
        _KEPT[key] = ordered
        while len(_KEPT) > _MOST_KEPT:
            _KEPT.popitem(last=False)
    return ordered


def _candidates(asking: Asking, by: str) -> tuple[str, str, int, int]:
    """Return the column that tells lanes apart, the condition for their rows, and the numbers of the lanes."""
    sources = asking.connection.execute("SELECT count(*) FROM lane WHERE kind = 'source'").fetchone()[0]
    asked = asking.lane > sources
    between = "lane BETWEEN :low AND :high"
    if by == "question":
        return ("lane", "lane = :lane", 0, 0) if asked else ("lane", between, sources + 1, 2**62)
    if asking.lane or asking.source is not None:
        return "source", "lane = :lane", 0, 0
    return "lane", between, 1, sources


def _items(asking: Asking) -> tuple[tuple[Item, ...], str, int]:
    """Return what a lane shows, the period it is counted by where it is too dense, and what is left out then."""
    groups: dict[int, list[_Group]] = {EVENT: [], STATEMENT: []}
    for group in asking.connection.execute(
        "SELECT firstday, lastday, kind, reading, count(*), min(event) FROM moment "  # noqa: S608
        f"WHERE {asking.where()} GROUP BY firstday, lastday, kind, reading",
        asking.values(),
    ):
        groups[group[2]].append(_Group(*group))
    shown: list[Item] = []
    unit, more = "", 0
    for kind, most in ((EVENT, MOST_EVENT_ROWS), (STATEMENT, MOST_STATEMENT_ROWS)):
        found = groups[kind]
        items = [_item(asking.connection, group) for group in found] if len(found) <= MOST_ITEMS else []
        if not items or rows_needed(items, asking.stretch) > most:
            first, last = asking.stretch
            unit = periods.unit_for(last - first + 1, MOST_UNITS) if found else unit
            items, left = _counted(asking.connection, found, unit)
            more += left
        shown += items
    return tuple(shown), unit, more


class _Group(NamedTuple):
    """Moments with the same days: how many, and the number of the first."""

    first: int
    last: int
    kind: int
    reading: int
    number: int
    event: int


def _item(connection: sqlite3.Connection, group: _Group) -> Item:
    claim = ""
    if group.number == 1:
        claim = connection.execute("SELECT claim FROM event WHERE number = ?", (group.event,)).fetchone()[0]
    kind, reading = KIND_NAMES[group.kind], READINGS[group.reading]
    return Item(kind, reading, iso(group.first), iso(group.last), group.number, claim)


def _counted(connection: sqlite3.Connection, groups: list[_Group], unit: str) -> tuple[list[Item], int]:
    """Count what lies in one period; of longer ones keep those with most behind them, and say what is left out."""
    counts: Counter[Stretch] = Counter()
    long: list[_Group] = []
    held = (0, 0)
    for group in groups:
        if not held[0] <= group.first <= held[1]:
            held = periods.period(group.first, unit)
        if group.last <= held[1]:
            counts[held] += group.number
        else:
            long.append(group)
    long.sort(key=lambda group: (-group.number, group.first, group.last))
    kept = sorted(long[:MOST_LONG])
    columns = [
        Item(KIND_NAMES[groups[0].kind], "count", iso(held[0]), iso(held[1]), number, "", periods.words(held, unit))
        for held, number in sorted(counts.items())
    ]
    return [*(_item(connection, group) for group in kept), *columns], sum(group.number for group in long[MOST_LONG:])
