"""Lengths of time ("three weeks", "a year and a half"), what is counted from them, and repeated times."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from rashomon.extract.times_calendar import (
    NOT_PUBLISHED,
    OUTSIDE,
    Reading,
    hull,
    in_month,
    in_year,
    moved_day,
    on_day,
    plus,
    unbounded,
    unit_of,
    year_before,
)
from rashomon.extract.times_phrases import Amount, Meaning, Scene, Told, fixed
from rashomon.extract.times_tokens import BREAK, Tokens, number
from rashomon.extract.times_words import UNIT_CODES, UNITS, VAGUE, VAGUE_CODES
from rashomon.records import Span

IS_LENGTH: Final = "a length of time: it says how long, not when"
NO_EVENT: Final = "counted from another event, which the text does not date"
NO_NUMBER: Final = "no number, so no bounds"
_FROM_TOLD: Final = frozenset({"next", "following", "ensuing", "previous", "preceding", "prior"})
# How near the day told must stand for "the next ten days" to count from it, code points.
_NEAR: Final = 300
_PRECISION: Final = {
    "day": "day",
    "night": "day",
    "week": "week",
    "fortnight": "week",
    "month": "month",
    "year": "year",
}
_HALVED: Final = frozenset({"hour", "year", "decade", "century"})
_AFTER_NUMBER: Final = frozenset(
    {"more", "full", "consecutive", "straight", "additional", "long", "further", "successive"}
)


def _choice(s: Tokens, i: int) -> tuple[tuple[Amount, ...], int] | None:
    """Read "one or two days", "two to three weeks": two amounts of one unit."""
    first = number(s, i)
    if not first or s.word(first[1]) not in {"or", "to"}:
        return None
    second = number(s, first[1] + 1)
    unit = UNITS.get(s.word(second[1])) if second else None
    if not second or not unit or s.gap[first[1] + 1] == BREAK or second[0] <= first[0]:
        return None
    return (Amount(first[0], unit), Amount(second[0], unit)), second[1] + 1


def amount(s: Tokens, i: int) -> tuple[tuple[Amount, ...], int] | None:
    """Read "three weeks", "a year and a half", "1 month 21 days", "several days", "half an hour", "two or three days".

    Returns:
        Amounts to add up, and the index after them. "Two or three days" gives two amounts of the same unit: a choice.
    """
    first = _one(s, i)
    if not first:
        return _choice(s, i)
    found, j = [first[0]], first[1]
    if s.word(j) == "and" and s.word(j + 1) == "a" and s.word(j + 2) == "half" and first[0].count:
        return (Amount(first[0].count + 0.5, first[0].unit),), j + 3
    for _ in range(3):
        k = s.skip(j, ",", "and")
        more = _one(s, k) if (s.gap[k] != BREAK and s.is_figure(k)) or s.word(j) == "and" else None
        if not more or more[0].count is None or more[0].unit in {a.unit for a in found}:
            break
        found, j = [*found, more[0]], more[1]
    return tuple(found), j


def _one(s: Tokens, i: int) -> tuple[Amount, int] | None:
    count: float | None
    low = s.low[i]
    if low == "half" and (s.word(i + 1) in {"a", "an"} or (s.is_dash(i + 1) and s.low[i + 2] in _HALVED)):
        count, j = 0.5, i + 2
    elif low in {"a", "an"}:
        count, j = _after_article(s, i + 1)
    elif low in VAGUE and low not in {"couple", "number"}:
        count, j = None, i + 1
    else:
        found = number(s, i)
        if not found:
            return None
        count, j = found
        if s.word(j) == "and" and s.word(j + 1) in {"a", "half"} and s.word(s.skip(j + 1, "a")) == "half":
            count, j = count + 0.5, s.skip(j + 1, "a") + 1
    if j < 0 or s.gap[j] == BREAK:
        return None
    j = s.skip(j, *_AFTER_NUMBER) if low not in {"a", "an"} or s.low[j] != "long" else j
    k = j + 1 if s.is_dash(j) and s.gap[j + 1] == 0 else j
    unit = UNITS.get(s.word(k))
    if unit is None or (low == "a" and s.low[k] == "second" and s.word(k + 1).isalpha() and count == 1):
        return None
    if unit == "second" and s.low[k] == "second" and low not in {"one", "1", "a"} and k == j:
        return None
    return Amount(count, unit), k + 1


def _after_article(s: Tokens, j: int) -> tuple[float | None, int]:
    """Read what may follow "a": "few", "couple of", "dozen", "hundred", "half", nothing; -1 where none of it."""
    word = s.word(j)
    if word == "few":
        return None, j + 1
    if word == "couple":
        return 2, s.skip(j + 1, "of")
    if word == "number" and s.word(j + 1) == "of":
        return None, j + 2
    if word in {"hundred", "thousand", "dozen"}:
        return {"hundred": 100, "thousand": 1000, "dozen": 12}[word], j + 1
    return (1, j) if UNITS.get(word) or word in _AFTER_NUMBER else (1, -1)


def length_value(amounts: tuple[Amount, ...]) -> str:
    """Return the TIMEX3 value: P3M, PT6H, P2Y6M, PXD."""
    days, hours = "", ""
    if len(amounts) == 2 and amounts[0].unit == amounts[1].unit:
        return length_value((Amount(None, amounts[0].unit),))
    for each in amounts:
        where, code, size = UNIT_CODES[each.unit]
        if each.count is None:
            vague = VAGUE_CODES.get(each.unit) or f"P{where}X{code}"
            return vague
        count = each.count * size
        whole = int(count)
        text = f"{whole}{code}" if whole else ""
        if count != whole:
            half = {"Y": "6M", "H": "30M", "M": "30S" if where else "15D"}.get(code) if count - whole == 0.5 else None
            text = f"{text}{half}" if half else f"{count:g}{code}"
        elif not whole:
            text = f"0{code}"
        days, hours = (days, hours + text) if where else (days + text, hours)
    return f"P{days}" + (f"T{hours}" if hours else "")


def length(amounts: tuple[Amount, ...]) -> Meaning:
    """Return the meaning of a length by itself: no days."""
    return fixed(unbounded("span", IS_LENGTH, length_value(amounts), "duration"))


def words_of(amounts: tuple[Amount, ...]) -> str:
    """Return amounts in words for a rule: "2 weeks"."""
    parts = [
        f"{a.count:g} {a.unit}{'s' * (a.count != 1)}" if a.count is not None else f"some {a.unit}s" for a in amounts
    ]
    return " ".join(parts)


def moved(day: date, amounts: tuple[Amount, ...], sign: int) -> date | None:
    """Return the day that lies an amount after (before, when negative) a day; None outside the calendar."""
    found: date | None = day
    # Years and months first: their days are counted from the month arrived at.
    for each in sorted(amounts, key=lambda a: UNIT_CODES[a.unit][1] in {"D", "W"}):
        unit = {"fortnight": "week", "night": "day", "weekend": "day"}.get(each.unit, each.unit)
        count = sign * int((each.count or 0) * (2 if each.unit == "fortnight" else 1))
        found = found and moved_day(found, unit, count)
    return found


def from_published(amounts: tuple[Amount, ...], sign: int) -> Meaning:
    """Return the meaning of "three weeks ago" and "two days from now": the unit that it lands in."""

    def mean(scene: Scene) -> Reading:
        unit = amounts[0].unit
        precision = _PRECISION.get(unit, "day")
        if amounts[0].count is None:
            return unbounded("span", NO_NUMBER, "PAST_REF" if sign < 0 else "FUTURE_REF")
        if scene.published is None:
            return unbounded(precision, NOT_PUBLISHED)
        if amounts == (Amount(1, "year"),) and sign < 0 and (quarter := scene.last_quarter(halves=True)):
            return _year_before(scene, quarter)
        side = "after" if sign > 0 else "before"
        rule = f"{words_of(amounts)} {side} publication"
        if sign > 0 and unit in {"week", "fortnight"} and (day := moved(scene.published, amounts, sign)):
            return replace(on_day(day, rule), anchor="published")
        landed = landing(scene.published, amounts, sign, f"{rule}, to the {unit}")
        return replace(landed, anchor="published")

    return mean


def landing(day: date, amounts: tuple[Amount, ...], sign: int, rule: str) -> Reading:
    """Return the calendar unit that lies an amount from a day, as coarse as the amount; the day for several units."""
    only = amounts[0]
    unit = {"fortnight": "week", "night": "day", "weekend": "week"}.get(only.unit, only.unit)
    count = only.count or 0
    if (
        len(amounts) == 1
        and count == int(count)
        and unit in {"day", "week", "month", "quarter", "year", "decade", "century"}
    ):
        if unit in {"decade", "century"}:
            size = 10 if unit == "decade" else 100
            return unit_of(
                day, "year" if count < 3 else "decade", rule, sign * int(count) * (size if count < 3 else size // 10)
            )
        return unit_of(day, unit, rule, sign * int(count) * (2 if only.unit == "fortnight" else 1))
    found = moved(day, amounts, sign)
    return on_day(found, rule) if found else unbounded("day", OUTSIDE)


def from_told(amounts: tuple[Amount, ...], sign: int, event: tuple[str, ...] = ()) -> Meaning:
    """Return the meaning of "two weeks later": counted from the time told last, or from that of a named event.

    Days and weeks give a day, months and years a month; an amount without a number leaves one side open.
    """

    def mean(scene: Scene) -> Reading:
        a_year_before = amounts == (Amount(1, "year"),) and sign < 0 and not event
        if a_year_before and (quarter := scene.last_quarter(halves=True)):
            return _year_before(scene, quarter)
        told = scene.anchor(event)
        if told is None:
            # "A year earlier" with no time told: than the report. Two weeks may be counted from anything.
            than_now = sign < 0 and len(amounts) == 1 and amounts[0].count == 1 and not UNIT_CODES[amounts[0].unit][0]
            if scene.published and not event and (than_now or (sign > 0 and scene.to_come)):
                return from_published(amounts, sign)(scene)
            return unbounded("day", NO_EVENT, length_value(amounts), "duration")
        side = "after" if sign > 0 else "before"
        reading = counted(told, amounts, sign, f"{words_of(amounts)} {side} the time told before")
        if event or UNIT_CODES[amounts[0].unit][0]:
            # TIMEX3 has the length here, and the event as what it is counted from.
            reading = replace(reading, value=length_value(amounts))
        return told_by_now(scene, replace(reading, anchor=told.span), length_value(amounts))

    return mean


def edged(amounts: tuple[Amount, ...], sign: int, day: Meaning, edge: str) -> Meaning:
    """Return the meaning of "more than two weeks after today", "less than three days from tomorrow", "within …"."""

    def mean(scene: Scene) -> Reading:
        inner = day(scene)
        far = inner.start and moved(inner.start, amounts, sign)
        if inner.start is None or far is None:
            return replace(inner, value=length_value(amounts), kind="duration")
        rule = f"{edge}: {words_of(amounts)} {'after' if sign > 0 else 'before'} {inner.value}"
        bounds: tuple[date | None, date | None] = (min(inner.start, far), max(inner.start, far))
        if edge == "more":
            bounds = (far, None) if sign > 0 else (None, plus(far, -1))
        return Reading(*bounds, "span", rule, length_value(amounts), "duration", anchor=inner.anchor)

    return mean


def _year_before(scene: Scene, quarter: Told) -> Reading:
    """Return the quarter a year before one told: accounts compare "a year ago" with it, or with the whole year."""
    if quarter.reading.start is None or quarter.first is None:
        return unbounded("span", NO_EVENT)
    if scene.compared_quarter() is None:
        whole = in_year(quarter.first.year - 1, "the year before that of the accounts told before")
        return replace(whole, anchor=quarter.span)
    return replace(year_before(quarter.reading, "the quarter told before, a year earlier"), anchor=quarter.span)


def told_by_now(scene: Scene, reading: Reading, value: str = "") -> Reading:
    """Return a reading that counts from what was told, without days where it would only come after publication."""
    late = scene.published is not None and reading.start is not None and reading.start > scene.published
    if not late or scene.ahead or scene.to_come:
        return reading
    return unbounded(reading.precision, NO_EVENT, value, "duration" if value else "date")


def from_day(amounts: tuple[Amount, ...], sign: int, day: Meaning) -> Meaning:
    """Return the meaning of "two days after 12 October", "three weeks from tomorrow"."""

    def mean(scene: Scene) -> Reading:
        inner = day(scene)
        if inner.start is None or inner.end is None:
            return replace(inner, value=length_value(amounts), kind="duration")
        side = "after" if sign > 0 else "before"
        rule = f"{words_of(amounts)} {side} {inner.value}"
        if inner.precision == "day" and amounts[0].count is not None and not UNIT_CODES[amounts[0].unit][0]:
            found = moved(inner.start, amounts, sign)
            return replace(on_day(found, rule) if found else unbounded("day", OUTSIDE), anchor=inner.anchor)
        return replace(counted(Told(inner, Span(scene.start, scene.end)), amounts, sign, rule), anchor=inner.anchor)

    return mean


def counted(told: Told, amounts: tuple[Amount, ...], sign: int, rule: str) -> Reading:
    """Return what lies an amount from a time told."""
    base = told.first if sign < 0 else told.last
    if told.reading.precision in {"month", "season", "year"}:
        base = told.first
    if base is None:
        return unbounded("day", NO_EVENT)
    only = amounts[0]
    if only.count is None:
        far = moved(base, (Amount(2, only.unit),), sign)
        if far is None:
            return unbounded("span", OUTSIDE)
        if UNIT_CODES[only.unit][0]:
            return on_day(base, rule)
        start, end = (far, None) if sign > 0 else (None, far)
        return Reading(start, end, "span", f"{rule}: at least two", length_value(amounts))
    if len(amounts) == 2 and amounts[0].unit == amounts[1].unit:
        pair = [counted(told, (each,), sign, rule) for each in amounts]
        start, end = hull(pair)
        both = tuple((r.start, r.end) for r in pair)
        return Reading(start, end, "span", rule, "|".join(r.value for r in pair), alternatives=both)
    if UNIT_CODES[only.unit][0]:
        return _hours_on(told, base, only, sign, rule)
    found = moved(base, amounts, sign)
    if found is None:
        return unbounded("day", OUTSIDE)
    if only.unit in {"year", "decade", "century"} and told.reading.precision in {"year"}:
        return unit_of(found, "year", rule)
    if told.reading.precision == "span" and told.reading.value[4:6] == "-Q" and only.unit in {"year", "quarter"}:
        return unit_of(found, "quarter", rule)
    if only.unit in {"month", "quarter", "year", "decade", "century"} and len(amounts) == 1:
        return in_month(found.year, found.month, rule)
    if told.reading.precision in {"month", "year", "season"} and only.unit == "week":
        return unit_of(found, "week", rule)
    return on_day(found, rule)


def _hours_on(told: Told, base: date, only: Amount, sign: int, rule: str) -> Reading:
    """Return the day that hours from a time told fall on; without a time of day it counts whole days."""
    seconds = {"second": 1, "minute": 60, "hour": 3600}[only.unit] * (only.count or 0)
    at = told.reading.value.partition("T")[2]
    begun = int(at[:2]) * 3600 + int(at[3:5]) * 60 if at[:2].isdecimal() and at[3:5].isdecimal() else 0
    days = int((begun + sign * seconds) // 86400) if sign > 0 or begun else -int(seconds // 86400)
    found = plus(base, days)
    return on_day(found, rule) if found else unbounded("day", OUTSIDE)


def rolling(amounts: tuple[Amount, ...], word: str, ahead: bool, within: bool = False) -> Meaning:
    """Return the meaning of "the past three months", "the next 2 days": days up to publication, or from the next on."""

    def mean(scene: Scene) -> Reading:
        value = length_value(amounts)
        if amounts[0].count is None:
            return unbounded("span", NO_NUMBER, value, "duration")
        side, sign = ("from", 1) if ahead else ("up to", -1)
        origin, rule = scene.published, f"{words_of(amounts)} {side} publication"
        told = scene.last_told("day")
        near = told is not None and scene.start - told.span.end < _NEAR and not scene.reported
        if word in _FROM_TOLD and told and near and not scene.to_come:
            day = told.reading.end if ahead else told.reading.start
            if day is not None:
                far = moved(day, amounts, sign)
                rule = f"{words_of(amounts)} {side} the time told before"
                bounds = _window(day, far, ahead)
                return Reading(*bounds, "span", rule, value, "duration", anchor=told.span)
        if origin is None:
            return unbounded("span", NOT_PUBLISHED, value, "duration")
        far = moved(origin, amounts, sign)
        bounds = (origin, far) if within and far else _window(origin, far, ahead)
        return Reading(*bounds, "span", rule, value, "duration", anchor="published")

    return mean


def _window(origin: date, far: date | None, ahead: bool) -> tuple[date | None, date | None]:
    if far is None:
        return None, None
    begin = plus(origin, 1) if ahead and far > origin else origin
    return (begin, far) if ahead else (far, origin)
