"""Times of day with their zones, and words for the present, the past and what repeats."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from rashomon.extract.times_calendar import Kind, Reading, unbounded
from rashomon.extract.times_lengths import length_value
from rashomon.extract.times_months import month_name
from rashomon.extract.times_phrases import Amount, Meaning, Phrase, Scene, fixed
from rashomon.extract.times_tokens import BREAK, GLUED, Tokens, number
from rashomon.extract.times_weekdays import weekday_name
from rashomon.extract.times_words import (
    CLOCK_WORDS,
    PARTS_OF_DAY,
    REFERENCES,
    SEASONS,
    SET_WORDS,
    UNITS,
    ZONES,
)

_TWELVE: Final = re.compile(
    r"([0-9]{1,2})(?:[:.]([0-5][0-9]))?[ \u00a0]?([ap])(?:\.[ \u00a0]?m\.?|m)(?!\w)", re.IGNORECASE
)
_COLON: Final = re.compile(r"([0-9]{1,2}):([0-5][0-9])(?::[0-5][0-9])?(?![\w:]|[.,][0-9])")
_MILITARY: Final = re.compile(r"([012][0-9])[:.]?([0-5][0-9])(?!\w)")
_ZONE: Final = re.compile(
    r"[ \u00a0]?(?P<zone>(?:GMT|UTC)\s?[+-][0-9]{1,2}(?::?[0-9]{2})?"
    r"|[A-Z][A-Za-z]{2,14} (?:[Ss]tandard |[Dd]aylight )?[Tt]ime"
    r"|local time|Z\b)"
)
_SECOND_CLOCK: Final = re.compile(
    r"\s\([0-9]{1,2}(?:[:.]?[0-9]{2})?(?: ?[ap]\.?m\.?)? ?(?:GMT|UTC|[A-Z][A-Za-z]{1,14})(?: time)?\)"
)
_BEFORE_CLOCK: Final = frozenset("at by around about until from before after since till to between and".split())
_HOURS: Final = frozenset({"hours", "hrs", "h"})
NO_DATE: Final = "a time of day with no date beside it"
# How near the day told last must stand for a time of day to be on it, code points.
_NEAR: Final = 250


def clock(s: Tokens, i: int) -> Phrase | None:
    """Read "5 p.m.", "17:30 GMT", "0600", "8 o'clock", "4 in the morning"."""
    if not s.clear_before(i) or len(s.low[i]) > 4:
        return None
    at = s.starts[i]
    twelve = _TWELVE.match(s.text, at)
    if twelve:
        hour = int(twelve[1])
        if hour > 12:
            return None
        hour = hour % 12 + (12 if twelve[3].lower() == "p" else 0)
        return _clock(s, i, twelve.end(), hour, int(twelve[2] or 0))
    if s.word(i + 1) == "o" and s.low[i + 2] in {"'", "’"} and s.low[i + 3] == "clock" and int(s.low[i]) <= 12:
        return _clock(s, i, s.ends[i + 3], int(s.low[i]), 0)
    if s.word(i + 1) == "in" and s.word(i + 2) == "the" and s.word(i + 3) in {"morning", "afternoon", "evening"}:
        hour = int(s.low[i]) + (12 if s.low[i + 3] != "morning" and int(s.low[i]) < 12 else 0)
        return _clock(s, i, s.ends[i + 3], hour, 0) if hour <= 24 and len(s.low[i]) <= 2 else None
    colon = _COLON.match(s.text, at)
    if colon and int(colon[1]) <= 24:
        zoned = _zone(s, colon.end())[0] or s.word(s.after(colon.end(), i)) in _HOURS
        if zoned or s.before(i) in _BEFORE_CLOCK:
            return _clock(s, i, colon.end(), int(colon[1]), int(colon[2]))
    return _military(s, i)


def _military(s: Tokens, i: int) -> Phrase | None:
    """Read "1430 GMT", "0600 hours", "at 0600", "at 2100 on"."""
    match = _MILITARY.match(s.text, s.starts[i])
    if not match or int(match[1]) > 24:
        return None
    j = s.after(match.end(), i)
    zoned = _zone(s, match.end())[0] is not None or s.word(j) in _HOURS
    at = s.before(i) == "at" and "." not in match[0] and (s.low[i].startswith("0") or s.word(j) in {"on", "the"})
    return _clock(s, i, match.end(), int(match[1]), int(match[2])) if zoned or at else None


def _clock(s: Tokens, i: int, end: int, hour: int, minute: int) -> Phrase:
    zone, end = _zone(s, end)
    again = _SECOND_CLOCK.match(s.text, end)
    end = again.end() if again else end
    j = s.after(end, i)
    j = j + 1 if s.word(j) in _HOURS else j
    return Phrase(
        i, j, "clock", on_clock(f"T{hour:02d}:{minute:02d}", zone), clock=f"T{hour:02d}:{minute:02d}", zone=zone
    )


def _zone(s: Tokens, end: int) -> tuple[str | None, int]:
    """Return the zone that follows an offset, and the offset after it."""
    match = _ZONE.match(s.text, end)
    if match and not match["zone"].lower().startswith(("the ", "this ")):
        return match["zone"], match.end()
    word = re.compile(r"[ \u00a0]?([A-Z]{3,4})(?!\w)").match(s.text, end)
    return (word[1], word.end()) if word and word[1].lower() in ZONES else (None, end)


def clock_word(s: Tokens, i: int) -> Phrase | None:
    """Read "noon", "midnight"; other parts of a day only count beside a day, and are dropped where none is."""
    word = s.low[i]
    value = PARTS_OF_DAY[word]
    if word in CLOCK_WORDS:
        return Phrase(i, i + 1, "clock", on_clock(value, None), clock=value)
    return Phrase(i, i + 1, "part", on_clock(value, None), clock=value)


def on_clock(value: str, zone: str | None) -> Meaning:
    """Return the meaning of a time of day with no day beside it: on the day told last, where that stands near."""

    def mean(scene: Scene) -> Reading:
        told = scene.last_told("day")
        between = scene.text[told.span.end : scene.start] if told and scene.start - told.span.end < _NEAR else "\n\n"
        # A time that opens a paragraph is the stamp of an entry in a running report.
        apart = "\n\n" in between or between.endswith("\n")
        if told and told.reading.precision == "day" and told.reading.start and not apart:
            day = told.reading.start
            rule = "time of day; the day told before"
            return Reading(day, day, "day", rule, day.isoformat() + value, "time", anchor=told.span, zone=zone)
        return replace(unbounded("day", NO_DATE, value, "time"), zone=zone)

    return mean


def at_clock(day: Meaning, value: str, zone: str | None) -> Meaning:
    """Return the meaning of a day with a time of day beside it."""

    def mean(scene: Scene) -> Reading:
        inner = day(scene)
        if not value:
            return inner
        full = inner.value.partition("T")[0] + value if inner.value[:1] not in {"", "P"} else inner.value
        kind: Kind = "set" if inner.kind == "set" else "time"
        rule = f"time of day; {inner.rule}".rstrip("; ")
        return replace(inner, value=full, kind=kind, rule=rule, zone=zone or inner.zone, partial=inner.partial)

    return mean


def reference(s: Tokens, i: int) -> Phrase | None:
    """Read "now", "recently", "the future", "the past": no days."""
    value = REFERENCES.get(s.low[i])
    j = i + 1
    if value is None:
        value, j = _named_reference(s, i)
    if not value or (s.is_dash(j) and s.gap[j] == GLUED) or (s.raw(i).isupper() and len(s.raw(i)) > 1):
        return None
    sort = "now" if s.low[i] == "now" else "reference"
    return Phrase(i, j, sort, fixed(unbounded("span", "no fixed days: the present, past or future", value)))


def _named_reference(s: Tokens, i: int) -> tuple[str, int]:
    """Read "the near future", "the past" where no length follows, "the present"."""
    j = s.skip(i + 1, "near", "distant", "foreseeable", "recent", "immediate")
    value = {"future": "FUTURE_REF", "past": "PAST_REF"}.get(s.word(j), "")
    after = s.word(j + 1)
    if value == "PAST_REF" and (after.isalpha() and (after in UNITS or number(s, j + 1) or s.raw(j + 1)[0].islower())):
        clear = after in {
            "and",
            "is",
            "was",
            "as",
            "but",
            "by",
            "to",
            "that",
            "when",
            "has",
            "have",
            "had",
            "he",
            "she",
        }
        value = value if clear else ""
    if value == "FUTURE_REF" and after in {"of", "contracts", "prices", "trading"}:
        value = "" if after != "of" else value
    return value, j + 1


def repeated(s: Tokens, i: int) -> Phrase | None:
    """Read "daily", "every Friday", "each year", "every two weeks", "Mondays", "Monday nights"."""
    word = s.low[i]
    if word in SET_WORDS:
        named = s.raw(i)[0].isupper() and s.gap[i] != BREAK and s.before(i) not in {"", ".", '"', "“"}
        return None if named or s.raw(i)[0].isupper() else _set(i, i + 1, SET_WORDS[word])
    if word == "weekends":
        return _set(i, i + 1, "XXXX-WXX-WE") if s.before(i) in {"on", "and", "or", "during"} else None
    if word in {"every", "each"}:
        return _every(s, i)
    named_day = weekday_name(s, i)
    if named_day and (named_day[2] or s.word(named_day[1]) in _PLURAL_PARTS):
        j = named_day[1]
        part = PARTS_OF_DAY.get(s.word(j), "")
        return _set(i, j + 1 if part else j, f"XXXX-WXX-{named_day[0] + 1}{part}")
    return None


_PLURAL_PARTS: Final = frozenset({"mornings", "afternoons", "evenings", "nights"})


def _every(s: Tokens, i: int) -> Phrase | None:
    j = s.skip(i + 1, "other", "single")
    two = 2 if s.low[j - 1] == "other" else 1
    counted = number(s, j) if s.gap[j] != BREAK else None
    if counted:
        two, j = int(counted[0]), counted[1]
    unit = UNITS.get(s.word(j))
    if unit:
        return _set(i, j + 1, length_value((Amount(two, unit),)))
    if s.gap[j] == BREAK:
        return None
    day = weekday_name(s, j)
    if day:
        part = PARTS_OF_DAY.get(s.word(day[1]), "")
        return _set(i, day[1] + bool(part), f"XXXX-WXX-{day[0] + 1}{part}")
    month = month_name(s, j)
    if month:
        return _set(i, month[1], f"XXXX-{month[0]:02d}")
    if s.low[j] in PARTS_OF_DAY:
        return _set(i, j + 1, f"XXXX-XX-XX{PARTS_OF_DAY[s.low[j]]}")
    if s.low[j] in SEASONS:
        return _set(i, j + 1, f"XXXX-{'FA' if s.low[j] == 'autumn' else s.low[j][:2].upper()}")
    return None


def _set(first: int, last: int, value: str) -> Phrase:
    return Phrase(first, last, "set", fixed(unbounded("span", "it repeats: no one day", value, "set")))
