"""Words that count from publication or from what the text has told: "last month", "the following day", "overnight"."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from rashomon.extract.times_calendar import (
    NOT_PUBLISHED,
    OUTSIDE,
    Reading,
    in_season,
    month_day,
    near_season,
    near_weekday,
    on_day,
    on_weekend,
    plus,
    unbounded,
    unit_of,
)
from rashomon.extract.times_clock import at_clock
from rashomon.extract.times_lengths import NO_EVENT, amount, counted, length, rolling, told_by_now
from rashomon.extract.times_months import month_name
from rashomon.extract.times_phrases import Amount, Meaning, Phrase, Scene
from rashomon.extract.times_tokens import BREAK, GLUED, Tokens
from rashomon.extract.times_weekdays import on_weekday, weekday_name
from rashomon.extract.times_words import PARTS_OF_DAY, SEASONS, TOLD, UNITS, WHICH

_ROLLING_BEFORE: Final = frozenset({"over", "in", "during", "within", "throughout"})
_PLURAL_UNITS: Final = frozenset(word for word, unit in UNITS.items() if word != unit and word.endswith("s"))
DAY_WORDS: Final = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1, "tmrw": 1}
_RULES: Final = {
    -1: "the {} before that of publication",
    0: "the {} of publication",
    1: "the {} after that of publication",
}
# How near the day told must stand for the night after it to be meant, code points.
_NEAR: Final = 300
_ACCOUNTS: Final = frozenset({"period", "quarter"})
_SHORT: Final = frozenset({"second", "minute", "hour"})


def day_word(s: Tokens, i: int) -> Phrase | None:
    """Read "yesterday", "today", "tonight", "tomorrow"."""
    word = s.low[i]
    named = s.raw(i).istitle() and s.before(i).isalpha() and s.raw(i - 1)[0].isupper()
    if named or (s.is_dash(i + 1) and s.gap[i + 1] == GLUED):
        return None
    mean = from_published("day", DAY_WORDS[word])
    if word == "tonight":
        mean = at_clock(mean, "TNI", None)
    return Phrase(i, i + 1, "day", mean)


def from_published(unit: str, count: int) -> Meaning:
    """Return the meaning of a calendar unit counted from that of publication."""

    def mean(scene: Scene) -> Reading:
        if scene.published is None:
            precision = {"day": "day", "week": "week", "month": "month", "year": "year"}.get(unit, "span")
            return unbounded(precision, NOT_PUBLISHED)
        rule = _RULES[count].format(unit) if count in _RULES else f"{count} {unit}s from publication"
        if unit == "day" and count:
            rule = f"the day {'before' if count < 0 else 'after'} publication"
        return replace(unit_of(scene.published, unit, rule, count), anchor="published")

    return mean


def overnight(s: Tokens, i: int) -> Phrase | None:
    """Read "overnight": the night after the day told last, else the one before publication."""
    if s.is_dash(i + 1) and s.gap[i + 1] == GLUED:
        return None

    def mean(scene: Scene) -> Reading:
        told = scene.last_told("day")
        day = told.reading.start if told else None
        dated = told and (told.reading.anchor != "published" or told.reading.partial)
        if (
            told
            and day
            and scene.start - told.span.end < _NEAR
            and ("T" in told.reading.value or (dated and not scene.reported))
        ):
            value = f"{day.isoformat()}TNI"
            return Reading(day, plus(day, 1), "span", "the night after the day told", value, "time", anchor=told.span)
        if scene.published is None:
            return unbounded("span", NOT_PUBLISHED, "TNI", "time")
        before = plus(scene.published, -1)
        value = f"{before.isoformat()}TNI" if before else "TNI"
        rule = "the night before publication"
        return Reading(before, scene.published, "span", rule, value, "time", anchor="published")

    return Phrase(i, i + 1, "day", mean)


def which(s: Tokens, i: int) -> Phrase | None:
    """Read "last month", "this year", "the next two weeks", "that day", "the previous evening", "next Friday"."""
    j = i + 1 if s.low[i] == "the" else i
    word = s.low[j]
    if word not in WHICH or (j > i and s.gap[j] == BREAK):
        return None
    the = j > i or s.before(i) in {"the", "its", "their", "his", "her"}
    if word in {"following", "preceding", "prior"} and not the:
        # "Following Monday's debate"
        return None
    k = s.skip(j + 1, "same", "very", "coming", "past") if word in {"this", "that"} else j + 1
    k = s.skip(k, "fiscal", "full", "calendar")
    told = (word in TOLD and not (word == "previous" and not the)) or (s.low[k - 1] == "same" and k > j + 1)
    count = WHICH[s.low[k - 1]] if s.low[k - 1] in {"coming", "past"} else WHICH[word]
    return (
        _which_amount(s, i, j, k)
        or _which_unit(s, (i, k), word, count, told=told, the=the)
        or _which_named(s, i, k, word, count)
    )


def _which_amount(s: Tokens, i: int, j: int, k: int) -> Phrase | None:
    """Read "the past three months", "last few days", "coming years"."""
    word = s.low[j]
    if word in {"this", "that", "same", "current"} or s.gap[k] == BREAK:
        return None
    if s.word(k) in _PLURAL_UNITS:
        amounts: tuple[Amount, ...] = (Amount(None, UNITS[s.low[k]]),)
        end = k + 1
    elif s.word(k) in {"a", "an"} or s.word(k) in UNITS:
        return None
    else:
        found = amount(s, k) or (amount(s, k + 1) if s.word(k) == "couple" else None)
        if s.word(k) == "couple" and s.word(k + 1) == "of" and s.word(k + 2) in UNITS:
            found = (Amount(2, UNITS[s.low[k + 2]]),), k + 3
        if not found:
            return None
        amounts, end = found
    ahead = WHICH[word] > 0
    return Phrase(i, end, "length", rolling(amounts, word, ahead, s.before(i) == "within"), amounts=amounts)


def _which_unit(  # noqa: PLR0913 - what the word before it says
    s: Tokens, where: tuple[int, int], word: str, count: int, *, told: bool, the: bool
) -> Phrase | None:
    """Read "last month", "the following day", "that same week", "the past year", "this weekend".

    Args:
        where: indices of the first token and of the unit.
        told: it counts from what the text has told.
        the: "the" or a word like it stands before.
    """
    i, k = where
    unit = UNITS.get(s.word(k))
    if unit is None or s.low[k] in _PLURAL_UNITS or (unit == "second" and word != "last"):
        return None
    if s.raw(k).istitle() and s.raw(k - 1).istitle():
        # "This Week" is a programme.
        return None
    if s.low[k + 1] in {"'", "’"} and s.word(k + 2) == "s" and s.word(k + 3) in {"first", "second", "third", "fourth"}:
        return None
    if unit in _SHORT or unit == "fortnight":
        amounts = (Amount(1, unit),)
        return Phrase(i, k + 1, "length", rolling(amounts, word, count > 0), amounts=amounts) if the and count else None
    sort = unit if unit in {"week", "month", "year", "quarter"} else "day" if unit in {"day", "night"} else "span"
    if the and word in {"past", "last"} and unit not in {"weekend", "night"} and s.low[i] != "last":
        amounts = (Amount(1, unit),)
        return Phrase(i, k + 1, "length", rolling(amounts, word, False), amounts=amounts)
    over = s.before(i) in _ROLLING_BEFORE
    if word == "next" and the and over and unit in {"week", "month", "year", "decade", "quarter"}:
        amounts = (Amount(1, unit),)
        return Phrase(i, k + 1, "length", rolling(amounts, word, True), amounts=amounts)
    if word == "next" and (the or unit in {"day", "night"}):
        told = True
    if unit == "night":
        mean = at_clock(from_told("day", count) if told else from_published("day", count), "TNI", None)
        return Phrase(i, k + 1, "day", mean)
    if unit == "weekend" and not told:
        return Phrase(i, k + 1, "span", from_published("weekend", 0) if word == "this" else weekend(count))
    mean = from_told(unit, count) if told else from_published(unit, count)
    owns = s.low[k + 1] in {"'", "’"} and s.word(k + 2) == "s" and s.word(k + 3) in _ACCOUNTS
    if (unit == "quarter" and word == "this") or (unit == "year" and count < 0 and (owns or s.before(i) in _ACCOUNTS)):
        mean = in_accounts(mean, 0 if unit == "quarter" else -4)
    return Phrase(i, k + 1, sort, mean)


def in_accounts(mean: Meaning, quarters: int) -> Meaning:
    """Return the meaning of "this quarter", "the same period last year": of the quarter told, where there is one."""

    def compared(scene: Scene) -> Reading:
        told = scene.last_quarter()
        if told is None or told.first is None:
            return mean(scene)
        rule = "the quarter told before" if not quarters else "the quarter told before, a year earlier"
        return replace(unit_of(told.first, "quarter", rule, quarters), anchor=told.span)

    return compared


def weekend(count: int) -> Meaning:
    """Return the meaning of "the weekend" (0: just gone or, where the words look ahead, to come), "last", "next"."""

    def mean(scene: Scene) -> Reading:
        day = scene.published
        if day is None:
            return unbounded("span", NOT_PUBLISHED)
        within = day.weekday() >= 5
        shift = {-1: -1, 0: 0 if within or scene.ahead else -1, 1: 1 if within else 0}[count]
        moved = plus(day, 7 * shift)
        if moved is None:
            return unbounded("span", OUTSIDE)
        return replace(on_weekend(moved, "the Saturday and Sunday nearest in that sense"), anchor="published")

    return mean


def from_told(unit: str, count: int, event: tuple[str, ...] = ()) -> Meaning:
    """Return the meaning of a calendar unit counted from the time told last: "that week", "the following month"."""

    def mean(scene: Scene) -> Reading:
        told = scene.anchor(event) if event else scene.last_told("week" if unit in {"day", "night"} else "year")
        if unit == "quarter" and not event:
            told = scene.last_quarter() or told
        day = (told.last if count > 0 else told.first) if told else None
        precision = unit if unit in {"day", "week", "month", "year"} else "span"
        if told is None or day is None:
            # With no time told, "the previous month" counts from the report itself; what follows nothing told is open.
            if scene.published and ((count < 0 and not event) or (count > 0 and scene.to_come)):
                return from_published(unit, count)(scene)
            return unbounded(precision, NO_EVENT)
        if unit == "weekend" and count:
            within = day.weekday() >= 5
            day = plus(day, {-1: -7, 1: 7 if within else 0}[count]) or day
            return replace(on_weekend(day, "the weekend nearest to the time told before"), anchor=told.span)
        rule = f"the {unit} {'after' if count > 0 else 'before' if count < 0 else 'of'} the time told before"
        return told_by_now(scene, replace(unit_of(day, unit, rule, count), anchor=told.span))

    return mean


def _which_named(s: Tokens, i: int, k: int, word: str, count: int) -> Phrase | None:
    """Read "last October", "next Friday", "this summer", "that night", "the following spring"."""
    if s.gap[k] == BREAK:
        return None
    part = s.skip(k, "early", "late")
    if s.low[part] in PARTS_OF_DAY and s.low[part] not in {"dawn", "dusk"} and not s.low[part].endswith("s"):
        told = word in TOLD or word == "next" or s.low[k - 1] == "same"
        if word in {"last", "past", "this", "next", "current"} and not told:
            mean = from_published("day", -1 if count < 0 else 0)
        else:
            mean = from_told("day", count)
        return Phrase(i, part + 1, "day", at_clock(mean, PARTS_OF_DAY[s.low[part]], None))
    if s.low[k] in SEASONS and not s.raw(k)[0].isupper():
        mean = _season_told(s.low[k], count) if word in TOLD else _season(s.low[k], count)
        return Phrase(i, k + 1, "season", mean)
    day = weekday_name(s, k)
    if day and not day[2]:
        kinds = {"last": "last", "past": "last", "next": "next", "coming": "next", "upcoming": "next", "this": "this"}
        kind = kinds.get(word, "")
        kind = "coming" if word == "this" and count > 0 else kind
        mean = on_weekday(day[0], kind) if kind else weekday_told(day[0], count)
        return Phrase(i, day[1], "weekday", mean, day[0])
    month = month_name(s, k)
    if month and not s.is_figure(month[1]):
        return Phrase(i, month[1], "month", _month(month[0], word, count))
    return None


def weekday_told(number: int, count: int, event: tuple[str, ...] = ()) -> Meaning:
    """Return the meaning of "the Thursday before", "the following Monday": counted from the day told last."""

    def mean(scene: Scene) -> Reading:
        told = scene.anchor(event) if event else scene.last_told("week")
        day = told.first if told else None
        if told is None or day is None:
            return unbounded("day", NO_EVENT, f"XXXX-WXX-{number + 1}")
        found = near_weekday(number, day, which={-1: "last", 0: "this", 1: "next"}[count]).start
        if found is None:
            return unbounded("day", OUTSIDE)
        rule = {-1: "the last such weekday before", 0: "in the week of", 1: "the next such weekday after"}[count]
        return replace(on_day(found, f"{rule} the day told before"), anchor=told.span)

    return mean


def _season(name: str, count: int) -> Meaning:
    return lambda scene: near_season(name, scene.published, count)


def _season_told(name: str, count: int) -> Meaning:
    def mean(scene: Scene) -> Reading:
        told = scene.last_told()
        day = told.last if told else None
        if told is None or day is None:
            return unbounded("season", NO_EVENT)
        if count:
            found = near_season(name, day, count)
            return replace(
                found, rule=f"the nearest {'after' if count > 0 else 'before'} the time told", anchor=told.span
            )
        return replace(in_season(day.year, name, "in the year told before"), anchor=told.span)

    return mean


def _month(month: int, word: str, count: int) -> Meaning:
    """Return the meaning of "last October", "next May", "this June"."""

    def mean(scene: Scene) -> Reading:
        if scene.published is None:
            return unbounded("month", NOT_PUBLISHED)
        told = scene.last_told() if word in TOLD else None
        origin = (told.reading.end or told.reading.start) if told else scene.published
        if origin is None:
            return month_day(month, 0, scene.published, future=False)
        shift = -1 if count < 0 and month >= origin.month else 1 if count > 0 and month <= origin.month else 0
        which_one = {-1: "the last one before the month", 0: "in the year", 1: "the next one after the month"}[count]
        found = unit_of(origin.replace(month=month, day=1), "month", "", 12 * shift)
        rule = f"{which_one} of {'the time told before' if told else 'publication'}"
        return replace(found, rule=rule, anchor=told.span if told else "published")

    return mean


def then(s: Tokens, i: int) -> Phrase | None:
    """Read "then" after "by", "since" or "until": the time told last."""
    if s.before(i) not in {"by", "since", "until", "till"}:
        return None

    def mean(scene: Scene) -> Reading:
        told = scene.last_told()
        if told is None:
            return unbounded("day", NO_EVENT)
        return replace(told.reading, rule="the time told before", anchor=told.span, alternatives=())

    return Phrase(i, i + 1, "day", mean)


def nth_day(count: int, unit: str, event: tuple[str, ...]) -> Meaning:
    """Return the meaning of "the third day of the offensive": the first is the day on which it began."""

    def mean(scene: Scene) -> Reading:
        told = scene.anchor(event)
        if told is None:
            return unbounded(unit, NO_EVENT, length((Amount(1, unit),))(scene).value, "duration")
        rule = f"{unit} {count} from the time told before"
        reading = counted(told, (Amount(count - 1, unit),), 1, rule)
        return told_by_now(scene, replace(reading, anchor=told.span))

    return mean
