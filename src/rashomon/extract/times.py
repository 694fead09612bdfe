"""Time expressions read as inclusive intervals of days.

Dates, parts of the calendar, words relative to publication and durations are found by one pass of each rule over the
text; the longest reading at a place wins; then neighbours are joined into ranges, clock times take the date beside
them, and "since", "until", "before" and "after" open one side. Words relative to publication have no bounds where the
publication date is not known: nothing here reads the clock of the machine.

The annotation that the spans follow is TimeML's TIMEX3 (Pustejovsky et al. 2003), but a preposition that opens a bound
is part of the span.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from rashomon.extract.times_calendar import LAST_WEEKDAY, Reading, month_day, on_date, on_day
from rashomon.extract.times_readers import Context
from rashomon.extract.times_rules import RULES
from rashomon.extract.times_words import DASH, W
from rashomon.records import Span, Time

_RANGE_GAP: Final = re.compile(rf"(?:{W}(?i:to|until|till|through|and){W}|{W}?{DASH}{W}?)")
_RANGE_BEFORE: Final = re.compile(rf"\b(?i:from|between){W}\Z")
_CLOCK_GAP: Final = re.compile(rf",?{W}?(?:(?i:on|at|of|around|about|by){W}){{0,2}}")
_OPEN_BEFORE: Final = re.compile(
    rf"\b(?P<word>(?i:ever since|since|starting|beginning|from|after|until|till|up to|by|before|prior to)){W}"
    rf"(?:(?i:at least|about|around){W})?\Z"
)
_FROM: Final = frozenset({"since", "ever since", "starting", "beginning", "from", "after"})
# Longest text looked at before or after an expression, code points.
_NEAR: Final = 40


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    reading: Reading


def find_times(text: str, *, published: date | None) -> list[Time]:
    """Return the time expressions of `text`, in order; they do not overlap.

    Args:
        text: any text; offsets are its code points.
        published: the day the text came out, which relative words count from; None when it is not known.

    Returns:
        Times; `start` and `end` are None where the words, or a missing publication date, give no bound, and `rule`
        says how the bounds were found or why there are none.
    """
    found = _longest(_scan(text, published))
    found = _join(text, found, _range_of)
    found = _join(text, found, _clocked)
    found = [_opened(text, item) for item in found]
    return [
        Time(
            text[f.start : f.end],
            Span(f.start, f.end),
            f.reading.start,
            f.reading.end,
            f.reading.precision,
            f.reading.rule,
        )
        for f in found
    ]


def _scan(text: str, published: date | None) -> Iterator[_Found]:
    """Yield what each rule finds, rule by rule; stretches may overlap."""
    for rule in RULES:
        for match in rule.pattern.finditer(text):
            reading = rule.read(Context(text, match, published))
            if reading is not None:
                yield _Found(*match.span("t"), reading)


def _longest(found: Iterator[_Found]) -> list[_Found]:
    """Return stretches that do not overlap: the first, and of those that begin together the longest."""
    kept: list[_Found] = []
    for item in sorted(found, key=lambda f: (f.start, -f.end)):
        if not kept or item.start >= kept[-1].end:
            kept.append(item)
    return kept


def _join(text: str, found: list[_Found], join: Callable[[str, _Found, _Found], _Found | None]) -> list[_Found]:
    """Return `found` with neighbours replaced by what `join` makes of them."""
    joined: list[_Found] = []
    for item in found:
        both = join(text, joined[-1], item) if joined and item.start - joined[-1].end <= _NEAR else None
        if both is None:
            joined.append(item)
        else:
            joined[-1] = both
    return joined


def _range_of(text: str, first: _Found, second: _Found) -> _Found | None:
    """Join "from Monday" and "Friday", "October 12" and "November 3, 2016", "2010" and "2012"."""
    gap = _RANGE_GAP.fullmatch(text, first.end, second.start)
    before = _RANGE_BEFORE.search(text, max(first.start - _NEAR, 0), first.start)
    if not gap or (
        before is None and (gap.group().strip().lower() == "and" or first.reading.precision != second.reading.precision)
    ):
        return None
    left, right = first.reading, second.reading
    if left.partial and not right.partial and right.start:
        left = _with_year(left.partial, right.start)
    elif left.partial and right.partial and left.start and right.end and left.start > right.end:
        left = _with_year(left.partial, right.end)
    if left.start and right.end and 0 < (left.start - right.end).days < 7 and left.rule == right.rule == LAST_WEEKDAY:
        # "from Monday to Friday" begins in the week that the Friday ends.
        left = on_day(left.start - timedelta(7), left.rule)
    if left.start is None or right.end is None or left.start > right.end or "span" in {left.precision, right.precision}:
        return None
    start = before.start() if before else first.start
    return _Found(
        start, second.end, Reading(left.start, right.end, "span", "from the first to the last, both included")
    )


def _with_year(partial: tuple[int, int], end: date) -> Reading:
    """Return a month and day in the year that puts it last before `end`."""
    if not partial[1]:
        return month_day(*partial, end, future=False)
    same = on_date(end.year, *partial, rule="")
    return same if same.start and same.start <= end else on_date(max(end.year - 1, 1), *partial, rule="")


def _clocked(text: str, first: _Found, second: _Found) -> _Found | None:
    """Join a time of day and the date beside it: "5 p.m. on Tuesday"."""
    if first.reading.clock == second.reading.clock or not _CLOCK_GAP.fullmatch(text, first.end, second.start):
        return None
    dated = second.reading if first.reading.clock else first.reading
    if dated.precision != "day":
        return None
    return _Found(first.start, second.end, replace(dated, rule=f"time of day; {dated.rule}".rstrip("; ")))


def _opened(text: str, item: _Found) -> _Found:
    """Open one side of an interval after "since", "until" and the like, and take the word into the span.

    Not in "after the 2003 invasion": there the word governs the event, and the time only says which.
    """
    before = _OPEN_BEFORE.search(text, max(item.start - _NEAR, 0), item.start)
    reading = item.reading
    if not before or reading.start is None or reading.end is None or text.startswith(("'s", "’s"), item.end):
        return item
    word = " ".join(before.group("word").lower().split())
    if reading.rule.startswith("from the first"):
        return item
    if word in _FROM:
        reading = replace(reading, end=None, rule=f"{word}: no later bound; {reading.rule}".rstrip("; "))
    else:
        reading = replace(reading, start=None, rule=f"{word}: no earlier bound; {reading.rule}".rstrip("; "))
    return _Found(before.start(), item.end, reading)
