"""Parts of longer times, and what begins with "the": "early October", "third day of the siege", "the night before"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rashomon.extract import times_calendar as calendar
from rashomon.extract import times_lengths as lengths
from rashomon.extract import times_periods as periods
from rashomon.extract import times_relative as relative
from rashomon.extract import times_weekdays as weekdays
from rashomon.extract.times_calendar import NOTHING, Reading
from rashomon.extract.times_clock import at_clock, on_clock
from rashomon.extract.times_counted import event_at
from rashomon.extract.times_phrases import GRAMMAR, Amount, Meaning, Phrase, Scene, starting
from rashomon.extract.times_tokens import BREAK, GLUED, Tokens, ordinal
from rashomon.extract.times_words import (
    DECADES,
    EARLY_LATE,
    ORDINALS,
    PARTS_OF_DAY,
    SEASONS,
    TENS,
    UNITS,
    WEEKDAYS,
)

# Sorts that a part such as "early" or "the end of" may be taken of.
_YEAR_BEFORE: Final = frozenset("for in during over throughout".split())
_NOT_THE_YEAR: Final = frozenset("before after that when he she it they since to two".split())
_CALENDAR_UNITS: Final = frozenset({"week", "month", "year", "quarter", "decade", "century"})
_UNIT_BEFORE: Final = frozenset("for in during over throughout of".split())
_NOT_THE_UNIT: Final = frozenset(
    "of before after that when since to he she it they following ahead ago earlier".split()
)
_SIDES: Final = {"earlier": "earlier", "later": "later", "rest": "rest", "remainder": "rest"}
# "The latter part of the year".
_PARTS: Final = {"early": "early", "first": "early", "middle": "mid", "late": "late", "later": "late", "latter": "late"}
_DIVISIBLE: Final = frozenset({"day", "weekday", "week", "month", "quarter", "season", "year", "span"})


def parts(s: Tokens, i: int) -> Phrase | None:
    """Read "early October", "mid-1996", "the end of last week", "late Tuesday", "earlier this year"."""
    j = i + 1 if s.low[i] == "the" else i
    word = s.low[j]
    if j > i and s.gap[j] == BREAK:
        return None
    if word in _PARTS and s.word(j + 1) == "part" and s.word(j + 2) == "of":
        side, name, j = "", _PARTS[word], j + 1
    else:
        side, name = _SIDES.get(word, ""), EARLY_LATE.get(word, "")
    if not (side or name):
        return None
    k = s.skip(j + 1, "of", "in", "on") if side or name in {"early", "late", "mid"} else j + 1
    of = s.low[k - 1] in {"of", "in"}
    k = s.skip_dash(j + 1) if s.is_dash(j + 1) else k
    if word not in {"early", "late", "mid", "earlier", "later", "rest"} and not of:
        return None
    if s.gap[k] == BREAK:
        return None
    inner = GRAMMAR.longest(s, k)
    bare = s.skip(k, "the", "my", "our") if side == "rest" or of else k
    unit = UNITS.get(s.word(bare), "")
    glued = word == "mid" and s.is_dash(j + 1) and unit in {"week", "month", "year"}
    if inner is None and unit in _CALENDAR_UNITS and (bare > k or side == "rest" or glued):
        if word == "turn" and unit == "century":
            # Of this one or of the next: the words do not say.
            return None
        sort = "span" if unit in {"decade", "century"} else unit
        inner = Phrase(k, bare + 1, sort, relative.from_published(unit, 0))
    if inner is None or inner.sort not in _DIVISIBLE:
        return (
            inner and inner.sort in {"part", "clock"} and word in {"early", "late", "mid"} and starting(inner, i)
        ) or None
    mean = _one_side(inner.mean, side) if side else _part(inner.mean, name)
    return replace(inner, first=i, mean=mean)


def mid_word(s: Tokens, i: int) -> Phrase | None:
    """Read "midyear", "midweek", "midafternoon"."""
    rest = s.low[i].removeprefix("mid")
    if s.before(i) in {"a", "an"} or s.raw(i)[0].isupper():
        return None
    if rest in PARTS_OF_DAY:
        return Phrase(i, i + 1, "part", on_clock(PARTS_OF_DAY[rest], None), clock=PARTS_OF_DAY[rest])
    return Phrase(i, i + 1, rest, _part(relative.from_published(rest, 0), "mid"))


def _part(mean: Meaning, name: str) -> Meaning:
    return lambda scene: calendar.part(mean(scene), name)


def _one_side(mean: Meaning, side: str) -> Meaning:
    """Return what of an interval lies up to publication ("earlier this year"), or from it on ("later", "rest of")."""

    def cut(scene: Scene) -> Reading:
        inner, day = mean(scene), scene.published
        if day is None or inner.start is None or inner.end is None or not inner.start <= day <= inner.end:
            return inner
        if side == "earlier":
            # The day of publication itself would be "today".
            before = calendar.plus(day, -1) or day
            return replace(inner, end=max(before, inner.start), rule=f"{inner.rule}, up to the day before it")
        return replace(inner, start=day, rule=f"{inner.rule}, from it on")

    return cut


def counted_part(s: Tokens, i: int) -> Phrase | None:
    """Read "third week of this month", "first Friday of July", "last day of 2015", "third day of the offensive"."""
    found = (-1, i + 1) if s.low[i] == "last" else ordinal(s, i)
    if not found or s.gap[found[1]] == BREAK:
        return None
    count, j = found
    named = weekdays.weekday_name(s, j)
    unit = "weekday" if named and not named[2] else UNITS.get(s.low[j], "")
    if unit not in {"weekday", "day", "week", "weekend", "month"} or (unit != "weekday" and s.low[j] != unit):
        return None
    end = named[1] if named else j + 1
    k = s.skip(end, "of", "in")
    inner = GRAMMAR.longest(s, k) if s.gap[k] != BREAK else None
    if (
        inner
        and inner.sort in {"month", "year", "quarter", "span", "season"}
        and (k > end or inner.sort in {"year", "month"})
    ):
        return Phrase(i, inner.last, "day", weekdays.nth_of(inner.mean, unit, named[0] if named else 0, count))
    the = s.skip(k, "the")
    if the > k and s.word(the) in {"month", "year"}:
        outer = relative.from_published(s.low[the], 0)
        return Phrase(i, the + 1, "day", weekdays.nth_of(outer, unit, named[0] if named else 0, count))
    event = (
        event_at(s, k) if k > end and s.low[end] == "of" and unit in {"day", "week", "month"} and count > 0 else None
    )
    return Phrase(i, event[1], "day", relative.nth_day(count, unit, event[0])) if event and event[0] else None


def last_part(s: Tokens, i: int) -> Phrase | None:
    """Read "the last week of July", which is no "last week"."""
    return starting(counted_part(s, i + 1), i) if s.word(i + 1) == "last" else None


def the(s: Tokens, i: int) -> Phrase | None:
    """Read what begins with "the": "the day before", "the morning of 4 April", "the 1990s", "the weekend"."""
    if s.gap[i + 1] == BREAK:
        return None
    word = s.low[i + 1]
    if not s.is_figure(i + 1) and word not in _AFTER_THE:
        return None
    closed = _ended(s, i)
    if closed:
        return closed
    if word == "weekend" and s.word(i + 2) != "after":
        return Phrase(i, i + 2, "span", relative.weekend(0))
    if word in {"full", "fiscal", "year"} and s.before(i) in _YEAR_BEFORE:
        j = s.skip(i + 1, "full", "fiscal")
        follows = s.word(j + 1)
        counted = s.is_figure(j + 1) or follows in _NOT_THE_YEAR | {"earlier", "ahead"} or s.is_dash(j + 1)
        if s.word(j) == "year" and not counted:
            return Phrase(i, j + 1, "year", relative.from_published("year", 0))
    if word in {"quarter", "latest", "most"}:
        return _the_quarter(s, i)
    inner = GRAMMAR.longest(s, i + 1)
    if inner and (
        inner.sort in {"span", "quarter", "season", "week"} or (inner.sort in {"year", "month"} and inner.last > i + 2)
    ):
        return starting(inner, i)
    if inner and word in ORDINALS and inner.sort == "day":
        return starting(inner, i)
    return _the_day(s, i) or _year_ago(s, i) or _the_unit(s, i)


def _the_quarter(s: Tokens, i: int) -> Phrase | None:
    """Read "the quarter", "the latest period", "most recent quarter": what the text has named, else none."""
    latest = s.low[i + 1] in {"latest", "most"}
    j = i + 1 + latest + (s.low[i + 1] == "most" and s.word(i + 2) == "recent")
    if s.low[i + 1] == "most" and j == i + 2:
        return None
    unit = s.word(j)
    if unit not in ({"quarter", "period", "month", "week"} if latest else {"quarter"}) or s.word(j + 1) in {
        "of",
        "finals",
        "final",
        "-",
    }:
        return None

    def mean(scene: Scene) -> Reading:
        told = scene.last_quarter() if unit in {"quarter", "period"} else scene.last_named(unit)
        if told is None:
            return relative.from_published(unit, -1)(scene) if unit != "period" and latest else NOTHING
        what = "quarter" if unit == "period" else unit
        return replace(told.reading, rule=f"the {what} told before", anchor=told.span)

    return Phrase(i, j + 1, "quarter" if unit == "period" else unit, mean)


def _the_unit(s: Tokens, i: int) -> Phrase | None:
    """Read "in the month", "for the week": the one told before, else none; "of the decade": that of publication.

    Not within another phrase: "earlier in the week" is of the week of publication.
    """
    if s.depth > 1:
        return None
    unit, after = s.low[i + 1], s.word(i + 2)
    if s.before(i) not in _UNIT_BEFORE or after in _NOT_THE_UNIT or s.is_dash(i + 2) or s.low[i + 2] in {"'", "’"}:
        return None
    # "Of the century" may be the turn of it, or a figure of speech.
    if unit == "decade" or (unit == "century" and s.before(i) != "of"):
        return Phrase(i, i + 2, "span", relative.from_published(unit, 0))
    if unit not in {"month", "week"} or s.before(i) == "of":
        return None

    def mean(scene: Scene) -> Reading:
        told = scene.last_named(unit)
        return replace(told.reading, rule=f"the {unit} told before", anchor=told.span) if told else NOTHING

    return Phrase(i, i + 2, unit, mean)


def _ended(s: Tokens, i: int) -> Phrase | None:
    """Read "the quarter ended Sept. 30", "the fiscal year ending in June": so long, to that day.

    "Ended" stays outside the phrase: the day is a time of its own.
    """
    j = s.skip(i + 1, "fiscal", "latest")
    unit = s.word(j)
    closing = periods.ended(s, j + 1) if unit in {"week", "month", "quarter", "half", "year"} else None
    if closing is None:
        return None
    amount = Amount(6, "month") if unit == "half" else Amount(1, unit)
    sort = "span" if unit == "half" else unit
    return Phrase(i, j + 1, sort, periods.up_to(closing, (amount,), unit))


def _the_day(s: Tokens, i: int) -> Phrase | None:
    """Read "the day before yesterday", "the morning after", "the Thursday before", "the night of 6 April"."""
    word, after = s.low[i + 1], s.word(i + 2)
    named = weekdays.weekday_name(s, i + 1)
    part = PARTS_OF_DAY.get(word, "")
    if word == "eve" and after == "of":
        sign, part = -1, ""
    elif after in {"before", "after", "of", "following", "preceding"}:
        sign = {"before": -1, "preceding": -1, "of": 0}.get(after, 1)
    else:
        return None
    if named:
        event = event_at(s, i + 3)
        last = event[1] if event else i + 3
        return (
            Phrase(i, last, "weekday", relative.weekday_told(named[0], sign, event[0] if event else ()))
            if sign
            else None
        )
    if word not in {"day", "week", "month", "year", "eve"} and not part:
        return None
    unit = word if word in {"week", "month", "year"} else "day"
    inner = GRAMMAR.longest(s, i + 3) if s.gap[i + 3] != BREAK else None
    if inner and inner.sort in {"day", "weekday"} and unit == "day":
        mean = lengths.from_day((Amount(1, unit),), sign, inner.mean) if sign else inner.mean
        return Phrase(i, inner.last, "day", at_clock(mean, part, None))
    event = event_at(s, i + 3)
    ends = not s.word(i + 3).isalpha()
    if event is None and (not sign or not (ends or unit == "day")):
        return None
    mean = relative.from_told(unit, sign, event[0] if event else ())
    sort = "day" if unit == "day" else unit
    return Phrase(i, event[1] if event else i + 3, sort, at_clock(mean, part, None))


def _year_ago(s: Tokens, i: int) -> Phrase | None:
    """Read "the year-ago quarter", "the year earlier": the same time a year before the one told last."""
    if s.low[i + 1] == "year" and s.is_dash(i + 2) and s.low[i + 3] in {"ago", "earlier"}:
        return starting(periods.year_ago(s, i + 1) or year_ago(s, i + 1), i)
    if s.low[i + 1] == "year" and s.word(i + 2) == "earlier":
        return Phrase(i, i + 3, "span", lengths.from_told((Amount(1, "year"),), -1))
    return None


def year_ago(s: Tokens, i: int) -> Phrase | None:
    """Read "year-ago quarter", "year-earlier period"."""
    if not (s.is_dash(i + 1) and s.low[i + 2] in {"ago", "earlier"} and s.gap[i + 1] == s.gap[i + 2] == GLUED):
        return None
    last = i + 4 if s.word(i + 3) in {"quarter", "period", "month"} else i + 3
    mean = lengths.from_told((Amount(1, "year"),), -1)
    return Phrase(i, last, "span", _quarter_year_ago(mean) if s.low[last - 1] == "quarter" else mean)


def _quarter_year_ago(mean: Meaning) -> Meaning:
    """Return the meaning of "the year-ago quarter": where nothing was told, of the last one over at publication."""

    def before(scene: Scene) -> Reading:
        if scene.last_told() or scene.published is None:
            return mean(scene)
        last = relative.from_published("quarter", -1)(scene)
        return calendar.year_before(last, "a year before the quarter that was the last one over")

    return before


_AFTER_THE: Final = (
    frozenset(ORDINALS) | frozenset(TENS) | frozenset(PARTS_OF_DAY) | frozenset(WEEKDAYS) | frozenset(SEASONS)
    | frozenset(UNITS) | frozenset(DECADES)
    | frozenset("latest most final latter half full fiscal eve nineteen eighteen two q ' ’".split())
)  # fmt: skip
