"""Neighbouring phrases put together: a time of day and its date, ranges, choices, lengths that begin on a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from rashomon.extract.times_calendar import LAST_WEEKDAY, Reading, near_weekday, on_day, unbounded, with_year
from rashomon.extract.times_clock import at_clock
from rashomon.extract.times_figures import either
from rashomon.extract.times_lengths import length_value, moved
from rashomon.extract.times_phrases import Meaning, Phrase, Scene
from rashomon.extract.times_tokens import BREAK, Tokens
from rashomon.extract.times_weekdays import in_week_of

Join = Callable[[Tokens, Phrase, Phrase], Phrase | None]

_BOTH: Final = "from the first to the last, both included"
_DAYS: Final = frozenset({"day", "weekday"})
_CLOCKS: Final = frozenset({"clock", "part"})
_SMALL_WORDS: Final = frozenset({"on", "at", "of", "around", "about", "by", ",", "late", "early", "in", "the", "-"})
_TO: Final = frozenset({"to", "until", "till", "through"})
_OPENING: Final = frozenset({"from", "between"})
_LONGEST_GAP: Final = 3


def between(s: Tokens, first: Phrase, second: Phrase) -> list[str] | None:
    """Return the tokens between two phrases, None where they are too many or a break lies between."""
    if second.first - first.last > _LONGEST_GAP or any(s.gap[k] == BREAK for k in range(first.last, second.first + 1)):
        return None
    return s.low[first.last : second.first]


def with_clock(s: Tokens, first: Phrase, second: Phrase) -> Phrase | None:
    """Join a time of day and the day beside it: "5 p.m. on Tuesday", "Friday morning"."""
    gap = between(s, first, second)
    if gap is None or not set(gap) <= _SMALL_WORDS:
        return None
    if first.sort in _CLOCKS and second.sort in _CLOCKS and first.sort != second.sort:
        timed = first if first.sort == "clock" else second
        return replace(timed, first=first.first, last=second.last)
    if (
        {first.sort, second.sort} & _CLOCKS
        and {first.sort, second.sort} & _DAYS
        and not first.clock * bool(second.clock)
    ):
        timed, day = (first, second) if first.sort in _CLOCKS else (second, first)
        if timed is second and "of" in gap:
            return None
        mean = at_clock(day.mean, timed.clock, timed.zone)
        return replace(day, first=first.first, last=second.last, mean=mean)
    return None


def in_week(s: Tokens, first: Phrase, second: Phrase) -> Phrase | None:
    """Join a weekday and the week beside it: "Friday next week", "next week on Friday"."""
    gap = between(s, first, second)
    if gap is None or {first.sort, second.sort} != {"week", "weekday"}:
        return None
    if first.sort == "weekday" and gap in ([], ["of"]):
        return replace(
            second, first=first.first, sort="day", mean=in_week_of(second.mean, first.number), number=first.number
        )
    if first.sort == "week" and gap in ([], ["on"], ["between"], ["from"]):
        mean = in_week_of(first.mean, second.number)
        opens = gap[0] if gap and gap[0] in _OPENING else ""
        return Phrase(first.first, second.last, "day", mean, second.number, opens=opens)
    return None


def starting_on(s: Tokens, first: Phrase, second: Phrase) -> Phrase | None:
    """Join a length and the day it begins on: "3 days from today", "a week starting tomorrow"."""
    gap = between(s, first, second)
    if first.sort != "length" or second.sort not in _DAYS or not gap or not first.amounts:
        return None
    words = [word for word in gap if word != ","]
    if words not in (
        ["from"],
        ["starting"],
        ["beginning"],
        ["starting", "from"],
        ["starting", "on"],
        ["beginning", "on"],
    ):
        return None

    def mean(scene: Scene) -> Reading:
        inner = second.mean(scene)
        end = inner.start and moved(inner.start, first.amounts, 1)
        if inner.start is None or end is None:
            return unbounded("span", inner.rule, length_value(first.amounts), "duration")
        last = end - timedelta(1) if end > inner.start else end
        value = length_value(first.amounts)
        return Reading(
            inner.start, last, "span", f"as long, from {inner.value} on", value, "duration", anchor=inner.anchor
        )

    return Phrase(first.first, second.last, "span", mean)


def in_range(s: Tokens, first: Phrase, second: Phrase) -> Phrase | None:
    """Join "from Monday" and "Friday", "October 12" and "November 3, 2016", "Monday" or "Tuesday"."""
    gap = between(s, first, second)
    if not gap or len(gap) > 2 or (len(gap) == 2 and gap[1] not in {"the", "on"}):
        return None
    opening = s.before(first.first) if not first.opens else first.opens
    word = "to" if s.is_dash(first.last) else gap[0]
    ranged = {"day", "weekday", "week", "month", "quarter", "season", "year", "span", "now"}
    if first.sort not in ranged or second.sort not in ranged or (first.opens and first.opens not in _OPENING):
        return None
    same = first.sort == second.sort and first.sort != "now"
    if word == "or" and same and opening not in _OPENING and first.sort in {"day", "weekday", "month", "year"}:
        return replace(first, last=second.last, mean=_choice(first.mean, second.mean), number=-1)
    if word not in _TO | {"and"} or (opening not in _OPENING and (word == "and" or not same)):
        return None
    start = first.first - 1 if opening in _OPENING and not first.opens else first.first
    return Phrase(start, second.last, "span", _range(first, second), opens="range")


def _choice(first: Meaning, second: Meaning) -> Meaning:
    def mean(scene: Scene) -> Reading:
        left, right = first(scene), second(scene)
        if left.start is None or right.start is None:
            return left if left.start is None else right
        return replace(either(left, right, "one of the two"), anchor=left.anchor or right.anchor)

    return mean


def _range(first: Phrase, second: Phrase) -> Meaning:
    def mean(scene: Scene) -> Reading:
        said = first.mean(scene), second.mean(scene)
        left, right = (_today(reading, scene) for reading in said)
        if (left.partial and not right.partial and right.start) or (
            left.partial and right.partial and left.start and right.end and left.start > right.end
        ):
            left = _year_before(left.partial, right)
        if first.number >= 0 and second.number >= 0 and left.start and right.start:
            left, right = _weekdays(left, right, first, second)
        bad = left if left.start is None else right
        if left.start is None or right.end is None:
            return replace(bad, precision="span", value=f"{left.value}/{right.value}")
        if left.start > right.end:
            return unbounded("span", "the first lies after the last", f"{left.value}/{right.value}")
        anchor = left.anchor or right.anchor
        values = (
            kept.value if kept.value.endswith("_REF") else end.value
            for kept, end in zip(said, (left, right), strict=True)
        )
        return Reading(left.start, right.end, "span", _BOTH, "/".join(values), anchor=anchor)

    return mean


def _today(reading: Reading, scene: Scene) -> Reading:
    """Return the day of publication for "now" as an end of a range."""
    if reading.value != "PRESENT_REF" or scene.published is None:
        return reading
    return replace(on_day(scene.published, "now is the day of publication"), anchor="published")


def _weekdays(left: Reading, right: Reading, first: Phrase, second: Phrase) -> tuple[Reading, Reading]:
    """Return the ends of "from Monday to Friday", which lie in one run of days."""
    if left.start is None or right.start is None:
        return left, right
    if first.sort == "day" or left.rule != LAST_WEEKDAY:
        end = near_weekday(second.number, left.start, which="coming").start
        return left, replace(on_day(end, left.rule), anchor=left.anchor) if end else right
    if left.start > right.start and (left.start - right.start).days < 7 and left.start.toordinal() > 7:
        # "from Monday to Friday" begins in the week that the Friday ends.
        left = replace(on_day(left.start - timedelta(7), left.rule), anchor=left.anchor)
    return left, right


def _year_before(partial: tuple[int, int], right: Reading) -> Reading:
    """Return a month and day in the year that puts it last before the end of a range."""
    end = right.end
    if end is None:
        return unbounded("day", right.rule)
    same = with_year(partial, end.year)
    if same.start and same.start <= end:
        return replace(same, partial=partial)
    return replace(with_year(partial, max(end.year - 1, 1)), partial=partial)


JOINS: Final[tuple[Join, ...]] = (with_clock, in_week, starting_on, in_range)
