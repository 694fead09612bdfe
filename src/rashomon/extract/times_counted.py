"""Lengths of time in a text and what is counted with them: "two days ago", "a week later", "the week of 6 March"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, Literal

from rashomon.extract import times_calendar as calendar
from rashomon.extract import times_figures as figures
from rashomon.extract import times_lengths as lengths
from rashomon.extract import times_months as months
from rashomon.extract import times_periods as periods
from rashomon.extract import times_relative as relative
from rashomon.extract import times_weekdays as weekdays
from rashomon.extract.times_calendar import Reading
from rashomon.extract.times_phrases import GRAMMAR, THAT, Amount, Meaning, Phrase, Scene, fixed
from rashomon.extract.times_tokens import BREAK, GLUED, Tokens, day_of_month
from rashomon.extract.times_words import (
    DETERMINERS,
    FUNCTION_WORDS,
    SMALL,
    UNITS,
)

_NO_WEEK_AFTER: Final = frozenset("of game games win loss victory matchup season".split())
LONG_WORDS: Final = frozenset({"hourlong", "daylong", "weeklong", "monthlong", "yearlong", "decadelong"})
_PRONOUNS: Final = frozenset("it he she they we i you".split())
_YEAR_BEFORE: Final = frozenset("for in during over throughout".split())
_NOT_THE_YEAR: Final = frozenset("before after that when he she it they since to two".split())
_LATER: Final = {"later": 1, "afterwards": 1, "afterward": 1, "earlier": -1, "previously": -1, "beforehand": -1}
_AROUND: Final = {"after": 1, "following": 1, "before": -1, "into": 1}
_MAY_BE: Final = frozenset("will would could might may can should shall".split())
_END_BEFORE: Final = frozenset("by at until till before after since from through fiscal calendar".split())
_EVENT_WORDS: Final = 4
_NOT_TELLING: Final = frozenset({"first", "last", "own", "whole", "entire"})
_WEEK_STARTS: Final = frozenset({"commencing", "starting", "beginning"})


def event_at(s: Tokens, i: int) -> tuple[tuple[str, ...], int] | None:
    """Read what a relative time may hang on: "the attack", "that call", "it ended", "their capture", "that".

    Returns:
        Its telling words, none for a bare "that", and the index after them.
    """
    word = s.word(i)
    if word in {"that", "this", "then"} and not (s.word(i + 1).isalpha() and s.word(i + 1) not in FUNCTION_WORDS):
        return (), i + 1
    if word not in DETERMINERS | _PRONOUNS:
        return None
    found: list[str] = []
    j = i + 1
    while len(found) < _EVENT_WORDS and s.word(j).isalpha():
        low = s.low[j]
        if low not in FUNCTION_WORDS and low not in _NOT_TELLING:
            found.append(low)
        elif found or (word not in _PRONOUNS and low not in _NOT_TELLING):
            break
        j += 1
    if word in {"that", "this"} and found:
        found.append(THAT)
    return (tuple(found), j) if found else None


def length_phrase(s: Tokens, i: int) -> Phrase | None:
    """Read a length and what is counted with it: "three weeks", "two days ago", "a week later"."""
    found = lengths.amount(s, i)
    if not found or not s.clear_before(i):
        return None
    amounts, j = found
    if amounts == (Amount(1, "year"),) and s.is_dash(j) and s.low[j + 1] in {"ago", "earlier"}:
        # "compared with a year-earlier loss"
        return Phrase(i, j + 2, "span", lengths.from_told(amounts, -1), amounts=amounts)
    return _counted(s, i, amounts, j) or _plain_length(s, i, amounts, j)


def _plain_length(s: Tokens, i: int, amounts: tuple[Amount, ...], j: int) -> Phrase | None:
    k = s.skip_dash(j)
    if s.word(k) == "old" or s.word(j) == "old":
        return None
    only = amounts[0]
    if s.low[i] == "one" and only.unit == "day" and j == i + 2:
        some = _some_day(s, i)
        if some is not None:
            return some or None
    # "Three-quarters" is a share, "one second" may be an order, "60 Minutes" is a name.
    share = only.unit == "quarter" and ((only.count or 0) < 2 or s.is_dash(j - 2))
    named = s.raw(j - 1)[0].isupper() and not s.raw(i).isupper() and s.before(i) != ""
    if only.unit == "night" or (only.unit == "second" and only.count == 1) or share or (named and s.is_figure(i)):
        return None
    j = k + 1 if k > j and s.low[k] == "long" else j
    closing = periods.ended(s, s.skip(j, "period"))
    mean = periods.up_to(closing, amounts) if closing and only.count else lengths.length(amounts)
    if s.before(i) == "first" and only.unit == "month" and s.word(j) in {"of", "in"}:
        year = months.year_phrase(s, j)
        mean = _first_of(year[0], only) if year and only.count and only.count <= 12 else mean
    return Phrase(i, j, "length", mean, amounts=amounts)


def _some_day(s: Tokens, i: int) -> Phrase | Literal[False] | None:
    """Read "will one day be" as the future; False where "one day" is a day and no length: "one day last week"."""
    if s.before(i) in _MAY_BE:
        value = calendar.unbounded("span", "no fixed days: the present, past or future", "FUTURE_REF")
        return Phrase(i, i + 2, "reference", fixed(value))
    k = s.skip(i + 2, "in")
    inner = GRAMMAR.longest(s, k) if s.gap[k] != BREAK else None
    which_day = inner is not None and inner.sort in {"week", "month", "year", "season"}
    return False if which_day or s.before(i) in _PRONOUNS else None


def _first_of(year: Meaning, amount: Amount) -> Meaning:
    """Return the meaning of "nine months" in "the first nine months of 1989": a length, with its days."""

    def mean(scene: Scene) -> Reading:
        inner, value = year(scene), lengths.length_value((amount,))
        after = inner.start and lengths.moved(inner.start, (amount,), 1)
        end = after and calendar.plus(after, -1)
        if inner.start is None or end is None:
            return calendar.unbounded("span", inner.rule, value, "duration")
        return Reading(
            inner.start, end, "span", "the first so many of the year", value, "duration", anchor=inner.anchor
        )

    return mean


def _counted(s: Tokens, i: int, amounts: tuple[Amount, ...], j: int) -> Phrase | None:
    """Read what follows a length and makes a time of it."""
    k = j + 2 if s.word(j) == "or" and s.word(j + 1) == "so" else j
    word = s.word(k)
    if word == "ago":
        return Phrase(i, k + 1, _sort(amounts), lengths.from_published(amounts, -1), amounts=amounts)
    if word == "hence" or (word == "from" and s.word(k + 1) == "now"):
        return Phrase(i, k + 1 + (word == "from"), _sort(amounts), lengths.from_published(amounts, 1), amounts=amounts)
    if word in _LATER and s.word(k + 1) != "than":
        return Phrase(i, k + 1, _sort(amounts), lengths.from_told(amounts, _LATER[word]), amounts=amounts)
    if word == "on" and s.low[k + 1] in {",", "."} and amounts[0].count:
        return Phrase(i, k + 1, _sort(amounts), lengths.from_told(amounts, 1), amounts=amounts)
    if word in _AROUND or word in {"from", "since", "prior"}:
        return _around(s, i, amounts, k)
    if s.before(i) == "within":
        return Phrase(i, j, "span", _within(amounts), amounts=amounts)
    if s.before(i) == "in":
        return Phrase(i, j, "length", _in(amounts), amounts=amounts)
    return None


def _around(s: Tokens, i: int, amounts: tuple[Amount, ...], k: int) -> Phrase | None:
    """Read "two days after 12 October", "a day before the attack", "10 days into the siege"."""
    word = s.low[k]
    sign = _AROUND.get(word, 1 if word == "from" else -1)
    j = k + 2 if word == "prior" and s.word(k + 1) == "to" else k + 1
    event = event_at(s, j) if word not in {"from", "since"} else None
    inner = (
        GRAMMAR.longest(s, j) if s.gap[j] != BREAK and s.low[j] not in {"a", "an"} and s.low[j] not in SMALL else None
    )
    if inner and inner.sort in {"day", "weekday"} and word != "since" and (not event or inner.last >= event[1]):
        if word == "from" and s.before(i) == "for":
            return None
        edge = s.before(i - 1) if s.before(i) == "than" else s.before(i)
        if edge in {"more", "less", "within"}:
            start = i - 2 if s.before(i) == "than" else i - 1
            return Phrase(start, inner.last, "span", lengths.edged(amounts, sign, inner.mean, edge), amounts=amounts)
        return Phrase(i, inner.last, "day", lengths.from_day(amounts, sign, inner.mean), amounts=amounts)
    if event is not None:
        return Phrase(i, event[1], _sort(amounts), lengths.from_told(amounts, sign, event[0]), amounts=amounts)
    if word in {"after", "before"} and not s.word(j).isalpha():
        return Phrase(i, j, _sort(amounts), lengths.from_told(amounts, sign), amounts=amounts)
    return None


def _sort(amounts: tuple[Amount, ...]) -> str:
    return "day" if len(amounts) > 1 else {"week": "week", "month": "month", "year": "year"}.get(amounts[0].unit, "day")


def _within(amounts: tuple[Amount, ...]) -> Meaning:
    """Return the meaning of "within 48 hours": from the time told, or from publication where the words look ahead."""

    def mean(scene: Scene) -> Reading:
        value = lengths.length_value(amounts)
        told = None if scene.to_come else scene.last_told("day")
        begin = (told.reading.start if told else None) or (scene.published if scene.to_come else None)
        if begin is None or amounts[0].count is None:
            return calendar.unbounded("span", lengths.IS_LENGTH, value, "duration")
        end = lengths.moved(begin, amounts, 1)
        rule = f"{lengths.words_of(amounts)} from {'the time told before' if told else 'publication'}"
        return Reading(begin, end, "span", rule, value, "duration", anchor=told.span if told else "published")

    return mean


def _in(amounts: tuple[Amount, ...]) -> Meaning:
    """Return the meaning of "in three weeks": a day to come where the sentence says so, else a length."""

    def mean(scene: Scene) -> Reading:
        only = amounts[0]
        if scene.to_come and scene.published and only.count and only.unit in {"day", "week", "month", "year"}:
            end = lengths.moved(scene.published, amounts, 1)
            if end:
                rule = f"{lengths.words_of(amounts)} after publication"
                return replace(
                    calendar.on_day(end, rule), value=lengths.length_value(amounts), kind="duration", anchor="published"
                )
        return lengths.length(amounts)(scene)

    return mean


def units(s: Tokens, i: int) -> Phrase | None:
    """Read "weeks later", "months ago", "for years", "week of 6 March", "year-end"."""
    unit = UNITS[s.low[i]]
    plural = s.low[i] != unit
    if plural:
        amounts = (Amount(None, unit),)
        counted = _counted(s, i, amounts, i + 1)
        if counted and s.before(i) not in {"within", "in"}:
            return counted
        if s.before(i) in {"for", "recent", "within"} and unit not in {"second", "night"}:
            return Phrase(i, i + 1, "length", lengths.length(amounts), amounts=amounts)
        if s.is_dash(i + 1) and s.low[i + 2] in {"long", "old"} and unit != "second":
            return (
                Phrase(i, i + 3, "length", lengths.length(amounts), amounts=amounts) if s.low[i + 2] == "long" else None
            )
        return None
    if s.is_dash(i + 1) and s.low[i + 2] == "long" and s.gap[i + 2] == GLUED and unit != "second":
        amounts = (Amount(1, unit),)
        return Phrase(i, i + 3, "length", lengths.length(amounts), amounts=amounts)
    closing = _unit_end(s, i, unit)
    if closing:
        return closing
    the_next = s.skip(i + 2, "the")
    if s.word(i + 1) == "after" and s.word(the_next) == "next" and unit in {"week", "month", "year", "weekend"}:
        mean = relative.from_published("weekend" if unit == "weekend" else unit, 2)
        return Phrase(i, the_next + 1, "span" if unit == "weekend" else unit, mean)
    if unit == "week" and s.is_figure(i + 1) and s.gap[i + 1] != BREAK:
        return numbered_week(s, i)
    return unit_of_date(s, i) if unit in {"week", "month"} else figures.named_year(s, i) if unit == "year" else None


def _unit_end(s: Tokens, i: int, unit: str) -> Phrase | None:
    """Read "year-end", "year's end", "by year end", "year-end 1990", "month-end": the last day of it."""
    if unit not in {"year", "month"}:
        return None
    owns = s.low[i + 1] in {"'", "’"} and s.word(i + 2) == "s"
    j = i + 3 if owns else s.skip_dash(i + 1)
    # "Year end" in two words needs a word before it that stands before days.
    loose = j == i + 1 and s.before(s.skip(i, "fiscal")) not in _END_BEFORE
    if s.word(j) != "end" or (owns and unit != "year") or loose:
        return None
    year = months.year_phrase(s, j + 1) if unit == "year" else None
    outer, last = year or (relative.from_published(unit, 0), j + 1)
    return Phrase(i, last, "day", weekdays.nth_of(outer, "day", 0, -1))


def whole_length(s: Tokens, i: int) -> Phrase | None:
    """Read "weeklong", "yearlong"."""
    amounts = (Amount(1, s.low[i].removesuffix("long")),)
    return Phrase(i, i + 1, "length", lengths.length(amounts), amounts=amounts)


def numbered_week(s: Tokens, i: int) -> Phrase | None:
    """Read "Week 31" as the week of that number in the year of publication (ISO 8601), not "week 10 of the strike"."""
    number, after = int(s.low[i + 1][:3]), s.word(i + 2)
    if not 1 <= number <= 53 or not s.stands_alone(i + 1, i + 2) or after in _NO_WEEK_AFTER:
        return None

    def mean(scene: Scene) -> Reading:
        if scene.published is None:
            return calendar.unbounded("week", calendar.NOT_PUBLISHED)
        fourth = calendar.on_date(scene.published.year, 1, 4).start
        day = fourth and calendar.plus(fourth, 7 * (number - 1))
        if day is None:
            return calendar.unbounded("week", calendar.OUTSIDE)
        return replace(calendar.in_week(day, "the week of that number in the year of publication"), anchor="published")

    return Phrase(i, i + 2, "week", mean)


def unit_of_date(s: Tokens, i: int) -> Phrase | None:
    """Read "week of 6 March", "week commencing 4 February", "week of the 18th", "week after next"."""
    unit, after = s.low[i], s.word(i + 1)
    j = s.skip(i + 2, "on")
    if unit == "w":
        # "w/c 4 February": week commencing.
        if not (after == "/" and s.low[i + 2] == "c" and s.gap[i + 1] == s.gap[i + 2] == GLUED):
            return None
        unit, after, j = "week", "of", i + 3
    if after not in {"of"} | _WEEK_STARTS or s.gap[j] == BREAK:
        return None
    inner = GRAMMAR.longest(s, j)
    if inner and inner.sort in {"day", "weekday"}:
        return Phrase(i, inner.last, unit, _unit_about(unit, inner.mean))
    the = s.skip(j, "the")
    day = day_of_month(s, the) if the > j else None
    return Phrase(i, day[1], unit, _unit_about(unit, months.day_near(day[0]))) if day else None


def _unit_about(unit: str, day: Meaning) -> Meaning:
    def mean(scene: Scene) -> Reading:
        inner = day(scene)
        if inner.start is None:
            return replace(inner, precision=unit, value="")
        return replace(calendar.unit_of(inner.start, unit, f"the {unit} of that day"), anchor=inner.anchor)

    return mean
