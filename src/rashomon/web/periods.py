"""Days, weeks, months and years as stretches of ordinal days (`date.toordinal`); no stretch leaves the calendar."""

from __future__ import annotations

from datetime import date

FIRST, LAST = date.min.toordinal(), date.max.toordinal()
DAY, WEEK, MONTH, YEAR, DECADE, CENTURY = "day", "week", "month", "year", "decade", "century"
UNITS = (DAY, WEEK, MONTH, YEAR, DECADE, CENTURY)
_LENGTH = {DAY: 1, WEEK: 7, MONTH: 30.4, YEAR: 365.2, DECADE: 3652, CENTURY: 36525}
_YEARS = {YEAR: 1, DECADE: 10, CENTURY: 100}

Stretch = tuple[int, int]
"""First and last day, both inside."""


def clamped(day: int) -> int:
    """Return the nearest day that the calendar has."""
    return min(max(day, FIRST), LAST)


def iso(day: int) -> str:
    """Return a day as ISO 8601."""
    return date.fromordinal(clamped(day)).isoformat()


def parse(text: str) -> Stretch:
    """Return the days of "2017", "2017-10" or "2017-10-12".

    Raises:
        ValueError: it is none of these, or the calendar has no such day.
    """
    first = date.fromisoformat(f"{text}-01-01"[: max(len(text), 10)]).toordinal()
    return period(first, {4: YEAR, 7: MONTH}.get(len(text), DAY))


def period(day: int, unit: str) -> Stretch:
    """Return the calendar's week (from Monday), month, year, ... that holds a day."""
    if unit == DAY:
        return day, day
    if unit == WEEK:
        monday = day - date.fromordinal(day).weekday()
        return clamped(monday), clamped(monday + 6)
    held = date.fromordinal(day)
    if unit == MONTH:
        first = held.replace(day=1).toordinal()
        return first, _month_start(held.year, held.month + 1) - 1
    years = _YEARS[unit]
    begins = held.year - held.year % years
    return _month_start(max(begins, 1), 1), _month_start(begins + years, 1) - 1


def _month_start(year: int, month: int) -> int:
    if month > 12:
        year, month = year + 1, 1
    return date(year, month, 1).toordinal() if year <= date.max.year else LAST + 1


def unit_for(days: int, most: int) -> str:
    """Return the smallest unit of which a stretch has no more than `most`."""
    return next((unit for unit in UNITS if days / _LENGTH[unit] <= most), CENTURY)


def ticks(stretch: Stretch, most: int = 7) -> list[tuple[int, str]]:
    """Return the days that an axis is marked at, with their words: no more than about `most`."""
    first, last = stretch
    days = last - first + 1
    for every in (1, 2, 7, 14):
        if days / every <= most:
            return _day_ticks(first, last, every)
    for months in (1, 2, 3, 6):
        if days / (30.4 * months) <= most:
            return _month_ticks(first, last, months)
    every = next((n * 10**power for power in range(5) for n in (1, 2, 5) if days / (365.2 * n * 10**power) <= most), 1)
    start, end = date.fromordinal(first).year, date.fromordinal(last).year
    years = [year for year in range(start, end + 1) if year % every == 0 or (year == 1 and every > 1)]
    return [(day, f"{year:04}") for year in years if first <= (day := date(year, 1, 1).toordinal()) <= last]


def _day_ticks(first: int, last: int, every: int) -> list[tuple[int, str]]:
    # Weeks begin on Monday: ordinal 1 is one.
    start = first if every < 7 else first + (1 - first) % every
    return [(day, _day_words(day)) for day in range(start, last + 1, every)]


def _day_words(day: int) -> str:
    held = date.fromordinal(day)
    return f"{held.day} {held:%b}"


def _month_ticks(first: int, last: int, every: int) -> list[tuple[int, str]]:
    found = []
    day = first if date.fromordinal(first).day == 1 else period(first, MONTH)[1] + 1
    while day <= last:
        held = date.fromordinal(day)
        if (held.month - 1) % every == 0:
            found.append((day, f"{held:%b} {held.year:04}"))
        day = period(day, MONTH)[1] + 1
    return found


def words(stretch: Stretch, unit: str) -> str:
    """Return the name of a unit: "2017-10-12", "week of 2017-10-09", "2017-10", "2017", "2010 to 2019"."""
    first, last = stretch
    if unit == WEEK:
        return f"week of {iso(first)}"
    if unit in (DAY, MONTH, YEAR):
        return iso(first)[: {DAY: 10, MONTH: 7, YEAR: 4}[unit]]
    return f"{iso(first)[:4]} to {iso(last)[:4]}"
