"""Calendar arithmetic for time expressions: units of the calendar as inclusive intervals of days.

Every function that would leave the years 1 to 9999 returns a reading without bounds instead of raising.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta

# How far a date without a year may lie ahead of publication, and how far back the past one must then be, days.
MAX_AHEAD = 31
MIN_BACK = 300

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
SEASONS = {"spring": 3, "summer": 6, "fall": 9, "autumn": 9, "winter": 12}
LAST_WEEKDAY = "the last such weekday up to publication"
UNIT_PRECISION = {
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "decade": "year",
    "century": "span",
    "quarter": "span",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a time expression comes to: inclusive bounds, None where the words give none.

    Attributes:
        precision: day, week, month, season, year or span.
        rule: how the bounds were found, for the reader.
        partial: (month, day or 0) where the words give no year and `rule` chose one.
        clock: the words are a time of day; only a date beside them gives bounds.
    """

    start: date | None
    end: date | None
    precision: str
    rule: str
    partial: tuple[int, int] | None = None
    clock: bool = False


def unbounded(precision: str, rule: str) -> Reading:
    """Return a reading without bounds."""
    return Reading(None, None, precision, rule)


def on_day(day: date, rule: str) -> Reading:
    """Return one day."""
    return Reading(day, day, "day", rule)


def in_month(year: int, month: int, rule: str) -> Reading:
    """Return a calendar month, 1 to 12."""
    if not 1 <= year <= 9999:
        return unbounded("month", f"no such year: {year}")
    return Reading(date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1]), "month", rule)


def in_year(year: int, rule: str) -> Reading:
    """Return a calendar year."""
    if not 1 <= year <= 9999:
        return unbounded("year", f"no such year: {year}")
    return Reading(date(year, 1, 1), date(year, 12, 31), "year", rule)


def in_years(first: int, last: int, rule: str) -> Reading:
    """Return a run of calendar years."""
    if not 1 <= first <= last <= 9999:
        return unbounded("span", f"no such years: {first} to {last}")
    return Reading(date(first, 1, 1), date(last, 12, 31), "span", rule)


def in_week(day: date, rule: str) -> Reading:
    """Return the week from Monday to Sunday that `day` lies in (ISO 8601)."""
    monday = _plus(day, -day.weekday())
    sunday = _plus(monday, 6) if monday else None
    return Reading(monday, sunday, "week", rule)


def in_season(year: int, name: str, rule: str) -> Reading:
    """Return a meteorological season of the northern hemisphere; winter begins in December of `year`."""
    month = SEASONS[name]
    if not 1 <= year < 9999:
        return unbounded("season", f"no such year: {year}")
    last = in_month(year + 1, 2, rule) if name == "winter" else in_month(year, month + 2, rule)
    return Reading(date(year, month, 1), last.end, "season", f"{rule}; northern hemisphere".lstrip("; "))


def in_quarter(year: int, quarter: int, rule: str) -> Reading:
    """Return a quarter of a calendar year, 1 to 4."""
    if not 1 <= year <= 9999:
        return unbounded("span", f"no such year: {year}")
    return Reading(date(year, 3 * quarter - 2, 1), in_month(year, 3 * quarter, rule).end, "span", rule)


def on_date(year: int, month: int, day: int, rule: str) -> Reading:
    """Return one day by its numbers, or no bounds where the calendar has no such day."""
    try:
        return on_day(date(year, month, day), rule)
    except ValueError:
        return unbounded("day", f"no such day: {day} {MONTH_NAMES[month - 1] if 1 <= month <= 12 else month} {year}")


