"""Months and the days in them, and the years that follow: "12 October 2017", "Oct. 12-15", "the 20th of next month"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rashomon.extract.times_calendar import (
    NOT_PUBLISHED,
    Reading,
    in_year,
    month_day,
    on_date,
    unbounded,
    unit_of,
    with_year,
)
from rashomon.extract.times_figures import either, short_year_at, year_at, year_then_month
from rashomon.extract.times_phrases import Meaning, Phrase, Scene
from rashomon.extract.times_tokens import BLANK, BREAK, GLUED, Tokens, day_of_month, ordinal
from rashomon.extract.times_words import (
    FUNCTION_WORDS,
    MONTHS,
    SHORT_MONTHS,
    TENS,
    UNCLEAR_MONTHS,
    WEEKDAYS,
    WHICH,
)

_NO_LOWER: Final = frozenset({"may", "march", "mar"})
_BEFORE_MONTH: Final = frozenset(
    """
    in since until till during of by from through throughout for before after between to and or last next this
    early late mid
    """.split()
)
# Months that are given names or other words: "Theresa May first said".
_NAMES: Final = frozenset({"march", "april", "may", "june", "august"})
_BEFORE_DAY: Final = frozenset("on since by until till before after from between the".split())
_TO: Final = frozenset({"to", "until", "till", "through", "and", "or"})
_WHOSE: Final = frozenset("a an its their our his her this s".split())
# What a month has and a person does not: "May sales", "August's figures".
_OF_MONTH: Final = frozenset(
    """
    sales exports imports figures figure data level levels rates totals output production orders shipments deficit
    surplus deadline meeting contract contracts delivery deliveries election elections numbers results earnings
    inflation unemployment revenue revenues
    """.split()
)
_CHANGES: Final = frozenset("increase decrease rise decline drop gain total rate index survey pace".split())
# How far from publication a story's own year is taken for a date without one, days.
_FAR: Final = 200
# How near the time told must stand, code points.
NEAR: Final = 300


def month_name(s: Tokens, i: int) -> tuple[int, int] | None:
    """Read the name of a month or its abbreviation, full stop included."""
    low = s.low[i]
    number = MONTHS.get(low) or SHORT_MONTHS.get(low)
    if not number:
        return None
    raw = s.raw(i)
    if not raw[0].isupper() and low in _NO_LOWER:
        return None
    dotted = low not in MONTHS and s.low[i + 1] == "." and s.gap[i + 1] == GLUED
    return number, i + 2 if dotted else i + 1


def year_phrase(s: Tokens, i: int) -> tuple[Meaning, int] | None:
    """Read the year after a month, season or quarter: "2016", "of 1999", "last year", "of the year"."""
    j = s.skip(i, ",", "of", "in")
    found = year_at(s, j)
    if found:
        return found
    if s.low[j - 1] == "," or s.gap[j] == BREAK:
        return None
    k = s.skip(j, "the")
    if s.word(k) in WHICH and s.word(k + 1) == "year" and s.word(k) not in {"that", "same"}:
        return relative_year(WHICH[s.low[k]], s.low[k]), k + 2
    if k > j > i and s.word(k) == "year":
        return relative_year(0, "this"), k + 1
    return None


def relative_year(count: int, word: str) -> Meaning:
    """Return the meaning of "last year" and the like: counted from the year of publication."""

    def mean(scene: Scene) -> Reading:
        if scene.published is None:
            return unbounded("year", "relative to a publication date that is not known")
        rule = f"{word} year, from publication"
        return replace(in_year(scene.published.year + count, rule), anchor="published")

    return mean


def of_year(year: Meaning, month: int, day: int = 0) -> Meaning:
    """Return the meaning of a month, or a day of it, in a year that the words give."""

    def mean(scene: Scene) -> Reading:
        inner = year(scene)
        if inner.start is None:
            return replace(inner, precision="day" if day else "month", value="")
        return replace(with_year((month, day), inner.start.year, inner.rule), anchor=inner.anchor)

    return mean


def yearless(month: int, day: int = 0) -> Meaning:
    """Return the meaning of a month, or a day of it, without a year.

    The year is that of the story where the text has just placed itself in another year than that of publication, and is
    no news of the week: there a plain date in the next sentence is of the year of publication again.
    """

    def mean(scene: Scene) -> Reading:
        reading = month_day(month, day, scene.published, future=scene.ahead, gone=scene.gone)
        last = scene.last_told()
        if not last or last.reading.start is None or scene.published is None or reading.start is None:
            return reading
        if scene.reported or scene.ahead or last.reading.anchor is not None or scene.start - last.span.end > NEAR:
            return reading
        told = last.reading.end or last.reading.start
        if (scene.published - told).days < _FAR or told.year == scene.published.year or last.reading.partial:
            return reading
        same = with_year((month, day), told.year, "no year: that of the time told before")
        if same.end and last.reading.precision in {"day", "month"} and same.end < last.reading.start:
            same = with_year((month, day), told.year + 1, "no year: the next one after the time told before")
        return replace(same, anchor=last.span) if same.start else reading

    return mean


def month_like(s: Tokens, i: int) -> tuple[Meaning, int, int] | None:
    """Read a month that days may be counted in: meaning, number (0 where relative), index after it."""
    named = month_name(s, i) if s.gap[i] != BREAK else None
    if named:
        year = year_phrase(s, named[1]) or short_year_at(s, s.skip_dash(s.skip(named[1], ",")))
        year = year or (year_at(s, s.skip_dash(named[1])) if s.is_dash(named[1]) else None)
        if year and (s.word(named[1]) != "in"):
            return of_year(year[0], named[0]), named[0], year[1]
        return yearless(named[0]), named[0], named[1]
    i = s.skip(i, "in")
    k = s.skip(i, "the")
    if s.word(k) in WHICH and s.word(k + 1) == "month":
        return _relative_month(WHICH[s.low[k]]), 0, k + 2
    return (_relative_month(0), 0, k + 1) if k > i and s.word(k) == "month" else None


def _relative_month(count: int) -> Meaning:
    def mean(scene: Scene) -> Reading:
        if scene.published is None:
            return unbounded("month", "relative to a publication date that is not known")
        return replace(unit_of(scene.published, "month", "by the month of publication", count), anchor="published")

    return mean


def month(s: Tokens, i: int) -> Phrase | None:
    """Read "October 2017", "January this year", or a month by itself where it can be no other word."""
    named = month_name(s, i)
    if not named:
        return None
    year = year_phrase(s, named[1])
    if year and s.word(named[1]) not in {"in"}:
        return Phrase(i, year[1], "month", of_year(year[0], named[0]))
    if not _stands_for_month(s, i, named[1]):
        return None
    return Phrase(i, named[1], "month", yearless(named[0]))


def _stands_for_month(s: Tokens, i: int, j: int) -> bool:
    """Tell whether the name of a month from `i` to before `j`, without a year, is no other name or word."""
    low, raw, after = s.low[i], s.raw(i), s.raw(j)
    before, dotted = s.before(i), low not in MONTHS and j > i + 1
    if before == "the" and low in {"march", "april", "june", "august"} and s.word(j).isalpha():
        # "the March accession", not "the March on Rome".
        return raw[0].isupper() and after[:1].islower() and s.low[j] not in FUNCTION_WORDS
    told = raw[0].isupper() and (_qualifies(s, i, j) or _beside_month(s, i, j))
    if before not in _BEFORE_MONTH and not (s.is_dash(i) if i else False) and not told:
        clear = raw[0].isupper() and (low not in UNCLEAR_MONTHS or dotted) and (low in MONTHS or dotted)
        if not clear:
            return False
    if low in SHORT_MONTHS and low != "may" and not raw[0].isupper() and before not in {"last", "next", "this"}:
        return False
    # "August Wilson", "the October Revolution", "in March of Dimes".
    named_thing = after[:1].isupper() and s.gap[j] != BREAK and not after.isupper()
    if named_thing and not raw.isupper() and s.low[j] not in WEEKDAYS:
        return False
    listed = before in {"to", "and", "or"} and low in UNCLEAR_MONTHS and j == i + 1
    return not listed or told or s.before(i - 1) in MONTH_WORDS


def _qualifies(s: Tokens, i: int, j: int) -> bool:
    """Tell whether a month says which: "its August contract", "May car sales", "August's figures"."""
    owns = s.low[j] in {"'", "’"} and s.low[j + 1] == "s" and s.gap[j] == s.gap[j + 1] == GLUED
    if owns:
        return s.word(j + 2) in _OF_MONTH | _CHANGES
    if not s.raw(j)[:1].islower() or s.gap[j] != BLANK or s.low[j] in FUNCTION_WORDS:
        return False
    if s.before(i) in _WHOSE and s.low[i] != "may":
        return True
    return s.low[j] in _OF_MONTH or (s.word(j + 1) in _OF_MONTH and not s.low[j].endswith(("ed", "ly")))


def _beside_month(s: Tokens, i: int, j: int) -> bool:
    """Tell whether another month is joined to it: "August or September", "July-September", "June through August"."""
    joint = s.is_dash(j) or s.word(j) in _TO
    after = j + 1 if joint else j
    if s.is_dash(j) and s.word(j + 1) in {"to", "through"} and s.is_dash(j + 2):
        after = j + 3
    other = month_name(s, after) if joint and s.gap[after] != BREAK else None
    return other is not None and s.raw(after)[0].isupper() and s.low[after] not in {"may", "will"}


MONTH_WORDS: Final = frozenset(MONTHS) | frozenset(SHORT_MONTHS)


def day_then_month(s: Tokens, i: int) -> Phrase | None:
    """Read "12 October 2017", "the 12th of October", "12-15 October", "12 or 13 October", "20th of next month"."""
    j = s.skip(i, "the") if s.low[i] == "the" and i + 1 < len(s) else i
    if j == i and s.low[i] == "the":
        j = i + 1
    days = _days(s, j)
    if days is None or not s.clear_before(j):
        return None
    first, last, joint, k = days
    after = s.skip(s.skip_dash(k) if s.is_dash(k) else k, "of")
    if s.gap[k] == BREAK:
        return None
    if s.low[k] == "." and s.gap[k + 1] == BLANK and month_name(s, k + 1):
        after = k + 1
    found = month_like(s, after)
    if not found or (s.word(after) == "the" and after == k):
        return None
    meaning, number, end = found
    plain = s.is_figure(j)
    if (not plain or number == 0) and after == k and not last:
        return None
    return _day_phrase(s, i, end, days_in(meaning, number, first, last, joint), joint)


def day_alone(s: Tokens, i: int) -> Phrase | None:
    """Read "the 27th" after a word that stands before days, where no noun follows that it would count."""
    day = ordinal(s, i + 1) if (s.is_figure(i + 1) or s.low[i + 1] in TENS) and s.gap[i + 1] != BREAK else None
    if not day or not 1 <= day[0] <= 31 or s.before(i) not in _BEFORE_DAY | {"for"}:
        return None
    if (s.word(day[1]).isalnum() and s.low[day[1]] not in FUNCTION_WORDS) or s.low[day[1]] == "of" or s.is_dash(day[1]):
        return None
    return Phrase(i, day[1], "day", day_near(day[0]))


def day_near(day: int) -> Meaning:
    """Return the meaning of "the 18th": of the month of publication, or the one before where it is yet to come."""

    def mean(scene: Scene) -> Reading:
        month = scene.published
        if month is None:
            return unbounded("day", NOT_PUBLISHED)
        here = on_date(month.year, month.month, day)
        if here.start is None or (here.start > month and not scene.ahead):
            before = unit_of(month, "month", "", -1).start
            here = on_date(before.year, before.month, day) if before else here
        return replace(here, rule=here.rule or "the nearest such day to publication", anchor="published")

    return mean


def _days(s: Tokens, i: int) -> tuple[int, int, str, int] | None:
    """Read one day of the month, or two: first, last (0 where there is one), what joins them, index after."""
    one = day_of_month(s, i)
    if not one:
        return None
    j = one[1]
    joint = "to" if s.is_dash(j) else s.word(j)
    if joint in _TO:
        two = day_of_month(s, s.skip(j + 1, "the")) if s.gap[j + 1] != BREAK else None
        if two and two[0] > one[0] and s.is_figure(i) == s.is_figure(s.skip(j + 1, "the")):
            return one[0], two[0], joint, two[1]
    return one[0], 0, "", j


def days_in(month: Meaning, number: int, first: int, last: int, joint: str) -> Meaning:
    """Return the meaning of one or two days of a month, which may be relative (`number` 0)."""

    def one(scene: Scene, day: int) -> Reading:
        inner = month(scene)
        if inner.partial or (
            number and inner.start is None and scene.published is None and not inner.value[:1].isdigit()
        ):
            if inner.rule.startswith("a year of two digits"):
                return replace(inner, precision="day")
            return yearless(number, day)(scene)
        if inner.start is None:
            return replace(inner, precision="day", value="")
        return replace(on_date(inner.start.year, inner.start.month, day, inner.rule), anchor=inner.anchor)

    def mean(scene: Scene) -> Reading:
        high = one(scene, last or first)
        if not last:
            return high
        if high.start is None:
            return replace(high, precision="span")
        low = on_date(high.start.year, high.start.month, first, high.rule)
        if low.start is None:
            return replace(low, precision="span")
        if joint == "or":
            return either(low, high, "one of the two days")
        rule = f"from the first to the last, both included; {high.rule}".rstrip("; ")
        value = f"{low.value}/{high.value}"
        return Reading(low.start, high.end, "span", rule, value, anchor=high.anchor)

    return mean


def month_then_day(s: Tokens, i: int) -> Phrase | None:
    """Read "October 12", "Oct. 12, 2017", "October 12-15", "May twenty-first", "Oct-2"."""
    named = month_name(s, i)
    if not named:
        return None
    j = named[1]
    j = j + 1 if s.low[j] == "." and s.is_figure(j + 1) and s.gap[j + 1] != BREAK else j
    j = j + 1 if s.low[j] in "-/" and s.low[j] and s.gap[j] == s.gap[j + 1] == GLUED else j
    j = s.skip(j, "the", "between")
    if s.gap[j] == BREAK:
        return None
    days = _days(s, j) if s.is_figure(j) or day_of_month(s, j) else None
    if days is None:
        spelled = day_of_month(s, j, words=True)
        # "May twenty one" is plain, "May one" is not.
        plain = s.low[i] not in _NAMES or s.before(i) in _BEFORE_DAY or (spelled and spelled[1] > j + 1)
        spelled = spelled if plain else None
        days = (spelled[0], 0, "", spelled[1]) if spelled else None
    elif not s.is_figure(j) and s.low[i] in _NAMES and days[3] == j + 1 and s.before(i) not in _BEFORE_DAY:
        # "Theresa May first said"
        return None
    if not days or not _day_ends(s, days[3]) or (s.low[j - 1] == "between" and not days[1]):
        return None
    first, last, joint, k = days
    opening = _day_before(s, i)
    if opening and not last and opening < first:
        # "from 4 to January 22"
        i, first, last, joint = i - 2, opening, first, "to"
    year = year_at(s, s.skip(k, ",", "of")) or year_phrase(s, k)
    if year:
        meaning = days_in(of_year(year[0], named[0]), named[0], first, last, joint)
        return _day_phrase(s, i, year[1], meaning, joint)
    return _day_phrase(s, i, k, days_in(yearless(named[0]), named[0], first, last, joint), joint)


def _day_phrase(s: Tokens, first: int, last: int, mean: Meaning, joint: str) -> Phrase:
    """Return the phrase of one day, or of a run or choice of days with the word that opens it."""
    if joint in {"", "or"}:
        return Phrase(first, last, "day", mean)
    opened = s.before(first) in {"from", "between"}
    return Phrase(first - 1 if opened else first, last, "day", mean, opens="range")


def _day_before(s: Tokens, i: int) -> int:
    """Return the day of "from 4 to" before a month, 0 where there is none."""
    if i < 3 or s.before(i) not in {"to", "until", "through"} or s.before(i - 2) not in {"from", "between"}:
        return 0
    return int(s.low[i - 2]) if s.is_figure(i - 2) and len(s.low[i - 2]) <= 2 else 0


def _day_ends(s: Tokens, j: int) -> bool:
    """Tell a day of the month from the hour of "October 12:30", and from "May 12 people"."""
    marks = s.low[j] in {":", ".", ","} and s.gap[j] == s.gap[j + 1] == GLUED and s.is_figure(j + 1)
    glued = s.gap[j] == GLUED and (s.low[j][:1].isalnum() or s.low[j] == "%")
    return not marks and not glued and s.word(j) not in {"people", "percent", "%"}


def month_after_year(s: Tokens, i: int) -> Phrase | None:
    """Read "2016 june", "2016, nov"."""
    found = year_then_month(s, i)
    named = month_name(s, found[1]) if found and s.gap[found[1]] != BREAK else None
    if not found or not named or s.is_figure(named[1]) or s.low[named[1]] == ",":
        return None
    meaning = of_year(lambda _: in_year(found[0]), named[0])
    return Phrase(i, named[1], "month", meaning)
