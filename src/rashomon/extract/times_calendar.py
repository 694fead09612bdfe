"""Calendar arithmetic for time expressions: units of the calendar as inclusive intervals of days.

Every function that would leave the years 1 to 9999 returns a reading without bounds instead of raising. Values are
those of TIMEX3 (Pustejovsky et al. 2003): 1998-01-08, 1998-W02, 1998-Q1, P3M, PRESENT_REF and so on.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, Literal

from rashomon.records import Span

MONTH_NAMES: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS: Final = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
_SEASON_CODES: Final = {"spring": "SP", "summer": "SU", "fall": "FA", "autumn": "FA", "winter": "WI"}
LAST_WEEKDAY: Final = "the last such weekday up to publication"
NOT_PUBLISHED: Final = "relative to a publication date that is not known"
OUTSIDE: Final = "outside the calendar"
# How far a date without a year may lie ahead of publication, and how far back the past one must then be, days.
MAX_AHEAD: Final = 31
# The same where the words do not say that it was.
MAX_AHEAD_OPEN: Final = 61
MIN_BACK: Final = 270

Interval = tuple[date | None, date | None]
Kind = Literal["date", "time", "duration", "set"]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a time expression comes to: inclusive bounds, None where the words give none.

    Attributes:
        precision: day, week, month, season, year or span.
        rule: how the bounds were found, for the reader.
        value: the TIMEX3 value, empty where there is none.
        partial: (month, day or 0) where the words give no year and `rule` chose one.
        anchor: what a relative reading counts from.
        zone: offset or name of the time zone of a time of day.
        alternatives: other intervals that the words allow.
    """

    start: date | None
    end: date | None
    precision: str
    rule: str = ""
    value: str = ""
    kind: Kind = "date"
    partial: tuple[int, int] | None = None
    anchor: Span | Literal["published"] | None = None
    zone: str | None = None
    alternatives: tuple[Interval, ...] = ()


# What looked like a time and is none in its scene.
NOTHING: Final = Reading(None, None, "")


def unbounded(precision: str, rule: str, value: str = "", kind: Kind = "date") -> Reading:
    """Return a reading without bounds."""
    return Reading(None, None, precision, rule, value, kind)


def on_day(day: date, rule: str = "") -> Reading:
    """Return one day."""
    return Reading(day, day, "day", rule, day.isoformat())


def on_date(year: int, month: int, day: int, rule: str = "") -> Reading:
    """Return one day by its numbers, or no bounds where the calendar has no such day."""
    try:
        return on_day(date(year, month, day), rule)
    except ValueError:
        return unbounded("day", f"no such day: {day} {MONTH_NAMES[month - 1] if 1 <= month <= 12 else month} {year}")


def in_month(year: int, month: int, rule: str = "") -> Reading:
    """Return a calendar month, 1 to 12."""
    if not 1 <= year <= 9999:
        return unbounded("month", f"no such year: {year}")
    first, last = date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return Reading(first, last, "month", rule, f"{year:04d}-{month:02d}")


def in_year(year: int, rule: str = "") -> Reading:
    """Return a calendar year."""
    if not 1 <= year <= 9999:
        return unbounded("year", f"no such year: {year}")
    return Reading(date(year, 1, 1), date(year, 12, 31), "year", rule, f"{year:04d}")


def in_years(first: int, last: int, rule: str = "", value: str = "") -> Reading:
    """Return a run of calendar years."""
    if not 1 <= first <= last <= 9999:
        return unbounded("span", f"no such years: {first} to {last}")
    return Reading(date(first, 1, 1), date(last, 12, 31), "span", rule, value or f"{first:04d}/{last:04d}")


def in_decade(first: int, rule: str = "") -> Reading:
    """Return the ten years that begin with `first`."""
    return in_years(first, first + 9, rule, f"{first // 10:03d}")


def in_century(number: int, rule: str = "") -> Reading:
    """Return a century as ISO 8601 writes it, by its first two figures: the 19th is 18, the years 1800 to 1899."""
    return in_years(max(100 * number - 100, 1), 100 * number - 1, rule, f"{number - 1:02d}")


def in_week(day: date, rule: str = "") -> Reading:
    """Return the week from Monday to Sunday that `day` lies in (ISO 8601)."""
    monday = plus(day, -day.weekday())
    sunday = plus(monday, 6) if monday else None
    if monday is None or sunday is None:
        return unbounded("week", OUTSIDE)
    return Reading(monday, sunday, "week", rule, f"{_iso_week(day)}")


def on_weekend(day: date, rule: str = "") -> Reading:
    """Return the Saturday and Sunday of the week that `day` lies in."""
    week = in_week(day, rule)
    if week.start is None or week.end is None:
        return replace(week, precision="span")
    return replace(week, start=week.end - timedelta(1), precision="span", value=f"{_iso_week(day)}-WE")


def _iso_week(day: date) -> str:
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


