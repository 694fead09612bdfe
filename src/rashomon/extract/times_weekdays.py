"""Weekdays, seasons, and parts counted within a longer time ("the first Friday of July")."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from rashomon.extract.times_calendar import (
    Reading,
    in_season,
    in_week,
    near_season,
    near_weekday,
    on_date,
    on_day,
    plus,
    unbounded,
    unit_of,
)
from rashomon.extract.times_months import MONTH_WORDS, NEAR, day_then_month, month_then_day, year_phrase
from rashomon.extract.times_phrases import Meaning, Phrase, Scene
from rashomon.extract.times_tokens import BREAK, GLUED, Tokens, day_of_month
from rashomon.extract.times_words import (
    AFTER_WEEKDAY,
    FUNCTION_WORDS,
    SEASONS,
    SHORT_WEEKDAYS,
    SMALL,
    WEEKDAYS,
)

# A weekday hangs on a day told when that lies further back than this, days.
_WELL_BEFORE: Final = 14


def weekday_name(s: Tokens, i: int) -> tuple[int, int, bool] | None:
    """Read the name of a weekday: number, index after it, and whether it is a plural ("Mondays")."""
    low = s.low[i]
    if low in WEEKDAYS:
        return WEEKDAYS[low], i + 1, False
    if low[:-1] in WEEKDAYS and low.endswith("s"):
        return WEEKDAYS[low[:-1]], i + 1, True
    if low in SHORT_WEEKDAYS and s.raw(i)[0].isupper():
        dotted = s.low[i + 1] == "." and s.gap[i + 1] == GLUED
        comma = s.low[i + 1] == "," and s.gap[i + 2] != BREAK and (s.is_figure(i + 2) or s.low[i + 2] in MONTH_WORDS)
        joined = s.before(i) in {"from", "to", "until", "on"} and low not in {"sat", "sun", "wed"}
        if dotted or comma or joined:
            return SHORT_WEEKDAYS[low], i + 2 if dotted else i + 1, False
    return None


def weekday(s: Tokens, i: int) -> Phrase | None:
    """Read "Tuesday", "Thursday, November 16", "Friday the 11th", "the Thursday before"."""
    named = weekday_name(s, i)
    if not named or named[2]:
        return None
    number, j, _ = named
    if s.word(j) in AFTER_WEEKDAY and s.raw(j)[0].isupper():
        return None
    k = s.skip(j, ",")
    dated = (month_then_day(s, k) or day_then_month(s, k)) if s.gap[k] != BREAK else None
    if dated:
        return replace(dated, first=i, mean=_fitting(dated.mean, number))
    the = s.skip(k, "the")
    if the > k:
        day = day_of_month(s, the, words=True)
        ended = day and (not s.word(day[1]).isalpha() or s.low[day[1]] in FUNCTION_WORDS)
        if day and ended and (not s.is_figure(the) or s.low[the + 1] in {"st", "nd", "rd", "th"}):
            return Phrase(i, day[1], "day", _weekday_the(number, day[0]))
    return Phrase(i, j, "weekday", on_weekday(number), number)


def _fitting(mean: Meaning, number: int) -> Meaning:
    """Return a date whose year, where the words leave it out, makes the weekday fit."""

    def fit(scene: Scene) -> Reading:
        reading = mean(scene)
        if not reading.partial or not scene.published or not reading.start or reading.start.weekday() == number:
            return reading
        year, (month_, day) = scene.published.year, reading.partial
        near = [on_date(y, month_, day) for y in range(max(year - 1, 1), min(year + 1, 9999) + 1)]
        fitting = [r.start for r in near if r.start and r.start.weekday() == number]
        if not fitting:
            return reading
        origin = reading.start
        best = min(fitting, key=lambda d: abs((d - origin).days))
        rule = "no year: the one in which the weekday fits"
        return replace(on_day(best, rule), partial=reading.partial, anchor="published")

    return fit


def _weekday_the(number: int, day: int) -> Meaning:
    """Read "Friday the 11th": the nearest month to publication in which that day is such a weekday."""

    def mean(scene: Scene) -> Reading:
        if scene.published is None:
            return unbounded("day", "a weekday, and no publication date to count from")
        months = [unit_of(scene.published, "month", "", count).start for count in range(-12, 13)]
        days = [on_date(m.year, m.month, day).start for m in months if m]
        fitting = [d for d in days if d and d.weekday() == number]
        origin = scene.published
        best = min(fitting, key=lambda d: abs((d - origin).days), default=None)
        if best is None:
            return unbounded("day", "no such day near publication")
        return replace(on_day(best, "the nearest to publication on which the weekday fits"), anchor="published")

    return mean


def on_weekday(number: int, which: str = "") -> Meaning:
    """Return the meaning of a weekday: by publication, or after a day told that lies well before it."""

    def mean(scene: Scene) -> Reading:
        if which:
            return near_weekday(number, scene.published, which=which)
        told = scene.last_told("day")
        day = told.reading.start if told else None
        past = day and scene.published and (scene.published - day).days > _WELL_BEFORE and not scene.reported
        if day and told and past and scene.start - told.span.end < NEAR and not scene.to_come:
            found = near_weekday(number, day, which="coming").start
            if found:
                return replace(on_day(found, "the first such weekday after the day told before"), anchor=told.span)
        return near_weekday(number, scene.published, which="coming" if scene.ahead else "past")

    return mean


def counted_weekdays(s: Tokens, i: int) -> Phrase | None:
    """Read "two Sundays ago", "three Fridays from now", "two Mondays later": the nth such day from publication."""
    number = SMALL.get(s.low[i]) or (int(s.low[i]) if s.is_figure(i) and len(s.low[i]) == 1 else 0)
    named = weekday_name(s, i + 1) if number and s.gap[i + 1] != BREAK else None
    if not number or not named:
        return None
    weekday_, j, _ = named
    ahead = s.word(j) in {"hence", "later"} or (s.word(j) == "from" and s.word(j + 1) == "now")
    if not ahead and s.word(j) != "ago":
        return None
    which, weeks = ("next", number - 1) if ahead else ("last", 1 - number)

    def mean(scene: Scene) -> Reading:
        first = near_weekday(weekday_, scene.published, which=which)
        day = first.start and plus(first.start, 7 * weeks)
        if day is None:
            return first
        rule = f"such a weekday, number {number} {'after' if ahead else 'before'} publication"
        return replace(on_day(day, rule), anchor="published")

    return Phrase(i, j + 1 + (s.word(j) == "from"), "day", mean)


def in_week_of(week: Meaning, number: int) -> Meaning:
    """Return the meaning of a weekday in a week that the words give: "Friday next week"."""

    def mean(scene: Scene) -> Reading:
        inner = week(scene)
        day = plus(inner.start, number) if inner.start else None
        if day is None:
            return replace(inner, precision="day", value="")
        return replace(on_day(day, inner.rule), anchor=inner.anchor)

    return mean


def season(s: Tokens, i: int) -> Phrase | None:
    """Read "summer of 2014", "spring 2017", "the winter" after a word that stands before times."""
    name = s.low[i]
    if name not in SEASONS:
        return None
    year = year_phrase(s, i + 1)
    if year and s.word(i + 1) != "in":
        return Phrase(i, year[1], "season", _season_of(year[0], name))
    before = s.before(i - 1 if s.before(i) == "the" else i)
    if before not in {"in", "during", "this", "until", "since", "by", "over"} or (name == "fall" and before != "in"):
        return None
    if s.word(i + 1) in {"of", "and"} or s.raw(i)[0].isupper():
        return None
    return Phrase(i, i + 1, "season", lambda scene: near_season(name, scene.published, 1 if scene.to_come else 0))


def _season_of(year: Meaning, name: str) -> Meaning:
    def mean(scene: Scene) -> Reading:
        inner = year(scene)
        if inner.start is None:
            return replace(inner, precision="season", value="")
        return replace(in_season(inner.start.year, name, inner.rule), anchor=inner.anchor)

    return mean


def nth_of(outer: Meaning, unit: str, number: int, count: int) -> Meaning:
    """Return the meaning of "the third week of …", "the first Friday of …", "the last day of …".

    Args:
        unit: day, week, weekend, month or weekday.
        number: of the weekday, Monday 0.
        count: 1 for the first; -1 for the last.
    """

    precision = {"weekday": "day", "weekend": "span"}.get(unit, unit)

    def mean(scene: Scene) -> Reading:
        inner = outer(scene)
        if inner.start is None or inner.end is None:
            return replace(inner, precision=precision, value="")
        found = _nth(inner.start, inner.end, unit, number, count)
        if found is None or found.start is None:
            return unbounded(precision, "there are not so many")
        return replace(found, anchor=inner.anchor, rule=inner.rule)

    return mean


def _nth(first: date, last: date, unit: str, number: int, count: int) -> Reading | None:
    if unit == "month":
        return unit_of(first if count > 0 else last, "month", "", count - 1 if count > 0 else 0)
    if unit in {"day", "weekday"}:
        step = 1 if unit == "day" else 7
        begin = first if count > 0 else last
        ahead = (
            0 if unit == "day" else (number - first.weekday()) % 7 if count > 0 else -((last.weekday() - number) % 7)
        )
        found = plus(begin, ahead + step * ((count - 1) if count > 0 else 0))
        return on_day(found) if found and first <= found <= last else None
    # A week belongs to the interval that its Thursday lies in (ISO 8601).
    thursday = _nth(first, last, "weekday", 3, count)
    if thursday is None or thursday.start is None:
        return None
    week = in_week(thursday.start)
    if unit == "weekend" and week.end:
        return replace(week, start=week.end - timedelta(1), precision="span", value=f"{week.value}-WE")
    return week