def month_day(month: int, day: int, published: date | None, *, future: bool) -> Reading:
    """Return a day (or, with `day` 0, a month) whose year the words leave out.

    The year is the one that puts it last before or on publication. It is the next one instead where the words look
    ahead and the past one is more than `MAX_AHEAD` days gone, or where the next one is at most `MAX_AHEAD` days off
    and the past one more than `MIN_BACK` days gone.
    """
    name = f"{day} {MONTH_NAMES[month - 1]}" if day else MONTH_NAMES[month - 1]
    precision = "day" if day else "month"
    if day and day > (29 if month == 2 else calendar.monthrange(2001, month)[1]):
        return unbounded(precision, f"no such day: {name}")
    if published is None:
        return replace(unbounded(precision, "no year, and no publication date to take it from"), partial=(month, day))
    years = range(max(published.year - 8, 1), min(published.year + 8, 9999) + 1)
    all_years = [on_date(y, month, day, "") if day else in_month(y, month, "") for y in years]
    spans = [(r.start, r.end) for r in all_years if r.start and r.end]
    past = max((s for s in spans if s[0] <= published), default=None)
    ahead = min((s for s in spans if s[1] >= published), default=None)
    chosen, rule = past, "the last one up to publication"
    soon = ahead and past and (ahead[0] - published).days <= MAX_AHEAD and (published - past[1]).days > MIN_BACK
    just_gone = past is not None and (published - past[1]).days <= MAX_AHEAD
    if ahead and (soon or not past or (future and not just_gone)):
        chosen, rule = ahead, "the next one from publication"
    if chosen is None:
        return replace(unbounded(precision, f"no such day: {name}"), partial=(month, day))
    return Reading(chosen[0], chosen[1], precision, f"no year: {rule}", partial=(month, day))


