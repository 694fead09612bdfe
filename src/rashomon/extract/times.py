"""Time expressions read as inclusive intervals of days, with their TIMEX3 value.

Steps: the text in tokens; at each token that can begin a time, the longest phrase that a reader of the grammar finds;
neighbours joined into ranges, dates with a time of day and the like; then the meaning of each phrase worked out in
reading order, since "the next day" hangs on what was told before. Words relative to publication have no bounds where
the publication date is not known: nothing here reads the clock of the machine.

The annotation that spans and values follow is TimeML's TIMEX3 (Pustejovsky et al. 2003), but a preposition that opens a
bound is part of the span, and a range is one expression with both values, "2016-03/2016-05".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from rashomon.extract.times_calendar import NOTHING, Reading
from rashomon.extract.times_figures import day_first
from rashomon.extract.times_grammar import GRAMMAR
from rashomon.extract.times_joins import JOINS, Join
from rashomon.extract.times_phrases import Phrase, Scene, Told
from rashomon.extract.times_tokens import Tokens
from rashomon.records import Span, Time

_LATER_SIDE: Final = frozenset({"since", "starting", "beginning", "after", "from"})
_EARLIER_SIDE: Final = frozenset({"until", "till", "by", "before", "to"})
_ABOUT: Final = frozenset({"about", "around", "at", "least", "late", "early"})
_PLACED: Final = frozenset({"day", "weekday", "week", "month", "quarter", "season", "year", "span", "clock"})


def find_times(text: str, *, published: date | None) -> list[Time]:
    """Return the time expressions of `text`, in order; they do not overlap.

    Args:
        text: any text; offsets are its code points.
        published: the day the text came out, which relative words count from; None when it is not known.

    Returns:
        Times; `start` and `end` are None where the words, or a missing publication date, give no bound, and `rule`
        says how the bounds were found or why there are none.
    """
    s = Tokens(text)
    phrases = _scan(s)
    if not phrases:
        return []
    for join in JOINS:
        phrases = _joined(s, phrases, join)
    opened: list[Phrase] = []
    for phrase in phrases:
        if phrase.sort != "part":
            taken = _opened(s, phrase)
            # "Ten months before 1990s": the word is already the first phrase's.
            overlaps = opened and taken.first < opened[-1].last
            opened.append(replace(phrase, opens="") if overlaps else taken)
    return _resolve(s, opened, published, turned=day_first(text))


def _scan(s: Tokens) -> list[Phrase]:
    """Return the phrases of a text from left to right, the longest at each place."""
    found: list[Phrase] = []
    longest, words, low = GRAMMAR.longest, GRAMMAR.words, s.low
    i, end = 0, len(s)
    while i < end:
        word = low[i]
        phrase = longest(s, i) if word in words or "0" <= word[0] <= "9" else None
        if phrase is None:
            i += 1
        else:
            # A reader may take in a word before it ("between"), never one of the phrase before.
            if not found or phrase.first >= found[-1].last:
                found.append(phrase)
            i = max(phrase.last, i + 1)
    return found


def _joined(s: Tokens, phrases: list[Phrase], join: Join) -> list[Phrase]:
    """Return phrases with neighbours replaced by what `join` makes of them."""
    found: list[Phrase] = []
    for phrase in phrases:
        both = join(s, found[-1], phrase) if found else None
        if both is None:
            found.append(phrase)
        else:
            found[-1] = both
    return found


def _opened(s: Tokens, phrase: Phrase) -> Phrase:
    """Take "since", "until" and the like before a phrase into it: they open one side of the interval.

    Not in "after the 2003 invasion": there the word governs the event, and the time only says which. Nor "from" where
    no "on" follows: "footage from Monday" is of that day.
    """
    if phrase.opens == "range" or phrase.sort not in _PLACED or s.word(phrase.last + 1) == "s":
        return replace(phrase, opens="")
    i = phrase.first
    while i > 0 and s.before(i) in _ABOUT and phrase.first - i < 2:
        i -= 1
    word = s.before(i)
    if word == "to":
        word = {"up": "until", "prior": "before"}.get(s.before(i - 1), "")
        i -= bool(word)
    if word == "from" and s.word(phrase.last) not in {"on", "onward", "onwards"}:
        word = ""
    if word not in _LATER_SIDE | _EARLIER_SIDE:
        return replace(phrase, opens="")
    first = i - 2 if word == "since" and s.before(i - 1) == "ever" else i - 1
    return replace(phrase, first=first, opens=word, core=phrase.first)


def _resolve(s: Tokens, phrases: list[Phrase], published: date | None, *, turned: bool) -> list[Time]:
    """Return the times of phrases in reading order; each may hang on those before it."""
    told: list[Told] = []
    times: list[Time] = []
    reported = False
    for phrase in phrases:
        span = Span(s.starts[phrase.first], s.ends[phrase.last - 1])
        begin = s.starts[phrase.core] if phrase.core >= 0 else span.start
        reading = phrase.mean(Scene(s.text, begin, span.end, published, told, turned, reported))
        if reading is NOTHING:
            continue
        by_name = phrase.sort in {"day", "weekday"} and reading.anchor == "published" and not reading.partial
        reported = reported or by_name
        if phrase.sort in _PLACED and reading.kind in {"date", "time"}:
            # A date without days stands in the way of an earlier one: "the next day" is not that one's.
            told.append(Told(reading, span))
        times.append(_time(s.text, span, _one_sided(reading, phrase.opens)))
    return times


def _one_sided(reading: Reading, word: str) -> Reading:
    """Return a reading with the side opened that a word before it opens."""
    if not word or reading.start is None or reading.end is None:
        return reading
    if word in _LATER_SIDE:
        return replace(reading, end=None, rule=f"{word}: no later bound; {reading.rule}".rstrip("; "), alternatives=())
    return replace(reading, start=None, rule=f"{word}: no earlier bound; {reading.rule}".rstrip("; "), alternatives=())


def _time(text: str, span: Span, reading: Reading) -> Time:
    return Time(
        span.of(text),
        span,
        reading.start,
        reading.end,
        reading.precision,
        reading.rule,
        value=reading.value,
        kind=reading.kind,
        anchor=reading.anchor,
        zone=reading.zone,
        alternatives=reading.alternatives,
    )
