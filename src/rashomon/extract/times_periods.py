"""Quarters, halves and other periods of accounts: "third-quarter", "last year's first half", "the year ended June 30".

A half or a "third period" is also of a match: it is read as a time only where the words about it are of accounts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Final

from rashomon.extract.times_calendar import (
    NOTHING,
    Reading,
    in_months,
    in_year,
    plus,
    unbounded,
    unit_of,
    year_before,
)
from rashomon.extract.times_lengths import length_value, moved
from rashomon.extract.times_months import month_name, relative_year, year_phrase, yearless
from rashomon.extract.times_phrases import GRAMMAR, Amount, Meaning, Phrase, Scene, fixed, starting
from rashomon.extract.times_tokens import BREAK, GLUED, Tokens, ordinal
from rashomon.extract.times_words import WHICH

_SIZES: Final = {"quarter": 3, "period": 3, "half": 6}
_LAST_OF: Final = frozenset({"final", "last", "latter"})
# How long accounts of a quarter may take to come out, days: until then "will report the third quarter" is of that one.
_REPORTED: Final = 92
# How far about a phrase the words are looked at that tell accounts from sport, code points.
_ABOUT: Final = 250
_ACCOUNTS: Final = re.compile(
    r"\b(?:profits?|earnings|earned|net income|net loss|loss(?:es)?|sales|revenues?|results|dividends?|fiscal|quarter"
    r"|econom\w+|growth|g[nd]p|inflation|(?:ex|im)ports|output|production|orders|shipments|deficit|surplus|budget"
    r"|prices|rates|demand|index|investors?|analysts?|[mb]illion|percent)\b|%",
    re.IGNORECASE,
)
_EXPECTS: Final = re.compile(r"\b(?:expect|predict|forecast|anticipate|project)(?:s|ed|ing)?\b[^.!?]{0,90}\Z")
_SPORT: Final = re.compile(
    r"\b(?:goals?|scor(?:ed?|ing)|games?|match(?:es)?|coach|referee|touchdowns?|halftime|kick\w*|league|cup|minute"
    r"|players?|striker|penalt(?:y|ies)|puck|rebounds?)\b",
    re.IGNORECASE,
)
_SAME: Final = frozenset("same corresponding comparable like similar equivalent".split())
_OWNERS: Final = frozenset({"last", "this", "next", "current", "previous", "prior", "coming"})


def _of_accounts(scene: Scene) -> bool:
    """Tell whether the words about a phrase are of accounts and not of sport."""
    about = scene.text[max(scene.start - _ABOUT, 0) : scene.end + _ABOUT]
    return bool(_ACCOUNTS.search(about)) and not _SPORT.search(about)


def _speaks_of_quarters(scene: Scene) -> bool:
    """Tell whether the text has spoken of a quarter, so that "the third period" is one."""
    told = "quarter" in scene.text[: scene.start].lower() or "quarter" in scene.text[scene.end :][:_ABOUT].lower()
    return told and _of_accounts(scene)


def _named(s: Tokens, i: int) -> tuple[int, str, int] | None:
    """Read "third quarter", "first-half", "Q3", "final quarter": number, quarter, half or period, index after it."""
    short = s.low[i] in {"q", "h"} and s.raw(i).isupper() and s.gap[i + 1] == GLUED
    if short and s.low[i + 1] in {"1", "2", "3", "4"}:
        unit = "quarter" if s.low[i] == "q" else "half"
        number, j = int(s.low[i + 1]), i + 2
    else:
        found = (0, i + 1) if s.low[i] in _LAST_OF else ordinal(s, i)
        if not found or not 0 <= found[0] <= 4:
            return None
        k = s.skip_dash(s.skip(found[1], "fiscal"))
        unit, number, j = s.word(k), found[0], k + 1
        if unit not in _SIZES or (s.low[i] == "latter" and unit != "half"):
            return None
    number = number or 12 // _SIZES[unit]
    return (number, unit, j) if number * _SIZES[unit] <= 12 else None


def quarter(s: Tokens, i: int) -> Phrase | None:
    """Read "third quarter of 1998", "third-quarter", "Q3 2016", "first half", "H1 2016", "2016 Q3", "third period"."""
    if s.is_figure(i) and len(s.low[i]) == 4 and (s.stands_alone(i, i + 1) or s.low[i + 1] in {"q", "h"}):
        return _year_then_quarter(s, i)
    pair = _pair(s, i)
    if pair:
        return pair
    named = _named(s, i)
    if not named:
        return None
    number, unit, j = named
    size = _SIZES[unit]
    year = year_phrase(s, j) if unit != "period" else None
    if year:
        return Phrase(i, year[1], "quarter", _quarter_of(year[0], number, size))
    if s.low[i] == "last" or (s.low[i] in _LAST_OF and unit == "period"):
        # "The last quarter" by itself is the one before this.
        the_year = s.skip(s.skip(j, "of", "in"), "the")
        if the_year < j + 2 or s.word(the_year) != "year" or unit == "period":
            return None
        return Phrase(i, the_year + 1, "quarter", _quarter_of(relative_year(0, "this"), number, size))
    if s.word(j) == "of" and (unit != "quarter" or s.low[i] in _LAST_OF):
        # "The first half of the decade", "the final quarter of the game".
        return None
    mean = _only_if(_last_quarter(number, size), unit)
    closing = ended(s, j)
    return Phrase(i, j, "quarter", _closed_quarter(mean, size, closing) if closing else mean)


def the_last(s: Tokens, i: int) -> Phrase | None:
    """Read "the last half of the year", "the last quarter of 1989"."""
    return starting(quarter(s, i + 1), i) if s.word(i + 1) == "last" else None


def _only_if(mean: Meaning, unit: str) -> Meaning:
    """Return a meaning that a half or a period has only where the text is of accounts."""
    if unit == "quarter":
        return mean
    fits = _of_accounts if unit == "half" else _speaks_of_quarters
    return lambda scene: mean(scene) if fits(scene) else NOTHING


def _pair(s: Tokens, i: int) -> Phrase | None:
    """Read "the first and second quarters", "third and fourth quarters of 1988"."""
    first = ordinal(s, i)
    second = ordinal(s, first[1] + 1) if first and s.word(first[1]) in {"and", "or"} else None
    if not first or not second or s.word(second[1]) != "quarters" or not 1 <= first[0] < second[0] <= 4:
        return None
    year = year_phrase(s, second[1] + 1)
    ends = [_quarter_of(year[0], n, 3) if year else _last_quarter(n, 3) for n in (first[0], second[0])]

    def mean(scene: Scene) -> Reading:
        left, right = (end(scene) for end in ends)
        if left.start is None or right.end is None or left.start > right.end:
            return unbounded("span", right.rule, f"{left.value}/{right.value}")
        value = f"{left.value}/{right.value}"
        return Reading(left.start, right.end, "span", "both quarters", value, anchor=right.anchor)

    return Phrase(i, year[1] if year else second[1] + 1, "span", mean)


def _year_then_quarter(s: Tokens, i: int) -> Phrase | None:
    """Read "1990 first quarter", "1989's third quarter", "2016 Q3", and "1988 quarter": the one told, in that year."""
    year = int(s.low[i])
    owns = s.low[i + 1] in {"'", "’"} and s.low[i + 2] == "s" and s.gap[i + 1] == s.gap[i + 2] == GLUED
    j = s.skip(s.skip(i + 3 if owns else i + 1, "the"), "fiscal")
    if s.gap[j] == BREAK or not 1500 <= year <= 2099 or s.is_figure(j):
        return None
    named = _named(s, j)
    if named and named[1] != "period":
        return Phrase(i, named[2], "quarter", _quarter_of(fixed(in_year(year)), named[0], _SIZES[named[1]]))
    if s.word(j) == "quarter" and not owns and not s.is_dash(j + 1):
        return Phrase(i, j + 1, "quarter", _told_in(fixed(in_year(year))))
    return None


def _quarter_of(year: Meaning, number: int, size: int) -> Meaning:
    def mean(scene: Scene) -> Reading:
        inner = year(scene)
        if inner.start is None:
            return replace(inner, precision="span", value="")
        return replace(in_months(inner.start.year, size * (number - 1) + 1, size, inner.rule), anchor=inner.anchor)

    return mean


def _last_quarter(number: int, size: int) -> Meaning:
    """Return the meaning of a quarter or half without a year: the last one begun, or the next where that is meant."""

    def mean(scene: Scene) -> Reading:
        if scene.published is None:
            value = f"XXXX-{'Q' if size == 3 else 'H'}{number}"
            return unbounded("span", "no year, and no publication date to take it from", value)
        current = (scene.published.month - 1) // size + 1
        year, rule = scene.published.year - (number > current), "no year: the last one begun before publication"
        reading = in_months(year, size * (number - 1) + 1, size, rule)
        long_over = reading.end is not None and (scene.published - reading.end).days > _REPORTED
        if long_over and (scene.ahead or scene.to_come or _foreseen(scene)):
            reading = in_months(year + 1, size * (number - 1) + 1, size, "no year: the next one after publication")
        return replace(reading, anchor="published")

    return mean


def _foreseen(scene: Scene) -> bool:
    """Tell whether the sentence, before the phrase, speaks of what is expected."""
    return bool(_EXPECTS.search(scene.text, max(scene.start - _ABOUT, 0), scene.start))


def _told_in(year: Meaning) -> Meaning:
    """Return the meaning of "the 1988 quarter", "the same period of 1988": what accounts were told of, in that year."""

    def mean(scene: Scene) -> Reading:
        inner, told = year(scene), scene.compared_quarter()
        if told is None or told.first is None or inner.start is None:
            return inner
        years = inner.start.year - told.first.year
        unit, count = ("half", 2 * years) if "-H" in told.reading.value else ("quarter", 4 * years)
        reading = unit_of(told.first, unit, f"the {unit} told before, in that year", count)
        return replace(reading, anchor=told.span)

    return mean


def of_year(s: Tokens, i: int) -> Phrase | None:
    """Read "last year's third quarter", "this year's first half"."""
    j = i + 1 if s.low[i] == "the" else i
    if s.low[j] not in _OWNERS or (j > i and s.gap[j] == BREAK):
        return None
    k = s.skip(j + 1, "fiscal")
    if s.word(k) != "year" or s.low[k + 1] not in {"'", "’"} or s.word(k + 2) != "s" or s.gap[k + 3] == BREAK:
        return None
    named = _named(s, s.skip(k + 3, "fiscal"))
    if not named or named[1] == "period":
        return None
    year = relative_year(WHICH[s.low[j]], s.low[j])
    return Phrase(i, named[2], "quarter", _quarter_of(year, named[0], _SIZES[named[1]]))


def year_ago(s: Tokens, i: int) -> Phrase | None:
    """Read "year-ago third quarter", "year-earlier first half": of the year before that of the last such one."""
    if not (s.is_dash(i + 1) and s.low[i + 2] in {"ago", "earlier"} and s.gap[i + 1] == s.gap[i + 2] == GLUED):
        return None
    named = _named(s, s.skip(i + 3, "fiscal"))
    if not named or named[1] == "period" or s.gap[i + 3] == BREAK:
        return None
    mean = _last_quarter(named[0], _SIZES[named[1]])

    def before(scene: Scene) -> Reading:
        return year_before(mean(scene), "a year before the last such one")

    return Phrase(i, named[2], "quarter", before)


def same_period(s: Tokens, i: int) -> Phrase | None:
    """Read "the same period last year", "the corresponding quarter of 1988", "the same month a year earlier"."""
    j = i + 1
    if s.word(j) not in _SAME or s.low[i] != "the":
        return None
    k = j + 1
    if s.word(k) not in {"period", "quarter", "half", "month"}:
        return None
    found = _other_year(s, k + 1)
    if not found:
        return None
    mean = _month_in(found[0]) if s.low[k] == "month" else _told_in(found[0])
    return Phrase(i, found[1], "span", mean)


def _other_year(s: Tokens, i: int) -> tuple[Meaning, int] | None:
    """Read "of 1988", "last year", "a year ago", "in the year before" after "the same period"."""
    j = s.skip(i, "of", "in", "from")
    if s.word(j) in {"a", "the"} and s.word(j + 1) == "year" and s.word(j + 2) in {"ago", "earlier", "before"}:
        return _year_before_told, j + 3
    year = year_phrase(s, j)
    if year:
        return year
    k = s.skip(j, "the")
    if s.word(k) in {"last", "this", "previous", "prior"} and s.word(k + 1) == "year":
        return relative_year(WHICH[s.low[k]], s.low[k]), k + 2
    return None


def _year_before_told(scene: Scene) -> Reading:
    """Return the year before that of the quarter told, else before that of publication."""
    told = scene.compared_quarter()
    if told and told.first:
        return replace(in_year(told.first.year - 1, "the year before that of the quarter told"), anchor=told.span)
    return relative_year(-1, "last")(scene)


def _month_in(year: Meaning) -> Meaning:
    """Return the meaning of "the same month last year": the month told last, in that year."""

    def mean(scene: Scene) -> Reading:
        inner, told = year(scene), scene.last_told("month")
        if told is None or told.first is None or inner.start is None or told.reading.precision != "month":
            return inner
        months = 12 * (inner.start.year - told.first.year)
        return replace(unit_of(told.first, "month", "the month told before, in that year", months), anchor=told.span)

    return mean


def month_quarter(s: Tokens, i: int) -> Phrase | None:
    """Read "September quarter", "July-September quarter": the three months to the end of that month."""
    first = month_name(s, i)
    if not first or not s.raw(i)[0].isupper():
        return None
    j, last = first[1], first
    joint = s.skip_dash(s.skip(s.skip_dash(j), "to", "through"))
    other = month_name(s, joint) if joint > j and s.gap[joint] != BREAK else None
    if other:
        j, last = other[1], other
    if s.word(j) != "quarter" or (other and (other[0] - first[0]) % 12 != 2):
        return None
    return Phrase(i, j + 1, "quarter", up_to(yearless(last[0]), (Amount(3, "month"),), "quarter"))


# What ended on a day


def ended(s: Tokens, i: int) -> Meaning | None:
    """Read what closes a period: "ended Sept. 30", "that ended in June", "ending Dec. 31, 1990"."""
    j = s.skip(i, "that", "which")
    if s.word(j) not in {"ended", "ending"}:
        return None
    j = s.skip(j + 1, "on", "in", "last")
    inner = GRAMMAR.longest(s, j) if s.gap[j] != BREAK else None
    if not inner or inner.sort not in {"day", "weekday", "month"}:
        return None
    begin, end, mean = s.starts[j], s.ends[inner.last - 1], inner.mean
    return lambda scene: mean(replace(scene, start=begin, end=end))


def up_to(day: Meaning, amounts: tuple[Amount, ...], unit: str = "") -> Meaning:
    """Return the meaning of "the six months ended Sept. 30": as long, to that day.

    With a `unit` it is named by the calendar: a year by the one in which it ends, unless it ends within the first two
    months; others by the one that its middle lies in.
    """

    def mean(scene: Scene) -> Reading:
        inner = day(scene)
        start = _start(inner.end, amounts)
        value = "" if unit else length_value(amounts)
        if inner.end is None or start is None:
            return unbounded("span", inner.rule, value, "date" if unit else "duration")
        rule = "as long, to the day on which it ended"
        if not unit:
            return Reading(start, inner.end, "span", rule, value, "duration", anchor=inner.anchor)
        inside = plus(inner.end, -60) if unit == "year" else plus(start, (inner.end - start).days // 2)
        named = unit_of(inside or inner.end, unit)
        precision = "week" if unit == "week" else "span"
        return Reading(start, inner.end, precision, rule, named.value, anchor=inner.anchor)

    return mean


def _start(last: date | None, amounts: tuple[Amount, ...]) -> date | None:
    """Return the first day of a period of some length that ends on a day."""
    after = plus(last, 1) if last else None
    return after and moved(after, amounts, -1)


def _closed_quarter(mean: Meaning, size: int, day: Meaning) -> Meaning:
    """Return the meaning of "fourth quarter ended Aug. 26": days by the day, named by the company's own count."""

    def closed(scene: Scene) -> Reading:
        inner, named = day(scene), mean(scene)
        start = _start(inner.end, (Amount(size, "month"),))
        if named is NOTHING or inner.end is None or start is None:
            return named
        return replace(named, start=start, end=inner.end, rule=f"{size} months, to the day on which it ended")

    return closed