def in_season(year: int, name: str, rule: str = "") -> Reading:
    """Return a meteorological season of the northern hemisphere; winter begins in December of `year`."""
    month = SEASONS[name]
    if not 1 <= year < 9999:
        return unbounded("season", f"no such year: {year}")
    last = in_month(year + 1, 2) if name == "winter" else in_month(year, month + 2)
    rule = f"{rule}; northern hemisphere".lstrip("; ")
    return Reading(date(year, month, 1), last.end, "season", rule, f"{year:04d}-{_SEASON_CODES[name]}")


def in_months(year: int, first: int, count: int, rule: str = "") -> Reading:
    """Return the quarter or half of a calendar year that begins with month `first`; `count` is 3 or 6 months."""
    if not 1 <= year <= 9999:
        return unbounded("span", f"no such year: {year}")
    value = f"{year:04d}-{'Q' if count == 3 else 'H'}{(first - 1) // count + 1}"
    return Reading(date(year, first, 1), in_month(year, first + count - 1).end, "span", rule, value)


def unit_of(day: date, unit: str, rule: str = "", count: int = 0) -> Reading:
    """Return the calendar unit that lies `count` units after (before, when negative) the one of `day`."""
    months = day.year * 12 + day.month - 1
    if unit in {"day", "week", "weekend"}:
        moved = plus(day, count * (1 if unit == "day" else 7))
        if moved is None:
            return unbounded("span" if unit == "weekend" else unit, OUTSIDE)
        return {"day": on_day, "week": in_week, "weekend": on_weekend}[unit](moved, rule)
    if unit == "month":
        return in_month((months + count) // 12, (months + count) % 12 + 1, rule)
    if unit in {"quarter", "half"}:
        size = 3 if unit == "quarter" else 6
        index = months // size + count
        return in_months(index * size // 12, index * size % 12 + 1, size, rule)
    if unit == "decade":
        return in_decade((day.year // 10 + count) * 10, rule)
    if unit == "century":
        return in_century(day.year // 100 + 1 + count, rule)
    if unit == "year":
        return in_year(day.year + count, rule)
    return on_day(day, rule)


def moved_day(day: date, unit: str, count: int) -> date | None:
    """Return the day `count` units on (back, when negative), the day of the month kept where it can be."""
    if unit in {"second", "minute"}:
        return day
    if unit in {"hour", "day", "week"}:
        return plus(
            day, {"hour": 0, "day": 1, "week": 7}[unit] * count or (abs(count) // 24) * (1 if count > 0 else -1)
        )
    each = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}.get(unit, 0)
    months = day.year * 12 + day.month - 1 + each * count
    month = in_month(months // 12, months % 12 + 1)
    if month.start is None or month.end is None:
        return None
    return min(month.start + timedelta(day.day - 1), month.end) if day.day > 1 else month.start


def month_day(month: int, day: int, published: date | None, *, future: bool, gone: bool = False) -> Reading:
    """Return a day (or, with `day` 0, a month) whose year the words leave out.

    The year is the one that puts it last before or on publication. It is the next one instead where the words look
    ahead and the past one is more than `MAX_AHEAD` days gone, or where the next one is near (`MAX_AHEAD_OPEN` days, or
    `MAX_AHEAD` where the words say that it is `gone`) and the past one more than `MIN_BACK` days gone.
    """
    name = f"{day} {MONTH_NAMES[month - 1]}" if day else MONTH_NAMES[month - 1]
    precision = "day" if day else "month"
    if day and day > (29 if month == 2 else calendar.monthrange(2001, month)[1]):
        return unbounded(precision, f"no such day: {name}")
    if published is None:
        value = f"XXXX-{month:02d}-{day:02d}" if day else f"XXXX-{month:02d}"
        reason = "no year, and no publication date to take it from"
        return replace(unbounded(precision, reason, value), partial=(month, day))
    years = range(max(published.year - 8, 1), min(published.year + 8, 9999) + 1)
    all_years = [on_date(y, month, day) if day else in_month(y, month) for y in years]
    spans = [(r.start, r.end, r) for r in all_years if r.start and r.end]
    past = max((s for s in spans if s[0] <= published), key=lambda s: s[0], default=None)
    ahead = min((s for s in spans if s[1] >= published), key=lambda s: s[0], default=None)
    chosen, rule = past, "the last one up to publication"
    far = MAX_AHEAD if gone else MAX_AHEAD_OPEN
    soon = ahead and past and (ahead[0] - published).days <= far and (published - past[1]).days > MIN_BACK
    just_gone = past is not None and (published - past[1]).days <= MAX_AHEAD
    if ahead and (soon or not past or (future and not just_gone)):
        chosen, rule = ahead, "the next one from publication"
    if chosen is None:
        return replace(unbounded(precision, f"no such day: {name}"), partial=(month, day))
    return replace(chosen[2], rule=f"no year: {rule}", partial=(month, day), anchor="published")


def with_year(partial: tuple[int, int], year: int, rule: str = "") -> Reading:
    """Return a month, or a day of it, in a given year."""
    return on_date(year, *partial, rule) if partial[1] else in_month(year, partial[0], rule)


def near_weekday(number: int, day: date | None, *, which: str) -> Reading:
    """Return a day of the week, Monday 0, near publication.

    Args:
        number: 0 to 6.
        day: the day of publication, or None.
        which: "past" (on or before publication), "last" (before), "next" (after), "coming" (on or after), "this" (in
            the week of publication, Monday to Sunday).
    """
    if day is None:
        reason = "a weekday, and no publication date to count from"
        return unbounded("day", reason, f"XXXX-WXX-{number + 1}")
    back = (day.weekday() - number) % 7
    offset, rule = {
        "past": (-back, LAST_WEEKDAY),
        "last": (-(back or 7), "the last one before publication"),
        "next": ((-back) % 7 or 7, "the next one after publication"),
        "coming": ((-back) % 7, "the next one from publication"),
        "this": (number - day.weekday(), "in the week of publication"),
    }[which]
    found = plus(day, offset)
    return replace(on_day(found, rule), anchor="published") if found else unbounded("day", OUTSIDE)


def near_season(name: str, day: date | None, count: int) -> Reading:
    """Return the season last over before a day (-1), of it or of its year (0), or next to begin (1)."""
    if day is None:
        return unbounded("season", NOT_PUBLISHED)
    seasons = [in_season(year, name) for year in range(max(day.year - 2, 1), min(day.year + 2, 9998) + 1)]
    if count < 0:
        fitting = [s for s in seasons if s.end and s.end < day][-1:]
    elif count > 0:
        fitting = [s for s in seasons if s.start and s.start > day]
    else:
        fitting = [s for s in seasons if s.start and s.end and s.start <= day <= s.end]
        fitting += [s for s in seasons if s.start and s.start.year == day.year]
    if not fitting:
        return unbounded("season", OUTSIDE)
    rule = {
        -1: "the last one over before publication",
        0: "the one of publication, or of its year",
        1: "the next to begin",
    }[count]
    return replace(fitting[0], rule=f"{rule}; northern hemisphere", anchor="published")


def part(reading: Reading, which: str) -> Reading:
    """Return the early, mid or late part of an interval.

    A month's thirds end on the 10th and the 20th, a year's in April and August; a week is early from Monday to
    Wednesday, mid from Tuesday to Friday and late from Thursday on; others are cut into thirds by days.
    """
    first, last = reading.start, reading.end
    if first is None or last is None or reading.precision == "day":
        return reading
    if which == "mid" and (last - first).days < 2:
        # Two days have no middle one.
        return reading
    if reading.precision == "month" and (last - first).days > 20:
        cuts = [first.replace(day=10), first.replace(day=20)]
    elif reading.precision == "year" and (last - first).days > 360:
        cuts = [first.replace(month=4, day=30), first.replace(month=8, day=31)]
    else:
        third = (last - first).days // 3
        cuts = [first + timedelta(third), first + timedelta(2 * third)]
    bounds = {
        "early": (first, cuts[0]),
        "mid": (min(cuts[0] + timedelta(1), last), cuts[1]),
        "late": (min(cuts[1] + timedelta(1), last), last),
    }[which]
    if reading.precision == "week":
        bounds = {
            "early": (first, first + timedelta(2)),
            "mid": (first + timedelta(1), first + timedelta(4)),
            "late": (first + timedelta(3), last),
        }[which]
    what = "part" if reading.precision == "week" else "third"
    rule = f"{reading.rule}; {which}: a {what} of it".lstrip("; ")
    return replace(reading, start=bounds[0], end=bounds[1], rule=rule, partial=None)


def two_digit_year(year: int, published: date | None) -> int | None:
    """Return the full year of a two-digit one: the latest that is at most one year after publication."""
    if published is None:
        return None
    century = published.year // 100 * 100
    return max((y for y in (century + year, century + year - 100) if y <= published.year + 1), default=century + year)


def year_before(reading: Reading, rule: str) -> Reading:
    """Return a quarter or half a year before another."""
    if reading.start is None or reading.end is None or not reading.value[:4].isdigit() or reading.start.year == 1:
        return reading
    start, end = moved_day(reading.start, "year", -1), moved_day(reading.end, "year", -1)
    return replace(
        reading, start=start, end=end, rule=rule, value=f"{int(reading.value[:4]) - 1:04d}{reading.value[4:]}"
    )


def plus(day: date, days: int) -> date | None:
    """Return a day some days on, None outside the calendar."""
    try:
        return day + timedelta(days)
    except OverflowError:
        return None


def hull(readings: Iterable[Reading]) -> Interval:
    """Return the first start and the last end of readings that have both."""
    bounded = [(r.start, r.end) for r in readings if r.start and r.end]
    return (min(s for s, _ in bounded), max(e for _, e in bounded)) if bounded else (None, None)
