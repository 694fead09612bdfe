"""When and where deeds were done: the questions that claims which tell a day or a place answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final, TypeAlias

from rashomon.link.deed_titles import plain, when_title, where_title
from rashomon.link.deeds import QUAKE, Deed
from rashomon.link.parties import party
from rashomon.link.vocabulary import vocabulary
from rashomon.records import Answer, Inquiry, QuestionKind, Time, content_id

Days: TypeAlias = tuple[date, date]
Answering: TypeAlias = Callable[[Deed, str], Answer]

# Days without a year, and days of the week, are held against each other in years of their own.
_YEAR: Final = 1904
_SUNDAY: Final = date(1905, 1, 1)
_MONTH_DAY: Final = re.compile(r"XXXX-(\d\d)-(\d\d)")
_WEEKDAY: Final = re.compile(r"XXXX-WXX-(\d)")
_PRECISE: Final = frozenset({"day", "month"})
# A quake's epicentre is where it was, in whatever part of a sentence it is spoken of.
_CENTRE: Final = re.compile(r"\b(?:epi)?cent(?:er|re)e?d?\b|\bdepth\b", re.IGNORECASE)
_LONGEST: Final = 60
# Kinds of deed that are done at one place: what is damaged stands in many.
_PLACED: Final = frozenset({"abduction", "attack", "detention", "killing", QUAKE})


def when_question(kind: str, group: Sequence[Deed], answer: Answering, key: object) -> Iterator[Inquiry]:
    """Yield "When was ... attacked?" where claims of several sources give one day or month each for it."""
    if kind not in vocabulary().did:
        return
    dated = _dated([deed for deed in group if deed.said])
    answers = [
        replace(answer(deed, f"gives “{day.text}” for it"), value=day.text, span=span) for deed, day, span in dated
    ]
    if len({one.source for one in answers}) > 1:
        title = when_title(group, kind)
        yield Inquiry(content_id("q", "when", kind, key), title, QuestionKind.WHEN, once(answers))


def where_question(kind: str, group: Sequence[Deed], answer: Answering, key: object) -> Iterator[Inquiry]:
    """Yield "Where was ... attacked?" where claims of several sources name what it was done at."""
    if kind not in _PLACED:
        return
    answers = []
    for deed in group:
        places = (*deed.where, *deed.patients) if kind == QUAKE else deed.where
        if kind == QUAKE and _CENTRE.search(deed.claim.text):
            places = (*places, *(p.text for p in deed.claim.places if p.precision != "country"))
        elif not deed.main:
            continue
        stems = frozenset(name for phrase in places for name in party(phrase).names)
        if deed.said and stems:
            value = ", ".join(dict.fromkeys(plain(phrase)[:_LONGEST] for phrase in places))
            found = answer(deed, f"puts it at {value}")
            answers.append(replace(found, value=value, names=stems, sorts=frozenset(), excludes=frozenset()))
    if len({one.source for one in answers}) > 1:
        title = where_title(group, kind)
        yield Inquiry(content_id("q", "where", kind, key), title, QuestionKind.WHERE, once(answers))


def _dated(deeds: Sequence[Deed]) -> Sequence[tuple[Deed, Time, Days]]:
    """Return the deeds with a day each, all of one calendar: full dates, days without a year or days of the week."""
    found = [(deed, day) for deed in deeds if (day := _day(deed)) is not None]
    read = [(deed, day, _loose(day), _weekday(day)) for deed, day in found]
    full = [(deed, day, span) for deed, day, _, _ in read if (span := _span(day)) is not None]
    loose = [(deed, day, span) for deed, day, span, _ in read if span is not None]
    weekdays = [(deed, day, span) for deed, day, _, span in read if span is not None]
    return max((full, loose, weekdays), key=len)


def _day(deed: Deed) -> Time | None:
    """Return the day a claim gives for what it tells of; none where it gives several."""
    days = [t for t in deed.claim.times if t.precision in _PRECISE and t.kind in ("date", "time")]
    days = [t for t in days if _span(t) or _loose(t) or _weekday(t)]
    return days[0] if len({(t.value, t.start) for t in days}) == 1 else None


def _span(time: Time) -> Days | None:
    return (time.start, time.end) if time.start is not None and time.end is not None else None


def _loose(time: Time) -> Days | None:
    """Return a day in a year of no meaning: 16 November of whatever year."""
    if (span := _span(time)) is not None:
        return (span[0].replace(year=_YEAR), span[1].replace(year=_YEAR)) if span[0].year == span[1].year else None
    found = _MONTH_DAY.match(time.value)
    if found is None:
        return None
    try:
        day = date(_YEAR, int(found[1]), int(found[2]))
    except ValueError:
        return None
    return day, day


def _weekday(time: Time) -> Days | None:
    """Return a day of a week of no meaning."""
    if (span := _span(time)) is not None:
        number = span[0].isoweekday() if span[0] == span[1] else 0
    else:
        found = _WEEKDAY.match(time.value)
        number = int(found[1]) if found is not None else 0
    day = _SUNDAY + timedelta(days=number)
    return (day, day) if number else None


def once(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return one answer a claim: what it denies before what it takes for granted."""
    kept: dict[str, Answer] = {}
    for answer in answers:
        if answer.claim not in kept or (answer.side == "no" and kept[answer.claim].side == "yes"):
            kept[answer.claim] = answer
    return tuple(kept.values())