def shifted(unit: str, count: int, published: date | None, rule: str) -> Reading:
    """Return the calendar unit that lies `count` units after (before, when negative) the one of publication."""
    precision = UNIT_PRECISION.get(unit, "day")
    if published is None:
        return unbounded(precision, "relative to a publication date that is not known")
    if unit in {"day", "week"} or precision == "day":
        days = {"day": 1, "week": 7}.get(unit, 0) * count
        if unit == "hour":
            days = (-1 if count < 0 else 1) * (abs(count) // 24)
        day = _plus(published, days)
        if day is None:
            return unbounded(precision, "outside the calendar")
        return in_week(day, rule) if unit == "week" else on_day(day, rule)
    return _shifted_long(unit, count, published, rule)


def _shifted_long(unit: str, count: int, published: date, rule: str) -> Reading:
    if unit == "month":
        months = published.year * 12 + published.month - 1 + count
        return in_month(months // 12, months % 12 + 1, rule)
    if unit == "quarter":
        quarters = published.year * 4 + (published.month - 1) // 3 + count
        return in_quarter(quarters // 4, quarters % 4 + 1, rule)
    if unit == "century":
        first = (published.year - 1) // 100 * 100 + 1 + 100 * count
        return in_years(first, first + 99, rule)
    return in_year(published.year + count * (10 if unit == "decade" else 1), rule)


def stretch(unit: str, count: int, published: date | None, rule: str) -> Reading:
    """Return the stretch of `count` units that ends (begins, when `count` is positive) on the day of publication."""
    if published is None:
        return unbounded("span", "relative to a publication date that is not known")
    days = {"second": 0, "minute": 0, "hour": 1 / 24, "day": 1, "week": 7}.get(unit)
    if days is not None:
        far = _plus(published, int(count * days))
    else:
        months = published.year * 12 + published.month - 1
        months += count * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
        month = in_month(months // 12, months % 12 + 1, rule)
        far = (
            min(month.start.replace(day=1) + timedelta(published.day - 1), month.end)
            if month.start and month.end
            else None
        )
    if far is None:
        return unbounded("span", "outside the calendar")
    return Reading(min(far, published), max(far, published), "span", rule)


def near_weekday(number: int, published: date | None, *, which: str) -> Reading:
    """Return a day of the week, Monday 0, near publication.

    Args:
        number: 0 to 6.
        published: the day of publication, or None.
        which: "past" (on or before publication), "last" (before), "next" (after), "coming" (on or after), "this" (in
            the week of publication, Monday to Sunday).
    """
    if published is None:
        return unbounded("day", "a weekday, and no publication date to count from")
    back = (published.weekday() - number) % 7
    offset, rule = {
        "past": (-back, LAST_WEEKDAY),
        "last": (-(back or 7), "the last one before publication"),
        "next": ((-back) % 7 or 7, "the next one after publication"),
        "coming": ((-back) % 7, "the next one from publication"),
        "this": (number - published.weekday(), "in the week of publication"),
    }[which]
    day = _plus(published, offset)
    return on_day(day, rule) if day else unbounded("day", "outside the calendar")


def near_weekend(published: date | None, count: int, rule: str) -> Reading:
    """Return the Saturday and Sunday of publication or just gone (0), the ones before (-1) or after (1)."""
    if published is None:
        return unbounded("span", "relative to a publication date that is not known")
    # On a weekend "the weekend" is that one; on a weekday "last weekend" is the one just gone.
    week = in_week(published, rule).start
    if week is None:
        return unbounded("span", "outside the calendar")
    over = 0 if published.weekday() >= 5 else -1
    shift = {-1: -1, 0: over, 1: 1 if published.weekday() >= 5 else 0}[count]
    first = week.toordinal() + 5 + 7 * shift
    if not 1 <= first < date.max.toordinal():
        return unbounded("span", "outside the calendar")
    return Reading(
        date.fromordinal(first), date.fromordinal(first + 1), "span", "the Saturday and Sunday nearest in that sense"
    )


def near_season(name: str, published: date | None, count: int) -> Reading:
    """Return the season last over before publication (-1), of the year of publication (0), or next to begin (1)."""
    if published is None:
        return unbounded("season", "relative to a publication date that is not known")
    years = range(max(published.year - 2, 1), min(published.year + 2, 9998) + 1)
    seasons = [in_season(year, name, "") for year in years]
    if count < 0:
        fitting = [s for s in seasons if s.end and s.end < published][-1:]
    elif count > 0:
        fitting = [s for s in seasons if s.start and s.start > published]
    else:
        fitting = [s for s in seasons if s.start and s.end and s.start <= published <= s.end]
        fitting += [s for s in seasons if s.start and s.start.year == published.year]
    if not fitting:
        return unbounded("season", "outside the calendar")
    rule = {
        -1: "the last one over before publication",
        0: "the one of publication, or of its year",
        1: "the next to begin",
    }
    return replace(fitting[0], rule=f"{rule[count]}; northern hemisphere")


def part(reading: Reading, which: str) -> Reading:
    """Return the early, mid or late third of a month, year, decade or other interval.

    A month's thirds end on the 10th and the 20th, a year's in April and August, others are cut by days.
    """
    if reading.start is None or reading.end is None:
        return reading
    first, last = reading.start, reading.end
    if reading.precision == "month":
        cuts = [first.replace(day=10), first.replace(day=20)]
    elif reading.precision == "year":
        cuts = [first.replace(month=4, day=30), first.replace(month=8, day=31)]
    else:
        third = (last - first).days // 3
        cuts = [first + timedelta(third), first + timedelta(2 * third)]
    bounds = {
        "early": (first, cuts[0]),
        "mid": (cuts[0] + timedelta(1), cuts[1]),
        "late": (min(cuts[1] + timedelta(1), last), last),
    }[which]
    rule = f"{reading.rule}; {which}: a third of it" if reading.rule else f"{which}: a third of it"
    return replace(reading, start=bounds[0], end=bounds[1], rule=rule, partial=None)


def two_digit_year(year: int, published: date | None) -> int | None:
    """Return the full year of a two-digit one: the latest that is at most one year after publication."""
    if published is None:
        return None
    century = published.year // 100 * 100
    return max((y for y in (century + year, century + year - 100) if y <= published.year + 1), default=century + year)


def _plus(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days)
    except OverflowError:
        return None
